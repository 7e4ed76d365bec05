"""What a store keeps of the messages that a platform has posted for members."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from bot.domain import Carried, MemberRef, Post, PostRef


class CarriedReading(Protocol):
    """What can be asked about them."""

    async def carried_for(self, post: PostRef) -> MemberRef | None:
        """The member for whom that post was carried; ``None`` for any other post, and for one that was taken back."""

    async def said_by_form(self, cafe: str, workshop: str, member: MemberRef) -> Sequence[Post]:
        """The live posts that were carried for a member in a workshop, whether they answer it or not; by instant, then
        id."""

    async def carried_in(self, member: MemberRef) -> Collection[str]:
        """The cafés in which something was carried for a member and not taken back."""

    async def carried_to_retract(self, platforms: Collection[str]) -> Sequence[Carried]:
        """What was taken back, in whatever way, and may still be in its room on one of these platforms."""


class CarriedWriting(CarriedReading, Protocol):
    """What becomes of them. With its post (`Writing.erase_post`), or with its member, one that was carried becomes due
    to leave its room, in the same unit of work; also where retention has ended."""

    async def keep_carried(self, one: Carried, cafe: str | None, member: MemberRef | None) -> None:
        """Keep for whom a post was carried; with ``None``, that it is to leave its room. One that is known already
        stays as it is."""

    async def carried_retracted(self, one: Carried) -> None:
        """Note that one which was taken back has left its room."""
