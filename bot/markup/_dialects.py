"""The dialects: blocks as Discord's markdown, as Matrix's subset of HTML, as plain text for a terminal."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Sequence
from urllib.parse import quote, urlsplit

from bot.markup._blocks import Block, Code, Dialect, Emphasis, Heading, Items, Link, Paragraph, Quotation, Span, Strong
from bot.markup._clean import shown

_LINKABLE = {"html": ("http:", "https:", "mailto:", "matrix:"), "markdown": ("http:", "https:")}
_ADDRESS = re.compile(r"https?://[^\s<>]+", re.IGNORECASE)
_AFTER_ADDRESS = ".,;:!?…'’\"»”*_~`|)]}"
_SPECIAL = re.compile(r"[\\*_~`|\[\]()$]|:(?=\w+:)|&(?=[#\w])")
_LINE_START = re.compile(r"^([^\S\n]*)([#>+=-])", re.MULTILINE)
_NUMBERED_START = re.compile(r"^([^\S\n]*\d+)\.", re.MULTILINE)
_CALLS = re.compile(r"@(?=everyone|here|room)", re.IGNORECASE)
_HANDLES = re.compile(r"(?<!\w)@(?=\w)")
_MATRIX_PERSON = re.compile(r"matrix\.to/#/(?:@|%40)|^matrix:u", re.IGNORECASE)
_TICKS = re.compile("`(?=`)")
_IN_ANGLES = re.compile(r"<(?=[@#/:&a-z])", re.IGNORECASE)
_APART = "\u200b"
"""Zero-width space: between @ and a name, or after <, no platform finds a mention any more; between two backticks
there is no fence."""


def render(blocks: Iterable[Block], dialect: Dialect) -> str:
    """The blocks in that dialect, as one text. Blocks without any visible text leave nothing."""
    return rendered(prepared(blocks), dialect)


def rendered(blocks: Sequence[Block], dialect: Dialect) -> str:
    """What `render` gives for blocks that are prepared already."""
    if dialect == "html":
        return "".join(_html_block(block) for block in blocks)
    one = _markdown_block if dialect == "markdown" else _plain_block
    text = ""
    for place, block in enumerate(blocks):
        if place:
            close = dialect == "markdown" and isinstance(blocks[place - 1], Heading)
            text += "\n" if close else "\n\n"
        text += one(block)
    return text


# --- preparing --------------------------------------------------------------------------------------------


def prepared(blocks: Iterable[Block]) -> list[Block]:
    """The same blocks with harmless texts, without outer white space, and without those that show nothing."""
    return [ready for block in blocks if (ready := _prepared(block)) is not None]


def _prepared(block: Block) -> Block | None:
    match block:
        case Heading(text):
            text = " ".join(shown(text).split("\n")).strip()
            return Heading(text) if text else None
        case Paragraph(spans):
            spans = trimmed(_shown_span(span) for span in spans)
            return Paragraph(spans) if spans else None
        case Items(items, numbered, first):
            kept = [trimmed(_shown_span(span) for span in item) for item in items]
            kept = [item for item in kept if item]
            return Items(tuple(kept), numbered, first) if kept else None
        case Quotation(text, author, url):
            text = shown(text).strip()
            author = " ".join(shown(author).split()) if author else None
            url = shown(url).strip() if url else None
            return Quotation(text, author or None, url or None) if text or author or url else None


def _shown_span(span: Span) -> Span:
    match span:
        case str():
            return shown(span)
        case Link(text, url):
            text, url = " ".join(shown(text).split()), "".join(shown(url).split())
            return Link(text or url, url)
        case Code(text):
            return Code(" ".join(shown(text).split()))
    return type(span)(shown(span.text))


def text_of(span: Span) -> str:
    """The words of a span."""
    return span if isinstance(span, str) else span.text


def with_text(span: Span, text: str) -> Span:
    """The same span with other words."""
    match span:
        case str():
            return text
        case Link(_, url):
            return Link(text, url)
    return type(span)(text)


def trimmed(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans without the white space around them all, and without empty ones."""
    kept = [span for span in spans if text_of(span)]
    first = next((place for place, span in enumerate(kept) if text_of(span).strip()), len(kept))
    kept = kept[first:]
    if not kept:
        return ()
    kept[0] = with_text(kept[0], text_of(kept[0]).lstrip())
    while not (end := text_of(kept[-1]).rstrip()):
        kept.pop()
    kept[-1] = with_text(kept[-1], end)
    return tuple(kept)


# --- addresses --------------------------------------------------------------------------------------------


def safe_url(url: str, dialect: Dialect = "html") -> str | None:
    """The address as a link may carry it, or ``None`` for one that must not become a link in that dialect.

    ``html`` links to http, https, mailto and matrix, ``markdown`` to http and https, ``plain`` to nothing.
    An address of a person on Matrix is no link: clients would show it as a mention.
    """
    url = "".join(shown(url).split())
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if f"{parts.scheme.lower()}:" not in _LINKABLE.get(dialect, ()) or _MATRIX_PERSON.search(url):
        return None
    if parts.scheme.lower() in ("http", "https") and not parts.netloc:
        return None
    url = quote(url, safe="%:/?#[]@!$&'()*+,;=~-._", encoding="utf-8", errors="replace")
    return _CALLS.sub("%40", url)


# --- markdown ---------------------------------------------------------------------------------------------


def escape_markdown(text: str) -> str:
    """A text as Discord's markdown or CommonMark shows it letter for letter, made harmless.

    No formatting, no mention, no custom emoji; an http address stays one that can be clicked, in angle
    brackets, so that no preview unfolds.
    """
    text, pieces, done = shown(text), [], 0
    for found in _ADDRESS.finditer(text):
        address = found.group().rstrip(_AFTER_ADDRESS)
        url = safe_url(address, "markdown")
        if url is not None:
            pieces += [_escaped(text[done : found.start()]), f"<{url}>"]
            done = found.start() + len(address)
    pieces.append(_escaped(text[done:]))
    return "".join(pieces)


