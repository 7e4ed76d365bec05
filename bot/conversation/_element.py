"""Rooms as Element writes them ("Export chat", JSON), one file each: a message is a post.

Element writes down what it would show of a room: messages with their latest words, what was redacted, polls, and who
came. An edit stands in its message alone; reactions and votes stand nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from bot.conversation._conversation import Conversation
from bot.conversation._event import Event
from bot.conversation._export import MESSAGES, Export, folded
from bot.conversation._fields import LONGEST_TITLE, Fields
from bot.conversation._lines import Fingerprint
from bot.conversation._taking import Taking
from bot.conversation._times import Times
from bot.domain import PostEdited, PostErased, PostMade, RoomRef
from bot.errors import Fault, fault

BEGINS = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"(?:room_name|room_creator|exported_by)"\s*:')
"""The first member of an export, whatever order its keys were brought into."""

_NAME = "room_name"
_MESSAGE, _MEMBER, _ENCRYPTED = "m.room.message", "m.room.member", "m.room.encrypted"
_SPOKEN = ("m.text", "m.emote", "m.image", "m.file", "m.video", "m.audio")
_NOTICE, _UNREAD = "m.notice", "m.bad.encrypted"
_UTC = timedelta()


def read_element(
    path: Path, parts: Sequence[Path], room: RoomRef, named: Mapping[str, str] | None, digest: Fingerprint
) -> Conversation:
    """Read those files, every byte of them into that digest.

    Of one file each thread is a workshop; of several files each room is. ``named`` says which workshop is meant by a
    room's name or by the first line of a thread. Raises `bot.errors.FaultsFound` with all that is wrong.
    """
    export = _Export(path, room, named, digest, alone=len(parts) == 1)
    return export.conversation(parts, fault("element_without_reactions", file=str(path)))


class _Export(Export):
    def __init__(
        self, path: Path, room: RoomRef, named: Mapping[str, str] | None, digest: Fingerprint, *, alone: bool
    ) -> None:
        super().__init__(path, room, named, digest)
        self._alone = alone
        self._rooms: dict[str, None] = {}

    @property
    def title(self) -> str | None:
        """What all of it is called: the one room that it is, or else the folder that the rooms lie in."""
        return next(iter(self._rooms), None) if len(self._rooms) == 1 else self._path.resolve().name or None

    def _take_file(self, name: str, members: Iterator[tuple[int, str, object]]) -> None:
        one = None
        for line, key, value in members:
            fields = Fields(value if isinstance(value, dict) else {key: value}, name, line, Times(None))
            if key == _NAME:
                one = self._begin(fields)
            elif key == MESSAGES and one is None:
                self._faults.add(fault("export_place_first", file=name, line=line, field=_NAME))
                return
            elif key == MESSAGES and not isinstance(value, dict):
                fields.wrong(fault("export_shape", field=MESSAGES))
            elif key == MESSAGES and one is not None:
                one.take(Event(fields))
            for wrong in fields.faults:
                self._faults.add(wrong)
        if one is None:
            self._faults.add(fault("conversation_missing_field", file=name, field=_NAME))
        else:
            self._skipped += one.left_out()

    def _begin(self, fields: Fields) -> _Room:
        name = _short(fields.text(_NAME).strip()) or Path(fields.file).stem
        self._rooms.setdefault(name)
        return _Room(name, fields.file, self._room, self._taking, self._named, self._titles, whole=not self._alone)


class _Room:
    """One room being read."""

    def __init__(
        self,
        name: str,
        file: str,
        room: RoomRef,
        taking: Taking,
        named: Mapping[str, str] | None,
        titles: dict[str, str],
        *,
        whole: bool,
    ) -> None:
        self._name = name
        self._file = file
        self._room = room
        self._taking = taking
        self._named = named
        self._titles = titles
        self._whole = whole
        self._names: dict[str, str] = {}
        self._headlines: dict[str, str] = {}
        self._threads: dict[str, str | None] = {}
        self._unread = (0, 0)

    def take(self, event: Event) -> None:
        """Take one event in; what is wrong with it stands in its fields."""
        if event.fields.faults:
            return
        if event.kind == _MEMBER:
            self._names[event.member] = event.name
        elif event.kind == _ENCRYPTED or event.kind_of_message == _UNREAD:
            self._unread = self._unread[0] + 1, self._unread[1] or event.fields.line
        elif event.kind == _MESSAGE and event.redacted:
            self._take_away(event)
        elif event.kind == _MESSAGE and not event.is_edit:
            self._take_message(event)

    def left_out(self) -> list[Fault]:
        """What could not be read by whoever has exported it."""
        n, line = self._unread
        return [fault("element_encrypted", file=self._file, line=line, n=n)] if n else []

    def _take_away(self, event: Event) -> None:
        # It is empty here and may still be whole in another file.
        erased = PostErased(room=self._room, at=event.redacted_at(), post=event.id)
        if not event.fields.faults:
            self._taking.take(erased)

    def _take_message(self, event: Event) -> None:
        self._may_begin_a_thread(event)
        if event.kind_of_message not in _SPOKEN:
            return
        at, edited = event.instant(), event.edited_at()
        post = PostMade(
            room=self._room,
            at=at,
            post=event.id,
            author=event.sender,
            name=self._names.get(event.sender, ""),
            text=event.words(),
            workshop=self._workshop(event.thread),
            reply_to=event.reply_to,
            attachments=event.attachments(),
        )
        others = [] if edited is None else [PostEdited(room=self._room, at=edited, post=post.post, text=post.text)]
        self._taking.take_post(post, others, _UTC, event.fields)

    # --- workshops ----------------------------------------------------------------------------------------

    def _workshop(self, thread: str | None) -> str | None:
        """The workshop of a message, by the thread it stands in."""
        if thread is not None:
            if thread not in self._threads:
                self._threads[thread] = self._of_thread(thread)
            if self._threads[thread] is not None or self._named is None:
                return self._threads[thread]
        if self._named is not None:
            return self._named.get(folded(self._name))
        return self._of_room() if self._whole else None

    def _may_begin_a_thread(self, event: Event) -> None:
        """Remember a line that a workshop may be known by: a bot's, or one that was asked for. What a member wrote is
        no title: it would be quoted without anybody having asked how."""
        line = event.headline()
        if folded(line) in self._named if self._named is not None else event.kind_of_message == _NOTICE:
            self._headlines[event.id] = _short(line)

    def _of_thread(self, thread: str) -> str | None:
        headline = self._headlines.get(thread, "")
        if self._named is not None:
            return self._named.get(folded(headline))
        if self._whole:
            return self._of_room()
        self._titles[thread] = headline or f"{self._name}, {len(self._threads) + 1}"
        return thread

    def _of_room(self) -> str:
        self._titles.setdefault(self._name, self._name)
        return self._name


def _short(name: str) -> str:
    """A name as a title, cut where it is too long for one."""
    return name if len(name) <= LONGEST_TITLE else name[: LONGEST_TITLE - 1] + "…"
