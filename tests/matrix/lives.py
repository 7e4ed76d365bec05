"""A café on Matrix whose process is killed, again and again, while it says something; and what has become of it."""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.domain import Home, Script, zone_of
from bot.platforms.matrix_platform import Session
from tests.killable import Killable
from tests.matrix.between import Between
from tests.matrix.one_life import LEASE, CommonClock, Place, live
from tests.matrix.week import Week
from tests.matrix_server import Homeserver, People, Person, shown
from tests.prepared import prepare
from tests.stories.room import MONDAY, ZONE, script

WORDS = "Le mien avait un fil et je tirais dessus pour aller plus loin."
OTHERS = "Le nôtre était posé dans le couloir, sur un tabouret."
LAST = "Je repars avec une idée que je n’avais pas."
KEY = "org.cafe-host.key"


@dataclass
class Outcome:
    """All that stands on the homeserver in the end, and what is published: without ids, which differ from run to
    run."""

    said: list[str] = field(default_factory=list)
    desk: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    rooms_alone: int = 0
    emoji: int = 0
    pinned: int = 0
    posts: list[tuple[str, str]] = field(default_factory=list)
    flashback: list[str] = field(default_factory=list)


class Lives(Week):
    """The café of the stories, lived by processes that die. What people do, they do on the homeserver."""

    clock: CommonClock

    def __init__(self, server: Homeserver, people: People, where: Path, between: Between) -> None:
        super().__init__(server, CommonClock(server.dial), people, where)
        self.between = between
        self.life: Killable | None = None
        self.count = 0

    async def begins(self, told: Script | None = None) -> None:
        """Plan the café; nobody listens yet."""
        await prepare(self.database)
        await self.host.open(
            told or script(), [Home(self.room, "fr")], zone=ZONE, day=MONDAY, id="mars", secret=b"secret" * 6
        )
        self.cafe_id = "mars"
        await self.platform.close()
        await self.between.begin(self.server.url)
        self.between.room, self.between.desk = self.room_id, self.bureau

    async def does(self, what: str, *given: Any) -> None:
        """Have that done, by as many lives as it takes."""
        while True:
            with contextlib.suppress(EOFError, OSError):
                await (await self.alive()).does(what, *given)
                return

    async def alive(self) -> Killable:
        """A process that listens; whoever has died is followed once its claims have ended. Raises `EOFError` for one
        that dies at once."""
        if self.life is not None and self.life.lives:
            return self.life
        if self.life is not None:
            self.clock.forward(seconds=LEASE.total_seconds())
        account = self.account
        session = Session(self.between.url, account.user, account.device, SecretStr(account.token))
        place = Place(session, self.where, self.room_id, self.bureau, self.server.dial.path)
        self.life = Killable(live, place)
        self.count += 1
        self.between.kill = self.life.kill
        await self.life.answer()
        return self.life

    async def until(self, day: int, hour: int, minute: int = 0) -> None:
        await self.does("until", datetime.combine(MONDAY + timedelta(days=day - 1), time(hour, minute), zone_of(ZONE)))

    async def heard(self, event: str) -> str:
        """Returns once an event is kept: whoever lives hears it, whoever follows reads it back."""
        self.clock.forward(milliseconds=1)
        with contextlib.suppress(EOFError, OSError):
            if self.life is not None and self.life.lives:
                await self.life.does("heard", event)
                return event
        while True:
            with contextlib.suppress(EOFError, OSError):
                await self.alive()
                return event

    async def outcome(self) -> Outcome:
        """What has become of it. Nothing of ours stands twice under one key."""
        events = await self.camille.sees(self.room_id)
        ours = [one for one in events if one["sender"] == self.account.user]
        keys = Counter(one["content"][KEY] for one in ours if KEY in one["content"])
        assert not [key for key, times in keys.items() if times > 1], "something was said twice"
        made = Outcome(said=sorted(map(_without_ids, await self.said())))
        made.desk = sorted(map(_without_ids, await self.said(self.bureau)))
        for who in (self.vio, self.ana):
            made.told += sorted(f"{who.name}: {text}" for text in await self._told(who, made))
        made.emoji = sum(one["type"] == "m.reaction" and bool(one["content"]) for one in ours)
        made.pinned = len((await self.camille.state(self.room_id, "m.room.pinned_events"))["pinned"])
        names = {self.vio.id: "Vio", self.ana.id: "Ana"}
        made.posts = sorted((names[post.author.id], post.text) for post in (await self.record()).posts)
        async with self.store.reading() as store:
            document = await store.flashback(self.cafe_id)
        made.flashback = _without_ids((document or b"").decode()).splitlines()
        return made

    async def _told(self, who: Person, made: Outcome) -> list[str]:
        told = []
        for room, by in (await who.invitations()).items():
            if by == self.account.user:
                await who.joins(room)
                made.rooms_alone += 1
                told += [text for event, text in shown(await who.sees(room)) if event["sender"] == by]
        return told

    async def close(self) -> None:
        if self.life is not None:
            self.life.kill()
        await self.between.end()
        await super().close()


def _without_ids(text: str) -> str:
    return re.sub(r"(?:[$!]|%24|%21)[\w-]{43}|@\w+-\d+:cafe\.test|\bp[0-9a-f]{12}\b", "#", text)


async def whole_story(cafe: Lives) -> None:
    """The café's three days, its flashback, and words that are taken back afterwards."""
    room = cafe.room_id
    await cafe.begins()
    await cafe.until(1, 8, 30)
    await cafe.until(1, 10)
    memory = await cafe.thread("memory")
    post = await cafe.heard(await cafe.vio.says(room, WORDS, thread=memory))
    await cafe.heard(await cafe.ana.says(room, OTHERS, thread=memory))
    await cafe.heard(await cafe.ana.reacts(room, post, "👍"))
    await cafe.until(2, 10)
    moment = await cafe.thread("moment")
    await cafe.heard(await cafe.vio.says(room, "Tôt, ou plutôt plus tard", thread=moment))
    await cafe.heard(await cafe.ana.votes(room, await cafe.poll("moment"), "2"))
    await cafe.until(3, 10)
    last = await cafe.heard(await cafe.vio.says(room, LAST, thread=await cafe.thread("last")))
    await cafe.until(5, 12)
    await cafe.heard(await cafe.vio.redacts(room, last))
    # Long enough for what a death has left awake to fall asleep again.
    await cafe.until(5, 15)
