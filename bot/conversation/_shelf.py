"""Where a conversation stands while it is put in order, and until it is replayed: on the disk, not in memory.

A temporary database of SQLite's own, without a name: it lies in the system's folder for such things as soon as it
outgrows a few megabytes, no other program can open it, and it is gone when the conversation is.
"""

from __future__ import annotations

import sqlite3
import weakref
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, overload

from bot.conversation._packed import microseconds, pack, unpack
from bot.domain import Inbound, PostEdited, PostErased, Reacted, RoomRef, Unreacted

_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA temp_store = FILE;
PRAGMA cache_size = -4000;
CREATE TABLE posts (id TEXT PRIMARY KEY, at INTEGER, line INTEGER, digest BLOB) WITHOUT ROWID;
CREATE TABLE read (line INTEGER PRIMARY KEY, at INTEGER, about TEXT, event TEXT);
CREATE TABLE happened (place INTEGER PRIMARY KEY, event TEXT);
"""

_IN_ORDER = """
SELECT read.event, posts.at FROM read LEFT JOIN posts ON posts.id = read.about
ORDER BY
    CASE WHEN (read.at, read.line) < (posts.at, posts.line) THEN posts.at ELSE read.at END,
    CASE WHEN (read.at, read.line) < (posts.at, posts.line) THEN posts.line ELSE read.line END,
    CASE WHEN (read.at, read.line) < (posts.at, posts.line) THEN 1 ELSE 0 END,
    read.at,
    read.line
"""
"""What speaks of a post and is earlier than it (by instant, or on a line before it at the same instant) comes right
after it. Comparisons with the post of what speaks of none are unknown, which counts as no."""

_POSITION_DIGITS = 12
_AT_ONCE = 1_000

AboutPost = PostEdited | PostErased | Reacted | Unreacted
"""What speaks of a post by its id."""


def position(place: int) -> str:
    """The position of the event at that place, from 1."""
    return f"{place:0{_POSITION_DIGITS}}"


class Events(Sequence[Inbound]):
    """The events of a conversation in order, read from the shelf whenever they are asked for."""

    def __init__(self, shelf: Shelf, room: RoomRef, length: int) -> None:
        self._shelf = shelf
        self._room = room
        self._length = length

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[Inbound]:
        return self.after(None)

    def __reversed__(self) -> Iterator[Inbound]:
        return self._read("SELECT place, event FROM happened ORDER BY place DESC")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or len(other) != len(self):
            return NotImplemented if not isinstance(other, Sequence) else False
        return all(one == another for one, another in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]

    @overload
    def __getitem__(self, place: int) -> Inbound: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Inbound, ...]: ...
    def __getitem__(self, place: int | slice) -> Inbound | tuple[Inbound, ...]:
        if isinstance(place, slice):
            return tuple(self)[place]
        wanted = range(self._length)[place] + 1
        return next(self._read("SELECT place, event FROM happened WHERE place = ?", wanted))

    def after(self, since: str | None) -> Iterator[Inbound]:
        """The events after that position, in order."""
        last = int(since) if since is not None else 0
        return self._read("SELECT place, event FROM happened WHERE place > ? ORDER BY place", last)

    def _read(self, query: str, *values: int) -> Iterator[Inbound]:
        for place, event in self._shelf.rows(query, *values):
            yield unpack(event, self._room, position(place))


class Shelf:
    """One conversation on its shelf."""

    def __init__(self) -> None:
        # Who is the last to let go of it may do so anywhere.
        self._connection = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._connection.executescript(_TABLES)
        self._length = 0
        weakref.finalize(self, self._connection.close)

    def rows(self, query: str, *values: object) -> Iterator[tuple[Any, ...]]:
        """The rows that a query finds, one after another."""
        yield from self._connection.execute(query, values)

    # --- as they are read ---------------------------------------------------------------------------------

    def seen(self, post: str) -> tuple[int, bytes] | None:
        """The line on which a post stood first, and the digest of that line."""
        found = self._connection.execute("SELECT line, digest FROM posts WHERE id = ?", (post,)).fetchone()
        return None if found is None else (int(found[0]), bytes(found[1]))

    def see(self, post: str, at: int, line: int, digest: bytes) -> None:
        """Note where a post stands; ``at`` in microseconds since 1970."""
        self._connection.execute("INSERT INTO posts VALUES (?, ?, ?, ?)", (post, at, line, digest))

    def put(self, line: int, event: Inbound) -> None:
        """Keep the event of a line."""
        about = event.post if isinstance(event, AboutPost) else None
        self._connection.execute(
            "INSERT INTO read VALUES (?, ?, ?, ?)", (line, microseconds(event.at), about, pack(event))
        )

    def strays(self) -> Iterator[tuple[int, str]]:
        """The lines that speak of a post that is nowhere, with its id, in order."""
        query = (
            "SELECT line, about FROM read WHERE about IS NOT NULL"
            " AND NOT EXISTS (SELECT 1 FROM posts WHERE id = about) ORDER BY line"
        )
        yield from self.rows(query)

    def ordered(self, room: RoomRef) -> Iterator[tuple[Inbound, int | None]]:
        """The events in order, each with the instant of the post it speaks of, in microseconds since 1970."""
        for event, at in self.rows(_IN_ORDER):
            yield unpack(event, room, None), at

    # --- once they are in order ---------------------------------------------------------------------------

    def add(self, events: Iterable[Inbound]) -> None:
        """Keep events that are in order, after those that are there."""
        left = iter(events)
        while some := list(islice(left, _AT_ONCE)):
            rows = [(self._length + number, pack(one)) for number, one in enumerate(some, 1)]
            self._connection.executemany("INSERT INTO happened VALUES (?, ?)", rows)
            self._length += len(rows)

    def events(self, room: RoomRef) -> Events:
        """The events that are in order."""
        return Events(self, room, self._length)


def shelved(room: RoomRef, events: Iterable[Inbound]) -> Events:
    """Events that are in order already, on a shelf of their own; they get their positions there."""
    shelf = Shelf()
    shelf.add(events)
    return shelf.events(room)
