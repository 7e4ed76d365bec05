"""Every fault the program can name.

A fault is data: the key of a sentence below ``[fault]`` in the locales and the values that go into it,
with the file and line where there is one. The command line says it in the reader's language.

    CafeError                exit status 2 unless said otherwise
    ├── CallError            the call is wrong: an unknown café, an ambiguous name
    ├── ConfigurationError   config.toml or the environment is wrong
    ├── FaultsFound          exit status 1: the work found faults in a script or a conversation
    ├── StoreError           exit status 1: the database cannot be used
    │   ├── AlreadyThere     the same conversation was replayed into this database before
    │   └── NotTaken         the database is well, and will not take this one thing
    ├── OwnFault             exit status 1: the program itself failed on one thing, and goes on with the others
    └── PlatformError        a platform refused or could not be reached
        ├── NoSuchPlace      the room, thread or message is gone
        ├── NotAllowed       a right is missing there
        ├── NowhereToSeal    no answers can be kept from being read there
        ├── StillOwed        a message is in somebody else's hands: look again later
        └── TooBig           a file is larger than is asked for
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, and what to do about it, as a sentence to be worded later.

    ``key`` names a sentence below ``[fault]`` of the locales; ``values`` fill it. ``file`` and ``line``
    (counted from 1) say where, and are ``None`` where there is no such place.
    """

    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    file: str | None = None
    line: int | None = None


def fault(key: str, /, *, file: str | None = None, line: int | None = None, **values: object) -> Fault:
    """Build a `Fault` from the values of its sentence."""
    return Fault(key, values, file, line)


class CafeError(Exception):
    """The root of every fault the program can name; carries one `Fault` or several."""

    status: ClassVar[int] = 2
    """The exit status of a command that stops on this error."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(*(one.key for one in faults))
        self.faults: tuple[Fault, ...] = faults


class CallError(CafeError):
    """The call itself is wrong."""


class ConfigurationError(CafeError):
    """The configuration is wrong."""


class FaultsFound(CafeError):
    """The work found faults in a script or a conversation; ``status`` 1."""

    status = 1

    def __init__(self, faults: Iterable[Fault]) -> None:
        super().__init__(*faults)


class StoreError(CafeError):
    """The database cannot be used as it is."""

    status = 1


class AlreadyThere(StoreError):
    """What is to be added is in the database already."""


class NotTaken(StoreError):
    """The database is well, and will not take this one thing: what was to be written is at fault."""


class OwnFault(CafeError):
    """The program itself failed: a programming error, told by its type and its place and never by its words, since
    those may be a member's. One café's or one message's own fault never stops the others (decision 0020)."""

    status = 1


class PlatformError(CafeError):
    """A platform refused, or could not be reached."""

    status = 1


class NoSuchPlace(PlatformError):
    """A room, thread or message that is not there (any more)."""


class StillOwed(PlatformError):
    """A beat cannot be done yet: one of its messages is claimed by somebody else, who may have died."""


class TooBig(PlatformError):
    """A file is larger than is asked for."""


class NowhereToSeal(PlatformError):
    """A room has nowhere to keep answers that are not to be read at once."""


class NotAllowed(PlatformError):
    """The bot lacks a right on the platform."""
