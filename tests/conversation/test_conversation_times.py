"""Times: instants with an offset or, in a cast, days counted from the opening."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeAlias

import pytest

from bot.conversation import Conversation, Opening
from bot.errors import Fault

Read: TypeAlias = Callable[..., Conversation]
FaultsOf: TypeAlias = Callable[..., tuple[Fault, ...]]

PARIS = Opening(date(2026, 3, 23), "Europe/Paris")


def post_at(at: object) -> dict[str, Any]:
    return {"type": "post", "id": "m1", "author": "u7", "at": at, "text": "Hello"}


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2026-03-02T09:14:00+01:00", datetime(2026, 3, 2, 8, 14, tzinfo=UTC)),
        ("2026-03-02T09:14:00Z", datetime(2026, 3, 2, 9, 14, tzinfo=UTC)),
        ("2026-03-02t09:14z", datetime(2026, 3, 2, 9, 14, tzinfo=UTC)),
        ("2026-03-02 09:14:00.250-05:30", datetime(2026, 3, 2, 14, 44, 0, 250_000, tzinfo=UTC)),
    ],
)
def test_an_iso_time_with_its_offset_is_an_instant(read: Read, written: str, instant: datetime) -> None:
    assert read(post_at(written)).first_at == instant


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("day 1 09:00", datetime(2026, 3, 23, 8, tzinfo=UTC)),
        ("day 2 18:05", datetime(2026, 3, 24, 17, 5, tzinfo=UTC)),
        ("Day 2 18:05:30", datetime(2026, 3, 24, 17, 5, 30, tzinfo=UTC)),
        ("2026-03-02T09:14:00Z", datetime(2026, 3, 2, 9, 14, tzinfo=UTC)),
    ],
)
def test_a_cast_counts_its_days_from_the_opening(read: Read, written: str, instant: datetime) -> None:
    assert read(post_at(written), opening=PARIS).first_at == instant


def test_an_hour_that_the_clocks_leap_over_moves_forward(read: Read) -> None:
    conversation = read(post_at("day 7 02:30"), opening=PARIS)
    assert conversation.first_at == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert conversation.first_offset == timedelta(hours=2)


def test_an_hour_that_comes_twice_is_the_first_of_the_two(read: Read) -> None:
    conversation = read(post_at("day 1 02:30"), opening=Opening(date(2026, 10, 25), "Europe/Paris"))
    assert conversation.first_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("day 2 18:05", "conversation_time_relative"),
        ("2026-03-02T09:14:00", "conversation_time_without_offset"),
        ("2026-03-02", "conversation_time_without_offset"),
        ("yesterday", "conversation_time_unreadable"),
        ("", "conversation_time_unreadable"),
        ("2026-02-30T09:14:00Z", "conversation_time_unreadable"),
        ("2026-03-02T25:00:00Z", "conversation_time_unreadable"),
        ("9" * 5_000, "conversation_time_unreadable"),
        ("10000-01-01T00:00:00Z", "conversation_time_unreadable"),
        ("0001-01-01T00:00:00+14:00", "conversation_time_year"),
        ("9999-12-31T23:59:59-14:00", "conversation_time_year"),
        ("1066-10-14T09:00:00Z", "conversation_time_year"),
        (1_772_442_840, "conversation_time_unreadable"),
        (True, "conversation_time_unreadable"),
        (None, "conversation_missing_field"),
    ],
)
def test_a_time_that_is_no_instant_is_a_fault(faults_of: FaultsOf, written: object, key: str) -> None:
    (found,) = faults_of(post_at(written))
    assert (found.key, found.line) == (key, 1)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("day 0 18:05", "conversation_time_unreadable"),
        ("day 2 24:05", "conversation_time_unreadable"),
        ("day -1 18:05", "conversation_time_unreadable"),
        ("day ٢ 18:05", "conversation_time_unreadable"),
        ("day 2", "conversation_time_unreadable"),
        ("day 999999 18:05", "conversation_time_year"),
        (f"day {'9' * 40} 18:05", "conversation_time_year"),
    ],
)
def test_a_day_that_no_cast_can_have_is_a_fault(faults_of: FaultsOf, written: str, key: str) -> None:
    (found,) = faults_of(post_at(written), opening=PARIS)
    assert found.key == key
