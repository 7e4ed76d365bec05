"""The terminal's rooms dressed as those of another platform: a rehearsal can be seen as it will be seen there.

What the bot says is rendered within that platform's limits, and what stands beside its words is remembered, so that
the rooms can be drawn. Nothing of that platform's library is needed.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.domain import Announcement, Attachment, Consent, OutboundMessage, Picture, Poll, Posted, RoomRef
from bot.errors import PlatformError
from bot.pictures import Limits, cleaned, for_a_page
from bot.platforms.files import read_file
from bot.platforms.terminal_platform import TerminalPlatform
from bot.ports import Abilities, Clock
from bot.scene import Scene, SceneEvent, ScenePoll
from bot.stage import Stage, StageEventKind, StageMessage


@dataclass(frozen=True, slots=True)
class Dress:
    """What a platform can do, and whether its rooms hold nothing but threads."""

    can: Abilities
    forum: bool = False


class DressedPlatform(TerminalPlatform):
    """The terminal platform, in the dress of another one; the desk is a room like others. It remembers in memory, as
    long as one play."""

    def __init__(
        self,
        stage: Stage,
        clock: Clock,
        *,
        dress: Dress,
        moderators: Collection[str] = (),
        desk: str | None = None,
    ) -> None:
        super().__init__(stage, clock, moderators=moderators, desk=desk)
        self._dress = dress
        self._said: dict[str, OutboundMessage] = {}
        self._pressing: dict[str, str | None] = {}
        self._shown_alone: dict[str, str | None] = {}
        self._announced: dict[str, Announcement] = {}
        self._votes: dict[str, dict[str, tuple[str, ...]]] = {}
        self._voting: set[str] = set()
        self._unsaid: set[str] = set()

    @property
    def can(self) -> Abilities:
        """What the platform can do whose dress this is."""
        return self._dress.can

    async def post(self, room: RoomRef, message: OutboundMessage, key: str) -> Posted:
        """Post a message; where there is no open floor, it begins the thread that its heading names."""
        floor = self._dress.forum and room.room != self._desk and message.to is None
        if floor and message.begins is None and message.thread is None:
            message = replace(message, begins=message.heading)
        posted = await super().post(room, message, key)
        self._said[posted.message] = message
        if message.to is not None and message.to.id in self._voting:
            self._voting.discard(message.to.id)
            self._pressing.pop(message.to.id, None)
            self._unsaid.add(posted.message)
        elif message.to is not None and message.to.id in self._pressing:
            self._shown_alone[posted.message] = self._pressing.pop(message.to.id)
        return posted

    async def revise(self, room: RoomRef, posted: Posted, message: OutboundMessage) -> None:
        """Replace a message, and what stands beside it."""
        await super().revise(room, posted, message)
        self._said[posted.message] = message

    async def announce(self, room: RoomRef, announcement: Announcement, known: str | None = None) -> str:
        """Have something stand in the calendar, by the message that tells more of it."""
        self._announced[announcement.message] = announcement
        return announcement.message

    async def call_off(self, room: RoomRef, announcement: Announcement, known: str | None = None) -> None:
        """End it; one that has not begun is taken back."""
        if announcement.begins > self._clock.now():
            self._announced.pop(announcement.message, None)

    async def choose(self, room: RoomRef, author: str, name: str, workshop: str, choices: Sequence[str]) -> None:
        """Vote, as with a button."""
        asked = (id for id, said in self._said.items() if any(one.about == workshop for one in said.buttons))
        self._pressing[author] = question = next(asked, None)
        polls = (id for id, said in self._said.items() if said.poll is not None and said.thread == question)
        if (poll := next(polls, None)) is not None:
            # Where there is a poll, members choose in it: it shows their votes, and nothing is answered to them.
            self._votes.setdefault(poll, {})[author] = tuple(choices)
            self._voting.add(author)
        await super().choose(room, author, name, workshop, choices)

    async def consent(self, room: RoomRef, author: str, name: str, choice: Consent) -> None:
        """Choose how one may be quoted, as with a button."""
        self._pressing[author] = None
        await super().consent(room, author, name, choice)

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
        """Post as a member: what the bot answers to that is shown beside nothing that was pressed."""
        self._pressing.pop(author, None)
        return await super().say(
            room, author, name, text, thread=thread, reply_to=reply_to, attachments=attachments, paths=paths
        )

    async def scene(self, room: RoomRef) -> Scene:
        """The room as everybody sees it, with what was said to one member alone, and the desk."""
        events = await self.log(room, 0)
        async with self._stage.reading() as stage:
            desk = None if self._desk is None else await stage.messages(self._desk)
            names = dict(await stage.members())
            private = [one for who in names for one in await stage.messages(room.room, private_with=who)]
        messages = await self.messages(room)
        return Scene(
            room=room.room,
            forum=self._dress.forum,
            messages=messages,
            private=sorted((one for one in private if one.id not in self._unsaid), key=lambda one: int(one.id)),
            desk=desk,
            desk_name=self._desk or "",
            reactions=await self.reactions(room),
            names=names,
            said=dict(self._said),
            pictures=await asyncio.to_thread(_pictures, messages),
            pinned={one.message.id: one.at for one in events if one.kind is StageEventKind.PINNED and one.message},
            shown_alone=dict(self._shown_alone),
            events=[SceneEvent(one.title, one.begins, one.ends, one.where) for one in self._announced.values()],
            polls={id: self._counted(id, said.poll) for id, said in self._said.items() if said.poll is not None},
        )

    def _counted(self, message: str, poll: Poll) -> ScenePoll:
        """How the votes stand in a poll."""
        votes = self._votes.get(message, {})
        chosen = Counter(choice for choices in votes.values() for choice in choices)
        choices = [(label, chosen[str(number)]) for number, label in enumerate(poll.choices, 1)]
        return ScenePoll(poll.question, choices, len(votes))


def _pictures(messages: Sequence[StageMessage]) -> dict[tuple[str, int], Picture]:
    """The pictures that members have attached, without the particulars of whoever took them."""
    found: dict[tuple[str, int], Picture] = {}
    for one in messages:
        for number, path in enumerate(() if one.from_bot else one.paths):
            picture = None if path is None else _drawn_anew(Path(path))
            if picture is not None:
                found[one.id, number] = for_a_page(picture)
    return found


def _drawn_anew(path: Path) -> Picture | None:
    try:
        return cleaned(read_file(path, Limits().largest))
    except PlatformError:
        return None
