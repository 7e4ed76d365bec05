"""An event as a homeserver tells it, read with care: anybody in a room may send anything. Pure.

What has not the form that it should have counts as not being there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeAlias

from bot.domain import clean_text

Event: TypeAlias = Mapping[str, Any]
"""An event: the JSON object of the client-server interface."""

MESSAGE, REACTION, REDACTION = "m.room.message", "m.reaction", "m.room.redaction"
ENCRYPTED, ENCRYPTION = "m.room.encrypted", "m.room.encryption"

_EARLIEST, _LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)
_FALLBACK = re.compile(r"\A> <[^>\n]*>[^\n]*\n(?:>[^\n]*\n)*\n?")
"""How older clients repeat above a reply what it replies to."""


def text_in(found: object, key: str) -> str | None:
    """A text of an object, ``None`` where there is none."""
    value = found.get(key) if isinstance(found, Mapping) else None
    return value if isinstance(value, str) else None


def part_in(found: object, key: str) -> Event:
    """A part of an object, an empty one where there is none."""
    value = found.get(key) if isinstance(found, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def id_of(event: Event) -> str:
    """The event's id, empty where it has none."""
    return text_in(event, "event_id") or ""


def sender_of(event: Event) -> str:
    """Who has sent it."""
    return text_in(event, "sender") or ""


def room_of(event: Event, otherwise: str) -> str:
    """The id of the room it stands in, where it says so."""
    return text_in(event, "room_id") or otherwise


def kind_of(event: Event) -> str:
    """Its type."""
    return text_in(event, "type") or ""


def content_of(event: Event) -> Event:
    """Its content, empty for one that was redacted."""
    return part_in(event, "content")


def at_of(event: Event) -> datetime:
    """When it was sent, as its sender's homeserver says; UTC."""
    stamp = event.get("origin_server_ts")
    if not isinstance(stamp, int | float) or isinstance(stamp, bool):
        return _EARLIEST
    try:
        return min(datetime.fromtimestamp(stamp / 1000, UTC), _LATEST)
    except (OverflowError, OSError, ValueError):
        return _LATEST if stamp > 0 else _EARLIEST


def relation_of(event: Event) -> tuple[str, str]:
    """How it relates to which event: the relation's type and the other's id, both empty where there is none."""
    relates = part_in(content_of(event), "m.relates_to")
    kind, other = text_in(relates, "rel_type"), text_in(relates, "event_id")
    return (kind, other) if kind and other else ("", "")


def thread_of(event: Event) -> str | None:
    """The id of the thread it stands in, which is that of the event that the thread began with."""
    kind, other = relation_of(event)
    return other if kind == "m.thread" else None


def reply_of(event: Event) -> str | None:
    """The id of what it replies to. What a thread's messages name for clients without threads is no reply."""
    relates = part_in(content_of(event), "m.relates_to")
    if relates.get("rel_type") == "m.thread" and relates.get("is_falling_back") is True:
        return None
    return text_in(part_in(relates, "m.in_reply_to"), "event_id")


def replaced_by(event: Event) -> str | None:
    """The id of the event that it replaces, for an edit."""
    kind, other = relation_of(event)
    return other if kind == "m.replace" else None


def latest_of(event: Event) -> Event:
    """The content that holds by now: that of its latest edit, where the homeserver tells of one."""
    edit = part_in(part_in(part_in(event, "unsigned"), "m.relations"), "m.replace")
    new = part_in(content_of(edit), "m.new_content")
    return new if new and sender_of(edit) == sender_of(event) else content_of(event)


def edit_of(event: Event) -> str | None:
    """The id of its latest edit, where the homeserver tells of one."""
    return text_in(part_in(part_in(part_in(event, "unsigned"), "m.relations"), "m.replace"), "event_id")


def is_redacted(event: Event) -> bool:
    """Whether it was redacted: nothing is left of what it said."""
    return "redacted_because" in part_in(event, "unsigned") or (not content_of(event) and "state_key" not in event)


def redacts(event: Event) -> str | None:
    """The id of what a redaction takes away: it stands elsewhere since rooms of version 11."""
    return text_in(content_of(event), "redacts") or text_in(event, "redacts")


def said_in(event: Event) -> str:
    """The words that it was sent with, alone or beside a file; empty for anything else."""
    content = content_of(event)
    spoken = content.get("msgtype") in ("m.text", "m.file")
    return words_of(content, reply_of(event) is not None) if spoken else ""


def words_of(content: Event, replies: bool) -> str:
    """The words of a message: of one with a file, what is said beside it."""
    body = clean_text(text_in(content, "body") or "")
    name = text_in(content, "filename")
    if text_in(content, "url") or part_in(content, "file"):
        return body if name is not None and name != body else ""
    return _FALLBACK.sub("", body, count=1) if replies else body
