"""One JSON object in a file of any length -> what stands in it, piece by piece.

Each piece is read by the standard reader, so that it is refused for what a line of JSON Lines is refused for; only one
of them is in memory at a time.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from typing import Any, BinaryIO, NoReturn

from bot.conversation._lines import Digest
from bot.errors import Fault, FaultsFound, fault

LONGEST_PIECE = 10_000_000
"""The longest piece, in code points."""

_CHUNK = 1 << 16
_BLANKS = " \t\r\n"
_LONGEST_WORD = 16
"""What JSON has for words and escapes is shorter than this: an error so near the end may come of the end alone."""


class NotJson(FaultsFound):
    """The one fault of a file that cannot be read beyond it, with its line."""


class Pieces:
    """One JSON object in UTF-8, read once. ``digest`` takes in every byte of it.

    What is not JSON cannot be read beyond: it raises `NotJson`.
    """

    def __init__(self, file: BinaryIO, name: str, digest: Digest) -> None:
        self._file = file
        self._name = name
        self._digest = digest
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._json = json.JSONDecoder(parse_constant=_refuse)
        self._text = ""
        self._at = 0
        self._line = 1
        self._ended = False
        self._lines_taken_in = 1
        self._bytes_of_line = 0

    def members(self, listed: str) -> Iterator[tuple[int, str, Any]]:
        """Each member of the object as its line, key and value; of the list under the key ``listed`` each element, by
        itself. ``listed`` with a value that is no list is handed out whole. Raises `OSError` where reading fails."""
        self._expect("{")
        more = self._next() != "}"
        while more:
            key = self._value()
            if not isinstance(key, str):
                self._broken()
            self._expect(":")
            if key == listed and self._next() == "[":
                yield from self._elements(key)
            else:
                self._next()
                line = self._line
                yield line, key, self._value()
            more = self._comma("}")
        if not self._at_end():
            self._broken()

    def _elements(self, key: str) -> Iterator[tuple[int, str, Any]]:
        self._expect("[")
        more = self._next() != "]"
        if not more:
            self._expect("]")
        while more:
            self._next()
            line = self._line
            yield line, key, self._value()
            more = self._comma("]")

    def _comma(self, end: str) -> bool:
        """Whether another one comes, after a comma, or else the end."""
        found = self._next()
        if found not in (",", end):
            self._broken()
        self._expect(found)
        return found == ","

    def _expect(self, sign: str) -> None:
        if self._next() != sign:
            self._broken()
        self._at += 1

    def _next(self) -> str:
        """The sign that comes next."""
        if self._at_end():
            self._stop(fault("conversation_cut_off"))
        return self._text[self._at]

    def _at_end(self) -> bool:
        """Whether only blanks are left; goes on to what is not one."""
        while True:
            begin = self._at
            while self._at < len(self._text) and self._text[self._at] in _BLANKS:
                self._at += 1
            self._line += self._text.count("\n", begin, self._at)
            if self._at < len(self._text):
                return False
            if not self._take_in(_CHUNK):
                return True

    def _value(self) -> Any:
        self._next()
        while True:
            try:
                value, end = self._json.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                wrong: json.JSONDecodeError | None = error
            except RecursionError:
                self._stop(fault("export_too_deep"))
            except ValueError:
                self._stop(fault("conversation_number"))
            else:
                # A number that ends with what is there may go on.
                wrong = None
                if end < len(self._text) or self._ended:
                    self._line += self._text.count("\n", self._at, end)
                    self._at = end
                    return value
            if wrong is not None:
                open_end = wrong.msg.startswith("Unterminated") or wrong.pos >= len(self._text) - _LONGEST_WORD
                if not open_end:
                    self._broken(wrong.pos)
                if self._ended:
                    self._line += self._text.count("\n", self._at)
                    self._stop(fault("conversation_cut_off"))
            length = len(self._text) - self._at
            if length > LONGEST_PIECE:
                self._stop(fault("export_long", limit=LONGEST_PIECE))
            # Twice as much each time, so that a long piece is not read over and over.
            self._take_in(max(_CHUNK, min(length, LONGEST_PIECE - length)))

    def _take_in(self, length: int) -> bool:
        """Read more; false where there is nothing more."""
        if self._ended:
            return False
        raw = self._file.read(length)
        self._digest.update(raw)
        self._ended = not raw
        try:
            more = self._decoder.decode(raw, final=self._ended)
        except UnicodeDecodeError as error:
            if self._ended:
                self._line = self._lines_taken_in
                self._stop(fault("conversation_cut_off"))
            whole = error.object
            before = whole[: error.start].rpartition(b"\n")
            carried = len(whole) - len(raw)
            byte = len(before[2]) + 1 + (0 if before[1] else self._bytes_of_line - carried)
            self._line = self._lines_taken_in + whole.count(b"\n", 0, error.start)
            self._stop(fault("conversation_not_utf8", byte=str(byte)))
        self._lines_taken_in += raw.count(b"\n")
        self._bytes_of_line = len(raw.rpartition(b"\n")[2]) + (0 if b"\n" in raw else self._bytes_of_line)
        self._text = self._text[self._at :] + more
        self._at = 0
        return True

    def _broken(self, at: int | None = None) -> NoReturn:
        """What stands there is not JSON."""
        if at is not None:
            self._line += self._text.count("\n", self._at, at)
        self._stop(fault("export_not_json"))

    def _stop(self, found: Fault) -> NoReturn:
        raise NotJson([fault(found.key, file=self._name, line=self._line, **found.values)])


def _refuse(constant: str) -> NoReturn:
    # Python reads NaN and Infinity, which JSON does not have.
    raise ValueError(constant)
