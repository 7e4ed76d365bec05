"""The real discord.py, turned towards the server of the tests, and without the waits that it owes to the real one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from typing import Any, TypeAlias, TypeVar

import discord
import discord.webhook.async_
import yarl
from discord.backoff import ExponentialBackoff
from discord.gateway import DiscordWebSocket
from discord.http import Route
from discord.state import ConnectionState

from ._bell import Bell
from ._server import TOKEN, DiscordServer

READY_TIMEOUT = 0.05
"""Seconds that a client waits for more guilds after READY; discord.py's own two seconds are for thousands."""

AnyClient = TypeVar("AnyClient", bound=discord.Client)


async def _at_once(self: discord.Client, shard_id: int | None, *, initial: bool = False) -> None:
    """In the place of `discord.Client.before_identify_hook`, which sleeps five seconds before a second IDENTIFY."""


class _Hurried:
    """In the place of asyncio where discord.py sends requests: after a 5xx it waits whole seconds, here none. What a
    429 asks for, in fractions of a second, is waited for."""

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(0 if isinstance(seconds, int) else seconds)


Changes: TypeAlias = list[tuple[Any, str, Any]]
"""What is put in the place of something: the owner, the name, and what stands there from now on."""


def reach(address: str) -> Callable[[], None]:
    """From now on every client of this process talks to the server at ``http://...``. Returns what undoes it."""
    first = ConnectionState.__init__

    def begin(self: Any, **options: Any) -> None:
        first(self, **{"guild_ready_timeout": READY_TIMEOUT, **options})

    changes: Changes = [
        (Route, "BASE", f"{address}/api/v10"),
        (DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(address.replace("http", "ws", 1) + "/")),
        (discord.Client, "before_identify_hook", _at_once),
        (ConnectionState, "__init__", begin),
        (ExponentialBackoff, "delay", lambda self: 0.01),
        (discord.http, "asyncio", _Hurried()),
        (discord.webhook.async_, "asyncio", _Hurried()),
    ]
    return _changed(changes)


def overheard(bell: Bell) -> Callable[[], None]:
    """From now on the bell rings whenever a client of this process has heard something, or tells of something. Returns
    what undoes it."""
    received, dispatch = DiscordWebSocket.received_message, discord.Client.dispatch

    async def receive(self: DiscordWebSocket, message: Any, /) -> None:
        await received(self, message)
        bell.ring()

    def tell(self: discord.Client, event: str, /, *args: Any, **kwargs: Any) -> None:
        dispatch(self, event, *args, **kwargs)
        bell.ring()

    return _changed([(DiscordWebSocket, "received_message", receive), (discord.Client, "dispatch", tell)])


def _changed(changes: Changes) -> Callable[[], None]:
    before = [(owner, name, getattr(owner, name)) for owner, name, _ in changes]
    for owner, name, value in changes:
        setattr(owner, name, value)

    def undo() -> None:
        for owner, name, value in before:
            setattr(owner, name, value)

    return undo


@contextmanager
def reaching(server: DiscordServer) -> Iterator[None]:
    """The same for as long as the block lasts; ``server.bell`` rings for what clients hear."""
    with ExitStack() as undone:
        undone.callback(reach(server.address))
        undone.callback(overheard(server.bell))
        yield


@asynccontextmanager
async def client_here(server: DiscordServer, client: AnyClient, token: str = TOKEN) -> AsyncIterator[AnyClient]:
    """That client, logged in and ready, for as long as the block lasts.

    It has to be made inside `reaching`, as the fixture ``discord_server`` sees to. What it raises while it runs
    (a wrong token, an intent that is not granted) is raised here.
    """
    running = asyncio.create_task(client.start(token))
    ready = asyncio.create_task(client.wait_until_ready())
    try:
        async with asyncio.timeout(10):
            # `wait_until_ready` knows of a client only once `start` has had its turn.
            while not running.done() and not ready.done():
                await asyncio.wait({running, ready}, return_when=asyncio.FIRST_COMPLETED, timeout=0.05)
                if ready.done() and ready.exception():
                    ready = asyncio.create_task(client.wait_until_ready())
        if running.done():
            running.result()
        yield client
    finally:
        ready.cancel()
        await client.close()
        with suppress(asyncio.CancelledError, discord.DiscordException):
            await running
