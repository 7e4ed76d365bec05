"""A café of three days on a homeserver: the real host, store, ticker and account, by the homeserver's clock."""

from __future__ import annotations

import asyncio
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from bot.domain import DeskRoom, Home, RoomRef, Script, zone_of
from bot.host import LEASE, Host
from bot.store.engine import Database
from bot.store.sql_store import SqlStore
from bot.ticker import Ticker
from tests.kept_cafe import KeptCafe
from tests.matrix.scene import Scene
from tests.matrix_server import Clock, Homeserver, People, shown
from tests.prepared import prepare
from tests.stories.room import MONDAY, ZONE, script


class Week(KeptCafe, Scene):
    """A café in the room, and a desk beside it. ``where`` is its database."""

    def __init__(self, server: Homeserver, clock: Clock, people: People, where: Path) -> None:
        super().__init__(server, clock, people)
        self.where = where
        self.cafe_id = ""
        self._last = ""

    async def gather(self, **more: Any) -> None:
        await super().gather(**more)
        self.bureau = await self.camille.makes_room(invites=[self.account.user], alone=True)
        await self.platform.open_room(self.bureau)
        self._work()

    def _work(self, worker: str = "one") -> None:
        self.database = Database(self.where)
        self.store = SqlStore(self.database)
        desks = (DeskRoom(RoomRef("matrix", self.bureau), "fr"),)
        platforms = {"matrix": self.platform}
        self.host = Host(self.store, platforms, self.clock, worker=worker, zone=ZONE, desks=desks)
        self.ticker = Ticker(self.store, self.host, self.clock, worker=worker, lease=LEASE)

    async def begins(self, told: Script | None = None) -> None:
        """Plan the café of the stories, and listen."""
        await prepare(self.database)
        await self.host.listen()
        cafe = await self.host.open(told or script(), [Home(self.room, "fr")], zone=ZONE, day=MONDAY)
        self.cafe_id = cafe.id

    async def dies(self) -> None:
        """The process ends: nothing in memory is left."""
        await self.platform.close()
        await self.database.close()

    async def comes_back(self) -> None:
        """Another process takes its place, with the same database, once what the first one had in hand is free."""
        self.platform = self.made()
        self._work("another")
        self.clock.move_to(self.clock.now() + 2 * LEASE)
        await self.host.listen()

    async def until(self, day: int, hour: int, minute: int = 0) -> None:
        """Let the time pass, performing each beat on the way."""
        local = datetime.combine(MONDAY + timedelta(days=day - 1), time(hour, minute), tzinfo=zone_of(ZONE))
        while (due := await self.ticker.tick()) is not None and due <= local:
            self.clock.move_to(due)
        self.clock.move_to(local)

    async def thread(self, workshop: str) -> str:
        """A workshop's thread."""
        async with self.store.reading() as store:
            found = await store.place(self.cafe_id, self.room, workshop)
        assert found is not None, f"{workshop} has no thread"
        return found

    async def poll(self, workshop: str) -> str:
        """The poll that stands beside a workshop's thread."""
        thread = await self.thread(workshop)
        found = [
            one for one in await self.vio.sees(self.room_id) if one["content"].get("org.cafe-host.thread") == thread
        ]
        assert len(found) == 1, f"{workshop} has {len(found)} polls"
        return str(found[0]["event_id"])

    async def heard(self, event: str) -> str:
        """Returns once the bot has heard of an event; whatever comes next has an instant of its own."""
        self.clock.forward(milliseconds=1)
        return await super().heard(event)

    async def said(self, room: str | None = None) -> list[str]:
        """All that the bot has said in a room, in its threads too, as it reads by now."""
        events = await self.camille.sees(room or self.room_id)
        roots = {one["content"].get("m.relates_to", {}).get("event_id") for one in events if _in_thread(one)}
        standing = shown(events)
        for root in roots:
            standing += [one for one in shown(events, root) if one[0]["event_id"] != root]
        return [text for event, text in standing if event["sender"] == self.account.user]

    async def close(self) -> None:
        await super().close()
        await asyncio.shield(self.database.close())


def _in_thread(event: dict[str, Any]) -> bool:
    return bool(event["content"].get("m.relates_to", {}).get("rel_type") == "m.thread")
