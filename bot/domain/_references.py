"""How rooms, members and posts are named, by the platform's own ids."""

from __future__ import annotations

from dataclasses import dataclass

ANYWHERE = "*"
"""Stands among the names of the platforms that somebody serves who also ends the retention of cafés that lived anywhere
else: on a platform that is configured no more."""


@dataclass(frozen=True, slots=True, order=True)
class RoomRef:
    """A room on one platform, by the platform's own id."""

    platform: str
    room: str

    def __str__(self) -> str:
        return f"{self.platform}:{self.room}"


@dataclass(frozen=True, slots=True, order=True)
class MemberRef:
    """A member on one platform, by the platform's own id; written ``platform:id``."""

    platform: str
    id: str

    def __str__(self) -> str:
        return f"{self.platform}:{self.id}"


@dataclass(frozen=True, slots=True, order=True)
class PostRef:
    """A post on one platform, by the platform's own id."""

    platform: str
    id: str

    def __str__(self) -> str:
        return f"{self.platform}:{self.id}"
