"""Inserts that say what to do where the row is there already. Each dialect has a class of its own for them, with the
same methods: this is the one place that knows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias, cast

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.sqlite import Insert

Into: TypeAlias = Callable[[Table], Insert]
"""How an insert into a table begins. The other dialects' inserts are used as if they were SQLite's."""

_INTO: dict[str, Into] = {"sqlite": sqlite.insert, "postgresql": cast("Into", postgresql.insert)}


def into_for(dialect: str) -> Into:
    """How an insert begins in the dialect of that name."""
    return _INTO[dialect]
