"""What a host is told before a café opens."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import Script, Workshop, WorkshopWords
from bot.foresight import Warned, foresee, worded
from bot.platforms.limits import LIMITS
from bot.ports import Abilities
from bot.script import read_script
from bot.wiring import SHIPPED
from bot.wording import languages, wording
from tests.stories.room import script

MONDAY = date(2026, 3, 2)
BEFORE_THE_CHANGE = date(2026, 3, 27)
"""A Friday; the clocks go forward in Paris on the Sunday after it, and back on 25 October."""

ROOMY = {"the room": Abilities(dialect="plain", text_limit=4000)}


def keys(warned: list[Warned]) -> list[str]:
    return [one.key for one in warned]


def with_workshop(one: Workshop, title: str = "La nuit", question: str = "Racontez.") -> Script:
    made = script()
    words = {
        language: replace(known, workshops={**known.workshops, one.key: WorkshopWords(title, question)})
        for language, known in made.words.items()
    }
    return replace(made, workshops=(one, *made.workshops), words=words)


def test_a_script_with_nothing_to_fear_earns_no_warning() -> None:
    assert foresee(script(), MONDAY, "Europe/Paris", ROOMY) == []


def test_an_hour_that_does_not_exist_is_named_with_what_becomes_of_it() -> None:
    night = with_workshop(Workshop("night", "question", 3, time(2, 30)))
    warned = foresee(night, BEFORE_THE_CHANGE, "Europe/Paris", ROOMY)
    assert keys(warned) == ["hour_missing", "at_night"]
    assert worded(warned[0], wording("en"), "Europe/Paris") == (
        "“La nuit”: on Sunday, March 29, 2026 the clocks go forward, and 02:30 does not exist; "
        "it becomes Sunday, March 29, 2026 at 03:30. Another hour would be clearer."
    )


def test_an_hour_that_exists_twice_is_named() -> None:
    night = with_workshop(Workshop("night", "question", 3, time(2, 30)))
    assert "hour_twice" in keys(foresee(night, date(2026, 10, 23), "Europe/Paris", ROOMY))
    assert "hour_twice" not in keys(foresee(night, date(2026, 10, 23), "Asia/Tokyo", ROOMY))


def test_a_workshop_that_would_open_after_the_close_is_named() -> None:
    late = with_workshop(Workshop("night", "question", 3, time(21)))
    assert "never_opens" in keys(foresee(late, MONDAY, "Europe/Paris", ROOMY))


def test_a_workshop_that_is_open_for_two_hours_only_is_named() -> None:
    short = with_workshop(Workshop("night", "question", 2, time(9), ends_day=2, ends_at=time(11)))
    assert "short" in keys(foresee(short, MONDAY, "Europe/Paris", ROOMY))


def test_workshops_that_open_all_together_are_counted() -> None:
    made = script()
    crowd = tuple(Workshop(f"w{n}", "question", 2, time(9)) for n in range(4))
    words = {
        language: replace(
            known, workshops={**known.workshops, **{one.key: WorkshopWords(one.key, "Racontez.") for one in crowd}}
        )
        for language, known in made.words.items()
    }
    warned = foresee(replace(made, workshops=(*made.workshops, *crowd), words=words), MONDAY, "Europe/Paris", ROOMY)
    assert [one.values["n"] for one in warned if one.key == "crowded"] == [6]


def test_a_week_without_anything_new_is_named() -> None:
    long = replace(script(), days=20)
    assert [one.values["n"] for one in foresee(long, MONDAY, "Europe/Paris", ROOMY) if one.key == "silence"] == [17]


@pytest.mark.parametrize(
    ("away", "expected"),
    [
        ((date(2026, 3, 2), date(2026, 3, 2)), ["absent_opening", "nobody_there"]),
        ((date(2026, 3, 4), date(2026, 3, 4)), ["absent_closing", "nobody_there"]),
        ((date(2026, 3, 5), date(2026, 3, 9)), ["absent_publishing"]),
        ((date(2026, 3, 3), date(2026, 3, 3)), ["nobody_there"]),
        ((date(2026, 3, 8), date(2026, 3, 9)), []),
    ],
)
def test_what_falls_into_an_absence_of_the_hosts_is_named(away: tuple[date, date], expected: list[str]) -> None:
    assert keys(foresee(script(), MONDAY, "Europe/Paris", ROOMY, [away])) == expected


def test_a_flashback_that_comes_out_at_night_is_named() -> None:
    nightly = replace(script(), publishes_after_hours=6)
    assert keys(foresee(nightly, MONDAY, "Europe/Paris", ROOMY)) == ["publishes_at_night"]


def test_a_text_is_measured_on_each_platform() -> None:
    long = with_workshop(Workshop("night", "question", 2, time(9)), title="N" * 120, question="Racontez. " * 300)
    warned = foresee(long, MONDAY, "Europe/Paris", LIMITS)
    told = [(one.values["platform"], one.key) for one in warned if "platform" in one.values]
    assert told == [("Discord", "message_long"), ("Discord", "title_long")]


def test_a_picture_too_heavy_for_a_platform_is_named(tmp_path: Path) -> None:
    picture = tmp_path / "big.png"
    picture.write_bytes(b"\x89PNG" + bytes(11_000_000))
    warned = foresee(replace(script(), picture=str(picture)), MONDAY, "Europe/Paris", LIMITS)
    assert [(one.key, one.values["platform"]) for one in warned] == [("file_heavy", "Discord")]


def test_a_thread_that_would_fall_asleep_is_named_once() -> None:
    asleep = replace(script(), days=15)
    warned = [one for one in foresee(asleep, MONDAY, "Europe/Paris", LIMITS) if one.key == "falls_asleep"]
    assert [(one.values["platform"], one.values["n"]) for one in warned] == [("Discord", 3)]  # the poll ends before


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", sorted(folder.name for folder in SHIPPED.iterdir() if folder.is_dir()))
def test_what_is_said_of_each_shipped_script_is_a_sentence_in_both_languages(name: str, language: str) -> None:
    made = read_script(SHIPPED / name)
    for warned in foresee(made, BEFORE_THE_CHANGE, "Europe/Paris", LIMITS, [(BEFORE_THE_CHANGE, date(2026, 5, 1))]):
        sentence = worded(warned, wording(language), "Europe/Paris")
        assert sentence.endswith(".")
        assert "{" not in sentence


@given(
    day=st.dates(date(1990, 1, 1), date(2090, 1, 1)),
    zone=st.sampled_from(["Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "UTC"]),
    hours=st.integers(0, 300),
)
def test_foresight_never_stumbles_whatever_the_day(day: date, zone: str, hours: int) -> None:
    made = replace(script(), publishes_after_hours=hours)
    for warned in foresee(made, day, zone, LIMITS, [(day, day + timedelta(days=1))]):
        assert worded(warned, wording("fr"), zone)
