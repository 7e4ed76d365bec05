"""The connection: discord.py's client, which keeps nothing of what members say and pings nobody."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol, TypeAlias

import discord
from discord.ext import commands

from bot.errors import StoreError
from bot.platforms.discord_platform._pace import Pace, traced
from bot.platforms.discord_platform._shards import Shards
from bot.ports import Turns

READY_WITHIN = 90.0
"""After how many seconds without being ready a connection is given up, to be tried again by whoever asked for it."""

IDENTIFY_EVERY = timedelta(seconds=5)
"""How long after a session was begun Discord takes the next one, whatever shard it is for. Bots in more than 150,000
servers may begin several at once; here they begin them one after another all the same."""

LONGEST_WAIT = 60.0
"""For how many seconds a request waits where Discord says that there were too many; then it is tried again later."""

# Café Host never speaks aloud: what is missing for that is nothing to warn of.
discord.VoiceClient.warn_nacl = False
discord.VoiceClient.warn_dave = False


@dataclass(frozen=True, slots=True)
class Making:
    """How a client is made. ``turns`` are those of all processes with the same token, as far as there are several.
    ``options`` go to discord.py as they are."""

    reads_all: bool
    shards: Shards | None = None
    turns: Turns | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


class Ears(Protocol):
    """Who is told all that the gateway tells, in its order."""

    def hear(self, event: str, *what: Any) -> None:
        """Something happened: discord.py's name for it, and what it says of it. ``gap``: a new session begins, and what
        happened since the last one is not told."""


class _Hearing(discord.Client):
    """What both sorts of client have in common."""

    ears: Ears | None = None
    turns: Turns | None = None
    joining: int | None = None
    """The shard that has its first session begun: there is nothing yet that it could have missed."""

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """Tell the ears at once, so that the order stays. Messages go no further: no command is ever read in them."""
        if self.ears is not None:
            self.ears.hear(event, *args)
        if event != "message":
            super().dispatch(event, *args, **kwargs)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Tell that a session has ended for good; begin the next one when it is our turn. discord.py by itself spaces
        those of one process, which has to do where the turns cannot be asked for."""
        if self.ears is not None and not initial and (shard_id is None or shard_id != self.joining):
            self.ears.hear("gap", shard_id)
        if self.turns is not None:
            with contextlib.suppress(StoreError):
                return await self.turns.wait(f"identify/{self.application_id}", IDENTIFY_EVERY)
        await super().before_identify_hook(shard_id, initial=initial)


class OneClient(_Hearing, commands.Bot):
    """The whole account over one gateway."""


class ShardedClient(_Hearing, commands.AutoShardedBot):
    """An account over several gateways, or some of them, which come and go while it listens."""

    _parting: asyncio.Task[None] | None = None

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """A shard that was on its way back when it was left is left again."""
        if event == "shard_connect" and args[0] not in (self.shard_ids or args):
            self._parting = asyncio.ensure_future(self.part(args[0]))
        super().dispatch(event, *args, **kwargs)

    async def join(self, shard: int) -> None:
        """Listen to one more shard; returns once it is ready. Raises `TimeoutError`."""
        self.shard_ids = sorted({*self.held, shard})
        self._connection.shard_ids = self.shard_ids
        self.joining = shard
        ready = asyncio.ensure_future(self.wait_for("shard_ready", check=lambda number: number == shard))
        try:
            async with asyncio.timeout(READY_WITHIN):
                known = self.get_shard(shard)
                if known is None:
                    await self.launch_shard(discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY, shard)
                else:
                    await known.connect()
                await ready
        finally:
            self.joining = None
            ready.cancel()

    async def part(self, shard: int) -> None:
        """Listen to a shard no more."""
        known = self.get_shard(shard)
        if known is not None:
            await known.disconnect()
        self.shard_ids = sorted(set(self.held) - {shard})
        self._connection.shard_ids = self.shard_ids

    @property
    def held(self) -> list[int]:
        """The shards that it listens to."""
        return [number for number, one in self.shards.items() if not one.is_closed()]


Client: TypeAlias = OneClient | ShardedClient


def make_client(making: Making, pace: Pace) -> Client:
    """A client that is not connected yet."""
    how: dict[str, Any] = {
        "intents": intents(reads_all=making.reads_all),
        "command_prefix": commands.when_mentioned,
        "help_command": None,
        "max_messages": None,
        "allowed_mentions": discord.AllowedMentions.none(),
        "http_trace": traced(pace, discord.http.Route.BASE),
        "max_ratelimit_timeout": LONGEST_WAIT,
        **making.options,
    }
    shards = making.shards
    client = OneClient(**how) if shards is None else ShardedClient(**how, shard_count=shards.count)
    client.turns = making.turns
    return client


def intents(*, reads_all: bool) -> discord.Intents:
    """What the gateway is asked to tell: what happens in channels. Never who is there, nor who is online."""
    return discord.Intents(
        guilds=True,
        guild_messages=True,
        guild_reactions=True,
        guild_polls=True,
        dm_messages=True,
        message_content=reads_all,
    )
