"""Channels and threads as DiscordChatExporter writes them, one file each: a message is a post, a thread a workshop.

What an export says of a reaction is who and which emoji, never when. It gets the instant of its post: that is the one
at which it cannot yet have been wrong, and it is known without holding back what was read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.conversation._conversation import Conversation
from bot.conversation._export import MESSAGES, Export, folded
from bot.conversation._faults import MOST_FAULTS
from bot.conversation._fields import LONGEST_EMOJI, LONGEST_TITLE, Fields, shown
from bot.conversation._lines import Fingerprint
from bot.conversation._packed import instant_of
from bot.conversation._times import Moment, Times
from bot.domain import Inbound, PostEdited, PostMade, Reacted, RoomRef
from bot.errors import fault

BEGINS = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"(?:(?:guild|channel|dateRange)"\s*:\s*\{|messages"\s*:\s*\[)')
"""The first member of an export, whatever order its keys were brought into; a line of JSON Lines has a type."""

_SPOKEN = ("Default", "Reply", "0", "19")
"""The types of what people write, by their names or by the platform's own numbers."""

_TOLD_BY_THE_PLATFORM = re.compile(
    r"[0-9]{1,9}|RecipientAdd|RecipientRemove|Call|ChannelNameChange|ChannelIconChange|ChannelPinnedMessage"
    r"|GuildMemberJoin|ThreadCreated"
)
_THREADS = ("GuildPublicThread", "GuildPrivateThread", "GuildNewsThread", "10", "11", "12")


def read_exported(
    path: Path, parts: Sequence[Path], room: RoomRef, named: Mapping[str, str] | None, digest: Fingerprint
) -> Conversation:
    """Read those files, every byte of them into that digest. ``named`` says which workshop is meant by a thread's name;
    with ``None`` each thread makes one, by its id. Raises `bot.errors.FaultsFound` with all that is wrong."""
    return _Export(path, room, named, digest).conversation(parts)


class _Export(Export):
    def __init__(self, path: Path, room: RoomRef, named: Mapping[str, str] | None, digest: Fingerprint) -> None:
        super().__init__(path, room, named, digest)
        self._strange: set[str] = set()
        self._places: dict[str, None] = {}
        self._servers: dict[str, None] = {}

    @property
    def title(self) -> str | None:
        """What all of it is called: the one channel that it is or was begun in, or else the server."""
        return next(iter(self._places if len(self._places) == 1 else self._servers), None)

    def _take_file(self, name: str, members: Iterator[tuple[int, str, object]]) -> None:
        found: dict[str, object] = {}
        unknown = [0, 0]
        for line, key, value in members:
            if key == "guild":
                found[key] = True
                self._take_server(_fields(value, name, line, "guild"))
            elif key == "channel":
                found[key] = self._take_channel(_fields(value, name, line, "channel"))
            elif key == MESSAGES and "channel" not in found:
                self._faults.add(fault("export_place_first", file=name, line=line, field="channel"))
                return
            elif key == MESSAGES:
                found[key] = True
                workshop = found["channel"]
                fields = _fields(value, name, line, "")
                self._take(fields, workshop if isinstance(workshop, str) else None, unknown)
                for one in fields.faults:
                    self._faults.add(one)
        for key in ("guild", "channel"):
            if key not in found:
                self._faults.add(fault("conversation_missing_field", file=name, field=key))
        if unknown[0]:
            self._skipped.append(fault("export_reactions_without_people", file=name, line=unknown[1], n=unknown[0]))

    def _take_server(self, fields: Fields) -> None:
        name = _title(fields, "guild.name")
        if name:
            self._servers.setdefault(name)
        for one in fields.faults:
            self._faults.add(one)

    def _take_channel(self, fields: Fields) -> str | None:
        """The workshop that this channel is, if it is one."""
        name, begun_in = _title(fields, "channel.name"), _title(fields, "channel.category")
        identifier, workshop = fields.identifier("channel.id"), None
        thread = str(fields.values.get("channel.type")) in _THREADS
        place = begun_in if thread else name
        if place:
            self._places.setdefault(place)
        if self._named is not None:
            workshop = self._named.get(folded(name))
        elif thread:
            workshop = identifier
            self._titles[identifier] = name or identifier
        for one in fields.faults:
            self._faults.add(one)
        return workshop

    # --- one message --------------------------------------------------------------------------------------

    def _take(self, fields: Fields, workshop: str | None, unknown: list[int]) -> None:
        """Take one message; ``unknown`` is how many reactions are nobody's, and the line of the first such message."""
        if fields.faults:
            return
        kind = fields.values.get("type")
        if kind is None:
            fields.wrong(fault("conversation_missing_field", field="type"))
            return
        if fields.values.get("author.isBot") is True:
            return
        if str(kind) not in _SPOKEN:
            self._leave_out(str(kind), fields)
            return
        post, offset = self._post(fields, workshop)
        others: list[Inbound] = []
        if fields.values.get("timestampEdited") is not None:
            edited, _ = _moment(fields, "timestampEdited")
            others.append(PostEdited(room=self._room, at=edited, post=post.post, text=post.text))
        reactions, nobodys = self._reactions(fields, post)
        if self._taking.take_post(post, [*others, *reactions], offset, fields) and nobodys:
            unknown[:] = unknown[0] + nobodys, unknown[1] or fields.line

    def _leave_out(self, kind: str, fields: Fields) -> None:
        """Name a type that is not known, once; what the platform itself tells is left out without a word."""
        if _TOLD_BY_THE_PLATFORM.fullmatch(kind) or kind in self._strange or len(self._skipped) >= MOST_FAULTS:
            return
        self._strange.add(kind)
        self._skipped.append(fault("export_skipped_type", file=fields.file, line=fields.line, type=shown(kind)))

    def _post(self, fields: Fields, workshop: str | None) -> tuple[PostMade, timedelta]:
        at, offset = _moment(fields, "timestamp")
        author, name = fields.identifier("author.id"), ""
        for field in ("author.nickname", "author.name"):
            if not name and fields.values.get(field) is not None:
                name = fields.name(field)
        answers = str(fields.values["type"]) in ("Reply", "19")
        post = PostMade(
            room=self._room,
            at=at,
            post=fields.identifier("id"),
            author=author,
            name=name,
            text=fields.text("content"),
            workshop=workshop,
            reply_to=fields.identifier_if_any("reference.messageId") if answers else None,
            attachments=fields.attachments("fileName"),
        )
        return post, offset

    def _reactions(self, fields: Fields, post: PostMade) -> tuple[list[Reacted], int]:
        """The reactions on a post by people, and how many are only counted."""
        given, found, nobodys = fields.values.get("reactions"), dict[Reacted, None](), 0
        if not _objects(given):
            fields.wrong(fault("export_shape", field="reactions"))
            return [], 0
        for one in given or ():
            emoji = _emoji(one, fields)
            users, count = one.get("users"), one.get("count")
            if not _objects(users):
                fields.wrong(fault("export_shape", field="reactions.users"))
            elif users:
                for user in users:
                    own = Fields({"reactions.users.id": user.get("id")}, fields.file, fields.line, Times(None))
                    by = own.identifier("reactions.users.id")
                    fields.faults.extend(own.faults)
                    if user.get("isBot") is not True:
                        found[Reacted(room=self._room, at=post.at, post=post.post, author=by, emoji=emoji)] = None
            elif isinstance(count, int) and not isinstance(count, bool) and count > 0:
                nobodys += count
        return list(found), nobodys


