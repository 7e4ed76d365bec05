"""The script of a replay: workshops that are known by name alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import time
from pathlib import Path
from typing import Any

from bot.domain import Script, ScriptWords, Workshop, WorkshopWords
from bot.errors import Fault, FaultsFound, fault
from bot.script._file import read_text
from bot.showing import shown

_BLANKS = " \t\r\n"


def bare_script(name: str, title: str, language: str, workshops: Sequence[tuple[str, str]], days: int) -> Script:
    """The script made for a replay: each workshop is a question, given by its key and title, open throughout.

    ``days`` is the day of the closing instant, at midnight: the day after the conversation's last, so at
    least 2. The flashback is due at once. Raises `ValueError` for fewer days.
    """
    if days < 2:
        raise ValueError("a replayed café closes on day 2 at the earliest")
    midnight = time()
    return Script(
        name=name,
        languages=(language,),
        days=days,
        opens_at=midnight,
        closes_at=midnight,
        workshops=tuple(Workshop(key=key, kind="question", day=1, at=midnight) for key, _ in workshops),
        words={language: ScriptWords(title, workshops={key: WorkshopWords(label) for key, label in workshops})},
        publishes_after_hours=0,
    )


def workshops_file(path: Path) -> list[tuple[str, str]]:
    """The workshops of a conversation, as key and title: a JSON list of ``{"id": "...", "title": "..."}``.

    Other keys are ignored. Raises `bot.errors.FaultsFound` with every fault.
    """
    faults: list[Fault] = []
    workshops = _read(path, faults)
    if faults:
        raise FaultsFound(faults)
    return workshops


def _read(path: Path, faults: list[Fault]) -> list[tuple[str, str]]:
    file = str(path)
    text = read_text(path, faults)
    if text is None:
        return []
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        ended = error.pos >= len(text.rstrip())
        faults.append(fault("script_json_end" if ended else "script_json", file=file, line=error.lineno))
        return []
    except RecursionError:
        faults.append(fault("script_file_deep", file=file))
        return []
    except ValueError:
        # A number of thousands of digits.
        faults.append(fault("script_workshops_not_list", file=file))
        return []
    if not isinstance(data, list):
        faults.append(fault("script_workshops_not_list", file=file))
        return []
    if not data:
        faults.append(fault("script_workshops_empty", file=file))
    workshops: dict[str, str] = {}
    for entry, line in zip(data, _lines(text, len(data)), strict=True):
        one = _entry(entry, file, line, faults)
        if one is not None and one[0] in workshops:
            faults.append(fault("script_workshops_twice", file=file, line=line, id=shown(one[0])))
        elif one is not None:
            workshops[one[0]] = one[1]
    return list(workshops.items())


def _lines(text: str, count: int) -> list[int]:
    """The line on which each element of a JSON list begins; the text has been read as a list of that length."""
    decoder = json.JSONDecoder()
    lines: list[int] = []
    at, line = text.index("[") + 1, text.count("\n", 0, text.index("[") + 1) + 1
    for _ in range(count):
        begin = at
        while text[begin] in _BLANKS or text[begin] == ",":
            begin += 1
        line += text.count("\n", at, begin)
        lines.append(line)
        _, at = decoder.raw_decode(text, begin)
        line += text.count("\n", begin, at)
    return lines


def _entry(entry: Any, file: str, line: int, faults: list[Fault]) -> tuple[str, str] | None:
    if not isinstance(entry, dict):
        faults.append(fault("script_workshops_entry", file=file, line=line, value=shown(entry)))
        return None
    found: list[str] = []
    for key in ("id", "title"):
        value = entry.get(key)
        if key not in entry:
            faults.append(fault("script_workshops_missing", file=file, line=line, key=key))
        elif not isinstance(value, str):
            faults.append(fault("script_workshops_not_text", file=file, line=line, key=key, value=shown(value)))
        elif not value.strip():
            faults.append(fault("script_workshops_blank", file=file, line=line, key=key))
        elif any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in value):
            faults.append(fault("script_workshops_broken_text", file=file, line=line, key=key))
        else:
            found.append(value.strip())
    return (found[0], found[1]) if len(found) == 2 else None
