"""run, open: the bot itself."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from bot import logs
from bot.cli._asking import status_lines
from bot.cli._console import PlainConsole
from bot.cli._hand import Hand
from bot.cli._programme import next_lines, programme_now
from bot.cli._service import StopSignal, somebody_types, tell_supervisor
from bot.cli._voice import printable
from bot.clock import RealClock
from bot.config import Settings, read_settings
from bot.domain import BeatKind, CafeState, Progress, RoomRef, Script
from bot.health import serving
from bot.logs import Event, logger
from bot.script import find_script, list_scripts, read_script
from bot.terminal_front import TerminalFront
from bot.wiring import Bot, alone, bot_of, is_kept, kept_in, listening, script_folders, set_up, ticking, zone_for
from bot.wiring import open_now as open_in_room
from bot.wording import Wording

_log = logger(__name__)

_TO_COME = (Progress.DUE, Progress.CLAIMED)


def open_now(words: Wording, *, config: Path | None, data: Path, script: str) -> int:
    """Open a café of that script now; the running bot presents it within half a minute."""
    settings = read_settings(config)

    def read() -> Script:
        return read_script(find_script(script, script_folders(settings, data)))

    async def act() -> None:
        if not await is_kept(data, settings):
            # A fault in the script leaves nothing behind.
            read()
        ready = await set_up(settings, RealClock(), data)
        async with kept_in(data, ready) as kept, bot_of(kept, ready, config, words.language) as bot:
            await bot.uploads.lay_out()
            cafe = await open_in_room(bot, read(), ready)
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
        ready = await set_up(settings, RealClock(), data)
        async with kept_in(data, ready) as kept, bot_of(kept, ready, config, words.language) as bot:
            # What was erased just before a death may still stand in the database's journal.
            await kept.database.sweep()
            async with serving(bot.health, ready.health), listening(bot):
                return await _serve(bot, ready, words, stop, typed, out)

    with alone(data, settings):
        return asyncio.run(act())


async def _serve(bot: Bot, settings: Settings, words: Wording, stop: StopSignal, typed: bool, out: Path) -> int:
    """Host until it is time to stop; returns the exit status."""
    stage = await _stage(bot, settings, words, out)
    for line in await (stage.status() if stage else _status(bot, settings, words)):
        PlainConsole().say(line)
    async with ticking(bot):
        _log.info(Event.STARTED, accounts=", ".join(sorted(bot.host.platforms)), cafes=await _known(bot))
        tell_supervisor("READY=1")
        ends = [asyncio.ensure_future(stop.wait())]
        if typed and stage is not None and bot.terminal is not None:
            front = TerminalFront(bot.terminal, stage.room, stage, console=PlainConsole())
            ends.append(asyncio.ensure_future(front.run()))
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
    for platform in bot.platforms.values():
        await platform.close()
    _log.info(Event.STOPPED)
    return 130 if typed and stop.interrupted else 0


async def _stage(bot: Bot, settings: Settings, words: Wording, out: Path) -> _RunningHand | None:
    """What the front needs, where there is a terminal's room."""
    if bot.terminal is None:
        return None
    room = await bot.terminal.open_room(settings.terminal.room)
    async with bot.kept.store.reading() as store:
        cafes = await store.cafes_in(room)
    stage = _RunningHand(bot, settings, words, room, zone_for(None, settings), out)
    await stage.look_at_the_clock()
    stage.told |= {cafe.id for cafe in cafes if cafe.state is CafeState.PUBLISHED}
    if (days := bot.clock.lead // timedelta(days=1)) >= 1:
        PlainConsole().say(words.say("run.ahead", n=days, moment=words.moment(bot.clock.now(), stage.zone)))
    return stage


async def _known(bot: Bot) -> int:
    async with bot.kept.store.reading() as store:
        return len(await store.cafes())


async def _status(bot: Bot, settings: Settings, words: Wording, nothing: str = "status.nothing") -> Sequence[str]:
    """What is open, or the sentence of the key ``nothing``, and what opens next."""
    programme = await programme_now(settings, bot.kept.store, bot.clock, bot.openings)
    lines = await status_lines(bot.kept.store, bot.clock, words, nothing=nothing)
    return [*lines, *next_lines(programme, words, 1)]


class _RunningHand(Hand):
    """What the front needs behind the bot itself (`bot.terminal_front.Stagehand`)."""

    def __init__(self, bot: Bot, settings: Settings, words: Wording, room: RoomRef, zone: str, out: Path) -> None:
        chosen = settings.terminal
        super().__init__(
            words,
            room,
            zone,
            out,
            store=bot.kept.store,
            clock=bot.clock,
            commands=bot.commands,
            hosts=chosen.hosts or chosen.operators or (words.say("play.host"),),
        )
        self.told: set[str] = set()
        """The cafés of which it was said where their page comes from."""
        self._bot = bot
        self._settings = settings

    @property
    def room(self) -> RoomRef:
        """The terminal's room."""
        return self._room

    async def scripts(self) -> Sequence[str]:
        await self._bot.uploads.lay_out()
        return sorted({folder.name for folder in list_scripts(script_folders(self._settings, self._bot.kept.data))})

    async def open_cafe(self, script_name: str) -> str:
        await self._bot.uploads.lay_out()
        script = read_script(find_script(script_name, script_folders(self._settings, self._bot.kept.data)))
        cafe = await open_in_room(self._bot, script, self._settings)
        await self.look_at_the_clock()
        return cafe.title

    async def look_at_the_clock(self) -> None:
        """Show from now on the time of day of the room's latest café, whoever opened it."""
        async with self._store.reading() as store:
            cafes = await store.cafes_in(self._room)
        if cafes:
            self._zone = cafes[0].zone

    async def command(self, member: str, name: str, group: str, line: str) -> Sequence[str]:
        said = await super().command(member, name, group, line)
        await self.look_at_the_clock()
        return said

    async def catch_up(self) -> None:
        await self._bot.ticker.tick()

    async def status(self) -> Sequence[str]:
        known = await _status(self._bot, self._settings, self._words, self.nothing_open)
        return [*known, *self._notices(), *await self._pages()]

    async def skip(self, to: timedelta | None) -> Sequence[str]:
        """Let time pass, stopping at each beat on the way so that none is late."""
        if to is None and (stops := await self.drafts_to_look_at()):
            return stops
        passed = await self._skip(to)
        await self.look_at_the_clock()
        return [*passed, *self._notices(), *await self._pages()]

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
