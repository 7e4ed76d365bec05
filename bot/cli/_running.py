"""run, open: the bot itself."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from bot import logs
from bot.cli._asking import status_lines
from bot.cli._commanding import answered
from bot.cli._console import PlainConsole
from bot.cli._programme import next_lines, programme_now
from bot.cli._service import StopSignal, somebody_types, tell_supervisor
from bot.cli._voice import printable
from bot.cli._voting import read_vote
from bot.config import Settings, read_settings
from bot.domain import BeatKind, CafeState, Caller, MemberRef, Progress, RoomRef
from bot.health import serving
from bot.logs import Event, logger
from bot.script import find_script, list_scripts, read_script
from bot.terminal_front import TerminalFront
from bot.wiring import Bot, alone, kept_in, listening, script_folders, terminal_bot, ticking, zone_for
from bot.wiring import open_now as open_in_room
from bot.wording import Wording

_log = logger(__name__)

_TO_COME = (Progress.DUE, Progress.CLAIMED)


def open_now(words: Wording, *, config: Path | None, data: Path, script: str) -> int:
    """Open a café of that script now; the running bot presents it within half a minute."""
    settings = read_settings(config)
    made = read_script(find_script(script, script_folders(settings, data)))

    async def act() -> None:
        async with kept_in(data, settings) as kept:
            bot = await terminal_bot(kept, settings, config, words.language)
            cafe = await open_in_room(bot, made, settings, words.language)
            opens = words.moment(cafe.opens_at, cafe.zone)
            PlainConsole().say(words.say("open.done", id=cafe.id, title=printable(cafe.title), opens=opens))

    asyncio.run(act())
    return 0


def run(words: Wording, *, config: Path | None, data: Path, out: Path) -> int:
    """The bot, until the person leaves or a signal comes; where nobody types, as a service."""
    settings = read_settings(config)
    typed = somebody_types()
    logs.set_up(words, settings.log.level or ("warning" if typed else "info"), settings.log.format)

    async def act() -> int:
        asyncio.get_running_loop().set_exception_handler(logs.tell_unexpected)
        stop = StopSignal()
        async with kept_in(data, settings) as kept:
            bot = await terminal_bot(kept, settings, config, words.language)
            # What was erased just before a death may still stand in the database's journal.
            await kept.database.sweep()
            async with serving(bot.health, settings.health), listening(bot):
                return await _serve(bot, settings, words, stop, typed, out)

    with alone(data, settings):
        return asyncio.run(act())


async def _serve(bot: Bot, settings: Settings, words: Wording, stop: StopSignal, typed: bool, out: Path) -> int:
    """Host until it is time to stop; returns the exit status."""
    room = await bot.terminal.open_room(settings.terminal.room)
    async with bot.kept.store.reading() as store:
        cafes = await store.cafes_in(room)
    zone = cafes[0].zone if cafes else zone_for(None, settings)
    stagehand = _Stagehand(bot, settings, words, room, zone, out)
    stagehand.told |= {cafe.id for cafe in cafes if cafe.state is CafeState.PUBLISHED}
    console = PlainConsole()
    if (days := bot.clock.lead // timedelta(days=1)) >= 1:
        console.say(words.say("run.ahead", n=days, moment=words.moment(bot.clock.now(), zone)))
    for line in await stagehand.status():
        console.say(line)
    async with ticking(bot):
        _log.info(Event.STARTED, accounts=", ".join(sorted(bot.host.platforms)), cafes=len(cafes))
        tell_supervisor("READY=1")
        ends = [asyncio.ensure_future(stop.wait())]
        if typed:
            ends.append(asyncio.ensure_future(TerminalFront(bot.terminal, room, stagehand, console=console).run()))
        try:
            done, _ = await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            for one in done:
                one.result()
        finally:
            for one in ends:
                one.cancel()
            await asyncio.gather(*ends, return_exceptions=True)
        tell_supervisor("STOPPING=1")
        _log.info(Event.STOPPING)
    await bot.terminal.close()
    _log.info(Event.STOPPED)
    return 130 if typed and stop.interrupted else 0


class _Stagehand:
    """What the front needs from behind the scene (`bot.terminal_front.Stagehand`)."""

    def __init__(self, bot: Bot, settings: Settings, words: Wording, room: RoomRef, zone: str, out: Path) -> None:
        self.told: set[str] = set()
        """The cafés of which it was said where their page comes from."""
        self._zone = zone
        self._bot = bot
        self._settings = settings
        self._words = words
        self._room = room
        self._out = out

    @property
    def wording(self) -> Wording:
        return self._words

    @property
    def zone(self) -> str:
        return self._zone

    def now(self) -> datetime:
        return self._bot.clock.now()

    async def scripts(self) -> Sequence[str]:
        return sorted({folder.name for folder in list_scripts(script_folders(self._settings, self._bot.kept.data))})

    async def open_cafe(self, script_name: str) -> str:
        script = read_script(find_script(script_name, script_folders(self._settings, self._bot.kept.data)))
        cafe = await open_in_room(self._bot, script, self._settings, self._words.language)
        self._zone = cafe.zone
        return cafe.title

    async def command(self, member: str, name: str, group: str, line: str) -> Sequence[str]:
        caller = Caller(MemberRef(self._room.platform, member), name, self._room, self._words.language)
        return await answered(self._bot.commands, caller, group, line, self._out)

    async def catch_up(self) -> None:
        await self._bot.ticker.tick()

    async def read_vote(self, thread: str, text: str) -> tuple[str, Sequence[str]] | None:
        return await read_vote(self._bot.kept.store, self._room, thread, text, self._words)

    async def status(self) -> Sequence[str]:
        store, clock = self._bot.kept.store, self._bot.clock
        programme = await programme_now(self._settings, store, clock, self._bot.openings)
        opens_next = next_lines(programme, self._words, 1)
        return [
            *await status_lines(store, clock, self._words, nothing="terminal.nothing_open"),
            *opens_next,
            *self._notices(),
            *await self._pages(),
        ]

    async def skip(self, to: timedelta | None) -> Sequence[str]:
        """Let time pass, stopping at each beat on the way so that none is late."""
        return [*await self._skip(to), *self._notices(), *await self._pages()]

    def _notices(self) -> list[str]:
        """What there is to tell of the programme."""
        return [printable(self._words.fault(one.fault)) for one in self._bot.openings.take_notices()]

    async def _pages(self) -> list[str]:
        """Where the page of a café comes from, said once after its flashback."""
        async with self._bot.kept.store.reading() as store:
            cafes = await store.cafes_in(self._room)
        new = [cafe for cafe in cafes if cafe.state is CafeState.PUBLISHED and cafe.id not in self.told]
        self.told |= {cafe.id for cafe in new}
        return [self._words.say("run.pages", id=cafe.id, title=printable(cafe.title)) for cafe in new]

    async def _nothing_to_see(self) -> bool:
        """Whether nothing comes but ends of retention, of which nothing is to be seen: nobody waits half a year."""
        async with self._bot.kept.store.reading() as store:
            beats = [beat for cafe in await store.cafes() for beat in await store.beats(cafe.id)]
        return all(one.kind is BeatKind.END_RETENTION for one in beats if one.progress in _TO_COME)

    async def _skip(self, to: timedelta | None) -> list[str]:
        end = self._bot.clock.now() + to if to is not None else None
        while True:
            due = await self._bot.ticker.tick()
            now = self._bot.clock.now()
            if end is None:
                if due is None or (due != self._bot.ticker.planning and await self._nothing_to_see()):
                    return [self._words.say("run.nothing_comes")]
                unseen = due == self._bot.ticker.planning
                self._bot.clock.skip(due - now)
                await self._bot.ticker.tick()
                if not unseen:
                    return []
                continue
            if due is None or due > end:
                self._bot.clock.skip(end - now)
                return []
            self._bot.clock.skip(due - now)
