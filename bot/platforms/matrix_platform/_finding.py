"""Whether a message of ours is in its room already: after a death, before anything is said again (truth 1).

Each message of ours carries its delivery's key: it is found by that, however old it is, and whatever it says by now.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from bot.domain import OutboundMessage, Posted
from bot.platforms.matrix_platform._account import Account
from bot.platforms.matrix_platform._content import key_in
from bot.platforms.matrix_platform._event import at_of, id_of, is_redacted, sender_of
from bot.platforms.matrix_platform._history import History
from bot.platforms.matrix_platform._posting import Posting


class Finding:
    """Looks for messages of ours."""

    def __init__(self, account: Account, history: History, posting: Posting) -> None:
        self._account = account
        self._history = history
        self._posting = posting

    async def find(
        self, room: str, message: OutboundMessage, key: str, since: datetime, known: Collection[str]
    ) -> Posted | None:
        """The message of that key, posted at that instant or later."""
        async for event in self._history.back(room):
            # When others have said something, their own homeservers say: it may be any time at all.
            if sender_of(event) != self._account.me:
                continue
            if at_of(event) < since:
                return None
            if not is_redacted(event) and key_in(event) == key and id_of(event) not in known:
                return self._posting.there(room, id_of(event), message)
        return None
