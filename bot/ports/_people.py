"""What can be asked of a store, and written into it, about the people of a café."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain import Delivery, Guest, HostChange, MemberRef, RoomRef


class PeopleReading(Protocol):
    """Questions about hosts and guests."""

    async def history(
        self, cafe: str | None, most: int, reach: Collection[RoomRef] | None = None
    ) -> Sequence[HostChange]:
        """The latest changes that people have made to a café, or with ``None`` to anything, the latest first. With
        ``reach``, those to cafés that live in these rooms, and to what belongs to no café if they were made there."""

    async def guests(self, cafe: str) -> Sequence[Guest]:
        """The guests of a café, by workshop, then member."""

    async def invited(self, member: MemberRef) -> Sequence[Guest]:
        """The workshops that somebody is a guest of, in whatever café that is not published yet."""

    async def said_by(self, member: MemberRef) -> Sequence[tuple[str, str | None, datetime | None, str]]:
        """What somebody said in cafés' names: the café, the workshop, when it was sent, the words, which are empty
        where retention has ended."""

    async def sayings_to_retract(self, cafe: str) -> Sequence[Delivery]:
        """What was taken back of that, and may still be in its room; without its words."""


class PeopleWriting(PeopleReading, Protocol):
    """What becomes of hosts and guests."""

    async def record_change(self, change: HostChange) -> None:
        """Keep that somebody has changed something, in the unit of work in which they did."""

    async def keep_said(self, cafe: str, token: str, by: MemberRef, deliveries: Sequence[str]) -> None:
        """Keep whose these deliveries are, that say one thing in the café's name. They are owed already."""

    async def invite(self, guest: Guest) -> bool:
        """Let somebody speak in the café's name in a workshop; false if they may already."""

    async def uninvite(self, guest: Guest) -> bool:
        """Let them no more; false if they may not anyway."""
