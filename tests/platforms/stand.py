"""What a platform stands on in the contract's tests: a server, members who act on it, a door that listens."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from bot.domain import (
    Attachment,
    Inbound,
    OutboundMessage,
    PostEdited,
    PostErased,
    PostMade,
    Reacted,
    ReactionsCleared,
    RoomRef,
    Unreacted,
)
from bot.ports import Platform


class Members(Protocol):
    """How members act on the platform's server, whether the bot is there or not."""

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
    ) -> str: ...

    async def tell(self, room: RoomRef, author: str, name: str, text: str) -> str: ...

    async def edit(self, room: RoomRef, author: str, message: str, text: str) -> None: ...

    async def erase(self, room: RoomRef, author: str, message: str) -> None: ...

    async def react(self, room: RoomRef, author: str, message: str, emoji: str) -> None: ...

    async def unreact(self, room: RoomRef, author: str, message: str, emoji: str) -> None: ...

    async def clear(self, room: RoomRef, author: str, message: str, emoji: str | None = None) -> None: ...


class Stand(ABC):
    """A platform on its server, with people on it."""

    platform: Platform

    @property
    @abstractmethod
    def members(self) -> Members: ...

    def id_of(self, member: str) -> str:
        """The id on this server of the member whom the tests call so; it stays the same over a restart."""
        return member

    def stands_in(self, room: RoomRef, thread: str | None) -> str | None:
        """The thread in which something stands that was said into that thread, or into none: a room that holds nothing
        but threads has one for that."""
        return thread

    @abstractmethod
    async def new_room(self) -> RoomRef:
        """A room nobody has said anything in."""

    @abstractmethod
    async def restart(self) -> None:
        """The bot dies; ``platform`` is then a new one on the same server, not connected."""

    @abstractmethod
    async def settle(self) -> None:
        """Returns once all that happened has come through the door."""

    @abstractmethod
    async def seen(self, room: RoomRef, thread: str | None = None) -> list[str]:
        """The texts that everybody in the room, or in one thread, can read now."""

    async def answer(self, room: RoomRef, thread: str, member: str, name: str, text: str) -> str:
        """Have a member answer in a sealed thread, as members do there; returns the post's id."""
        return await self.members.say(room, member, name, text, thread=thread)

    async def seen_by(self, room: RoomRef, member: str, thread: str | None = None) -> list[str]:
        """The texts in the room, or in one thread, that a member can read now, once they have pressed what opens it;
        asked of platforms that can seal."""
        raise NotImplementedError

    async def pinned(self, room: RoomRef) -> list[str]:
        """The texts that are pinned in the room; asked of platforms that can pin."""
        raise NotImplementedError

    async def announced(self, room: RoomRef) -> list[tuple[str, datetime]]:
        """What stands in the room's calendar and is not over, each with its end, in the order of its making; asked of
        platforms that have one."""
        raise NotImplementedError

    @abstractmethod
    async def private(self, room: RoomRef, member: str) -> list[str]:
        """The texts that the bot wrote to that member alone."""

    @abstractmethod
    def now(self) -> datetime:
        """The server's time."""


@dataclass
class Door:
    """The host's door: everything that came through, in order."""

    events: list[Inbound] = field(default_factory=list)

    async def __call__(self, events: Sequence[Inbound]) -> None:
        self.events.extend(events)


@dataclass
class Told:
    """What somebody who heard all events knows of a room."""

    posts: dict[str, str] = field(default_factory=dict)
    reactions: set[tuple[str, str, str]] = field(default_factory=set)
    erased: set[str] = field(default_factory=set)

    @classmethod
    def by(cls, events: Iterable[Inbound]) -> Told:
        told = cls()
        for event in events:
            match event:
                case PostMade(post=post, text=text) | PostEdited(post=post, text=text):
                    told.posts[post] = text
                case PostErased(post=post):
                    told.posts.pop(post, None)
                    told.erased.add(post)
                case Reacted(post=post, author=author, emoji=emoji):
                    told.reactions.add((post, author, emoji))
                case Unreacted(post=post, author=author, emoji=emoji):
                    told.reactions.discard((post, author, emoji))
                case ReactionsCleared(post=post, emoji=emoji):
                    cleared = {one for one in told.reactions if one[0] == post and emoji in (None, one[2])}
                    told.reactions -= cleared
        return told


async def everything(events: AsyncIterator[Inbound]) -> list[Inbound]:
    return [event async for event in events]


def said(text: str, **more: object) -> OutboundMessage:
    return replace(OutboundMessage(body=text), **more)  # type: ignore[arg-type]
