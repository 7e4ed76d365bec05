"""The account on Discord, as the configuration says it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.commands import Binding, Commands
from bot.config import DiscordSettings
from bot.domain import DeskRoom, MemberRef, RoomRef
from bot.errors import ConfigurationError, fault
from bot.host import Host
from bot.ports import Clock, Platform, Store

if TYPE_CHECKING:
    from bot.platforms.discord_platform import DiscordPlatform

NAME = "discord"
"""The account's name: the ``platform`` of every reference."""

EXTENSION = "cogs"
"""The module of commands and buttons, which is loaded by its name."""


@dataclass(frozen=True, slots=True)
class OnDiscord:
    """The account, not connected, with who is who in its rooms."""

    platform: Platform
    rooms: tuple[str, ...]
    desks: tuple[DeskRoom, ...]
    hosts: Binding
    operators: Binding
    spoken: Mapping[RoomRef, str]
    serve: Callable[[Commands, Host, Store], None]


def on_discord(settings: DiscordSettings, clock: Clock) -> OnDiscord:
    """The account that the settings describe. Raises `ConfigurationError` where there is no token."""
    platform = discord_platform(settings, clock)
    rooms = {RoomRef(NAME, one.channel): one for one in settings.rooms}
    hosts = {
        room: Binding(
            frozenset(MemberRef(NAME, one) for one in its.hosts), frozenset((NAME, one) for one in its.host_roles)
        )
        for room, its in rooms.items()
    }
    desks = tuple(
        DeskRoom(RoomRef(NAME, its.desk), its.language, frozenset({room}))
        for room, its in rooms.items()
        if its.desk is not None
    )
    by_channel = {
        channel: room
        for room, its in rooms.items()
        for channel in (its.channel, its.desk, its.sealed)
        if channel is not None
    }

    def serve(commands: Commands, host: Host, store: Store) -> None:
        from bot.platforms.discord_platform import Service

        platform.serve(Service(NAME, commands, host, store, clock, by_channel))

    return OnDiscord(
        platform,
        tuple(room.room for room in rooms),
        desks,
        Binding(rooms=hosts),
        Binding(frozenset(MemberRef(NAME, one) for one in settings.operators)),
        {room: its.language for room, its in rooms.items()},
        serve,
    )


def discord_platform(settings: DiscordSettings, clock: Clock) -> DiscordPlatform:
    """The account alone. Raises `ConfigurationError` where there is no token."""
    if settings.token is None:
        raise ConfigurationError(fault("discord_no_token"))
    # discord.py takes half a second to load: whoever lives in the terminal does not wait for it.
    from bot.platforms.discord_platform import DiscordPlatform, Hosts, Shards

    return DiscordPlatform(
        settings.token,
        clock,
        name=NAME,
        reads_all=settings.message_content,
        proxies=settings.proxies,
        hosts={
            one.channel: Hosts(frozenset((*one.hosts, *settings.operators)), frozenset(one.host_roles))
            for one in settings.rooms
        },
        companions={one.channel: one.sealed for one in settings.rooms if one.sealed is not None},
        shards=Shards(settings.shards, settings.shard_ids) if settings.shards is not None else None,
        per_second=settings.per_second,
        extensions=[EXTENSION],
    )
