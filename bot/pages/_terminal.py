"""The flashback for a terminal: plain text in lines of a given width, without a single control character."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len

from bot.digest.flashback import Flashback
from bot.domain import ScriptWords
from bot.pages._quotes import Quote
from bot.pages._results import Chart
from bot.pages._sections import Section, StanceView
from bot.pages._view import FIRST_CLOSING_WORDS, View, view
from bot.pages._wrapping import wrapped
from bot.wording import Wording

_NARROWEST = 24
_EIGHTHS = "▏▎▍▌▋▊▉█"


def terminal_page(flashback: Flashback, words: ScriptWords | None = None, width: int = 80, *, zone: str = "UTC") -> str:
    """The flashback as plain text, no line wider than ``width`` cells (at least 24).

    ``zone`` is where dates are read.
    """
    width = max(width, _NARROWEST)
    lines: list[str] = []
    for line in _page(view(flashback, words, zone), width):
        if line or (lines and lines[-1]):
            lines.append(line.rstrip())
    return "\n".join(lines).rstrip("\n") + "\n"


def _page(shape: View, width: int) -> Iterable[str]:
    say = shape.words.say
    yield "═" * width
    yield from wrapped(shape.title, width)
    yield from wrapped(f"{shape.dates} · {shape.lasted}", width)
    yield "═" * width
    yield ""
    yield from wrapped(say("page.empty") if shape.empty else shape.counted, width)
    yield ""
    for text in (*shape.presentation, shape.for_whom):
        yield from wrapped(text, width)
        yield ""
    yield from _items(say("page.guests"), shape.guests, width)
    yield from _note(shape.words, shape.note, width)
    yield from _quotes(say("page.best"), shape.best, width)
    for section in shape.sections:
        yield from _workshop(shape.words, section, width)
    yield from _closing(shape, width)
    homes = [f"{one.name}{say('page.colon')}{one.activity}. {one.more}".rstrip() for one in shape.homes]
    yield from _items(say("page.homes.title"), homes, width)
    if shape.both:
        yield from wrapped(shape.both, width)
        yield ""
    yield from _items(say("page.next"), shape.next, width)
    links = [f"{link.text} ({link.url})" if link.url and link.url != link.text else link.text for link in shape.links]
    yield from _items(say("page.links"), links, width)
    if not shape.empty:
        yield from _titled(say("page.thanks_title"), width)
        yield from wrapped(say("page.thanks_all"), width)
        yield from _items("", shape.thanks, width)
    yield from _items(say("page.made"), shape.method, width)
    yield from wrapped(say("page.version", version=shape.version), width)


def _workshop(words: Wording, section: Section, width: int) -> Iterable[str]:
    outcome = section.result
    yield ""
    yield "─" * width
    yield from wrapped(f"{section.number}. {section.title}", width)
    if section.question:
        yield from wrapped(section.question, width, "   ")
    yield "─" * width
    if not outcome.sealed:
        yield from wrapped(section.activity, width)
    yield from wrapped(" ".join(outcome.said), width)
    yield ""
    yield from _note(words, section.note, width)
    if outcome.chart:
        yield from _chart(outcome.chart, width)
    if outcome.text:
        yield from _titled(words.say("page.written" if section.kind == "writing" else "page.notes"), width)
        yield from wrapped(outcome.text, width, "  ")
        yield ""
    yield from _items(words.say("page.items") if outcome.items else "", outcome.items, width)
    yield from _quotes("", section.voices, width)
    for theme in section.themes:
        yield from _quotes(f"{theme.label} · {theme.people}", theme.voices, width, always=True)
    yield from _stances(words.say("page.agreements"), section.agreements, width)
    yield from _stances(words.say("page.tensions"), section.tensions, width)
    yield from _quotes(section.ideas_title, section.first_ideas, width)
    if section.more_ideas:
        yield from wrapped(words.say(section.more_key, n=len(section.more_ideas)), width)
        yield ""


def _closing(shape: View, width: int) -> Iterable[str]:
    if not shape.closing:
        return
    yield from _titled(shape.words.say("page.closing"), width)
    for place in shape.closing_places:
        yield from wrapped(f"{place.title} · {place.activity}", width)
        yield from _note(shape.words, place.note, width)
    yield ""
    yield from _quotes("", shape.closing[:FIRST_CLOSING_WORDS], width)
    more = len(shape.closing) - FIRST_CLOSING_WORDS
    if more > 0:
        yield from wrapped(shape.words.say("page.more_closing", n=more), width)
        yield ""


def _note(words: Wording, note: str, width: int) -> Iterable[str]:
    if note:
        yield from wrapped(f"{words.say('page.note')}{words.say('page.colon')}{note}", width)
        yield ""


def _titled(title: str, width: int) -> Iterable[str]:
    yield ""
    lines = list(wrapped(title, width))
    yield from lines
    yield "╌" * max(map(cell_len, lines), default=0)


def _items(title: str, items: Sequence[str], width: int) -> Iterable[str]:
    if not items:
        return
    if title:
        yield from _titled(title, width)
    for item in items:
        yield from wrapped(item, width, "  ", "• ")
    yield ""


def _quotes(title: str, quotes: Sequence[Quote], width: int, always: bool = False) -> Iterable[str]:
    if title and (quotes or always):
        yield from _titled(title, width)
    for quote in quotes:
        yield from _quote(quote, width)


def _stances(title: str, stances: Sequence[StanceView], width: int) -> Iterable[str]:
    yield from _quotes(title, [one.quote for one in stances], width)


def _quote(quote: Quote, width: int) -> Iterable[str]:
    yield from wrapped(quote.text, width, "│ ")
    yield from wrapped(f"— {quote.by} · {quote.note}" if quote.note else f"— {quote.by}", width, "  ")
    if quote.url:
        yield from wrapped(quote.url, width, "    ")
    yield ""


def _chart(chart: Chart, width: int) -> Iterable[str]:
    """Bars under their labels where those are long, beside them where they are short; each with its number."""
    room = max(cell_len(row.label) for row in chart.rows)
    beside = room <= width // 4
    longest = max(len(row.said) for row in chart.rows)
    first_number, last_number = chart.rows[0].label.split("–")[0], chart.rows[-1].label.split("–")[-1]
    bars = max(width - longest - 3 - (room + 2 if beside else 2), 4)
    # The first and the last row say the numbers of the ends already; only their names are missing.
    if chart.low and chart.low != first_number:
        yield from wrapped(chart.low, width)
    for row in chart.rows:
        start = " " * (room - cell_len(row.label)) + row.label + "  " if beside else "  "
        if not beside:
            yield from wrapped(row.label, width)
        yield f"{start}{_bar(row.share, bars)} {row.said if row.number or not beside else ''}"
    if chart.high and chart.high != last_number:
        yield from wrapped(chart.high, width)
    yield ""


def _bar(share: float, width: int) -> str:
    eighths = round(share * width * 8)
    part = _EIGHTHS[eighths % 8 - 1] if eighths % 8 else ""
    return "█" * (eighths // 8) + part
