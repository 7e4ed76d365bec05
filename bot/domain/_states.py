"""The words for where things stand."""

from __future__ import annotations

from enum import StrEnum


class Consent(StrEnum):
    """How a member allows their words to be quoted. No choice at all is ``None``, never one of these."""

    NAMED = "named"
    CAFE_NAME = "cafe_name"
    ANONYMOUS = "anonymous"
    NONE = "none"


class Visibility(StrEnum):
    """What may be read of a workshop while it goes on: all of it; all but how the votes stand, until the café has
    closed; nothing but one's own, by whoever has not answered, until it is unsealed (truth 9)."""

    OPEN = "open"
    HIDDEN = "hidden"
    BLIND = "blind"


class CafeState(StrEnum):
    """Where a café is on its way; it only ever moves forward, in this order. One that could not take place is
    moved past all of them."""

    PLANNED = "planned"
    PRESENTED = "presented"
    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"
    PUBLISHED = "published"
    NOT_HELD = "not_held"

    @property
    def step(self) -> int:
        """The place of this state on the way, from 0."""
        return list(CafeState).index(self)


class BeatKind(StrEnum):
    """What a beat does."""

    PRESENT = "present"
    OPEN_WORKSHOP = "open_workshop"
    CALL_CLOSING_WORDS = "call_closing_words"
    UNSEAL = "unseal"
    CLOSE = "close"
    PUBLISH = "publish"
    END_RETENTION = "end_retention"


class Progress(StrEnum):
    """How far a beat or a delivery has come."""

    DUE = "due"
    CLAIMED = "claimed"
    DONE = "done"
    SKIPPED = "skipped"
    FAILED = "failed"
