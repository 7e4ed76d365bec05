"""What is asked of a store about single answers: a member's own, and those that a platform is asked about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.domain import Choice, Kept, MemberRef, Post, PostRef, RoomRef


class AnswersReading(Protocol):
    """What can be asked about single answers."""

    async def answers_of(self, cafe: str, workshop: str, member: MemberRef) -> tuple[Sequence[Post], Sequence[Choice]]:
        """The live posts by which a member answers a workshop, by instant, then id; and what they have chosen there. In
        an anonymous poll a member is who `bot.cafe_names.veiled` says."""

    async def kept(self, cafe: str, room: RoomRef, after: str | None, limit: int) -> Sequence[Kept]:
        """The live posts of a café that stand in that room, by their ids, at most so many after that one. Those that
        only the bot can read are not among them."""

    async def polled(self, cafe: str, workshop: str, room: RoomRef) -> Sequence[Choice]:
        """The choices in a workshop that were made in the platform's own poll of that room, by member."""

    async def said_in(self, cafe: str, room: RoomRef, thread: str) -> Sequence[PostRef]:
        """The live posts of a café that stand in that thread, by their ids."""

    async def reactions_on(self, cafe: str, post: PostRef) -> Sequence[tuple[MemberRef, str]]:
        """Who has reacted to a post, and with which emoji; sorted."""
