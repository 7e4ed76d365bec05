"""What is kept of what hosts say about a flashback."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain import HostNote, HostPick, MemberRef, PostRef


class VoicesReading(Protocol):
    """What can be asked of a store about it."""

    async def picks(self, cafe: str) -> Sequence[HostPick]:
        """The posts that hosts have picked, by post."""

    async def notes(self, cafe: str) -> Sequence[HostNote]:
        """The hosts' notes: the café's own, then by the workshop's key."""

    async def publishing_released(self, cafe: str) -> bool:
        """Whether a host has said that the flashback be published."""


class VoicesWriting(VoicesReading, Protocol):
    """What can be written about it."""

    async def keep_pick(self, cafe: str, pick: HostPick) -> None:
        """Keep a pick in place of an earlier one of the same post. It goes with its post (`Writing.erase_post`)."""

    async def drop_pick(self, cafe: str, post: PostRef) -> bool:
        """Take a pick away; false where there is none."""

    async def keep_note(self, cafe: str, note: HostNote) -> None:
        """Keep a note in place of the earlier one of the same workshop, or of the café."""

    async def drop_note(self, cafe: str, workshop: str | None) -> bool:
        """Take a note away for good; false where there is none."""

    async def release_publishing(self, cafe: str, by: MemberRef, at: datetime) -> bool:
        """Keep that a host has said that the flashback be published, and have its beat due at that instant, unless
        somebody has it in hand: one that waits or was given up is taken up again. False, and nothing kept, once it is
        done or skipped."""
