"""What a store keeps of what members ask of the bot: topics, and the wish to be told or reminded."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.domain import Awaited, MemberRef, Nudge, NudgeHours, RoomRef, Topic, Unanswered, WishKind


class CareReading(Protocol):
    """What can be asked of it."""

    async def topics(self, room: RoomRef) -> Sequence[Topic]:
        """The topics suggested in a room, by number."""

    async def topics_of(self, member: MemberRef) -> Sequence[Topic]:
        """The topics that a member has suggested, by number."""

    async def supported_by(self, member: MemberRef) -> Sequence[int]:
        """The numbers of the topics that a member supports."""

    async def wish_since(self, member: MemberRef, room: RoomRef, kind: WishKind) -> datetime | None:
        """Since when a member has that wish in a room, ``None`` for one who has not."""

    async def wishes_of(self, member: MemberRef) -> Sequence[tuple[RoomRef, WishKind]]:
        """All wishes of a member, by room, then kind."""

    async def wishing(self, room: RoomRef, kind: WishKind) -> Sequence[MemberRef]:
        """Who has that wish in a room, in order."""

    async def nudge_hours(self, member: MemberRef) -> NudgeHours:
        """When a member may be reminded; what holds for all where they have not said."""

    async def unanswered(self, platforms: Collection[str]) -> Sequence[Unanswered]:
        """What members on these platforms who wish for it may be reminded of, over all cafés that are under way; by
        café, workshop, member."""

    async def awaited(self, platforms: Collection[str]) -> Sequence[Awaited]:
        """What members on these platforms who wish to be told or reminded, in whichever of both ways, may be told of a
        meeting of, over all cafés that are under way; by café, workshop, member. Whoever is owed that news already, or
        was, is left out: it is the delivery of `bot.domain.meeting_key`."""

    async def chose(self, cafe: str, workshop: str, who: MemberRef) -> bool:
        """Whether there is a choice by that member, or by who they are in an anonymous poll."""

    async def nudged_days(self, members: Collection[MemberRef]) -> frozenset[tuple[MemberRef, date]]:
        """On which days these members have been reminded of anything."""

    async def here_last(self, member: MemberRef, room: RoomRef) -> datetime | None:
        """When a member last posted, reacted or chose in a café of that room, or last caught up there. The choices of
        anonymous polls say nothing of that."""

    async def any_under_way(self) -> bool:
        """Whether any café has been presented and is not closed."""

    async def talked_in(self) -> Sequence[str]:
        """Those of them in which anything was said or chosen, by id."""

    async def newcomers(self, cafe: str, members: Collection[MemberRef]) -> frozenset[MemberRef]:
        """Those of the members who have posted in no other café that opened before that one."""

    async def last_morning(self) -> datetime | None:
        """When the desk was last given its morning list, or it was seen that there was nothing to list."""


class CareWriting(CareReading, Protocol):
    """What can be written into it."""

    async def add_topic(self, room: RoomRef, author: MemberRef, text: str, at: datetime) -> Topic:
        """Keep a new topic."""

    async def support_topic(self, number: int, member: MemberRef, at: datetime) -> bool:
        """Keep that a member supports a topic; false if that is kept already."""

    async def drop_support(self, number: int, member: MemberRef) -> bool:
        """Take a member's support back; false if there was none."""

    async def take_topic(self, number: int, at: datetime, script: str | None) -> bool:
        """Mark a topic as taken; false if it is taken already, or not there."""

    async def erase_topic(self, number: int, at: datetime) -> bool:
        """Take a topic's words away, and whose it was, and keep its number without them; false if it is not there."""

    async def erase_topics_of(self, member: MemberRef, at: datetime, room: RoomRef | None = None) -> int:
        """Erase all that a member has suggested and supported up to that instant, in one room or everywhere; returns
        how many topics of theirs are gone."""

    async def keep_wish(self, member: MemberRef, room: RoomRef, kind: WishKind, at: datetime) -> bool:
        """Keep that a member has that wish in a room; false if they had it already."""

    async def keep_nudge_hours(self, member: MemberRef, hours: NudgeHours) -> None:
        """Keep when a member may be reminded, in place of what they said before."""

    async def end_wishes(
        self, member: MemberRef, at: datetime, room: RoomRef | None = None, kind: WishKind | None = None
    ) -> bool:
        """End a member's wishes that are not younger than that instant: of one kind or all, in one room or everywhere.
        What is still owed to them because of these is given up; their hours go with their last wish to be reminded.
        Where all kinds end, so does the memory of visits and reminders. False if there was no such wish."""

    async def keep_nudge(self, nudge: Nudge) -> bool:
        """Keep a reminder; false if that member was reminded of that workshop, or of another one on that day."""

    async def keep_visit(self, member: MemberRef, room: RoomRef, at: datetime) -> None:
        """Keep that a member has caught up in a room; an instant before the one that is kept changes nothing."""

    async def take_morning(self, day: date, at: datetime) -> bool:
        """Keep that the desk is given the list of that morning; false if somebody else has done so. What is kept of
        earlier lists that were sent goes: a link is not to outlive what it leads to for long."""

    async def give_up_delivery(self, key: str, now: datetime) -> None:
        """Give up a delivery without a beat that is not done, if it is of no use any more by then."""
