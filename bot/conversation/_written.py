"""Lines of a conversation: what is written so can be read back by `bot.conversation.read_conversation`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any


def instant(at: datetime) -> str:
    """An instant as it stands in a line: UTC, to the second unless it is finer."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def written(lines: Iterable[Mapping[str, Any]]) -> str:
    """One object a line, in their order; characters as they are."""
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in lines)
