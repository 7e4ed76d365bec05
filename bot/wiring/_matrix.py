"""The accounts on Matrix, as the configuration says them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr

from bot.commands import Binding, Commands
from bot.config import MatrixAccount, MatrixRoomSettings, Settings
from bot.domain import DeskRoom, MemberRef, RoomRef
from bot.errors import ConfigurationError, Fault, fault
from bot.host import Host
from bot.ports import Clock, Store
from bot.wiring._part import Part

if TYPE_CHECKING:
    from bot.platforms.matrix_platform import MatrixPlatform, Session

NAME = "matrix"
"""The first account's name: the ``platform`` of every reference."""


def session_file(data: Path, name: str = NAME) -> Path:
    """The file in the data folder that keeps how an account gets in."""
    return data / f"{name}-session.json"


def keys_folder(data: Path, name: str = NAME) -> Path:
    """The folder in the data folder that keeps an account's keys of encrypted rooms."""
    return data / f"{name}-keys"


def on_matrix(name: str, settings: MatrixAccount, clock: Clock, data: Path) -> Part:
    """The account of that name that the settings describe, not connected; a room whose id is not known yet
    (`set_up_matrix`) is left out. Raises `ConfigurationError` where nothing says how it gets in."""
    platform = matrix_platform(settings, clock, data, name=name)
    rooms = {RoomRef(name, one.room): one for one in settings.rooms if one.room.startswith("!")}
    spoken = {room: its.language for room, its in rooms.items()}
    by_place = {place: room for room, its in rooms.items() for place in (its.room, its.desk) if place is not None}

    def serve(commands: Commands, host: Host, store: Store) -> None:
        from bot.matrix_front import MatrixFront, Service

        service = Service(name, commands, host, store, clock, platform.speaking, by_place, spoken)
        platform.serve(MatrixFront(service), by_place)

    return Part(
        platform,
        tuple(room.room for room in rooms),
        tuple(
            DeskRoom(RoomRef(name, its.desk), its.language, frozenset({room}))
            for room, its in rooms.items()
            if its.desk is not None and its.desk.startswith("!")
        ),
        Binding(rooms={room: _hosts(name, its) for room, its in rooms.items()}),
        Binding(frozenset(MemberRef(name, one) for one in settings.operators)),
        spoken,
        serve,
    )


def _hosts(name: str, room: MatrixRoomSettings) -> Binding:
    levels = {} if room.host_level is None else {name: room.host_level}
    return Binding(frozenset(MemberRef(name, one) for one in room.hosts), levels=levels)


def gets_in(settings: MatrixAccount, data: Path, name: str = NAME) -> bool:
    """Whether there is anything by which the account gets in: a token, a password, or a login that was kept."""
    return settings.password is not None or _known_session(settings, data, name) is not None


def matrix_platform(
    settings: MatrixAccount, clock: Clock, data: Path, session: Session | None = None, *, name: str = NAME
) -> MatrixPlatform:
    """The account alone, by the session given, else as it gets in today. Raises `ConfigurationError` where nothing says
    how."""
    # nio takes a while to load: whoever lives elsewhere does not wait for it.
    from bot.platforms.matrix_platform import Keys, MatrixPlatform, Session

    known = session or _known_session(settings, data, name)
    if known is None and settings.password is None:
        raise ConfigurationError(no_way_in(name))
    # Whatever asks nothing of the homeserver needs no login either.
    known = known or Session(settings.homeserver or "", settings.user or "", "", SecretStr(""))
    hosts = {one.room: frozenset((*one.hosts, *settings.operators)) for one in settings.rooms}
    levels = {one.room: one.host_level for one in settings.rooms if one.host_level is not None}
    keys = None
    if settings.encryption and settings.encryption_secret is not None:
        keys = Keys(keys_folder(data, name), settings.encryption_secret)
    return MatrixPlatform(
        known,
        clock,
        name=name,
        hosts=hosts,
        levels=levels,
        prefix=settings.prefix,
        pages=settings.flashback_page,
        keys=keys,
    )


async def session_of(settings: MatrixAccount, data: Path, name: str = NAME) -> Session:
    """How the account gets in: by the token that is given, by what was kept, else by its password, once. Raises
    `ConfigurationError`, `PlatformError`."""
    from bot.platforms.matrix_platform import keep_session, log_in

    if (known := _known_session(settings, data, name)) is not None:
        return known
    if settings.password is None or settings.homeserver is None or settings.user is None:
        raise ConfigurationError(no_way_in(name))
    made = await log_in(settings.homeserver, settings.user, settings.password)
    keep_session(session_file(data, name), made)
    return made


async def set_up_matrix(settings: Settings, clock: Clock, data: Path) -> Settings:
    """The settings with every room named by its id, and the bot in it; logged in where it was not. Raises
    `ConfigurationError`, `PlatformError`."""
    chosen = settings.matrix
    found = {name: await _rooms_of(name, one, clock, data) for name, one in chosen.at_work.items()}
    others = {
        called: one.model_copy(update={"room": found[name]})
        for called, one in chosen.accounts.items()
        if (name := chosen.name_of(called)) in found
    }
    update: dict[str, object] = {"accounts": {**chosen.accounts, **others}}
    if NAME in found:
        update["room"] = found[NAME]
    return settings.model_copy(update={"matrix": chosen.model_copy(update=update)})


def no_way_in(name: str) -> Fault:
    """That nothing says how an account gets in, and by which variables it is said."""
    called = name.removeprefix(NAME).removeprefix("-")
    variable = f"CAFE_MATRIX__ACCOUNTS__{called.upper()}" if called else "CAFE_MATRIX"
    return fault("matrix_no_token", variable=variable)


async def _rooms_of(name: str, settings: MatrixAccount, clock: Clock, data: Path) -> tuple[MatrixRoomSettings, ...]:
    platform = matrix_platform(settings, clock, data, await session_of(settings, data, name), name=name)
    try:
        return tuple([await _found(platform, one) for one in settings.rooms])
    finally:
        await platform.close()


async def _found(platform: MatrixPlatform, room: MatrixRoomSettings) -> MatrixRoomSettings:
    found = (await platform.open_room(room.room)).room
    desk = None if room.desk is None else (await platform.open_room(room.desk)).room
    return room.model_copy(update={"room": found, "desk": desk})


def _known_session(settings: MatrixAccount, data: Path, name: str) -> Session | None:
    from bot.platforms.matrix_platform import Session, kept_session

    homeserver, user = settings.homeserver or "", settings.user or ""
    if settings.token is not None:
        return Session(homeserver, user, "", settings.token)
    return kept_session(session_file(data, name), homeserver, user)