def _fields(value: object, file: str, line: int, named: str) -> Fields:
    """The members of an object as fields, those of ``author`` and ``reference`` among them by a path."""
    fields = Fields({}, file, line, Times(None))
    if not isinstance(value, dict):
        fields.wrong(fault("export_shape", field=named or MESSAGES))
        return fields
    for key, one in value.items():
        if key in ("author", "reference") and one is not None:
            if isinstance(one, dict):
                fields.values.update((f"{key}.{inner}", what) for inner, what in one.items())
            else:
                fields.wrong(fault("export_shape", field=key))
        else:
            fields.values[f"{named}.{key}" if named else key] = one
    return fields


def _objects(value: object) -> bool:
    return value is None or (isinstance(value, list) and all(isinstance(one, dict) for one in value))


def _emoji(reaction: dict[str, Any], fields: Fields) -> str:
    """An emoji as itself, or a server's own by its name between colons."""
    given = reaction.get("emoji")
    if not isinstance(given, dict):
        fields.wrong(fault("export_shape", field="reactions.emoji"))
        return ""
    own = Fields({"emoji": given.get("name")}, fields.file, fields.line, Times(None))
    emoji = own.emoji()
    fields.faults.extend(own.faults)
    return f":{emoji[: LONGEST_EMOJI - 2]}:" if given.get("id") else emoji


def _moment(fields: Fields, field: str) -> tuple[datetime, timedelta]:
    """The instant of a field, and the offset of its clock."""
    given = fields.values.get(field)
    moment = Times(None).read(given) if isinstance(given, str) else None
    if isinstance(moment, Moment):
        return moment.at, moment.offset
    fields.wrong(fault("export_time", field=field))
    return instant_of(0), timedelta()


def _title(fields: Fields, field: str) -> str:
    """A name as a title, cut where it is too long for one; empty where there is none."""
    if fields.values.get(field) is None:
        return ""
    name = fields.text(field).strip()
    return name if len(name) <= LONGEST_TITLE else name[: LONGEST_TITLE - 1] + "…"
