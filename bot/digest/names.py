"""Whose name, handle or mention stands in a passage (truth 5: such a passage is never a verbatim).

What counts as naming a member, always by whole words and without regard to accents:

- the whole display name, in any case, from three letters up ("vio" names Vio); a name of two letters only as
  written or with a capital; one that is an everyday word of the list below ("Will", "Moi") only with a capital, or
  hardly anything could be quoted; a name of one letter or without letters never;
- each capitalised part of three letters or more of a name of several words ("Marie" of "Marie Dupont", "Claude"
  of "Marie-Claude"), with that capital, so that a member called "Petit Nuage" forbids no small cloud;
- the handle, which is the platform's id of the member (its first half in "@vio:example.org"), in any case, from three
  characters up; one of digits alone from nine digits up; an everyday word never;
- any mention, whoever it is for: ``@`` before anything, ``<@...>``, matrix.to, discord.com/users.

Names in scripts that put no space between words are looked for as plain substrings.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import TypeVar

from bot.domain import Member, MemberRef

_Word = TypeVar("_Word")

_TOKEN = re.compile(r"\w+")
_MENTION = re.compile(r"@\S|matrix\.to/|matrix:[ur]/|discord(?:app)?\.com/users/", re.IGNORECASE)
_MENTION_LINK = re.compile(r"matrix\.to/|matrix:[ur]/|discord(?:app)?\.com/users/|://[^/?#\s]*@", re.IGNORECASE)
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_HANDLE_DIGITS = 9

_EVERYDAY = frozenset(
    re.findall(
        r"\w+",
        "am an as at be by do go he if in is it me my no of on or so to up us we "
        "all and any are but can did for from had has have her him his how its just may more not now off one our out "
        "she that the them then there they this was were what when who why will with would yes you your "
        "au ce de du en et il je la le ma me ne ni on ou sa se si ta te tu un va "
        "aux avec bien car ces cette chez comme dans des deux donc dont elle elles est etait etre eux fait faire ici "
        "ils jamais les leur leurs lui mais meme merci mes moi moins mon nos notre nous oui par pas peu peut plus "
        "pour quand que qui quoi sans ses son sont sur tes toi ton tous tout toute tres une vos votre vous",
    )
)
"""Words in every other sentence, French and English, without accents: as names they count only with a capital."""


def _plain(text: str) -> str:
    # Accents, decorated alphabets and invisible signs must not hide a name.
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if unicodedata.category(char) not in ("Mn", "Cf"))


def _tokens(text: str) -> list[str]:
    return [word for word in (token.strip("_") for token in _TOKEN.findall(_plain(text))) if word]


def _letters(word: str) -> int:
    return sum(char.isalpha() for char in word)


class Names:
    """The names and handles of a café's members, ready to be looked for in thousands of passages."""

    def __init__(self, members: Iterable[Member]) -> None:
        # Each table gives the one member whom a word names, or None where it names several.
        self._as_written: dict[str, MemberRef | None] = {}
        self._any_case: dict[str, MemberRef | None] = {}
        self._phrases: dict[str, dict[tuple[str, ...], MemberRef | None]] = {}
        self._unspaced: dict[str, MemberRef | None] = {}
        for member in members:
            self._add_name(member.name, member.ref)
            self._add_handle(member.ref)

    def in_passage(self, text: str, but: MemberRef | None = None) -> bool:
        """Whether a passage names or mentions anybody; the name of the member ``but`` does not matter."""
        return bool(_MENTION.search(_plain(text))) or self._named(text, but)

    def in_address(self, url: str, but: MemberRef | None = None) -> bool:
        """Whether a web address names anybody or leads to somebody's account on a chat platform.

        An ``@`` in the path is no mention: many public pages have one.
        """
        return bool(_MENTION_LINK.search(_plain(url))) or self._named(url, but)

    def _named(self, text: str, but: MemberRef | None) -> bool:
        words = _tokens(text)
        lowered = [word.casefold() for word in words]
        for place, (word, low) in enumerate(zip(words, lowered, strict=True)):
            if _forbids(self._as_written, word, but) or _forbids(self._any_case, low, but):
                return True
            phrases = self._phrases.get(low)
            if phrases and any(
                _forbids(phrases, phrase, but) and tuple(lowered[place : place + len(phrase)]) == phrase
                for phrase in phrases
            ):
                return True
        if not self._unspaced or not _UNSPACED.search(text):
            return False
        shown = _plain(text)
        return any(name in shown and _forbids(self._unspaced, name, but) for name in self._unspaced)

    def _add_name(self, name: str, whose: MemberRef) -> None:
        words = _tokens(name)
        if len(words) == 1:
            self._add_word(words[0], whose)
        elif sum(map(_letters, words)) >= 2:
            self._add_phrase(words, whose)
            for part in words:
                if _letters(part) >= 3 and part[0].isupper() and part.casefold() not in _EVERYDAY:
                    self._add_as_written(part, whose)
        if _UNSPACED.search(name) and len(name.strip()) >= 2:
            _keep(self._unspaced, _plain(name.strip()), whose)

    def _add_word(self, word: str, whose: MemberRef) -> None:
        if _letters(word) == 0 or len(word) < 2:
            return
        if word.casefold() in _EVERYDAY:
            self._add_as_written(word.capitalize(), whose)
        elif len(word) == 2:
            self._add_as_written(word, whose)
        else:
            _keep(self._any_case, word.casefold(), whose)

    def _add_as_written(self, word: str, whose: MemberRef) -> None:
        forms = {word, word.capitalize()} if word.isupper() or len(word) == 2 else {word}
        for form in forms:
            _keep(self._as_written, form, whose)

    def _add_phrase(self, words: list[str], whose: MemberRef) -> None:
        phrase = tuple(word.casefold() for word in words)
        _keep(self._phrases.setdefault(phrase[0], {}), phrase, whose)

    def _add_handle(self, ref: MemberRef) -> None:
        handle = ref.id.removeprefix("@").split(":")[0] if ref.id.startswith("@") else ref.id
        words = _tokens(handle)
        if len(words) > 1 and sum(map(_letters, words)) >= 3:
            self._add_phrase(words, ref)
        elif len(words) == 1 and words[0].casefold() not in _EVERYDAY:
            needed = _HANDLE_DIGITS if words[0].isdigit() else 3
            if len(words[0]) >= needed:
                _keep(self._any_case, words[0].casefold(), ref)


def _keep(table: dict[_Word, MemberRef | None], word: _Word, whose: MemberRef) -> None:
    table[word] = whose if table.get(word, whose) == whose else None


def _forbids(table: dict[_Word, MemberRef | None], word: _Word, but: MemberRef | None) -> bool:
    return word in table and (but is None or table[word] != but)
