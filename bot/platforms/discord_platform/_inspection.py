"""What Discord itself says of an account, before or while it works: who it is, which rights it lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain import RoomRef
from bot.errors import Fault
from bot.platforms.discord_platform._account import Account
from bot.platforms.discord_platform._faults import in_our_words
from bot.platforms.discord_platform._following import Following
from bot.platforms.discord_platform._rights import Right, invitation
from bot.platforms.discord_platform._rooms import Rooms


@dataclass(frozen=True, slots=True)
class Introduction:
    """An account as Discord knows it. ``reads_all_granted`` says that the portal grants the Message Content intent;
    ``invitation`` is the link that invites the bot into a server, with exactly the rights that it needs."""

    name: str
    reads_all_granted: bool
    invitation: str


class Inspection:
    """Asks, and changes nothing. Each of these raises `bot.errors.PlatformError` where Discord cannot be reached."""

    def __init__(self, account: Account, rooms: Rooms, following: Following) -> None:
        self._account = account
        self._rooms = rooms
        self._following = following

    async def missing_rights(self, room: RoomRef) -> Sequence[tuple[str, Right]]:
        """The rights that the bot lacks for a room, each with the name of the channel where it does."""
        return await self._rooms.missing(await self._rooms.place(room))

    async def missing_at_desk(self, room: RoomRef) -> Sequence[tuple[str, Right]]:
        """The same for a room that is a desk. Raises `PlatformError` for a forum, which has no open floor."""
        return await self._rooms.missing_at_desk(await self._rooms.place(room))

    async def wished_rights(self, room: RoomRef) -> Sequence[tuple[str, Right]]:
        """The rights that the bot lacks for a room and can do without, each with the name of the channel."""
        return await self._rooms.wished(await self._rooms.place(room))

    async def following_faults(self, room: RoomRef) -> Sequence[Fault]:
        """What keeps the followers of a room from being called."""
        return await self._following.faults(await self._rooms.place(room))

    async def introduction(self, *, sets_up: bool = False) -> Introduction:
        """Who the account is, and what it was granted; with ``sets_up``, the invitation asks for what the set-up needs,
        too. Raises `bot.errors.ConfigurationError` for a wrong token."""
        client = await self._account.logged_in()
        with in_our_words():
            application = await client.application_info()
        flags = application.flags
        return Introduction(
            name=application.name,
            reads_all_granted=flags.gateway_message_content or flags.gateway_message_content_limited,
            invitation=invitation(application.id, sets_up=sets_up, gives_roles=self._following.wanted),
        )
