"""On which line each key of a TOML text stands.

The standard reader gives values without their place; this scanner gives places without their values. It is
for naming the line of a fault, in scripts and in the configuration alike, so it is lenient: a text that is no
TOML gives the lines of what could be recognised, and never an exception.
"""

from __future__ import annotations

import re
import tomllib

_DEEPEST = 100
"""How many parts of a dotted key are followed; what lies deeper has the line of the part above it."""

_DEEPEST_KEY = 64
_DEEP_KEY = re.compile(r"(?<![\w-])(?:(?:[\w-]++|\"[^\"\n]*+\"|'[^'\n]*+')[ \t]*+\.[ \t]*+){" + str(_DEEPEST_KEY) + "}")

_BLANKS = re.compile(r"[ \t\r]*")
_BARE = re.compile(r"[^\s.=\[\]{}#\"',]+")
_BASIC = re.compile(r'"(?:[^"\\\n]++|\\[^\n])*+"')
_LITERAL = re.compile(r"'[^'\n]*+'")
_PIECE = re.compile(
    r'(?P<text>"""(?:[^"\\]++|\\(?:.|\Z)|"{1,2}(?!"))*+(?:"{3,5}|\Z)'
    r"|'''(?:[^']++|'{1,2}(?!'))*+(?:'{3,5}|\Z)"
    r'|"(?:[^"\\\n]++|\\[^\n])*+"?'
    r"|'[^'\n]*+'?)"
    r"|(?P<comment>#[^\n]*+)"
    r"|(?P<open>[\[{])"
    r"|(?P<close>[\]}])"
    r"|(?P<end>\n)"
    r"|(?P<plain>[^\"'#\[\]{}\n]++)",
    re.DOTALL,
)


def key_lines(text: str) -> dict[tuple[str, ...], int]:
    """The line, from 1, on which each key and each table of a TOML text is first named.

    A path is a tuple of names; the number of an element in an array of tables is a name too, as text from
    ``"0"``. What stands inside a value (an inline table, a list) has no entry: its line is that of its key.
    Lines are counted by line feeds. Any text is accepted.
    """
    scanner = _Scanner(text)
    scanner.run()
    return scanner.found


def nearest_line(lines: dict[tuple[str, ...], int], path: tuple[str, ...]) -> int | None:
    """The line of a path, or else of the nearest table around it; ``None`` where that is the whole file."""
    while path:
        if path in lines:
            return lines[path]
        path = path[:-1]
    return None


def line_too_deep(text: str) -> int | None:
    """The line of the first key with so many parts that it is no honest one; ``None`` where there is none.

    The standard reader takes quadratic time over such a key, so this has to be asked before it.
    """
    deep = _DEEP_KEY.search(text)
    return text.count("\n", 0, deep.start()) + 1 if deep else None


class _Scanner:
    """Walks through the text once, statement by statement."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line = 1
        self.table: tuple[str, ...] = ()
        self.arrays: dict[tuple[str, ...], int] = {}
        self.found: dict[tuple[str, ...], int] = {}

    def run(self) -> None:
        while self.at < len(self.text):
            self._skip_blanks()
            first = self.text[self.at : self.at + 1]
            if first == "[":
                self._header()
            elif first and first not in "#\n":
                self._pair()
            self._next_line()

    def _header(self) -> None:
        array = self.text.startswith("[[", self.at)
        self.at += 2 if array else 1
        parts = self._key()
        if not parts:
            return
        path: tuple[str, ...] = ()
        for part in parts[:-1]:
            path = self._enter((*path, part))
        path = (*path, parts[-1])
        if array:
            self._note(path)
            self.arrays[path] = self.arrays.get(path, -1) + 1
            path = (*path, str(self.arrays[path]))
        self._note(path)
        self.table = path

    def _enter(self, path: tuple[str, ...]) -> tuple[str, ...]:
        """A table on the way to another: where it is an array of tables, its latest element."""
        self._note(path)
        return (*path, str(self.arrays[path])) if path in self.arrays else path

    def _pair(self) -> None:
        parts = self._key()
        if not parts or not self.text.startswith("=", self.at):
            return
        path = self.table
        for part in parts:
            path = (*path, part)
            self._note(path)
        self.at += 1
        self._skip_value()

    def _key(self) -> list[str]:
        """The parts of the key that begins here, read past its end; at most `_DEEPEST` of them are kept."""
        parts: list[str] = []
        while True:
            self._skip_blanks()
            part = self._part()
            if part is None:
                return parts
            if len(parts) < _DEEPEST:
                parts.append(part)
            self._skip_blanks()
            if not self.text.startswith(".", self.at):
                return parts
            self.at += 1

    def _part(self) -> str | None:
        for pattern in (_BARE, _BASIC, _LITERAL):
            if match := pattern.match(self.text, self.at):
                self.at = match.end()
                return _unquoted(match.group())
        return None

    def _note(self, path: tuple[str, ...]) -> None:
        self.found.setdefault(path, self.line)

    def _skip_value(self) -> None:
        """Read past a value, up to the end of its last line."""
        depth = 0
        while match := _PIECE.match(self.text, self.at):
            if match.lastgroup == "end" and not depth:
                return
            if match.lastgroup == "open":
                depth += 1
            elif match.lastgroup == "close":
                depth = max(0, depth - 1)
            self.line += match.group().count("\n")
            self.at = match.end()

    def _skip_blanks(self) -> None:
        match = _BLANKS.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def _next_line(self) -> None:
        end = self.text.find("\n", self.at)
        self.at = len(self.text) if end < 0 else end + 1
        self.line += 1


def _unquoted(part: str) -> str:
    if part[0] not in "\"'":
        return part
    if "\\" not in part:
        return part[1:-1]
    try:
        return str(tomllib.loads(f"name = {part}")["name"])
    except tomllib.TOMLDecodeError:
        return part[1:-1]
