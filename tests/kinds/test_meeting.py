"""The meeting: a date, a place, a file for everybody's calendar, questions before and notes after."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from icalendar import Calendar

from bot.domain import Workshop, WorkshopWords
from bot.kinds import Setting, kind_of
from bot.markup import Items, Link
from bot.wording import wording

SETTING = Setting("first-phone-2026-03-23", date(2026, 3, 23), "Europe/Paris")
TALK = Workshop(
    "talk", "meeting", 1, time(9), meets_day=8, meets_at=time(18, 30), minutes=90, address="https://meet.example/p?a=1"
)
WORDS = WorkshopWords("Avec l’infirmière", "Vos questions ?", place="En visio", guest="Solène ; Kervadec")


def event(setting: Setting = SETTING, workshop: Workshop = TALK) -> Calendar:
    (file,) = kind_of("meeting").files(workshop, WORDS, wording("fr"), setting)
    assert file.content is not None
    return Calendar.from_ical(file.content)


def test_the_message_says_with_whom_when_and_where() -> None:
    blocks = kind_of("meeting").ask(TALK, WORDS, wording("fr"), SETTING)
    (facts,) = [block for block in blocks if isinstance(block, Items)]
    said = [span for line in facts.items for span in line]
    assert said[0] == "Avec Solène ; Kervadec"
    # The clocks have changed on the 29th: half past six stays half past six.
    assert said[1] == "lundi 30 mars 2026 à 18:30, pendant 90 minutes"
    assert said[3] == Link("https://meet.example/p?a=1", "https://meet.example/p?a=1")


def test_the_calendar_file_holds_the_hour_in_its_zone() -> None:
    (found,) = event().walk("VEVENT")
    assert found.decoded("dtstart").astimezone(UTC) == datetime(2026, 3, 30, 16, 30, tzinfo=UTC)
    assert found.decoded("dtend").astimezone(UTC) == datetime(2026, 3, 30, 18, 0, tzinfo=UTC)
    assert found["dtstart"].params["tzid"] == "Europe/Paris"
    assert str(found["location"]) == "En visio, https://meet.example/p?a=1"
    assert str(found["summary"]) == "Avec l’infirmière · Solène ; Kervadec"
    assert [str(zone["tzid"]) for zone in event().walk("VTIMEZONE")] == ["Europe/Paris"]


def test_the_same_meeting_is_the_same_file_and_the_next_cafes_is_another_event() -> None:
    assert event().to_ical() == event().to_ical()
    again = Setting("first-phone-2026-05-04", date(2026, 5, 4), "Europe/Paris")
    ids = [str(one.walk("VEVENT")[0]["uid"]) for one in (event(), event(again))]
    assert ids[0] != ids[1]


def test_a_zone_that_is_a_mere_offset_gives_the_hour_in_utc() -> None:
    fixed = Setting("replay", date(2026, 3, 23), "UTC+05:30")
    (found,) = event(fixed).walk("VEVENT")
    assert found.decoded("dtstart") == datetime(2026, 3, 30, 13, 0, tzinfo=UTC)
    assert event(fixed).walk("VTIMEZONE") == []
