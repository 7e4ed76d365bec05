"""What is asked of a store when a café's retention ends, and afterwards."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain import Freeze, KeptVerbatim, MemberRef, PostRef


class KeepingReading(Protocol):
    """What stays of a café whose retention has ended."""

    async def frozen(self, cafe: str) -> Freeze | None:
        """When and with which last audit a café's retention has ended; ``None`` while it goes on."""

    async def verbatims(self, cafe: str) -> Sequence[KeptVerbatim]:
        """The published verbatims that stay of a café, in the order of its flashback."""


class KeepingWriting(KeepingReading, Protocol):
    """How retention ends, and what can still be taken back then."""

    async def freeze(
        self, cafe: str, freeze: Freeze, verbatims: Sequence[KeptVerbatim], flashback: bytes | None
    ) -> bool:
        """End a café's retention: keep these verbatims, and the flashback in place of the one that is kept, and delete
        all that members said, did and were called, the private answers to them, and the pictures; what the
        café still had to do is skipped. False, and nothing
        changed, if it has ended already."""

    async def end_retention_at(self, cafe: str, at: datetime) -> None:
        """Have a café's retention end at that instant, earlier or later than it was to; whoever has its end in hand has
        it no more. One that has ended stays so."""

    async def take_back(
        self,
        cafe: str,
        at: datetime,
        *,
        author: MemberRef | None = None,
        post: PostRef | None = None,
        unless_in: Collection[str] | None = None,
    ) -> bool:
        """Take the verbatims of a member, or of a post, out of the flashback of a café whose retention has ended.
        ``unless_in`` leaves those that stand in one of these texts. False if there was none."""
