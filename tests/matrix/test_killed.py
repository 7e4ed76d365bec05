"""A real process is killed while it says something on Matrix, before, during and after: another one goes on, nothing is
said twice, and nothing is missing (truth 1)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.killable import Moment
from tests.matrix.between import Between
from tests.matrix.lives import WORDS, Lives, Outcome, whole_story
from tests.matrix_fixtures import BEGIN
from tests.matrix_server import Homeserver, People

KINDS = {
    "desk": Moment.DURING,
    "direct message": Moment.DURING,
    "edit": Moment.AFTER,
    "emoji": Moment.DURING,
    "end of a poll": Moment.BEFORE,
    "list of those rooms": Moment.BEFORE,
    "pin": Moment.AFTER,
    "poll": Moment.DURING,
    "redaction": Moment.DURING,
    "room for one": Moment.DURING,
    "words": Moment.DURING,
}
"""What the café does at least once, and when whoever does it dies in the sample."""

_undisturbed: list[Outcome] = []


async def lived(homeserver: Homeserver, people: People, where: Path, between: Between) -> Outcome:
    """What becomes of the café with these deaths."""
    homeserver.dial.set(BEGIN - timedelta(minutes=5))
    cafe = Lives(homeserver, people, where, between)
    await cafe.gather()
    try:
        await whole_story(cafe)
        outcome = await cafe.outcome()
        assert cafe.count > len(between.died) / 2, "who is about to die may be asked for something more"
    finally:
        await cafe.close()
    return outcome


async def undisturbed(homeserver: Homeserver, people: People, folder: Path) -> Outcome:
    """The same in one process that nobody kills; known once for all tests."""
    if not _undisturbed:
        _undisturbed.append(await lived(homeserver, people, folder / "undisturbed.db", Between()))
    return _undisturbed[0]


async def test_who_dies_at_each_kind_of_saying_is_followed_and_all_is_said_once(
    homeserver: Homeserver, people: People, tmp_path: Path
) -> None:
    between = Between(KINDS)
    outcome = await lived(homeserver, people, tmp_path / "killed.db", between)
    assert {kind for kind, _ in between.died} == set(KINDS)
    assert outcome == await undisturbed(homeserver, people, tmp_path), between.died
    assert any(WORDS in one for one in outcome.said)


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.parametrize("moment", Moment, ids=lambda moment: moment.value)
async def test_who_dies_at_every_change_is_followed_and_all_is_said_once(
    homeserver: Homeserver, people: People, tmp_path: Path, moment: Moment
) -> None:
    between = Between(every=moment)
    outcome = await lived(homeserver, people, tmp_path / "killed.db", between)
    assert {kind for kind, _ in between.died} >= set(KINDS)
    assert outcome == await undisturbed(homeserver, people, tmp_path), between.died
