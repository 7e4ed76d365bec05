"""Café scripts: a folder ``prompts/<name>/`` becomes a `bot.domain.Script`.

``script.toml`` says when things happen and of what kind they are; ``<language>.toml`` says the words, one
file for each language that ``script.toml`` declares. Every fault is found in one reading, with its file, its
line and what to write instead.
"""

from bot.script._changing import ADDABLE, NewWords, NewWorkshop, added, former_words, reworded
from bot.script._finding import find_script, list_scripts, unknown_script
from bot.script._reading import STRUCTURE, read_script
from bot.script._replay import bare_script, workshops_file
from bot.script._shelf import Shelf
from bot.script._snapshot import from_snapshot, to_snapshot
from bot.script._structure import LONGEST_CAFE
from bot.script._uploading import checked_upload

__all__ = [
    "ADDABLE",
    "LONGEST_CAFE",
    "STRUCTURE",
    "NewWords",
    "NewWorkshop",
    "Shelf",
    "added",
    "bare_script",
    "checked_upload",
    "find_script",
    "former_words",
    "from_snapshot",
    "list_scripts",
    "read_script",
    "reworded",
    "to_snapshot",
    "unknown_script",
    "workshops_file",
]
