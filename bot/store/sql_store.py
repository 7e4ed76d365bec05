"""The store on SQLAlchemy Core."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Iterator

from bot.errors import StoreError, fault
from bot.logs import own_fault
from bot.ports import Reading, Writing
from bot.store.engine import Database
from bot.store.erasures import Journal
from bot.store.reading import SqlReading
from bot.store.remembering import RememberingWriting

_READERS = ("bot/store/rows.py", "bot/store/reading.py", "bot/store/voicing.py", "bot/script/_snapshot.py")
"""Where rows are read into what they stand for."""


@contextlib.contextmanager
def _readable_rows() -> Iterator[None]:
    """Tell a row that means nothing, in a database that is well otherwise: another hand has changed it."""
    try:
        yield
    except (UnicodeEncodeError, OverflowError):
        # What is to be written is at fault, not what is there.
        raise
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        place = own_fault(error).faults[0].values["place"]
        if not str(place).startswith(_READERS):
            raise
        raise StoreError(fault("store_garbled", place=place)) from None


class SqlStore:
    """Cafés in one database; `bot.ports.Store` says what is promised."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._journal = Journal(database.path)

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator[Reading]:
        """A moment to read in."""
        with _readable_rows():
            async with self._database.reading() as connection:
                yield SqlReading(connection)

    @contextlib.asynccontextmanager
    async def writing(self) -> AsyncIterator[Writing]:
        """A unit of work; an exception inside undoes all of it."""
        with _readable_rows():
            async with self._database.writing() as connection:
                work = RememberingWriting(connection)
                yield work
                await work.write()
                # In the same breath: before it is true, so that nothing true is missing there.
                await self._journal.add(work.gone)
        if work.erased:
            await self._database.sweep()

    async def close(self) -> None:
        """Let go of the database."""
        await self._database.close()
