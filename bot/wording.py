"""The bot's own words, by key and language.

A locale is one TOML file in ``locales/``. A key is written with dots (``page.counts.posts``). A sentence is
plain text with ``{names}`` to fill; ``{prefix}`` stands before a command that somebody is told to give. Where it
depends on a number ``n`` it is a table of CLDR plural categories (``one``, ``other``, ...). A ``{{`` stays a brace.
Values are never read as templates themselves, so a member's words can stand in one.
"""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

from bot.domain import zone_of
from bot.errors import Fault
from bot.markup import Code, Span

_FOLDER = Path(__file__).parent / "locales"
_TYPED = re.compile(r"\{prefix\}([^\s`{]+ [\w-]+)")
_PLURALS = frozenset({"zero", "one", "two", "few", "many", "other"})


@cache
def languages() -> tuple[str, ...]:
    """The languages the bot speaks, sorted: one for each file in ``locales/``."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


@cache
def _sentences(language: str) -> Mapping[str, str | Mapping[str, str]]:
    return dict(_flat("", tomllib.loads((_FOLDER / f"{language}.toml").read_text(encoding="utf-8"))))


def _flat(prefix: str, table: Mapping[str, Any]) -> Iterator[tuple[str, str | Mapping[str, str]]]:
    for key, value in table.items():
        if isinstance(value, dict) and not (value and value.keys() <= _PLURALS):
            yield from _flat(f"{prefix}{key}.", value)
        else:
            yield prefix + key, value


@dataclass(frozen=True, slots=True)
class At:
    """An instant (UTC) that fills a sentence, to be written by the clock of a zone."""

    instant: datetime
    zone: str


@cache
def wording(language: str, prefix: str = "") -> Wording:
    """The words of a language; those of ``en`` where there is no such locale. ``prefix`` is what stands before a
    command's name where they are read (`bot.ports.Abilities.prefix`)."""
    return Wording(language if language in languages() else "en", prefix)


