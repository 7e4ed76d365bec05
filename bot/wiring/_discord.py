"""The account on Discord, as the configuration says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.commands import Binding, Commands
from bot.config import DiscordRoomSettings, DiscordSettings, Settings
from bot.domain import DeskRoom, MemberRef, RoomRef
from bot.errors import ConfigurationError, fault
from bot.host import Host
from bot.ports import Clock, Store, Turns
from bot.wiring._part import Part

if TYPE_CHECKING:
    from bot.platforms.discord_platform import DiscordPlatform, Purpose

NAME = "discord"
"""The account's name: the ``platform`` of every reference."""

EXTENSION = "cogs"
"""The module of commands and buttons, which is loaded by its name."""


def on_discord(settings: DiscordSettings, clock: Clock, turns: Turns) -> Part:
    """The account that the settings describe; a room whose channel is not known yet (`set_up_discord`) is left out.
    Raises `ConfigurationError` where there is no token."""
    platform = discord_platform(settings, clock, turns)
    rooms = {RoomRef(NAME, channel): one for channel, one in _placed(settings)}
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

    return Part(
        platform,
        tuple(room.room for room in rooms),
        desks,
        Binding(rooms=hosts),
        Binding(frozenset(MemberRef(NAME, one) for one in settings.operators)),
        {room: its.language for room, its in rooms.items()},
        serve,
    )


def discord_platform(settings: DiscordSettings, clock: Clock, turns: Turns | None = None) -> DiscordPlatform:
    """The account alone; ``turns`` are taken where other processes have it too. Raises `ConfigurationError` where there
    is no token."""
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
            channel: Hosts(frozenset((*one.hosts, *settings.operators)), frozenset(one.host_roles))
            for channel, one in _placed(settings)
        },
        companions={channel: one.sealed for channel, one in _placed(settings) if one.sealed is not None},
        followers={channel: one.follow_role for channel, one in _placed(settings) if one.follow_role is not None},
        shards=Shards(settings.shards, settings.shard_ids) if settings.shards is not None else None,
        turns=turns,
        per_second=settings.per_second,
        extensions=[EXTENSION],
    )


def _placed(settings: DiscordSettings) -> list[tuple[str, DiscordRoomSettings]]:
    """The rooms whose channels are known, with these."""
    return [(one.channel, one) for one in settings.rooms if one.channel is not None]


async def set_up_discord(settings: Settings, clock: Clock) -> Settings:
    """The settings with every channel named: those that are not are found on Discord or made there. Where all are, no
    one is asked. Raises `ConfigurationError` for what cannot be found or made, `PlatformError`."""
    chosen = settings.discord
    if all(one.channel is not None for one in chosen.rooms):
        return settings
    platform = discord_platform(chosen, clock)
    try:
        rooms = [await _found(platform, chosen, one) for one in chosen.rooms]
    finally:
        await platform.close()
    return settings.model_copy(update={"discord": chosen.model_copy(update={"room": tuple(rooms)})})


async def _found(
    platform: DiscordPlatform, settings: DiscordSettings, room: DiscordRoomSettings
) -> DiscordRoomSettings:
    from bot.platforms.discord_platform import Hosts, Purpose

    if room.channel is not None:
        return room
    hosts = Hosts(frozenset((*room.hosts, *settings.operators)), frozenset(room.host_roles))
    ground = await platform.setting_up.make(room.server, named_in(room), hosts, room.language)
    return room.model_copy(
        update={
            "channel": ground.found[Purpose.ROOM],
            "sealed": room.sealed or ground.found.get(Purpose.SEALED),
            "desk": room.desk or ground.found.get(Purpose.DESK),
        }
    )


def named_in(room: DiscordRoomSettings) -> frozenset[Purpose]:
    """What of a room the configuration names itself, beside its channel."""
    from bot.platforms.discord_platform import Purpose

    given = {Purpose.SEALED: room.sealed, Purpose.DESK: room.desk}
    return frozenset(one for one, channel in given.items() if channel is not None)
