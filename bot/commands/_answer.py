"""What a command answers: data, and its one way into blocks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TypeAlias

from bot.domain import OutboundFile
from bot.markup import Block, Items, Quotation, Span, paragraph
from bot.wording import At, Wording


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence of the bot's own: a key of the locales and what fills it.

    A value that is an instant, a day or an hour is written as the reader's language writes it, an instant in the
    answer's zone; another `Said` is said within this one; a list is an enumeration. ``items`` are said below it, as a
    list.
    """

    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    items: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """Words of a person, shown as they are and never as the bot's own. ``author`` is whose, as they may be called."""

    text: str
    author: str | None = None
    url: str | None = None


Line: TypeAlias = Said | Shown


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command has to say to whoever gave it, alone. ``zone`` is that of its instants."""

    said: tuple[Line, ...] = ()
    files: tuple[OutboundFile, ...] = ()
    zone: str = "UTC"


def blocks_of(answer: Answer, say: Wording) -> list[Block]:
    """An answer as neutral blocks in the reader's language; escaping is the dialect's."""
    blocks: list[Block] = []
    for line in answer.said:
        blocks += _blocks(line, say, answer.zone)
    return blocks


def sentence(said: Said, say: Wording, zone: str = "UTC") -> str:
    """One sentence, filled; ``zone`` is that of its bare instants."""
    return say.say(said.key, **{name: _worded(value, say, zone) for name, value in said.values.items()})


def _blocks(line: Line, say: Wording, zone: str) -> Iterable[Block]:
    if isinstance(line, Shown):
        yield Quotation(line.text, line.author, line.url)
        return
    yield paragraph(*_spans(line, say, zone))
    listed: list[tuple[Span, ...]] = []
    for item in line.items:
        if isinstance(item, Said) and not item.items:
            listed.append(_spans(item, say, zone))
            continue
        if listed:
            yield Items(tuple(listed))
            listed = []
        yield from _blocks(item, say, zone)
    if listed:
        yield Items(tuple(listed))


def _spans(said: Said, say: Wording, zone: str) -> tuple[Span, ...]:
    """One sentence with its commands as code; what is said within it too."""
    values = {
        name: _spans(value, say, zone) if isinstance(value, Said) else _worded(value, say, zone)
        for name, value in said.values.items()
    }
    return say.spans(said.key, **values)


def _worded(value: object, say: Wording, zone: str) -> object:
    match value:
        case Said():
            return sentence(value, say, zone)
        case At():
            return say.moment(value.instant, value.zone)
        case datetime():
            return say.moment(value, zone)
        case date():
            return say.day(value)
        case time():
            return say.hour(value)
        case list() | tuple():
            return say.listing([str(_worded(one, say, zone)) for one in value])
    return value
