"""What people on Matrix are served from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.commands import Commands
from bot.domain import RoomRef
from bot.host import Host
from bot.platforms.matrix_platform import Speaking
from bot.ports import Clock, Store


@dataclass(frozen=True, slots=True)
class Service:
    """``account`` is the account's name. ``rooms`` says by a room's id to which community's room it belongs: itself, or
    its desk; ``spoken`` what is spoken in each of these. ``speaking`` is how people are known and told."""

    account: str
    commands: Commands
    host: Host
    store: Store
    clock: Clock
    speaking: Speaking
    rooms: Mapping[str, RoomRef]
    spoken: Mapping[RoomRef, str]
