from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain import RoomRef
from bot.platforms.terminal_platform import TerminalPlatform
from tests.platforms.person import Terminal
from tests.platforms.scene import Scene


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    scene = Scene(tmp_path / "cafe.db")
    await scene.prepare()
    yield scene
    await scene.close()


@pytest.fixture
def terminal(scene: Scene) -> TerminalPlatform:
    return scene.platform(moderators=("mo",))


@pytest.fixture
async def salon(terminal: TerminalPlatform) -> RoomRef:
    return await terminal.open_room("salon")


@pytest.fixture
def terminal_at(scene: Scene, terminal: TerminalPlatform, salon: RoomRef) -> Terminal:
    return Terminal(terminal, salon, scene.clock)
