"""The cafés that ship: each is right, can be opened as it is, and says the same in each language."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from bot.domain import Script
from bot.foresight import foresee
from bot.kinds import KINDS
from bot.platforms.limits import LIMITS
from bot.script import read_script

PROMPTS = Path(__file__).parent.parent.parent / "prompts"
SHIPPED = sorted(folder.name for folder in PROMPTS.iterdir() if folder.is_dir())
BADLY_SET = re.compile(r"\w'\w|«(?!\u00a0)|(?<!\u00a0)»|(?<![\u00a0\d]):(?!//)|(?<![\u202f!?])[;!?]")
MONDAY, SATURDAY = date(2026, 5, 4), date(2026, 5, 9)


def shipped(name: str) -> Script:
    return read_script(PROMPTS / name)


def test_there_is_a_week_three_days_a_month_an_event_and_one_question_in_several_places() -> None:
    lengths = {name: shipped(name).days for name in SHIPPED}
    assert lengths == {
        "first-phone": 7,
        "shared-table": 3,
        "month-of-mending": 30,
        "city-at-night": 2,
        "same-question": 7,
    }


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_script_is_in_french_and_in_english(name: str) -> None:
    made = shipped(name)
    assert made.languages == ("fr", "en")
    french, english = (made.worded(language) for language in made.languages)
    for one in made.workshops:
        assert french.workshops[one.key].question != english.workshops[one.key].question
        assert len(french.workshops[one.key].speakers) == len(english.workshops[one.key].speakers)
        assert len(french.workshops[one.key].addresses) == len(english.workshops[one.key].addresses)


@pytest.mark.parametrize("name", SHIPPED)
def test_french_is_set_as_french_is(name: str) -> None:
    """A curly apostrophe; a no-break space before a colon and inside quotation marks, a narrow one before ; ! ?."""
    words = (PROMPTS / name / "fr.toml").read_text(encoding="utf-8")
    keys = re.compile(r"^\S+ = (?=[\"\[])|#.*$|https?:\S+", re.MULTILINE)
    told = keys.sub("", words)
    wrong = [line for line in told.splitlines() if BADLY_SET.search(line)]
    assert wrong == []


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_script_ends_with_a_closing_word(name: str) -> None:
    assert shipped(name).workshops[-1].kind == "closing_word"


@pytest.mark.parametrize(
    ("name", "day", "meant"),
    [
        ("first-phone", MONDAY, set()),
        ("shared-table", MONDAY, set()),
        ("month-of-mending", MONDAY, {"falls_asleep"}),
        ("city-at-night", SATURDAY, set()),
        ("same-question", MONDAY, {"crowded"}),
    ],
)
def test_the_rehearsal_of_a_shipped_script_warns_of_what_is_meant_and_of_nothing_else(
    name: str, day: date, meant: set[str]
) -> None:
    warned = {one.key for one in foresee(shipped(name), day, "Europe/Paris", LIMITS)}
    assert warned - {"presentation_long"} == meant


def test_the_event_is_told_session_by_session_with_its_speakers_and_its_addresses() -> None:
    event = shipped("city-at-night")
    words = event.worded("fr").workshops
    sessions = [one for one in event.workshops if one.kind not in ("meeting", "closing_word")]
    assert all(words[one.key].speakers for one in sessions)
    assert sum(1 for one in event.workshops if words[one.key].addresses) >= 6
    assert [one.day for one in event.workshops] == sorted(one.day for one in event.workshops)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_same_question_is_asked_word_for_word_in_five_places_at_the_same_hour(language: str) -> None:
    made = shipped("same-question")
    places = [one for one in made.workshops if one.kind == "question"]
    questions = {made.worded(language).workshops[one.key].question.partition("?")[0] for one in places}
    assert len(places) == 5
    assert len(questions) == 1
    assert len({(one.day, one.at) for one in places}) == 1
    poll = made.workshop("where-it-would-change-most")
    assert poll is not None
    assert poll.choices == tuple(one.key for one in places), "the places are then laid side by side"


def test_between_them_they_use_every_kind() -> None:
    assert {one.kind for name in SHIPPED for one in shipped(name).workshops} == set(KINDS)


FRENCH = [*PROMPTS.glob("*/fr.toml"), *(PROMPTS.parent / "bot" / "beginnings").glob("*.fr.toml")]


@pytest.mark.parametrize("path", FRENCH, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_ships_in_french_has_one_kind_of_space_before_each_sign(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    wrong = re.findall("(?:[ \u00a0][;!?]|[ \u202f]:|«[^\u00a0]|[^\u00a0]»).{0,20}", text)
    assert wrong == [], "a narrow no-break space before ; ! ?, a no-break space before : and inside « »"
