"""What is behind the commands and buttons on Discord."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.commands import Commands
from bot.domain import RoomRef
from bot.host import Host
from bot.ports import Clock, Store


@dataclass(frozen=True, slots=True)
class Service:
    """What the extensions of an account are served from: they find it as their client's ``services``.

    ``account`` is the account's name. ``rooms`` says by a channel's id to which community's room it belongs: the room's
    own channel, its desk, the companion beside a forum; a thread counts as its channel.
    """

    account: str
    commands: Commands
    host: Host
    store: Store
    clock: Clock
    rooms: Mapping[str, RoomRef]
