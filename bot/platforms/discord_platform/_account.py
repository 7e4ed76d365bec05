"""The account: logged in where something is asked of Discord, and in its own connection where it listens."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence

from pydantic import SecretStr

from bot.errors import CafeError, PlatformError, fault
from bot.logs import Event, faults_of, logger
from bot.platforms.discord_platform._client import Client, Ears, Making, make_client
from bot.platforms.discord_platform._faults import fault_of, in_our_words
from bot.platforms.discord_platform._pace import PER_SECOND, Pace

READY_WITHIN = 90.0
"""After how many seconds without being ready a connection is given up, to be tried again by whoever asked for it."""

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
        self._client: Client | None = None
        self._gateway: asyncio.Task[None] | None = None
        self._one_at_a_time = asyncio.Lock()

    async def online(self) -> Client:
        """The client, logged in. Raises `bot.errors.ConfigurationError` for a wrong token, `PlatformError` where
        Discord cannot be reached."""
        async with self._one_at_a_time:
            if self._client is None:
                pace = Pace(asyncio.get_running_loop(), self._per_second)
                client = make_client(self._making, pace)
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

    async def listen(self, ears: Ears) -> None:
        """Connect, and return once it is ready. Raises as `online`, and `ConfigurationError` for an intent that is not
        granted."""
        client = await self.online()
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
            await self.leave()
            raise
        finally:
            ready.cancel()
        gateway.add_done_callback(self._lost)

    async def leave(self) -> None:
        """Let go of the connection."""
        client, self._client = self._client, None
        gateway, self._gateway = self._gateway, None
        if client is not None:
            client.ears = None
            await client.close()
        if gateway is not None:
            gateway.cancel()
            with contextlib.suppress(BaseException):
                await gateway

    def _lost(self, gateway: asyncio.Task[None]) -> None:
        """Tell that the connection ended by itself: the token was changed, or an intent taken away."""
        if self._gateway is gateway and not gateway.cancelled() and (error := gateway.exception()) is not None:
            told: CafeError = fault_of(error)
            _log.error(Event.CONNECTION_ENDED, account=self.name, fault=faults_of(told))
