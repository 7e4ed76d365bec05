"""What the commands say of the programme: what opens next, and what a year of it holds."""

from __future__ import annotations

from pathlib import Path

from bot.cli._voice import printable
from bot.clock import RealClock
from bot.config import DEFAULT_FILE, Settings
from bot.domain import Script
from bot.errors import CafeError, Fault, FaultsFound
from bot.host import Openings, Outlook, outlook
from bot.ports import Clock, Store
from bot.programme import year_ahead
from bot.script import Shelf
from bot.wiring import script_folders, zone_for
from bot.wording import Wording


async def programme_now(
    settings: Settings, store: Store | None, clock: Clock, openings: Openings | None = None
) -> Outlook:
    """The programme as it stands: that of the configuration, with what the store knows of it if there is one; that of
    a running bot, which may have taken over a newer one."""
    if openings is not None:
        return await openings.outlook()
    script, zone, now = Shelf(script_folders(settings)).script, zone_for(None, settings), clock.now()
    if store is None:
        return await outlook(None, settings.programme, script, zone, now)
    async with store.reading() as reading:
        return await outlook(reading, settings.programme, script, zone, now)


def next_lines(seen: Outlook, words: Wording, most: int) -> list[str]:
    """What the programme opens next and has not planned yet, a line each; nothing where there is no programme."""
    return [
        words.say(
            "programme.next",
            title=printable(one.script.worded(words.language).title),
            opens=words.moment(one.opens_at, one.zone),
            name=printable(one.occasion.programme),
        )
        for one in seen.next_openings(most)
    ]


def programme_faults(settings: Settings, config: Path | None, known: list[Fault]) -> list[Fault]:
    """The scripts that a programme names and that are not there or, where nobody has said so yet, not sound."""
    shelf, file = Shelf(script_folders(settings)), str(config or DEFAULT_FILE)
    found: list[Fault] = []
    for programme in settings.programme:
        named = [(name, programme.scripts_line) for name in programme.scripts]
        named += [(one.script, one.line) for one in programme.changes if one.script]
        for name, line in dict(named).items():
            try:
                shelf.script(name)
            except FaultsFound as error:
                found += [one for one in error.faults if one not in known and one not in found]
            except CafeError as error:
                found += [Fault(one.key, one.values, file, line) for one in error.faults]
    return found


def programme_notes(settings: Settings, config: Path | None) -> list[Fault]:
    """What there is to know of the coming year."""
    shelf = Shelf(script_folders(settings))

    def script(name: str) -> Script | None:
        try:
            return shelf.script(name)
        except CafeError:
            return None

    file = str(config or DEFAULT_FILE)
    return year_ahead(settings.programme, RealClock().now(), script, zone_for(None, settings), file)
