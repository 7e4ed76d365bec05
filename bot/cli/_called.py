"""How the command was called: what to type to call it again."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path

_NAME = "cafe"
_MODULE = Path(__file__).absolute().parent.parent / "__main__.py"
"""What runs as ``python -m bot``."""


def called(folder: Path) -> str:
    """What to type for the command in that folder, as a shell takes it: its name alone where the shell finds it by
    that, else the way to the one that is running now."""
    program = Path(sys.argv[0])
    if program.absolute() == _MODULE:
        return f"{_way(sys.orig_argv[0], folder)} -m bot"
    return _way(sys.argv[0], folder) if program.stem == _NAME and program.exists() else _NAME


def _way(program: str, folder: Path) -> str:
    name = Path(program).name
    found = shutil.which(name)
    # By a relative PATH it would be found here, and no more after a `cd`.
    if found is not None and os.path.isabs(found) and (program == name or os.path.samefile(found, program)):
        return shlex.quote(name)
    from_there = os.path.relpath(os.path.abspath(program), os.path.realpath(folder))
    if os.sep not in from_there:
        from_there = os.path.join(os.curdir, from_there)
    return shlex.quote(min(from_there, os.path.abspath(program), key=len))
