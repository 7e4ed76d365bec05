"""What members decide about themselves beyond one café, and what is counted when they take it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain._states import Consent


@dataclass(frozen=True, slots=True)
class Standing:
    """How a member allows to be quoted in every café that meets them after ``at``, unless they choose there."""

    choice: Consent
    at: datetime


@dataclass(frozen=True, slots=True)
class Absence:
    """A member has had everything forgotten at ``at``; ``back_at`` is when they chose to take part again."""

    at: datetime
    back_at: datetime | None = None

    def lets_in(self, at: datetime) -> bool:
        """Whether what the member did at that instant may be collected."""
        return self.back_at is not None and at >= self.back_at


@dataclass(frozen=True, slots=True)
class Tally:
    """How much of one member is kept in one café: live posts, kept pictures, reactions, choices, veiled ones too,
    and what they said in its name."""

    posts: int = 0
    pictures: int = 0
    reactions: int = 0
    choices: int = 0
    said: int = 0

    @property
    def nothing(self) -> bool:
        """Whether nothing is kept."""
        return not (self.posts or self.pictures or self.reactions or self.choices or self.said)
