"""Over the whole test run: what is compiled is compiled once, not once for each process or for each database.

Hundreds of real processes are started here, and each would compile the whole program for itself where the surroundings
ask Python to write no bytecode; so would each process of the tests all tests.

A statement is compiled once in each process of the tests: SQLAlchemy keeps what it has compiled with the engine, and
knows it by the engine's dialect. A bot has one database for years; the tests have thousands of them, each for a second,
and would spend a fifth of their time there.
"""

from __future__ import annotations

import functools
import os
import sys
from pathlib import Path

from sqlalchemy import Engine

from bot.store.engine._sqlite import SqliteFile

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

_first: list[Engine] = []
_make = SqliteFile.__init__


@functools.wraps(_make)
def _share(self: SqliteFile, path: Path) -> None:
    _make(self, path)
    engine = self.engine.sync_engine
    # A dialect has seen a database before it is whole; an engine that never connects never shows it one.
    if _first and hasattr(_first[0].dialect, "default_isolation_level"):
        engine.dialect = engine.pool._dialect = _first[0].dialect
        engine._compiled_cache = _first[0]._compiled_cache
    else:
        _first[:] = [engine]


SqliteFile.__init__ = _share  # type: ignore[method-assign]
