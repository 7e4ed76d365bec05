"""The files that come with posts."""

from __future__ import annotations

from bot.domain import Post
from bot.errors import NoSuchPlace, TooBig, fault
from bot.platforms.discord_platform._account import Account
from bot.platforms.discord_platform._refusals import Refusals
from bot.platforms.discord_platform._rights import Right
from bot.platforms.discord_platform._rooms import Place, snowflake


class Attachments:
    """Fetches them by the address that each has today: those of Discord are good for a day."""

    def __init__(self, account: Account, refusals: Refusals) -> None:
        self._account = account
        self._refusals = refusals

    async def fetch(self, place: Place, post: Post, number: int, limit: int) -> bytes:
        """The bytes of one (`bot.ports.Platform.fetch`)."""
        client = await self._account.online()
        with self._refusals.asking(place.id, Right.HISTORY, channel=place.name):
            channel = client.get_partial_messageable(_channel_of(post, place.id), guild_id=place.guild)
            message = await channel.fetch_message(snowflake(post.ref.id))
            if number >= len(message.attachments):
                raise NoSuchPlace(fault("file_not_there"))
            file = message.attachments[number]
            if file.size > limit:
                raise TooBig(fault("file_too_big", limit=limit))
            return await file.read()


def _channel_of(post: Post, room: int) -> int:
    """The channel or thread in which a post stands: its address says so."""
    parts = (post.url or "").rstrip("/").split("/")
    return snowflake(parts[-2]) if len(parts) > 2 and parts[-2].isdecimal() else room
