"""What a store keeps of accounts that one person has linked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain import MemberRef


class LinkingReading(Protocol):
    """What can be asked about them."""

    async def linked(self, member: MemberRef) -> Sequence[MemberRef]:
        """The other accounts of the same person, in order."""


class LinkingWriting(LinkingReading, Protocol):
    """What is written of them."""

    async def keep_link_code(self, member: MemberRef, name: str, code: str, until: datetime) -> None:
        """Keep a digest of the code by which that account may be linked, under its ``name``; one before it goes."""

    async def try_link_code(self, name: str, code: str, now: datetime, tries: int) -> MemberRef | None:
        """The account whose code that is, which is used up with that; ``None`` for a wrong one, or one that is over.
        A code that was tried wrongly ``tries`` times is over."""

    async def link(self, one: MemberRef, other: MemberRef, at: datetime) -> None:
        """Let two accounts, and whatever each is linked to, be one person's."""

    async def unlink(self, member: MemberRef, at: datetime) -> bool:
        """Let an account be nobody else's; false where it was linked to none."""
