"""A local Discord in a process of its own, steered by lines of JSON: one deed in, one answer out.

What a deed is stands at each of them. It is the stand-in of the tests without its checks, which cost more than what is
measured here.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
import zlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from bench.posting import START, TEXT
from tests.discord_server import Channel, DiscordServer, Guild, Person

CHANNELS = 500
"""How many channels a guild of Discord may have."""

Deed = Callable[..., Awaitable[Any]]


class Steered:
    """The server, and who and what is there."""

    def __init__(self, server: DiscordServer) -> None:
        self.server = server
        self.guilds: list[Guild] = []
        self.channels: list[Channel] = []
        self.people: list[Person] = []
        self.waited: list[float] = []
        self.begun = (0, 0.0)
        self.deeds: dict[str, Deed] = {
            "rooms": self.rooms,
            "burst": self.burst,
            "hold": self.hold,
            "count": self.count,
            "ask": self.ask,
        }

    async def rooms(self, channels: int, people: int) -> list[int]:
        """Make so many text channels, in as many guilds as that takes, and people in the first; returns the channels'
        ids."""
        for number in range(channels):
            if number % CHANNELS == 0:
                self.guilds.append(self.server.new_guild(f"guild {len(self.guilds)}"))
            self.channels.append(self.server.new_text(self.guilds[-1], f"salon-{number}"))
        self.people = [self.server.new_person(self.guilds[0], f"Vio{number}") for number in range(people)]
        return [one.id for one in self.channels]

    async def burst(self, thread: int, posts: int) -> float:
        """Say so many messages in a thread, in one burst of frames that are made beforehand; returns the seconds that
        sending them took."""
        place = self.guilds[0].threads[thread]
        session = [one for one in self.server.gateway.sessions.values() if one.line is not None][-1]
        assert session.line is not None
        line = session.line
        self.people[0].says(place, TEXT)
        while not line.waiting.empty():  # noqa: ASYNC110 - the stand-in tells nobody when all is on its way
            await asyncio.sleep(0.01)
        model = session.kept[-1]["d"]
        frames = []
        for number in range(posts):
            person = self.people[number % len(self.people)]
            said = {**model, "id": str(self.server.world.snowflake()), "content": f"{TEXT} {number}", "nonce": None}
            name = person.user.name
            said["author"] = {**model["author"], "id": str(person.id), "username": name, "global_name": name}
            session.sequence += 1
            text = json.dumps({"op": 0, "t": "MESSAGE_CREATE", "s": session.sequence, "d": said})
            frames.append(line.deflate.compress(text.encode()) + line.deflate.flush(zlib.Z_SYNC_FLUSH))
        begun = time.perf_counter()
        for frame in frames:
            await line.socket.send_bytes(frame)
        return time.perf_counter() - begun

    async def hold(self, most: int) -> None:
        """Take at most so many requests a second from now on."""
        self.server.limits.hold(most, 1.0)

    async def count(self) -> dict[str, Any]:
        """How many requests were let pass and refused since the last count, in how many seconds, how many were invalid,
        and how long people have waited for the answers to what they asked."""
        statuses = [one.status for one in self.server.calls if one.status]
        limited = [one for one in self.server.calls if "/interactions/" not in one.route and one.status != 429]
        self.server.calls.clear()
        now, waited = time.perf_counter(), sorted(self.waited)
        begun = self.begun[1]
        self.begun, self.waited = (0, now), []
        return {
            "passed": len([one for one in limited if "/webhooks/" not in one.route]),
            "seconds": now - begun,
            "too_many": statuses.count(429),
            "invalid": len([one for one in statuses if one in (401, 403)]),
            "waited": waited,
            "faults": [str(one) for one in self.server.faults[:3]],
        }

    async def ask(self, command: str, times: int, every: float) -> int:
        """Have somebody run a command again and again; returns how often they were told that it failed."""
        failed = 0
        for number in range(times):
            begun = time.perf_counter()
            try:
                seen = await self.people[number % len(self.people)].runs(self.channels[0], command)
                await seen.until(lambda one: bool(one.text), 10.0)
            except Exception as error:
                print(repr(error), file=sys.stderr)
                failed += 1
            self.waited.append(time.perf_counter() - begun)
            await asyncio.sleep(every)
        return failed


async def serve() -> None:
    begun = time.monotonic()

    def now() -> Any:
        return START + timedelta(seconds=time.monotonic() - begun)

    async with DiscordServer.running(now) as server:
        steered = Steered(server)
        loop = asyncio.get_running_loop()
        print(json.dumps([server.address, server.gateway.address]), flush=True)
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            deed = json.loads(line)
            print(json.dumps(await steered.deeds[deed.pop("do")](**deed)), flush=True)


if __name__ == "__main__":
    asyncio.run(serve())
