"""Where the programme comes from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.programme import Notice, Programme


class ProgrammeSource(Protocol):
    """Where the programme is written."""

    def look(self) -> tuple[Sequence[Programme], Sequence[Notice]]:
        """The programmes as they are written now, and what there is to tell of it. What is wrong changes nothing:
        the former programmes go on."""
