"""Zones by name: those of the world, and fixed offsets, which a replay takes from the clock of its first post."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import fixed_zone, zone_of
from bot.rhythm import instant

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
MINUTES = st.integers(-24 * 60 + 1, 24 * 60 - 1)


@given(minutes=MINUTES)
def test_a_fixed_zone_is_found_again_by_its_name(minutes: int) -> None:
    offset = timedelta(minutes=minutes)
    zone = zone_of(fixed_zone(offset))
    assert NOON.astimezone(zone).utcoffset() == offset
    assert zone.tzname(None) == fixed_zone(offset)
    assert instant(date(2026, 7, 1), 1, time(12), fixed_zone(offset)) == NOON - offset


@pytest.mark.parametrize(
    ("offset", "name"),
    [
        (timedelta(hours=5, minutes=30), "UTC+05:30"),
        (timedelta(hours=-3, minutes=-30), "UTC-03:30"),
        (timedelta(0), "UTC+00:00"),
        (timedelta(seconds=-20), "UTC+00:00"),
        (timedelta(minutes=9, seconds=21), "UTC+00:09"),
        (timedelta(hours=-12), "UTC-12:00"),
    ],
)
def test_how_a_fixed_zone_is_written(offset: timedelta, name: str) -> None:
    assert fixed_zone(offset) == name


def test_a_zone_of_the_world_is_found_by_its_name() -> None:
    assert NOON.astimezone(zone_of("Europe/Paris")).utcoffset() == timedelta(hours=2)
    assert NOON.astimezone(zone_of("UTC")).utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        ".",
        "Europe",
        "America/Argentina",
        "Europe/",
        "Europe/Paris/",
        "Europe/Paris\n",
        "Europe/Atlantis",
        "../../etc/passwd",
        "/etc/passwd",
        "tzdata.zi",
        "localtime",
        "Factory",
        "right/Europe/Paris",
        "zone.tab",
        "\0",
        "Europe/Paris\0",
        "\ud800",
        "é",
        "x" * 5000,
        "UTC+24:00",
        "UTC-24:00",
        "UTC+99:99",
        "UTC+05:60",
        "UTC+05:75",
        "UTC+٠٥:٣٠",
        "UTC+5:30",
        "UTC+05:30 ",
        "UTC +05:30",
        "UTC+05:30:00",
    ],
)
def test_what_is_no_zone_is_refused_as_one_of_two_errors(name: str) -> None:
    with pytest.raises((KeyError, ValueError)):
        zone_of(name)


@given(name=st.text(max_size=12) | st.from_regex(r"UTC[+-]\d\d:\d\d", fullmatch=True))
def test_any_name_at_all_is_a_zone_or_refused(name: str) -> None:
    try:
        zone = zone_of(name)
    except (KeyError, ValueError):
        return
    assert NOON.astimezone(zone).utcoffset() is not None
