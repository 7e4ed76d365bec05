"""The emoji below a message of the bot's own, which serve as its buttons. Pure.

What each is for stands in the message's event: it is known after a restart too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain import Button
from bot.platforms.matrix_platform._event import Event, content_of

PRESSES = "org.cafe-host.buttons"
"""The field in which such a message carries what its emoji are for."""

EMOJI: Mapping[str, str] = {"answer": "✍️", "consent": "💬", "quotations": "👀", "help": "❓"}
"""The emoji of each thing that a button does. With how one is quoted comes the help: both belong to the notice."""


def buttons_in(buttons: Sequence[Button], key: str) -> list[dict[str, Any]]:
    """What a message's event carries of its buttons. The delivery's key begins with its café."""
    offered = [one for one in buttons if one.action in EMOJI]
    if any(one.action == "consent" for one in offered):
        offered.append(Button("help", ""))
    cafe = key.partition("/")[0]
    return [{"emoji": EMOJI[one.action], "action": one.action, "cafe": cafe, "about": one.about} for one in offered]


def offered_by(event: Event) -> Sequence[Event]:
    """What an event carries of its buttons."""
    found = content_of(event).get(PRESSES)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else ()
