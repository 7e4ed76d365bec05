"""An account as the configuration describes it, with who is who in its rooms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.commands import Binding, Commands
from bot.domain import DeskRoom, RoomRef
from bot.host import Host
from bot.ports import Platform, Store


def serves_nobody(commands: Commands, host: Host, store: Store) -> None:
    """What an account does with the commands where nobody gives any."""


@dataclass(frozen=True, slots=True)
class Part:
    """One account, not connected. ``serve`` hands it the commands that it serves people with."""

    platform: Platform
    rooms: tuple[str, ...]
    desks: tuple[DeskRoom, ...]
    hosts: Binding
    operators: Binding
    spoken: Mapping[RoomRef, str]
    serve: Callable[[Commands, Host, Store], None] = serves_nobody
