"""The terminal platform keeps the platform contract."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.domain import RoomRef
from bot.platforms.terminal_platform import TerminalPlatform
from tests.platforms.contract import PlatformContract
from tests.platforms.scene import Scene
from tests.platforms.stand import Members, Stand


class TerminalStand(Stand):
    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._rooms = 0
        self.platform: TerminalPlatform = scene.platform(moderators=("mo",))

    @property
    def members(self) -> Members:
        return self.platform

    async def new_room(self) -> RoomRef:
        self._rooms += 1
        return await self.platform.open_room(f"room {self._rooms}")

    async def restart(self) -> None:
        self.platform = self._scene.platform(moderators=("mo",))

    async def settle(self) -> None:
        """Nothing is ever under way: the door has heard of it when the call returns."""

    async def seen(self, room: RoomRef, thread: str | None = None) -> list[str]:
        return [message.text for message in await self.platform.messages(room, thread)]

    async def seen_by(self, room: RoomRef, member: str, thread: str | None = None) -> list[str]:
        return [message.text for message in await self.platform.messages(room, thread, reader=member)]

    async def pinned(self, room: RoomRef) -> list[str]:
        return [message.text for message in await self.platform.messages(room) if message.pinned]

    async def private(self, room: RoomRef, member: str) -> list[str]:
        return [message.text for message in await self.platform.inbox(room, member) if message.from_bot]

    def now(self) -> datetime:
        return self._scene.clock.now()


class TestTerminalContract(PlatformContract):
    @pytest.fixture
    def stand(self, scene: Scene) -> Stand:
        return TerminalStand(scene)
