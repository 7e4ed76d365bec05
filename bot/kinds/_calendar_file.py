"""A meeting as an iCalendar file (RFC 5545), for everybody's own calendar."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain import Workshop, WorkshopWords, zone_of
from bot.kinds._kind import Setting

_MADE_BY = "-//Café Host//cafe-host//EN"


def calendar_file(workshop: Workshop, words: WorkshopWords, setting: Setting, begins: datetime) -> str:
    """The meeting's event as a file's text: the same meeting gives the same text, always.

    Its id is the workshop's in its café, so that a file taken twice is one event. Its hours are those of the café's
    zone, whose rules go with it; in a zone that is a mere offset they are in UTC.
    """
    # It takes its time to load, and most cafés have no meeting.
    from icalendar import Calendar, Event, Timezone

    zone = zone_of(setting.zone)
    named = isinstance(zone, ZoneInfo)
    start = begins.astimezone(zone if named else UTC)
    event = Event()
    event.add("uid", f"{workshop.key}.{setting.cafe}@cafe-host")
    # Not the instant of making: that would be another file each time.
    event.add("dtstamp", datetime.combine(setting.opening_day, time(), UTC))
    event.add("dtstart", start)
    event.add("dtend", (begins + timedelta(minutes=workshop.minutes)).astimezone(start.tzinfo))
    event.add("summary", f"{words.title} · {words.guest}" if words.guest else words.title)
    if words.question:
        event.add("description", words.question)
    if where := ", ".join(part for part in (words.place, workshop.address) if part):
        event.add("location", where)
    calendar = Calendar()
    calendar.add("prodid", _MADE_BY)
    calendar.add("version", "2.0")
    if named:
        day = start.date()
        calendar.add_component(Timezone.from_tzid(setting.zone, first_date=day, last_date=day + timedelta(days=366)))
    calendar.add_component(event)
    return bytes(calendar.to_ical()).decode("utf-8")
