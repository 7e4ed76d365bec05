"""The desk's morning list: what waits for a host's kindness in the cafés that are open. Once a day, short, with
links, or with the messages' numbers where a platform has no links.

What stands in it is no member's word. A list is made from its hour on (`bot.config.Settings.morning`), as long as that
was less than `TOO_LATE` ago: later the day has gone on without it, and what it would have said comes the next morning.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from operator import itemgetter

from bot.digest.live import Live
from bot.domain import Cafe, Delivery, DeskRoom, OutboundMessage, Visibility, zone_of
from bot.host._desk import MOST_LINES
from bot.host._overlooked import Sinking, Waiting, sinking, waiting
from bot.markup import Block, Items, paragraph, split
from bot.ports import Clock, Platform, Reading, Store
from bot.wording import Wording, wording

TOO_LATE = timedelta(hours=6)
"""How long after its hour the list of a morning is still given."""


@dataclass(frozen=True, slots=True)
class _Overlooked:
    """What waits in one café: its newcomers' first posts, then questions; and the workshop that sinks."""

    cafe: Cafe
    waiting: tuple[Waiting, ...]
    sinks: Sinking | None


def next_morning(now: datetime, at: time, zone: str, last: datetime | None) -> datetime:
    """When the list is next to be given: now, if this morning's still may be and was not; else on the next morning.
    ``last`` is when one was given."""
    place = zone_of(zone)
    today = now.astimezone(place).date()
    for day in (today, today + timedelta(days=1), today + timedelta(days=2)):
        begins = datetime.combine(day, at, tzinfo=place).astimezone(UTC)
        if begins > now:
            return begins
        if now < begins + TOO_LATE and (last is None or last.astimezone(place).date() < day):
            return now
    raise AssertionError("the morning of the day after tomorrow is to come")


class Morning:
    """Gives the desks their list, once a day. ``at`` is the hour of it in ``zone``, ``None`` for never."""

    def __init__(
        self,
        store: Store,
        platforms: Mapping[str, Platform],
        clock: Clock,
        desks: Sequence[DeskRoom],
        zone: str,
        at: time | None,
    ) -> None:
        self._store = store
        self._platforms = platforms
        self._clock = clock
        self._desks = desks
        self._zone = zone
        self._at = at

    @property
    def wanted(self) -> bool:
        """Whether there is anybody to give it to."""
        return self._at is not None and bool(self._served())

    async def give(self) -> tuple[bool, datetime | None]:
        """Owe the list if it is due; returns whether anything is owed, and when the next list is, ``None`` where no
        café is open."""
        if self._at is None or not self._served():
            return False, None
        now = self._clock.now()
        async with self._store.reading() as store:
            if not await store.any_under_way():
                return False, None
            last = await store.last_morning()
            if (due := next_morning(now, self._at, self._zone, last)) > now:
                return False, due
            found = [await _overlooked(store, one, last, now) for one in await store.talked_in()]
        day = now.astimezone(zone_of(self._zone)).date()
        owed = [each for desk in self._served() for each in self._deliveries(desk, day, found, now)]
        async with self._store.writing() as work:
            if taken := await work.take_morning(day, now):
                await work.owe(owed)
        return taken and bool(owed), next_morning(now, self._at, self._zone, now)

    def _served(self) -> list[DeskRoom]:
        return [desk for desk in self._desks if desk.room.platform in self._platforms]

    def _deliveries(self, desk: DeskRoom, day: date, found: Sequence[_Overlooked], now: datetime) -> list[Delivery]:
        can = self._platforms[desk.room.platform].can
        say = wording(desk.language)
        lines = [line for one in found if desk.hears_of_cafe(one.cafe) for line in _lines(one, say)]
        if not lines:
            return []
        blocks: list[Block] = [paragraph(say.say("care.morning.title", n=len(lines)))]
        for where, group in groupby(lines[:MOST_LINES], key=itemgetter(0)):
            blocks += [paragraph(where), Items(tuple((line,) for _, line in group))]
        if len(lines) > MOST_LINES:
            blocks.append(paragraph(say.say("care.morning.more", n=len(lines) - MOST_LINES)))
        return [
            Delivery(
                f"morning/{day}/{desk.room}/{number}", None, desk.room, OutboundMessage(body), until=now + TOO_LATE
            )
            for number, body in enumerate(split(blocks, can.dialect, can.text_limit), 1)
        ]


async def _overlooked(store: Reading, cafe: str, since: datetime | None, now: datetime) -> _Overlooked:
    record = await store.record(cafe)
    live = Live(record)
    blind = {one.key for one in record.cafe.script.workshops if one.visibility is Visibility.BLIND}
    found = waiting(live, blind - record.unsealed, since=since, now=now)
    newcomers = await store.newcomers(cafe, {one.post.author for one in found if one.first})
    firsts = [one for one in found if one.first and one.post.author in newcomers]
    questions = [one for one in found if one.asks and one not in firsts]
    return _Overlooked(record.cafe, (*firsts, *questions), sinking(record, live, now))


def _lines(found: _Overlooked, say: Wording) -> list[tuple[str, str]]:
    """Each line with where it belongs, the workshops in the order of the script."""
    cafe, words = found.cafe, found.cafe.script.worded(say.language)

    def where(workshop: str | None) -> str:
        if workshop is None:
            return say.say("care.morning.talk", cafe=words.title)
        return say.say("care.morning.workshop", cafe=words.title, workshop=words.workshops[workshop].title)

    lines: dict[str | None, list[str]] = {one: [] for one in (None, *(each.key for each in cafe.script.workshops))}
    for one in found.waiting:
        moment = say.moment(one.post.at, cafe.zone)
        line = say.say("care.morning.question" if one.asks else "care.morning.first", moment=moment)
        numbered = say.say("care.morning.numbered", line=line, number=one.post.ref.id)
        lines[one.post.workshop].append(f"{line} {one.post.url}" if one.post.url else numbered)
    if (sinks := found.sinks) is not None:
        before = words.workshops[sinks.before].title
        values = {"answers": sinks.answers, "answers_before": sinks.answers_before, "before": before}
        lines[sinks.workshop].append(say.say("care.morning.sinks", **values))
    return [(where(workshop), line) for workshop, its in lines.items() for line in its]
