"""The flashback as chat messages: a short one first, one for each workshop, then the closing words and the thanks."""

from __future__ import annotations

from collections.abc import Iterable

from bot.digest.flashback import Flashback
from bot.domain import ScriptWords
from bot.markup import Block, Heading, Items, Link, Quotation, Span, Strong, paragraph
from bot.pages._quotes import Quote
from bot.pages._sections import Section, StanceView
from bot.pages._view import FIRST_CLOSING_WORDS, HomeView, View, view
from bot.wording import Wording


def message_blocks(
    flashback: Flashback, words: ScriptWords | None = None, *, zone: str = "UTC"
) -> list[tuple[Block, ...]]:
    """The flashback as messages, in the order in which they are to be posted; none of them pings anybody.

    The first is short: the numbers, how long the café was, the best lines. Then one for each workshop, then
    the closing words, what comes next, links and thanks. ``zone`` is where dates are read.
    """
    shape = view(flashback, words, zone)
    messages = [_first(shape)]
    messages += [tuple(_workshop(shape.words, section)) for section in shape.sections]
    last = tuple(_last(shape))
    return [*messages, last] if last else messages


def _first(shape: View) -> tuple[Block, ...]:
    blocks: list[Block] = [Heading(shape.title), paragraph(f"{shape.dates} · {shape.lasted}")]
    if shape.empty:
        return (*blocks, paragraph(shape.words.say("page.empty")), *_note(shape.words, shape.note))
    blocks.append(paragraph(Strong(shape.counted)))
    return (*blocks, *_note(shape.words, shape.note), *map(_quotation, shape.best))


def _workshop(words: Wording, section: Section) -> Iterable[Block]:
    yield Heading(f"{section.number} · {section.title}")
    outcome = section.result
    if not outcome.sealed:
        yield paragraph(section.activity)
    if outcome.said:
        yield paragraph(" ".join(outcome.said))
    yield from _note(words, section.note)
    if outcome.chart:
        yield Items(
            tuple(
                (f"{row.label}{words.say('page.colon')}", Strong(row.said)) for row in outcome.chart.rows if row.number
            )
        )
    if outcome.text:
        yield paragraph(Strong(words.say("page.written" if section.kind == "writing" else "page.notes")))
        yield paragraph(outcome.text)
    if outcome.items:
        yield Items(tuple((item,) for item in outcome.items))
    yield from map(_quotation, section.voices)
    for theme in section.themes:
        yield paragraph(Strong(theme.label), f" · {theme.people}")
        yield from map(_quotation, theme.voices)
    yield from _stances(words.say("page.agreements"), section.agreements)
    yield from _stances(words.say("page.tensions"), section.tensions)
    if section.ideas:
        yield paragraph(Strong(section.ideas_title))
        yield from map(_quotation, section.first_ideas)
    if section.more_ideas:
        yield paragraph(words.say(section.more_key, n=len(section.more_ideas)))


def _note(words: Wording, note: str) -> Iterable[Block]:
    if note:
        yield paragraph(Strong(words.say("page.note")), f"{words.say('page.colon')}{note}")


def _stances(title: str, stances: tuple[StanceView, ...]) -> Iterable[Block]:
    if stances:
        yield paragraph(Strong(title))
    yield from (_quotation(one.quote) for one in stances)


def _last(shape: View) -> Iterable[Block]:
    if shape.empty:
        return
    say = shape.words.say
    if shape.closing:
        yield Heading(say("page.closing"))
        for place in shape.closing_places:
            yield paragraph(f"{place.title} · {place.activity}")
            yield from _note(shape.words, place.note)
        yield from map(_quotation, shape.closing[:FIRST_CLOSING_WORDS])
        more = len(shape.closing) - FIRST_CLOSING_WORDS
        if more > 0:
            yield paragraph(say("page.more_closing", n=more))
    if shape.homes:
        yield Heading(say("page.homes.title"))
        yield Items(tuple((Strong(one.name), f"{say('page.colon')}{_of_home(one)}") for one in shape.homes))
        if shape.both:
            yield paragraph(shape.both)
    if shape.next:
        yield Heading(say("page.next"))
        yield Items(tuple((text,) for text in shape.next))
    if shape.links:
        yield Heading(say("page.links"))
        yield Items(tuple(_link(link.text, link.url) for link in shape.links))
    yield Heading(say("page.thanks_title"))
    yield paragraph(say("page.thanks_all"))
    if shape.thanks:
        yield Items(tuple((text,) for text in shape.thanks))


def _of_home(home: HomeView) -> str:
    return f"{home.activity}. {home.more}" if home.more else f"{home.activity}."


def _link(text: str, url: str | None) -> tuple[Span, ...]:
    return (Link(text, url),) if url else (text,)


def _quotation(quote: Quote) -> Quotation:
    return Quotation(quote.text, f"{quote.by} · {quote.note}" if quote.note else quote.by, quote.url)
