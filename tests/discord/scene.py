"""An account on a local Discord, and whoever is there."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import SecretStr

from bot.domain import Inbound, OutboundMessage, Posted, RoomRef
from bot.platforms.discord_platform import DiscordPlatform
from tests.discord_server import TOKEN, Bell, Channel, Clock, DiscordServer, Guild, Message, Person, Thread
from tests.platforms.stand import said


async def heard_all(server: DiscordServer, platform: DiscordPlatform) -> None:
    """Return once all that has happened has come over the socket."""
    client = platform._account.listening
    assert client is not None

    def nothing_on_its_way() -> bool:
        session = server.gateway.sessions.get(str(client.ws.session_id))
        return session is not None and session.sequence == client.ws.sequence

    await server.bell.until(nothing_on_its_way)


class StillClock:
    """The server's clock, which waits for nobody."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> datetime:
        return self._clock.now()

    async def wait_until(self, instant: datetime) -> None:
        raise AssertionError("nothing here waits for the clock")


@dataclass
class Door:
    """The host's door. ``closed``: nothing can be kept at the moment."""

    events: list[Inbound] = field(default_factory=list)
    closed: bool = False
    tried: int = 0
    bell: Bell = field(default_factory=Bell)

    async def __call__(self, events: Sequence[Inbound]) -> None:
        self.tried += 1
        if self.closed:
            raise OSError("the disk is full")
        self.events.extend(events)
        self.bell.ring()

    def of(self, kind: type) -> list[Any]:
        """The events of that kind, in order."""
        return [one for one in self.events if isinstance(one, kind)]


class Scene:
    """A guild with a text channel, Vio and Ana in it, and an account that may be made anew."""

    def __init__(self, server: DiscordServer, clock: Clock) -> None:
        self.server = server
        self.clock = clock
        self.guild: Guild = server.new_guild()
        self.channel: Channel = server.new_text(self.guild, "café")
        self.vio: Person = server.new_person(self.guild, "Vio")
        self.ana: Person = server.new_person(self.guild, "Ana")
        self.door = Door(bell=server.bell)
        self._made: list[DiscordPlatform] = []
        self.platform = self.account()

    @property
    def room(self) -> RoomRef:
        return RoomRef("discord", str(self.channel.id))

    def account(self, *, token: str = TOKEN, **how: Any) -> DiscordPlatform:
        """Another process's account, on the same server."""
        how.setdefault("reads_all", True)
        made = DiscordPlatform(SecretStr(token), StillClock(self.clock), **how)
        self._made.append(made)
        return made

    async def restart(self, **how: Any) -> DiscordPlatform:
        """The process ends; another one takes its place, not connected."""
        await self.platform.close()
        self.platform = self.account(**how)
        return self.platform

    async def listen(self) -> None:
        """Have the account listen in the room."""
        await self.platform.open_room(self.room.room)
        await self.platform.connect(self.door)

    async def begin(self, key: str = "k1", title: str = "Un souvenir", **more: Any) -> tuple[Posted, Thread]:
        """A workshop in the room: its question, and its thread."""
        posted = await self.platform.post(self.room, said("Qu’apportez-vous ?", begins=title, **more), key)
        return posted, self.guild.threads[int(posted.thread or 0)]

    async def settle(self) -> None:
        """Returns once all that happened has come through the door."""
        await heard_all(self.server, self.platform)
        async with asyncio.timeout(5):
            await self.platform._line.settled()

    def words(self, channel: Channel | None = None) -> list[str]:
        """What stands there, by whomever."""
        return [one.content for one in (channel or self.channel).messages.values() if one.content]

    def message(self, posted: Posted) -> Message:
        """A message of ours, wherever it stands."""
        channels = (*self.guild.channels.values(), *self.guild.threads.values())
        return next(one.messages[int(posted.message)] for one in channels if int(posted.message) in one.messages)

    async def close(self) -> None:
        for one in self._made:
            await one.close()


def to(person: Person, text: str, **more: Any) -> OutboundMessage:
    """Something for one member alone."""
    from bot.domain import MemberRef

    return said(text, to=MemberRef("discord", person.id), **more)
