"""A café in a room of the terminal platform, with a clock that the story moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from bot.clock import CompressedClock
from bot.commands import Binding, Commands, Rights, Services, Upload, blocks_of
from bot.digest.flashback import Flashback
from bot.domain import (
    BeatKind,
    Caller,
    Consent,
    DeskRoom,
    Home,
    MemberRef,
    OutboundFile,
    RoomRef,
    Script,
    ScriptWords,
    Visibility,
    Workshop,
    WorkshopWords,
    zone_of,
)
from bot.host import LEASE, Host, Places, Uploads
from bot.markup import render
from bot.platforms.terminal_platform import TerminalPlatform
from bot.ports import Platform
from bot.script import Shelf, list_scripts
from bot.stage import StageMessage
from bot.store.engine import Database, ServerUrl
from bot.store.sql_store import SqlStore
from bot.store.stage import SqlStage
from bot.ticker import Ticker
from tests.kept_cafe import KeptCafe
from tests.prepared import prepare

ZONE = "Europe/Paris"
MONDAY = date(2026, 3, 2)

WORKSHOPS = (
    Workshop("memory", "question", 1, time(9, 30)),
    Workshop("moment", "poll", 2, time(9), choices=("early", "late"), ends_day=2, ends_at=time(20)),
    Workshop("far", "scale", 2, time(9), visibility=Visibility.HIDDEN),
    Workshop("last", "closing_word", 3, time(9)),
)
FRENCH = ScriptWords(
    "Le premier téléphone",
    "Parlons-en.",
    "Pour tout le monde.",
    workshops={
        "memory": WorkshopWords("Un souvenir", "Racontez."),
        "moment": WorkshopWords("Le bon moment", "Quand ?", {"early": "Tôt", "late": "Plus tard"}),
        "far": WorkshopWords("Jusqu’où", "De 0 à 10.", min_label="Rien", max_label="Tout"),
        "last": WorkshopWords("Votre mot de la fin", "Une phrase."),
    },
)
ENGLISH = ScriptWords(
    "A first phone",
    "Let us talk about it.",
    "For everybody.",
    workshops={
        "memory": WorkshopWords("A memory", "Tell us."),
        "moment": WorkshopWords("The right time", "When?", {"early": "Early", "late": "Later"}),
        "far": WorkshopWords("How far", "From 0 to 10.", min_label="Nothing", max_label="All"),
        "last": WorkshopWords("Your closing word", "One sentence."),
    },
)


def script(quotes: Consent = Consent.ANONYMOUS) -> Script:
    return Script(
        name="first-phone",
        languages=("fr", "en"),
        days=3,
        opens_at=time(9),
        closes_at=time(20),
        workshops=WORKSHOPS,
        words={"fr": FRENCH, "en": ENGLISH},
        quotes=quotes,
    )


class Room(KeptCafe):
    """One café of three days from Monday, 2 March 2026, and everything around it.

    ``around`` may put something between the host and the terminal platform.
    """

    def __init__(self, where: Path | ServerUrl, clock: CompressedClock | None = None) -> None:
        self.where = where
        self.clock = clock or CompressedClock(datetime(2026, 3, 2, 7, 55, tzinfo=UTC))
        self.database = Database(where)
        self.store = SqlStore(self.database)
        self.terminal = TerminalPlatform(SqlStage(self.database), self.clock, moderators=["camille"], desk="bureau")
        self.cafe_id = ""
        self.scripts: dict[str, Script] = {"first-phone": script()}
        self.files: tuple[OutboundFile, ...] = ()
        self.desks: tuple[DeskRoom, ...] = ()

    @property
    def path(self) -> Path:
        """The database file."""
        assert isinstance(self.where, Path)
        return self.where

    async def begin(
        self,
        *,
        language: str = "fr",
        quotes: Consent = Consent.ANONYMOUS,
        hosts: tuple[str, ...] = (),
        platforms: Mapping[str, Platform] | None = None,
        worker: str = "worker",
        told: Script | None = None,
        desk: str | None = None,
        beside: Sequence[str] = (),
    ) -> None:
        """``beside`` are the names of rooms in which the café lives too."""
        await prepare(self.database)
        self.ref = await self.terminal.open_room("café")
        self.desks = (DeskRoom(await self.terminal.open_room("bureau"), desk),) if desk else ()
        self.work(hosts=hosts, platforms=platforms, worker=worker)
        await self.host.listen()
        rooms = [self.ref, *[await self.terminal.open_room(one) for one in beside]]
        homes = [Home(one, language) for one in rooms]
        cafe = await self.host.open(told or script(quotes), homes, zone=ZONE, day=MONDAY)
        self.cafe_id = cafe.id

    def work(
        self, *, hosts: tuple[str, ...] = (), platforms: Mapping[str, Platform] | None = None, worker: str = "worker"
    ) -> None:
        refs = [MemberRef("terminal", name) for name in hosts]
        around = platforms or {"terminal": self.terminal}
        self.host = Host(self.store, around, self.clock, worker=worker, hosts=refs, desks=self.desks, zone=ZONE)
        self.ticker = Ticker(self.store, self.host, self.clock, worker=worker, lease=LEASE)
        self.services = Services(
            self.store,
            around,
            self.clock,
            self.host,
            ZONE,
            self.scripts.__getitem__,
            lambda: sorted(self.scripts),
            Places(around, rooms=["café"], language=lambda one, _room: one.languages[0]),
        )
        self._rights = Rights(self.store, Binding(frozenset(refs)))
        self.commands = Commands(self.services, self._rights)

    def keep_uploads_in(self, folder: Path) -> None:
        """Let hosts upload scripts, which are laid out in that folder and can be opened."""
        shelf = Shelf([folder])
        services = replace(
            self.services,
            uploads=Uploads(self.store, self.clock, folder),
            script=shelf.named,
            scripts=lambda: sorted(one.name for one in list_scripts([folder])),
        )
        self.commands = Commands(services, self._rights)

    async def reopened(self, worker: str = "another") -> Room:
        """The same database and the same time, after the process has died: nothing in memory is left."""
        await self.database.close()
        room = Room(self.where, self.clock)
        room.ref, room.cafe_id, room.desks = self.ref, self.cafe_id, self.desks
        room.work(worker=worker)
        return room

    # --- time -----------------------------------------------------------------------------------------------

    async def until(self, day: int, hour: int, minute: int = 0) -> None:
        """Let the time pass to an hour on the wall, performing each beat on the way."""
        local = datetime.combine(MONDAY + timedelta(days=day - 1), time(hour, minute), tzinfo=zone_of(ZONE))
        while (due := await self.ticker.tick()) is not None and due <= local:
            self.clock.move_to(due)
        self.clock.move_to(local)

    def sleep_until(self, day: int, hour: int) -> None:
        """Let the time pass while the bot is down."""
        self.clock.move_to(datetime.combine(MONDAY + timedelta(days=day - 1), time(hour), tzinfo=zone_of(ZONE)))

    async def rests(self) -> bool:
        """Whether nothing comes any more, of whatever café, but ends of retention, half a year ahead."""
        due = await self.ticker.tick()
        return due is None or due > self.clock.now() + timedelta(days=100)

    async def is_over(self) -> bool:
        """Whether nothing comes any more before the end of retention."""
        due = await self.ticker.tick()
        async with self.store.reading() as store:
            beats = await store.beats(self.cafe_id)
        return due is None or due in [one.due for one in beats if one.kind is BeatKind.END_RETENTION]

    async def until_the_end(self) -> None:
        await self.until(5, 12)

    # --- what members do ------------------------------------------------------------------------------------

    async def thread(self, workshop: str) -> str:
        async with self.store.reading() as store:
            thread = await store.place(self.cafe_id, self.ref, workshop)
        assert thread is not None, f"{workshop} has not opened"
        return thread

    async def say(self, name: str, text: str, workshop: str | None = "memory", *, to: str | None = None) -> str:
        thread = await self.thread(workshop) if workshop else None
        return await self.terminal.say(self.ref, name.lower(), name, text, thread=thread, reply_to=to)

    async def react(self, name: str, post: str, emoji: str = "👍") -> None:
        await self.terminal.join(name.lower(), name)
        await self.terminal.react(self.ref, name.lower(), post, emoji)

    async def consent(self, name: str, choice: Consent) -> None:
        await self.terminal.consent(self.ref, name.lower(), name, choice)

    async def withdraw(self, name: str) -> None:
        await self.terminal.withdraw(self.ref, name.lower(), name)

    def caller(self, name: str, language: str = "fr") -> Caller:
        """Somebody who asks for something in the room."""
        return Caller(self.ref_of(name), name, self.ref, language)

    async def command(
        self, name: str, group: str, line: str, *, language: str = "fr", files: Sequence[Upload] = ()
    ) -> str:
        """What somebody is answered to a command of the café, as plain text. Raises `bot.errors.CafeError`."""
        caller = self.caller(name, language)
        typed = await self.commands.read(caller, group, line)
        answer = await self.commands.perform(caller, typed.command, typed.given, files)
        self.files = answer.files
        return render(blocks_of(answer, self.commands.words(caller)), "plain")

    # --- what there is to see -------------------------------------------------------------------------------

    async def said_by_the_bot(self) -> list[StageMessage]:
        """What the bot has said in the room, but for the index of the workshops, which stands by itself."""
        public = await self.terminal.messages(self.ref)
        return [message for message in public if message.from_bot and not _is_index(message)]

    async def index(self) -> str:
        """The index of the workshops as it stands in the room."""
        [found] = [message for message in await self.terminal.messages(self.ref) if _is_index(message)]
        return found.text

    async def told(self, name: str) -> list[str]:
        return [one.text for one in await self.terminal.inbox(self.ref, name.lower()) if one.from_bot]

    async def at_the_desk(self) -> list[str]:
        """What the hosts have been told, message by message."""
        return [one.text for one in await self.terminal.read_desk("camille")]

    def ref_of(self, name: str) -> MemberRef:
        return MemberRef("terminal", name.lower())


def _is_index(message: StageMessage) -> bool:
    return message.key is not None and "/index." in message.key


def texts(flashback: Flashback) -> list[str]:
    """Every quotation of a flashback."""
    said = [voice.text for voice in flashback.voices] + [word.text for word in flashback.closing_words]
    for workshop in flashback.workshops:
        said += [voice.text for voice in workshop.voices]
        said += [stance.text for stance in workshop.agreements + workshop.tensions]
    return said


def authors(flashback: Flashback) -> set[str | None]:
    """Every author that a flashback names, ``None`` for a quotation without a name."""
    said = {voice.author for voice in flashback.voices} | {word.author for word in flashback.closing_words}
    return said.union(voice.author for workshop in flashback.workshops for voice in workshop.voices)


__all__ = ["MONDAY", "ZONE", "Room", "RoomRef", "authors", "script", "texts"]
