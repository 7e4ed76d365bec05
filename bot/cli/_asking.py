"""check, list, status, flashback: what is there, and whether it is right."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bot.cli._casts import casts_in, read_cast
from bot.cli._console import PlainConsole
from bot.cli._online import online_faults
from bot.cli._programme import next_lines, programme_faults, programme_notes, programme_now
from bot.cli._voice import printable, say_faults
from bot.clock import RealClock
from bot.commands import Said, find_cafe, listed, sentence, statuses
from bot.config import DEFAULT_FILE, Settings, read_settings
from bot.domain import Cafe, Script
from bot.errors import CafeError, CallError, ConfigurationError, Fault, FaultsFound, fault
from bot.host import Outlook, kept_flashback, pictures_of
from bot.page_files import write_pages
from bot.pages import rendered
from bot.ports import Clock, Store
from bot.script import find_script, list_scripts, read_script
from bot.showing import shown
from bot.store.schema import known_revision
from bot.wiring import bot_of, database_of, gets_in, is_kept, kept_in, no_way_in, script_folders, zone_for
from bot.wording import Wording


def check(words: Wording, *, config: Path | None, data: Path, script: str | None, online: bool) -> int:
    """The configuration, every script in each language, the database's version; every fault at once. With ``script``,
    a name or a path, that one alone."""
    if script is not None:
        return _check_one(words, config, data, script)
    console = PlainConsole()
    faults: list[Fault] = []
    status = 0
    settings, known = Settings.model_construct(), False
    try:
        settings, known = read_settings(config), True
        faults += [*_folders_missing(settings, config), *_ways_in_missing(settings, config, data)]
        status = 2 if faults else 0
    except CafeError as error:
        faults += error.faults
        status = error.status
    scripts = list_scripts(script_folders(settings))
    good = 0
    for folder in scripts:
        found = _script_faults(folder, settings)
        faults += found
        good += not found
        status = max(status, FaultsFound.status if found else 0)
    if wrong := programme_faults(settings, config, faults):
        faults += wrong
        status = ConfigurationError.status
    try:
        database = asyncio.run(_database(data, settings, words))
    except CafeError as error:
        database = None
        faults += error.faults
        status = max(status, error.status)
    say_faults(faults, words)
    sound = words.say("check.scripts", n=good)
    broken = len(scripts) - good
    console.say(words.say("check.to_mend", n=broken, others=words.say("check.others", n=good)) if broken else sound)
    if database is not None:
        console.say(database)
    if online and known and not settings.goes_out:
        console.say(words.say("check.nothing_online"))
    elif online and not faults:
        wrong = asyncio.run(online_faults(settings, data, console, words))
        say_faults(wrong, words)
        faults += wrong
        status = max(status, ConfigurationError.status if wrong else 0)
    notes = [*programme_notes(settings, config), *_hostless(settings, config)]
    for one in notes:
        console.say(printable(words.fault(one)))
    if not faults:
        console.say(words.say("check.but_known", n=len(notes)) if notes else words.say("check.all_right"))
    return status


def _check_one(words: Wording, config: Path | None, data: Path, script: str) -> int:
    settings = read_settings(config)
    found = _script_faults(find_script(script, script_folders(settings, data)), settings)
    say_faults(found, words)
    if found:
        return FaultsFound.status
    PlainConsole().say(words.say("check.all_right"))
    return 0


def _script_faults(folder: Path, settings: Settings) -> list[Fault]:
    """What is wrong with a script, and with the casts beside it."""
    script: Script | None = None
    faults: list[Fault] = []
    try:
        script = read_script(folder)
    except FaultsFound as error:
        faults += error.faults
    zone = "UTC" if script is None else zone_for(script, settings)
    for cast in casts_in(folder):
        try:
            read_cast(script, cast, zone, RealClock().now().date())
        except FaultsFound as error:
            faults += error.faults
    return faults


def _folders_missing(settings: Settings, config: Path | None) -> list[Fault]:
    """The folders of scripts that somebody asked for and that are not there; nobody asked for the usual one."""
    file = str(config or DEFAULT_FILE)
    missing = [folder for folder in settings.scripts if "scripts" in settings.model_fields_set and not folder.is_dir()]
    return [fault("config_no_folder", file=file, path=shown(str(folder))) for folder in missing]


def _ways_in_missing(settings: Settings, config: Path | None, data: Path) -> list[Fault]:
    """That there are rooms somewhere and nothing to come to them with."""
    discord = settings.discord.rooms and settings.discord.token is None
    file = str(config or DEFAULT_FILE)
    accounts = settings.matrix.at_work.items()
    matrix = [replace(no_way_in(name), file=file) for name, one in accounts if not gets_in(one, data, name)]
    return [*([fault("discord_no_token", file=file)] if discord else []), *matrix]


def _hostless(settings: Settings, config: Path | None) -> list[Fault]:
    """The rooms that nobody hosts."""
    file = str(config or DEFAULT_FILE)
    discord = [fault("config_no_hosts", file=file, room=one.channel or "?") for one in settings.discord.hostless]
    return discord + [
        fault("config_no_hosts_matrix", file=file, room=one.room)
        for each in settings.matrix.at_work.values()
        for one in each.hostless
    ]


async def _database(data: Path, settings: Settings, words: Wording) -> str:
    """What there is to say of the database, which is left as it is."""
    database = database_of(data, settings)
    try:
        if database.path is not None and not await is_kept(data, settings):
            return words.say("check.no_database", path=database.place)
        revision = await known_revision(database)
    finally:
        await database.close()
    if revision is None:
        return words.say("check.no_database", path=database.place)
    return words.say("check.database", path=database.place, revision=revision)


UNKNOWN = "cafe_unknown"
"""How the command line says that there is no such café."""

_NEXT = 5
"""How many of the openings to come are listed."""


def list_cafes(words: Wording, *, config: Path | None, data: Path) -> int:
    """The cafés known, and what the programme opens next."""
    settings = read_settings(config)
    console = PlainConsole()

    async def ask() -> tuple[Sequence[Cafe], Outlook]:
        if not await is_kept(data, settings):
            return [], await programme_now(settings, None, RealClock())
        async with kept_in(data, settings) as kept, bot_of(kept, settings, config, words.language) as bot:
            async with kept.store.reading() as store:
                cafes = await store.cafes()
            return cafes, await programme_now(settings, kept.store, bot.clock)

    cafes, programme = asyncio.run(ask())
    if not cafes:
        console.say(words.say("list.none"))
    for cafe in cafes:
        console.say(sentence(listed(cafe), words))
    for line in next_lines(programme, words, _NEXT):
        console.say(line)
    return 0


def status(words: Wording, *, config: Path | None, data: Path, cafe: str | None) -> int:
    """What is open, due, late, waiting."""
    settings = read_settings(config)
    console = PlainConsole()

    async def ask() -> list[str]:
        if not await is_kept(data, settings):
            if cafe is not None:
                raise CallError(fault("cafe_unknown", name=shown(cafe)))
            programme = await programme_now(settings, None, RealClock())
            return [words.say("list.none"), *next_lines(programme, words, _NEXT)]
        async with kept_in(data, settings) as kept, bot_of(kept, settings, config, words.language) as bot:
            lines = await status_lines(kept.store, bot.clock, words, cafe)
            programme = await programme_now(settings, kept.store, bot.clock)
            return lines if cafe is not None else [*lines, *next_lines(programme, words, _NEXT)]

    for line in asyncio.run(ask()):
        console.say(line)
    return 0


async def status_lines(
    store: Store, clock: Clock, words: Wording, cafe: str | None = None, *, nothing: str = "status.nothing"
) -> list[str]:
    """What is open, due and late, of one café or of all that are not published, a line each; where there is none, the
    sentence of the key ``nothing``."""
    async with store.reading() as reading:
        chosen = find_cafe(cafe, await reading.cafes(), UNKNOWN) if cafe is not None else None
        told = await statuses(reading, clock.now(), chosen)
    lines = [line for one in told for line in _lines(one, words)]
    return lines or [words.say(nothing)]


def _lines(told: Said, words: Wording) -> list[str]:
    return [sentence(told, words), *(f"  {sentence(one, words)}" for one in told.items if isinstance(one, Said))]


def flashback(
    words: Wording, *, config: Path | None, data: Path, cafe: str, format: str | None, out: Path | None
) -> int:
    """The flashback, computed again from the store."""
    settings = read_settings(config)
    console = PlainConsole()

    async def act() -> int:
        if not await is_kept(data, settings):
            raise CallError(fault("cafe_unknown", name=shown(cafe)))
        async with kept_in(data, settings) as kept, kept.store.reading() as store:
            record = await store.record(find_cafe(cafe, await store.cafes(), UNKNOWN).id)
            made = await kept_flashback(store, record.cafe.id)
            pictures = await pictures_of(store, made, record) if out is not None or format == "html" else {}
        if out is not None:
            for path in write_pages(out, record.cafe, made, pictures):
                console.say(str(path))
        if out is None or format is not None:
            sys.stdout.buffer.write(rendered(record.cafe, made, format or "md", pictures))
            sys.stdout.buffer.flush()
        return 0

    return asyncio.run(act())
