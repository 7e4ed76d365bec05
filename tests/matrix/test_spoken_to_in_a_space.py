"""What members and hosts say to the bot in the rooms of a space: commands, emoji, answers that nobody else reads."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.matrix.community import Community
from tests.matrix.test_emoji import SECRET, two_blind_workshops
from tests.matrix_fixtures import BEGIN
from tests.matrix_server import Clock, Homeserver, People, Person
from tests.stories.room import texts


class InASpace(Community):
    """The community in a space of Camille's."""

    async def gather(self, **more: Any) -> None:
        await super().gather(space=True, **more)

    async def question(self, who: Person, workshop: str, words: str) -> tuple[str, str]:
        """The room of a workshop, with somebody in it, and the bot's message there that holds these words."""
        room = await self.thread(workshop)
        await who.joins(room)
        found = [one for one in await who.sees(room) if words in str(one["content"].get("body"))]
        return room, str(found[0]["event_id"])


@pytest.fixture
async def inside(homeserver: Homeserver, people: People, tmp_path: Path) -> AsyncIterator[InASpace]:
    clock = Clock(homeserver.dial, BEGIN - timedelta(minutes=5))
    community = InASpace(homeserver, clock, people, tmp_path / "cafe.db")
    await community.gather()
    yield community
    await community.close()


async def test_a_blind_workshop_is_answered_alone_and_read_by_nobody_before_the_flashback(inside: InASpace) -> None:
    await inside.begins(two_blind_workshops())
    await inside.until(2, 10)
    memory, question = await inside.question(inside.vio, "memory", "Racontez.")
    await inside.question(inside.ana, "memory", "Racontez.")
    assert "Écrivez ici" in await inside._answered(inside.vio, lambda: inside.vio.reacts(memory, question, "✍️"))
    assert "C’est noté" in await inside.tells(inside.vio, SECRET)
    [post] = (await inside.record()).posts
    assert (post.text, post.workshop, post.thread) == (SECRET, "memory", None)
    assert SECRET not in str(await inside.ana.sees(memory))
    await inside.until(5, 12)
    assert SECRET in texts(await inside.published())


async def test_a_command_in_a_workshops_room_is_about_the_community_and_answered_alone(inside: InASpace) -> None:
    await inside.begins()
    await inside.until(1, 10)
    memory, _ = await inside.question(inside.camille, "memory", "Racontez.")
    await inside.question(inside.vio, "memory", "Racontez.")
    said = await inside.camille.reads(memory)
    assert "Le premier téléphone" in await inside.asks(inside.camille, "!cafe status", where=memory)
    assert "n’est pas pour vous ici" in await inside.asks(inside.vio, "!cafe close", where=memory)
    assert [one for one in await inside.camille.reads(memory) if not one.startswith("!")] == said
    assert await inside.posts() == []
