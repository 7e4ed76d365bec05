"""A CSV file's bytes -> its rows, each with the line it begins on, whatever the bytes are."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from bot.conversation._faults import Gathered
from bot.conversation._lines import LONGEST_LINE, Digest, numbered, open_file, unreadable
from bot.errors import fault


class Table:
    """One CSV file in UTF-8, read row by row, once. What is wrong is gathered in ``faults``; ``digest`` takes in
    every byte that is read."""

    def __init__(self, path: Path, faults: Gathered, digest: Digest) -> None:
        self.file = str(path)
        self._path = path
        self._faults = faults
        self._digest = digest
        self._line = 0
        self._whole = True

    def rows(self, width: int | None = None) -> Iterator[tuple[int, list[str]]]:
        """Each row that is not blank with the line it begins on, the header among them.

        All have as many values as the first, or ``width`` where that is given; one that does not is a fault and left
        out. Raises `bot.errors.FaultsFound` where the file cannot be read.
        """
        try:
            with open_file(self._path) as file:
                yield from self._rows(csv.reader(self._texts(numbered(file, self._digest)), strict=True), width)
        except OSError as error:
            raise unreadable(self._path, error) from error

    def _rows(self, found: Iterator[list[str]], width: int | None) -> Iterator[tuple[int, list[str]]]:
        begins = 1
        while True:
            try:
                row = next(found)
            except StopIteration:
                return
            except csv.Error as error:
                # The one sign of a quotation that is still open at the end: the module has no class for it.
                ended = not self._whole or "end of data" in str(error)
                key = "conversation_cut_off" if ended else "conversation_not_csv"
                self._faults.add(fault(key, file=self.file, line=begins))
                return
            if row:
                width = width or len(row)
                if len(row) == width:
                    yield begins, row
                elif len(row) < width and not self._whole:
                    self._faults.add(fault("conversation_cut_off", file=self.file, line=begins))
                else:
                    values = {"n": len(row), "wanted": str(width)}
                    self._faults.add(fault("conversation_columns", file=self.file, line=begins, **values))
            begins = self._line + 1

    def _texts(self, lines: Iterator[tuple[int, bytes | None]]) -> Iterator[str]:
        for self._line, raw in lines:
            if raw is None:
                self._faults.add(fault("conversation_long_line", file=self.file, line=self._line, limit=LONGEST_LINE))
                continue
            self._whole = raw.endswith(b"\n")
            try:
                yield raw.decode("utf-8-sig" if self._line == 1 else "utf-8")
            except UnicodeDecodeError as error:
                byte = str(error.start + 1)
                self._faults.add(fault("conversation_not_utf8", file=self.file, line=self._line, byte=byte))
                yield raw.decode("utf-8", "replace")
