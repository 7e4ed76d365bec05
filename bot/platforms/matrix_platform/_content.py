"""What the bot says, as the content of events. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from bot.domain import OutboundMessage
from bot.platforms.matrix_platform._event import Event, content_of, text_in
from bot.platforms.matrix_platform._twin import plain

KEY = "org.cafe-host.key"
"""The field in which each message of ours carries its delivery's key."""


_MOST = 60_000
"""How many bytes both renderings of a message have together at most; an event has 65,536 in all."""

_GLIMPSE = 200


def said(message: OutboundMessage) -> dict[str, Any]:
    """The words of a message: both renderings; nobody is mentioned by it. Where they are too long together, it is the
    plain one, which hardly any client shows, that is cut."""
    room = max(_MOST - len(message.body.encode()), 0)
    body = plain(message.body)
    if len(body.encode()) > room:
        body = body.encode()[:room].decode(errors="ignore")[:-1] + "…"
    return {
        "msgtype": "m.notice",
        "body": body,
        "format": "org.matrix.custom.html",
        "formatted_body": message.body,
        "m.mentions": {},
    }


def posted(
    message: OutboundMessage, key: str, latest: str | None, beside: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """A message as it is posted. ``latest`` is the latest event of the thread that it goes into: clients without
    threads show it as a reply to that one; ``beside`` what makes its words those beside a file."""
    content = {**said(message), **(beside or {}), KEY: key}
    if message.thread is not None:
        content["m.relates_to"] = {
            "rel_type": "m.thread",
            "event_id": message.thread,
            "is_falling_back": message.reply_to is None,
            "m.in_reply_to": {"event_id": message.reply_to or latest or message.thread},
        }
    elif message.reply_to is not None:
        content["m.relates_to"] = {"m.in_reply_to": {"event_id": message.reply_to}}
    return content


def revised(message: OutboundMessage, event: str, beside: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """An edit, by which an event of ours says this from now on. What clients without edits show has a glimpse of it.
    ``beside`` as for `posted`."""
    new = {**said(message), **(beside or {})}
    return {
        "msgtype": "m.notice",
        "body": f"* {new['body'][:_GLIMPSE]}",
        "m.mentions": {},
        "m.new_content": new,
        "m.relates_to": {"rel_type": "m.replace", "event_id": event},
    }


def key_in(event: Event) -> str | None:
    """The delivery's key that an event carries."""
    return text_in(content_of(event), KEY)


def transaction_of(key: str, *more: str) -> str:
    """The transaction id of a delivery: the same one whoever sends it, however often, on the same device."""
    return "cafe-" + hashlib.blake2b("\0".join((key, *more)).encode(), digest_size=20).hexdigest()
