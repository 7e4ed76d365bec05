"""The flashback as a file in GitHub-flavoured Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.digest.flashback import Flashback
from bot.domain import ScriptWords
from bot.markup import escape_markdown
from bot.pages._quotes import Quote
from bot.pages._results import Chart
from bot.pages._sections import Section, StanceView
from bot.pages._view import View, view
from bot.wording import Wording


def markdown_page(flashback: Flashback, words: ScriptWords | None = None, *, zone: str = "UTC") -> str:
    """The flashback as one Markdown text, every member's word escaped. ``zone`` is where dates are read."""
    shape = view(flashback, words, zone)
    return "\n\n".join(part for part in _parts(shape) if part) + "\n"


def _parts(shape: View) -> Iterable[str]:
    say = shape.words.say
    yield f"# {escape_markdown(shape.title)}"
    yield escape_markdown(f"{shape.dates} · {shape.lasted}")
    if shape.empty:
        yield escape_markdown(say("page.empty"))
    else:
        yield "\n".join(f"- **{figure.number}** {escape_markdown(figure.label)}" for figure in shape.figures)
    if shape.presentation or shape.for_whom or shape.guests:
        yield f"## {say('page.presentation')}"
        yield from map(_lines, shape.presentation)
        yield _lines(shape.for_whom)
        if shape.guests:
            yield f"{say('page.guests')}{say('page.colon')}{escape_markdown(', '.join(shape.guests))}"
    yield from _note(shape.words, shape.note)
    yield from _quotes(say("page.best"), shape.best)
    if shape.sections:
        yield f"## {say('page.workshops')}"
    for section in shape.sections:
        yield from _workshop(shape.words, section)
    yield from _closing(shape)
    yield from _homes(shape)
    yield from _listed(say("page.next"), (_lines(text, "  ") for text in shape.next))
    yield from _listed(say("page.links"), (_link(link.text, link.url) for link in shape.links))
    if not shape.empty:
        yield f"## {say('page.thanks_title')}"
        yield escape_markdown(say("page.thanks_all"))
        yield "\n".join(f"- {escape_markdown(text)}" for text in shape.thanks)
    yield from _listed(say("page.made"), map(escape_markdown, shape.method))
    yield f"*{escape_markdown(say('page.version', version=shape.version))}*"


def _workshop(words: Wording, section: Section) -> Iterable[str]:
    outcome = section.result
    yield f"### {section.number}\\. {escape_markdown(section.title)}"
    yield _lines(section.question)
    if not outcome.sealed:
        yield escape_markdown(section.activity)
    yield escape_markdown(" ".join(outcome.said))
    yield from _note(words, section.note)
    if outcome.chart:
        yield _table(words, outcome.chart)
    if outcome.text:
        yield f"#### {words.say('page.written' if section.kind == 'writing' else 'page.notes')}"
        yield _lines(outcome.text)
    yield from _listed(words.say("page.items"), map(escape_markdown, outcome.items), "####")
    yield from _quotes(words.say("page.voices"), section.voices, "####")
    for theme in section.themes:
        yield from _quotes(f"{theme.label} · {theme.people}", theme.voices, "####", always=True)
    yield from _stances(words.say("page.agreements"), section.agreements)
    yield from _stances(words.say("page.tensions"), section.tensions)
    yield from _quotes(section.ideas_title, section.ideas, "####")


def _closing(shape: View) -> Iterable[str]:
    if shape.closing:
        yield f"## {escape_markdown(shape.words.say('page.closing'))}"
        for place in shape.closing_places:
            yield escape_markdown(f"{place.title} · {place.activity}")
            yield from _note(shape.words, place.note)
        yield from map(_quote, shape.closing)


def _homes(shape: View) -> Iterable[str]:
    if shape.homes:
        colon = shape.words.say("page.colon")
        told = (f"{one.activity}. {one.more}".strip() for one in shape.homes)
        yield from _listed(
            shape.words.say("page.homes.title"),
            (
                f"**{escape_markdown(one.name)}**{colon}{escape_markdown(text)}"
                for one, text in zip(shape.homes, told, strict=True)
            ),
        )
        yield escape_markdown(shape.both)


def _note(words: Wording, note: str) -> Iterable[str]:
    if note:
        yield f"**{escape_markdown(words.say('page.note'))}**{words.say('page.colon')}{_lines(note)}"


def _quotes(title: str, quotes: Sequence[Quote], level: str = "##", always: bool = False) -> Iterable[str]:
    if quotes or always:
        yield f"{level} {escape_markdown(title)}"
    for quote in quotes:
        yield _quote(quote)


def _stances(title: str, stances: Sequence[StanceView]) -> Iterable[str]:
    yield from _quotes(title, [one.quote for one in stances], "####")


def _quote(quote: Quote) -> str:
    by = _link(quote.by, quote.url)
    source = f"— {by} · {escape_markdown(quote.note)}" if quote.note else f"— {by}"
    text = "\n>\n".join(
        "> " + paragraph.replace("\n", "\n> ") for paragraph in _lines(quote.text).split("\n\n") if paragraph
    )
    return f"{text}\n>\n> {source}"


def _listed(title: str, items: Iterable[str], level: str = "##") -> Iterable[str]:
    lines = [f"- {item}" for item in items]
    if lines:
        yield f"{level} {escape_markdown(title)}"
        yield "\n".join(lines)


def _table(words: Wording, chart: Chart) -> str:
    head = f"| {words.say('page.answer')} | {words.say('page.votes_column')} |\n| --- | ---: |"
    ends = [f"{chart.low} – {chart.high}"] if chart.low and chart.high else []
    rows = [f"| {escape_markdown(row.label)} | {words.number(row.number)} |" for row in chart.rows]
    return "\n\n".join([*map(escape_markdown, ends), "\n".join([head, *rows])])


def _link(text: str, url: str | None) -> str:
    escaped = escape_markdown(text)
    if url is None or text == url or "://" in text:
        return escaped
    return f"[{escaped}](<{url}>)"


def _lines(text: str, indent: str = "") -> str:
    """A text whose line breaks stay where they are; an empty line parts two paragraphs."""
    lines = [line.lstrip(" \u3000") for line in escape_markdown(text).strip().split("\n")]
    kept = []
    for place, line in enumerate(lines):
        followed = place + 1 < len(lines) and line and lines[place + 1]
        kept.append((indent if place and line else "") + line.rstrip() + ("\\" if followed else ""))
    return "\n".join(kept)
