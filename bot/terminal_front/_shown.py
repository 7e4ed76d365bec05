"""Events of a room as lines for a terminal. What members wrote is data: made harmless, never read as markup."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rich.text import Text

from bot.markup import shown
from bot.stage import StageEvent, StageEventKind, StageMessage
from bot.wording import Wording

_BOT = "cyan"
_QUIET = "dim"


@dataclass(frozen=True, slots=True)
class View:
    """How a room is shown: in which words and zone, and the titles of its threads by id, in their order."""

    words: Wording
    zone: str
    titles: Mapping[str, str]
    enter: str
    """The command that enters a workshop."""

    def message(self, message: StageMessage, *, edited: bool = False) -> Iterator[Text]:
        """A message: who, where, when, and its words; the bot's set apart by a bar."""
        head, style = self._head(message, edited), _BOT if message.bots_own else ""
        body = shown(message.text).splitlines() or [""]
        if message.bots_own:
            yield Text(head, style=f"bold {style}")
            yield from (Text(f"  │ {line}".rstrip(), style=style) for line in body)
        else:
            yield Text.assemble((f"{head}: ", "bold"), body[0])
            yield from (Text(f"    {line}".rstrip()) for line in body[1:])
        for file in message.attachments:
            named = one_line(file.name)
            if file.alt:
                named = self.words.say("terminal.file", name=named, alt=one_line(file.alt))
            yield Text(f"    [{named}] {one_line(file.url or '')}".rstrip(), style=_QUIET)
        if message.begins is not None and not message.locked and not edited:
            number = list(self.titles).index(message.id) + 1
            yield Text(f"  → {self.words.say('terminal.begun', command=self.enter, number=str(number))}", style=_BOT)

    def event(self, event: StageEvent, *, first: bool = False) -> Iterator[Text]:
        """What happened, for everybody in the room; nothing for what is nobody's business or is gone by now. ``first``
        says that whoever is let in somewhere finds nobody else's words there yet."""
        message = event.message
        if message is None:
            return
        if event.kind is StageEventKind.ERASED:
            yield self._quiet("erased", number=message.id)
        elif event.kind is StageEventKind.LOCKED:
            yield self._quiet("locked", title=one_line(message.begins or ""))
        elif event.kind in (StageEventKind.LET_IN, StageEventKind.UNSEALED):
            alone = first and event.kind is StageEventKind.LET_IN
            yield self._quiet("let_in_first" if alone else event.kind.value, title=one_line(message.begins or ""))
        elif message.erased:
            return
        elif event.kind in (StageEventKind.MADE, StageEventKind.EDITED):
            yield from self.message(message, edited=event.kind is StageEventKind.EDITED)
        elif event.kind in (StageEventKind.REACTED, StageEventKind.UNREACTED):
            name = one_line(event.name or event.member or "")
            yield self._quiet(event.kind.value, emoji=one_line(event.emoji or ""), name=name, number=message.id)

    def _head(self, message: StageMessage, edited: bool) -> str:
        name = self.words.say("terminal.bot") if message.bots_own else one_line(message.name or message.author or "")
        parts = [f"#{message.id} {name}"]
        thread = message.thread or (message.id if message.begins is not None else None)
        if thread is not None and thread in self.titles:
            parts.append(f"({one_line(self.titles[thread])})")
        parts.append(self.words.hour(message.at, self.zone))
        if message.reply_to is not None:
            parts.append(f"→ #{message.reply_to}")
        if message.carried:
            parts.append(f"({self.words.say('terminal.carried')})")
        if message.pinned:
            parts.append(f"({self.words.say('terminal.pinned')})")
        if edited:
            parts.append(f"({self.words.say('terminal.edited')})")
        if message.private_with is not None:
            parts.append(f"({self.words.say('terminal.only_you' if message.from_bot else 'terminal.only_bot')})")
        return " ".join(parts)

    def _quiet(self, key: str, **values: str) -> Text:
        return Text(self.words.say(f"terminal.{key}", **values), style=_QUIET)


def one_line(text: str) -> str:
    """A member's text made harmless, on one line."""
    return " ".join(shown(text).split())
