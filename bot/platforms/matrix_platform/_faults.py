"""What a homeserver refuses, in our own words. Its own are never passed on: they may hold a member's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp

from bot.errors import CafeError, ConfigurationError, NoSuchPlace, NotAllowed, PlatformError, TooBig, fault

_UNKNOWN = ("M_UNKNOWN_TOKEN", "M_MISSING_TOKEN")
_GONE = ("M_NOT_FOUND", "M_UNRECOGNIZED")
_DEACTIVATED = ("M_USER_DEACTIVATED", "M_USER_SUSPENDED", "M_USER_LOCKED")


@contextmanager
def reachable() -> Iterator[None]:
    """Have a homeserver that cannot be reached come out as one of `bot.errors`."""
    try:
        yield
    except (aiohttp.ClientError, OSError, TimeoutError):
        raise PlatformError(fault("matrix_unreachable")) from None


def fault_of(code: str | None, room: str = "?") -> CafeError:
    """What a homeserver's word for a refusal means to us. ``room`` is how people know the place."""
    if code in _UNKNOWN:
        return PlatformError(fault("matrix_token"))
    if code in _DEACTIVATED:
        return PlatformError(fault("matrix_deactivated"))
    if code == "M_FORBIDDEN":
        return NotAllowed(fault("matrix_not_allowed", room=room))
    if code in _GONE:
        return NoSuchPlace(fault("matrix_gone", room=room))
    if code == "M_TOO_LARGE":
        return TooBig(fault("matrix_too_large", room=room))
    if code == "M_LIMIT_EXCEEDED":
        return PlatformError(fault("matrix_busy"))
    if code is None:
        return PlatformError(fault("matrix_unreachable"))
    return PlatformError(fault("matrix_refused", room=room, code=code))


def at_the_start(error: CafeError) -> CafeError:
    """The same fault, as one of the configuration where it is its token that is wrong."""
    wrong = {"matrix_token", "matrix_deactivated"} & {one.key for one in error.faults}
    return ConfigurationError(*error.faults) if wrong else error
