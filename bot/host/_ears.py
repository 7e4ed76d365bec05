"""Where a worker listens: at an account, or at a part of one that is split."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeGuard

from bot.domain import RoomRef
from bot.errors import PlatformError
from bot.ports import Door, Parted, Platform


class Ears:
    """Names each place where a worker can listen: an account's name; of one that is split, ``account/part``."""

    def __init__(self, platforms: Mapping[str, Platform]) -> None:
        self._platforms = platforms
        self._connected: set[str] = set()

    def hears(self, account: str) -> bool:
        """Whether this worker listens to an account, or to a part of it."""
        return account in self.accounts(self._connected)

    def mine(self) -> list[str]:
        """Where this worker listens as soon as nobody else does."""
        return [
            ear
            for name, platform in sorted(self._platforms.items())
            for ear in ([_ear(name, part) for part in platform.parts] if _is_split(platform) else [name])
        ]

    def others(self) -> list[str]:
        """Where it listens only once those whose part it is have had their time to come."""
        return [
            _ear(name, part)
            for name, platform in sorted(self._platforms.items())
            if _is_split(platform)
            for part in platform.parts_of_others
        ]

    def account(self, ear: str) -> str:
        """The account of an ear."""
        return ear if ear in self._platforms else ear.partition("/")[0]

    def accounts(self, ears: Iterable[str]) -> frozenset[str]:
        """The accounts of ears."""
        return frozenset(map(self.account, ears))

    async def of(self, room: RoomRef) -> str:
        """Where a room is heard. One of which nobody can say so now counts as heard at the first of this worker's own:
        that it cannot be read is told from there."""
        platform = self._platforms.get(room.platform)
        if platform is None or not _is_split(platform):
            return room.platform
        try:
            part = await platform.part_of(room)
        except PlatformError:
            part = platform.parts[0]
        return _ear(room.platform, part)

    async def connect(self, ear: str, door: Door) -> None:
        """Listen there. Raises `bot.errors.PlatformError`."""
        name = self.account(ear)
        platform = self._platforms[name]
        if _is_split(platform):
            await platform.connect_part(ear.removeprefix(f"{name}/"), door)
        else:
            await platform.connect(door)
        self._connected.add(ear)

    async def leave(self, ear: str) -> None:
        """Listen there no more."""
        self._connected.discard(ear)
        name = self.account(ear)
        platform = self._platforms[name]
        if _is_split(platform):
            await platform.leave_part(ear.removeprefix(f"{name}/"))
        else:
            await platform.close()


def _is_split(platform: Platform) -> TypeGuard[Parted]:
    return isinstance(platform, Parted) and bool(platform.parts)


def _ear(account: str, part: str) -> str:
    return f"{account}/{part}"
