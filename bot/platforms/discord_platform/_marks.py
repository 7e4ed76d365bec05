"""What the bot's own messages carry, by which they are known again. Pure."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass

_SAID = re.compile(r"said/([^/]{1,60})/([a-z2-7]{24})")
_MARKED = re.compile(r"(?:cafe|said|read)/.*?([a-z2-7]{24})")


def mark_of(room: str, thread: str | None, key: str) -> str:
    """24 small letters and digits drawn from where a message goes and its delivery's key: its nonce, and the end of its
    buttons' custom_ids."""
    whole = "\0".join((room, thread or "", key)).encode()
    return base64.b32encode(hashlib.blake2b(whole, digest_size=15).digest()).decode().lower()


def mark_in(custom_id: str) -> str | None:
    """The mark at the end of a custom_id of ours; ``None`` for anybody else's."""
    found = _MARKED.fullmatch(custom_id)
    return found and found[1]


@dataclass(frozen=True, slots=True)
class Said:
    """What the button says under a message by which the bot passes on a member's words: whose they are."""

    author: str
    mark: str

    @property
    def custom_id(self) -> str:
        """As the button carries it."""
        return f"said/{self.author}/{self.mark}"

    @classmethod
    def read(cls, custom_id: str) -> Said | None:
        """What a custom_id says of that; ``None`` for any other one."""
        found = _SAID.fullmatch(custom_id)
        return cls(found[1], found[2]) if found else None
