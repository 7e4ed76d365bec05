"""What hosts are told of the programme."""

from __future__ import annotations

from dataclasses import dataclass

from bot.errors import Fault


@dataclass(frozen=True, slots=True)
class Notice:
    """One sentence for the hosts' desk. Of several with one ``key``, the first one is told and no other."""

    key: str
    fault: Fault
