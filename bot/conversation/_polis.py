"""The export folder of a Polis conversation: a comment is a post, a vote is a reaction.

The rules are those of the contracts ("Also read, a Polis export folder"). What is counted is the matrix of
``participants-votes.csv``; the sums that stand beside it, there and in ``comments.csv``, are not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.conversation._conversation import Conversation
from bot.conversation._faults import Gathered
from bot.conversation._fields import LONGEST_TITLE, Fields, shown
from bot.conversation._lines import Digest, Fingerprint
from bot.conversation._shelf import Events, Shelf
from bot.conversation._table import Table
from bot.conversation._times import FIRST_YEAR, LAST_YEAR, Times
from bot.domain import PostMade, Reacted, RoomRef
from bot.errors import Fault, FaultsFound, fault

STATEMENTS = "statements"
"""The key of the workshop that all comments of an export answer."""

_COMMENTS, _VOTES, _SUMMARY = FILES = ("comments.csv", "participants-votes.csv", "summary.csv")
_COMMENT_COLUMNS = ("timestamp", "comment-id", "author-id", "moderated", "comment-body")
_PARTICIPANT = "participant"
_BESIDE_VOTES = frozenset({_PARTICIPANT, "xid", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree"})
_MODERATED = ("1", "0", "-1")
_EMOJI = {"1": "👍", "-1": "👎", "0": None, "": None}
_NUMBER = re.compile(r"[0-9]{1,18}")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def is_polis(path: Path) -> bool:
    """Whether that is a folder with a file of a Polis export in it."""
    try:
        return path.is_dir() and any((path / name).exists() for name in FILES)
    except (OSError, ValueError):
        return False


def read_polis(folder: Path, room: RoomRef, workshop: str | None, digest: Fingerprint) -> Conversation:
    """Read an export, every byte of it into that digest; each comment answers that workshop.

    Raises `bot.errors.FaultsFound` with all that is wrong.
    """
    export = _Export(folder, room, workshop, digest)
    export.read_comments()
    export.read_votes()
    title = export.read_title()
    return Conversation(
        title=title,
        language=None,
        room=room,
        events=export.events(),
        fingerprint=digest.hexdigest(),
        first_offset=timedelta(),
        skipped=tuple(export.skipped),
        titles={workshop: title} if workshop and title else {},
    )


@dataclass(frozen=True, slots=True)
class _Comment:
    """A comment, and where it stands; ``post`` is ``None`` for one that was moderated away, or is broken."""

    line: int
    row: tuple[str, ...]
    post: PostMade | None


class _Export:
    """One export being read, a file at a time."""

    def __init__(self, folder: Path, room: RoomRef, workshop: str | None, digest: Digest) -> None:
        self.skipped: list[Fault] = []
        self._folder = folder
        self._room = room
        self._workshop = workshop
        self._digest = digest
        self._faults = Gathered()
        self._comments: dict[str, _Comment] = {}
        self._shelf = Shelf()
        self._last = _EPOCH

    def events(self) -> Events:
        """The posts in order, and then the reactions by participant. Raises `FaultsFound` with all that is wrong."""
        if not any(one.post for one in self._comments.values()) and not self._faults:
            self._faults.add(fault("conversation_empty", file=self._file(_COMMENTS)))
        self._faults.raise_any()
        return self._shelf.events(self._room)

    # --- the comments -------------------------------------------------------------------------------------

    def read_comments(self) -> None:
        """Take in the comments."""
        table, places, before = self._table(_COMMENTS), dict[str, int](), len(self._faults)
        for line, row in self._rows(table):
            if not places:
                places = self._places(table, line, row, _COMMENT_COLUMNS)
                if not places:
                    return
            else:
                values = {column: row[places[column]] for column in _COMMENT_COLUMNS}
                self._take_comment(Fields(dict(values), table.file, line, Times(None)), tuple(row))
        if not places and len(self._faults) == before:
            self._places(table, 1, [], _COMMENT_COLUMNS)
        kept = [(one.post.at, one.line, one.post) for one in self._comments.values() if one.post is not None]
        posts = [post for _, _, post in sorted(kept, key=lambda one: one[:2])]
        self._last = posts[-1].at if posts else _EPOCH
        self._shelf.add(posts)

    def _take_comment(self, fields: Fields, row: tuple[str, ...]) -> None:
        identifier, author = fields.identifier("comment-id"), fields.identifier("author-id")
        for column, value in (("comment-id", identifier), ("author-id", author)):
            if value and not _NUMBER.fullmatch(value):
                fields.wrong(fault("polis_number", column=column, value=shown(value)))
        at, text = _instant(fields), fields.text("comment-body")
        moderated = fields.values["moderated"]
        if moderated not in _MODERATED:
            fields.wrong(
                fault("polis_value", column="moderated", value=shown(moderated), allowed=", ".join(_MODERATED))
            )
        earlier = self._comments.get(identifier)
        if earlier is not None and earlier.row != row:
            fields.wrong(fault("conversation_same_id", id=shown(identifier), first=str(earlier.line)))
        for one in fields.faults:
            self._faults.add(one)
        if earlier is None:
            kept = not fields.faults and moderated != "-1"
            post = PostMade(
                room=self._room,
                at=at,
                post=identifier,
                author=author,
                name=author,
                text=text,
                workshop=self._workshop,
            )
            self._comments[identifier] = _Comment(fields.line, row, post if kept else None)

    # --- the votes ----------------------------------------------------------------------------------------

    def read_votes(self) -> None:
        """Take in the votes on the comments that are there."""
        table, before = self._table(_VOTES), len(self._faults)
        columns: dict[str, int] = {}
        voter = 0
        lines: dict[str, int] = {}
        for line, row in self._rows(table):
            if not columns:
                places = self._places(table, line, row, (_PARTICIPANT,))
                if not places or not (columns := self._comment_columns(table, line, places)):
                    return
                voter = places[_PARTICIPANT]
            elif not _NUMBER.fullmatch(row[voter]):
                self._wrong(table, line, "polis_number", column=_PARTICIPANT, value=shown(row[voter]))
            elif (first := lines.setdefault(row[voter], line)) != line:
                self._wrong(table, line, "polis_same_participant", participant=row[voter], first=str(first))
            else:
                self._take_votes(table, line, row[voter], [(one, row[place]) for one, place in columns.items()])
        if not columns and len(self._faults) == before:
            self._places(table, 1, [], (_PARTICIPANT,))

    def _comment_columns(self, table: Table, line: int, places: dict[str, int]) -> dict[str, int]:
        """Where the votes on each comment stand; a column without a comment is named and skipped."""
        columns = {name: place for name, place in places.items() if name not in _BESIDE_VOTES}
        wrong = [name for name in columns if not _NUMBER.fullmatch(name)]
        for name in wrong:
            self._wrong(table, line, "polis_column", column=shown(name))
        if wrong or not self._comments:
            return {}
        for name in columns.keys() - self._comments.keys():
            self.skipped.append(fault("polis_no_comment", file=table.file, line=line, column=name))
        self.skipped.sort(key=lambda one: columns[str(one.values["column"])])
        return columns

    def _take_votes(self, table: Table, line: int, voter: str, votes: Sequence[tuple[str, str]]) -> None:
        reactions = []
        for comment, vote in votes:
            if vote not in _EMOJI:
                allowed = ", ".join(one for one in _EMOJI if one)
                self._wrong(table, line, "polis_value", column=comment, value=shown(vote), allowed=allowed)
            elif (emoji := _EMOJI[vote]) and (on := self._comments.get(comment)) and on.post is not None:
                reactions.append(Reacted(room=self._room, at=self._last, post=comment, author=voter, emoji=emoji))
        self._shelf.add(reactions)

    # --- the title ----------------------------------------------------------------------------------------

    def read_title(self) -> str | None:
        """The topic of the summary, where it has one; one that is too long for a title is cut."""
        table, topic = self._table(_SUMMARY), ""
        for line, row in self._rows(table, width=2):
            if row[0] == "topic":
                fields = Fields({"topic": row[1]}, table.file, line, Times(None))
                topic = fields.text("topic").strip()
                for one in fields.faults:
                    self._faults.add(one)
        return (topic if len(topic) <= LONGEST_TITLE else topic[: LONGEST_TITLE - 1] + "…") or None

    # --- what they share ----------------------------------------------------------------------------------

    def _table(self, name: str) -> Table:
        self._digest.update(name.encode())
        return Table(self._folder / name, self._faults, self._digest)

    def _rows(self, table: Table, width: int | None = None) -> Iterator[tuple[int, list[str]]]:
        try:
            yield from table.rows(width)
        except FaultsFound as error:
            if any(one.key != "conversation_missing_file" for one in error.faults):
                raise
            self._faults.add(fault("polis_missing_file", file=table.file, files=", ".join(FILES)))

    def _places(self, table: Table, line: int, header: list[str], needed: Sequence[str]) -> dict[str, int]:
        """Where each column stands; empty, with a fault, where one that is needed is missing or one is there twice."""
        places = {name.strip(): place for place, name in enumerate(header)}
        missing = [name for name in needed if name not in places]
        for name in missing:
            self._wrong(table, line, "polis_header", column=name)
        if len(places) < len(header):
            twice = next(one for place, one in enumerate(header) if places[one.strip()] != place)
            self._wrong(table, line, "polis_same_column", column=shown(twice))
            return {}
        return {} if missing else places

    def _wrong(self, table: Table, line: int, key: str, **values: object) -> None:
        self._faults.add(fault(key, file=table.file, line=line, **values))

    def _file(self, name: str) -> str:
        return str(self._folder / name)


def _instant(fields: Fields) -> datetime:
    """The instant of a timestamp in milliseconds."""
    given = str(fields.values["timestamp"])
    if _NUMBER.fullmatch(given):
        try:
            at = _EPOCH + timedelta(milliseconds=int(given))
        except OverflowError:
            at = _EPOCH.replace(year=LAST_YEAR + 1)
        if FIRST_YEAR <= at.year <= LAST_YEAR:
            return at
    fields.wrong(fault("polis_timestamp", value=shown(given)))
    return _EPOCH
