"""Small rooms as Element writes them ("Export chat", JSON): its keys, and the events of a homeserver within."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

MONDAY = 1_772_439_240_000
"""2026-03-02 08:14:00 UTC, in milliseconds as a homeserver counts."""


def event(identifier: str, sender: str, content: dict[str, Any], **others: Any) -> dict[str, Any]:
    """An event of a room; every other field may be given by its own name."""
    return {
        "type": "m.room.message",
        "sender": f"@{sender}:example.org",
        "content": content,
        "origin_server_ts": MONDAY,
        "unsigned": {"age": 1234, "membership": "join"},
        "event_id": f"${identifier}",
        "room_id": "!room:example.org",
        **others,
    }


def words(identifier: str, sender: str, body: str, *, minutes: int = 0, **others: Any) -> dict[str, Any]:
    """A message of words, so many minutes later; ``relates`` is what it relates to."""
    relates = others.pop("relates", None)
    content = {"msgtype": "m.text", "body": body, "m.mentions": {}}
    if relates is not None:
        content["m.relates_to"] = relates
    return event(identifier, sender, content, origin_server_ts=MONDAY + minutes * 60_000, **others)


def notice(identifier: str, body: str) -> dict[str, Any]:
    """What a bot says."""
    return event(identifier, "cafe", {"msgtype": "m.notice", "body": body})


def in_thread(root: str, answers: str | None = None) -> dict[str, Any]:
    """How a message of a thread relates: to its first one, and to another where it really answers that."""
    reply = {"event_id": f"${answers or root}"}
    return {"rel_type": "m.thread", "event_id": f"${root}", "is_falling_back": answers is None, "m.in_reply_to": reply}


def joins(sender: str, name: str) -> dict[str, Any]:
    """Somebody comes, and goes by a name."""
    content = {"membership": "join", "displayname": name, "avatar_url": None}
    return event(f"join-{sender}", sender, content, type="m.room.member", state_key=f"@{sender}:example.org")


def edited(original: dict[str, Any], body: str, *, minutes: int = 5, by: str | None = None) -> dict[str, Any]:
    """A message with its latest edit, as a homeserver bundles it."""
    new = {"msgtype": "m.text", "body": body}
    edit = {
        **event("edit", "", {"msgtype": "m.text", "body": f"* {body}", "m.new_content": new}),
        "sender": by or original["sender"],
        "origin_server_ts": MONDAY + minutes * 60_000,
    }
    return {**original, "unsigned": {"age": 1, "m.relations": {"m.replace": edit}}}


def redacted(identifier: str, sender: str) -> dict[str, Any]:
    """A message that was redacted ten minutes later: nothing is left of it."""
    because = event("because", sender, {"redacts": f"${identifier}"}, type="m.room.redaction")
    because["origin_server_ts"] = MONDAY + 600_000
    return event(identifier, sender, {}, unsigned={"redacted_because": because})


def room(messages: Sequence[Any], *, name: str = "Café", **others: Any) -> dict[str, Any]:
    """A room's export."""
    return {
        "room_name": name,
        "room_creator": "Camille",
        "topic": "",
        "export_date": "9 March 2026",
        "exported_by": "Camille",
        "messages": list(messages),
        **others,
    }
