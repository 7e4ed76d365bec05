"""What is encrypted (Megolm): opened by the keys of this device, and encrypted for whoever is in the room.

The keys are nio's own store in a folder of the data folder: its owner's alone, and pickled under a secret that is not
there. Every device of every member is sent the keys, verified or not (decision 123).
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nio import AsyncClient, AsyncClientConfig, EncryptionError, Event, MegolmEvent
from nio.crypto import ENCRYPTION_ENABLED
from pydantic import SecretStr

from bot.errors import ConfigurationError, fault
from bot.platforms.matrix_platform._event import (
    ENCRYPTED,
    MESSAGE,
    REACTION,
    content_of,
    is_redacted,
    kind_of,
    part_in,
    text_in,
)
from bot.platforms.matrix_platform._event import Event as Told
from bot.showing import shown

if TYPE_CHECKING:
    from nio.rooms import MatrixRoom

_INSIDE = (
    MESSAGE,
    REACTION,
    *(f"{one}.{two}" for one in ("m.poll", "org.matrix.msc3381.poll") for two in ("start", "response", "end")),
)
"""What may be inside: a redaction or a member's state in there would be obeyed without the homeserver's leave."""

_DATABASE = "keys.db"
_UNREAD = "unread.json"
_MOST_UNREAD = 1_000


@dataclass(frozen=True, slots=True)
class Keys:
    """Where the keys of a device lie, and the secret that they are kept under."""

    folder: Path
    secret: SecretStr = field(repr=False)


class _Client(AsyncClient):  # type: ignore[misc]
    """Leaves what is encrypted as it was told: it is opened in one place, wherever it was read."""

    def _handle_timeline_event(self, event: Any, room_id: str, room: MatrixRoom, encrypted_rooms: set[str]) -> Any:
        if isinstance(event, MegolmEvent):
            return None
        return super()._handle_timeline_event(event, room_id, room, encrypted_rooms)


def client_with_keys(homeserver: str, user: str, device: str, patience: float, keys: Keys) -> AsyncClient:
    """A client that has its keys. Raises `ConfigurationError` where they cannot be read or kept, or nothing is
    installed that could."""
    if not ENCRYPTION_ENABLED:
        raise ConfigurationError(fault("matrix_encryption_missing"))
    from nio.store import SqliteStore  # only there with the extra

    config = AsyncClientConfig(
        max_limit_exceeded=0,
        max_timeouts=0,
        request_timeout=patience,
        encryption_enabled=True,
        store=SqliteStore,
        store_name=_DATABASE,
        pickle_key=keys.secret.get_secret_value(),
    )
    client = _Client(homeserver, user, device, store_path=str(keys.folder), config=config)
    try:
        _make_own(keys.folder)
        client.user_id, client.device_id = user, device
        client.load_store()
    except Exception as error:
        # The store, its database and the library below each have faults of their own; a key that does not fit is the
        # one that is likely.
        if isinstance(error, OSError):
            reason = error.strerror or type(error).__name__
            raise ConfigurationError(
                fault("matrix_keys_not_kept", path=shown(str(keys.folder)), reason=reason)
            ) from None
        raise ConfigurationError(fault("matrix_keys_locked", path=shown(str(keys.folder)))) from None
    return client


def _make_own(folder: Path) -> None:
    """Make the folder and the database in it their owner's alone, before anything is in them."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    os.close(os.open(folder / _DATABASE, os.O_RDWR | os.O_CREAT, 0o600))
    (folder / _DATABASE).chmod(0o600)


def opened(client: AsyncClient | None, event: Told, room: str) -> Told:
    """An event with what is encrypted in it, and in the edit that it is told with, opened as far as the keys are
    there; else as it was told."""
    edit = part_in(part_in(part_in(event, "unsigned"), "m.relations"), "m.replace")
    if kind_of(edit) == ENCRYPTED:
        unsigned = part_in(event, "unsigned")
        relations = {**part_in(unsigned, "m.relations"), "m.replace": opened(client, edit, room)}
        event = {**event, "unsigned": {**unsigned, "m.relations": relations}}
    if not is_sealed(event) or client is None or client.olm is None:
        return event
    read = MegolmEvent.parse_event({**event, "room_id": room})
    if not isinstance(read, MegolmEvent):
        return event
    read.room_id = room
    try:
        inside = client.decrypt_event(read)
    except EncryptionError:
        return event
    source = inside.source if isinstance(inside, Event) else {}
    if text_in(source, "type") not in _INSIDE:
        return event
    content = {**content_of(source)}
    if relates := part_in(content_of(event), "m.relates_to"):
        content["m.relates_to"] = relates
    return {**event, "type": source["type"], "content": content}


def is_sealed(event: Told) -> bool:
    """Whether that is something encrypted that was not opened."""
    return kind_of(event) == ENCRYPTED and not is_redacted(event)


class Unread:
    """What could not be opened, by its event's id with its room's: it is tried again whenever keys have come, after a
    restart too."""

    def __init__(self, keys: Keys | None) -> None:
        self._file = None if keys is None else keys.folder / _UNREAD
        self._waiting: dict[str, str] | None = None

    async def waiting(self) -> Mapping[str, str]:
        """What waits for its key."""
        return dict(await self._known())

    async def note(self, event: str, room: str) -> None:
        """Keep that something could not be opened."""
        known = await self._known()
        if self._file is None or event in known:
            return
        known[event] = room
        while len(known) > _MOST_UNREAD:
            del known[next(iter(known))]
        await asyncio.to_thread(self._write, dict(known))

    async def done(self, *events: str) -> None:
        """These were opened, and what they say is kept."""
        known = await self._known()
        if [one for one in events if known.pop(one, None) is not None]:
            await asyncio.to_thread(self._write, dict(known))

    async def _known(self) -> dict[str, str]:
        if self._waiting is None:
            self._waiting = {} if self._file is None else await asyncio.to_thread(self._read)
        return self._waiting

    def _read(self) -> dict[str, str]:
        with contextlib.suppress(OSError, ValueError):
            found = json.loads((self._file or Path()).read_text(encoding="utf-8"))
            return {str(event): str(room) for event, room in found.items()} if isinstance(found, dict) else {}
        return {}

    def _write(self, waiting: dict[str, str]) -> None:
        if self._file is None:
            return
        beside = self._file.with_suffix(".new")
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            json.dump(waiting, stream)
        os.replace(beside, self._file)
