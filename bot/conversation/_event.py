"""One event of a Matrix room, as an export of the room has it. Pure.

Its homeserver vouches for its id, its sender, its type and its time; its content is what anybody may have sent, so what
has not the form that it should have there counts as not being there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.conversation._fields import (
    LONGEST_ADDRESS,
    LONGEST_ALTERNATIVE,
    LONGEST_ATTACHMENT_NAME,
    LONGEST_ID,
    LONGEST_NAME,
    Fields,
    shown,
)
from bot.conversation._times import FIRST_YEAR, LAST_YEAR
from bot.domain import Attachment, clean_text
from bot.errors import fault

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FALLBACK = re.compile(r"\A> <[^>\n]*>[^\n]*\n(?:>[^\n]*\n)*\n?")
"""How older clients repeat above a reply what it replies to."""

_FILES = ("m.image", "m.file", "m.video", "m.audio")


class Event:
    """One event: ``fields`` holds it, and takes note of what is wrong with it."""

    def __init__(self, fields: Fields) -> None:
        self.fields = fields
        self.id = fields.identifier("event_id")
        self.sender = fields.identifier("sender")
        self.kind = fields.identifier("type")
        self._content = _part(fields.values, "content")
        self._unsigned = _part(fields.values, "unsigned")
        self._relates = _part(self._content, "m.relates_to")
        self._edit = _part(_part(self._unsigned, "m.relations"), "m.replace")

    def instant(self) -> datetime:
        """When it was sent."""
        return self._instant("origin_server_ts", self.fields.values.get("origin_server_ts"))

    @property
    def kind_of_message(self) -> str:
        """The type of a message: words, a picture, a bot's notice."""
        return _text(self._content, "msgtype")

    @property
    def redacted(self) -> bool:
        """Whether nothing is left of what it said."""
        return "redacted_because" in self._unsigned or not self._content

    def redacted_at(self) -> datetime:
        """When it was redacted; when it was sent, where that is not said."""
        stamp = _part(self._unsigned, "redacted_because").get("origin_server_ts")
        return self.instant() if stamp is None else self._instant("unsigned.redacted_because.origin_server_ts", stamp)

    @property
    def is_edit(self) -> bool:
        """Whether it only changes another message."""
        return self._related("m.replace") is not None

    @property
    def thread(self) -> str | None:
        """The id of the message that its thread began with."""
        return self._related("m.thread")

    @property
    def reply_to(self) -> str | None:
        """The id of what it replies to. What a thread's messages name for clients without threads is no reply."""
        if self.thread is not None and self._relates.get("is_falling_back") is True:
            return None
        return _id(_part(self._relates, "m.in_reply_to"), "event_id")

    @property
    def name(self) -> str:
        """How whom it is about is called from then on, in what says who is in the room; empty where it says none."""
        return _text(self._content, "displayname").strip()[:LONGEST_NAME]

    @property
    def member(self) -> str:
        """Whom it is about, in what says who is in the room."""
        return _text(self.fields.values, "state_key")

    def edited_at(self) -> datetime | None:
        """When its author last changed it, as far as the export says."""
        if not self._new_content:
            return None
        return self._instant("unsigned.m.relations.m.replace.origin_server_ts", self._edit.get("origin_server_ts"))

    def words(self) -> str:
        """Its latest words; of one with a file, what is said beside that."""
        content = self._latest
        body, name = _text(content, "body"), content.get("filename")
        if _address(content):
            body = body if isinstance(name, str) and name != body else ""
        elif self.reply_to is not None:
            body = _FALLBACK.sub("", body, count=1)
        self.fields.values["content.body"] = body
        return self.fields.text("content.body")

    def attachments(self) -> tuple[Attachment, ...]:
        """Its file, if it has one. The picture itself lies on the homeserver: there is nothing to fetch here."""
        content = self._latest
        address, body, name = _address(content), _text(content, "body"), _text(content, "filename")
        if _text(content, "msgtype") not in _FILES or not address:
            return ()
        alternative = _text(_part(content, "info"), "alt") or (body if not name else "")
        called = (name or body or "file")[:LONGEST_ATTACHMENT_NAME]
        return (Attachment(called, alternative[:LONGEST_ALTERNATIVE] or None, address),)

    def headline(self) -> str:
        """The first line of its words that says something."""
        lines = _text(self._latest, "body").splitlines()
        return next((line.strip() for line in lines if line.strip()), "")

    @property
    def _latest(self) -> Mapping[str, Any]:
        return self._new_content or self._content

    @property
    def _new_content(self) -> Mapping[str, Any]:
        own = self._edit.get("sender") == self.sender
        return _part(_part(self._edit, "content"), "m.new_content") if own else {}

    def _related(self, kind: str) -> str | None:
        return _id(self._relates, "event_id") if self._relates.get("rel_type") == kind else None

    def _instant(self, field: str, given: object) -> datetime:
        if isinstance(given, int) and not isinstance(given, bool):
            try:
                at = _EPOCH + timedelta(milliseconds=given)
            except OverflowError:
                at = _EPOCH.replace(year=LAST_YEAR + 1)
            if FIRST_YEAR <= at.year <= LAST_YEAR:
                return at
        told = "null" if given is None else shown(str(given)[:100])
        self.fields.wrong(fault("element_time", field=field, value=told))
        return _EPOCH


def _part(found: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    part = found.get(key)
    return part if isinstance(part, Mapping) else {}


def _text(found: Mapping[str, Any], key: str) -> str:
    text = found.get(key)
    return clean_text(text) if isinstance(text, str) else ""


def _id(found: Mapping[str, Any], key: str) -> str | None:
    text = _text(found, key)
    return text if text.strip() and len(text) <= LONGEST_ID else None


def _address(content: Mapping[str, Any]) -> str:
    address = _text(content, "url") or _text(_part(content, "file"), "url")
    return address if address.startswith("mxc://") and len(address) <= LONGEST_ADDRESS else ""
