"""A script's folder as a whole: its structure, then its wording in each language, then one held against another."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path

from bot.domain import Script, ScriptWords
from bot.errors import Fault, FaultsFound, fault
from bot.script._file import read_text, read_toml
from bot.script._structure import Draft, read_structure
from bot.script._table import Sheet, Table
from bot.script._words import read_words
from bot.toml_lines import key_lines
from bot.wording import languages

_OF_EVERY_KIND = ("speakers", "addresses")
_OPTIONAL = {"scale": ("min_label", "max_label"), "meeting": ("place", "guest")}
"""What one language may leave out only if all do."""

STRUCTURE = "script.toml"
"""The name of the file with the structure."""

MOST_FAULTS = 1_000
"""How many faults of one script are told."""


def read_script(folder: Path) -> Script:
    """Read the script in a folder; its name is the folder's.

    In the structure ``languages``, ``days``, ``opens_at``, ``closes_at`` and at least one workshop are
    required; in the wording ``title``, ``presentation``, and of each workshop ``title``, ``question`` and,
    in a poll, a label for each choice. ``for_whom``, ``guests``, the labels of a scale and a meeting's place
    and guest are in every language or in none. Raises `bot.errors.FaultsFound` with every fault of every file at
    once, sorted by file, then line; of more than `MOST_FAULTS` with the first ones, and a sentence that says so.
    """
    faults: list[Fault] = []
    script = _read(folder, faults)
    if script is None or faults:
        told = sorted(faults, key=lambda one: (one.file or "", one.line or 0))
        if len(told) > MOST_FAULTS:
            last = told[MOST_FAULTS - 2]
            told[MOST_FAULTS - 1 :] = [fault("many_faults", file=last.file, n=MOST_FAULTS - 1)]
        raise FaultsFound(told)
    return script


def _read(folder: Path, faults: list[Fault]) -> Script | None:
    if not _is_folder(folder):
        faults.append(fault("script_no_folder", file=str(folder)))
        return None
    name = folder.resolve().name
    if not name.isprintable():
        # Bytes that are no UTF-8 come as unpaired surrogates, which no database takes.
        faults.append(fault("script_folder_name", file=str(folder).encode("utf-8", "replace").decode("utf-8")))
        return None
    structure = _open(folder / STRUCTURE, faults)
    draft = None if structure is None else read_structure(structure, folder, name)
    declared = draft.script.languages if draft is not None else ()
    tables: dict[str, Table] = {}
    words: dict[str, ScriptWords] = {}
    for language in declared or _present(folder):
        path = folder / f"{language}.toml"
        if not path.exists():
            faults.append(fault("script_language_missing", file=str(path), language=language))
        elif (table := _open(path, faults)) is not None:
            tables[language] = table
            words[language] = read_words(table, draft)
    _compare(tables, words, draft)
    return None if draft is None else dataclasses.replace(draft.script, words=words)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False


def _present(folder: Path) -> list[str]:
    """The languages with a file in the folder, for a structure that does not say its languages."""
    return [language for language in languages() if (folder / f"{language}.toml").exists()]


def _open(path: Path, faults: list[Fault]) -> Table | None:
    text = read_text(path, faults)
    read = None if text is None else read_toml(text, str(path), faults)
    if read is None:
        return None
    return Table(Sheet(str(path), key_lines(read.text), faults, read.mended), (), read.data)


def _compare(tables: Mapping[str, Table], words: Mapping[str, ScriptWords], draft: Draft | None) -> None:
    """What one language says the others say too: the same guests, the same optional texts."""
    for language, table in tables.items():
        for other, twin in tables.items():
            if other == language:
                continue
            for key in ("for_whom", "guests"):
                if key in twin and key not in table:
                    table.blame("script_only_in_other", key, other=f"{other}.toml")
            here, there = len(words[language].guests), len(words[other].guests)
            if here and there > here:
                table.blame("script_guests_differ", "guests", here=here, there=there, other=f"{other}.toml")
    for workshop in draft.script.workshops if draft is not None else ():
        for key in (*_OF_EVERY_KIND, *_OPTIONAL.get(workshop.kind, ())):
            _compare_label(tables, workshop.key, key)


def _compare_label(tables: Mapping[str, Table], workshop: str, key: str) -> None:
    labelled = {language: table.at("workshops", workshop) for language, table in tables.items()}
    saying = [language for language, table in labelled.items() if table is not None and key in table]
    for table in labelled.values():
        if saying and table is not None and key not in table:
            table.blame("script_only_in_other", key, other=f"{saying[0]}.toml")
