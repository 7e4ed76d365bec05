"""A quotation as every page and message shows it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from bot.digest.flashback import ClosingWord, Stance, Voice
from bot.markup import safe_url, shown
from bot.wording import Wording

_SIGNED = re.compile("[ \u00a0\u202f]*\n\\s*(?=[\u2010-\u2015\u2212\u2500\u2501\u2e3a\u2e3b\u30fc\u4e00\ufe58\uff0d])")
"""A line break before a long dash, or what looks like one: the line that it begins would look like the name below a
quotation, and one person's words like several people's."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim as it is shown: made harmless, with whose it is in words. ``url`` only with a name.

    ``posts`` are those it comes from: one, or those of an idea.
    """

    text: str
    by: str
    named: bool
    note: str = ""
    url: str | None = None
    posts: tuple[str, ...] = ()

    def is_among(self, told: frozenset[tuple[str, str]]) -> bool:
        """Whether these very words of the same post are told already, as (post, text)."""
        return any((post, self.text) in told for post in self.posts)


def told_by(quotes: tuple[Quote, ...]) -> frozenset[tuple[str, str]]:
    """What these quotations tell, as (post, text)."""
    return frozenset((post, quote.text) for quote in quotes for post in quote.posts)


def quoted(words: Wording, said: Voice | ClosingWord | Stance) -> Quote:
    """A verbatim of the flashback, with its reactions as the note where it has any."""
    reactions = said.reactions if isinstance(said, Voice) else 0
    url = said.url if isinstance(said, Voice) and said.author else None
    return Quote(
        text=quotable(said.text),
        by=one_line(said.author) if said.author else words.say("page.someone"),
        named=bool(said.author),
        note=words.say("page.count.reactions", n=reactions) if reactions else "",
        url=safe_url(url) if url else None,
        posts=(said.post,),
    )


def marked(words: Wording, quote: Quote, late: Collection[str]) -> Quote:
    """The quotation, with a note that it came late if its post, the first of an idea's, is among these."""
    if not quote.posts or quote.posts[0] not in late:
        return quote
    said = words.say("page.late")
    return replace(quote, note=f"{quote.note} · {said}" if quote.note else said)


def quotable(text: str) -> str:
    """A verbatim made harmless, in whose lines none looks like the name below it."""
    return _SIGNED.sub(" ", shown(text).strip())


def votes_on(words: Wording, stance: Stance) -> str:
    """How many were for and how many against, in words."""
    return words.say(
        "page.stance", for_=words.say("page.for", n=stance.for_), against=words.say("page.against", n=stance.against)
    )


def one_line(text: str) -> str:
    """A text made harmless and put on one line."""
    return " ".join(part for part in shown(text).replace("\n", " ").split(" ") if part)
