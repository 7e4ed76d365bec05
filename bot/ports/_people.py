"""What can be asked of a store, and written into it, about the people of a café."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.domain import Guest, HostChange, MemberRef


class PeopleReading(Protocol):
    """Questions about hosts and guests."""

    async def history(self, cafe: str | None, most: int) -> Sequence[HostChange]:
        """The latest changes that people have made to a café, or with ``None`` to anything, the latest first."""

    async def guests(self, cafe: str) -> Sequence[Guest]:
        """The guests of a café, by workshop, then member."""

    async def invited(self, member: MemberRef) -> Sequence[Guest]:
        """The workshops that somebody is a guest of, in whatever café that is not published yet."""


class PeopleWriting(PeopleReading, Protocol):
    """What becomes of hosts and guests."""

    async def record_change(self, change: HostChange) -> None:
        """Keep that somebody has changed something, in the unit of work in which they did."""

    async def invite(self, guest: Guest) -> bool:
        """Let somebody speak in the café's name in a workshop; false if they may already."""

    async def uninvite(self, guest: Guest) -> bool:
        """Let them no more; false if they may not anyway."""
