"""The one place that builds things."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import os
import secrets
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO

from bot.clock import LeadingClock, RealClock
from bot.commands import Binding, Commands, Rights, Services
from bot.config import Settings
from bot.domain import Cafe, Home, Publishing, Script, zone_of
from bot.errors import CallError, StoreError, fault
from bot.health import Health
from bot.host import LEASE, Host, Listening, Openings, Places
from bot.pictures import Limits
from bot.platforms.terminal_platform import TerminalPlatform
from bot.programme_file import ProgrammeFile
from bot.script import Shelf, list_scripts
from bot.showing import folder_fault
from bot.store.care import clear_leftovers
from bot.store.engine import Database, ServerUrl
from bot.store.figures import SqlFigures
from bot.store.schema import prepare, revision_of
from bot.store.sql_store import SqlStore
from bot.store.stage import SqlStage
from bot.ticker import Ticker

DATABASE = "cafe.db"
"""The name of the database file in the data folder."""

SHIPPED = next(
    (
        folder
        for folder in (Path(__file__).parent / "prompts", Path(__file__).parent.parent / "prompts")
        if folder.is_dir()
    ),
    Path("prompts"),
)
"""The folder of the scripts that ship with the bot: inside the installed package, or beside it in a clone."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept in one data folder."""

    data: Path
    database: Database
    store: SqlStore
    stage: SqlStage


@dataclass(frozen=True, slots=True)
class Bot:
    """A bot on the terminal platform, its parts put together."""

    kept: Kept
    clock: LeadingClock
    terminal: TerminalPlatform
    host: Host
    openings: Openings
    ticker: Ticker
    health: Health
    commands: Commands


UPLOADS = "scripts"
"""The folder, in the data folder, of the scripts that hosts have uploaded."""


def script_folders(settings: Settings, data: Path | None = None) -> list[Path]:
    """Where scripts are looked for: those that hosts have uploaded into the data folder, the configured folders, then
    the shipped one."""
    folders = [folder for folder in settings.scripts if folder.resolve() != SHIPPED.resolve()]
    return [*([data / UPLOADS] if data else []), *folders, SHIPPED]


def database_of(data: Path, settings: Settings | None = None) -> Database:
    """The database: the one on a server that the settings name, else the file in the data folder."""
    if settings is not None and settings.database is not None:
        return Database(ServerUrl(settings.database.get_secret_value()))
    return Database(data / DATABASE)


@contextlib.asynccontextmanager
async def kept_in(data: Path, settings: Settings | None = None) -> AsyncIterator[Kept]:
    """Open what is kept on the server that the settings name, else in a data folder, made if it is not there. Raises
    `CallError` for a folder that cannot be one, and `StoreError`."""
    database = database_of(data, settings)
    if database.path is not None:
        _make_folder(data)
    try:
        await prepare(database, by_hand=settings is not None and settings.upgrade == "by_hand")
        yield Kept(data, database, SqlStore(database), SqlStage(database))
    finally:
        await database.close()


def _make_folder(data: Path) -> None:
    try:
        # What members say is nobody's on this machine but the bot's.
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise CallError(folder_fault(data, "--data", error)) from None


async def is_kept(data: Path, settings: Settings) -> bool:
    """Whether anything is kept there yet; changes nothing. Raises `CallError` where it cannot be a folder of data,
    `StoreError` where the folder must not be read or the server cannot be asked."""
    if settings.database is not None:
        database = database_of(data, settings)
        try:
            return await revision_of(database) is not None
        finally:
            await database.close()
    try:
        (data / DATABASE).lstat()
    except FileNotFoundError:
        return False
    except PermissionError as error:
        raise StoreError(folder_fault(data, "--data", error)) from None
    except OSError as error:
        raise CallError(folder_fault(data, "--data", error)) from None
    return True


