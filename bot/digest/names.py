"""Whose name, handle or mention stands in a passage (truth 5: such a passage is never a verbatim).

`bot.naming` says what counts as naming a member; a word that the café's script itself writes in small letters is an
ordinary one there, and names somebody with a capital only. Besides, any mention counts, whoever it is for: ``@`` before
anything, ``<@...>``, matrix.to, discord.com/users.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from bot.domain import Member, MemberRef, NameMark, Script, ScriptWords
from bot.lettering import plain, readings, undisguised
from bot.naming import (
    LONGEST_PHRASE,
    LONGEST_UNSPACED,
    TOKEN,
    UNSPACED,
    How,
    Sign,
    mark,
    pieces_of,
    signs_of_handle,
    signs_of_name,
    spelled_in,
    spells_too_long,
    whose,
    words_of,
)

_MENTION = re.compile(r"@\S|matrix\.to/|matrix:[ur]/|discord(?:app)?\.com/users/", re.IGNORECASE)
_MENTION_LINK = re.compile(r"matrix\.to/|matrix:[ur]/|discord(?:app)?\.com/users/|://[^/?#\s]*@", re.IGNORECASE)
_ADDRESS = re.compile(r"[@/\\]|\w[.:]\w")
_MARKUP = re.compile(r"`+|\*+|~~|\|\||__|<!--(?:(?!-->)[\s\S]){0,200}-->")
_LINK = re.compile(r"\[([^\[\]]*)\]\((?:[^()]|\([^()]*\))*+\)")
"""A link behind words, whose address may have brackets in it."""
_SENTENCE_END = re.compile(r"[.!?…\r\n]")


class Names:
    """The names and handles of a café's members, ready to be looked for in thousands of passages.

    ``marks`` are the names of those who are not kept by name: `bot.domain.Record.names`. ``secret`` is the café's,
    ``ordinary`` are its `ordinary_words`.
    """

    def __init__(
        self,
        members: Iterable[Member],
        marks: Iterable[NameMark] = (),
        secret: bytes = b"",
        ordinary: Collection[str] = (),
    ) -> None:
        self._secret = secret
        self._ordinary = ordinary
        # Each sign has the one member whom it names, or None where it names several.
        self._signs: dict[Sign, MemberRef | None] = {}
        self._marks: dict[str, str | None] = {}
        self._drawn: dict[Sign, str] = {}
        self._whose: dict[MemberRef, str] = {}
        for member in members:
            for sign in signs_of_name(member.name) | signs_of_handle(member.ref):
                self._signs[sign] = member.ref if self._signs.get(sign, member.ref) == member.ref else None
        for one in marks:
            self._marks[one.mark] = one.whose if self._marks.get(one.mark, one.whose) == one.whose else None
        hows = {how for how, _ in self._signs} | {How(one[0]) for one in self._marks}
        self._looks_for_phrases, self._looks_unspaced = How.BEGINS in hows, How.UNSPACED in hows

    def in_passage(self, text: str, but: MemberRef | None = None) -> bool:
        """Whether a passage names or mentions anybody; the name of the member ``but`` does not matter."""
        shown = plain(text)
        return bool(_MENTION.search(shown)) or self._named(text, but)

    def in_address(self, url: str, but: MemberRef | None = None) -> bool:
        """Whether a web address names anybody or leads to somebody's account on a chat platform.

        An ``@`` in the path is no mention: many public pages have one.
        """
        shown = plain(url)
        return bool(_MENTION_LINK.search(shown)) or self._named(url, but)

    def _named(self, text: str, but: MemberRef | None) -> bool:
        if not self._signs and not self._marks:
            return False
        return any(
            spells_too_long(shown) or any(self._forbids(sign, but) for sign in self._signs_in(shown))
            for written in dict.fromkeys((text, _as_shown(text)))
            for shown in readings(written)
        )

    def _signs_in(self, shown: str) -> Iterator[Sign]:
        words, midway = _words_in(shown)
        lowered = [word.casefold() for word in words]
        for place, (word, low) in enumerate(zip(words, lowered, strict=True)):
            if word != low or low not in self._ordinary:
                yield How.ANY_CASE, low
            if word != low or len(word) == 2:
                yield How.AS_WRITTEN, word
                if len(word) > 2 and word[0].isupper():
                    yield How.AS_WRITTEN, word.capitalize()
                if midway[place]:
                    yield How.MIDWAY, word
            if self._looks_for_phrases and self._forbids((How.BEGINS, low), None):
                for length in range(2, LONGEST_PHRASE + 1):
                    yield How.PHRASE, " ".join(lowered[place : place + length])
        for word in words:
            pieces = pieces_of(word)
            for meant in (*pieces, *(read for piece in (word, *pieces) for read in undisguised(piece))):
                if meant != meant.casefold() or meant not in self._ordinary:
                    yield from _otherwise(meant)
        for word in spelled_in(shown, self._ordinary):
            yield from _otherwise(word)
        if self._looks_unspaced and UNSPACED.search(shown):
            for start in range(len(shown)):
                for length in range(2, LONGEST_UNSPACED + 1):
                    yield How.UNSPACED, shown[start : start + length]

    def _forbids(self, sign: Sign, but: MemberRef | None) -> bool:
        if sign in self._signs and (but is None or self._signs[sign] != but):
            return True
        if not self._marks:
            return False
        if sign not in self._drawn:
            self._drawn[sign] = mark(self._secret, sign)
        drawn = self._drawn[sign]
        return drawn in self._marks and (but is None or self._marks[drawn] != self._owner(but))

    def _owner(self, member: MemberRef) -> str:
        if member not in self._whose:
            self._whose[member] = whose(self._secret, member)
        return self._whose[member]


def _as_shown(text: str) -> str:
    """The text without the markup that a word may be taken apart by and be shown whole: "[Hu](address)`guette`"."""
    return _MARKUP.sub("", _LINK.sub(r"\1", text))


def _otherwise(word: str) -> Iterator[Sign]:
    """What a word is looked up as that does not stand in the passage as it is."""
    yield How.ANY_CASE, word.casefold()
    if word != word.casefold():
        yield How.AS_WRITTEN, word
        yield How.AS_WRITTEN, word.capitalize()


def ordinary_words(script: Script) -> frozenset[str]:
    """The words that a script writes in small letters, in any of its languages, plain (`bot.naming.plain`). They were
    there before anybody came; who is invited, and every address, is left out."""
    written = " ".join(text for words in script.words.values() for text in _written(words))
    plain_text = plain(" ".join(chunk for chunk in written.split() if not _ADDRESS.search(chunk)))
    return frozenset(word for word in words_of(plain_text) if word == word.casefold())


def _written(words: ScriptWords) -> Iterator[str]:
    yield from (words.title, words.presentation, words.for_whom)
    for one in words.workshops.values():
        yield from (one.title, one.question, one.min_label, one.max_label, *one.choices.values())


def _words_in(shown: str) -> tuple[list[str], list[bool]]:
    """The words of a text, and of each whether it stands in the middle of a sentence."""
    words: list[str] = []
    midway: list[bool] = []
    end = None
    for token in TOKEN.finditer(shown):
        word = token[0].strip("_")
        if word:
            words.append(word)
            midway.append(end is not None and not _SENTENCE_END.search(shown, end, token.start()))
            end = token.end()
    return words, midway
