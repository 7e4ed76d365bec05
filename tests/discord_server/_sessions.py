"""What a gateway connection is made of: operations, closing codes, a line (one socket) and a session (one bot)."""

from __future__ import annotations

import asyncio
import json
import zlib
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from aiohttp import web

from ._numbers import Intent
from ._things import Guild, Payload

KEPT = 5000
"""How many events a session keeps for a RESUME."""


class Op(IntEnum):
    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    PRESENCE = 3
    VOICE_STATE = 4
    RESUME = 6
    RECONNECT = 7
    REQUEST_MEMBERS = 8
    INVALID_SESSION = 9
    HELLO = 10
    HEARTBEAT_ACK = 11


class Closing(IntEnum):
    """Why Discord hangs up."""

    UNKNOWN_OPCODE = 4001
    DECODE_ERROR = 4002
    NOT_AUTHENTICATED = 4003
    AUTHENTICATION_FAILED = 4004
    ALREADY_AUTHENTICATED = 4005
    INVALID_SEQUENCE = 4007
    INVALID_SHARD = 4010
    INVALID_VERSION = 4012
    INVALID_INTENTS = 4013
    DISALLOWED_INTENTS = 4014


class HungUp(Exception):
    """The connection is to be closed with that code."""

    def __init__(self, code: Closing) -> None:
        super().__init__(code.name)
        self.code = code


@dataclass(eq=False)
class Line:
    """One socket, and its compressor: there is one for as long as the socket lives."""

    socket: web.WebSocketResponse
    deflate: Any = None
    waiting: asyncio.Queue[Payload] = field(default_factory=asyncio.Queue)
    cut: bool = False
    """Whether it was the server that hung up."""

    async def write(self) -> None:
        """Send what waits, in order, until the task is cancelled or the socket is gone."""
        while True:
            text = json.dumps(await self.waiting.get(), separators=(",", ":"))
            try:
                if self.deflate is None:
                    await self.socket.send_str(text)
                else:
                    packed = self.deflate.compress(text.encode()) + self.deflate.flush(zlib.Z_SYNC_FLUSH)
                    await self.socket.send_bytes(packed)
            except ConnectionError:
                return

    def send(self, op: Op, data: Any = None, name: str | None = None, sequence: int | None = None) -> None:
        self.waiting.put_nowait({"op": int(op), "d": data, "t": name, "s": sequence})


@dataclass(eq=False)
class Session:
    """What a bot has identified itself for. It hears on while its line is cut, and is replayed on RESUME."""

    id: str
    intents: Intent
    shard: tuple[int, int]
    line: Line | None
    sequence: int = 0
    kept: list[Payload] = field(default_factory=list)

    def has(self, guild: Guild | None) -> bool:
        """Whether its shard has that guild. Direct messages go to the first shard."""
        number, count = self.shard
        return ((guild.id >> 22) % count if guild else 0) == number

    def dispatch(self, name: str, payload: Any) -> None:
        self.sequence += 1
        self.kept.append({"op": 0, "d": payload, "t": name, "s": self.sequence})
        del self.kept[:-KEPT]
        if self.line:
            self.line.send(Op.DISPATCH, payload, name, self.sequence)
