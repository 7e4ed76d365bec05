"""What a store keeps of the decisions of members: how they may be quoted, and what they have had forgotten."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from bot.domain import Absence, Cafe, Consent, MemberRef, Post, PostRef, RoomRef, Standing, Tally


class MembersReading(Protocol):
    """What can be asked about members over all cafés."""

    async def standing_consent(self, member: MemberRef) -> Standing | None:
        """What a member has chosen for every café."""

    async def absence(self, member: MemberRef) -> Absence | None:
        """Whether and when a member has had everything forgotten last."""

    async def erased_posts(self, cafe: str) -> Collection[PostRef]:
        """The posts of a café that were erased, by whomever: a room may show them still."""

    async def answers_by(self, cafe: str, workshop: str, member: MemberRef) -> Sequence[Post]:
        """The live posts of a member that answer a workshop, by instant, then id."""

    async def left(self, cafe: str) -> Mapping[MemberRef, Absence]:
        """Who has taken everything back in a café and when they last did, those who have chosen again since too:
        ``back_at`` is then when they last chose."""

    async def cafes_knowing(self, member: MemberRef) -> Sequence[str]:
        """The cafés that keep anything of a member, by id."""

    async def tally(self, cafe: Cafe, member: MemberRef) -> Tally:
        """How much a café keeps of a member."""

    async def people(self, reach: Collection[RoomRef] | None = None) -> Sequence[tuple[MemberRef, str]]:
        """Everybody of whom anything is kept, with each name they go by; those who only reacted go by their id. With
        ``reach``, those of whom cafés keep anything that live in these rooms, by the names they go by there."""

    async def told_to(self, member: MemberRef) -> Sequence[tuple[str | None, datetime | None, str]]:
        """The private answers to a member that are kept: the café, when it was sent, the words."""

    async def rows_of(self, member: MemberRef) -> Mapping[str, Sequence[dict[str, Any]]]:
        """What else is kept of a member over all cafés, by the name of its table."""

    async def rooms_to_clear(self) -> Sequence[tuple[MemberRef, datetime]]:
        """Whose words are still to go from rooms that the platform itself keeps, and since when."""

    async def calls_to_end(self, platforms: Collection[str]) -> Sequence[MemberRef]:
        """Whom these platforms may still call in rooms that they do not follow any more."""


class MembersWriting(MembersReading, Protocol):
    """What is written of members' decisions."""

    async def keep_post_consent(self, cafe: str, post: PostRef, choice: Consent | None, at: datetime) -> bool:
        """Keep how one live post may be quoted; ``None`` takes the choice back. False, and nothing kept, if the post is
        not there or something later was decided about it."""

    async def keep_standing_consent(self, member: MemberRef, choice: Consent | None, at: datetime) -> bool:
        """Keep what a member chooses for every café; ``None`` takes it back. False if they chose later than that."""

    async def follow_standing(self, cafe: str, member: MemberRef, standing: Standing | None) -> bool:
        """Have a café that knows a member go by their choice for every café (``None``: by its own rule); false, and
        nothing changed, where they have chosen in that café, or withdrawn."""

    async def come_back(self, member: MemberRef, at: datetime) -> None:
        """Note that a member who had everything forgotten takes part again."""

    async def take_back_post(self, cafe: str, post: PostRef, at: datetime) -> None:
        """Erase a live post at its author's wish (`Writing.erase_post`), and count it among the withdrawn ones."""

    async def take_all_back(self, cafe: Cafe, member: MemberRef, at: datetime) -> None:
        """Erase all that a member said, chose and reacted in a café, whatever they decided later; who is known there
        is marked as withdrawn."""

    async def forget_member(self, member: MemberRef, at: datetime, *, rooms: bool) -> None:
        """Forget a member of whom every café has been taken back: their rows, what was told to them, what they chose;
        a mark alone stays, that keeps them out. ``rooms`` says that rooms are still to be cleared of their words."""

    async def rooms_cleared(self, member: MemberRef) -> None:
        """Note that a member's words have gone from those rooms."""

    async def end_calls(self, member: MemberRef, at: datetime) -> None:
        """Note that a member is to be called in the rooms that they follow, and in no others."""

    async def calls_ended(self, member: MemberRef) -> None:
        """Note that they are."""
