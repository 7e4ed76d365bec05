"""What a homeserver itself says of an account, before or while it works: who it is, which levels it lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain import RoomRef
from bot.errors import CafeError
from bot.platforms.matrix_platform._account import Account
from bot.platforms.matrix_platform._event import ENCRYPTED, MESSAGE, REDACTION, text_in
from bot.platforms.matrix_platform._faults import at_the_start
from bot.platforms.matrix_platform._polls import END, START
from bot.platforms.matrix_platform._posting import PINNED
from bot.platforms.matrix_platform._rooms import CHILD, Rooms


class Deed(StrEnum):
    """What the bot does in a room that takes a power level there."""

    SAY = "say"
    TAKE_BACK = "take_back"
    POLL = "poll"
    PIN = "pin"
    ROOMS = "rooms"


@dataclass(frozen=True, slots=True)
class Lack:
    """A power level that is too low for something: the one that the bot has, and the one that it takes."""

    deed: Deed
    has: int
    takes: int


class Inspection:
    """Asks, and changes nothing. Each of these raises `bot.errors.PlatformError` where the homeserver cannot be
    reached."""

    def __init__(self, account: Account, rooms: Rooms) -> None:
        self._account = account
        self._rooms = rooms

    async def who(self) -> str:
        """The account that the token belongs to. Raises `ConfigurationError` for a token that is of no use."""
        try:
            return text_in(await self._account.get("?", "v3", "account", "whoami"), "user_id") or ""
        except CafeError as error:
            raise at_the_start(error) from None

    async def called(self, room: RoomRef) -> str:
        """How people know a room."""
        return await self._rooms.called(await self._rooms.place(room))

    async def encrypted(self, room: RoomRef) -> bool:
        """Whether what is said in a room is encrypted, and the bot cannot read it."""
        return not self._account.has_keys and await self._rooms.encrypted(await self._rooms.place(room))

    async def open_to_all(self, room: RoomRef) -> bool:
        """Whether anybody may come into a room who wishes to: no place for what hosts alone are to read."""
        rules = await self._rooms.state(await self._rooms.place(room), "m.room.join_rules")
        return text_in(rules, "join_rule") == "public"

    async def lacking(self, room: RoomRef, *, desk: bool = False) -> Sequence[Lack]:
        """What the bot's power level does not suffice for in a room; at a ``desk`` it only speaks, and into a space it
        puts rooms of its own, in which it may do everything."""
        place = await self._rooms.place(room)
        power = await self._rooms.power(place)
        has = power.of_user(self._account.me)
        if self._rooms.is_space(place) and not desk:
            takes = {Deed.ROOMS: power.to_set(CHILD)}
            return [Lack(deed, has, level) for deed, level in takes.items() if has < level]
        # In an encrypted room everything that is said is of one type.
        encrypted = await self._rooms.encrypted(place)
        takes = {Deed.SAY: power.to_send(ENCRYPTED if encrypted else MESSAGE)}
        if not desk:
            takes |= {
                Deed.TAKE_BACK: power.to_send(REDACTION),
                Deed.POLL: takes[Deed.SAY] if encrypted else max(power.to_send(START), power.to_send(END)),
                Deed.PIN: power.to_set(PINNED),
            }
        return [Lack(deed, has, level) for deed, level in takes.items() if has < level]
