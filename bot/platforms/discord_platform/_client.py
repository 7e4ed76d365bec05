"""The connection: discord.py's client, which keeps nothing of what members say and pings nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

import discord
from discord.ext import commands

from bot.platforms.discord_platform._pace import Pace, traced

LONGEST_WAIT = 60.0
"""For how many seconds a request waits where Discord says that there were too many; then it is tried again later."""

# Café Host never speaks aloud: what is missing for that is nothing to warn of.
discord.VoiceClient.warn_nacl = False
discord.VoiceClient.warn_dave = False


@dataclass(frozen=True, slots=True)
class Shards:
    """How an account is split over several gateways: ``count`` in all, of which this process holds ``ids``; all of them
    where that is empty."""

    count: int | None = None
    ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Making:
    """How a client is made. ``options`` go to discord.py as they are."""

    reads_all: bool
    shards: Shards | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


class Ears(Protocol):
    """Who is told all that the gateway tells, in its order."""

    def hear(self, event: str, *what: Any) -> None:
        """Something happened: discord.py's name for it, and what it says of it. ``gap``: a new session begins, and what
        happened since the last one is not told."""


class _Hearing(discord.Client):
    """What both sorts of client have in common."""

    ears: Ears | None = None

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """Tell the ears at once, so that the order stays. Messages go no further: no command is ever read in them."""
        if self.ears is not None:
            self.ears.hear(event, *args)
        if event != "message":
            super().dispatch(event, *args, **kwargs)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Tell that a session has ended for good."""
        if self.ears is not None and not initial:
            self.ears.hear("gap", shard_id)
        await super().before_identify_hook(shard_id, initial=initial)


class OneClient(_Hearing, commands.Bot):
    """The whole account over one gateway."""


class ShardedClient(_Hearing, commands.AutoShardedBot):
    """An account over several gateways, or some of them."""


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
    if making.shards is None:
        return OneClient(**how)
    ids = list(making.shards.ids) or None
    return ShardedClient(**how, shard_count=making.shards.count, shard_ids=ids)  # type: ignore[arg-type]


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
