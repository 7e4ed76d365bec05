"""What is asked of a store about the scripts that hosts have uploaded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from bot.domain import MemberRef, RoomRef


class UploadReading(Protocol):
    """What can be asked about uploads."""

    async def uploads(self) -> Mapping[str, tuple[int, datetime]]:
        """How often each uploaded script has been uploaded, and when last, by its name: one that was removed and
        uploaded again is told from what it was by the latter."""

    async def upload(self, name: str) -> Mapping[str, bytes]:
        """The files of an uploaded script, by their names; none where there is none."""

    async def sizes_of_uploads(self) -> Mapping[str, int]:
        """How many bytes the files of each uploaded script have together, by its name."""

    async def rooms_of_uploads(self) -> Mapping[str, RoomRef]:
        """The room of the community that each uploaded script belongs to, by its name, but for what belongs to
        everybody."""


class UploadWriting(UploadReading, Protocol):
    """What becomes of uploads."""

    async def keep_upload(
        self, name: str, files: Mapping[str, bytes], by: MemberRef, at: datetime, room: RoomRef | None = None
    ) -> bool:
        """Keep an uploaded script, ``script.toml`` among its files, in place of the one of that name. It belongs to the
        community of that room, without one to everybody; whose it was, it remains. False, and nothing is kept, where a
        community brings one that is not its own. Files of the former one that are no ``.toml`` and
        that the new one lacks stay: a café that is under way may show them still."""

    async def drop_upload(self, name: str) -> None:
        """Forget an uploaded script, with all its files."""
