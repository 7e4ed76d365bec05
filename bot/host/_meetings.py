"""News of a meeting, before it begins, for those who wished to be told or reminded; looked for beside the beats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain import Awaited, Cafe, Delivery, MemberRef, OutboundMessage, Workshop, meeting_key
from bot.kinds import Setting, begins_at, kind_of, rendezvous
from bot.markup import paragraph, split
from bot.nudging import meeting_reminder_at, quiet_from
from bot.ports import Clock, Platform, Reading, Store
from bot.wording import wording


@dataclass(frozen=True, slots=True)
class _Coming:
    """What a member is told at an instant of a meeting that begins later."""

    at: datetime
    begins: datetime
    awaited: Awaited
    cafe: Cafe
    workshop: Workshop


class Meetings:
    """Tells those who wished for it of a meeting, each once, whatever they had wished for."""

    def __init__(self, store: Store, platforms: Mapping[str, Platform], clock: Clock) -> None:
        self._store = store
        self._platforms = platforms
        self._clock = clock

    async def remind(self) -> tuple[bool, datetime | None]:
        """Owe what is due; returns whether anything was, and when the next of it is, as things stand."""
        now = self._clock.now()
        async with self._store.reading() as store:
            coming = await self._coming(store, now)
        if coming and coming[0].at <= now:
            async with self._store.writing() as work:
                # Looked for again: somebody may have wished otherwise, or been told by another worker.
                await work.owe([self._told(one, now) for one in await self._coming(work, now) if one.at <= now])
        return bool(coming) and coming[0].at <= now, next((one.at for one in coming if one.at > now), None)

    async def _coming(self, store: Reading, now: datetime) -> list[_Coming]:
        able = [name for name, one in self._platforms.items() if one.can.speaks and one.can.private_messages]
        found: dict[tuple[str, str, MemberRef], _Coming] = {}
        cafes: dict[str, Cafe | None] = {}
        for one in await store.awaited(able):
            if one.cafe not in cafes:
                cafes[one.cafe] = await store.cafe(one.cafe)
            cafe = cafes[one.cafe]
            workshop = cafe.script.workshop(one.workshop) if cafe else None
            begins = begins_at(workshop, _setting(cafe)) if cafe and workshop else None
            if cafe is None or workshop is None or begins is None:
                continue
            at = meeting_reminder_at(begins, one.hours, cafe.zone, now)
            if at is not None:
                # However many of the café's rooms it is wished for in, it is said in one.
                found.setdefault((one.cafe, one.workshop, one.member), _Coming(at, begins, one, cafe, workshop))
        return sorted(found.values(), key=lambda one: (one.at, one.cafe.id, one.awaited.workshop, one.awaited.member))

    def _told(self, coming: _Coming, now: datetime) -> Delivery:
        cafe, asked, workshop = coming.cafe, coming.awaited, coming.workshop
        home = next(one for one in cafe.homes if one.room == asked.room)
        can, say = self._platforms[home.room.platform].can, wording(home.language)
        worded = cafe.script.worded(home.language)
        words, setting = worded.workshops[workshop.key], _setting(cafe)
        sentence = say.say("care.meeting", cafe=worded.title, workshop=words.title)
        blocks = [paragraph(sentence), *rendezvous(workshop, words, say, setting)]
        message = OutboundMessage(
            body=split(blocks, can.dialect, can.text_limit)[0],
            to=asked.member,
            files=kind_of(workshop.kind).files(workshop, words, say, setting) if can.files else (),
        )
        return Delivery(
            key=meeting_key(cafe.id, workshop.key, asked.member),
            cafe=cafe.id,
            room=home.room,
            message=message,
            until=min(coming.begins, quiet_from(now, asked.hours, cafe.zone) or coming.begins),
        )


def _setting(cafe: Cafe) -> Setting:
    return Setting(cafe.id, cafe.opening_day, cafe.zone)
