"""The messages of a channel or thread as they stand below one another: who, when, what, and what is beside it."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from markupsafe import Markup

from bot.domain import OutboundFile, zone_of
from bot.markup import shortened, shown
from bot.pages._pictured import address_of, embedded
from bot.pages.discord_page._written import as_it_is, on_one_line, written
from bot.scene import Scene
from bot.stage import StageMessage
from bot.wording import Wording

TOGETHER = timedelta(minutes=7)
"""Within how long messages of one author stand below one name."""

COLOURS = 6
"""How many colours there are for those who have no picture of themselves."""

_LONGEST_REPLY = 90
_FEWEST_FOLDED = 3


@dataclass(frozen=True, slots=True)
class Shown:
    """A file: its name, its text for those who do not see it, its size in words, and its data address if it is a
    picture that the page carries."""

    name: str
    alt: str
    size: str = ""
    picture: str | None = None


@dataclass(frozen=True, slots=True)
class Thread:
    """The card of the thread that a message began: where it is, its title, and how many messages are in it."""

    place: str
    title: str
    said: str
    locked: bool = False


@dataclass(frozen=True, slots=True)
class Poll:
    """A poll's card: what it asks, its choices with their share of the voters (in percent) in figures and in words, and
    how many voted."""

    question: str
    choices: tuple[tuple[str, int, str], ...]
    said: str


@dataclass(frozen=True, slots=True)
class Line:
    """One message. ``day`` stands above it where a day begins; ``heads`` is true where its author's name does.
    ``alone`` tells who alone sees it. One of the platform's own has ``system`` and nothing else; one that stands for
    several, each seen by one member alone, has them ``within``."""

    id: str = ""
    name: str = ""
    bot: bool = False
    initial: str = ""
    colour: int = 0
    stamp: str = ""
    hour: str = ""
    day: str = ""
    heads: bool = True
    body: Markup = field(default_factory=Markup)
    edited: bool = False
    reply: tuple[str, str] | None = None
    reactions: tuple[tuple[str, str], ...] = ()
    buttons: tuple[str, ...] = ()
    files: tuple[Shown, ...] = ()
    alone: str = ""
    thread: Thread | None = None
    poll: Poll | None = None
    system: str = ""
    within: tuple[Line, ...] = ()


class Lines:
    """Makes lines of messages. ``words`` are in the language of the room, ``zone`` is where hours are read."""

    def __init__(self, scene: Scene, words: Wording, zone: str) -> None:
        self._scene = scene
        self._words = words
        self._zone = zone
        everything = (*scene.messages, *scene.private, *(scene.desk or ()))
        self._by_id = {one.id: one for one in everything}
        self._names = {one.author: one.name or one.author for one in everything if one.author is not None}
        self._names |= scene.names
        counted: dict[str, Counter[str]] = {}
        for one in scene.reactions:
            counted.setdefault(one.message, Counter())[one.emoji] += 1
        self._reactions: Mapping[str, Counter[str]] = counted

    def name(self, member: str | None) -> str:
        """How a member is called; the bot where there is none."""
        return (
            self._words.say("telling.bot")
            if member is None
            else " ".join(shown(self._names.get(member, member)).split())
        )

    def of(self, messages: Iterable[StageMessage], threads: Mapping[str, Thread] | None = None) -> tuple[Line, ...]:
        """The lines of messages, in their order. ``threads`` are those that begin here, by the message."""
        happened: list[tuple[datetime, int, StageMessage, bool]] = []
        for one in messages:
            happened.append((one.at, int(one.id), one, False))
            if (pinned := self._scene.pinned.get(one.id)) is not None:
                happened.append((pinned, int(one.id), one, True))
        lines: list[Line] = []
        before: tuple[str, datetime, date] | None = None
        for at, _, one, pin in sorted(happened, key=lambda each: (each[0], each[1], each[3])):
            day = at.astimezone(zone_of(self._zone)).date()
            shown_day = self._words.day(day) if before is None or before[2] != day else ""
            if pin:
                lines.append(Line(system=self._words.say("discord.page.pinned"), day=shown_day, hour=self._hour(at)))
                before = ("", at, day)
                continue
            author = "" if one.bots_own or one.carried else one.author or ""
            who = f"{author} {one.private_with or ''}"
            heads = (
                before is None
                or before[0] != who
                or before[2] != day
                or at - before[1] > TOGETHER
                or one.reply_to is not None
            )
            lines.append(self._line(one, day=shown_day, heads=heads, thread=(threads or {}).get(one.id)))
            before = (who, at, day)
        return tuple(self._folded(lines))

    def _folded(self, lines: Sequence[Line]) -> Iterable[Line]:
        """The same with those that follow one another, each for somebody else alone, in one: nobody sees them all."""
        place = 0
        while place < len(lines):
            end = place + 1
            while lines[place].alone and end < len(lines) and lines[end].alone and not lines[end].day:
                end += 1
            run = tuple(lines[place:end])
            if len(run) < _FEWEST_FOLDED:
                yield from run
            else:
                said = self._words.say("discord.page.each_alone", n=len(run))
                yield Line(system=said, day=run[0].day, within=(replace(run[0], day=""), *run[1:]))
            place = end

    def excerpt(self, message: StageMessage, limit: int) -> str:
        """What a message says, on one line."""
        text = on_one_line(message.text) if message.text.strip() else ", ".join(one.name for one in message.attachments)
        return shortened(text, limit)

    def reacted(self, message: StageMessage) -> tuple[tuple[str, str], ...]:
        """The emoji on a message, each with how many put it, as they came."""
        return tuple(
            (shown(emoji), self._words.number(n)) for emoji, n in self._reactions.get(message.id, Counter()).items()
        )

    def _line(self, one: StageMessage, *, day: str, heads: bool, thread: Thread | None) -> Line:
        name = self.name(None if one.from_bot else one.author)
        given = self._scene.said.get(one.id)
        buttons = [each.label for each in given.buttons] if given is not None else []
        if given is not None and given.sealed and not one.sealed:
            buttons.append(self._words.say("discord.read_answers"))
        # A poll has no words beside it.
        body = written(one.text) if one.id not in self._scene.polls else Markup()
        if one.carried:
            # The bot says for a member what they have filled in, with their name above it.
            body = Markup("<p><strong>{}</strong><br>{}</p>").format(self.name(one.author), as_it_is(one.text))
            buttons = [self._words.say("discord.take_back")]
        return Line(
            id=one.id,
            name=name,
            bot=one.from_bot,
            initial=initial_of(name),
            colour=colour_of("" if one.from_bot else one.author or ""),
            stamp=self._words.stamp(one.at, self._zone),
            hour=self._hour(one.at),
            day=day,
            heads=heads,
            body=body,
            edited=one.edited_at is not None,
            reply=self._reply(one),
            reactions=self.reacted(one),
            buttons=tuple(shown(label) for label in buttons),
            files=tuple(
                self._file(one, number, given.files if given else ()) for number in range(len(one.attachments))
            ),
            alone=self.name(one.private_with) if one.id in self._scene.shown_alone else "",
            thread=thread,
            poll=self._poll(one.id),
        )

    def _poll(self, message: str) -> Poll | None:
        poll = self._scene.polls.get(message)
        if poll is None:
            return None
        shares = [round(100 * votes / max(poll.voters, 1)) for _, votes in poll.choices]
        choices = tuple(
            (shown(label), share, self._words.say("discord.page.votes", n=votes))
            for (label, votes), share in zip(poll.choices, shares, strict=True)
        )
        return Poll(shown(poll.question), choices, self._words.say("discord.page.voters", n=poll.voters))

    def _reply(self, message: StageMessage) -> tuple[str, str] | None:
        if message.reply_to is None:
            return None
        there = self._by_id.get(message.reply_to)
        if there is None:
            return "", self._words.say("discord.page.gone")
        return self.name(None if there.from_bot else there.author), self.excerpt(there, _LONGEST_REPLY)

    def _file(self, message: StageMessage, number: int, given: Sequence[OutboundFile]) -> Shown:
        attached = message.attachments[number]
        name, alt = shown(attached.name), shown(attached.alt or "")
        if number < len(given):
            written_for_it, lies = given[number].content, given[number].path
            size = len((written_for_it or "").encode()) or _size_of(lies)
            return Shown(name, alt, self._size(size), embedded(Path(lies)) if lies else None)
        picture = self._scene.pictures.get((message.id, number))
        path = message.paths[number] if number < len(message.paths) else None
        return Shown(name, alt, self._size(_size_of(path)), None if picture is None else address_of(picture))

    def _size(self, size: int) -> str:
        if not size:
            return ""
        if size < 1_000:
            return self._words.say("discord.page.bytes", size=size)
        return self._words.say("discord.page.kilobytes", size=round(size / 1_000, 1))

    def _hour(self, at: datetime) -> str:
        return self._words.hour(at, self._zone)


def _size_of(path: str | None) -> int:
    return Path(path).stat().st_size if path and Path(path).is_file() else 0


def initial_of(name: str) -> str:
    """The letter that stands for somebody."""
    return next((letter.upper() for letter in name if letter.isalnum()), name[:1])


def colour_of(author: str) -> int:
    """The colour that stands for somebody, the same each time; the bot's is 0."""
    return 1 + zlib.crc32(author.encode()) % (COLOURS - 1) if author else 0
