"""A bot with a programme on the terminal platform: a folder of scripts, a configuration file, a clock that the story
moves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from bot.clock import CompressedClock
from bot.config import read_settings
from bot.domain import Beat, Cafe, CafeState, DeskNote, DeskNoteKind, zone_of
from bot.host import LEASE, Host, Openings, Places, Uploads
from bot.platforms.terminal_platform import TerminalPlatform
from bot.ports import Platform
from bot.programme import KeptOccasion
from bot.programme_file import ProgrammeFile
from bot.script import Shelf
from bot.stage import StageMessage
from bot.store import rows
from bot.store.engine import Database
from bot.store.sql_store import SqlStore
from bot.store.stage import SqlStage
from bot.store.tables import notices
from bot.ticker import Ticker
from tests.prepared import prepare
from tests.stories.fates import Fate, fated_platform, fated_store

ZONE = "Europe/Paris"

STRUCTURE = """\
languages = ["en"]
days = 3
opens_at = "09:00"
closes_at = "20:00"
publishes_after_hours = 1

[workshops.first]
kind = "question"
day = 1
at = "09:30"
"""


def wording(title: str) -> str:
    return f"""\
title = "{title}"
presentation = "All about {title}."

[workshops.first]
title = "To begin"
question = "What comes to mind?"
"""


class Season:
    """A folder with everything in it. Nothing is kept in memory that `reopened` could not find again."""

    def __init__(self, folder: Path, start: str | datetime, clock: CompressedClock | None = None) -> None:
        self.folder = folder
        self.clock = clock or CompressedClock(at(start) if isinstance(start, str) else start)
        self.config = folder / "config.toml"
        self._noted = 0
        self.scripts = folder / "prompts"
        self.uploaded = folder / "uploads"

    # --- what hosts and operators write -----------------------------------------------------------------------

    def write_script(self, name: str, *, title: str | None = None, structure: str = STRUCTURE) -> None:
        (self.scripts / name).mkdir(parents=True, exist_ok=True)
        (self.scripts / name / "script.toml").write_text(structure, encoding="utf-8")
        (self.scripts / name / "en.toml").write_text(wording(title or name), encoding="utf-8")

    def write(self, programme: str) -> None:
        head = f'zone = "{ZONE}"\nscripts = ["{self.scripts}"]\n'
        self.config.write_text(head + programme, encoding="utf-8")

    # --- the bot ----------------------------------------------------------------------------------------------

    async def begin(self, fate: Fate | None = None) -> None:
        """Start the bot; ``fate`` is what may happen while the programme is looked at."""
        self.database = Database(self.folder / "cafe.db")
        await prepare(self.database)
        self.store = SqlStore(self.database)
        self.terminal = TerminalPlatform(SqlStage(self.database), self.clock)
        settings = read_settings(self.config)
        served: dict[str, Platform] = {"terminal": self.terminal}
        self.openings = Openings(
            fated_store(self.store, fate) if fate else self.store,
            self.clock,
            ProgrammeFile(settings, self.config),
            script=Shelf([self.uploaded, *settings.scripts]).script,
            places=Places(
                {"terminal": fated_platform(self.terminal, fate)} if fate else served,
                rooms=["café"],
                language=lambda script, _room: script.languages[0],
            ),
            zone=settings.zone or "UTC",
            uploads=Uploads(self.store, self.clock, self.uploaded),
        )
        self.host = Host(self.store, served, self.clock)
        self.ticker = Ticker(self.store, self.host, self.clock, worker="worker", lease=LEASE, openings=self.openings)

    async def reopened(self) -> Season:
        """The same folder and the same time, after the process has died."""
        await self.database.close()
        again = Season(self.folder, self.clock.now(), self.clock)
        await again.begin()
        return again

    async def until(self, moment: str) -> None:
        """Let the time pass to a moment on the wall in Paris, performing each beat on the way."""
        end = at(moment)
        while (due := await self.ticker.tick()) is not None and due <= end:
            self.clock.move_to(due)
        self.clock.move_to(end)
        await self.ticker.tick()

    def sleep_until(self, moment: str) -> None:
        """Let the time pass while the bot is off."""
        self.clock.move_to(at(moment))

    # --- what there is to see ---------------------------------------------------------------------------------

    async def cafes(self) -> Sequence[Cafe]:
        async with self.store.reading() as store:
            return await store.cafes()

    async def held(self) -> list[tuple[str, str]]:
        """When each café was presented, on the wall in Paris, and its script."""
        return [
            (shown(cafe.presented_at), cafe.script.name) for cafe in await self.cafes() if cafe.presented_at is not None
        ]

    async def planned(self) -> list[tuple[str, str]]:
        """When each café that nothing was said of is to open, and its script."""
        return [
            (shown(cafe.opens_at), cafe.script.name) for cafe in await self.cafes() if cafe.state is CafeState.PLANNED
        ]

    async def occasions(self) -> Sequence[KeptOccasion]:
        async with self.store.reading() as store:
            return await store.occasions()

    async def beats(self, cafe: str) -> Sequence[Beat]:
        async with self.store.reading() as store:
            return await store.beats(cafe)

    async def said(self, room: str = "café") -> list[StageMessage]:
        ref = await self.terminal.open_room(room)
        return [message for message in await self.terminal.messages(ref) if message.from_bot]

    async def told(self) -> list[str]:
        """The sentences noted for the desk since the last time."""
        return [one.why or "" for one in await self.notes()]

    async def notes(self) -> list[DeskNote]:
        """What was noted for the desk since the last time."""
        async with self.database.reading() as connection:
            found = [rows.notice_of(row) for row in (await connection.execute(select(notices))).mappings()]
        new = [one for one in found if one.kind is DeskNoteKind.PROGRAMME][self._noted :]
        self._noted += len(new)
        return new


def at(moment: str) -> datetime:
    """``"2026-03-02 09:00"`` on the wall in Paris, as an instant."""
    return datetime.fromisoformat(moment).replace(tzinfo=zone_of(ZONE)).astimezone(UTC)


def shown(instant: datetime) -> str:
    return instant.astimezone(zone_of(ZONE)).strftime("%Y-%m-%d %H:%M")


__all__ = ["STRUCTURE", "ZONE", "Season", "at", "shown", "wording"]
