"""Where whoever speaks to the bot on Matrix is served. What is asked for is done by `bot.commands` and `bot.host`, and
rights are checked there."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import TypeAlias
from weakref import WeakValueDictionary

from bot.commands import Command, Confirming, Kind, Upload, question
from bot.domain import RoomRef
from bot.errors import CafeError, CallError, fault
from bot.logs import Event, faults_of, logger
from bot.markup import Items, paragraph
from bot.matrix_front._answering import Answering
from bot.matrix_front._asked import Asked
from bot.matrix_front._asking import Asking
from bot.matrix_front._bringing import brought
from bot.matrix_front._quoting import Quoting
from bot.matrix_front._reply import Reply
from bot.matrix_front._service import Service
from bot.platforms.matrix_platform import Heard, Meant, Pressed

ANSWERED_WITHIN = timedelta(days=1)
"""How long a number answers what the bot has asked last; a reply to the question itself does so later, too."""

MOST_WAITING = 20
"""How much of one member's waits its turn: more at once is no conversation, and is left."""

_MOST_SEEN = 10_000

_Deed: TypeAlias = Callable[[Reply], Awaitable[None]]

_log = logger(__name__)


class MatrixFront:
    """Implements `bot.platforms.matrix_platform.Front` for one account. What one member asks for is done in turn;
    each is answered, whatever happens: a fault is one sentence. A batch that is told twice is served once."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._speaking = service.speaking
        self._commands = service.commands
        self._asking = Asking(service)
        self._confirming = Confirming[_Deed](service.clock)
        self._answering = Answering(service, self._asking)
        self._quoting = Quoting(service, self._asking)
        self._tasks: dict[asyncio.Task[None], str] = {}
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._seen: OrderedDict[str, None] = OrderedDict()

    # --- what the platform hands over -----------------------------------------------------------------------

    def commanded(self, heard: Heard) -> None:
        """Do a command."""
        self._in_turn(heard, "command", lambda reply: self._command(heard, reply))

    async def told(self, heard: Heard) -> Meant:
        """What somebody means who is alone with the bot: the number of what it has asked, or what is to be kept."""
        room = self._asking.room(heard)
        unasked = Meant(room=room if room in self._service.rooms.values() else None)
        try:
            found = await self._speaking.asked(heard.place, heard.reply_to)
        except CafeError as error:
            _log.warning(Event.REPLY_REFUSED, faults=faults_of(error))
            return unasked
        asked = None if found is None else Asked.read(found.asks)
        if found is None or asked is None or (heard.reply_to is None and heard.at - found.at > ANSWERED_WITHIN):
            return unasked
        try:
            chosen = asked.chosen(heard.text)
        except CallError as error:
            refused = error
            self._in_turn(heard, "number", lambda reply: reply.refuse(refused))
            return Meant(mine=True)
        if chosen is not None:
            self._in_turn(heard, asked.what, lambda reply: self._chosen(heard, asked, chosen, reply))
            return Meant(mine=True)
        if asked.what != "answer":
            return unasked
        return Meant(workshop=asked.about, room=RoomRef(self._service.account, asked.room))

    def pressed(self, pressed: Pressed) -> None:
        """Do what an emoji below one of the bot's messages is for."""
        self._in_turn(pressed, "press", lambda reply: self._press(pressed, reply))

    def unreadable(self, heard: Heard) -> None:
        """Say that it cannot be read, in another room with them."""
        self._in_turn(heard, "encrypted", lambda reply: reply.say(reply.words.say("matrix.encrypted")))

    async def end(self) -> None:
        """Finish what is in hand."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    # --- what is done ---------------------------------------------------------------------------------------

    async def _command(self, heard: Heard, reply: Reply) -> None:
        split = self._speaking.spoken.split(heard.text)
        if split is None:
            return
        group, line = split
        room = self._asking.room(heard)
        caller = await self._asking.caller(heard.user, room)
        typed = await self._commands.read(caller, group, line)
        given = dict(typed.given)
        await self._about_the_message(heard, room, typed.command, given)
        files = await brought(self._speaking, heard, typed.command)
        await self._do(heard, room, typed.command, given, reply, files)

    async def _about_the_message(self, heard: Heard, room: RoomRef, command: Command, given: dict[str, str]) -> None:
        """A command about a message that replies to one is about that one, where none is named."""
        open_ones = (one.name for one in command.parameters if one.kind is Kind.POST and one.name not in given)
        missing = next(open_ones, None)
        if missing is None or heard.reply_to is None or heard.alone:
            return
        given[missing] = heard.reply_to
        if (cafe := await self._asking.cafe_with(room, heard.reply_to)) is not None:
            given.setdefault("cafe", cafe.id)

    async def _do(
        self,
        heard: Heard | Pressed,
        room: RoomRef,
        command: Command,
        given: Mapping[str, str],
        reply: Reply,
        files: Sequence[Upload] = (),
    ) -> None:
        """Do a command; what cannot be undone, once whoever may do it has said so again, and still may."""

        async def perform(reply: Reply) -> None:
            caller = await self._asking.caller(heard.user, room)
            await reply.show(await self._commands.perform(caller, command, given, files))

        if command.undoable:
            await perform(reply)
            return
        await self._commands.require(await self._asking.caller(heard.user, room), command, given)
        token = self._confirming.keep(self._asking.member(heard.user), perform)
        asked = Asked("sure", {"1": "yes", "2": "no"}, about=token)
        choices = Items(tuple((reply.words.say(f"sure.{one}"),) for one in ("yes", "no")), numbered=True)
        await reply.show_blocks([paragraph(question(command, given, reply.words)), choices], asked=asked)

    async def _press(self, pressed: Pressed, reply: Reply) -> None:
        for one in await self._speaking.pressed_on(pressed.place, pressed.post):
            if plain(str(one.get("emoji"))) == plain(pressed.emoji):
                await self._button(pressed, str(one.get("action")), str(one.get("cafe")), one.get("about"), reply)
                return

    async def _button(self, pressed: Pressed, action: str, cafe: str, about: object, reply: Reply) -> None:
        room = self._asking.room(pressed)
        match action:
            case "answer":
                await self._answering.ask(pressed, room, cafe, str(about or ""), reply)
            case "consent":
                await self._quoting.consent(cafe, room, reply)
            case "quotations":
                await self._do(pressed, room, self._commands.named("me", "quotations"), {"cafe": cafe}, reply)
                await self._quoting.which(pressed.user, cafe, room, reply)
            case "help":
                await self._do(pressed, room, self._commands.named("me", "help"), {}, reply)

    async def _chosen(self, heard: Heard, asked: Asked, chosen: tuple[str, ...], reply: Reply) -> None:
        room = RoomRef(self._service.account, asked.room) if asked.room else self._asking.room(heard)
        match asked.what:
            case "sure":
                await self._sure(heard, asked, chosen[0], reply)
            case "answer":
                await self._answering.take(heard, room, asked, chosen)
            case "consent":
                given = {"choice": chosen[0], "cafe": asked.cafe}
                await self._do(heard, room, self._commands.named("me", "consent"), given, reply)
            case "which":
                await self._quoting.how(asked, chosen[0], reply)
            case "quote":
                given = {"post": asked.about, "choice": chosen[0], "cafe": asked.cafe}
                await self._do(heard, room, self._commands.named("me", "quote"), given, reply)
            case _:
                raise CallError(fault("matrix_old_question"))

    async def _sure(self, heard: Heard, asked: Asked, answer: str, reply: Reply) -> None:
        deed = self._confirming.take(asked.about, self._asking.member(heard.user))
        if deed is None:
            await reply.say(reply.words.say("sure.over"))
        elif answer == "no":
            await reply.say(reply.words.say("sure.left"))
        else:
            await deed(reply)

    # --- in turn --------------------------------------------------------------------------------------------

    def _in_turn(self, heard: Heard | Pressed, what: str, do: _Deed) -> None:
        waiting = sum(user == heard.user for user in self._tasks.values())
        if heard.event in self._seen or waiting >= MOST_WAITING:
            return
        self._seen[heard.event] = None
        while len(self._seen) > _MOST_SEEN:
            self._seen.popitem(last=False)
        task = asyncio.ensure_future(self._served(heard, what, do))
        self._tasks[task] = heard.user
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        del self._tasks[task]

    async def _served(self, heard: Heard | Pressed, what: str, do: _Deed) -> None:
        turn = self._turns.setdefault(heard.user, asyncio.Lock())
        async with turn:
            reply = Reply(self._speaking, heard, self._asking.words(self._asking.room(heard)))
            async with reply.telling(what):
                await do(reply)


def plain(emoji: str) -> str:
    """An emoji without the selector of how it is drawn, which some clients leave out."""
    return emoji.replace("\N{VARIATION SELECTOR-16}", "")
