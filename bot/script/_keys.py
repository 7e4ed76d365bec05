"""What a workshop or a choice may be called in a script."""

from __future__ import annotations

import re
import unicodedata

from bot.script._table import Table
from bot.showing import shown

LONGEST_KEY = 100
"""The longest key, in code points."""

_SAFE_KEY = re.compile(r"[a-z0-9-]+")


def is_key(key: str) -> bool:
    """Whether a workshop or a choice may be called so."""
    return _SAFE_KEY.fullmatch(key) is not None and len(key) <= LONGEST_KEY


def check_key(table: Table, at: str, key: str) -> None:
    """Blame, at the line of ``at``, a key that no workshop and no choice may be called by."""
    if not is_key(key):
        table.blame("script_bad_key", at, value=shown(key), better=better_key(key))


def better_key(key: str) -> str:
    """A key that may be used, as near to the one written as can be."""
    bare = unicodedata.normalize("NFKD", key[:LONGEST_KEY].lower()).encode("ascii", "ignore").decode()
    better = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")
    return better or "first-memory"
