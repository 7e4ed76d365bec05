"""Cards: what a host shows of one home to a café's other homes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain._references import MemberRef, PostRef


@dataclass(frozen=True, slots=True)
class Card:
    """One post that is to cross to the other homes. ``by`` is the host who picked it; ``at`` when that was, or when its
    author last answered. ``allowed`` is the author's answer, ``None`` as long as there is none: silence is no."""

    post: PostRef
    by: MemberRef
    at: datetime
    allowed: bool | None = None