def _escaped(text: str) -> str:
    text = _SPECIAL.sub(r"\\\g<0>", text)
    text = _NUMBERED_START.sub(r"\1\\.", _LINE_START.sub(r"\1\\\2", text))
    text = text.replace("<", "\\<" + _APART)
    return _HANDLES.sub("@" + _APART, _CALLS.sub("@" + _APART, text))


def _markdown_span(span: Span) -> str:
    match span:
        case Strong(text):
            return _wrapped(text, "**")
        case Emphasis(text):
            return _wrapped(text, "*")
        case Link(text, url):
            address = safe_url(url, "markdown")
            if address is None:
                return escape_markdown(_beside(text, url))
            if text == url:
                return f"<{address}>"
            # Discord shows a masked link raw when its words look like an address themselves.
            if "://" in text:
                return f"{escape_markdown(text)} <{address}>"
            return f"[{escape_markdown(text)}](<{address}>)"
        case Code(text):
            return _fenced(text)
    return escape_markdown(span)


def _fenced(text: str) -> str:
    """Code, as it is, between more backticks than stand together in it: two at most, for three would be a block on
    Discord, so that those in it are kept apart. What could be a mention is none in it either, whoever reads it."""
    text = _TICKS.sub("`" + _APART, text)
    fence, apart = ("``", " ") if "`" in text else ("`", "")
    text = _HANDLES.sub("@" + _APART, _CALLS.sub("@" + _APART, _IN_ANGLES.sub("<" + _APART, text)))
    return f"{fence}{apart}{text}{apart}{fence}"


def _wrapped(text: str, mark: str) -> str:
    inner = text.strip()
    if not inner:
        return text
    start = text[: len(text) - len(text.lstrip())]
    return start + mark + escape_markdown(inner) + mark + text[len(text.rstrip()) :]


def _markdown_block(block: Block) -> str:
    match block:
        case Heading(text):
            return "### " + escape_markdown(text)
        case Paragraph(spans):
            return "".join(map(_markdown_span, spans))
        case Items():
            return _listed(block, _markdown_span, "- ")
        case Quotation(text, author, url):
            lines = escape_markdown(text).split("\n") if text else []
            if author or url:
                lines.append("— " + _source(author, url, _markdown_span))
            return "\n".join(f"> {line}".rstrip() for line in lines)


# --- plain ------------------------------------------------------------------------------------------------


def _plain_text(text: str) -> str:
    return _CALLS.sub("@" + _APART, text)


def _plain_span(span: Span) -> str:
    if isinstance(span, Code):
        return f"`{_plain_text(span.text)}`"
    return _plain_text(_beside(span.text, span.url) if isinstance(span, Link) else text_of(span))


def _plain_block(block: Block) -> str:
    match block:
        case Heading(text):
            return _plain_text(text)
        case Paragraph(spans):
            return "".join(map(_plain_span, spans))
        case Items():
            return _listed(block, _plain_span, "• ")
        case Quotation(text, author, url):
            lines = _plain_text(text).split("\n") if text else []
            if author or url:
                lines.append("— " + _source(author, url, _plain_span))
            return "\n".join(f"│ {line}".rstrip() for line in lines)


def _beside(text: str, url: str) -> str:
    shows = f"{_scheme(url)}:" in _LINKABLE["html"] and url != text
    return f"{text} ({url})" if shows else text


def _scheme(url: str) -> str:
    """The scheme of an address in small letters, empty where there is none."""
    return url.partition(":")[0].lower() if ":" in url else ""


def _listed(block: Items, say: Callable[[Span], str], bullet: str) -> str:
    lines = []
    for number, item in enumerate(block.items, block.first):
        mark = f"{number}. " if block.numbered else bullet
        text = "".join(map(say, item))
        lines.append(mark + text.replace("\n", "\n" + " " * len(mark)))
    return "\n".join(lines)


def _source(author: str | None, url: str | None, say: Callable[[Span], str]) -> str:
    if url is None:
        return say(author or "")
    return say(Link(author or url, url))


# --- html -------------------------------------------------------------------------------------------------


def _html_text(text: str) -> str:
    return html.escape(_plain_text(text), quote=False).replace("\n", "<br>")


def _html_span(span: Span) -> str:
    match span:
        case Strong(text):
            return f"<strong>{_html_text(text)}</strong>"
        case Emphasis(text):
            return f"<em>{_html_text(text)}</em>"
        case Code(text):
            return f"<code>{_html_text(text)}</code>"
        case Link(text, url):
            address = safe_url(url, "html")
            return f'<a href="{html.escape(address)}">{_html_text(text)}</a>' if address else _html_text(text)
    return _html_text(span)


def _html_block(block: Block) -> str:
    match block:
        case Heading(text):
            return f"<h3>{_html_text(text)}</h3>"
        case Paragraph(spans):
            return f"<p>{''.join(map(_html_span, spans))}</p>"
        case Items(items, numbered, first):
            listed = "".join(f"<li>{''.join(map(_html_span, item))}</li>" for item in items)
            if not numbered:
                return f"<ul>{listed}</ul>"
            return f'<ol start="{first}">{listed}</ol>' if first != 1 else f"<ol>{listed}</ol>"
        case Quotation(text, author, url):
            lines = [_html_text(text)] if text else []
            if author or url:
                lines.append("— " + _source(author, url, _html_span))
            return f"<blockquote>{'<br>'.join(lines)}</blockquote>"
