"""A file's bytes -> numbered lines -> JSON objects, whatever the bytes are."""

from __future__ import annotations

import hashlib
import json
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO, NoReturn, Protocol

from bot.errors import Fault, FaultsFound, fault

LONGEST_LINE = 10_000_000
"""The longest line, in bytes."""

_CHUNK = 1 << 16
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_COMPRESSED = (b"\x1f\x8b", b"PK\x03\x04", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd")


class NotAFile(OSError):
    """A pipe, a socket or a device."""


class Digest(Protocol):
    """A running checksum."""

    def update(self, data: bytes, /) -> None:
        """Take in more bytes."""


class Fingerprint:
    """The SHA-256 of what is read, which tells of each piece by its length."""

    def __init__(self, on_bytes: Callable[[int], object]) -> None:
        self._digest = hashlib.sha256()
        self._on_bytes = on_bytes

    def update(self, data: bytes, /) -> None:
        """Take in more bytes."""
        self._digest.update(data)
        self._on_bytes(len(data))

    def hexdigest(self) -> str:
        """The checksum so far, in hexadecimal."""
        return self._digest.hexdigest()


def open_file(path: Path) -> BinaryIO:
    """The file, open for reading its bytes. Raises `OSError` where that cannot be: a pipe or a device, too, which may
    have no end or never begin."""
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            raise NotAFile
        return open(path, "rb")
    except ValueError as error:
        # A name with a NUL or half a character in it is refused before the system is asked.
        raise OSError(str(error)) from error


def unreadable(path: Path, error: OSError) -> FaultsFound:
    """The fault to raise for a file that could not be opened or read to its end."""
    file = str(path)
    match error:
        case FileNotFoundError() | NotADirectoryError():
            return FaultsFound([fault("conversation_missing_file", file=file)])
        case NotAFile():
            return FaultsFound([fault("conversation_not_a_file", file=file)])
        case IsADirectoryError():
            return FaultsFound([fault("conversation_folder", file=file)])
        case PermissionError():
            return FaultsFound([fault("conversation_not_allowed", file=file)])
        case _:
            return FaultsFound([fault("conversation_unreadable", file=file, why=error.strerror or str(error))])


def objects(file: BinaryIO, name: str, digest: Digest) -> Iterator[tuple[int, dict[str, Any] | Fault]]:
    """Each line that is not blank with its number: the object in it, or what is wrong with it.

    ``digest`` takes in every byte of the file. Raises `FaultsFound` at once for a file that is compressed.
    """
    for number, raw in numbered(file, digest):
        if number == 1 and raw is not None and raw.startswith(_COMPRESSED):
            raise FaultsFound([fault("conversation_compressed", file=name)])
        if number == 1 and raw is not None:
            raw = raw.removeprefix(_BYTE_ORDER_MARK)
        if raw is None or raw.strip():
            found = fault("conversation_long_line", limit=LONGEST_LINE) if raw is None else _parsed(raw)
            yield number, replace(found, file=name, line=number) if isinstance(found, Fault) else found


def numbered(file: BinaryIO, digest: Digest) -> Iterator[tuple[int, bytes | None]]:
    """Each line with its number from 1; ``None`` for one longer than `LONGEST_LINE`."""
    number = 0
    while raw := file.readline(LONGEST_LINE + 1):
        number += 1
        digest.update(raw)
        if len(raw) > LONGEST_LINE and not raw.endswith(b"\n"):
            del raw
            while rest := file.readline(_CHUNK):
                digest.update(rest)
                if rest.endswith(b"\n"):
                    break
            yield number, None
        else:
            yield number, raw


def _parsed(raw: bytes) -> dict[str, Any] | Fault:
    # A line that begins as it should and has no end is the last one of a copy that broke off.
    cut_off = raw.lstrip().startswith(b"{") and not raw.endswith(b"\n") and not raw.rstrip().endswith(b"}")
    try:
        value = json.loads(raw.decode("utf-8"), parse_constant=_refuse)
    except UnicodeDecodeError as error:
        return fault("conversation_cut_off") if cut_off else fault("conversation_not_utf8", byte=str(error.start + 1))
    except json.JSONDecodeError as error:
        return fault("conversation_cut_off") if cut_off else fault("conversation_not_json", column=str(error.colno))
    except RecursionError:
        return fault("conversation_too_deep")
    except ValueError:
        return fault("conversation_number")
    return value if isinstance(value, dict) else fault("conversation_not_object")


def _refuse(constant: str) -> NoReturn:
    # Python reads NaN and Infinity, which JSON does not have.
    raise ValueError(constant)
