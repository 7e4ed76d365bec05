"""The people's side of the terminal's rooms: what a member can do there."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Sequence

from bot.domain import Attachment, Consent, RoomRef
from bot.errors import NotAllowed, fault
from bot.platforms.terminal_platform import _rules as rules
from bot.platforms.terminal_platform._rooms import Rooms
from bot.stage import StageDraft, StageEventKind, StageHappening, StageMessage, StageWriting


class People(Rooms):
    """The rooms as members use them.

    What a member does is kept first; then the door hears everything it has not heard yet, in order. If the
    door raises, so does the call, and the event is handed in again with the next one: none is ever passed over.
    """

    async def join(self, author: str, name: str) -> None:
        """Make a member known by a name; with everything they do under another one, that one is kept instead."""
        name = rules.accepted_name(name)
        async with self._stage.writing() as unit:
            await unit.meet(rules.require_id(author), name)

    async def say(
        self,
        room: RoomRef,
        author: str,
        name: str,
        text: str,
        *,
        thread: str | None = None,
        reply_to: str | None = None,
        attachments: Sequence[Attachment] = (),
        paths: Sequence[str | None] = (),
    ) -> str:
        """Post as a member; returns the message's id. ``paths`` says where each attachment lies on this machine,
        ``None`` for nowhere. Raises `PlatformError` for what no room accepts, `NoSuchPlace` for a thread or message
        that is not there, `NotAllowed` in a locked thread.
        """
        files = rules.accepted_attachments(attachments, paths)
        text = rules.accepted_text(text, files)
        async with self._acting(room, author, name) as unit:
            await rules.require_unlocked(unit, room.room, thread)
            if reply_to is not None:
                await rules.require_message(unit, room.room, reply_to, await self._reader(unit, author))
            draft = StageDraft(
                room=room.room,
                text=text,
                author=author,
                thread=thread,
                reply_to=reply_to,
                attachments=files,
                paths=tuple(paths),
            )
            made = await unit.add(draft, self._clock.now())
        return made.id

    async def tell(self, room: RoomRef, author: str, name: str, text: str) -> str:
        """Write to the bot alone; returns the message's id."""
        text = rules.accepted_text(text)
        async with self._acting(room, author, name) as unit:
            draft = StageDraft(room=room.room, text=text, author=author, private_with=author)
            made = await unit.add(draft, self._clock.now())
        return made.id

    async def edit(self, room: RoomRef, author: str, message: str, text: str) -> None:
        """Replace the words of one's own message. Raises `NotAllowed` for somebody else's and in a locked thread."""
        async with self._acting(room, author) as unit:
            found = await rules.require_message(unit, room.room, message, await self._reader(unit, author))
            rules.require_typed(found, author)
            await rules.require_unlocked(unit, room.room, found.thread)
            text = rules.accepted_text(text, found.attachments)
            await unit.rewrite(
                found,
                text,
                self._clock.now(),
                attachments=found.attachments,
                paths=found.paths,
                begins=found.begins,
            )

    async def detach(self, room: RoomRef, author: str, message: str, number: int | None = None) -> None:
        """Take a file out of one's own message, in a locked thread too: the one at that place, from 1, or the only one.

        A message of which nothing would be left is taken back. Raises `NotAllowed` for somebody else's, `PlatformError`
        where there is no such file.
        """
        async with self._acting(room, author) as unit:
            found = await rules.require_message(unit, room.room, message, await self._reader(unit, author))
            rules.require_author(found, author)
            place = rules.accepted_place(found.attachments, number)
            left = found.attachments[:place] + found.attachments[place + 1 :]
            paths = found.paths[:place] + found.paths[place + 1 :]
            at = self._clock.now()
            if left or found.text.strip():
                await unit.rewrite(found, found.text, at, attachments=left, paths=paths, begins=found.begins)
            else:
                await unit.erase(found, at)

    async def erase(self, room: RoomRef, author: str, message: str) -> None:
        """Take one's own message back, or anybody's as a moderator, in a locked thread too. Raises `NotAllowed`."""
        async with self._acting(room, author) as unit:
            found = await rules.require_message(unit, room.room, message, await self._reader(unit, author))
            if author not in self._moderators:
                rules.require_author(found, author)
            await unit.erase(found, self._clock.now())

    async def react(self, room: RoomRef, author: str, message: str, emoji: str) -> None:
        """Put an emoji on a message; a second time changes nothing. Raises `NotAllowed` in a locked thread."""
        emoji = rules.accepted_emoji(emoji)
        async with self._acting(room, author) as unit:
            found = await rules.require_message(unit, room.room, message, await self._reader(unit, author))
            await rules.require_unlocked(unit, room.room, found.thread if found.begins is None else found.id)
            await unit.react(found, author, emoji, self._clock.now())

    async def unreact(self, room: RoomRef, author: str, message: str, emoji: str) -> None:
        """Take an emoji back, in a locked thread too; one that is not there is no fault."""
        async with self._acting(room, author) as unit:
            found = await rules.require_message(unit, room.room, message, await self._reader(unit, author))
            await unit.unreact(found, author, emoji, self._clock.now())

    async def clear(self, room: RoomRef, author: str, message: str, emoji: str | None = None) -> None:
        """Take everybody's reactions off a message, or all of one emoji, as a moderator. Raises `NotAllowed`."""
        self._require_host(author)
        async with self._acting(room, author) as unit:
            found = await rules.require_message(unit, room.room, message, await self._reader(unit, author))
            for one in await unit.reactions(room.room, found.id):
                if emoji in (None, one.emoji):
                    await unit.unreact(found, one.author, one.emoji, self._clock.now())

    async def choose(self, room: RoomRef, author: str, name: str, workshop: str, choices: Sequence[str]) -> None:
        """Vote in a workshop, as with a button: nobody else sees it. ``choices`` are positions from 1, or a
        scale's number. Raises `PlatformError` for anything else.
        """
        happening = StageHappening(
            room=room.room,
            kind=StageEventKind.CHOSE,
            member=author,
            workshop=rules.accepted_name(workshop),
            choices=rules.accepted_choices(choices),
        )
        async with self._acting(room, author, name) as unit:
            await unit.note(happening, self._clock.now())

    async def consent(self, room: RoomRef, author: str, name: str, choice: Consent) -> None:
        """Tell the bot, in private, how one may be quoted."""
        happening = StageHappening(room=room.room, kind=StageEventKind.CONSENTED, member=author, consent=choice)
        async with self._acting(room, author, name) as unit:
            await unit.note(happening, self._clock.now())

    async def withdraw(self, room: RoomRef, author: str, name: str) -> None:
        """Tell the bot, in private, to take back all one said in this café. The room's own messages stay, as on
        any chat server; `forget` takes those.
        """
        happening = StageHappening(room=room.room, kind=StageEventKind.WITHDREW, member=author)
        async with self._acting(room, author, name) as unit:
            await unit.note(happening, self._clock.now())

    async def forget(self, author: str) -> None:
        """Erase all that the rooms hold of a member: messages, reactions, votes, private messages, their name."""
        async with self._turn:
            async with self._stage.writing() as unit:
                changed = await unit.forget(author, self._clock.now())
            for room in sorted(changed):
                await self._tell_of(RoomRef(self._name, room))

    @contextlib.asynccontextmanager
    async def _acting(self, room: RoomRef, author: str, name: str | None = None) -> AsyncIterator[StageWriting]:
        rules.require_id(author)
        if room.room == self._desk:
            self._require_host(author)
        async with self._turn:
            async with self._stage.writing() as unit:
                await rules.require_room(unit, self._own(room))
                if name is not None:
                    await unit.meet(author, rules.accepted_name(name))
                yield unit
            await self._tell_of(room)


def not_ours(message: StageMessage) -> NotAllowed:
    """The fault of changing a member's message as the bot."""
    return NotAllowed(fault("stage_not_yours", message=message.id))
