"""The tables of what members decide about themselves. No word of anybody stands in them.

What holds over all cafés is kept under a mark of the member, drawn from the secret of this house: so that somebody who
has had everything forgotten is told at the door, and their id is nowhere.
"""

from __future__ import annotations

import secrets

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, Table

from bot.store.tables import Instant, Name, metadata

house = Table(
    "house",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("secret", LargeBinary, nullable=False),
)
"""One row: the secret that the marks are drawn from, made with the database and in every backup of it."""

post_consents = Table(
    "post_consents",
    metadata,
    Column("cafe", ForeignKey("cafes.id", ondelete="CASCADE"), primary_key=True),
    Column("platform", Name, primary_key=True),
    Column("post", Name, primary_key=True),
    Column("choice", Name),
    Column("at", Instant, nullable=False),
)
"""How the author of one post allows that post to be quoted; ``choice`` is ``NULL`` once they took that choice back."""

standing_consents = Table(
    "standing_consents",
    metadata,
    Column("mark", Name, primary_key=True),
    Column("choice", Name),
    Column("at", Instant, nullable=False),
)
"""What members choose for every café from now on."""

absences = Table(
    "absences",
    metadata,
    Column("mark", Name, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("back_at", Instant),
)
"""Who has had everything forgotten: nothing of them is collected until ``back_at``."""

rooms_to_clear = Table(
    "rooms_to_clear",
    metadata,
    Column("platform", Name, primary_key=True),
    Column("member", Name, primary_key=True),
    Column("what", Name, primary_key=True),
    Column("at", Instant, nullable=False),
)
"""What is still to go from rooms: somebody's words (`WORDS`), where the platform itself keeps its rooms here, or that
they are called there (`CALLS`). A row goes once that is done."""

WORDS, CALLS = "words", "calls"


def new_house() -> dict[str, object]:
    """The row of a new house."""
    return {"number": 1, "secret": secrets.token_bytes(32)}
