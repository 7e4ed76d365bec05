"""One café on Discord and on Matrix at once, from its opening to a single flashback, with one side out of reach on the
way: one record, one schedule, and in each home its own language and links."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain import CafeState, Consent, MemberRef, PostRef
from bot.platforms.matrix_platform import _syncing
from tests.discord_server import Clock as DiscordClock
from tests.discord_server import DiscordServer
from tests.homes.two_homes import BothClocks, TwoHomes
from tests.matrix_fixtures import BEGIN
from tests.matrix_server import Clock as MatrixClock
from tests.matrix_server import Homeserver, People
from tests.stories.room import texts

HERE = "Le mien avait un fil et je tirais dessus pour aller plus loin."
THERE = "Ours stood in the hall, and everybody listened to everybody."
LAST_WORD = "I leave with one more question than I brought."
TOO_LATE = "One more thing, now that it is over."


@pytest.fixture
def own_homeserver() -> Iterator[Homeserver]:
    """One that the test may stop."""
    with Homeserver.running(at=BEGIN) as running:
        yield running


@pytest.fixture
async def homes(
    own_homeserver: Homeserver,
    discord_server: DiscordServer,
    discord_clock: DiscordClock,
    people: People,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[TwoHomes]:
    async def rest(_seconds: float) -> None:
        await asyncio.sleep(0.05)

    # Between two attempts to listen the machine's own time passes, not the café's.
    monkeypatch.setattr(_syncing, "rest", rest)
    discord_clock.forward(minutes=-5)
    clock = BothClocks(discord_clock, MatrixClock(own_homeserver.dial, BEGIN - timedelta(minutes=5)))
    homes = TwoHomes(discord_server, own_homeserver, clock, people, tmp_path / "cafe.db")
    await homes.begins()
    yield homes
    await homes.close()


async def test_from_its_opening_to_a_single_flashback_with_one_side_out_of_reach(homes: TwoHomes) -> None:
    vio, ana, lou, max, room = homes.vio, homes.ana, homes.lou, homes.max, homes.room_id
    await homes.until(1, 10)
    assert any("Parlons-en" in one.content for one in homes.said_here())
    assert any("Let us talk" in one for one in await homes.said_there())
    here = vio.says(await homes.thread_here("memory"), HERE)
    ana.reacts(here, "👍")
    await homes.settle()
    there = await homes.heard(await lou.says(room, THERE, thread=await homes.thread_there("memory")))
    await homes.heard(await max.reacts(room, there, "👍"))
    for platform, id, name in (("discord", vio.id, "Vio"), ("matrix", lou.id, "Lou")):
        await homes.host.consents.here(MemberRef(platform, str(id)), name, homes.cafe_id, Consent.NAMED)

    # What Lou lets cross is shown on the other side, under an invented name, and a reaction there is one on her post.
    await homes.host.cards.pick(homes.cafe_id, PostRef("matrix", there), MemberRef("matrix", homes.camille.id))
    assert not any("De l’autre côté" in one.content for one in homes.said_here())
    await homes.host.cards.answer(MemberRef("matrix", lou.id), homes.cafe_id, PostRef("matrix", there), True)
    [card] = [one for one in homes.said_here() if "De l’autre côté" in one.content]
    assert THERE in card.content.replace("\n> ", " ")
    assert "Lou" not in card.content
    vio.reacts(card, "👍")
    await homes.settle()

    # One side is out of reach while workshops open: the other goes on, and it is caught up with once it is back.
    await homes.until(2, 8)
    homes.homeserver.stop()
    await homes.until(2, 10)
    assert await homes.thread_there("moment") is None
    vio.says(await homes.thread_here("moment"), "Tôt")
    ana.says(await homes.thread_here("moment"), "Tôt")
    await homes.settle()
    homes.homeserver.start()
    await homes.until(2, 12)
    await homes.heard(await lou.says(room, "Later", thread=await homes.thread_there("moment")))

    # It goes again before the close, with a word that the bot may not have heard yet.
    await homes.until(3, 10)
    vio.says(await homes.thread_here("last"), "Je repars avec une idée.")
    await homes.settle()
    await homes.until(3, 19)
    await lou.says(room, LAST_WORD, thread=await homes.thread_there("last"))
    homes.homeserver.stop()
    await homes.until(3, 20, 1)
    assert any("terminé" in one.content for one in homes.said_here())
    assert all(one.locked for one in homes.guild.threads.values()), "a home closes on time without the other one"
    assert (await homes.cafe()).state.step < CafeState.CLOSED.step
    await homes.until(3, 23)
    homes.homeserver.start()
    await max.says(room, TOO_LATE, thread=await homes.thread_there("last"))
    await homes.until(5, 12)

    assert (await homes.cafe()).state is CafeState.PUBLISHED
    flashback = await homes.published()
    counts = flashback.counts
    assert (counts.participants, counts.workshops, counts.posts, counts.reactions) == (3, 4, 7, 3)
    assert [one["votes"] for one in flashback.workshops[1].result["options"]] == [2, 1]
    french = "\n".join(one.content for one in homes.said_here())
    english = "\n".join(said := await homes.said_there())
    for text in (HERE, THERE, LAST_WORD):
        assert text in texts(flashback)
        assert text in french.replace("\n> ", " ")
        assert text in english.replace("\n> ", " ")
    assert TOO_LATE not in (await homes.everything_kept())
    assert "3 personnes" in french
    assert "3 people" in english
    links = [f"{here.channel.id}/{here.id}" in read for read in (french, english)]
    assert links == [True, False]
    formatted = await homes.formatted_there()
    assert there in formatted
    assert there not in french
    assert len(said) == len(set(said)), "nothing was said twice"
    shown = [(one.channel.id, one.content) for one in homes.said_here()]
    assert len(shown) == len(set(shown))
    assert all(one.author in (vio.user, ana.user) for one, _ in homes.discord.world.pings)
