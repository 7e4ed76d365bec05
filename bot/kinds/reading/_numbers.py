"""Numbers that somebody gives as their answer, told from numbers that merely stand in a sentence.

A number counts at the beginning of a text, alone or after words that change nothing ("je dirais", "for me"), if what
follows is nothing, a pause, or the beginning of a reason; further on it counts only after a word with which people
vote ("donc je vote 1"). Whatever makes it doubtful (a negation, a hedge, a question mark, a second number) makes the
whole answer uncertain; a number before any other word ("3 of my friends") is no attempt at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.kinds.reading._tokens import Token
from bot.kinds.reading._vocabulary import (
    ALTERNATIVES,
    BECAUSE,
    CLOSERS,
    CONCLUSIONS,
    CORRECTIONS,
    FILLERS,
    HESITATION,
    LAST,
    LISTS,
    NEGATIONS,
    REASONS,
    REASONS_WITH,
    STRONG,
    VAGUE,
)

_PARTS = frozenset({"pause", "line", "question"})
_ARTICLES = frozenset({"la", "le", "l", "the", "my", "ma", "mon"})
_HALVES = frozenset({"demi", "demie", "half", "½"})
_ONESELF = frozenset({"je", "j", "i", "moi", "mon", "ma", "my", "donc"})
_NEAR = 3
_OVER = frozenset({"sur", "on", "out", "over"})


@dataclass(frozen=True, slots=True)
class Given:
    """The numbers somebody gave, and why they are no certain answer if they are not.

    ``doubt`` is ``None``, or the reason of a `bot.kinds.Unclear`; ``said`` and ``top`` are what such a sentence names.
    ``bare`` says that nothing but the answer was said.
    """

    numbers: tuple[int, ...]
    doubt: str | None = None
    said: str = ""
    top: int = 0
    bare: bool = False


@dataclass(slots=True)
class _Way:
    """How far a reading has come."""

    at: int
    numbers: list[int]
    strong: bool = False
    article: bool = False
    doubt: str | None = None
    said: str = ""
    top: int = 0
    ordinal: bool = False
    digits: bool = False


class Numbers:
    """Reads the tokens of one text. ``places`` is how many places there are to name ("the second one"), 0 for none;
    ``top`` is the maximum that may stand behind a stroke ("7/10"), ``None`` for none."""

    def __init__(self, tokens: Sequence[Token], places: int, top: int | None, lists: bool) -> None:
        self._tokens = tokens
        self._places = places
        self._top = top
        self._lists = lists

    def given(self) -> Given | None:
        """The numbers given as an answer; ``None`` where nobody tried to give one."""
        ways: list[_Way] = []
        opening, clause, at = True, 0, 0
        while at < len(self._tokens):
            begins = at == clause
            way = self._answer(at) if begins or self._somebody_votes(at) else None
            if way is not None and (
                (begins and (opening or self._concludes(at))) or way.strong or self._stands_alone(at, way)
            ):
                if not begins and self._denied(clause, at):
                    way.doubt = way.doubt or "not_sure"
                ways.append(way)
                at, opening = max(way.at, at + 1), False
                continue
            opening = opening and self._is_small_talk(self._tokens[at])
            if self._tokens[at].sort in _PARTS:
                clause = at + 1
            at += 1
        return self._judged(ways[0], ways[1:]) if ways else None

    def _somebody_votes(self, at: int) -> bool:
        """Whether a word with which people vote stands there, said by somebody of themselves."""
        token = self._tokens[at]
        before = self._tokens[max(0, at - _NEAR) : at]
        return token.sort == "word" and token.text in STRONG and any(one.text in _ONESELF for one in before)

    def _concludes(self, at: int) -> bool:
        """Whether a clause begins by drawing a conclusion ("..., donc 5")."""
        return self._tokens[at].text in CONCLUSIONS

    def _stands_alone(self, at: int, way: _Way) -> bool:
        """Whether a number is a sentence of its own ("Late, I know. 2."), and not the head of an item in a list."""
        before, after = self._tokens[at - 1] if at else None, self._at(way.at)
        if way.doubt is not None or before is None or not _is_sentence_end(before):
            return False
        following = self._at(way.at + 1)
        listed = before.sort == "line" and following is not None and following.sort != "line"
        return after is None or (_is_sentence_end(after) and not (after.sort == "pause" and listed))

    def _denied(self, clause: int, at: int) -> bool:
        return any(one.text in NEGATIONS for one in self._tokens[clause:at])

    # --- one answer ---------------------------------------------------------------------------------------

    def _answer(self, at: int) -> _Way | None:
        """The answer that begins at a token, with the place after it."""
        way = _Way(at, [])
        while (word := self._at(way.at)) is not None and not self._is_item(way.at):
            if word.sort == "word" and word.text in NEGATIONS | VAGUE:
                way.doubt = "not_sure"
            elif word.sort == "word" and word.text in FILLERS:
                way.strong = way.strong or word.text in STRONG
                way.article = word.text in _ARTICLES
            elif not (word.sort in ("dash", "line") or (word.sort == "pause" and way.strong and word.text in ":,")):
                if word.sort == "sign" or word.text == "+":
                    way.doubt = "not_sure"
                else:
                    return None
            way.at += 1
        if word is None:
            return None
        way, shorter = self._with_items(way)
        if way.numbers and self._ends_well(way):
            return way
        return shorter if shorter is not None and self._ends_well(shorter) else None

    def _with_items(self, way: _Way) -> tuple[_Way, _Way | None]:
        """The answer with all its numbers, and the one before an article that only looks like a number ("4, et une
        remarque")."""
        shorter = None
        while self._is_item(way.at):
            self._take(way)
            after = self._separator(way.at)
            if after is None:
                break
            at, alternative = after
            if self._text(at) in ("un", "une", "one"):
                shorter = replace(way, numbers=list(way.numbers))
            if alternative:
                way.doubt = "between"
            way.at = at
        return way, shorter

    def _take(self, way: _Way) -> None:
        token = self._tokens[way.at]
        way.at += 1
        if token.sort == "decimal":
            whole, part = (int(one) for one in token.text.replace(",", ".").split("."))
            if self._lists and "," in token.text:
                way.numbers += [whole, part]
            else:
                way.numbers.append(whole)
                way.doubt, way.said = "not_whole", token.text
            self._take_top(way)
            return
        way.digits = way.digits or token.text.lstrip("-\u2212").isdigit()
        way.ordinal = way.ordinal or token.sort == "ordinal" or token.text in LAST
        way.numbers.append(self._places if token.text in LAST else token.number)
        if (
            (token.sort == "ordinal" or token.text in LAST)
            and (one := self._at(way.at))
            and one.text in ("one", "choix", "option", "image")
        ):
            way.at += 1
        self._take_top(way)
        half = self._at(way.at + 1)
        if (joined := self._at(way.at)) and (
            joined.text in _HALVES
            or (joined.text in LISTS and half is not None and half.text in _HALVES)
            or (joined.text in LISTS and half is not None and half.text == "a" and self._text(way.at + 2) in _HALVES)
        ):
            way.doubt, way.said = "not_whole", f"{token.number}½"
            while (left := self._at(way.at)) and left.sort == "word":
                way.at += 1

    def _take_top(self, way: _Way) -> None:
        """What stands behind a stroke: "/10", "sur 10", "out of 10"."""
        at = way.at
        token = self._at(at)
        if token is None or not (token.sort == "slash" or token.text in _OVER):
            return
        at += 2 if token.text == "out" and self._text(at + 1) == "of" else 1
        top = self._at(at)
        if top is None or top.sort != "number":
            return
        if self._top is None:
            # In a poll "2/3" names two choices, and "2 sur 3" none.
            way.doubt = "between" if token.sort == "slash" else "not_sure"
            way.numbers += [top.number] if token.sort == "slash" else []
        elif top.number != self._top:
            way.doubt, way.top = "other_scale", top.number
        way.at = at + 1

    def _separator(self, at: int) -> tuple[int, bool] | None:
        """Where the next item of a list begins, and whether it is an alternative; ``None`` where the list ends."""
        alternative = False
        if self._is_item(at):
            return at, alternative
        while (token := self._at(at)) is not None:
            if token.text in ALTERNATIVES | VAGUE or token.sort in ("slash", "dash"):
                alternative = True
            elif not (token.text in LISTS or token.text in ",;." or token.text in _ARTICLES or token.sort == "and"):
                return None
            at += 1
            if self._is_item(at):
                return at, alternative
        return None

    def _ends_well(self, way: _Way) -> bool:
        """Whether what follows leaves the numbers an answer; moves to the end of that, and notes a doubt."""
        while (token := self._at(way.at)) is not None:
            if token.sort in ("pause", "line", "dash"):
                return not self._tells_more(way)
            if token.sort == "question":
                way.doubt = way.doubt or "not_sure"
                return True
            if token.sort in ("sign", "and", "slash") or token.sort in ("decimal", "other"):
                way.doubt = way.doubt or "not_sure"
                return token.sort != "other"
            if token.sort == "word" and self._begins_reason(way.at):
                return True
            if token.sort == "word" and token.text in VAGUE | NEGATIONS:
                way.doubt = way.doubt or "not_sure"
            elif not (token.sort == "word" and token.text in CLOSERS):
                return False
            way.at += 1
        return True

    def _tells_more(self, way: _Way) -> bool:
        """Whether an ordinal at the head of a longer text ("Le premier, c'était...") only begins a story."""
        if way.digits or not (way.ordinal or way.numbers == [1]):
            return False
        rest = [one for one in self._tokens[way.at :] if one.sort in ("word", "number", "ordinal", "other")]
        if way.strong or not rest or all(one.text in CLOSERS | FILLERS for one in rest):
            return False
        if rest[0].text in REASONS - {"je", "j", "moi", "c", "i", "et", "and", "as"}:
            return False
        way.doubt = way.doubt or "not_sure"
        return not way.article

    def _begins_reason(self, at: int) -> bool:
        word, after = self._tokens[at].text, self._at(at + 1)
        if word not in BECAUSE and after is not None and after.sort in ("number", "decimal"):
            return False
        if word in REASONS_WITH:
            return after is not None and after.text in REASONS_WITH[word]
        return word in REASONS

    # --- the whole ----------------------------------------------------------------------------------------

    def _judged(self, first: _Way, others: Sequence[_Way]) -> Given:
        doubt = first.doubt
        numbers = list(dict.fromkeys(first.numbers))
        for other in (*others, *self._second_thoughts(first.at)):
            if [one for one in other.numbers if one not in numbers]:
                doubt = "between"
                numbers += [one for one in other.numbers if one not in numbers]
            doubt = doubt or other.doubt
        if not self._lists and len(numbers) > 1 and doubt is None:
            doubt = "between"
        words = [one for one in self._tokens if one.sort in ("word", "other")]
        bare = all(one.text in FILLERS | CLOSERS | _OVER | LISTS for one in words)
        return Given(tuple(numbers), doubt, first.said, first.top, bare)

    def _second_thoughts(self, since: int) -> list[_Way]:
        """Answers after a word that takes one back ("2, enfin non, 3"), or that hesitates, or at a line's head."""
        found = []
        for at in range(since, len(self._tokens)):
            token = self._tokens[at]
            corrects = token.sort == "word" and token.text in CORRECTIONS | HESITATION | {"avec", "with"}
            alternative = token.text in ("ou", "or") and at > 0 and self._tokens[at - 1].sort in _PARTS
            line = token.sort == "line" and (one := self._at(at + 1)) is not None and one.sort == "number"
            again = (corrects and self._hesitates(at)) or alternative or line
            begins = at + 1
            while (pause := self._at(begins)) is not None and pause.sort == "pause":
                begins += 1
            if again and (way := self._answer(begins)) is not None:
                found.append(way)
        return found

    def _hesitates(self, at: int) -> bool:
        """Whether a word takes back what was said; "with" does only after a word that hesitates."""
        if self._tokens[at].text not in ("avec", "with"):
            return True
        return any(one.text in HESITATION for one in self._tokens[:at])

    # --- tokens -------------------------------------------------------------------------------------------

    def _at(self, at: int) -> Token | None:
        return self._tokens[at] if at < len(self._tokens) else None

    def _text(self, at: int) -> str:
        token = self._at(at)
        return token.text if token else ""

    def _is_item(self, at: int) -> bool:
        token = self._at(at)
        if token is None:
            return False
        if token.sort in ("number", "decimal"):
            # "the one", "this one" name something that was said before.
            return not (token.text == "one" and self._text(at - 1) in ("the", "this", "that", "which", "only", "no"))
        named = token.sort == "ordinal" or token.text in LAST
        return bool(self._places) and named

    def _is_small_talk(self, token: Token) -> bool:
        return token.sort in _PARTS | {"dash"} or (token.sort == "word" and token.text in FILLERS)


def _is_sentence_end(token: Token) -> bool:
    return token.sort == "line" or (token.sort == "pause" and token.text in ".!…")
