"""How a request finds its answer: a table of routes, named as in Discord's own API description."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from aiohttp import BodyPartReader, web

from ._refusals import Invalid
from ._things import Attachment, Payload, User

if TYPE_CHECKING:
    from ._server import DiscordServer

Handler: TypeAlias = Callable[["Call"], Awaitable[Any]]

ROUTES: dict[tuple[str, str], Handler] = {}
"""Method and path of the description -> what answers it."""

CREATES = {
    ("POST", "/channels/{channel_id}/threads"),
    ("POST", "/channels/{channel_id}/messages/{message_id}/threads"),
    ("POST", "/guilds/{guild_id}/channels"),
}
"""Routes that answer with 201 instead of 200."""

WITHOUT_TOKEN: set[tuple[str, str]] = set()
"""Routes that prove themselves by a token in their path."""


@dataclass
class Call:
    """One request, read. ``ids`` are the numbers in its path by their names in the description, ``texts`` all of it."""

    server: DiscordServer
    method: str
    route: str
    texts: dict[str, str]
    query: dict[str, str]
    body: Any = None
    files: dict[int, Attachment] = field(default_factory=dict)
    reason: str | None = None
    status: int | None = None
    """What it was answered with."""

    @property
    def me(self) -> User:
        """Whose token it carries: the bot's."""
        return self.server.world.bot

    def id(self, name: str) -> int:
        text = self.texts[name]
        if not text.isdigit():
            raise Invalid(name, f"{text!r} is not a snowflake")
        return int(text)

    def number(self, name: str, default: int) -> int:
        """A number of the query."""
        return int(self.query.get(name, default))

    def given(self, *names: str) -> Payload:
        """Those keys of the body that are there."""
        return {name: self.body[name] for name in names if name in self.body}


def route(method: str, path: str, *, token: bool = True) -> Callable[[Handler], Handler]:
    """Register what answers a route; it returns the JSON, or ``None`` for 204."""

    def registered(handler: Handler) -> Handler:
        ROUTES[method, path] = handler
        if not token:
            WITHOUT_TOKEN.add((method, path))
        return handler

    return registered


async def read(server: DiscordServer, request: web.Request, path: str) -> Call:
    """A request with its body: JSON, or a form whose ``payload_json`` is it and whose files come beside."""
    call = Call(
        server,
        request.method,
        path,
        dict(request.match_info),
        dict(request.query),
        reason=request.headers.get("X-Audit-Log-Reason"),
    )
    if request.content_type == "multipart/form-data":
        async for part in await request.multipart():
            assert isinstance(part, BodyPartReader)
            content = bytes(await part.read())
            if part.name == "payload_json":
                call.body = json.loads(content)
            elif found := re.fullmatch(r"files\[(\d+)\]", part.name or ""):
                kind = part.headers.get("Content-Type", "application/octet-stream")
                name = part.filename or "file"
                call.files[int(found[1])] = Attachment(server.world.snowflake(), name, content, kind)
    elif content := await request.read():
        call.body = json.loads(content)
    return call
