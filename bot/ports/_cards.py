"""What is kept of cards: which posts cross to a café's other homes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain import Card, MemberRef, PostRef, RoomRef


class CardsReading(Protocol):
    """What can be asked of a store about cards."""

    async def cards(self, cafe: str) -> Sequence[Card]:
        """The cards of a café, by post."""

    async def crossed_into(self, cafe: str, post: PostRef) -> Collection[RoomRef]:
        """The rooms in which a card of that post stands, or is owed, and is not to leave."""

    async def originals(self, cafe: str) -> Mapping[PostRef, PostRef]:
        """Which post each message stands for that is a card of a café."""

    async def cafe_of_card(self, room: RoomRef, message: str) -> str | None:
        """The café whose card a message of ours in a room is."""


class CardsWriting(CardsReading, Protocol):
    """What can be written about cards."""

    async def keep_card(self, cafe: str, card: Card) -> bool:
        """Keep that a post is to cross; false, and nothing changed, where that is known. It goes with its post, with
        an edit of it, and with its author's word that they are not quoted."""

    async def keep_card_said(self, cafe: str, post: PostRef, deliveries: Sequence[str]) -> None:
        """Keep that these deliveries, which are owed already, are cards of that post."""

    async def answer_card(self, cafe: str, post: PostRef, allowed: bool, at: datetime) -> bool:
        """Keep what its author says of a card; without a yes it leaves the rooms. False where there is no card."""

    async def draw_cafe_name(self, cafe: str, member: MemberRef) -> None:
        """Give a member of a café an invented name of their own there, unless they have one."""

    async def drop_card(self, cafe: str, post: PostRef) -> bool:
        """Have a post cross no more, and what stands of it elsewhere leave the rooms. False where there was nothing."""
