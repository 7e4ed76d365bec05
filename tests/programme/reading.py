"""Programmes written as a host writes them, and a slow calendar to hold the quick one against."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date, time, timedelta

from bot.domain import Script, ScriptWords, Workshop
from bot.errors import Fault
from bot.programme import Programme, read_programmes
from bot.toml_lines import key_lines

DAY = timedelta(days=1)


def read(text: str) -> tuple[tuple[Programme, ...], list[Fault]]:
    """The programmes of a configuration that has nothing else."""
    return read_programmes(tomllib.loads(text)["programme"], key_lines(text), "config.toml")


def programme(text: str) -> Programme:
    """The only programme, without a fault; its name is given to it."""
    (made,), faults = read(f'[[programme]]\nname = "monday"\n{text}')
    assert not faults, faults
    return made


def a_script(name: str = "lamp", at: time = time(9), days: int = 5, zone: str | None = None) -> Script:
    """A script of that many days, with one workshop and no words but its title."""
    return Script(
        name=name,
        languages=("en",),
        days=days,
        opens_at=at,
        closes_at=time(20),
        workshops=(Workshop("w", "question", 1, at),),
        words={"en": ScriptWords(name)},
        zone=zone,
    )


def days(first: date, last: date) -> Iterator[date]:
    """Every day from one to another."""
    while first <= last:
        yield first
        first += DAY