class Wording:
    """The words of one language, with its dates, numbers and plurals. ``typed`` is what is typed in place of a
    command's group and name (``cafe programme-skip``) where they are read, as far as it is something else."""

    def __init__(self, language: str, prefix: str = "", typed: Mapping[str, str] | None = None) -> None:
        self.language = language
        self.prefix = prefix
        self.typed: Mapping[str, str] = typed or {}
        self._sentences = _sentences(language)

    def keys(self) -> frozenset[str]:
        """Every key this language has a sentence for."""
        return frozenset(self._sentences)

    def names(self, key: str) -> frozenset[str]:
        """The names that a sentence has to be filled with, but for the prefix, which is known here. Raises `KeyError`
        for an unknown key."""
        sentence = self._sentences[key]
        forms = [sentence] if isinstance(sentence, str) else list(sentence.values())
        names = {name for form in forms for _, name, _, _ in string.Formatter().parse(form) if name}
        return frozenset(names - {"prefix"})

    def has(self, key: str) -> bool:
        """Whether there is a sentence of that key."""
        return key in self._sentences

    def say(self, key: str, /, **values: object) -> str:
        """The sentence of that key, filled. Numbers, days, hours and moments (`At`) are written as the language writes
        them; ``n`` picks the plural.

        Raises `KeyError` for a key or a name that is missing.
        """
        shown = {name: self._shown(value) for name, value in values.items()}
        return self._sentence(key, values).format_map({"prefix": self.prefix, **shown})

    def spans(self, key: str, /, **values: object) -> tuple[Span, ...]:
        """The same as spans: what stands between backticks in the sentence is code, what stands between backticks in a
        value is not. A value may be spans itself."""
        spans: list[Span] = []
        for place, piece in enumerate(self._sentence(key, values).split("`")):
            filled: list[Span] = []
            for literal, name, _, _ in string.Formatter().parse(piece):
                filled.append(literal)
                if name:
                    value = self.prefix if name == "prefix" else self._shown(values[name])
                    filled += value if isinstance(value, tuple) else [str(value)]
            text = "".join(one if isinstance(one, str) else one.text for one in filled)
            if place % 2:
                spans.append(Code(text))
            else:
                spans += filled
        return tuple(one for one in spans if one != "")

    def _sentence(self, key: str, values: Mapping[str, object]) -> str:
        sentence = self._sentences[key]
        if not isinstance(sentence, str):
            sentence = sentence.get(self._plural(values["n"]), sentence["other"])
        if self.typed:
            # Before the values are in it: those are nobody's commands.
            sentence = _TYPED.sub(lambda found: "{prefix}" + self.typed.get(found[1], found[1]), sentence)
        return sentence

    def _shown(self, value: object) -> object:
        if _is_number(value):
            return self.number(value)
        if isinstance(value, At):
            return self.moment(value.instant, value.zone)
        if isinstance(value, date) and not isinstance(value, datetime):
            return self.day(value)
        return self.hour(value) if isinstance(value, time) else value

    def fault(self, one: Fault) -> str:
        """A fault as one sentence, with its place before it where there is one."""
        said = self.say(f"fault.{one.key}", **one.values)
        if one.file is None:
            return said
        place = one.file if one.line is None else f"{one.file}:{one.line}"
        return self.say("cli.place", place=place, sentence=said)

    def fault_spans(self, one: Fault) -> tuple[Span, ...]:
        """The same as spans (`spans`)."""
        said = self.spans(f"fault.{one.key}", **one.values)
        if one.file is None:
            return said
        place = one.file if one.line is None else f"{one.file}:{one.line}"
        return self.spans("cli.place", place=place, sentence=said)

    def _plural(self, n: Any) -> str:
        from babel import Locale

        return Locale.parse(self.language).plural_form(n)

    def number(self, value: Any) -> str:
        """A number as the language writes it; up to two decimals."""
        from babel.numbers import format_decimal

        return format_decimal(value, format="#,##0.##", locale=self.language)

    def day(self, moment: date | datetime, zone: str | None = None) -> str:
        """A date in full, with its weekday; an instant's date in that zone."""
        from babel.dates import format_date

        if isinstance(moment, datetime):
            moment = moment.astimezone(zone_of(zone or "UTC")).date()
        shown = format_date(moment, format="full", locale=self.language)
        # Babel writes "1 avril" for what French calls "1er avril".
        return shown.replace(" 1 ", f" {self.say('time.first')} ", 1) if moment.day == 1 else shown

    def weekday(self, number: int) -> str:
        """The name of a day of the week, 0 for Monday."""
        from babel.dates import get_day_names

        return str(get_day_names("wide", locale=self.language)[number])

    def tongue(self, language: str) -> str:
        """The name of a language by its code: "français"; a code that means none as it is."""
        from babel import Locale

        return str(Locale.parse(self.language).languages.get(language, language))

    def hour(self, moment: time | datetime, zone: str | None = None) -> str:
        """A time of day, to the minute; an instant's in that zone."""
        from babel.dates import format_time

        if isinstance(moment, datetime):
            moment = moment.astimezone(zone_of(zone or "UTC")).time()
        return format_time(moment, format="HH:mm", locale=self.language)

    def moment(self, instant: datetime, zone: str) -> str:
        """An instant as a date and a time of day in that zone."""
        return self.say("time.moment", day=self.day(instant, zone), hour=self.hour(instant, zone))

    def stamp(self, instant: datetime, zone: str) -> str:
        """An instant as briefly as a message's is written: the day in figures, and the time of day in that zone."""
        from babel.dates import format_date

        day = format_date(instant.astimezone(zone_of(zone)).date(), format="short", locale=self.language)
        return f"{day} {self.hour(instant, zone)}"

    def listing(self, words: list[str]) -> str:
        """Words as an enumeration: "a, b and c"."""
        from babel.lists import format_list

        return format_list(words, locale=self.language)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
