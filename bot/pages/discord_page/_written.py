"""A text in Discord's Markdown as HTML. Every text is data: nothing in it becomes HTML of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from bot.markup import shown
from bot.pages.discord_page._reading import Block, CodeBlock, Item, Listing, Paragraph, Quoted, blocks_of
from bot.pages.discord_page._spans import Code, Leading, Span, Styled, plain_of

_EMPTY, _LINE = Markup(""), Markup("<br>")
_STYLES = {
    "strong": Markup("<strong>{}</strong>"),
    "em": Markup("<em>{}</em>"),
    "u": Markup("<u>{}</u>"),
    "s": Markup("<s>{}</s>"),
    "spoiler": Markup("<span class=spoiler tabindex=0>{}</span>"),
}


def written(text: str) -> Markup:
    """The text as Discord shows it, made harmless first (`bot.markup.shown`)."""
    return _EMPTY.join(map(_block, blocks_of(shown(text))))


def as_it_is(text: str) -> Markup:
    """The text letter for letter, with its line breaks."""
    return _EMPTY.join(_words(shown(text)))


def discord_text(text: str) -> str:
    """The words alone, without what Markdown makes of them, line by line."""
    return "\n".join(map(_plain, blocks_of(shown(text))))


def on_one_line(text: str) -> str:
    """The words alone, without what Markdown makes of them, on one line."""
    return " ".join(" ".join(map(_plain, blocks_of(shown(text)))).split())


def _block(block: Block) -> Markup:
    match block:
        case Paragraph(spans, "small"):
            return Markup('<p class="small">{}</p>').format(_spans(spans))
        case Paragraph(spans, "p"):
            return Markup("<p>{}</p>").format(_spans(spans) + (_LINE if _ends_empty(spans) else _EMPTY))
        case Paragraph(spans, level):
            # A heading of a message is none of the page.
            return Markup('<p class="{}">{}</p>').format(level, _spans(spans))
        case CodeBlock(text):
            return Markup("<pre>{}</pre>").format(text)
        case Quoted(blocks):
            return Markup("<blockquote>{}</blockquote>").format(_EMPTY.join(map(_block, blocks)))
        case Listing(items):
            return Markup("<div class=items>{}</div>").format(_EMPTY.join(map(_item, items)))


def _item(item: Item) -> Markup:
    mark = "•" if item.depth == 0 else "◦"
    beside = mark if item.number is None else f"{item.number}."
    made = Markup('<div class="item d{}"><span class=mark>{}</span><div>{}</div></div>')
    return made.format(item.depth, beside, _spans(item.spans))


def _spans(spans: Iterable[Span]) -> Markup:
    return _EMPTY.join(map(_span, spans))


def _span(span: Span) -> Markup:
    match span:
        case str():
            return _EMPTY.join(_words(span))
        case Code(text):
            return Markup("<code>{}</code>").format(text)
        case Leading(spans, url):
            return Markup('<a href="{}" rel="noreferrer nofollow">{}</a>').format(url, _spans(spans))
        case Styled(style, spans):
            return _STYLES[style].format(_spans(spans))


def _ends_empty(spans: Sequence[Span]) -> bool:
    """Whether there is an empty line at the end: browsers show a last break only if another one follows."""
    return not spans or (isinstance(spans[-1], str) and spans[-1].endswith("\n"))


def _words(text: str) -> Iterable[Markup]:
    for number, line in enumerate(text.split("\n")):
        if number:
            yield _LINE
        yield escape(line)


def _plain(block: Block) -> str:
    match block:
        case Paragraph(spans):
            return plain_of(spans)
        case CodeBlock(text):
            return text
        case Quoted(blocks):
            return "\n".join(map(_plain, blocks))
        case Listing(items):
            return _listed(items)


def _listed(items: Sequence[Item]) -> str:
    marks = ("•" if one.number is None else f"{one.number}." for one in items)
    return "\n".join(f"{mark} {plain_of(one.spans)}" for mark, one in zip(marks, items, strict=True))
