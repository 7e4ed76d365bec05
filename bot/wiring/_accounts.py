"""The accounts that the bot speaks through, and who is who there: as the configuration says it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.commands import Binding, Commands
from bot.config import Settings
from bot.domain import DeskRoom, MemberRef, RoomRef
from bot.host import Host, StoreTurns
from bot.platforms.terminal_platform import TerminalPlatform
from bot.ports import Clock, Platform, Store
from bot.stage import member_id
from bot.wiring._discord import on_discord, set_up_discord
from bot.wiring._keeping import Kept
from bot.wiring._matrix import on_matrix, set_up_matrix
from bot.wording import languages, wording


@dataclass(frozen=True, slots=True)
class Accounts:
    """The platforms by their names. ``rooms`` are the names of those rooms where cafés open that name none; ``spoken``
    is what is spoken in a room, where the configuration says it. ``terminal`` is there where somebody may type."""

    platforms: Mapping[str, Platform]
    rooms: tuple[str, ...]
    desks: Sequence[DeskRoom] = ()
    hosts: Binding = field(default_factory=Binding)
    operators: Binding = field(default_factory=Binding)
    spoken: Mapping[RoomRef, str] = field(default_factory=dict)
    terminal: TerminalPlatform | None = None
    serve: Callable[[Commands, Host, Store], None] = lambda commands, host, store: None
    """Hands the accounts the commands that they serve people with."""


async def accounts_of(settings: Settings, kept: Kept, clock: Clock, spoken: str) -> Accounts:
    """The accounts that the settings name, none of them connected; the terminal's where they name none."""
    if not settings.goes_out:
        return await _in_the_terminal(settings, kept, clock, spoken)
    parts = []
    if settings.discord.rooms:
        parts.append(on_discord(settings.discord, clock, StoreTurns(kept.store, clock)))
    parts += [on_matrix(name, one, clock, kept.data) for name, one in settings.matrix.at_work.items()]

    def serve(commands: Commands, host: Host, store: Store) -> None:
        for one in parts:
            one.serve(commands, host, store)

    return Accounts(
        {one.platform.name: one.platform for one in parts},
        # A café that names no room opens in the first one.
        tuple(room for one in parts for room in one.rooms)[:1],
        [desk for one in parts for desk in one.desks],
        Binding.of_all(one.hosts for one in parts),
        Binding.of_all(one.operators for one in parts),
        {room: language for one in parts for room, language in one.spoken.items()},
        serve=serve,
    )


async def set_up(settings: Settings, clock: Clock, data: Path) -> Settings:
    """The settings with every room named as its platform knows it; those that are not are found or made there, and who
    is not logged in yet is. Raises `ConfigurationError`, `PlatformError`."""
    return await set_up_matrix(await set_up_discord(settings, clock), clock, data)


async def _in_the_terminal(settings: Settings, kept: Kept, clock: Clock, spoken: str) -> Accounts:
    chosen = settings.terminal
    hosts = terminal_hosts(settings)
    terminal = TerminalPlatform(kept.stage, clock, moderators=[*hosts, *chosen.operators], desk=chosen.desk)
    desks = []
    if chosen.desk is not None:
        desks = [DeskRoom(await terminal.open_room(chosen.desk), settings.language or spoken)]
    return Accounts(
        {terminal.name: terminal},
        (chosen.room,),
        desks,
        Binding(_refs(terminal.name, hosts)),
        Binding(_refs(terminal.name, chosen.operators)),
        terminal=terminal,
    )


def terminal_hosts(settings: Settings) -> tuple[str, ...]:
    """The names of those who host in the terminal: where nobody is named, whoever goes by the word for a host, in
    whatever language."""
    chosen = settings.terminal
    if chosen.hosts or chosen.operators:
        return chosen.hosts
    return tuple(wording(one).say("play.host") for one in languages())


def _refs(platform: str, names: Sequence[str]) -> frozenset[MemberRef]:
    return frozenset(MemberRef(platform, member_id(name)) for name in names)
