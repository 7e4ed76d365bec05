"""A community on a homeserver, with the commands, menus and emoji of the café: the real host, store and client."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from bot.commands import Binding, Commands, Rights, Services
from bot.domain import MemberRef, Script
from bot.host import Places, Uploads
from bot.matrix_front import MatrixFront, Service
from bot.platforms.matrix_platform import MatrixPlatform
from tests.matrix.week import Week
from tests.matrix_server import Person, shown
from tests.stories.room import ZONE, script


class Community(Week):
    """Camille hosts, by the list; Vio and Ana are members. ``level`` is the power level of hosts, where there is one;
    ``prefix`` stands before commands. ``pages``: the flashback goes along as a page."""

    level: int | None = None
    prefix = "!"
    pages = False

    def made(self, **how: Any) -> MatrixPlatform:
        levels = {} if self.level is None else {self.room_id: self.level}
        hosts = {self.room_id: frozenset({self.camille.id})}
        return super().made(**{"hosts": hosts, "levels": levels, "prefix": self.prefix, "pages": self.pages, **how})

    def _work(self, worker: str = "one") -> None:
        super()._work(worker)
        self.scripts: dict[str, Script] = {"first-phone": script()}
        around = {"matrix": self.platform}
        services = Services(
            self.store,
            around,
            self.clock,
            self.host,
            ZONE,
            lambda name: self.scripts[name],
            lambda: sorted(self.scripts),
            Places(around, rooms=[self.room_id], language=lambda one, _room: one.languages[0]),
            uploads=Uploads(self.store, self.clock, self.where.parent / "uploads"),
        )
        levels = {} if self.level is None else {"matrix": self.level}
        hosts = Binding(frozenset({MemberRef("matrix", self.camille.id)}), levels=levels)
        rights = Rights(self.store, Binding(rooms={self.room: hosts}))
        self.commands = Commands(services, rights)
        places = {self.room_id: self.room, self.bureau: self.room}
        service = Service(
            "matrix",
            self.commands,
            self.host,
            self.store,
            self.clock,
            self.platform.speaking,
            places,
            {self.room: "fr"},
        )
        self.front = MatrixFront(service)
        self.platform.serve(self.front, places)

    # --- people -----------------------------------------------------------------------------------------------

    async def alone(self, who: Person) -> str:
        """The room in which somebody is alone with the bot: the one it has made for them, else one of their own."""
        for room, by in (await who.invitations()).items():
            if by == self.account.user:
                await who.joins(room)
        for room in await self.rooms_alone(who):
            return room
        room = await who.makes_room(invites=[self.account.user], is_direct=True, alone=True)
        async with asyncio.timeout(30):
            await self.platform._syncing.until(lambda: room in self.platform._account.client.rooms)
        return room

    async def rooms_alone(self, who: Person) -> list[str]:
        """The rooms of the bot's and theirs."""
        answer = await who.client.sync(timeout=0, full_state=True)
        joined = set(answer.rooms.join) - {self.room_id, self.bureau}
        return [one for one in joined if await _is_with(who, one, self.account.user)]

    async def told(self, who: Person) -> list[str]:
        """All that the bot has told somebody alone."""
        room = await self.alone(who)
        return [text for event, text in shown(await who.sees(room)) if event["sender"] == self.account.user]

    async def asks(self, who: Person, text: str, *, where: str | None = None, **more: Any) -> str:
        """What somebody is told alone who says that, in the room where no other is named."""
        return await self._answered(who, lambda: who.says(where or self.room_id, text, **more))

    async def tells(self, who: Person, text: str, **more: Any) -> str:
        """What somebody is told who says that to the bot alone."""
        room = await self.alone(who)
        return await self._answered(who, lambda: who.says(room, text, **more))

    async def presses(self, who: Person, message: str, emoji: str) -> str:
        """What somebody is told alone who presses an emoji below a message."""
        return await self._answered(who, lambda: who.reacts(self.room_id, message, emoji))

    async def _answered(self, who: Person, does: Callable[[], Any]) -> str:
        before = len(await self.told(who)) if await self._knows(who) else 0
        await self.heard(await does())
        await self.front.end()
        return "\n".join((await self.told(who))[before:])

    async def _knows(self, who: Person) -> bool:
        invited = self.account.user in (await who.invitations()).values()
        return invited or bool(await self.rooms_alone(who))

    # --- the room ---------------------------------------------------------------------------------------------

    async def message(self, words: str) -> str:
        """The bot's message in the room that holds these words."""
        for event in await self.vio.sees(self.room_id):
            if event["sender"] == self.account.user and words in event["content"].get("body", ""):
                return str(event["event_id"])
        raise AssertionError(f"nothing says “{words}”")

    async def emoji_below(self, message: str) -> list[str]:
        """The emoji that the bot has put below a message."""
        return [
            str(event["content"]["m.relates_to"]["key"])
            for event in await self.vio.sees(self.room_id)
            if event["type"] == "m.reaction"
            and event["sender"] == self.account.user
            and event["content"].get("m.relates_to", {}).get("event_id") == message
        ]

    async def posts(self) -> list[str]:
        """The words of every post that is kept."""
        return [one.text for one in (await self.record()).posts]


async def _is_with(who: Person, room: str, other: str) -> bool:
    members = (await who.client.joined_members(room)).members
    return {one.user_id for one in members} == {who.id, other}
