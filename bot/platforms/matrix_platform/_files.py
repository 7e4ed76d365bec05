"""Files that members bring, read from the homeserver when they are asked for; and those that are handed to them."""

from __future__ import annotations

import asyncio
import mimetypes
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.domain import OutboundFile, Post
from bot.errors import NoSuchPlace, TooBig, fault
from bot.platforms.files import read_file
from bot.platforms.limits import MATRIX
from bot.platforms.matrix_platform._account import Account
from bot.platforms.matrix_platform._event import is_redacted, latest_of
from bot.platforms.matrix_platform._rooms import Rooms
from bot.platforms.matrix_platform._translation import attachments_of

_LARGEST = MATRIX.file_limit or 50_000_000


class Files:
    """Fetches the files of posts, and brings files to the homeserver."""

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

    async def handed(self, file: OutboundFile) -> dict[str, Any]:
        """A file as the content of a message, once the homeserver has it. Raises `NoSuchPlace` for one that is not
        there, `TooBig`."""
        if file.content is not None:
            content = file.content.encode()
        else:
            content = await asyncio.to_thread(read_file, Path(file.path), _LARGEST)
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        address = await self._account.bring(content, kind, file.name)
        return {
            "msgtype": "m.file",
            "body": file.name,
            "filename": file.name,
            "url": address,
            "info": {"mimetype": kind, "size": len(content)},
            "m.mentions": {},
        }
