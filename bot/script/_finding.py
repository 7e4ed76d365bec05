"""Where scripts lie, and which one a name means."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from bot.errors import CallError, fault
from bot.script._reading import STRUCTURE
from bot.showing import nearest, shown


def list_scripts(folders: Sequence[Path]) -> list[Path]:
    """The script folders within these folders, in their order, then by name.

    A folder with any ``.toml`` file counts, so that one whose ``script.toml`` is missing is noticed; a hidden
    one does not. Folders that are not there are passed over.
    """
    return [script for folder in folders for script in sorted(_within(folder))]


def _within(folder: Path) -> list[Path]:
    try:
        inside = [path for path in folder.iterdir() if path.is_dir() and not path.name.startswith(".")]
        return [path for path in inside if any(path.glob("*.toml"))]
    except (OSError, ValueError):
        return []


def find_script(name: str, folders: Sequence[Path]) -> Path:
    """The script folder that is meant: a path to a folder (or to its ``script.toml``), or a name within the folders.

    A name is never read as a path within the folders. Where two folders have a script of one name, the first
    one's is meant. Raises `bot.errors.CallError` with the nearest known name and the list of known names.
    """
    known = _by_name(folders)
    path = _as_path(name) or known.get(name)
    if path is not None:
        return path
    if not known:
        raise CallError(fault("script_none_known", name=shown(name), folders=", ".join(map(str, folders)) or "-"))
    raise _unknown(name, known, "script_unknown")


def named_script(name: str, folders: Sequence[Path]) -> Path:
    """The script folder of that name within the folders, and no other place: who asks from a chat room names no path,
    and is told of none. Raises `bot.errors.CallError` as `find_script`."""
    known = _by_name(folders)
    if name in known:
        return known[name]
    raise unknown_script(name, known)


def unknown_script(name: str, known: Collection[str]) -> CallError:
    """That there is no script of that name among those that somebody in a chat room may know of."""
    return _unknown(name, known, "command_script") if known else CallError(fault("command_no_script"))


def _by_name(folders: Sequence[Path]) -> dict[str, Path]:
    known: dict[str, Path] = {}
    for script in list_scripts(folders):
        known.setdefault(script.name, script)
    return known


def _unknown(name: str, known: Collection[str], sentence: str) -> CallError:
    """That no script has that name: by that sentence, or where one has nearly that name, by the one for it."""
    listed, near = ", ".join(map(shown, sorted(known))), nearest(name, known)
    if near is None:
        return CallError(fault(sentence, name=shown(name), known=listed))
    return CallError(fault(f"{sentence}_near", name=shown(name), near=shown(near), known=listed))


def _as_path(name: str) -> Path | None:
    """The folder that a name is the path of. A bare name has to lead to a ``script.toml`` to count as a path."""
    path = Path(name)
    try:
        if path.name == STRUCTURE and path.is_file():
            return path.parent
        if (path / STRUCTURE).is_file() or (("/" in name or path.is_absolute()) and path.is_dir()):
            return path
    except (OSError, ValueError):
        return None
    return None
