"""What stands between a process of the bot and its homeserver: it passes on each request, and kills whoever asks for a
change, before it is done, once it is done, or once it is told so."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote

import aiohttp
from aiohttp import web
from yarl import URL

from tests.killable import Moment

_PASSED_ON = ("Authorization", "Content-Type")
_SENT = re.compile(r"/rooms/([^/]+)/(send|redact|state)/([^/]+)")
_MOST = 64 * 1024 * 1024


class Between:
    """Kills the process when it asks for a change: the first of each of these kinds, at that moment; or, at ``every``
    moment of that sort, for each change once. ``desk`` is the hosts' room and ``room`` the café's."""

    def __init__(self, kinds: Mapping[str, Moment] | None = None, *, every: Moment | None = None) -> None:
        self._kinds = kinds or {}
        self._every = every
        self._met: set[str] = set()
        self.died: list[tuple[str, Moment]] = []
        self.kill: Callable[[], None] = lambda: None
        self.room = self.desk = ""

    async def begin(self, homeserver: str) -> None:
        """Pass on from now on."""
        self._homeserver = homeserver
        self._session = aiohttp.ClientSession(auto_decompress=True)
        application = web.Application(client_max_size=_MOST)
        application.router.add_route("*", "/{rest:.*}", self._pass_on)
        self._runner = web.AppRunner(application, handler_cancellation=True, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        self._site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await self._site.start()

    async def end(self) -> None:
        await self._runner.cleanup()
        await self._session.close()

    @property
    def url(self) -> str:
        """Where it is reached."""
        [(host, port)] = self._runner.addresses
        return f"http://{host}:{port}"

    async def _pass_on(self, request: web.Request) -> web.StreamResponse:
        content = await request.read()
        moment = self._moment(request, content)
        if moment is Moment.BEFORE:
            self.kill()
            return web.Response(status=502)
        headers = {name: request.headers[name] for name in _PASSED_ON if name in request.headers}
        where = URL(self._homeserver + request.raw_path, encoded=True)
        async with self._session.request(request.method, where, data=content or None, headers=headers) as answer:
            body, kind = await answer.read(), answer.headers.get("Content-Type", "application/json")
        if moment is Moment.DURING:
            self.kill()
            return web.Response(status=502)
        response = web.Response(status=answer.status, body=body, headers={"Content-Type": kind})
        if moment is Moment.AFTER:
            await response.prepare(request)
            await response.write_eof()
            # The process is then somewhere on its way with the answer.
            asyncio.get_running_loop().call_later(0.001 * (len(self.died) % 6), self.kill)
        return response

    def _moment(self, request: web.Request, content: bytes) -> Moment | None:
        kind = self._kind(request.method, unquote(request.path), content)
        if kind is None:
            return None
        met = f"{kind} {_same(request.path, content)}" if self._every else kind
        moment = self._every or self._kinds.get(kind)
        if moment is None or met in self._met:
            return None
        self._met.add(met)
        self.died.append((kind, moment))
        return moment

    def _kind(self, method: str, path: str, content: bytes) -> str | None:
        """What sort of change a request asks for; ``None`` for a question that changes nothing."""
        if method == "GET":
            return None
        if (found := _SENT.search(path)) is None:
            return _OTHERS.get(path.rpartition("/")[2], f"{method} {path}")
        room, way, what = found.groups()
        if way == "redact":
            return "redaction"
        if what != "m.room.message":
            return _EVENTS.get(what, what)
        relates = json.loads(content).get("m.relates_to", {})
        if relates.get("rel_type") == "m.replace":
            return "edit"
        if room == self.desk:
            return "desk"
        if room != self.room:
            return "direct message"
        return "words in a thread" if relates.get("rel_type") == "m.thread" else "words"


_EVENTS = {
    "m.reaction": "emoji",
    "m.room.pinned_events": "pin",
    "org.matrix.msc3381.poll.start": "poll",
    "org.matrix.msc3381.poll.end": "end of a poll",
}
_OTHERS = {"createRoom": "room for one", "m.direct": "list of those rooms"}


def _same(path: str, content: bytes) -> str:
    """What a request asks for, whoever asks it when: a transaction is another one each time where the change may be
    made twice, and so is the id of an event that was sent anew."""
    said: Any = json.loads(content or b"{}")
    return _without_ids(path.rpartition("/")[0] + json.dumps(said, sort_keys=True))


def _without_ids(text: str) -> str:
    return re.sub(r"(?:[$!]|%24|%21)[\w-]{43}", "#", text)
