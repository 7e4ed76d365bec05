"""What is asked of a store about what one member has answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.domain import Choice, MemberRef, Post


class AnswersReading(Protocol):
    """What can be asked about a member's own answers."""

    async def answers_of(self, cafe: str, workshop: str, member: MemberRef) -> tuple[Sequence[Post], Sequence[Choice]]:
        """The live posts by which a member answers a workshop, by instant, then id; and what they have chosen there. In
        an anonymous poll a member is who `bot.cafe_names.veiled` says."""
