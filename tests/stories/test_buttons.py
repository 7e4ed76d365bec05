"""Buttons beside what the café says, where a platform has them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain import Button, OutboundMessage, Posted, RoomRef
from bot.platforms.terminal_platform import CAN, TerminalPlatform
from bot.ports import Abilities
from bot.store.stage import SqlStage
from tests.stories.room import Room


class Pressed(TerminalPlatform):
    """The terminal platform, as if it had buttons. ``posted`` is what it was asked to post, by the key."""

    def __init__(self, room: Room, buttons: bool = True) -> None:
        super().__init__(SqlStage(room.database), room.clock, moderators=["camille"], desk="bureau")
        self._buttons = buttons
        self.posted: dict[str, OutboundMessage] = {}

    @property
    def can(self) -> Abilities:
        return replace(CAN, buttons=self._buttons)

    async def post(self, room: RoomRef, message: OutboundMessage, key: str) -> Posted:
        self.posted[key] = message
        return await super().post(room, message, key)


def buttons(platform: Pressed) -> dict[str, tuple[Button, ...]]:
    """The buttons beside each message that has some, by what its key says of it."""
    return {
        key.partition("/")[2].split("/terminal")[0]: one.buttons for key, one in platform.posted.items() if one.buttons
    }


WORDS = {
    "fr": ("Choisir comment être cité·e", "Répondre", "Voir mes citations"),
    "en": ("Choose how I am quoted", "Answer", "See my quotations"),
}


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_what_can_be_pressed_stands_where_it_is_spoken_of(unopened: Room, language: str) -> None:
    platform = Pressed(unopened)
    unopened.terminal = platform
    await unopened.begin(language=language)
    await unopened.until_the_end()
    consent, answer, quotations = WORDS[language]
    found = buttons(platform)
    assert found.pop("present") == (Button("consent", consent),)
    assert found.pop("close") == (Button("quotations", quotations),)
    assert found == {
        f"{kind}/{key}": (Button("answer", answer, key),)
        for kind, key in (
            ("open_workshop", "memory"),
            ("open_workshop", "moment"),
            ("open_workshop", "far"),
            ("call_closing_words", "last"),
        )
    }


async def test_where_there_are_no_buttons_no_message_has_any(unopened: Room) -> None:
    platform = Pressed(unopened, buttons=False)
    unopened.terminal = platform
    await unopened.begin()
    await unopened.until_the_end()
    assert buttons(platform) == {}


async def test_a_question_made_anew_keeps_its_button(unopened: Room) -> None:
    platform = Pressed(unopened)
    unopened.terminal = platform
    await unopened.begin(hosts=("camille",))
    await unopened.until(1, 10)
    again = await unopened.reopened()
    async with again.store.reading() as store:
        beat = next(one for one in await store.beats(again.cafe_id) if one.workshop == "memory")
        [kept] = await store.deliveries(beat.key)
    assert kept.message.buttons == (Button("answer", "Répondre", "memory"),)
    await again.database.close()
