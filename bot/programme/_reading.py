"""``[[programme]]`` of the configuration -> programmes, every fault at once with its line and what to write instead."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any

from bot.domain import zone_of
from bot.errors import Fault, fault
from bot.programme._dates import PLACES, WEEKDAYS, date_of, hour_of, range_of, weekday_of, weekday_of_month
from bot.programme._programme import Change, Every, Programme, Recurrence, Skip
from bot.showing import nearest, shown
from bot.toml_lines import nearest_line

KEYS = ("name", "every", "on", "dates", "scripts", "from", "until", "at", "zone", "rooms", "skip", "change")
"""The keys of a programme."""

CHANGE_KEYS = ("date", "script", "day", "at", "skip")
"""The keys of a ``[[programme.change]]``."""

LONGEST_NAME = 60
"""The longest name of a programme, in characters."""

_EXAMPLES = {
    "name": 'name = "monday-café"',
    "every": 'every = "week", "two weeks" or "month"',
    "on": 'on = "monday"',
    "dates": "dates = [2026-03-02, 2026-05-04]",
    "scripts": 'scripts = ["first-phone"]',
    "from": "from = 2026-01-05",
    "until": "until = 2026-12-18",
    "at": 'at = "10:00"',
    "rooms": 'rooms = ["café"]',
    "skip": 'skip = [2026-04-06, "2026-07-13 to 2026-08-24"]',
    "date": "date = 2026-03-02",
    "day": "day = 2026-03-03",
    "script": 'script = "first-phone"',
}

_Path = tuple[str, ...]


def read_programmes(
    value: object, lines: Mapping[_Path, int], file: str | None
) -> tuple[tuple[Programme, ...], list[Fault]]:
    """The programmes of ``value``, what TOML has under ``programme``, and everything that is wrong with it.

    ``lines`` are those of `bot.toml_lines.key_lines`. A programme with a fault is left out.
    """
    reader = _Reader(lines, file)
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        reader.blame("programme_not_section", ("programme",))
        return (), reader.faults
    found: dict[str, Programme] = {}
    for number, table in enumerate(value):
        before = len(reader.faults)
        path = ("programme", str(number))
        made = reader.programme(table, path)
        if made is not None and made.name in found:
            reader.blame("programme_name_twice", (*path, "name"), name=shown(made.name))
        elif made is not None and len(reader.faults) == before:
            found[made.name] = made
    return tuple(found.values()), reader.faults


class _Reader:
    """Reads one file; what is wrong becomes a fault, and ``None`` in its place."""

    def __init__(self, lines: Mapping[_Path, int], file: str | None) -> None:
        self._lines = dict(lines)
        self._file = file
        self.faults: list[Fault] = []

    def line(self, path: _Path) -> int | None:
        return nearest_line(self._lines, path)

    def blame(self, sentence: str, path: _Path, **values: object) -> None:
        self.faults.append(fault(sentence, file=self._file, line=self.line(path), **values))

    # --- a programme --------------------------------------------------------------------------------------

    def programme(self, table: Mapping[str, Any], path: _Path) -> Programme | None:
        self._known(table, path, KEYS)
        name = self._text(table, path, "name", required=True)
        if name is not None and len(name) > LONGEST_NAME:
            self.blame("programme_long_name", (*path, "name"), most=LONGEST_NAME)
        scripts = self._texts(table, path, "scripts")
        if "scripts" not in table or scripts == ():
            self.blame("programme_missing", (*path, "scripts"), key="scripts", example=_EXAMPLES["scripts"])
        recurrence, dates = self._when(table, path)
        until = self._date(table, path, "until")
        if recurrence and until and until < recurrence.first:
            self.blame("programme_order", (*path, "until"), key="until", first=recurrence.first.isoformat())
        made = Programme(
            name=name or "",
            scripts=scripts or ("",),
            recurrence=recurrence,
            dates=dates,
            until=until,
            at=self._hour(table, path),
            zone=self._zone(table, path),
            rooms=self._texts(table, path, "rooms") or (),
            skips=tuple(self._skips(table, path)),
            changes=tuple(self._changes(table, path)),
            line=self.line(path),
            scripts_line=self.line((*path, "scripts")),
        )
        return made if name else None

    def _known(self, table: Mapping[str, Any], path: _Path, known: tuple[str, ...]) -> None:
        for key in table:
            if key in known:
                continue
            near = nearest(key, known)
            if near is None:
                self.blame("programme_unknown", (*path, key), key=shown(key), known=", ".join(known))
            else:
                self.blame("programme_unknown_near", (*path, key), key=shown(key), near=near)

    def _when(self, table: Mapping[str, Any], path: _Path) -> tuple[Recurrence | None, tuple[date, ...]]:
        if "dates" in table:
            for key in ("every", "on", "from", "until"):
                if key in table:
                    self.blame("programme_dates_alone", (*path, key), key=key)
            return None, self._dates(table, path)
        if "every" not in table:
            self.blame("programme_no_dates", path)
            return None, ()
        word = " ".join(table["every"].lower().split()) if isinstance(table["every"], str) else None
        every = next((one for one in Every if one.value == word), None)
        if every is None:
            self.blame("programme_every", (*path, "every"), value=shown(table["every"]))
            return None, ()
        first = self._date(table, path, "from")
        if "from" not in table:
            self.blame("programme_missing", path, key="from", example=_EXAMPLES["from"])
        weekday, place = self._weekday(table, path, every, first)
        if first is None or weekday is None:
            return None, ()
        return Recurrence(every, weekday, first, place), ()

    def _weekday(
        self, table: Mapping[str, Any], path: _Path, every: Every, first: date | None
    ) -> tuple[int | None, int | None]:
        value = table.get("on")
        if every is Every.MONTH:
            found = weekday_of_month(value)
            if found is None:
                places = ", ".join(PLACES)
                sentence = "programme_on_month" if "on" in table else "programme_on_month_missing"
                self.blame(sentence, (*path, "on"), value=shown(value), places=places)
                return None, None
            return found[1], found[0]
        if "on" not in table:
            return (None if first is None else first.weekday()), None
        weekday = weekday_of(value)
        if weekday is None:
            self.blame("programme_on", (*path, "on"), value=shown(value), known=", ".join(WEEKDAYS))
        return weekday, None

    def _dates(self, table: Mapping[str, Any], path: _Path) -> tuple[date, ...]:
        found: list[date] = []
        values = table["dates"]
        if not isinstance(values, list) or not values:
            self.blame("programme_value", (*path, "dates"), key="dates", example=_EXAMPLES["dates"])
            return ()
        for value in values:
            day = date_of(value)
            if day is None:
                self.blame("programme_date", (*path, "dates"), key="dates", value=shown(value))
            elif day in found:
                self.blame("programme_date_twice", (*path, "dates"), key="dates", date=day.isoformat())
            else:
                found.append(day)
        return tuple(sorted(found))

    def _skips(self, table: Mapping[str, Any], path: _Path) -> Iterable[Skip]:
        values = table.get("skip", [])
        if not isinstance(values, list):
            self.blame("programme_value", (*path, "skip"), key="skip", example=_EXAMPLES["skip"])
            return
        for value in values:
            ends = range_of(value)
            if ends is None:
                self.blame("programme_skip", (*path, "skip"), value=shown(value))
            elif ends[1] < ends[0]:
                self.blame("programme_order", (*path, "skip"), key="skip", first=ends[0].isoformat())
            else:
                yield Skip(*ends, line=self.line((*path, "skip")))

    # --- its changes --------------------------------------------------------------------------------------

    def _changes(self, table: Mapping[str, Any], path: _Path) -> Iterable[Change]:
        values = table.get("change", [])
        if not isinstance(values, list) or not all(isinstance(one, dict) for one in values):
            self.blame("programme_change_not_section", (*path, "change"))
            return
        seen: set[date] = set()
        for number, value in enumerate(values):
            change = self._change(value, (*path, "change", str(number)))
            if change is not None and change.date in seen:
                here = (*path, "change", str(number), "date")
                self.blame("programme_date_twice", here, key="change", date=change.date.isoformat())
            elif change is not None:
                seen.add(change.date)
                yield change

    def _change(self, table: Mapping[str, Any], path: _Path) -> Change | None:
        self._known(table, path, CHANGE_KEYS)
        day = self._date(table, path, "date")
        if "date" not in table:
            self.blame("programme_missing", path, key="date", example=_EXAMPLES["date"])
        skipped = table.get("skip", False)
        if not isinstance(skipped, bool):
            self.blame("programme_value", (*path, "skip"), key="skip", example="skip = true")
        if not (skipped or table.keys() & {"script", "day", "at"}):
            self.blame("programme_change_empty", path)
        script = self._text(table, path, "script")
        other, at = self._date(table, path, "day"), self._hour(table, path)
        return None if day is None else Change(day, skipped is True, script, other, at, self.line(path))

    # --- values -------------------------------------------------------------------------------------------

    def _text(self, table: Mapping[str, Any], path: _Path, key: str, *, required: bool = False) -> str | None:
        if key not in table:
            if required:
                self.blame("programme_missing", path, key=key, example=_EXAMPLES[key])
            return None
        text = _plain(table[key])
        if text is None:
            self.blame("programme_value", (*path, key), key=key, example=_EXAMPLES[key])
        return text

    def _texts(self, table: Mapping[str, Any], path: _Path, key: str) -> tuple[str, ...] | None:
        if key not in table:
            return None
        values = [table[key]] if isinstance(table[key], str) else table[key]
        texts = [_plain(one) for one in values] if isinstance(values, list) else [None]
        found = tuple(one for one in texts if one is not None)
        if len(found) < len(texts):
            self.blame("programme_value", (*path, key), key=key, example=_EXAMPLES[key])
            return None
        return found

    def _date(self, table: Mapping[str, Any], path: _Path, key: str) -> date | None:
        if key not in table:
            return None
        day = date_of(table[key])
        if day is None:
            self.blame("programme_date", (*path, key), key=key, value=shown(table[key]))
        return day

    def _hour(self, table: Mapping[str, Any], path: _Path) -> time | None:
        if "at" not in table:
            return None
        hour = hour_of(table["at"])
        if hour is None:
            self.blame("programme_hour", (*path, "at"), value=shown(table["at"]))
        return hour

    def _zone(self, table: Mapping[str, Any], path: _Path) -> str | None:
        name = table.get("zone")
        if name is None:
            return None
        try:
            zone_of(name)
        except (KeyError, ValueError, OSError, TypeError):
            self.blame("config_zone", (*path, "zone"), value=shown(name))
            return None
        return str(name)


def _plain(value: object) -> str | None:
    """A text on one line that can be shown and kept; ``None`` for anything else."""
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        return None
    return unicodedata.normalize("NFC", value.strip())
