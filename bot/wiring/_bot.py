"""A bot, its parts put together."""

from __future__ import annotations

import contextlib
import functools
import os
import secrets
import socket
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.clock import LeadingClock, RealClock
from bot.commands import Commands, Rights, Services
from bot.config import Settings
from bot.domain import Cafe, Publishing, Script, zone_of
from bot.health import Health
from bot.host import LEASE, Host, Openings, Places, Uploads
from bot.pictures import Limits
from bot.platforms.terminal_platform import TerminalPlatform
from bot.ports import Platform
from bot.programme_file import ProgrammeFile
from bot.script import Shelf, list_scripts
from bot.store.figures import SqlFigures
from bot.ticker import TOGETHER, Ticker
from bot.wiring._accounts import Accounts, accounts_of
from bot.wiring._keeping import Kept
from bot.wiring._scripts import UPLOADS, language_for, script_folders, zone_for


@dataclass(frozen=True, slots=True)
class Bot:
    """A bot with all its parts. ``terminal`` is there where somebody may type at this machine."""

    kept: Kept
    clock: LeadingClock
    platforms: Mapping[str, Platform]
    terminal: TerminalPlatform | None
    host: Host
    places: Places
    openings: Openings
    ticker: Ticker
    health: Health
    commands: Commands
    uploads: Uploads


@contextlib.asynccontextmanager
async def bot_of(kept: Kept, settings: Settings, config: Path | None, spoken: str) -> AsyncIterator[Bot]:
    """The bot that the settings describe, listening to nobody yet; its accounts are let go of at the end. ``config`` is
    the file that they came from, if one was named, and ``spoken`` the reader's language."""
    clock = LeadingClock(RealClock(), timedelta(0) if settings.goes_out else await _lead(kept))
    accounts = await accounts_of(settings, kept, clock, spoken)
    try:
        yield _put_together(kept, settings, config, spoken, clock, accounts)
    finally:
        for platform in accounts.platforms.values():
            await platform.close()


def _put_together(
    kept: Kept, settings: Settings, config: Path | None, spoken: str, clock: LeadingClock, accounts: Accounts
) -> Bot:
    worker = worker_name()
    health = Health(SqlFigures(kept.database), clock, accounts.platforms)
    host = _host(kept, settings, clock, accounts, worker, health)
    shelf = Shelf(script_folders(settings, kept.data))
    places = Places(
        accounts.platforms,
        rooms=accounts.rooms,
        language=lambda script, room: language_for(script, settings, accounts.spoken.get(room, spoken)),
    )
    uploads = Uploads(kept.store, clock, kept.data / UPLOADS)
    openings = Openings(
        kept.store,
        clock,
        ProgrammeFile(settings, config),
        script=shelf.script,
        places=places,
        zone=zone_for(None, settings),
        hosts=host.hosts,
        retention_days=settings.retention_days,
        uploads=uploads,
    )
    ticker = Ticker(
        kept.store, host, clock, worker=worker, lease=LEASE, openings=openings, observer=health, together=TOGETHER
    )
    commands = _commands(kept, settings, accounts, host, places, openings, ticker, clock, shelf, uploads)
    accounts.serve(commands, host, kept.store)
    return Bot(
        kept, clock, accounts.platforms, accounts.terminal, host, places, openings, ticker, health, commands, uploads
    )


async def _lead(kept: Kept) -> timedelta:
    """How far ahead of the world a person has let the terminal's time run: a week that was skipped through yesterday is
    not lived again today."""
    async with kept.stage.reading() as stage:
        latest = await stage.latest()
    return latest - RealClock().now() if latest else timedelta(0)


def _host(kept: Kept, settings: Settings, clock: LeadingClock, accounts: Accounts, worker: str, health: Health) -> Host:
    return Host(
        kept.store,
        accounts.platforms,
        clock,
        worker=worker,
        hosts=accounts.hosts.accounts | accounts.operators.accounts,
        observer=health,
        desks=accounts.desks,
        zone=zone_for(None, settings),
        limits=Limits(settings.pictures.largest, settings.pictures.widest),
        retention_days=settings.retention_days,
        morning=settings.morning,
        publishing=Publishing(settings.publishing.unattended, timedelta(hours=settings.publishing.time_to_look)),
        notice_link=settings.notice_link,
    )


def _commands(
    kept: Kept,
    settings: Settings,
    accounts: Accounts,
    host: Host,
    places: Places,
    openings: Openings,
    ticker: Ticker,
    clock: LeadingClock,
    shelf: Shelf,
    uploads: Uploads,
) -> Commands:
    folders = script_folders(settings, kept.data)
    services = Services(
        kept.store,
        accounts.platforms,
        clock,
        host,
        zone_for(None, settings),
        shelf.named,
        lambda: sorted({folder.name for folder in list_scripts(folders)}),
        places,
        openings,
        uploads,
        ticker.wake,
    )
    return Commands(services, Rights(kept.store, accounts.hosts, accounts.operators))


async def open_now(bot: Bot, script: Script, settings: Settings) -> Cafe:
    """Open a café of that script in the usual rooms, today."""
    zone = zone_for(script, settings)
    homes = await bot.places.homes((), script)
    day = bot.clock.now().astimezone(zone_of(zone)).date()
    cafe = await bot.host.open(script, homes, zone=zone, day=day)
    bot.ticker.wake()
    return cafe


@functools.cache
def worker_name() -> str:
    """What this process calls itself in what it claims: unlike any other, also where every process has the same name
    and number, as in containers."""
    return f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
