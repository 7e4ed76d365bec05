"""The configuration file, looked at again while the bot runs: a programme that was changed in it holds at once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from bot.config import DEFAULT_FILE, Settings, read_settings
from bot.errors import ConfigurationError, Fault, fault
from bot.programme import Notice, Programme


class ProgrammeFile:
    """The programmes of a configuration file. ``settings`` are what the bot was started with, from ``file``: ``None``
    where nobody named one.

    Only the programme is taken over. What else has changed is named, as it needs a restart. A file that cannot be
    read, or has a fault anywhere, changes nothing.
    """

    def __init__(self, settings: Settings, file: Path | None) -> None:
        self._settings = settings
        self._file = file or DEFAULT_FILE
        self._programmes: tuple[Programme, ...] = settings.programme
        self._stamp = self._stat()
        self._digest = self._hash()

    def look(self) -> tuple[Sequence[Programme], Sequence[Notice]]:
        """The programmes as they are written now (`bot.ports.ProgrammeSource`)."""
        stamp = self._stat()
        if stamp is None or stamp == self._stamp:
            # One that is gone is being saved by an editor just then, or will be asked for at the next start.
            return self._programmes, []
        digest = self._hash()
        self._stamp = stamp
        if digest == self._digest:
            return self._programmes, []
        self._digest = digest
        notices = self._take_over(digest)
        return self._programmes, notices

    def _take_over(self, digest: str) -> list[Notice]:
        try:
            settings = read_settings(self._file)
        except ConfigurationError as error:
            first = error.faults[0]
            told = Fault("programme_former", {"n": len(error.faults)}, first.file, first.line)
            return [Notice(f"configuration/{digest}", told)]
        self._programmes = settings.programme
        changed = [
            name
            for name in sorted(Settings.model_fields)
            if name != "programme" and getattr(settings, name) != getattr(self._settings, name)
        ]
        if not changed:
            return []
        told = fault("config_restart", file=str(self._file), keys=", ".join(changed))
        return [Notice(f"configuration/{digest}", told)]

    def _stat(self) -> tuple[int, int, int] | None:
        try:
            looked = self._file.stat()
        except OSError:
            return None
        return looked.st_mtime_ns, looked.st_size, looked.st_ino

    def _hash(self) -> str:
        try:
            return hashlib.sha256(self._file.read_bytes()).hexdigest()
        except OSError:
            return ""
