"""Scripts that hosts upload: kept in the store, for every worker, and laid out in a folder to be read from."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path

from bot.domain import CafeState, Caller, HostChange, RoomRef, Script
from bot.errors import CallError, fault
from bot.logs import Event, logger
from bot.ports import Clock, Reading, Store, Writing
from bot.script import STRUCTURE, checked_upload
from bot.showing import shown

MOST_SCRIPTS = 50
"""How many uploaded scripts a community may keep; those that belong to everybody are counted as one community's."""

MOST_BYTES = 50_000_000
"""How many bytes their files may have together."""

_log = logger(__name__)


class Uploads:
    """What hosts have uploaded. ``folder`` is this worker's own, of which nothing is missed when it goes: it is made
    after the store, and holds nothing else."""

    def __init__(self, store: Store, clock: Clock, folder: Path) -> None:
        self._store = store
        self._clock = clock
        self._folder = folder
        self._laid_out: dict[str, tuple[int, datetime]] | None = None
        self._turn = asyncio.Lock()

    async def take(self, name: str, files: Mapping[str, bytes], by: Caller) -> Script:
        """Keep a script, once it is found right, in place of the one of that name; returns it as it is. It belongs to
        the community of the room it was uploaded in, or to everybody if that host reaches everything.

        Raises as `bot.script.checked_upload`, and `CallError` for a name that is not their own and for more than
        `MOST_SCRIPTS` or `MOST_BYTES`: nothing is kept then.
        """
        # Reading it can take seconds, and everybody else is to be heard meanwhile.
        script, contents = await asyncio.to_thread(checked_upload, name, files)
        async with self._store.writing() as work:
            now = self._clock.now()
            if not await work.keep_upload(name, contents, by.member, now, None if by.reach is None else by.room):
                raise CallError(fault("upload_name_taken", name=shown(name)))
            await _require_room(work, by.reach)
            about = {"script": script.name, "languages": ", ".join(script.languages)}
            await work.record_change(HostChange(now, by.member, "script", None, about, by.room))
        await self.lay_out()
        return script

    async def remove(self, name: str, by: Caller) -> None:
        """Have no script of that name any more. Raises as `require_removable`."""
        async with self._store.writing() as work:
            await _require_removable(work, name, by)
            await work.drop_upload(name)
            change = HostChange(self._clock.now(), by.member, "remove-script", None, {"script": name}, by.room)
            await work.record_change(change)
        await self.lay_out()

    async def require_removable(self, name: str, by: Caller) -> None:
        """Raises `CallError` for a script that is not theirs, and for one of which a café is not published yet: its
        pictures are still to be shown."""
        async with self._store.reading() as store:
            await _require_removable(store, name, by)

    async def names(self) -> frozenset[str]:
        """The names of all uploaded scripts."""
        async with self._store.reading() as store:
            return frozenset(await store.uploads())

    async def of_others(self, reach: Collection[RoomRef]) -> frozenset[str]:
        """The names of those that belong to communities of other rooms."""
        return frozenset(name for name, room in (await self.rooms()).items() if room not in reach)

    async def rooms(self) -> Mapping[str, RoomRef]:
        """The room of the community that each belongs to, by its name, but for what belongs to everybody."""
        async with self._store.reading() as store:
            return await store.rooms_of_uploads()

    async def lay_out(self) -> None:
        """Have the folder hold what the store holds. What the disk does not take is tried again the next time: until
        then there is no such script here."""
        async with self._turn:
            async with self._store.reading() as store:
                kept = dict(await store.uploads())
            if kept == self._laid_out:
                return
            try:
                await asyncio.to_thread(self._clear, frozenset(kept))
                laid_out = {name: one for name, one in (self._laid_out or {}).items() if name in kept}
                for name in [name for name, one in kept.items() if laid_out.get(name) != one]:
                    # One at a time: all of them together may be more than the memory holds.
                    async with self._store.reading() as store:
                        contents = await store.upload(name)
                    await asyncio.to_thread(self._write, name, contents)
                    laid_out[name] = kept[name]
                    self._laid_out = dict(laid_out)
                self._laid_out = laid_out
            except OSError as error:
                _log.warning(Event.UPLOADS_NOT_LAID_OUT, why=error.strerror or type(error).__name__)

    def _clear(self, kept: frozenset[str]) -> None:
        if self._folder.exists():
            for gone in [one for one in self._folder.iterdir() if one.name not in kept]:
                _remove(gone)

    def _write(self, name: str, contents: Mapping[str, bytes]) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _lay(self._folder, name, contents)


async def _require_removable(store: Reading, name: str, by: Caller) -> None:
    rooms = await store.rooms_of_uploads()
    if name not in await store.uploads() or (by.reach is not None and rooms.get(name) not in by.reach):
        raise CallError(fault("remove_script_of_others", name=shown(name)))
    for cafe in await store.cafes():
        goes_on = cafe.state.step < CafeState.PUBLISHED.step and cafe.state is not CafeState.NOT_HELD
        if cafe.script.name == name and goes_on:
            raise CallError(fault("remove_script_in_cafe", name=shown(name), cafe=shown(cafe.title)))


async def _require_room(work: Writing, reach: Collection[RoomRef] | None) -> None:
    """Raises `CallError` where the community of these rooms, or everybody, has more than may be kept."""
    rooms = await work.rooms_of_uploads()
    sizes = await work.sizes_of_uploads()
    own = [size for name, size in sizes.items() if (name not in rooms if reach is None else rooms.get(name) in reach)]
    if len(own) > MOST_SCRIPTS:
        raise CallError(fault("upload_too_many", most=MOST_SCRIPTS))
    if sum(own) > MOST_BYTES:
        raise CallError(fault("upload_no_space", most=MOST_BYTES // 1_000_000))


def _lay(shelf: Path, name: str, contents: Mapping[str, bytes]) -> None:
    """Put the files of one script in place, each of them whole."""
    kept = shelf / name
    if not kept.is_dir():
        _remove(kept)
        kept.mkdir()
    with tempfile.TemporaryDirectory(dir=shelf, prefix=".") as place:
        # The structure last: who reads in between finds the former script, or the new one.
        for file in sorted(contents, key=lambda one: one == STRUCTURE):
            there = kept / file
            if there.is_file() and there.read_bytes() == contents[file]:
                continue
            aside = Path(place) / file
            aside.write_bytes(contents[file])
            aside.replace(there)
    for left in [one for one in kept.iterdir() if one.name not in contents]:
        _remove(left)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
