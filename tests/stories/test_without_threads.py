"""A room without threads: a post belongs to the workshop that was open when it was said, if that has really opened."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain import OutboundMessage, Posted, RoomRef
from bot.errors import NotAllowed, fault
from bot.platforms.terminal_platform import CAN, TerminalPlatform
from bot.ports import Abilities
from bot.store.stage import SqlStage
from tests.stories.fates import Death, at_call, fated_platform
from tests.stories.room import Room
from tests.stories.test_blind import blind_script


class Threadless(TerminalPlatform):
    """The terminal as a platform without threads, which refuses to begin the workshops of those titles."""

    refused: tuple[str, ...] = ()

    @property
    def can(self) -> Abilities:
        return replace(CAN, threads=False, seals=False)

    async def post(self, room: RoomRef, message: OutboundMessage, key: str) -> Posted:
        if message.begins in self.refused:
            raise NotAllowed(fault("stage_locked"))
        return await super().post(room, message, key)


@pytest.fixture
async def threadless(unopened: Room) -> Room:
    """A café in a room without threads."""
    unopened.terminal = Threadless(SqlStage(unopened.database), unopened.clock)
    await unopened.begin()
    return unopened


async def started_again(room: Room) -> Room:
    again = await room.reopened()
    again.terminal = Threadless(SqlStage(again.database), again.clock)
    again.work()
    return again


async def belongs(room: Room) -> dict[str, str | None]:
    """Which workshop each post belongs to, by its words."""
    return {post.text: post.workshop for post in (await room.record()).posts}


async def test_a_post_belongs_to_the_workshop_that_opened_last(threadless: Room) -> None:
    await threadless.until(1, 10)
    await threadless.say("Vio", "Un fil gris.", None)
    await threadless.until(3, 10)
    await threadless.say("Vio", "Merci à tous.", None)
    assert await belongs(threadless) == {"Un fil gris.": "memory", "Merci à tous.": "last"}


async def test_a_workshop_that_was_skipped_gets_no_post(threadless: Room) -> None:
    await threadless.until(2, 12)
    await threadless.terminal.close()
    threadless.sleep_until(3, 18)
    await threadless.say("Vio", "Dit pendant que personne n’écoute.", None)
    threadless.sleep_until(3, 19)
    await threadless.ticker.tick()
    again = await started_again(threadless)
    await again.host.listen()
    await again.say("Marc", "Dit depuis.", None)
    assert await belongs(again) == {"Dit pendant que personne n’écoute.": "far", "Dit depuis.": "far"}, (
        "the closing words were never called for"
    )
    await again.database.close()


async def test_a_workshop_that_a_room_refuses_gets_no_post_there(threadless: Room) -> None:
    assert isinstance(threadless.terminal, Threadless)
    threadless.terminal.refused = ("Votre mot de la fin", "Le bon moment")
    await threadless.until(2, 10)
    await threadless.say("Vio", "Plutôt sept.", None)
    await threadless.until(3, 10)
    await threadless.say("Vio", "Et pour finir, huit.", None)
    assert await belongs(threadless) == {"Plutôt sept.": "far", "Et pour finir, huit.": "far"}


async def test_what_was_said_before_a_workshop_opened_late_is_not_in_it(threadless: Room) -> None:
    await threadless.until(2, 22)
    await threadless.terminal.close()
    threadless.sleep_until(3, 11)
    await threadless.say("Vio", "Dit avant la question.", None)
    threadless.sleep_until(3, 12)
    again = await started_again(threadless)
    await again.host.listen()
    await again.ticker.tick()
    await again.say("Marc", "Dit après.", None)
    assert await belongs(again) == {"Dit avant la question.": "far", "Dit après.": "last"}
    await again.database.close()


async def test_an_answer_to_an_opening_that_a_death_left_unmarked_belongs_to_it(threadless: Room) -> None:
    await threadless.until(1, 12)
    fate = at_call("Platform.post", Death(), after=True)
    threadless.work(platforms={"terminal": fated_platform(threadless.terminal, fate)})
    with pytest.raises(Death):
        await threadless.until(3, 10)
    await threadless.terminal.close()
    await threadless.say("Vio", "Tôt.", None)
    again = await started_again(threadless)
    await again.host.listen()
    assert await belongs(again) == {"Tôt.": "moment"}
    await again.database.close()


async def test_a_private_answer_to_a_blind_workshop_that_never_opened_is_not_kept(unopened: Room) -> None:
    platform = Threadless(SqlStage(unopened.database), unopened.clock)
    platform.refused = ("Un souvenir",)
    unopened.terminal = platform
    await unopened.begin(told=blind_script())
    await unopened.until(1, 10)
    await platform.tell(unopened.ref, "vio", "Vio", "Le mien était rouge.")
    assert await belongs(unopened) == {}
    assert "je ne le garde pas" in (await unopened.told("Vio"))[-1]
