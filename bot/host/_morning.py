"""The desk's morning list: what waits for a host's kindness in the cafés that are open. Once a day, short, with links.

What stands in it is no member's word. The list of a morning is made from `MORNING` (a setting) on, as long as that was
less than `TOO_LATE` ago: later the day has gone on without it, and what it would have said comes the next morning.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.digest.live import Live
from bot.domain import (
    Delivery,
    Home,
    MemberRef,
    OutboundMessage,
    Post,
    Record,
    Visibility,
    zone_of,
)
from bot.host._desk import MOST_LINES
from bot.markup import Block, Items, paragraph, split
from bot.ports import Clock, Platform, Reading, Store
from bot.rhythm import plan_of
from bot.wording import Wording, wording

TOO_LATE = timedelta(hours=6)
"""How long after its hour the list of a morning is still given."""

A_DAY = timedelta(days=1)
"""How long a first post or a question waits for an answer before the desk is told."""

A_WHILE = timedelta(hours=12)
"""How long a workshop is open before it is compared with the one before."""

ENOUGH = 4
"""How many answers the workshop before has to have had by then: fewer tell nothing."""

_LINK = re.compile(r"https?://\S+")
_ASKS = re.compile(r"[?？؟](?=\W|$)")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A post that nobody has answered or reacted to. ``first`` says that it is its author's first one in any café;
    the others ask something."""

    post: Post
    first: bool


@dataclass(frozen=True, slots=True)
class Sinking:
    """A workshop with fewer answers than half of what the one ``before`` had had after the same time."""

    workshop: str
    answers: int
    before: str
    answers_before: int


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


def waiting(
    live: Live, newcomers: Collection[MemberRef], sealed: Collection[str], *, since: datetime | None, now: datetime
) -> list[Waiting]:
    """The posts of a café for which a day without an answer or a reaction by anybody else has ended after ``since``
    and by ``now``: the first ones of ``newcomers``, and questions. Of sealed workshops there is none."""
    answered = {one.reply_to for one in live.posts if one.reply_to and _by_another(live, one)}
    first: dict[MemberRef, Post] = {}
    for post in live.posts:
        first.setdefault(post.author, post)
    found = []
    for post in live.posts:
        ripe = post.at + A_DAY
        if post.workshop in sealed or ripe > now or (since is not None and ripe <= since):
            continue
        if post.ref in answered or live.reactions_on(post):
            continue
        is_first = post.author in newcomers and first[post.author].ref == post.ref
        if is_first or _asks(post):
            found.append(Waiting(post, is_first))
    return sorted(found, key=lambda one: not one.first)


def sinking(record: Record, live: Live, now: datetime) -> Sinking | None:
    """The workshop that opened last, if it sinks. Workshops that are sealed, or in which nobody's time is known, are
    not looked at, nor are closing words."""
    plan = plan_of(record.cafe)
    known = {
        one.key
        for one in record.cafe.script.workshops
        if one.kind != "closing_word" and not one.anonymous and one.visibility is not Visibility.BLIND
    }
    opened = [key for key in record.opened if key in known]
    if len(opened) < 2:
        return None
    before, latest = opened[-2:]
    passed = now - plan.workshops[latest]
    if passed < A_WHILE or now >= plan.ends.get(latest, plan.closes_at):
        return None
    had, has = (_answers(live, key, plan.workshops[key] + passed) for key in (before, latest))
    return Sinking(latest, has, before, had) if had >= ENOUGH and has * 2 < had else None


def _answers(live: Live, workshop: str, until: datetime) -> int:
    """How many people had answered a workshop by then."""
    people = {one.author for one in live.answers(workshop) if one.at <= until}
    return len(people | {one.author for one in live.choices_of(workshop) if one.at <= until})


def _asks(post: Post) -> bool:
    return bool(_ASKS.search(_LINK.sub("", post.text)))


def _by_another(live: Live, reply: Post) -> bool:
    asked = next((one for one in live.posts if one.ref == reply.reply_to), None)
    return asked is None or asked.author != reply.author


class Morning:
    """Gives the desks their list, once a day. ``at`` is the hour of it in ``zone``, ``None`` for never."""

    def __init__(
        self,
        store: Store,
        platforms: Mapping[str, Platform],
        clock: Clock,
        desks: Sequence[Home],
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
            cafes, last = await store.under_way(), await store.last_morning()
        if not cafes:
            return False, None
        if (due := next_morning(now, self._at, self._zone, last)) > now:
            return False, due
        day = now.astimezone(zone_of(self._zone)).date()
        owed: list[Delivery] = []
        async with self._store.reading() as store:
            for home in self._served():
                lines = await self._lines(store, cafes, wording(home.language), last, now)
                owed += self._deliveries(home, day, lines, now)
        async with self._store.writing() as work:
            if taken := await work.take_morning(day, now):
                await work.owe(owed)
        return taken and bool(owed), next_morning(now, self._at, self._zone, now)

    def _served(self) -> list[Home]:
        return [home for home in self._desks if home.room.platform in self._platforms]

    async def _lines(
        self, store: Reading, cafes: Sequence[str], say: Wording, last: datetime | None, now: datetime
    ) -> list[str]:
        lines: list[str] = []
        for cafe in cafes:
            record = await store.record(cafe)
            live = Live(record)
            sealed = {
                one.key
                for one in record.cafe.script.workshops
                if one.visibility is Visibility.BLIND and one.key not in record.unsealed
            }
            newcomers = await store.newcomers(cafe, {one.author for one in live.posts})
            words = record.cafe.script.worded(say.language)
            for one in waiting(live, newcomers, sealed, since=last, now=now):
                title = words.workshops[one.post.workshop].title if one.post.workshop else words.title
                key = "first" if one.first else "question"
                line = say.say(
                    f"care.morning.{key}",
                    cafe=words.title,
                    workshop=title,
                    moment=say.moment(one.post.at, record.cafe.zone),
                )
                lines.append(f"{line} {one.post.url}" if one.post.url else line)
            if (sinks := sinking(record, live, now)) is not None:
                before = words.workshops[sinks.before].title
                lines.append(
                    say.say(
                        "care.morning.sinks",
                        cafe=words.title,
                        workshop=words.workshops[sinks.workshop].title,
                        answers=sinks.answers,
                        before=before,
                        answers_before=sinks.answers_before,
                    )
                )
        return lines

    def _deliveries(self, home: Home, day: date, lines: Sequence[str], now: datetime) -> list[Delivery]:
        if not lines:
            return []
        can = self._platforms[home.room.platform].can
        say = wording(home.language)
        blocks: list[Block] = [paragraph(say.say("care.morning.title", n=len(lines)))]
        blocks.append(Items(tuple((line,) for line in lines[:MOST_LINES])))
        if len(lines) > MOST_LINES:
            blocks.append(paragraph(say.say("care.morning.more", n=len(lines) - MOST_LINES)))
        return [
            Delivery(
                f"morning/{day}/{home.room}/{number}", None, home.room, OutboundMessage(body), until=now + TOO_LATE
            )
            for number, body in enumerate(split(blocks, can.dialect, can.text_limit), 1)
        ]
