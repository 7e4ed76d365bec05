"""The audit log: who did what to threads, channels and others' messages. What Discord does by itself is not in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from ._numbers import Intent
from ._things import Guild, Payload, User
from ._world import World


class Deed(IntEnum):
    CHANNEL_CREATE = 10
    CHANNEL_UPDATE = 11
    CHANNEL_DELETE = 12
    MESSAGE_DELETE = 72
    MESSAGE_BULK_DELETE = 73
    THREAD_CREATE = 110
    THREAD_UPDATE = 111
    THREAD_DELETE = 112


@dataclass(frozen=True)
class Entry:
    id: int
    user: User
    deed: Deed
    target_id: int
    changes: list[Payload] = field(default_factory=list)
    options: Payload = field(default_factory=dict)

    def payload(self) -> Payload:
        return {
            "id": str(self.id),
            "user_id": str(self.user.id),
            "target_id": str(self.target_id),
            "action_type": int(self.deed),
            **({"changes": self.changes} if self.changes else {}),
            **({"options": self.options} if self.options else {}),
        }


class AuditLog:
    def __init__(self, world: World) -> None:
        self.world = world
        self.entries: dict[int, list[Entry]] = {}
        """Those of each guild, the oldest first."""

    def note(self, guild: Guild, user: User, deed: Deed, target: int, **more: Any) -> None:
        """``changes``: pairs of old and new values by name; ``options`` as Discord has them."""
        changes = [
            {"key": name, "old_value": old, "new_value": new} for name, (old, new) in more.pop("changes", {}).items()
        ]
        entry = Entry(self.world.snowflake(), user, deed, target, changes, more.pop("options", {}))
        self.entries.setdefault(guild.id, []).append(entry)
        payload = {**entry.payload(), "guild_id": str(guild.id)}
        self.world.emit("GUILD_AUDIT_LOG_ENTRY_CREATE", payload, Intent.GUILD_MODERATION, guild)
