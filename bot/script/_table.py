"""One table of a TOML file, asked key by key: what is right comes back, what is wrong becomes a fault."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import time
from typing import Any

from bot.errors import Fault, fault
from bot.showing import nearest, shown
from bot.toml_lines import nearest_line

_TIME = re.compile(r"([0-9]{2}):([0-9]{2})")
_LOOSE_TIME = re.compile(
    r"\s*+([0-9]{1,2})\s*+(?:[:hH.]|heures?)?\s*+([0-9]{2})?(?::[0-9]{2})?\s*+([aApP][mM])?\s*+", re.ASCII
)
_MOST_GUESSES = 50
"""How many unknown keys of one table are compared with the known ones: enough for a person, bounded for a machine."""

_EXAMPLES = {
    "languages": 'languages = ["fr", "en"]',
    "days": "days = 7",
    "opens_at": 'opens_at = "09:00"',
    "closes_at": 'closes_at = "20:00"',
    "workshops": "[workshops.first-memory]",
    "kind": 'kind = "question"',
    "day": "day = 1",
    "at": 'at = "09:30"',
    "choices": 'choices = ["yes", "no"]',
    "min": "min = 0",
    "max": "max = 10",
    "ends_day": "ends_day = 3",
    "ends_at": 'ends_at = "20:00"',
    "several": "several = 2",
    "anonymous": "anonymous = true",
    "images": 'images = ["home.png", "menu.png"]',
    "image_alts": 'image_alts = ["…", "…"]',
    "meets_day": "meets_day = 3",
    "meets_at": 'meets_at = "18:00"',
    "minutes": "minutes = 60",
    "guests": 'guests = ["…", "…"]',
    "yes": 'yes = ["👍"]',
    "no": 'no = ["👎"]',
    "publishes_after_hours": "publishes_after_hours = 24",
}

_SAID_OF_A_NAME = frozenset(
    {
        *("script_bad_key", "script_unknown_key", "script_unknown_key_near"),
        *("script_words_stray", "script_words_stray_near", "script_bad_time"),
    }
)
"""What there is to say of a name or a time itself: where TOML does not take it, that has been said."""


class Sheet:
    """One file that is being read: its name, the lines of its keys, and the faults found so far. On the ``mended``
    lines a name or a time has been blamed already (`bot.script._file.Toml`)."""

    def __init__(
        self,
        file: str,
        lines: dict[tuple[str, ...], int],
        faults: list[Fault],
        mended: Collection[int] = frozenset(),
    ) -> None:
        self.file = file
        self._lines = lines
        self._faults = faults
        self._mended = mended

    def read_as(self, written: tuple[str, ...], meant: tuple[str, ...]) -> None:
        """Let what is below a path be found, with its lines, below the one that was meant."""
        for path, line in list(self._lines.items()):
            if path[: len(written)] == written:
                self._lines.setdefault((*meant, *path[len(written) :]), line)

    def blame(self, sentence: str, path: tuple[str, ...], **values: object) -> None:
        """Add a fault at the line of that path."""
        line = nearest_line(self._lines, path)
        if line not in self._mended or sentence not in _SAID_OF_A_NAME:
            self._faults.append(fault(sentence, file=self.file, line=line, **values))


class Table:
    """One table of a sheet. A question about a key that is absent or wrong is answered by ``None``;
    what is wrong has been added to the faults by then.
    """

    def __init__(self, sheet: Sheet, path: tuple[str, ...], data: dict[str, Any]) -> None:
        self.sheet = sheet
        self.path = path
        self._data = data

    def __contains__(self, key: str) -> bool:
        return key in self._data

    def names(self) -> list[str]:
        """The keys of this table, in the order of the file."""
        return list(self._data)

    def blame(self, sentence: str, key: str | None = None, **values: object) -> None:
        """Add a fault at the line of a key of this table, or of the table itself. ``key`` goes into the sentence."""
        path = self.path if key is None else (*self.path, key)
        self.sheet.blame(sentence, path, **{"key": shown(".".join(path)), **values})

    def only(self, known: Iterable[str], sentence: str = "script_unknown_key") -> None:
        """Blame each key that is none of the known ones. One that was clearly meant to be another is read as that one
        from then on: what is wrong further in is said in the same reading."""
        names = dict.fromkeys(known)
        free = [name for name in names if name not in self._data]
        listed = ", ".join(names) or "-"
        for number, key in enumerate([key for key in self._data if key not in names]):
            near = nearest(key, free) if number < _MOST_GUESSES else None
            if near is None:
                self.blame(sentence, key, known=listed)
                continue
            self.blame(f"{sentence}_near", key, near=near)
            if near not in self._data:
                self._data[near] = self._data.pop(key)
                self.sheet.read_as((*self.path, key), (*self.path, near))

    def need(self, key: str) -> bool:
        """Whether the key is there; blames it as missing where it is not."""
        if key not in self._data:
            self.blame("script_missing_key", key, example=example(key))
        return key in self._data

    def at(self, *path: str) -> Table | None:
        """A table further in, without blaming anything where there is none."""
        data: object = self._data
        for key in path:
            data = data.get(key) if isinstance(data, dict) else None
        return Table(self.sheet, (*self.path, *path), data) if isinstance(data, dict) else None

    def distinct(self, key: str, values: Sequence[str]) -> None:
        """Blame each of the values of a key that is there more than once."""
        for value, times in Counter(values).items():
            if times > 1:
                self.blame("script_twice", key, value=shown(value))

    def text(self, key: str, longest: int, *, one_line: bool = False) -> str | None:
        """A text that is not empty, without the blanks around it."""
        if key not in self._data:
            return None
        return self._clean(key, self._data[key], longest, one_line, "script_not_text")

    def texts(self, key: str, longest: int) -> list[str] | None:
        """A list of texts, each of one line and not empty."""
        if key not in self._data:
            return None
        value = self._data[key]
        if not isinstance(value, list):
            self.blame("script_not_list", key, example=example(key))
            return None
        texts = [self._clean(key, one, longest, True, "script_not_texts") for one in value]
        kept = [one for one in texts if one is not None]
        return kept if len(kept) == len(texts) else None

    def _clean(self, key: str, value: object, longest: int, one_line: bool, otherwise: str) -> str | None:
        if not isinstance(value, str):
            self.blame(otherwise, key, value=shown(value))
            return None
        text = value.strip()
        if not text:
            self.blame("script_empty_text", key)
        elif "\0" in text:
            self.blame("script_nul", key)
        elif one_line and len(text.splitlines()) > 1:
            self.blame("script_one_line", key)
        elif len(text) > longest:
            self.blame("script_too_long", key, length=len(text), most=longest)
        else:
            return text
        return None

    def whole(self, key: str, low: int, high: int) -> int | None:
        """A whole number from ``low`` to ``high``."""
        if key not in self._data:
            return None
        value = self._data[key]
        if isinstance(value, bool) or not isinstance(value, int):
            self.blame("script_not_number", key, value=shown(value), example=example(key))
            return None
        if not low <= value <= high:
            self.blame("script_out_of_range", key, value=shown(value), low=low, high=high)
            return None
        return value

    def flag(self, key: str) -> bool | None:
        """``true`` or ``false``."""
        if key not in self._data:
            return None
        value = self._data[key]
        if isinstance(value, bool):
            return value
        self.blame("script_not_flag", key, value=shown(value), example=example(key))
        return None

    def hour(self, key: str) -> time | None:
        """A time of day, to the minute: the text ``"09:30"`` or TOML's own local time."""
        if key not in self._data:
            return None
        value = self._data[key]
        if isinstance(value, time) and not value.second and not value.microsecond:
            return value
        match = _TIME.fullmatch(value) if isinstance(value, str) else None
        if match and int(match[1]) < 24 and int(match[2]) < 60:
            return time(int(match[1]), int(match[2]))
        self.blame("script_bad_time", key, value=shown(value), better=_better_time(str(value)[:20]))
        return None

    def one_of(self, key: str, allowed: Sequence[str]) -> str | None:
        """One of the words that may be written here."""
        if key not in self._data:
            return None
        value = self._data[key]
        if isinstance(value, str) and value in allowed:
            return value
        self.blame("script_not_one_of", key, value=shown(value), allowed=", ".join(f'"{word}"' for word in allowed))
        return None

    def nearest_to(self, key: str, allowed: Iterable[str]) -> str | None:
        """The word that was probably meant by a text, so that the reading can go on; blames nothing."""
        value = self._data.get(key)
        return nearest(value, allowed) if isinstance(value, str) else None

    def table(self, key: str) -> Table | None:
        """A table within this one."""
        if key not in self._data:
            return None
        value = self._data[key]
        if isinstance(value, dict):
            return Table(self.sheet, (*self.path, key), value)
        self.blame("script_not_table", key, header=shown(".".join((*self.path, key))))
        return None


def example(key: str) -> str:
    """What a line with that key may look like."""
    return _EXAMPLES.get(key, f'{shown(key)} = "…"')


def _better_time(written: str) -> str:
    """The time that was probably meant, as it is to be written; "09:30" where there is no telling."""
    match = _LOOSE_TIME.fullmatch(written)
    if match is None:
        return "09:30"
    hours, minutes, half = int(match[1]), int(match[2] or 0), (match[3] or "").lower()
    if half and hours <= 12:
        hours = hours % 12 + (12 if half == "pm" else 0)
    if (hours, minutes) == (24, 0):
        return "23:59"
    return f"{hours:02}:{minutes:02}" if hours < 24 and minutes < 60 else "09:30"
