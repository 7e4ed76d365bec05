"""What an argument could be is offered in the words of whoever types it, and is understood as it was offered."""

from __future__ import annotations

import pytest

from tests.stories.room import Room


@pytest.mark.parametrize(
    ("language", "beginning", "offered"),
    [
        ("fr", "", ["Un souvenir", "Le bon moment", "Jusqu’où", "Votre mot de la fin"]),
        ("fr", "MOT", ["Votre mot de la fin"]),
        ("en", "right", ["The right time"]),
    ],
)
async def test_workshops_are_offered_by_their_titles(
    unopened: Room, language: str, beginning: str, offered: list[str]
) -> None:
    await unopened.begin(hosts=("camille",))
    caller = unopened.caller("Camille", language)
    skip = unopened.commands.named("cafe", "skip")
    assert await unopened.commands.complete(caller, skip, "workshop", beginning) == offered
    answer = await unopened.commands.perform(caller, skip, {"workshop": offered[-1]})
    assert "skipped" in str(answer.said[0])
