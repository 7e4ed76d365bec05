"""The gateway: sessions that outlive their sockets, sequence numbers, replay, and every way of hanging up."""

from __future__ import annotations

import asyncio
import json
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta

from aiohttp import WSMsgType, web

from ._numbers import KNOWN_INTENTS, PRIVILEGED, Intent
from ._payloads import user_payload
from ._sessions import Closing, HungUp, Line, Op, Session
from ._things import Guild, Payload
from ._world import Event, World


class Gateway:
    """``granted`` are the privileged intents switched on in the portal; ``whole`` describes a guild to the bot."""

    def __init__(self, world: World, token: Callable[[], str], whole: Callable[[Guild], Payload]) -> None:
        self.world = world
        self.token = token
        self.whole = whole
        self.address = ""
        self.granted = PRIVILEGED
        self.heartbeat_interval = 41_250
        self.advised_shards = 1
        self.open = True
        """Whether it takes connections."""
        self.sessions: dict[str, Session] = {}
        self.lines: list[Line] = []
        self.identify_every: timedelta | None = None
        """How long after an IDENTIFY the next one is taken: five seconds on Discord. Stories whose clock stands still
        while the bot begins anew do without."""
        self.too_early = 0
        """How many came before that."""
        self._identified_at: datetime | None = None
        self.identified = 0
        self.resumed = 0
        self.heartbeats = 0
        self._beat = asyncio.Condition()
        self.changed: Callable[[], object] = lambda: None
        """Called when a connection has ended."""
        self.commands: list[Payload] = []
        """All that bots have sent, in order."""
        world.hear(self.hear)

    def hear(self, event: Event) -> None:
        """Hand an event to each session that is to have it."""
        bot = self.world.bot
        if event.guild and event.name != "GUILD_DELETE" and bot.id not in event.guild.members:
            return
        if event.channel and not self.world.sees(event.channel, bot):
            return
        for session in self.sessions.values():
            if not session.has(event.guild) or (event.intents and not event.intents & session.intents):
                continue
            veiled = None if Intent.MESSAGE_CONTENT in session.intents else event.veiled
            session.dispatch(event.name, veiled() if veiled else event.payload)

    async def answer(self, request: web.Request) -> web.WebSocketResponse:
        """One connection, from HELLO to its end."""
        if not self.open:
            raise web.HTTPServiceUnavailable
        socket = web.WebSocketResponse(max_msg_size=4096 * 4)
        await socket.prepare(request)
        deflate = zlib.compressobj() if request.query.get("compress") == "zlib-stream" else None
        line = Line(socket, deflate)
        self.lines.append(line)
        writer = asyncio.create_task(line.write())
        try:
            if request.query.get("v") != "10" or request.query.get("encoding") != "json":
                raise HungUp(Closing.INVALID_VERSION)
            line.send(Op.HELLO, {"heartbeat_interval": self.heartbeat_interval})
            await self._listen(line)
        except HungUp as end:
            await socket.close(code=int(end.code), message=end.code.name.encode())
        finally:
            writer.cancel()
            self.lines.remove(line)
            if session := self._session_of(line):
                session.line = None
                # A bot that says goodbye ends its session; one that is cut off, or dies, may resume it.
                if socket.close_code in (1000, 1001) and not line.cut:
                    del self.sessions[session.id]
            self.changed()
        return socket

    def _session_of(self, line: Line) -> Session | None:
        return next((session for session in self.sessions.values() if session.line is line), None)

    async def _listen(self, line: Line) -> None:
        async for received in line.socket:
            if received.type is not WSMsgType.TEXT:
                raise HungUp(Closing.DECODE_ERROR)
            try:
                await self._obey(line, json.loads(received.data))
            except (ValueError, KeyError, TypeError):
                raise HungUp(Closing.DECODE_ERROR) from None

    async def _obey(self, line: Line, command: Payload) -> None:
        op, data = command["op"], command.get("d")
        self.commands.append(command)
        if op == Op.HEARTBEAT:
            self.heartbeats += 1
            async with self._beat:
                self._beat.notify_all()
            line.send(Op.HEARTBEAT_ACK)
        elif op == Op.IDENTIFY:
            self._identify(line, data or {})
        elif op == Op.RESUME:
            self._resume(line, data or {})
        elif op not in (Op.PRESENCE, Op.VOICE_STATE, Op.REQUEST_MEMBERS):
            raise HungUp(Closing.UNKNOWN_OPCODE)
        elif self._session_of(line) is None:
            raise HungUp(Closing.NOT_AUTHENTICATED)
        elif op == Op.REQUEST_MEMBERS:
            self._members(line, data or {})

    def _identify(self, line: Line, data: Payload) -> None:
        if self._session_of(line):
            raise HungUp(Closing.ALREADY_AUTHENTICATED)
        if data["token"] != self.token():
            raise HungUp(Closing.AUTHENTICATION_FAILED)
        intents = data["intents"]
        if not isinstance(intents, int) or intents & ~KNOWN_INTENTS:
            raise HungUp(Closing.INVALID_INTENTS)
        if Intent(intents) & PRIVILEGED & ~self.granted:
            raise HungUp(Closing.DISALLOWED_INTENTS)
        number, count = data.get("shard") or (0, 1)
        if not 0 <= number < count:
            raise HungUp(Closing.INVALID_SHARD)
        now, before = self.world.now(), self._identified_at
        if self.identify_every is not None and before is not None and now - before < self.identify_every:
            self.too_early += 1
            line.send(Op.INVALID_SESSION, False)
            return
        self._identified_at = now
        self.identified += 1
        session = Session(f"session-{self.world.snowflake():x}", Intent(intents), (number, count), line)
        self.sessions[session.id] = session
        guilds = [guild for guild in self.world.guilds.values() if self.world.bot.id in guild.members]
        guilds = [guild for guild in guilds if session.has(guild)]
        session.dispatch(
            "READY",
            {
                "v": 10,
                "user": {**user_payload(self.world.bot), "verified": True, "mfa_enabled": False, "email": None},
                "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
                "session_id": session.id,
                "session_type": "normal",
                "resume_gateway_url": self.address,
                "shard": [number, count],
                "application": {"id": str(self.world.bot.id), "flags": self.flags},
                "private_channels": [],
                "user_settings": {},
                "relationships": [],
                "presences": [],
            },
        )
        if Intent.GUILDS in session.intents:
            for guild in guilds:
                # Only what was unavailable before says that it no longer is: a guild newly joined does not.
                session.dispatch("GUILD_CREATE", {**self.whole(guild), "unavailable": False})

    @property
    def flags(self) -> int:
        """The application's flags: which privileged intents the portal has granted to a small bot."""
        pairs = (Intent.GUILD_PRESENCES, 1 << 13), (Intent.GUILD_MEMBERS, 1 << 15), (Intent.MESSAGE_CONTENT, 1 << 19)
        return sum(flag for intent, flag in pairs if intent in self.granted)

    def _resume(self, line: Line, data: Payload) -> None:
        if self._session_of(line):
            raise HungUp(Closing.ALREADY_AUTHENTICATED)
        if data["token"] != self.token():
            raise HungUp(Closing.AUTHENTICATION_FAILED)
        session = self.sessions.get(data["session_id"])
        first = session.kept[0]["s"] if session and session.kept else 1
        if session is None or data["seq"] < first - 1:
            line.send(Op.INVALID_SESSION, False)
            return
        if data["seq"] > session.sequence:
            raise HungUp(Closing.INVALID_SEQUENCE)
        self.resumed += 1
        session.line = line
        for event in session.kept:
            if event["s"] > data["seq"]:
                line.waiting.put_nowait(event)
        session.dispatch("RESUMED", {})

    def _members(self, line: Line, data: Payload) -> None:
        """The members asked for by id or by the beginning of a name, in one piece."""
        from ._payloads import member_payload

        session = self._session_of(line)
        guild = self.world.guilds.get(int(data["guild_id"]))
        if session is None or guild is None:
            return
        asked = data.get("user_ids") or []
        asked = [int(one) for one in (asked if isinstance(asked, list) else [asked])]
        if not asked and not data.get("query") and Intent.GUILD_MEMBERS not in session.intents:
            raise HungUp(Closing.DISALLOWED_INTENTS)
        query = (data.get("query") or "").lower()
        found = [one for one in guild.members.values() if one.user.id in asked or not asked]
        found = [one for one in found if (one.nick or one.user.name).lower().startswith(query)]
        session.dispatch(
            "GUILD_MEMBERS_CHUNK",
            {
                "guild_id": str(guild.id),
                "members": [member_payload(one) for one in found],
                "chunk_index": 0,
                "chunk_count": 1,
                "not_found": [str(one) for one in asked if one not in guild.members],
                **({"nonce": data["nonce"]} if data.get("nonce") else {}),
            },
        )

    async def beaten(self, times: int) -> None:
        """Return once so many heartbeats have come in."""
        async with self._beat:
            await self._beat.wait_for(lambda: self.heartbeats >= times)

    async def hang_up(self, code: int = 4000, *, forget: bool = False) -> None:
        """Cut every line with that code; ``forget``: the sessions too, so that none can be resumed."""
        lines = list(self.lines)
        if forget:
            self.sessions.clear()
        for line in lines:
            line.cut = True
            await line.socket.close(code=code)

    def ask_to_reconnect(self) -> None:
        """Tell every bot to connect again and resume."""
        for line in self.lines:
            line.send(Op.RECONNECT)

    def invalidate(self) -> None:
        """Tell every bot that its session is over: it has to identify itself anew, and what happens meanwhile it will
        never be told."""
        self.sessions.clear()
        for line in self.lines:
            line.send(Op.INVALID_SESSION, False)