async def terminal_bot(kept: Kept, settings: Settings, config: Path | None, spoken: str) -> Bot:
    """A bot on the terminal platform. Its clock goes on from the latest instant its room has seen: a week that
    was skipped through yesterday is not lived again today. ``config`` is the file that the settings came from, if one
    was named, and ``spoken`` the reader's language."""
    real = RealClock()
    async with kept.stage.reading() as stage:
        latest = await stage.latest()
    lead = latest - real.now() if latest else timedelta(0)
    clock = LeadingClock(real, lead)
    moderators = [*settings.terminal.hosts, *settings.terminal.operators]
    terminal = TerminalPlatform(kept.stage, clock, moderators=moderators, desk=settings.terminal.desk)
    worker = worker_name()
    hosts = settings.host_refs(terminal.name)
    platforms = {terminal.name: terminal}
    health = Health(SqlFigures(kept.database), clock, platforms)
    desks = []
    if settings.terminal.desk is not None:
        desks = [Home(await terminal.open_room(settings.terminal.desk), settings.language or spoken)]
    zone = zone_for(None, settings)
    folders = script_folders(settings, kept.data)
    shelf = Shelf(folders)
    limits = Limits(settings.pictures.largest, settings.pictures.widest)
    host = Host(
        kept.store,
        platforms,
        clock,
        worker=worker,
        hosts=hosts,
        observer=health,
        desks=desks,
        zone=zone,
        limits=limits,
        retention_days=settings.retention_days,
        morning=settings.morning,
        publishing=Publishing(settings.publishing.unattended, timedelta(hours=settings.publishing.time_to_look)),
    )
    places = Places(
        platforms, rooms=[settings.terminal.room], language=lambda script: language_for(script, settings, spoken)
    )
    openings = Openings(
        kept.store,
        clock,
        ProgrammeFile(settings, config),
        script=shelf.script,
        places=places,
        zone=zone_for(None, settings),
        hosts=hosts,
        retention_days=settings.retention_days,
    )
    ticker = Ticker(kept.store, host, clock, worker=worker, lease=LEASE, openings=openings, observer=health)
    services = Services(
        kept.store,
        platforms,
        clock,
        host,
        zone,
        shelf.named,
        lambda: sorted({folder.name for folder in list_scripts(folders)}),
        places,
        openings,
        kept.data / UPLOADS,
        ticker.wake,
    )
    rights = Rights(kept.store, Binding(hosts), Binding(settings.operator_refs(terminal.name)))
    return Bot(kept, clock, terminal, host, openings, ticker, health, Commands(services, rights))


def zone_for(script: Script | None, settings: Settings) -> str:
    """The zone a café of that script lives in: the script's, else the configured one, else this machine's."""
    if named := (script and script.zone) or settings.zone:
        return named
    from tzlocal import get_localzone_name

    try:
        zone_of(name := get_localzone_name() or "UTC")
    except (KeyError, ValueError, OSError):
        return "UTC"
    return name


def language_for(script: Script, settings: Settings, spoken: str) -> str:
    """The language a café of that script speaks in the terminal: the configured one, else the reader's, as far as
    the script has it, else the script's own."""
    return next((one for one in (settings.language, spoken) if one in script.languages), script.languages[0])


async def open_now(bot: Bot, script: Script, settings: Settings, spoken: str) -> Cafe:
    """Open a café of that script in the terminal's room, today."""
    zone = zone_for(script, settings)
    room = await bot.terminal.open_room(settings.terminal.room)
    home = Home(room, language_for(script, settings, spoken))
    day = bot.clock.now().astimezone(zone_of(zone)).date()
    cafe = await bot.host.open(script, [home], zone=zone, day=day)
    bot.ticker.wake()
    return cafe


@contextlib.contextmanager
def alone(data: Path, settings: Settings | None = None) -> Iterator[None]:
    """Hold the data folder for one running bot. Raises `CallError` while another one holds it. A database on a
    server is for as many as there are."""
    if settings is not None and settings.database is not None:
        yield
        return
    import fcntl

    _make_folder(data)
    try:
        lock: IO[str] = (data / "cafe.lock").open("w")
    except OSError as error:
        raise StoreError(folder_fault(data, "--data", error)) from None
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CallError(fault("already_running", path=str(data))) from None
        clear_leftovers(data / DATABASE)
        yield
    finally:
        lock.close()


GRACE = timedelta(seconds=8)
"""How long a delivery in hand may take when the bot stops. Then it is left to its lease, as after a death."""


@contextlib.asynccontextmanager
async def listening(bot: Bot) -> AsyncIterator[None]:
    """Listen for as long as this lasts: on a file alone, on a server where none of the other workers does. Beside that,
    see what has become of what is kept."""
    async with _heard(bot):
        task = asyncio.create_task(bot.host.looking.run())
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


@contextlib.asynccontextmanager
async def _heard(bot: Bot) -> AsyncIterator[None]:
    if bot.kept.database.path is not None:
        await bot.host.listen()
        yield
        return
    # Its lease ends by the world's time, however far a person lets the café's run ahead.
    clock = RealClock()
    listener = Listening(bot.kept.store, bot.host, clock, worker=worker_name())
    await listener.look()
    task = asyncio.create_task(listener.run())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        clock.stop()
        with contextlib.suppress(StoreError):
            await listener.release()


@functools.cache
def worker_name() -> str:
    """What this process calls itself in what it claims: unlike any other, also where every process has the same name
    and number, as in containers."""
    return f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"


@contextlib.asynccontextmanager
async def ticking(bot: Bot) -> AsyncIterator[asyncio.Task[None]]:
    """Have the beats performed for as long as this lasts; the delivery in hand at its end is finished."""
    task = asyncio.create_task(bot.ticker.run())
    try:
        yield task
    finally:
        bot.ticker.stop()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(task, GRACE.total_seconds())
