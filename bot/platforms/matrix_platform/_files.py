"""Files that members bring: read from the homeserver when they are asked for."""

from __future__ import annotations

from urllib.parse import urlsplit

from bot.domain import Post
from bot.errors import NoSuchPlace, TooBig, fault
from bot.platforms.matrix_platform._account import Account
from bot.platforms.matrix_platform._event import is_redacted, latest_of
from bot.platforms.matrix_platform._rooms import Rooms
from bot.platforms.matrix_platform._translation import attachments_of


class Files:
    """Fetches the files of posts."""

    def __init__(self, account: Account, rooms: Rooms) -> None:
        self._account = account
        self._rooms = rooms

    async def fetch(self, room: str, post: Post, number: int, limit: int) -> bytes:
        """The bytes of a post's file. Raises `NoSuchPlace`, `TooBig`."""
        event = await self._rooms.event(room, post.ref.id)
        attached = () if is_redacted(event) else attachments_of(latest_of(event))
        address = attached[number].url if number < len(attached) else None
        server, _, media = address.removeprefix("mxc://").partition("/") if address else ("", "", "")
        if not server or not media or urlsplit(f"//{server}").netloc != server:
            raise NoSuchPlace(fault("file_not_there"))
        content = await self._account.media(room, server, media, limit)
        if content is None:
            raise TooBig(fault("file_too_big", limit=limit))
        return content
