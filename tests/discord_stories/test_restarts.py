"""The process dies after each single thing that happens, for a whole café; it comes out as if it had never died."""

from __future__ import annotations

import gc
import re
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TypeAlias

import pytest

from bot.digest.flashback import Flashback
from bot.host import LEASE
from tests.cogs.scene import Community
from tests.discord_fixtures import BEGIN, discord_of
from tests.discord_server import Clock, Form
from tests.stories.room import texts

pytestmark = pytest.mark.filterwarnings(
    # Who dies closes nothing.
    "ignore:Exception ignored in. <function Connection.__del__:pytest.PytestUnraisableExceptionWarning"
)


class Calm(Community):
    """A community whose process lives."""

    async def rests(self) -> None:
        """A few minutes go by."""
        await self.settle()
        self.time.move_to(self.time.now() + 2 * LEASE)


class Shaken(Calm):
    """One whose process dies each time that nothing happens for a moment."""

    async def rests(self) -> None:
        await self.settle()
        await self.die()
        # What the dead process had open is let go of here, not in the middle of another test.
        gc.collect()


Step: TypeAlias = Callable[[Calm], Awaitable[None]]


async def _says(community: Calm) -> None:
    post = community.vio.says(await community.thread("memory"), "Le mien avait un fil et je tirais dessus.")
    community.ana.reacts(post, "👍")
    community.ana.says(await community.thread("memory"), "On attendait son tour dans le couloir.")


async def _answers_by_the_form(community: Calm) -> None:
    form = Form.of(await community.zoe.clicks(community.question(), "Répondre"))
    await community.rests()
    await community.zoe.submits(form, {form.fields[0].label: "Il sonnait au milieu du repas."})


async def _edits(community: Calm) -> None:
    thread = await community.thread("memory")
    post = next(one for one in thread.messages.values() if one.author is community.ana.user)
    community.ana.edits(post, "On attendait son tour dans le couloir, une pièce à la main.")


async def _moves(community: Calm) -> None:
    await community.asks(community.camille, "café déplacer", atelier="far", quand="mardi 12:00")


async def _chooses_how(community: Calm) -> None:
    await community.asks(community.vio, "moi consentement", choix="nom")


async def _votes(community: Calm) -> None:
    community.vio.says(await community.thread("moment"), "Tôt")
    form = Form.of(await community.ana.clicks(community.question("Le bon moment"), "Répondre"))
    await community.ana.submits(form, {"Votre choix": "Plus tard"})


async def _leaves(community: Calm) -> None:
    asked = await community.zoe.runs(community.counter, "me forget", what="cafe")
    await community.replies(community.zoe, asked, "Yes, I am sure")


def _until(day: int, hour: int) -> Step:
    async def wait(community: Calm) -> None:
        await community.until(day, hour)

    return wait


WEEK: Sequence[Step] = (
    _until(1, 10),
    _says,
    _answers_by_the_form,
    _edits,
    _moves,
    _chooses_how,
    _until(2, 10),
    _votes,
    _until(2, 13),
    _leaves,
    _until(3, 10),
    _until(3, 21),
    _until(5, 12),
)


async def lived(made: type[Calm], description: Path, where: Path) -> tuple[list[tuple[str, str]], Flashback]:
    """All that the bot has said to everybody, with where and without ids, and what was published."""
    clock = Clock(BEGIN)
    clock.forward(minutes=-5)
    async with discord_of(description, clock) as server:
        community = made(server, clock, where)
        try:
            await community.begin()
            for step in WEEK:
                await step(community)
                await community.rests()
            await community.ticker.tick()
            said = [(one.channel.name, re.sub(r"\d{17,20}", "…", one.content)) for one in community.said()]
            assert server.world.pings == []
            return said, await community.published()
        finally:
            await community.close()


async def test_a_process_that_dies_after_every_step_holds_the_same_café(
    discord_description: Path, tmp_path: Path
) -> None:
    calm, one = await lived(Calm, discord_description, tmp_path / "calm.db")
    shaken, other = await lived(Shaken, discord_description, tmp_path / "shaken.db")
    assert shaken == calm
    assert other.counts == one.counts
    assert sorted(texts(other)) == sorted(texts(one))
    assert [each.result for each in other.workshops] == [each.result for each in one.workshops]
    assert one.counts.participants == 2
    assert [each["votes"] for each in one.workshops[1].result["options"]] == [1, 1]
