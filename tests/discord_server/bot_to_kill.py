"""A bot in a process of its own, which posts what it is told to on its standard input until it is killed.

``python -m tests.discord_server.bot_to_kill ADDRESS CHANNEL`` answers ``ready`` and then, for each line, the id of the
message that it has posted with that line as content and nonce.
"""

from __future__ import annotations

import asyncio
import sys
import warnings

warnings.simplefilter("ignore")

import discord  # noqa: E402

from tests.discord_server import TOKEN, reach  # noqa: E402


async def main(address: str, number: int) -> None:
    reach(address)
    client = discord.Client(intents=discord.Intents.default())
    ready = asyncio.Event()

    async def on_ready() -> None:
        ready.set()

    client.event(on_ready)
    async with client:
        running = asyncio.create_task(client.start(TOKEN))
        await ready.wait()
        channel = client.get_partial_messageable(number)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while line := (await asyncio.to_thread(sys.stdin.readline)).strip():
            sent = await channel.send(line, nonce=line)
            sys.stdout.write(f"{sent.id}\n")
            sys.stdout.flush()
        running.cancel()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
