"""Opening a file that somebody wrote: bytes to text, text to TOML, each fault named and none raised."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import Fault, fault
from bot.script._keys import better_key
from bot.showing import shown
from bot.toml_lines import line_too_deep

LARGEST_FILE = 1_000_000
"""The largest file that is read, in bytes."""

MOST_MENDED = 20
"""How many names and times that TOML does not take are named in one reading."""

_MOST_READ_AGAIN = 2_000_000
"""How much is read again for their sake, in code points."""

_PLACE = re.compile(r"\(at line ([0-9]+), column [0-9]+\)")
# Nothing that was taken is given back: a name may begin with a space, and each would be tried as its beginning. What is
# longer than the longest name that a fault could help with is no slip of the hand.
_KEY = re.compile(r"\s*+(?:(\[{1,2}+)([^\]\"'#]{1,300}+)\]|([^\[\]\"'#=]{1,300}+)=)")
_SAFE_PART = re.compile(r"[A-Za-z0-9_-]+")
_UNQUOTED_TIME = re.compile(r"^[^=]*=\s*([0-9]{1,2})[:hH]([0-9]{2})?\s*(?:#.*)?$")


def read_text(path: Path, faults: list[Fault]) -> str | None:
    """The text of a file, without a byte order mark; ``None`` with a fault added where it cannot be had."""
    file = str(path)
    try:
        if not path.exists():
            faults.append(fault("script_file_missing", file=file))
            return None
        if not path.is_file():
            faults.append(fault("script_file_not_a_file", file=file))
            return None
        with path.open("rb") as stream:
            data = stream.read(LARGEST_FILE + 1)
    except (OSError, ValueError):
        faults.append(fault("script_file_unreadable", file=file))
        return None
    if len(data) > LARGEST_FILE:
        faults.append(fault("script_file_too_big", file=file, most=LARGEST_FILE // 1_000_000))
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        faults.append(fault("script_file_not_utf8", file=file, line=line))
        return None
    if "\0" in text:
        faults.append(fault("script_file_nul", file=file, line=text.count("\n", 0, text.index("\0")) + 1))
        return None
    return text


@dataclass(frozen=True, slots=True)
class Toml:
    """What a TOML text holds. ``text`` is the one that was read: where a name or a time on its own line stood in the
    way, it is in quotation marks there; ``mended`` are those lines, from 1."""

    data: dict[str, Any]
    text: str
    mended: frozenset[int]


def read_toml(text: str, file: str, faults: list[Fault]) -> Toml | None:
    """The tables of a TOML text; ``None`` with a fault added where it is broken. A name or a time that TOML does not
    take is a fault as well, and all else is read as if it stood in quotation marks."""
    if (line := line_too_deep(text)) is not None:
        faults.append(fault("script_file_deep", file=file, line=line))
        return None
    mended: set[int] = set()
    while True:
        try:
            return Toml(tomllib.loads(text), text, frozenset(mended))
        except tomllib.TOMLDecodeError as error:
            found = _broken(error, text, file)
        except RecursionError:
            found = fault("script_file_deep", file=file)
        except ValueError:
            # A number of thousands of digits.
            found = fault("script_toml", file=file)
        if found.line in mended:
            # It was not the name alone.
            return None
        faults.append(found)
        most = min(MOST_MENDED, _MOST_READ_AGAIN // len(text))
        if found.line is None or found.key not in _MENDABLE or len(mended) >= most:
            return None
        mended.add(found.line)
        lines = text.split("\n")
        lines[found.line - 1] = _quoted(lines[found.line - 1])
        text = "\n".join(lines)


_MENDABLE = ("script_toml_key", "script_toml_time")


def _quoted(line: str) -> str:
    """A line with its name, or its time, in quotation marks."""
    if time := _UNQUOTED_TIME.match(line):
        return f'{line[: line.index("=") + 1]} "{_better_time(time)}"'
    match = _KEY.match(line)
    if match is None:
        return line
    start, end = match.span(2 if match[2] else 3)
    parts = [part.strip() for part in line[start:end].split(".")]
    name = ".".join(part if _SAFE_PART.fullmatch(part) else f'"{part}"' for part in parts)
    return f"{line[:start]}{name}{line[end:]}"


def _better_time(time: re.Match[str]) -> str:
    return f"{int(time.group(1)):02}:{time.group(2) or '00'}"


def _broken(error: tomllib.TOMLDecodeError, text: str, file: str) -> Fault:
    message = str(error)
    place = _PLACE.search(message)
    lines = text.splitlines()
    number: int | None = getattr(error, "lineno", None) or (int(place.group(1)) if place else None)
    if number is None:
        return fault("script_toml_end", file=file, line=max(1, len(lines)))
    content = text.split("\n")[number - 1] if number <= text.count("\n") + 1 else ""
    if time := _UNQUOTED_TIME.match(content):
        return fault("script_toml_time", file=file, line=number, better=_better_time(time))
    if "twice" in message or "overwrite" in message or "Duplicate" in message:
        return fault("script_toml_twice", file=file, line=number)
    if plain := _plain_key(content):
        return fault("script_toml_key", file=file, line=number, value=shown(plain[0]), better=shown(plain[1]))
    return fault("script_toml", file=file, line=number)


def _plain_key(line: str) -> tuple[str, str] | None:
    """The name on a line and what to write instead, where it has an accent or a space that TOML does not take."""
    match = _KEY.match(line)
    if match is None:
        return None
    bracket, name = match[1] or "", (match[2] or match[3]).strip()
    parts = [part.strip() for part in name.split(".")]
    plain = ".".join(part if _SAFE_PART.fullmatch(part) else better_key(part) for part in parts)
    return None if plain == ".".join(parts) else (name, f"{bracket}{plain}{']' * len(bracket)}")
