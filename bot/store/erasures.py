"""The journal of erasures: what was taken away or decided, beside the database file, so that a backup put back never
brings it in again.

A line is a JSON object: ``at`` (an instant), ``kind``, ``cafe``, and what it is about. A post is told by its
``platform`` and its id, a member by a mark alone: a keyed digest that only the café's own secret can make again. No
word of anybody ever stands here. A line is written before what it tells is, so none is missing; it may tell what then
failed, and was done again later. The database itself stays the truth: the journal is for when it is lost.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import logging
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from bot.domain import Consent, MemberRef, clean_text

NAME = "erasures.jsonl"
"""The name of the journal, in the folder of the database."""

_LARGEST = 1 << 62
"""No number of a message comes near this; SQLite takes none beyond twice as much."""

_log = logging.getLogger(__name__)


class ErasureKind(StrEnum):
    """What was taken away, or decided."""

    POST = "post"
    EDIT = "edit"
    WITHDRAWAL = "withdrawal"
    CONSENT = "consent"
    REACTION = "reaction"
    MESSAGE = "message"
    TAKEN_BACK = "taken_back"
    QUOTATION = "quotation"
    STANDING = "standing"
    FORGOTTEN = "forgotten"
    BACK = "back"
    TOPIC = "topic"
    UNLINKED = "unlinked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """One line. ``post`` for a post or its edit, with ``choice`` for how it may be quoted; ``mark`` and ``choice`` for
    a member's decision: in a café under its secret, over all cafés under the house's; ``post`` and ``mark``
    (`mark_of_reaction`) for a reaction that was taken back, ``post`` alone for a message of the terminal's rooms and
    for a topic, by its number: these are no café's. A quotation or a standing choice without ``choice`` is one taken
    back.
    """

    at: datetime
    kind: ErasureKind
    cafe: str | None = None
    platform: str | None = None
    post: str | None = None
    mark: str | None = None
    choice: Consent | None = None


def mark_of(secret: bytes, member: MemberRef) -> str:
    """The mark of a member in the café of that secret."""
    return hmac.new(secret, f"member/{member.platform}/{member.id}".encode(), hashlib.sha256).hexdigest()[:32]


def mark_of_reaction(secret: bytes, member: MemberRef, emoji: str) -> str:
    """The mark of a member's reaction in the café of that secret: neither who nor what can be told from it."""
    told = f"reaction/{member.platform}/{member.id}/{emoji}"
    return hmac.new(secret, told.encode(), hashlib.sha256).hexdigest()[:32]


class Journal:
    """The journal beside a database file; without a path, on a server, it keeps nothing."""

    def __init__(self, database: Path | None) -> None:
        self.path = None if database is None else database.with_name(NAME)

    async def add(self, erasures: Sequence[Erasure]) -> None:
        """Write these down for good. Where that cannot be, the erasure itself must not wait for it."""
        if self.path is not None and erasures:
            try:
                await asyncio.to_thread(_append, self.path, [_line(one) for one in erasures])
            except OSError as error:
                _log.error("the journal of erasures could not be written (%s)", error.strerror)

    def read(self) -> Iterator[Erasure]:
        """Every line there is, the oldest first; one that was cut off in the middle is left out."""
        if self.path is None or not self.path.is_file():
            return
        with self.path.open(encoding="utf-8", errors="replace") as file:
            for line in file:
                try:
                    yield _erasure(json.loads(line))
                except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
                    _log.warning("a line of the journal of erasures cannot be read, and is left out")


def _append(path: Path, lines: Iterable[str]) -> None:
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "rb+", buffering=0) as file:
        size = os.fstat(descriptor).st_size
        # After a death in the middle of a line, the next one begins on its own.
        torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
        file.write(("\n" * torn + "".join(f"{line}\n" for line in lines)).encode())
        os.fsync(descriptor)


def _line(erasure: Erasure) -> str:
    told = {**asdict(erasure), "at": erasure.at.astimezone(UTC).isoformat()}
    return json.dumps({key: value for key, value in told.items() if value is not None})


def _erasure(told: dict[str, str]) -> Erasure:
    kind = ErasureKind(told["kind"])
    if not all(isinstance(one, str) and clean_text(one) == one for one in told.values()):
        raise ValueError("not a line of ours")
    if kind in (ErasureKind.MESSAGE, ErasureKind.TOPIC) and not 0 < int(told["post"]) < _LARGEST:
        raise ValueError("no message has such a number")
    if kind is ErasureKind.CONSENT and "choice" not in told:
        raise ValueError("a consent says which")
    return Erasure(
        at=datetime.fromisoformat(told["at"]).astimezone(UTC),
        kind=kind,
        cafe=told.get("cafe"),
        platform=told.get("platform"),
        post=told.get("post"),
        mark=told.get("mark"),
        choice=Consent(told["choice"]) if "choice" in told else None,
    )
