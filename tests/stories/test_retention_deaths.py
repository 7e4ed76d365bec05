"""The process dies at any point of the end of retention, or of what is taken back afterwards: it happens once, whole,
and what is in the database is what an undisturbed life leaves there."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import CompressedClock
from bot.domain import RETENTION_DAYS, Consent
from bot.host import LEASE
from tests.stories.disturbed import everything
from tests.stories.fates import Death, Fate, Life, fated_platform, fated_store
from tests.stories.room import Room, RoomRef

WORDS = "Le mien avait un fil et je tirais dessus jusque dans le couloir."


@dataclass
class Story:
    """A café just before its retention ends, with a member's post deleted while the bot was off, and then just after
    a member has left; what an undisturbed life makes of each, and the points in it."""

    begins: list[Path]
    leaves: list[Path]
    clock: datetime
    cafe: str
    points: list[list[str]] = field(default_factory=lambda: [[], []])


@pytest.fixture(scope="module")
def story(memory: Path) -> Story:
    return asyncio.run(_written(memory))


async def _written(folder: Path) -> Story:
    room = Room(folder / "first.db")
    await room.begin()
    await room.until(1, 10)
    await room.say("Vio", WORDS)
    await room.consent("Vio", Consent.NAMED)
    gone = await room.say("Marc", "Dans la cuisine, et toute la famille écoutait.")
    await room.until_the_end()
    await room.terminal.close()
    await room.terminal.erase(room.ref, "marc", gone)
    ends = (await room.cafe()).publishes_at + timedelta(days=RETENTION_DAYS)
    await room.database.close()
    made = Story([folder / "first.db"], [], ends, room.cafe_id)
    for number in (0, 1):
        leaves = Path(shutil.copy(made.begins[number], folder / f"leaves-{number}.db"))
        assert await _live(leaves, made, Life(trail=made.points[number]))
        made.leaves.append(leaves)
        if number == 0:
            # Vio leaves while the bot is off: it is read back at the next start.
            made.begins.append(Path(shutil.copy(leaves, folder / "second.db")))
            await _leaves(made.begins[1], made)
    return made


async def _leaves(path: Path, story: Story) -> None:
    room = Room(path, CompressedClock(story.clock + timedelta(days=1)))
    await room.terminal.withdraw(RoomRef("terminal", "café"), "vio", "Vio")
    await room.database.close()


async def _live(path: Path, story: Story, fate: Fate, after: timedelta = timedelta(0)) -> bool:
    """One life of the bot that begins when retention is to end, or a day later; false if it has died."""
    room = Room(path, CompressedClock(story.clock + timedelta(days=2) + after))
    room.cafe_id, room.ref = story.cafe, RoomRef("terminal", "café")
    platform = fated_platform(room.terminal, fate)
    room.store = fated_store(room.store, fate)  # type: ignore[assignment]
    room.work(platforms={"terminal": platform})
    try:
        await room.host.listen()
        await room.ticker.tick()
        await platform.close()
    except Death:
        return False
    finally:
        await room.database.close()
    return True


async def _relived(story: Story, number: int, dies_at: int, path: Path) -> None:
    shutil.copy(story.begins[number], path)
    life = Life(dies_at)
    assert not await _live(path, story, life), life.died_at
    assert await _live(path, story, lambda _: None, LEASE + timedelta(seconds=1))
    left, wanted = _plain(everything(path)), _plain(everything(story.leaves[number]))
    assert left == wanted, f"point {dies_at}: {life.died_at}"
    for file in path.parent.glob(f"{path.name}*"):
        file.unlink()


def _plain(tables: dict[str, list[dict[str, object]]]) -> dict[str, list[dict[str, object]]]:
    """What is left, without the instants at which it was done."""
    for name, columns in (("freezes", {"at"}), ("cafes", {"frozen_at"}), ("notices", {"at"})):
        for row in tables[name]:
            for column in columns:
                row.pop(column, None)
    return tables


def _some(points: list[str]) -> list[int]:
    """A third of the points that come for the first time, and some others."""
    first = [place for place, point in enumerate(points, 1) if point not in points[: place - 1]]
    return sorted({*first[::3], *range(1, len(points) + 1, 29)})


@pytest.mark.parametrize("number", [0, 1])
async def test_a_death_changes_nothing(story: Story, number: int, memory: Path) -> None:
    for dies_at in _some(story.points[number]):
        await _relived(story, number, dies_at, memory / "relived.db")


@pytest.mark.soak
@pytest.mark.parametrize("number", [0, 1])
async def test_a_death_anywhere_changes_nothing(story: Story, number: int, memory: Path) -> None:
    for dies_at in range(1, len(story.points[number]) + 1):
        await _relived(story, number, dies_at, memory / "relived.db")


def test_both_come_to_what_they_are_about(story: Story) -> None:
    assert "Writing.freeze: after" in story.points[0]
    assert "Writing.take_back: after" in story.points[1]
    for path in story.leaves:
        kept = str({name: rows for name, rows in everything(path).items() if not name.startswith("stage_")})
        assert "la famille écoutait" not in kept
    assert b"tirais dessus" in _document(story.leaves[0])
    assert b"tirais dessus" not in _document(story.leaves[1])


def _document(path: Path) -> bytes:
    (row,) = everything(path)["flashbacks"]
    assert isinstance(row["document"], bytes)
    return row["document"]
