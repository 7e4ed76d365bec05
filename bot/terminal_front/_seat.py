"""The person's place in the room: who they play, where they are, and what they do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from rich.cells import cell_len

from bot.domain import Attachment, RoomRef
from bot.errors import CallError, fault
from bot.platforms.terminal_platform import TerminalPlatform
from bot.stage import StageThread, member_id
from bot.terminal_front import _typed as typed
from bot.terminal_front._screen import Screen
from bot.terminal_front._shown import one_line
from bot.terminal_front._stagehand import Stagehand
from bot.terminal_front._workshops import ROOM, Workshops

_AT_THE_DESK = 10
"""How many messages of the desk are shown."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """The member who is played: their id and the name that the others see."""

    id: str
    name: str


class Seat:
    """One person in one room, playing any member. Each command takes what was typed after its name."""

    def __init__(self, platform: TerminalPlatform, room: RoomRef, stagehand: Stagehand, screen: Screen) -> None:
        self.speaker: Speaker | None = None
        self.thread: StageThread | None = None
        self._platform = platform
        self._room = room
        self._stagehand = stagehand
        self._words = stagehand.wording
        self._screen = screen
        self._workshops = Workshops(platform, room, screen, self._words)
        self._commands: Mapping[str, Callable[[str], Awaitable[None]]] = {
            "as": self.speak_as,
            "open": self._open,
            "in": self._in,
            "read": self._read,
            "reply": self._reply,
            "attach": self._attach,
            "detach": self._detach,
            "react": self._react,
            "unreact": self._unreact,
            "edit": self._edit,
            "delete": self._delete,
            "vote": self._vote,
            "private": self._private,
            "consent": self._consent,
            "withdraw": self._withdraw,
            "wait": self._wait,
            "next": self._next,
            "status": self._status,
            "desk": self._desk,
            "help": self._help,
        }

    async def do(self, meant: typed.Typed) -> None:
        """Do what was typed. Raises `bot.errors.CafeError`."""
        if meant.unknown is not None:
            near = typed.nearest(meant.unknown, self._words)
            raise CallError(fault("terminal_unknown", command="/" + meant.unknown, nearest=near))
        if meant.group is not None:
            who = self._somebody()
            self._write_lines(await self._stagehand.command(who.id, who.name, meant.group, meant.rest))
        elif meant.command is not None:
            await self._commands[meant.command](meant.rest)
        elif meant.rest:
            await self._say_in(meant.rest, None if self.thread is None else self.thread.id)

    # --- who and where ----------------------------------------------------------------------------------------

    async def speak_as(self, name: str) -> None:
        """Play a member: one known here by that name or id, else a new one."""
        name = one_line(name)
        if not name:
            raise self._usage("as")
        wanted = member_id(name)
        known = [
            Speaker(id_, known_name)
            for id_, known_name in await self._platform.members()
            if wanted in (member_id(known_name), member_id(id_))
        ]
        speaker = known[0] if known else Speaker(wanted, name)
        await self._platform.join(speaker.id, speaker.name)
        self.speaker = speaker
        self._screen.say("speaking", name=speaker.name)
        await self._screen.read_as(speaker.id)

    async def _in(self, rest: str) -> None:
        if not rest:
            await self._workshops.list_all()
        elif rest == ROOM:
            self.thread = None
            self._screen.say("left")
        else:
            self.thread = await self._workshops.find(rest)
            self._screen.say("entered", title=one_line(self.thread.title))

    async def _read(self, rest: str) -> None:
        thread = await self._workshops.find(rest) if rest else self.thread
        if thread is None:
            raise self._usage("read")
        await self._screen.show_thread(thread.id)

    # --- what a member does -----------------------------------------------------------------------------------

    async def _say_in(self, text: str, thread: str | None, reply_to: str | None = None) -> None:
        who = self._somebody()
        await self._platform.say(self._room, who.id, who.name, text, thread=thread, reply_to=reply_to)

    async def _reply(self, rest: str) -> None:
        number, text = self._numbered(rest, "reply")
        answered = await self._platform.message(self._room, number, reader=self._somebody().id)
        await self._say_in(text, answered.id if answered.begins is not None else answered.thread, answered.id)

    async def _attach(self, rest: str) -> None:
        """Say a file of this machine; what is said of it is its description."""
        who, (name, words) = self._somebody(), typed.file_and_words(rest)
        if not name:
            raise self._usage("attach")
        path = _file_at(name)
        if path is None:
            raise CallError(fault("terminal_no_file", path=one_line(name)))
        await self._platform.say(
            self._room,
            who.id,
            who.name,
            "",
            thread=None if self.thread is None else self.thread.id,
            attachments=[Attachment(one_line(path.name), words or None)],
            paths=[str(path)],
        )

    async def _detach(self, rest: str) -> None:
        """Take a file out of a message: the only one, or the one at a place."""
        number, _, place = rest.partition(" ")
        message = self._number(number, "detach")
        at = int(self._number(place.strip(), "detach")[:4]) if place.strip() else None
        await self._platform.detach(self._room, self._somebody().id, message, at)

    async def _react(self, rest: str) -> None:
        number, emoji = self._numbered(rest, "react")
        await self._platform.react(self._room, self._somebody().id, number, emoji)

    async def _unreact(self, rest: str) -> None:
        number, emoji = self._numbered(rest, "unreact")
        await self._platform.unreact(self._room, self._somebody().id, number, emoji)

    async def _edit(self, rest: str) -> None:
        number, text = self._numbered(rest, "edit")
        await self._platform.edit(self._room, self._somebody().id, number, text)

    async def _delete(self, rest: str) -> None:
        await self._platform.erase(self._room, self._somebody().id, self._number(rest, "delete"))

    async def _vote(self, rest: str) -> None:
        """Vote: in the workshop whose number comes first, else in the one that the person is in."""
        who, (first, _, others) = self._somebody(), rest.partition(" ")
        if not first:
            raise self._usage("vote")
        elsewhere = bool(others.strip()) and first.isascii() and first.isdecimal()
        thread, text = (await self._workshops.find(first), others.strip()) if elsewhere else (self.thread, rest)
        vote = None if thread is None else await self._stagehand.read_vote(thread.id, text)
        if vote is None:
            raise CallError(fault("terminal_no_vote"))
        workshop, choices = vote
        await self._platform.choose(self._room, who.id, who.name, workshop, choices)
        self._screen.say("voted")

    async def _private(self, rest: str) -> None:
        who = self._somebody()
        await self._platform.tell(self._room, who.id, who.name, rest)

    async def _consent(self, rest: str) -> None:
        who, choice = self._somebody(), typed.consent(rest)
        if choice is None:
            raise self._usage("consent")
        await self._platform.consent(self._room, who.id, who.name, choice)
        self._screen.say("told")

    async def _withdraw(self, rest: str) -> None:
        if rest:
            # Whoever names a message means that one, not all they have said.
            raise self._usage("withdraw")
        who = self._somebody()
        await self._platform.withdraw(self._room, who.id, who.name)
        self._screen.say("told")

    # --- what the host does -----------------------------------------------------------------------------------

    async def _open(self, rest: str) -> None:
        if rest:
            self._screen.say("opened", title=one_line(await self._stagehand.open_cafe(rest)))
            # Whoever has opened a café may go into its workshops with the next line.
            await self._stagehand.catch_up()
            return
        scripts = await self._stagehand.scripts()
        self._screen.say("scripts" if scripts else "no_scripts")
        for name in scripts:
            self._screen.write(f"  {typed.shown_command('open', self._words)} {name}")

    async def _wait(self, rest: str) -> None:
        length = typed.duration(rest)
        if length is None:
            raise self._usage("wait")
        await self._let_time_pass(length)

    async def _next(self, _rest: str) -> None:
        await self._let_time_pass(None)

    async def _let_time_pass(self, length: timedelta | None) -> None:
        """Let that time pass and show what it brings; where it brings nothing to see, say so."""
        written = self._screen.written
        self._write_lines(await self._stagehand.skip(length))
        await self._screen.catch_up()
        if self._screen.written == written:
            moment = self._words.moment(self._stagehand.now(), self._stagehand.zone)
            self._screen.say("nothing_passed", moment=moment)

    async def _status(self, _rest: str) -> None:
        self._screen.write(self._words.moment(self._stagehand.now(), self._stagehand.zone))
        self._write_lines(await self._stagehand.status())
        await self._workshops.list_open()

    async def _desk(self, _rest: str) -> None:
        """Show the latest messages at the hosts' desk to a host."""
        messages = await self._platform.read_desk(self._somebody().id, last=_AT_THE_DESK)
        for message in messages:
            self._screen.write(self._words.moment(message.at, self._stagehand.zone))
            self._screen.write(message.text)
        if not messages:
            self._screen.say("desk_empty")

    async def _help(self, _rest: str) -> None:
        typed_so = {one: self._shape(one).strip() for one in typed.COMMANDS}
        width = max(map(cell_len, typed_so.values()))
        for command, shape in typed_so.items():
            self._screen.write(
                f"{shape}{' ' * (width - cell_len(shape))}  {self._words.say(f'terminal.help.{command}')}"
            )
        self._screen.say("help.text")

    # --- reading what was typed -------------------------------------------------------------------------------

    def _somebody(self) -> Speaker:
        if self.speaker is None:
            raise CallError(fault("terminal_nobody", command=typed.shown_command("as", self._words)))
        return self.speaker

    def _numbered(self, rest: str, command: str) -> tuple[str, str]:
        number, _, text = rest.partition(" ")
        if not text.strip():
            raise self._usage(command)
        return self._number(number, command), text.strip()

    def _number(self, typed_number: str, command: str) -> str:
        if not typed_number:
            raise self._usage(command)
        number = typed_number.removeprefix("#")
        if not (number.isascii() and number.isdecimal()):
            raise CallError(fault("terminal_number", number=typed_number))
        return number.lstrip("0") or "0"

    def _shape(self, command: str) -> str:
        return f"{typed.shown_command(command, self._words)} {self._words.say(f'terminal.usage.{command}')}"

    def _usage(self, command: str) -> CallError:
        return CallError(fault("terminal_usage", usage=self._shape(command).strip()))

    def _write_lines(self, lines: Sequence[str]) -> None:
        for line in lines:
            self._screen.write(line)


def _file_at(name: str) -> Path | None:
    """The file of that name on this machine, if there is one."""
    try:
        path = Path(name).expanduser().resolve()
        return path if path.is_file() else None
    except (OSError, RuntimeError, ValueError):
        return None
