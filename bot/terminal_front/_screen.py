"""What the person sees: the room as it goes on, and the answers to what they typed."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.control import Control
from rich.segment import ControlType
from rich.text import Text

from bot.domain import RoomRef
from bot.errors import CafeError, Fault
from bot.logs import own_faults
from bot.markup import shown
from bot.platforms.terminal_platform import TerminalPlatform
from bot.stage import StageEvent, StageEventKind, StageMessage
from bot.terminal_front._shown import View
from bot.terminal_front._stagehand import Stagehand
from bot.terminal_front._typed import shown_command
from bot.wording import wording

_EARLIER = 10
"""How many messages of an earlier run are shown again."""


class Screen:
    """One room on one console. ``reader`` is the member whose private messages are shown."""

    def __init__(self, platform: TerminalPlatform, room: RoomRef, stagehand: Stagehand, console: Console) -> None:
        self.reader: str | None = None
        self._platform = platform
        self._room = room
        self._stagehand = stagehand
        self._words = wording(stagehand.wording.language, platform.can.prefix)
        self._console = console
        self.written = 0
        """How many lines were written so far: what is the same before and after has shown nothing."""
        self._seen = 0
        self._unread: dict[str, list[str]] = {}
        self._shown: set[tuple[str | None, str]] = set()
        self._turn = asyncio.Lock()

    # --- lines ------------------------------------------------------------------------------------------------

    def write(self, text: str | Text, *, end: str = "\n") -> None:
        """Write a text as it is: data, never markup."""
        self.written += 1
        self._console.print(Text(shown(text)) if isinstance(text, str) else text, end=end, soft_wrap=True)

    def say(self, key: str, **values: object) -> None:
        """Write one of the front's own sentences."""
        self.write(self._words.say(f"terminal.{key}", **values))

    @contextlib.contextmanager
    def faults_said(self) -> Iterator[None]:
        """Write a fault as its sentence, one of the program's own too, and go on."""
        try:
            with own_faults():
                yield
        except CafeError as error:
            for one in error.faults:
                self.write(self._sentence(one))

    def _sentence(self, one: Fault) -> str:
        sentence = self._words.say(f"fault.{one.key}", **one.values)
        places = [str(place) for place in (one.file, one.line) if place is not None]
        return ": ".join([":".join(places), sentence] if places else [sentence])

    # --- the room ---------------------------------------------------------------------------------------------

    async def begin(self) -> None:
        """Say what to type, and show the end of what was said before."""
        self._seen = await self._platform.end()
        named = ("as", "open", "in", "next", "wait", "help", "quit")
        # A name cannot be a word of Python's own: {as_} and {in_}.
        values = {f"{one}_" if one in ("as", "in") else one: shown_command(one, self._words) for one in named}
        for line in self._words.say("terminal.welcome", **values).splitlines():
            self.write(line)
        earlier = await self._platform.messages(self._room, last=_EARLIER)
        if earlier:
            self.say("earlier")
            view = await self._view()
            for message in earlier:
                self._write_all(view.message(message, edited=message.edited_at is not None))

    async def catch_up(self, *, over_prompt: bool = False) -> bool:
        """Show all that happened in the room since the last look, in place of the prompt if there is one;
        false if there was nothing to show.
        """
        async with self._turn:
            events = await self._platform.log(self._room, self._seen, reader=self.reader)
            if not events:
                return False
            view = await self._view()
            made: set[str] = set()
            texts: list[Text] = []
            for event in events:
                self._seen = event.position
                if not self._is_repetition(event, made) and not self._is_for_another(event):
                    if event.message is not None and event.kind is StageEventKind.MADE:
                        self._shown.add((self.reader, event.message.id))
                    others = await self._opened(event)
                    texts.extend(view.event(event, first=not others))
                    texts.extend(line for one in self._unseen(others) for line in view.message(one))
            if texts and over_prompt:
                self._console.control(Control(ControlType.CARRIAGE_RETURN, (ControlType.ERASE_IN_LINE, 2)))
            self._write_all(texts)
            return bool(texts)

    async def show_thread(self, thread: str) -> None:
        """Show what the reader can read of a thread."""
        view = await self._view()
        for message in await self._platform.messages(self._room, thread, reader=self.reader):
            self._write_all(view.message(message, edited=message.edited_at is not None))

    async def read_as(self, member: str) -> None:
        """Show a member the private messages that came while somebody else was speaking."""
        self.reader = member
        unread = self._unread.pop(member, [])
        if unread:
            view = await self._view()
            for message in await self._platform.inbox(self._room, member):
                if message.id in unread:
                    self._write_all(view.message(message))

    async def _opened(self, event: StageEvent) -> list[StageMessage]:
        """What others have said in a sealed thread, now that the reader may read it."""
        if event.message is None or event.kind not in (StageEventKind.LET_IN, StageEventKind.UNSEALED):
            return []
        said = await self._platform.messages(self._room, event.message.id, reader=self.reader)
        return [one for one in said if not one.bots_own and one.author != self.reader]

    def _unseen(self, messages: Iterable[StageMessage]) -> list[StageMessage]:
        """Those that the reader has not been shown; from now on they have."""
        unseen = [one for one in messages if (self.reader, one.id) not in self._shown]
        self._shown.update((self.reader, one.id) for one in unseen)
        return unseen

    def _is_repetition(self, event: StageEvent, made: set[str]) -> bool:
        """Whether the message was already shown with these words, in this look."""
        if event.message is None:
            return False
        if event.kind is StageEventKind.MADE:
            made.add(event.message.id)
        return event.kind is StageEventKind.EDITED and event.message.id in made

    def _is_for_another(self, event: StageEvent) -> bool:
        if event.message is None or event.message.private_with in (None, self.reader):
            return False
        if event.kind is StageEventKind.MADE and event.message.private_with is not None:
            self._unread.setdefault(event.message.private_with, []).append(event.message.id)
        return True

    async def _view(self) -> View:
        titles = {thread.id: thread.title for thread in await self._platform.threads(self._room)}
        return View(self._words, self._stagehand.zone, titles, shown_command("in", self._words))

    def _write_all(self, texts: Iterable[Text]) -> None:
        for text in texts:
            self.write(text)
