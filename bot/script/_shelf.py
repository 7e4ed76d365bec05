"""Scripts by name, read again when somebody has changed them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.domain import Script
from bot.errors import FaultsFound
from bot.script._finding import find_script, named_script
from bot.script._reading import read_script

_Signature = tuple[tuple[str, int, int], ...]


class Shelf:
    """The scripts in some folders, as they are now. A script is read again only once a file of it has changed."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = list(folders)
        self._read: dict[str, tuple[_Signature, Script | FaultsFound]] = {}

    def script(self, name: str) -> Script:
        """The script of that name, or in the folder of that path.

        Raises `bot.errors.CallError` where there is none, `bot.errors.FaultsFound` where it is wrong.
        """
        return self._script(name, find_script(name, self._folders))

    def named(self, name: str) -> Script:
        """The script of that name, which is never a path: for who asks from a room. Raises as `script`."""
        return self._script(f"name {name}", named_script(name, self._folders))

    def _script(self, name: str, folder: Path) -> Script:
        signature = _signature(folder)
        known = self._read.get(name)
        if known is None or known[0] != signature:
            known = (signature, _outcome(folder))
            self._read[name] = known
        if isinstance(known[1], FaultsFound):
            # A new one each time: an exception that is raised again keeps growing its traceback.
            raise FaultsFound(known[1].faults)
        return known[1]


def _outcome(folder: Path) -> Script | FaultsFound:
    try:
        return read_script(folder)
    except FaultsFound as error:
        return error.with_traceback(None)


def _signature(folder: Path) -> _Signature:
    """What changes when a file of the folder does."""
    found = []
    try:
        for path in sorted(folder.iterdir()):
            looked = path.stat()
            found.append((str(path), looked.st_mtime_ns, looked.st_size))
    except OSError:
        # Somebody is just then changing it: it is read as it is, and looked at again next time.
        return ()
    return tuple(found)
