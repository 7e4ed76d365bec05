"""db upgrade, check, backup, restore: the care of the database."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.cli._console import PlainConsole
from bot.cli._voice import say_faults
from bot.clock import RealClock
from bot.config import read_settings
from bot.errors import CallError, FaultsFound, fault
from bot.restoring import restored
from bot.store.care import back_up, faults_of
from bot.store.schema import prepare, revision_of
from bot.wiring import alone, database_of, is_kept
from bot.wording import Wording


def upgrade(words: Wording, *, config: Path | None, data: Path) -> int:
    """Bring the schema of the database up to this program's."""
    settings = read_settings(config)

    async def act() -> str:
        database = database_of(data, settings)
        try:
            if not await is_kept(data, settings):
                return words.say("check.no_database", path=database.place)
            before = await revision_of(database)
            await prepare(database)
            after = await revision_of(database)
        finally:
            await database.close()
        key = "db.upgraded" if before != after else "check.database"
        return words.say(key, path=database.place, revision=after)

    with alone(data, settings):
        said = asyncio.run(act())
    PlainConsole().say(said)
    return 0


def check(words: Wording, *, config: Path | None, data: Path) -> int:
    """Whether the database is whole, and all in it is as it must be."""
    settings = read_settings(config)
    database = database_of(data, settings)

    async def act() -> int:
        try:
            if not await is_kept(data, settings):
                PlainConsole().say(words.say("check.no_database", path=database.place))
                return 0
            faults = await faults_of(database)
        finally:
            await database.close()
        say_faults(faults, words)
        if not faults:
            PlainConsole().say(words.say("db.whole", path=database.place))
        return FaultsFound.status if faults else 0

    return asyncio.run(act())


def backup(words: Wording, *, config: Path | None, data: Path, file: Path) -> int:
    """A consistent copy, while the bot may be at work."""
    settings = read_settings(config)

    async def act() -> None:
        database = database_of(data, settings)
        try:
            if database.path is not None and not await is_kept(data, settings):
                raise CallError(fault("backup_nothing", path=database.place))
            await back_up(database, file)
        finally:
            await database.close()

    asyncio.run(act())
    PlainConsole().say(words.say("db.backed_up", path=str(file)))
    return 0


def restore(words: Wording, *, config: Path | None, data: Path, file: Path) -> int:
    """A backup in the place of the database, with the erasures since."""
    settings = read_settings(config)
    place = database_of(data, settings)
    if place.path is None:
        raise CallError(fault("restore_on_server", path=place.place, backup=str(file)))
    with alone(data, settings):
        replayed = asyncio.run(restored(place.path, file, RealClock()))
    console = PlainConsole()
    console.say(words.say("db.restored", path=place.place, file=str(file)))
    figures = [
        words.say(f"db.figure.{what}", n=getattr(replayed, what))
        for what in ("posts", "edits", "reactions", "withdrawals", "consents")
    ]
    console.say(words.say("db.replayed", figures=", ".join(figures)))
    if not replayed.read:
        console.say(words.say("db.journal_alone"))
    return 0
