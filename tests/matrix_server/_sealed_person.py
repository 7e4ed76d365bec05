"""Somebody whose client encrypts, as clients of today do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nio import AsyncClient, AsyncClientConfig, ShareGroupSessionResponse

from tests.leaks import watch
from tests.matrix_server._homeserver import Account, Homeserver
from tests.matrix_server._people import People
from tests.matrix_server._person import Person, Refused


class _Client(AsyncClient):  # type: ignore[misc]
    """Hands out no keys while ``holding``: they come later than what they open."""

    holding = False

    async def _send(self, response_class: Any, method: str, path: str, data: Any = None, *more: Any, **how: Any) -> Any:
        if not (self.holding and response_class is ShareGroupSessionResponse):
            return await super()._send(response_class, method, path, data, *more, **how)
        self.held = [*getattr(self, "held", ()), (method, path, data)]
        answer = ShareGroupSessionResponse(*how["response_data"])
        await self.receive_response(answer)
        return answer


class SealedPerson(Person):
    """Encrypts for every device in an encrypted room. ``encryption`` is that of a room that they make."""

    def __init__(self, url: str, account: Account, name: str, folder: Path) -> None:
        super().__init__(url, account, name)
        folder.mkdir(exist_ok=True)
        config = AsyncClientConfig(max_timeouts=3, max_limit_exceeded=10, encryption_enabled=True, pickle_key=name)
        self.client = _Client(url, account.user, account.device, store_path=str(folder), config=config)
        self.client.restore_login(account.user, account.device, account.token)

    async def close(self) -> None:
        self.client.store.database.close()
        await super().close()

    async def listens(self) -> None:
        """Hear what has happened, and exchange keys."""
        client = self.client
        answer = await client.sync(timeout=0, full_state=True)
        assert not hasattr(answer, "status_code"), answer
        if client.should_upload_keys:
            await client.keys_upload()
        if client.should_query_keys:
            await client.keys_query()

    async def sends(self, room: str, content: dict[str, Any], kind: str = "m.room.message") -> str:
        await self.listens()
        watch.heard_text(content.get("body"))
        answer = await self.client.room_send(room, kind, dict(content), ignore_unverified_devices=True)
        if not hasattr(answer, "event_id"):
            raise Refused(answer)
        return str(answer.event_id)

    async def sees(self, room: str) -> list[dict[str, Any]]:
        """All events of the room, those encrypted opened as far as they have the key."""
        await self.listens()
        return await super().sees(room)

    def holds_keys(self) -> None:
        """Hand out no keys from now on."""
        self.client.holding = True

    async def hands_keys(self) -> None:
        """Hand out those that were held back."""
        self.client.holding = False
        for method, path, data in self.client.held:
            answer = await self.client.send(method, path, data)
            assert answer.status == 200, await answer.text()
        self.client.held = []


class SealedPeople(People):
    """People whose clients keep their keys in that folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    async def one(self, homeserver: Homeserver, name: str, id: str | None = None) -> SealedPerson:
        account = await homeserver.register(name, id)
        return await self.on_device(homeserver, account, name)

    async def on_device(self, homeserver: Homeserver, account: Account, name: str) -> SealedPerson:
        """Somebody with an account that is there already: on another device, say."""
        made = SealedPerson(homeserver.url, account, name, self._folder / account.device)
        self._made.append(made)
        await made.listens()
        return made
