"""Archives that are broken, or made to do harm: one sentence each, and nothing of them is kept."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import CafeError, FaultsFound
from bot.script import checked_upload
from tests.photographs import photograph
from tests.script.conftest import STRUCTURE, WORDS, sayable

FILES = {
    "script.toml": STRUCTURE.replace('picture = "table.png"\n', "").encode(),
    "fr.toml": WORDS.replace('picture_alt = "A kitchen table"\n', "").encode(),
    "en.toml": WORDS.replace('picture_alt = "A kitchen table"\n', "").encode(),
}

CENTRAL = b"PK\x01\x02"
"""What each entry of an archive's table of contents begins with."""
METHOD, PACKED, UNPACKED, BEGINS = (10, 2), (20, 4), (24, 4), (42, 4)
"""Where in such an entry the packing, the two sizes and the beginning of the file stand, and in how many bytes."""


def archive(more: dict[str, bytes] | None = None, packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", packing) as opened:
        for name, content in {**FILES, **(more or {})}.items():
            opened.writestr(name, content)
    return made.getvalue()


def lying(at: tuple[int, int], value: int) -> bytes:
    """An archive whose table of contents says that of its first file."""
    made, (offset, length) = bytearray(archive()), at
    place = made.index(CENTRAL) + offset
    made[place : place + length] = value.to_bytes(length, "little")
    return bytes(made)


def at_the_end(cut: int, change: Callable[[int], int]) -> bytes:
    """An archive that says another place for its own table of contents."""
    made = bytearray(archive())
    place = len(made) - cut
    now = int.from_bytes(made[place : place + 4], "little")
    made[place : place + 4] = change(now).to_bytes(4, "little")
    return bytes(made)


def refused(shelf: Path, files: dict[str, bytes]) -> str:
    """The key of the one sentence with which an upload is refused; nothing of it is left anywhere."""
    with pytest.raises(CafeError) as raised:
        checked_upload("bonjour", files)
    (said,) = sayable(raised.value.faults)
    assert list(shelf.iterdir()) == []
    assert [path.name for path in shelf.parent.iterdir()] == ["shelf"]
    return said.key


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where files are unpacked, to be read."""
    place = tmp_path / "shelf"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


@pytest.mark.parametrize("packing", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_an_archive_as_every_computer_makes_it_is_taken(shelf: Path, packing: int) -> None:
    script, files = checked_upload("bonjour", {"all.zip": archive(packing=packing)})
    assert script.languages == ("fr", "en")
    assert files == FILES
    assert list(shelf.iterdir()) == []


@pytest.mark.parametrize("packing", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_another_packing_is_refused_before_anything_is_unpacked(shelf: Path, packing: int) -> None:
    assert refused(shelf, {"all.zip": archive(packing=packing)}) == "upload_no_archive"


@pytest.mark.parametrize("method", [1, 9, 93, 95, 98, 99, 65535])
def test_a_packing_that_nobody_here_can_undo_is_refused(shelf: Path, method: int) -> None:
    assert refused(shelf, {"all.zip": lying(METHOD, method)}) == "upload_no_archive"


@pytest.mark.parametrize("file", ["script.toml", "fr.toml"])
def test_a_file_that_is_no_utf_8_is_named_and_nothing_is_kept(shelf: Path, file: str) -> None:
    content = FILES[file].replace(b"phone", b"t\xe9l\xe9phone").replace(b"days", b"# \xe9\ndays", 1)
    with pytest.raises(CafeError) as raised:
        checked_upload("bonjour", {"all.zip": archive({file: content})})
    assert [(one.key, one.file) for one in raised.value.faults] == [("script_file_not_utf8", file)]
    assert list(shelf.iterdir()) == []


@pytest.mark.parametrize(
    "name",
    [
        "../fr.toml",
        "bonjour/../../en.toml",
        "/etc/fr.toml",
        "..",
        "..\\fr.toml",
        "C:\\cafes\\fr.toml",
        ".hidden",
        "fr.toml\n",
        "a" * 101,
    ],
)
def test_a_name_that_leaves_the_folder_is_refused(shelf: Path, name: str) -> None:
    assert refused(shelf, {"all.zip": archive({name: b"mine"})}) == "upload_file_name"
    assert refused(shelf, {**FILES, name: b"mine"}) == "upload_file_name"


def test_a_folder_packed_as_a_whole_is_taken(shelf: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as opened:
        opened.mkdir("my café")
        for name, content in FILES.items():
            opened.writestr(f"my café/{name}", content)
    _, files = checked_upload("bonjour", {"all.zip": made.getvalue()})
    assert files == FILES


def test_two_files_of_one_name_are_refused_whichever_was_meant(shelf: Path) -> None:
    assert refused(shelf, {"all.zip": archive({"former/fr.toml": FILES["fr.toml"]})}) == "upload_twice"


@pytest.mark.parametrize(
    ("at", "value", "key"),
    [
        (UNPACKED, 0, "upload_no_archive"),
        (UNPACKED, 7, "upload_no_archive"),
        (UNPACKED, 2**31, "upload_too_big"),
        (UNPACKED, 2**32 - 1, "upload_too_big"),
        (PACKED, 0, "upload_no_archive"),
        (PACKED, 2**32 - 2, "upload_no_archive"),
        (BEGINS, 2**31, "upload_no_archive"),
        (BEGINS, 2**32 - 2, "upload_no_archive"),
    ],
)
def test_a_size_that_cannot_be_is_refused(shelf: Path, at: tuple[int, int], value: int, key: str) -> None:
    assert refused(shelf, {"all.zip": lying(at, value)}) == key


@pytest.mark.parametrize("change", [lambda now: now + 40, lambda now: 2**32 - 2, lambda _: 0])
@pytest.mark.parametrize("cut", [6, 10], ids=["its place", "its length"])
def test_a_table_of_contents_before_the_beginning_is_refused(
    shelf: Path, cut: int, change: Callable[[int], int]
) -> None:
    assert refused(shelf, {"all.zip": at_the_end(cut, change)}) in {"upload_no_archive", "upload_no_structure"}


def test_what_the_script_names_is_taken_and_each_other_file_is_one_sentence(shelf: Path) -> None:
    picture = photograph("PNG")
    structure = FILES["script.toml"].replace(b"days = 7", b'days = 7\npicture = "table.png"')
    words = {one: b'picture_alt = "A table"\n' + FILES[one] for one in ("fr.toml", "en.toml")}
    files = {"script.toml": structure, **words, "table.png": picture}
    assert checked_upload("bonjour", files)[1] == files
    with pytest.raises(FaultsFound) as raised:
        checked_upload("bonjour", {**files, "b.iso": bytes(9_000_000), "a.png": picture, "de.toml": b""})
    told = [(one.key, one.values["name"]) for one in sayable(raised.value.faults)]
    assert told == [("upload_not_named", name) for name in ("a.png", "b.iso", "de.toml")]
    assert refused(shelf, {**files, "table.png": picture + bytes(8_000_000)}) == "script_picture_too_big"


def test_twenty_megabytes_of_archive_are_not_even_opened(shelf: Path) -> None:
    assert refused(shelf, {"all.zip": archive() + bytes(20_000_000)}) == "upload_too_big"
