"""Files of this machine: what may be read of them, and what never is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.errors import NoSuchPlace, TooBig
from bot.platforms.files import beside, read_file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "secret.png").write_bytes(b"not yours")
    folder = tmp_path / "cast"
    (folder / "photos").mkdir(parents=True)
    (folder / "photos" / "a.png").write_bytes(b"a picture")
    os.symlink(tmp_path / "secret.png", folder / "link.png")
    os.symlink(tmp_path, folder / "out")
    os.symlink(folder / "photos" / "a.png", folder / "inside.png")
    os.symlink("round.png", folder / "round.png")
    return folder


def test_a_file_beside_or_below_is_found(folder: Path) -> None:
    assert beside(folder, "photos/a.png") == folder / "photos" / "a.png"
    assert beside(folder, "inside.png") == folder / "photos" / "a.png"


@pytest.mark.parametrize(
    "name",
    [
        "../secret.png",
        "photos/../../secret.png",
        "link.png",
        "out/secret.png",
        "round.png",
        "/etc/passwd",
        "\\\\server\\share\\a.png",
        "C:\\a.png",
        "file:///etc/passwd",
        "https://example.org/a.png",
        "photos",
        "photos/a.png\0.txt",
        "x" * 5_000,
        "",
        None,
    ],
)
def test_nothing_else_is(folder: Path, name: str | None) -> None:
    assert beside(folder, name) is None


def test_no_more_is_read_than_is_asked_for(folder: Path) -> None:
    assert read_file(folder / "photos" / "a.png", 9) == b"a picture"
    with pytest.raises(TooBig):
        read_file(folder / "photos" / "a.png", 8)


def test_a_device_and_a_folder_are_not_read(folder: Path) -> None:
    for path in (Path("/dev/zero"), folder):
        with pytest.raises(NoSuchPlace):
            read_file(path, 100)
