"""What an argument could be is offered in the words of whoever types it, and is understood as it was offered."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import Home
from tests.stories.room import MONDAY, ZONE, Room, script


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


async def test_workshops_are_offered_of_the_cafe_that_was_named(unopened: Room) -> None:
    await unopened.begin(hosts=("camille",))
    short = replace(script(), name="tea", workshops=script().workshops[1:2])
    other = await unopened.host.open(short, [Home(unopened.ref, "fr")], zone=ZONE, day=MONDAY + timedelta(days=7))
    caller, skip = unopened.caller("Camille"), unopened.commands.named("cafe", "skip")
    assert await unopened.commands.complete(caller, skip, "workshop", "", other.id) == ["Le bon moment"]
    assert len(await unopened.commands.complete(caller, skip, "workshop", "", unopened.cafe_id)) == 4
    assert await unopened.commands.complete(caller, skip, "workshop", "", "no such café") == []
