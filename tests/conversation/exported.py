"""Small exports of channels, written as DiscordChatExporter writes them: its keys, its numbers as text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any


def user(identifier: str, name: str = "", *, nickname: str | None = None, bot: bool = False) -> dict[str, Any]:
    """A member, as author and as who reacted."""
    return {
        "id": identifier,
        "name": name or identifier,
        "discriminator": "0000",
        "nickname": nickname,
        "color": None,
        "isBot": bot,
        "avatarUrl": f"https://cdn.example/{identifier}.png",
    }


def message(identifier: str, author: dict[str, Any], content: str, **others: Any) -> dict[str, Any]:
    """A message of a channel; every other field may be given by its own name."""
    return {
        "id": identifier,
        "type": "Default",
        "timestamp": "2026-03-02T09:14:00.123+01:00",
        "timestampEdited": None,
        "callEndedTimestamp": None,
        "isPinned": False,
        "content": content,
        "author": author,
        "attachments": [],
        "embeds": [],
        "stickers": [],
        "reactions": [],
        "mentions": [],
        "inlineEmojis": [],
        **others,
    }


def reaction(emoji: str, *users: dict[str, Any], count: int | None = None, own: str = "") -> dict[str, Any]:
    """One emoji on a message, by those people; ``own`` is the id of a server's own emoji."""
    given = {"id": own, "name": emoji, "code": emoji, "isAnimated": False, "imageUrl": ""}
    return {"emoji": given, "count": len(users) if count is None else count, "users": list(users)}


def export(messages: Sequence[Any], *, channel: dict[str, Any] | None = None, **others: Any) -> dict[str, Any]:
    """A channel's export."""
    return {
        "guild": {"id": "1", "name": "The house", "iconUrl": ""},
        "channel": {
            "id": "20",
            "type": "GuildTextChat",
            "categoryId": "10",
            "category": "Town",
            "name": "café",
            "topic": None,
            **(channel or {}),
        },
        "dateRange": {"after": None, "before": None},
        "exportedAt": "2026-03-09T10:00:00+01:00",
        "messages": list(messages),
        "messageCount": len(messages),
        **others,
    }


def thread(identifier: str, name: str, *messages: Any, parent: str = "café") -> dict[str, Any]:
    """A thread's export."""
    return export(
        messages,
        channel={"id": identifier, "type": "GuildPublicThread", "categoryId": "20", "category": parent, "name": name},
    )


def write(path: Path, content: object, *, indent: int | None = 2) -> Path:
    """An export as a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=indent), encoding="utf-8")
    return path
