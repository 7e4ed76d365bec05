"""A script that a host uploads: its files, or one archive of them, read where they do no harm."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from bot.domain import Script
from bot.errors import CallError, Fault, FaultsFound, fault
from bot.script._reading import STRUCTURE, read_script
from bot.showing import shown

MOST_FILES = 30
"""How many files a script may have."""

LARGEST = 20_000_000
"""How many bytes the files of a script may have together, unpacked."""

LONGEST_NAME = 60
"""How many bytes of UTF-8 a script's name may have: a café's id is made of it, and disks count in bytes."""

LONGEST_FILE = 100
"""How many bytes of UTF-8 a file's name may have."""

_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""What every computer packs with. The others may ask for gigabytes of memory before they unpack the first byte."""

_NAME = re.compile(r"[^\W_][\w-]*")
_FILE = re.compile(r"[^\W_][\w. -]*")


def checked_upload(name: str, files: Mapping[str, bytes]) -> tuple[Script, dict[str, bytes]]:
    """An uploaded script, found right in each language that it declares, and its files by name. Its pictures are
    nowhere yet.

    ``files`` are the contents by file name, or one zip archive: the structure, the wording in each language and the
    pictures that the script names. Raises `CallError` for what cannot be a script's files and where the disk takes
    nothing, `FaultsFound` for a script that is wrong, with the file and the line, and for each file that it does not
    name.
    """
    if not _NAME.fullmatch(name) or len(name.encode()) > LONGEST_NAME:
        raise CallError(fault("upload_name", name=shown(name), most=LONGEST_NAME))
    contents = _contents(files)
    if STRUCTURE not in contents:
        raise CallError(fault("upload_no_structure"))
    try:
        script = _read(name, contents)
    except OSError as error:
        # Full, or not writable.
        raise CallError(fault("upload_not_kept", name=name, reason=error.strerror or type(error).__name__)) from None
    strange = sorted(contents.keys() - _named_by(script))
    if strange:
        raise FaultsFound(fault("upload_not_named", name=shown(file)) for file in strange)
    return script, contents


def _named_by(script: Script) -> set[str]:
    """The names of the files that a script is made of."""
    pictures = [
        *([script.picture] if script.picture else []),
        *(one for each in script.workshops for one in each.images),
    ]
    return {STRUCTURE, *(f"{language}.toml" for language in script.languages), *(Path(one).name for one in pictures)}


def _read(name: str, contents: Mapping[str, bytes]) -> Script:
    """Read the files where they do no harm."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / name
        folder.mkdir()
        for file, content in contents.items():
            (folder / file).write_bytes(content)
        try:
            return read_script(folder)
        except FaultsFound as error:
            raise FaultsFound([_without_folder(one, folder) for one in error.faults]) from None


def _without_folder(one: Fault, folder: Path) -> Fault:
    """The same fault with the file's own name: where it lay meanwhile is nobody's concern."""
    return replace(one, file=one.file and Path(one.file).name if one.file != str(folder) else None)


def _contents(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The contents by file name, unpacked where it is one archive."""
    if len(files) == 1:
        ((name, content),) = files.items()
        if name.lower().endswith(".zip"):
            return _unpacked(content)
    if len(files) > MOST_FILES or sum(map(len, files.values())) > LARGEST:
        raise CallError(fault("upload_too_big", n=MOST_FILES, most=LARGEST // 1_000_000))
    for name in files:
        _require_plain(name)
    return dict(files)


def _unpacked(archive: bytes) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    if len(archive) > LARGEST:
        raise CallError(fault("upload_too_big", n=MOST_FILES, most=LARGEST // 1_000_000))
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            inside = [one for one in opened.infolist() if not one.is_dir()]
            if len(inside) > MOST_FILES or sum(one.file_size for one in inside) > LARGEST:
                raise CallError(fault("upload_too_big", n=MOST_FILES, most=LARGEST // 1_000_000))
            if any(one.compress_type not in _PACKINGS or one.compress_size > len(archive) for one in inside):
                raise CallError(fault("upload_no_archive"))
            for one in inside:
                name = _name_of(one)
                if name in found:
                    raise CallError(fault("upload_twice", name=name))
                with opened.open(one) as stream:
                    # What it says of its own size need not be true.
                    found[name] = stream.read(LARGEST + 1)
                if sum(map(len, found.values())) > LARGEST:
                    raise CallError(fault("upload_too_big", n=MOST_FILES, most=LARGEST // 1_000_000))
    except CallError:
        raise
    except Exception:
        # `zipfile` and what it unpacks with name no exceptions of their own for what is broken: it may be any.
        raise CallError(fault("upload_no_archive")) from None
    return found


def _name_of(packed: zipfile.ZipInfo) -> str:
    """The file's own name. A folder packed as a whole: its files count, wherever they lay inside."""
    *folders, name = packed.filename.split("/")
    if not {"", ".."}.isdisjoint(folders):
        raise CallError(fault("upload_file_name", name=shown(packed.filename), most=LONGEST_FILE))
    _require_plain(name)
    return name


def _require_plain(name: str) -> None:
    if not _FILE.fullmatch(name) or ".." in name or len(name.encode()) > LONGEST_FILE:
        raise CallError(fault("upload_file_name", name=shown(name), most=LONGEST_FILE))
