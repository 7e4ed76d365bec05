"""Reminders, looked for beside the beats: one question while nobody is to be reminded, and each owed once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.cafe_names import veils_of
from bot.domain import Cafe, MemberRef, Nudge, Unanswered, WishKind
from bot.host._wishes import told
from bot.nudging import day_of, last_useful, nudge_at, quiet_from
from bot.ports import Clock, Platform, Reading, Store
from bot.rhythm import plan_of


@dataclass(frozen=True, slots=True)
class _Coming:
    """A reminder at an instant; ``latest`` is the last one at which it is of use."""

    at: datetime
    latest: datetime
    asked: Unanswered
    cafe: Cafe


class Nudging:
    """Reminds those who wished for it of what they have not answered."""

    def __init__(self, store: Store, platforms: Mapping[str, Platform], clock: Clock) -> None:
        self._store = store
        self._platforms = platforms
        self._clock = clock

    async def remind(self) -> tuple[bool, datetime | None]:
        """Owe the reminders that are due; returns whether any was, and when the next one is, as things stand."""
        now = self._clock.now()
        async with self._store.reading() as store:
            coming = await self._coming(store, now)
        if not coming or coming[0].at > now:
            return False, coming[0].at if coming else None
        async with self._store.writing() as work:
            # Looked for again: somebody may have answered, or been reminded by another worker.
            reminded: set[MemberRef] = set()
            for one in await self._coming(work, now):
                member, cafe = one.asked.member, one.cafe
                if one.at > now or member in reminded:
                    continue
                day = day_of(now, one.asked.hours, cafe.zone)
                if await work.keep_nudge(Nudge(cafe.id, one.asked.workshop, member, day)):
                    reminded.add(member)
                    until = min(one.latest, quiet_from(now, one.asked.hours, cafe.zone) or one.latest)
                    home = next(each for each in cafe.homes if each.room == one.asked.room)
                    workshop = cafe.script.workshop(one.asked.workshop)
                    platform = self._platforms[home.room.platform]
                    if workshop is not None:
                        await work.owe([told(WishKind.NUDGES, cafe, workshop, home, platform, member, until)])
        async with self._store.reading() as store:
            return bool(reminded), next((one.at for one in await self._coming(store, now)), None)

    async def _coming(self, store: Reading, now: datetime) -> list[_Coming]:
        """The reminders to come, by instant; of those at the same instant the one first that can wait least."""
        able = [name for name, one in self._platforms.items() if one.can.speaks and one.can.private_messages]
        asked = await store.unanswered(able)
        nudged: dict[MemberRef, set[date]] = {}
        for member, day in await store.nudged_days({one.member for one in asked}) if asked else ():
            nudged.setdefault(member, set()).add(day)
        found = []
        for cafe, theirs in await self._by_cafe(store, asked, now):
            plan = plan_of(cafe)
            for one in theirs:
                latest = last_useful(plan.ends.get(one.workshop), cafe.closes_at)
                days = nudged.get(one.member, set())
                at = nudge_at(plan.workshops[one.workshop], latest, one.hours, cafe.zone, days, now)
                if at is not None and not await self._has_chosen(store, cafe, one):
                    found.append(_Coming(at, latest, one, cafe))
        return sorted(found, key=lambda one: (one.at, one.latest, one.cafe.id, one.asked.workshop, one.asked.member))

    async def _by_cafe(
        self, store: Reading, asked: Sequence[Unanswered], now: datetime
    ) -> list[tuple[Cafe, list[Unanswered]]]:
        found = []
        for id in dict.fromkeys(one.cafe for one in asked):
            cafe = await store.cafe(id)
            if cafe is not None and cafe.closes_at > now:
                found.append((cafe, _one_room([one for one in asked if one.cafe == id])))
        return found

    async def _has_chosen(self, store: Reading, cafe: Cafe, one: Unanswered) -> bool:
        veil = veils_of(cafe, one.member).get(one.workshop)
        return veil is not None and await store.chose(cafe.id, one.workshop, veil)


def _one_room(asked: Sequence[Unanswered]) -> list[Unanswered]:
    """One reminder for each member and workshop, however many of the café's rooms they wish for it in."""
    first: dict[tuple[MemberRef, str], Unanswered] = {}
    for one in asked:
        known = first.setdefault((one.member, one.workshop), one)
        if one.room < known.room:
            first[one.member, one.workshop] = one
    return list(first.values())
