"""The process dies before or after any call of the platform, of the store and of its units of work, and whatever dies
when: nothing is said twice, nothing is missing, no post is lost, and the flashback is the same, byte for byte.

The café is cut into chapters, one for each line of its members. Each chapter is lived with a death at one of its
points, then by a new process; what is in the database must be what an undisturbed life leaves there.
"""

from __future__ import annotations

import asyncio
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.ports import Platform, Reading, Store, Writing
from tests.stories.disturbed import Outcome, Play, everything
from tests.stories.fates import Life, methods, shape
from tests.stories.said_lines import LINES

CHAPTERS = len(LINES)
PARTS = 4
"""A chapter's points are tried in so many tests: the chapter of the close has hundreds of them."""


@dataclass(frozen=True)
class Chapter:
    """One chapter: the database and the instant it begins with, the points in it, what it leaves."""

    begins: Path
    clock: datetime
    leaves: Path
    points: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Book:
    """The undisturbed café, whole and chapter by chapter. ``unsealed`` is how many points the whole one comes to before
    anything is said in the blind workshop: there, members can do what they do only where the bot has let them in."""

    outcome: Outcome
    chapters: list[Chapter]
    unsealed: int


@pytest.fixture(scope="module")
def book(memory: Path) -> Book:
    """The café undisturbed, once in one go and once with a new process for each chapter."""
    return asyncio.run(_written(memory))


@pytest.fixture
def cafe(memory: Path) -> Iterator[Path]:
    """Where one café's database is to be."""
    yield memory / "cafe.db"
    _take_away(memory / "cafe.db")


def _take_away(database: Path) -> None:
    for left in database.parent.glob(f"{database.name}*"):
        left.unlink()


async def _written(folder: Path) -> Book:
    blank = folder / "blank.db"
    await Play(blank).prepare()
    points: list[str] = []
    come_to: dict[str, int] = {}

    def note(what: str) -> None:
        come_to.setdefault(what, len(points))

    whole = Play(Path(shutil.copy(blank, folder / "whole.db")), told=note)
    assert await whole.live(Life(trail=points))
    chapters: list[Chapter] = []
    begins, clock = blank, None
    for number in range(CHAPTERS):
        leaves = Path(shutil.copy(begins, folder / f"{number}.db"))
        play = Play(leaves, clock)
        chapter = Chapter(begins, play.clock.now(), leaves)
        life = Life(trail=chapter.points)
        assert await play.live(life, until=number + 1)
        chapters.append(chapter)
        begins, clock = leaves, play.clock.now()
    assert await Play(begins, clock).outcome() == await whole.outcome(), "a new process for each line is noticed"
    sealed = next(number for number, line in enumerate(LINES) if line.workshop == "last")
    return Book(await whole.outcome(), chapters, come_to[f"line {sealed - 1}"])


async def _relived(chapter: Chapter, number: int, dies_at: int, path: Path) -> None:
    """Live a chapter with a death at that point, then with a new process, and compare what it leaves."""
    shutil.copy(chapter.begins, path)
    play = Play(path, chapter.clock)
    life = Life(dies_at)
    assert not await play.live(life, until=number + 1)
    assert life.died_at == chapter.points[dies_at - 1], "the same life comes to the same points"
    assert await play.live(until=number + 1)
    assert everything(path) == everything(chapter.leaves), f"chapter {number}, point {dies_at}: {life.died_at}"
    _take_away(path)


def _sampled(book: Book, number: int) -> list[int]:
    """The points of a chapter that are tried in each run of the tests: one somewhere in it, and a sixth of those that
    no chapter before has come to."""
    known = {point for chapter in book.chapters[:number] for point in chapter.points}
    points = book.chapters[number].points
    first_met = [place for place, point in enumerate(points, 1) if point not in {*known, *points[: place - 1]}]
    return [1 + 7919 * (number + 1) % len(points), *first_met[::6]]


@pytest.mark.parametrize("number", range(CHAPTERS))
async def test_a_death_says_nothing_twice_and_drops_nothing(book: Book, number: int, cafe: Path) -> None:
    for dies_at in _sampled(book, number):
        await _relived(book.chapters[number], number, dies_at, cafe)


