"""How the accounts on Matrix are logged out again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from bot.config import MatrixAccount, MatrixSettings
from bot.errors import PlatformError, fault
from bot.showing import shown
from bot.wiring._matrix import session_file


@dataclass(frozen=True, slots=True)
class LoggedOut:
    """A login that is no more. ``before``: it had been ended by then; ``given``: its token stands in the
    configuration, or beside it, and not in the data folder."""

    user: str
    before: bool
    given: bool


async def log_out_matrix(settings: MatrixSettings, data: Path) -> AsyncIterator[LoggedOut]:
    """End each login there is, on its homeserver first, and keep nothing of it. What was kept is ended whatever account
    the configuration names by now. Raises `ConfigurationError`, `PlatformError`: what cannot be ended stays kept."""
    for name, account in settings.each.items():
        async for one in _log_out(name, account, data):
            yield one


async def _log_out(name: str, settings: MatrixAccount, data: Path) -> AsyncIterator[LoggedOut]:
    from bot.platforms.matrix_platform import Session, any_session, forget_session, log_out

    file = session_file(data, name)
    if (kept := any_session(file)) is not None:
        try:
            ended = await log_out(kept)
        except PlatformError:
            where = shown(str(file))
            raise PlatformError(fault("matrix_logout_later", homeserver=shown(kept.homeserver), path=where)) from None
        forget_session(file)
        yield LoggedOut(kept.user, before=not ended, given=False)
    if settings.token is not None and settings.homeserver is not None:
        given = Session(settings.homeserver, settings.user or "", "", settings.token)
        yield LoggedOut(given.user, before=not await log_out(given), given=True)
