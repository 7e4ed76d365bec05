"""The account: a client that is logged in, and what is asked of its homeserver."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4
from weakref import WeakValueDictionary

from nio import (
    AsyncClient,
    AsyncClientConfig,
    EncryptionError,
    ErrorResponse,
    GroupEncryptionError,
    LocalProtocolError,
)
from pydantic import SecretStr

from bot.errors import NotAllowed, PlatformError, fault
from bot.platforms.matrix_platform._encryption import Keys, Unread, client_with_keys, opened
from bot.platforms.matrix_platform._event import REACTION, Event, text_in
from bot.platforms.matrix_platform._faults import fault_of, reachable

PATIENCE = 30.0
"""How many seconds a request may take."""

MOST_REFUSALS = 3
"""How often a request is repeated that a homeserver wanted later."""

LONGEST_WAIT = 20.0
"""The longest time, in seconds, that is waited for a homeserver that asks for it. Where one asks for more, whoever
wanted something is told so, and tries again."""

# nio's own loggers quote what they cannot read, which may be a member's words.
logging.getLogger("nio").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Session:
    """How an account gets in: its homeserver, who it is, its device and its token. The device stays the same for good:
    it is what a homeserver knows messages again by that were sent already."""

    homeserver: str
    user: str
    device: str
    token: SecretStr = field(repr=False)


class Account:
    """One account on one homeserver. ``me`` is its id. Each question raises one of `bot.errors` for a refusal, in which
    the place is called ``room``. With ``keys`` it reads what is encrypted, and encrypts, from `unlock` on."""

    def __init__(self, name: str, session: Session, keys: Keys | None = None) -> None:
        self.name = name
        self.me = session.user
        self.encrypted: set[str] = set()
        """The rooms that are known to be encrypted: once they are, they stay so."""
        self.unread = Unread(keys)
        self._session = session
        self._keys = keys
        self._unlocked = False
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._client: AsyncClient | None = None

    @property
    def has_keys(self) -> bool:
        """Whether it reads what is encrypted."""
        return self._keys is not None

    async def unlock(self) -> None:
        """Have the keys at hand; for whoever listens alone: two at once would spoil them. Raises
        `ConfigurationError`."""
        if self._keys is None or self._unlocked:
            return
        device = self._session.device or text_in(await self.get("?", "v3", "account", "whoami"), "device_id") or ""
        await self.leave()
        session = self._session
        self._client = client_with_keys(session.homeserver, session.user, device, PATIENCE, self._keys)
        _let_in(self._client, session, device)
        self._unlocked = True

    def opened(self, event: Event, room: str) -> Event:
        """An event, opened as far as its key is there."""
        return opened(self._client, event, room)

    async def keep_keys(self) -> None:
        """Bring and ask for the keys that it takes to be written to and to write."""
        client = self.client
        if client.olm is None:
            return
        if client.outgoing_to_device_messages:
            await client.send_to_device_messages()
        if client.should_upload_keys:
            await self.granted(client.keys_upload)
        if client.should_query_keys:
            await self.granted(client.keys_query)
        if client.should_claim_keys:
            await self.granted(lambda: client.keys_claim(client.get_users_for_key_claiming()))

    @property
    def client(self) -> AsyncClient:
        """The client, logged in."""
        if self._client is None:
            session = self._session
            config = AsyncClientConfig(
                max_limit_exceeded=0, max_timeouts=0, request_timeout=PATIENCE, encryption_enabled=False
            )
            self._client = AsyncClient(session.homeserver, session.user, session.device, config=config)
            _let_in(self._client, session, session.device)
        return self._client

    async def leave(self) -> None:
        """Let go of the connection; it is made again by the next question."""
        client, self._client = self._client, None
        self._unlocked = False
        if client is not None and client.store is not None:
            client.store.database.close()
        if client is not None:
            await client.close()

    async def get(self, room: str, *path: str, **query: str | int) -> dict[str, Any]:
        """Read something: what the path below the client-server interface's root leads to."""
        return _granted(await self._json("GET", room, path, query))

    async def get_list(self, room: str, *path: str) -> list[Any]:
        """Read something that is a list."""
        found = await self._json("GET", room, path, {})
        if not isinstance(found, list):
            raise PlatformError(fault("matrix_unreachable"))
        return found

    async def put(self, room: str, *path: str, content: Mapping[str, Any]) -> dict[str, Any]:
        """Write something that stays the same however often it is written."""
        return _granted(await self._json("PUT", room, path, {}, content))

    async def post(self, room: str, *path: str, content: Mapping[str, Any]) -> dict[str, Any]:
        """Have something done."""
        return _granted(await self._json("POST", room, path, {}, content))

    async def delete(self, room: str, *path: str) -> None:
        """Take something away."""
        await self._json("DELETE", room, path, {})

    async def send(self, room: str, kind: str, content: Mapping[str, Any], transaction: str | None = None) -> str:
        """Send an event, and return its id; under the same transaction there is one. Raises `NotAllowed` for an
        encrypted room without keys."""
        client = self.client
        if room in self.encrypted and kind != REACTION:
            if self._keys is None:
                raise NotAllowed(fault("matrix_encrypted", room=room))
            return await self._encrypt(room, kind, content, transaction)
        if client.olm is not None:
            # nio looks for the room, which it may not have heard of yet.
            way = ("v3", "rooms", room, "send", kind, transaction or str(uuid4()))
            return str((await self.put(room, *way, content=content)).get("event_id"))

        async def ask() -> Any:
            return await client.room_send(room, kind, dict(content), tx_id=transaction)

        return str((await self.granted(ask, room)).event_id)

    async def _encrypt(self, room: str, kind: str, content: Mapping[str, Any], transaction: str | None) -> str:
        client = self.client
        known = client.rooms.get(room)
        if client.olm is None or known is None or not known.encrypted:
            raise PlatformError(fault("matrix_keys_elsewhere", room=room))

        async def ask() -> Any:
            return await client.room_send(room, kind, dict(content), tx_id=transaction, ignore_unverified_devices=True)

        async with self._turns.setdefault(room, asyncio.Lock()):
            try:
                return str((await self.granted(ask, room)).event_id)
            except (LocalProtocolError, EncryptionError, GroupEncryptionError):
                # Who is there, or what devices they have, could not be learnt just now.
                raise PlatformError(fault("matrix_unreachable")) from None
            finally:
                # Where handing out keys was cut off, nio would wait for its end for ever.
                client.sharing_session.pop(room, None)

    async def redact(self, room: str, event: str) -> None:
        """Redact an event. Raises `NoSuchPlace` for one that is not there."""

        async def ask() -> Any:
            return await self.client.room_redact(room, event)

        await self.granted(ask, room)

    async def media(self, room: str, server: str, media: str, limit: int) -> bytes | None:
        """The bytes of a file; ``None`` for more than ``limit``, of which no more are read than that."""
        where = "/_matrix/client/v1/media/download/" + "/".join(quote(one, safe="") for one in (server, media))
        with reachable():
            answer = await self.client.send("GET", where, None, self._headers)
            try:
                if answer.status >= 300:
                    refused = _read(await answer.read())
                    raise fault_of(refused.get("errcode") if isinstance(refused, dict) else None, room)
                content = bytearray()
                async for part in answer.content.iter_chunked(64 * 1024):
                    content += part
                    if len(content) > limit:
                        return None
                return bytes(content)
            finally:
                answer.close()

    async def bring(self, content: bytes, kind: str, name: str) -> str:
        """Bring a file of that media type to the homeserver, and return its address (``mxc://...``)."""

        async def ask() -> Any:
            answer, _ = await self.client.upload(io.BytesIO(content), kind, name, filesize=len(content))
            return answer

        return str((await self.granted(ask)).content_uri)

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._session.token.get_secret_value()}"}

    async def granted(self, ask: Any, room: str = "?") -> Any:
        """What nio's client answers to something; what it would have later is asked again."""
        for turn in range(MOST_REFUSALS + 1):
            with reachable():
                answer = await ask()
            if not isinstance(answer, ErrorResponse):
                return answer
            if answer.status_code != "M_LIMIT_EXCEEDED" or not await _waited(turn, answer.retry_after_ms):
                break
        raise fault_of(answer.status_code, room)

    async def _json(
        self,
        method: str,
        room: str,
        path: tuple[str, ...],
        query: Mapping[str, str | int],
        content: Mapping[str, Any] | None = None,
    ) -> Any:
        where = "/_matrix/client/" + "/".join(quote(one, safe="") for one in path)
        if query:
            where += "?" + urlencode(query)
        data = None if content is None else json.dumps(content)
        for turn in range(MOST_REFUSALS + 1):
            with reachable():
                answer = await self.client.send(method, where, data, self._headers)
                status, body = answer.status, await answer.read()
            found = _read(body)
            if status < 300:
                return found
            refused = found if isinstance(found, dict) else {}
            if status != 429 or not await _waited(turn, refused.get("retry_after_ms")):
                break
        code = refused.get("errcode")
        raise fault_of("M_LIMIT_EXCEEDED" if status == 429 else code if isinstance(code, str) else None, room)


def _let_in(client: AsyncClient, session: Session, device: str) -> None:
    # nio's own way opens a store of keys as well, wherever it can.
    client.user_id, client.device_id = session.user, device
    client.access_token = session.token.get_secret_value()


async def _waited(turn: int, milliseconds: object) -> bool:
    """Wait as long as a homeserver wishes; false where that is too long, or too often."""
    seconds = milliseconds / 1000 if isinstance(milliseconds, int | float) else 1.0
    if turn >= MOST_REFUSALS or seconds > LONGEST_WAIT:
        return False
    await asyncio.sleep(seconds)
    return True


def _read(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _granted(found: Any) -> dict[str, Any]:
    """An answer that is an object, as it should be: what is none comes from something else on the way."""
    if not isinstance(found, dict):
        raise PlatformError(fault("matrix_unreachable"))
    return found
