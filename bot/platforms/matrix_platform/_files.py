"""Files that members bring, read from the homeserver when they are asked for; and those that are handed to them."""

from __future__ import annotations

import asyncio
import hashlib
import mimetypes
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.domain import OutboundFile, OutboundMessage, Post
from bot.errors import NoSuchPlace, TooBig, fault
from bot.pictures import Limits, cleaned, measured
from bot.platforms.files import read_file
from bot.platforms.limits import MATRIX
from bot.platforms.matrix_platform._account import Account
from bot.platforms.matrix_platform._event import Event, is_redacted, latest_of
from bot.platforms.matrix_platform._rooms import Rooms
from bot.platforms.matrix_platform._translation import attachments_of

_LARGEST = MATRIX.file_limit or 50_000_000

THUMBNAIL = 800
"""How wide and how high a picture is at most that a client shows before the whole is asked for, in pixels."""

_KEPT = ("msgtype", "filename", "url", "info")
_MOST_BROUGHT = 100


@dataclass(frozen=True, slots=True)
class Brought:
    """A file that somebody has brought: its name there, and what is in it."""

    name: str
    content: bytes = field(repr=False)


class Files:
    """Fetches the files of posts, and brings files to the homeserver."""

    def __init__(self, account: Account, rooms: Rooms) -> None:
        self._account = account
        self._rooms = rooms
        self._brought: OrderedDict[tuple[str, bytes], str] = OrderedDict()

    async def brought(self, room: str, id: str, limit: int) -> Brought | None:
        """The file of a member's message; ``None`` where it has none, or is gone. Raises `TooBig`, `PlatformError`."""
        try:
            event = await self._rooms.event(room, id)
            attached = () if is_redacted(event) else attachments_of(latest_of(event))
            return Brought(attached[0].name, await self._read(room, attached[0].url, limit)) if attached else None
        except NoSuchPlace:
            return None

    async def fetch(self, room: str, post: Post, number: int, limit: int) -> bytes:
        """The bytes of a post's file. Raises `NoSuchPlace`, `TooBig`."""
        event = await self._rooms.event(room, post.ref.id)
        attached = () if is_redacted(event) else attachments_of(latest_of(event))
        return await self._read(room, attached[number].url if number < len(attached) else None, limit)

    async def _read(self, room: str, address: str | None, limit: int) -> bytes:
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
        return {**await self._described(file), "body": file.name, "m.mentions": {}}

    async def beside(self, message: OutboundMessage) -> dict[str, Any]:
        """What makes the words of a message those beside its file; nothing where it has none. An event has one file.
        Raises as `handed` does."""
        return await self._described(message.files[0]) if message.files else {}

    @staticmethod
    def still_beside(event: Event) -> dict[str, Any]:
        """The same for a message of ours that is there: its words may change, its file does not."""
        content = latest_of(event)
        return {key: content[key] for key in _KEPT if key in content} if "url" in content else {}

    async def _described(self, file: OutboundFile) -> dict[str, Any]:
        if file.content is not None:
            content = file.content.encode()
        else:
            content = await asyncio.to_thread(read_file, Path(file.path), _LARGEST)
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        info: dict[str, Any] = {"mimetype": kind, "size": len(content)}
        size = await asyncio.to_thread(measured, content) if kind.startswith("image/") else None
        if size is not None:
            info |= {"w": size.wide, "h": size.high}
            if max(size.wide, size.high) > THUMBNAIL:
                info |= await self._thumbnail(content, file.name)
        if file.alt:
            info["alt"] = file.alt
        address = await self._bring(content, kind, file.name)
        msgtype = "m.file" if size is None else "m.image"
        return {"msgtype": msgtype, "filename": file.name, "url": address, "info": info}

    async def _thumbnail(self, content: bytes, name: str) -> dict[str, Any]:
        small = await asyncio.to_thread(cleaned, content, Limits(_LARGEST, THUMBNAIL))
        size = None if small is None else measured(small.content)
        if small is None or size is None:
            return {}
        address = await self._bring(small.content, small.media_type, f"small-{name}")
        info = {"mimetype": small.media_type, "size": len(small.content), "w": size.wide, "h": size.high}
        return {"thumbnail_url": address, "thumbnail_info": info}

    async def _bring(self, content: bytes, kind: str, name: str) -> str:
        """Bring it once, however often it is tried to say what goes with it."""
        known = name, hashlib.blake2b(content, digest_size=20).digest()
        if known not in self._brought:
            self._brought[known] = await self._account.bring(content, kind, name)
            if len(self._brought) > _MOST_BROUGHT:
                self._brought.popitem(last=False)
        return self._brought[known]
