"""What the bot's own messages carry, by which they and their buttons are known again. Pure."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass

_LONGEST = 100
_PART = r"[^/]*"
_MARK = r"[a-z2-7]{24}"
_PRESSED = re.compile(rf"cafe/({_PART})/({_PART})/({_PART})/({_MARK})")
_SAID = re.compile(rf"said/((?:{_PART}/)?{_PART})/({_MARK})")
_READ = re.compile(rf"read/([0-9]{{1,20}})/({_MARK})")


def mark_of(room: str, thread: str | None, key: str) -> str:
    """24 small letters and digits drawn from where a message goes and its delivery's key: its nonce, and the end of its
    buttons' custom_ids."""
    return _digest("\0".join((room, thread or "", key)), 15)


def cafe_of(key: str) -> str:
    """The café that a delivery belongs to: its key begins with it."""
    return key.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a button of a café's message says when it is pressed: what to do, in which café, about what there.

    What is too long for a custom_id, or has a slash in it, stands there as a digest; `means` tells what it was.
    """

    action: str
    cafe: str
    about: str
    mark: str

    @property
    def custom_id(self) -> str:
        """As the button carries it: at most 100 characters."""
        whole = self._written(_part(self.cafe), _part(self.about))
        return whole if len(whole) <= _LONGEST else self._written(_short(self.cafe), _short(self.about))

    def _written(self, cafe: str, about: str) -> str:
        return f"cafe/{self.action}/{cafe}/{about}/{self.mark}"

    @classmethod
    def read(cls, custom_id: str) -> Pressed | None:
        """What a custom_id says; ``None`` for any other one."""
        found = _PRESSED.fullmatch(custom_id)
        return cls(*found.groups()) if found else None


def means(written: str, whole: str) -> bool:
    """Whether a part of a custom_id stands for that café's id, or that workshop's key."""
    return written in (whole, _short(whole))


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
        return cls(*found.groups()) if found else None


@dataclass(frozen=True, slots=True)
class Opens:
    """What the button says under a question whose answers may be read by everybody now: in which thread they are."""

    thread: str
    mark: str

    @property
    def custom_id(self) -> str:
        """As the button carries it."""
        return f"read/{self.thread}/{self.mark}"

    @classmethod
    def read(cls, custom_id: str) -> Opens | None:
        """What a custom_id says of that; ``None`` for any other one."""
        found = _READ.fullmatch(custom_id)
        return cls(*found.groups()) if found else None


def mark_in(custom_id: str) -> str | None:
    """The mark in a custom_id of ours; ``None`` for anybody else's."""
    found = Pressed.read(custom_id) or Said.read(custom_id) or Opens.read(custom_id)
    return None if found is None else found.mark


def _part(text: str) -> str:
    return _short(text) if "/" in text else text


def _short(text: str) -> str:
    return f"~{_digest(text, 10)}" if text else ""


def _digest(text: str, size: int) -> str:
    return base64.b32encode(hashlib.blake2b(text.encode(), digest_size=size).digest()).decode().lower()
