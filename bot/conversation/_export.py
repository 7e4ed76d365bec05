"""What is alike in the exports of all platforms: several files are read one by one, and make one conversation."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bot.conversation._conversation import Conversation
from bot.conversation._faults import Gathered
from bot.conversation._lines import Fingerprint, open_file, unreadable
from bot.conversation._pieces import NotJson, Pieces
from bot.conversation._taking import Taking
from bot.domain import RoomRef
from bot.errors import Fault, fault

MESSAGES = "messages"
"""The member of a file in which the messages stand."""


class Export(ABC):
    """One export being read, a file at a time, every byte of it into that digest. ``named`` says which workshop a name
    means."""

    def __init__(self, path: Path, room: RoomRef, named: Mapping[str, str] | None, digest: Fingerprint) -> None:
        self._path = path
        self._room = room
        self._named = None if named is None else {folded(name): key for name, key in named.items()}
        self._digest = digest
        self._skipped: list[Fault] = []
        self._titles: dict[str, str] = {}
        self._faults = Gathered()
        self._taking = Taking(room)

    @property
    @abstractmethod
    def title(self) -> str | None:
        """What all of it is called, as far as it was read."""

    @abstractmethod
    def _take_file(self, name: str, members: Iterator[tuple[int, str, object]]) -> None:
        """Take in one file of that name: its members, each with its line, the messages one by one."""

    def conversation(self, parts: Sequence[Path], *more: Fault) -> Conversation:
        """Read these files; ``more`` is what no export of this sort brings along. Raises `bot.errors.FaultsFound` with
        all that is wrong."""
        for part in parts:
            self._read(part)
        if not self._faults and not self._taking.any_post:
            self._faults.add(fault("conversation_empty", file=str(self._path)))
        self._faults.raise_any()
        inside = self._path.is_dir()
        left = sorted(set(self._path.glob("*.json")) - set(parts)) if inside else []
        return Conversation(
            title=self.title,
            language=None,
            room=self._room,
            events=self._taking.events(),
            fingerprint=self._digest.hexdigest(),
            first_offset=self._taking.first_offset,
            skipped=(*self._skipped, *more, *(fault("export_not_one", file=str(one)) for one in left)),
            titles=self._titles,
            folder=self._path if inside else self._path.parent,
        )

    def _read(self, part: Path) -> None:
        try:
            with open_file(part) as file:
                self._take_file(str(part), Pieces(file, str(part), self._digest).members(MESSAGES))
        except NotJson as error:
            self._faults.add(*error.faults)
        except OSError as error:
            self._faults.add(*unreadable(part, error).faults)


def folded(name: str) -> str:
    """A name as it is compared with others."""
    return " ".join(name.casefold().split())