@pytest.mark.soak
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("number", range(CHAPTERS))
async def test_a_death_anywhere_says_nothing_twice_and_drops_nothing(
    book: Book, number: int, part: int, cafe: Path
) -> None:
    for dies_at in range(1 + part, len(book.chapters[number].points) + 1, PARTS):
        await _relived(book.chapters[number], number, dies_at, cafe)


def _seeds(few: int, many: int) -> Callable[[Callable[..., object]], Callable[..., object]]:
    """So many seeds in each run of the tests, and so many more in the long one."""
    return pytest.mark.parametrize(
        "seed", [*range(few), *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(few, many))]
    )


@_seeds(2, 24)
async def test_many_deaths_in_one_café_change_nothing(book: Book, seed: int, cafe: Path) -> None:
    chance = random.Random(seed)
    play = Play(Path(shutil.copy(book.chapters[0].begins, cafe)))
    deaths = chance.randint(3, 12)
    while deaths and not await play.live(Life(chance.randint(1, 600))):
        deaths -= 1
    assert await play.live()
    assert await play.outcome() == book.outcome


@_seeds(2, 24)
async def test_time_passes_between_a_death_and_the_next_life(book: Book, seed: int, cafe: Path) -> None:
    """As long as the bot is not down for so long that what is owed is late, it is as if it had never died."""
    chance = random.Random(seed)
    play = Play(Path(shutil.copy(book.chapters[0].begins, cafe)))
    # A café that is opened hours later is another café: the death comes once it is there.
    opened = book.chapters[0].points.index("Writing.add_cafe: after") + 4
    assert not await play.live(Life(chance.randint(opened, book.unsealed)))
    assert await play.live(down_for=timedelta(minutes=chance.randint(1, 55)))
    assert _heard(await play.outcome()) == _heard(book.outcome)


def _heard(outcome: Outcome) -> Outcome:
    """The outcome without the members of whom nothing is left: who said something and took it back while nobody
    listened was never met."""
    record = outcome.record
    left = {one.author for one in record.posts} | {one.author for one in record.reactions}
    left |= {one.author for one in record.choices} | {ref for ref, one in record.members.items() if one.consent}
    members = {ref: member for ref, member in record.members.items() if ref in left}
    return replace(outcome, record=replace(record, members=members))


@pytest.mark.parametrize("port", [Platform, Store, Reading, Writing])
def test_each_method_of_a_port_can_be_died_at(port: type) -> None:
    ways = {name: shape(port, name)[0] for name in methods(port)}
    properties = {name for name, way in ways.items() if way == "property"}
    # What is known without asking is no call: nothing can die in it.
    assert {name for name, way in ways.items() if way == "plain"} == ({"title_of"} if port is Platform else set())
    assert properties == ({"name", "can"} if port is Platform else set())


def test_the_café_comes_to_nearly_every_method_of_the_ports(book: Book) -> None:
    come_to = {point.partition(":")[0] for chapter in book.chapters for point in chapter.points}
    assert {f"Platform.{name}" for name in methods(Platform)} - come_to <= {
        "Platform.name",
        "Platform.can",
        # Pictures have deaths of their own (`test_pictures`).
        "Platform.fetch",
        # So have looking again (`test_looking_again`) and what is said by a form (`test_carried`).
        "Platform.look_again",
        "Platform.carry",
        # The terminal has no polls of its own (`tests/discord/test_polls`).
        "Platform.count_poll",
        "Platform.end_poll",
        # It has no calendar (`tests/discord/test_events`).
        "Platform.announce",
        "Platform.call_off",
        # It asks nobody how a room or a host is called.
        "Platform.title_of",
        "Platform.called",
        # Nobody is called in it either (`tests/cogs/test_following`).
        "Platform.call",
        "Platform.call_only",
        # So has forgetting (`test_forgotten_meanwhile`).
        "Platform.erase_member",
        # After a death alone, or for a flashback that has become shorter.
        "Platform.find",
        "Platform.retract",
    }
    assert sum(len(chapter.points) for chapter in book.chapters) > 2000
