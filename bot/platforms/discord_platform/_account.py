"""The account: logged in where something is asked of Discord, and in its own connection where it listens."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence

from pydantic import SecretStr

from bot.errors import CafeError, ConfigurationError, PlatformError, fault
from bot.logs import Event, faults_of, logger
from bot.platforms.discord_platform._client import READY_WITHIN, Client, Ears, Making, ShardedClient, make_client
from bot.platforms.discord_platform._faults import fault_of, in_our_words
from bot.platforms.discord_platform._pace import PER_SECOND, Pace

AGAIN_AFTER = 30.0
"""After how many seconds a connection that ended by itself is tried again; twice as long each time."""

LONGEST_PAUSE = 900.0

_log = logger(__name__)


class Account:
    """Makes clients, and has at most one. ``extensions`` are modules that bring commands and buttons: they are loaded,
    by name, where the account listens; ``services`` is what they find as the client's ``services``."""

    def __init__(
        self,
        name: str,
        token: SecretStr,
        making: Making,
        *,
        per_second: int = PER_SECOND,
        extensions: Sequence[str] = (),
        services: object = None,
    ) -> None:
        self.name = name
        self._token = token
        self._making = making
        self._per_second = per_second
        self._extensions = tuple(extensions)
        self.services = services
        self._pace: Pace | None = None
        self._client: Client | None = None
        self._gateway: asyncio.Task[None] | None = None
        self._mending: asyncio.Task[None] | None = None
        self._one_at_a_time = asyncio.Lock()
        self._shards: list[int] = []

    async def online(self) -> Client:
        """The client, logged in. Raises `bot.errors.PlatformError`, for a wrong token as well: whoever wants something
        of a running café waits for it, and goes on with the others."""
        try:
            return await self.logged_in()
        except ConfigurationError as error:
            raise PlatformError(*error.faults) from None

    async def logged_in(self) -> Client:
        """The client, logged in. Raises `bot.errors.ConfigurationError` for a wrong token, `PlatformError` where
        Discord cannot be reached."""
        async with self._one_at_a_time:
            if self._client is None:
                # One for all connections: Discord's limit does not begin anew with the next one.
                self._pace = self._pace or Pace(asyncio.get_running_loop(), self._per_second)
                client = make_client(self._making, self._pace)
                try:
                    with in_our_words():
                        await client.login(self._token.get_secret_value())
                except BaseException:
                    await client.close()
                    raise
                self._client = client
            return self._client

    @property
    def listening(self) -> Client | None:
        """The client, where it listens and knows the servers it is in."""
        client = self._client
        return client if client is not None and self._gateway is not None and client.is_ready() else None

    @property
    def shards(self) -> Sequence[int]:
        """The shards at which it listens, where it is split."""
        return tuple(self._shards)

    def hears(self, server: int, shard: int | None) -> bool:
        """Whether it listens to a server, and does so at that shard where one is named."""
        split = self._making.shards
        if split is None:
            return True
        heard = split.shard_of(server)
        return heard in self._shards and shard in (None, heard)

    async def join(self, shard: int, ears: Ears) -> None:
        """Listen at one more shard. Raises as `listen`; then the others are listened to as before."""
        self._shards.append(shard)
        try:
            client = self._client
            if self._mending is not None and not self._mending.done():
                raise PlatformError(fault("discord_unreachable"))
            if self._gateway is None or not isinstance(client, ShardedClient):
                await self.listen(ears)
                return
            with in_our_words():
                await client.join(shard)
        except BaseException:
            await self.part(shard)
            raise

    async def part(self, shard: int) -> None:
        """Listen at a shard no more; with the last one the connection is let go of."""
        self._shards = [one for one in self._shards if one != shard]
        if not self._shards:
            await self.leave()
        elif isinstance(self._client, ShardedClient):
            await self._client.part(shard)

    async def listen(self, ears: Ears) -> None:
        """Connect, and return once it is ready. Raises as `logged_in`, and `ConfigurationError` for an intent that is
        not granted."""
        client = await self.logged_in()
        if isinstance(client, ShardedClient):
            client.shard_ids = list(self._shards)
        client.services = self.services  # type: ignore[union-attr]
        for extension in self._extensions:
            await client.load_extension(extension)
        client.ears = ears
        gateway = self._gateway = asyncio.create_task(client.connect())
        ready = asyncio.create_task(client.wait_until_ready())
        try:
            await asyncio.wait({gateway, ready}, timeout=READY_WITHIN, return_when=asyncio.FIRST_COMPLETED)
            if not ready.done() or gateway.done():
                error = gateway.exception() if gateway.done() and not gateway.cancelled() else None
                raise PlatformError(fault("discord_unreachable")) if error is None else fault_of(error)
        except BaseException:
            await self._let_go()
            raise
        finally:
            ready.cancel()
        gateway.add_done_callback(lambda ended: self._lost(ended, ears))

    async def leave(self) -> None:
        """Let go of the connection, and do not try again."""
        self._shards = []
        mending, self._mending = self._mending, None
        if mending is not None and mending is not asyncio.current_task():
            mending.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await mending
        await self._let_go()

    async def _let_go(self) -> None:
        client, self._client = self._client, None
        gateway, self._gateway = self._gateway, None
        if client is not None:
            client.ears = None
            await client.close()
        if gateway is not None:
            gateway.cancel()
            with contextlib.suppress(BaseException):
                await gateway

    def _lost(self, gateway: asyncio.Task[None], ears: Ears) -> None:
        """The connection ended by itself: discord.py mends what can be mended, so the token was changed, an intent
        taken away, or something failed that should not have. It is told, and tried again in a while."""
        if self._gateway is not gateway or gateway.cancelled():
            return
        error = gateway.exception()
        told = "discord_unreachable" if error is None else faults_of(fault_of(error))
        _log.error(Event.CONNECTION_ENDED, account=self.name, fault=told)
        ears.hear("gap", None)
        self._mending = asyncio.create_task(self._mend(ears))

    async def _mend(self, ears: Ears) -> None:
        """Connect again, later each time."""
        pause = AGAIN_AFTER
        while True:
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
            try:
                await self._let_go()
                await self.listen(ears)
            except CafeError as error:
                _log.error(Event.CONNECTION_ENDED, account=self.name, fault=faults_of(error))
            else:
                return
