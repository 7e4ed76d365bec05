"""What stands in a line of Discord's Markdown: emphasis, code, links, what is hidden until it is pressed. Pure.

A text of any length is read in a time that grows with its length: each sign that opens looks its partner up.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from bot.markup import safe_url

_TOKEN = re.compile(
    r"(?P<escaped>\\[^\sA-Za-z0-9])"
    r"|(?P<ticks>`+)"
    r"|\[(?P<words>(?:\\.|[^\[\]\\\n])+)\]\((?:<(?P<fenced>https?://[^\s<>]+)>|(?P<target>https?://[^\s<>()]+))\)"
    r"|<(?P<angled>https?://[^\s<>]+)>"
    r"|<a?(?P<emoji>:\w{2,32}:)\d{15,20}>"
    r"|(?P<address>https?://[^\s<>]+)"
    r"|(?P<sign>\*{1,3}|_{1,2}|~~|\|\|)",
    re.IGNORECASE,
)
_STYLES = {"**": "strong", "*": "em", "_": "em", "__": "u", "~~": "s", "||": "spoiler"}
_AFTER_ADDRESS = ".,;:!?'\"*_~|)"


@dataclass(frozen=True, slots=True)
class Styled:
    """Spans in a style: ``strong``, ``em``, ``u``, ``s``, or ``spoiler``, which is hidden until it is pressed."""

    style: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """Text as it is, within a line."""

    text: str


@dataclass(frozen=True, slots=True)
class Leading:
    """Words that lead to an address of the web."""

    spans: tuple[Span, ...]
    url: str


Span = str | Styled | Code | Leading


@dataclass(frozen=True, slots=True)
class _Sign:
    """A sign that may open or close a style."""

    text: str
    opens: bool
    closes: bool


_Token = Span | _Sign


def spans_of(text: str) -> tuple[Span, ...]:
    """The text as spans, in order."""
    return _styled(_tokens(text))


def plain_of(spans: Sequence[Span]) -> str:
    """The words alone."""
    return "".join(
        one if isinstance(one, str) else one.text if isinstance(one, Code) else plain_of(one.spans) for one in spans
    )


# --- pieces -----------------------------------------------------------------------------------------------


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    runs = {length: [one.start() for one in re.finditer(rf"(?<!`)`{{{length}}}(?!`)", text)] for length in (1, 2)}
    place = 0
    while (found := _TOKEN.search(text, place)) is not None:
        tokens.append(text[place : found.start()])
        place = found.end()
        if found["escaped"]:
            tokens.append(found["escaped"][1:])
        elif ticks := found["ticks"]:
            code, place = _code(text, found.start(), len(ticks), runs)
            tokens.append(code)
        elif words := found["words"]:
            url = found["fenced"] or found["target"]
            # An address within the words would be a link within a link.
            tokens.append(_leading([words] if "://" in words else _tokens(words), url))
        elif found["angled"]:
            tokens.append(_leading([found["angled"]], found["angled"]))
        elif found["emoji"]:
            tokens.append(found["emoji"])
        elif found["address"]:
            address = found["address"].rstrip(_AFTER_ADDRESS)
            place = found.start() + len(address)
            tokens.append(_leading([address], address))
        else:
            tokens.append(_sign(text, found))
    tokens.append(text[place:])
    return [one for one in tokens if one != ""]


def _code(text: str, start: int, length: int, runs: dict[int, list[int]]) -> tuple[Span, int]:
    """Code between two equal runs of ticks, and the place after it; without a partner they are ticks."""
    begins = start + length
    partners = runs.get(length, [])
    number = bisect_right(partners, start)
    if number == len(partners) or not text[begins : partners[number]].strip():
        return text[start:begins], begins
    return Code(text[begins : partners[number]].strip(" ")), partners[number] + length


def _leading(tokens: Sequence[_Token], url: str) -> Span:
    spans, address = _styled(tokens), safe_url(url, "markdown")
    return Leading(spans, address) if address else plain_of(spans)


def _sign(text: str, found: re.Match[str]) -> _Sign:
    sign = found["sign"]
    before = text[found.start() - 1] if found.start() else " "
    after = text[found.end()] if found.end() < len(text) else " "
    opens, closes = not after.isspace(), not before.isspace()
    if sign == "_":
        # snake_case is no emphasis.
        opens, closes = opens and not before.isalnum(), closes and not after.isalnum()
    elif not sign.startswith("*"):
        opens = closes = True
    return _Sign(sign, opens, closes)


# --- styles -----------------------------------------------------------------------------------------------


def _styled(tokens: Sequence[_Token]) -> tuple[Span, ...]:
    tokens = _paired(tokens)
    partners: dict[str, list[int]] = {}
    for place, one in enumerate(tokens):
        if isinstance(one, _Sign) and one.closes:
            partners.setdefault(one.text, []).append(place)
    return _joined(_between(tokens, 0, len(tokens), partners, frozenset()))


def _paired(tokens: Sequence[_Token]) -> list[_Token]:
    """The tokens with each run of three stars that has no partner of its own as one of two and one of one."""
    waiting: int | None = None
    paired: set[int] = set()
    for place, one in enumerate(tokens):
        if not isinstance(one, _Sign) or one.text != "***":
            continue
        if waiting is not None and one.closes:
            paired |= {waiting, place}
            waiting = None
        elif one.opens:
            waiting = place
    made: list[_Token] = []
    for place, one in enumerate(tokens):
        if isinstance(one, _Sign) and one.text == "***" and place not in paired:
            parts = ("*", "**") if one.closes else ("**", "*")
            made += [_Sign(part, one.opens, one.closes) for part in parts]
        else:
            made.append(one)
    return made


def _between(
    tokens: Sequence[_Token], start: int, end: int, partners: dict[str, list[int]], within: frozenset[str]
) -> list[Span]:
    """The tokens of that stretch as spans. ``within`` are the styles that hold already: none holds twice."""
    spans: list[Span] = []
    place = start
    while place < end:
        one = tokens[place]
        if not isinstance(one, _Sign):
            spans.append(one)
        else:
            closing = _partner(one, place, end, partners)
            styles = ("strong", "em") if one.text == "***" else (_STYLES[one.text],)
            if closing is not None and not within & set(styles):
                inner = tuple(_joined(_between(tokens, place + 1, closing, partners, within | set(styles))))
                for style in reversed(styles):
                    inner = (Styled(style, inner),)
                spans += inner
                place = closing
            else:
                spans.append(one.text)
        place += 1
    return spans


def _partner(sign: _Sign, place: int, end: int, partners: dict[str, list[int]]) -> int | None:
    """Where the style ends that a sign opens there: not at once, for nothing would be in it."""
    if not sign.opens:
        return None
    places = partners.get(sign.text, [])
    number = bisect_right(places, place + 1)
    return places[number] if number < len(places) and places[number] < end else None


def _joined(spans: Sequence[Span]) -> tuple[Span, ...]:
    """The same with what is only words in one piece."""
    joined: list[Span] = []
    for one in spans:
        if isinstance(one, str) and joined and isinstance(joined[-1], str):
            joined[-1] += one
        else:
            joined.append(one)
    return tuple(joined)
