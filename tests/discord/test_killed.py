"""A real process is killed while it says something on Discord, before, during and after: another one goes on, nothing
is said twice, and nothing is missing (truth 1)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.discord.life import CommonClock
from tests.discord.lives import Deaths, Lives, Outcome, whole_story
from tests.discord_fixtures import BEGIN, discord_of
from tests.killable import Moment

EVERYWHERE = frozenset(
    {
        "carried",
        "commands",
        "delete",
        "desk",
        "direct message",
        "edit",
        "first answer",
        "follow-up",
        "letting in",
        "lock",
        "pin",
        "private thread",
    }
)
KINDS = {
    "text": EVERYWHERE | {"file", "buttons", "thread", "words", "words in a thread"},
    "forum": EVERYWHERE | {"forum post", "buttons in a thread", "words in a thread"},
}
"""What the café of each shape does at least once."""

_undisturbed: dict[str, Outcome] = {}


async def lived(description: Path, where: Path, shape: str, deaths: Deaths) -> Outcome:
    """What becomes of the café of that shape, with these deaths."""
    clock = CommonClock(BEGIN - timedelta(hours=2))
    async with discord_of(description, clock) as server:
        cafe = Lives(server, clock, where, shape, deaths)
        try:
            await whole_story(cafe)
            outcome = await cafe.outcome()
            assert cafe.count > len(deaths.died) / 2, "who is about to die may be asked for something more"
        finally:
            await cafe.close()
    return outcome


async def undisturbed(description: Path, folder: Path, shape: str) -> Outcome:
    """The same in one process that nobody kills; known once for all tests."""
    if shape not in _undisturbed:
        _undisturbed[shape] = await lived(description, folder / "undisturbed.db", shape, Deaths())
    return _undisturbed[shape]


SAMPLE = (Moment.DURING, Moment.BEFORE, Moment.DURING, Moment.AFTER)


@pytest.mark.parametrize("shape", ["text", "forum"])
async def test_who_dies_at_each_kind_of_saying_is_followed_and_all_is_said_once(
    discord_description: Path, tmp_path: Path, shape: str
) -> None:
    expected = KINDS["text"] if shape == "text" else KINDS["forum"] - KINDS["text"] | {"private thread"}
    deaths = Deaths(*SAMPLE, kinds=expected)
    outcome = await lived(discord_description, tmp_path / "killed.db", shape, deaths)
    assert {kind for kind, _ in deaths.died} == expected
    assert outcome == await undisturbed(discord_description, tmp_path, shape), deaths.died


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.parametrize("moment", Moment, ids=lambda moment: moment.value)
@pytest.mark.parametrize("shape", ["text", "forum"])
async def test_who_dies_at_every_change_is_followed_and_all_is_said_once(
    discord_description: Path, tmp_path: Path, shape: str, moment: Moment
) -> None:
    deaths = Deaths(moment, every=True)
    outcome = await lived(discord_description, tmp_path / "killed.db", shape, deaths)
    assert {kind for kind, _ in deaths.died} >= KINDS[shape]
    assert outcome == await undisturbed(discord_description, tmp_path, shape), deaths.died
