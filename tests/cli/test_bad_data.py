"""A data folder or a database that cannot be used: one sentence, and everything is left as it was."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from bot.store.engine import _sqlite
from tests.cli.conftest import Call, all_rows, environment

READING = (["list"], ["status"], ["status", "Evening"], ["flashback", "Evening"], ["check"])
WRITING = (["open", "first-phone"], ["replay", "other.jsonl"])


@pytest.fixture
def other() -> Path:
    """A second conversation."""
    file = Path("other.jsonl")
    line = '{"type": "post", "id": "%d", "author": "u%d", "at": "2026-04-01T08:00:00Z", "text": "%s"}\n'
    file.write_text("".join(line % (number, number % 40, "words " * 200) for number in range(400)))
    return file


def fingerprint(folder: Path) -> dict[str, str]:
    """Every file of a folder, with its bytes' checksum."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_a_file_in_the_place_of_the_folder(call: Call, other: Path) -> None:
    Path("file").write_text("precious")
    for data in ("file", "file/inside"):
        for arguments in (*READING, *WRITING, ["run"]):
            said = call(*arguments, "--data", data)
            assert said.status == 2, arguments
            assert said.only_fault == "file is a file, not a folder: give a folder with --data."
    assert Path("file").read_text() == "precious"


def test_a_name_too_long_for_a_folder(call: Call, other: Path) -> None:
    for arguments in (*READING, *WRITING, ["run"]):
        said = call(*arguments, "--data", "x" * 5000)
        assert said.status == 2
        assert "too long" in said.only_fault


DAMAGES = ("random bytes", "a text", "cut in the middle", "cut after a page", "a page overwritten")


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_database(call: Call, kept: Path, other: Path, damage: str) -> None:
    with closing(sqlite3.connect(kept)) as connection:
        roots = dict(connection.execute("SELECT name, rootpage FROM sqlite_master WHERE rootpage > 0"))
    good = kept.read_bytes()
    overwritten = bytearray(good)
    overwritten[(roots["cafes"] - 1) * 4096 : roots["cafes"] * 4096] = b"\xa5" * 4096
    spoiled = {
        "random bytes": bytes(range(256)) * 100,
        "a text": b"This is no database.\n" * 50,
        "cut in the middle": good[: len(good) // 2 + 100],
        "cut after a page": good[:4096],
        "a page overwritten": bytes(overwritten),
    }[damage]
    for arguments in (*READING, *WRITING, ["run"]):
        kept.write_bytes(spoiled)
        said = call(*arguments, "--data", "data")
        assert said.status == 1, arguments
        assert said.only_fault.startswith("The database data/cafe.db is damaged"), arguments
        # These two enter the terminal's room, in another table, before they come to the cafés.
        if arguments[0] not in ("open", "run"):
            assert kept.read_bytes() == spoiled
    kept.write_bytes(good)
    assert call("flashback", "Evening", "--data", "data").status == 0, "a backup put back makes it work again"


def test_a_database_of_something_else_is_not_touched(call: Call, other: Path) -> None:
    Path("data").mkdir()
    with closing(sqlite3.connect("data/cafe.db")) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
        connection.execute("INSERT INTO recipes VALUES ('soup')")
        connection.commit()
    before = fingerprint(Path("data"))
    for arguments in (*READING, *WRITING):
        said = call(*arguments, "--data", "data")
        assert said.status == 1, arguments
        assert "database of something else" in said.only_fault
        assert fingerprint(Path("data")) == before


def test_a_database_of_another_program_that_has_versions_too(call: Call, other: Path) -> None:
    Path("data").mkdir()
    with closing(sqlite3.connect("data/cafe.db")) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES ('0001')")
        connection.execute("CREATE TABLE recipes (name TEXT)")
        connection.commit()
    before = fingerprint(Path("data"))
    assert "database of something else" in call("open", "first-phone").only_fault
    assert fingerprint(Path("data")) == before


def test_a_database_of_a_newer_version(call: Call, kept: Path, other: Path) -> None:
    with closing(sqlite3.connect(kept)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0999'")
        connection.commit()
    before = all_rows(kept)
    for arguments in (*READING, *WRITING, ["run"]):
        said = call(*arguments, "--data", "data")
        assert said.status == 1, arguments
        assert "0999" in said.only_fault
        assert "newer version" in said.only_fault
    assert all_rows(kept) == before


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE cafes SET script = 'nonsense'",
        "UPDATE cafes SET script = '{}'",
        "UPDATE cafes SET state = 'lost'",
        "UPDATE cafes SET opens_at = 'yesterday'",
        "UPDATE cafes SET opening_day = ''",
        "UPDATE posts SET at = 'never'",
        "UPDATE posts SET attachments = '['",
        "UPDATE members SET consent = 'maybe'",
    ],
)
def test_a_row_that_means_nothing(call: Call, kept: Path, change: str) -> None:
    with closing(sqlite3.connect(kept)) as connection:
        connection.execute(change)
        connection.commit()
    said = call("flashback", "Evening")
    assert (said.status, said.out) == (1, "")
    assert said.only_fault.startswith("Something in the database means nothing")
    assert "put a backup back with" in said.only_fault


def test_a_folder_in_the_place_of_the_database(call: Call, other: Path) -> None:
    Path("data/cafe.db").mkdir(parents=True)
    for arguments in (*READING, *WRITING, ["run"]):
        said = call(*arguments, "--data", "data")
        assert said.status == 1, arguments
        assert "data/cafe.db" in said.only_fault


def test_an_empty_file_becomes_a_database(call: Call) -> None:
    Path("data").mkdir()
    Path("data/cafe.db").touch()
    assert "There is no database yet" in call("check").out
    assert call("list").status == 0


@contextmanager
def limited() -> Iterator[None]:
    """No database may grow by more than one page."""

    def limit(connection: sqlite3.Connection, _record: object) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA page_count")
        (pages,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages + 1}")
        cursor.close()

    event.listen(Engine, "connect", limit)
    try:
        yield
    finally:
        event.remove(Engine, "connect", limit)


def test_a_full_disk(call: Call, kept: Path, other: Path) -> None:
    with limited():
        said = call("replay", str(other), "--data", "data", "--out", "full")
    assert said.status == 1
    assert said.only_fault.startswith("There is no room left to write to the database data/cafe.db")
    assert not list(Path("full").iterdir())
    assert call("flashback", "Evening", "--data", "data").status == 0, "what was there can still be read"


def test_once_there_is_room_again_the_work_goes_on(call: Call, kept: Path, other: Path) -> None:
    with limited():
        assert call("replay", str(other), "--data", "data", "--out", "full").status == 1
    assert call("replay", str(other), "--data", "data", "--out", "full").status == 0


def test_a_disk_full_from_the_beginning(call: Call, other: Path) -> None:
    with limited():
        said = call("open", "first-phone")
    assert said.status == 1
    assert "no room left" in said.only_fault


def test_a_database_that_another_program_holds(
    call: Call, kept: Path, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_sqlite, "WAIT_FOR_LOCK", 20)
    before = all_rows(kept)
    with closing(sqlite3.connect(kept, isolation_level=None)) as holding:
        holding.execute("BEGIN IMMEDIATE")
        for arguments in WRITING:
            said = call(*arguments, "--data", "data")
            assert said.status == 1, arguments
            assert "another program" in said.only_fault
        for arguments in READING:
            assert call(*arguments, "--data", "data").status == 0, "reading waits for nobody"
    assert all_rows(kept) == before


# --- what this user may not do ----------------------------------------------------------------------------

AS_NOBODY = """
import contextlib, io, os, sys
from bot.cli import main
arguments, warm = sys.argv[2:], sys.argv[1]
with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO(), "utf-8")), contextlib.redirect_stderr(io.StringIO()):
    # Whatever is imported on the way has to be there before the rights are given up.
    main([*arguments, "--data", warm]), main(["nothing"]), main(["list", "--data", "/dev/null/x"])
os.setgroups([]), os.setgid(65534), os.setuid(65534)
sys.exit(main([*arguments, "--data", "data"]))
"""


@pytest.fixture
def public(kept: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that everybody may read, with a copy of the data folder in it."""
    if os.geteuid() != 0:
        pytest.skip("only root can become somebody else")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        for copy in ("data", "warm"):
            shutil.copytree("data", folder / copy)
        monkeypatch.chdir(folder)
        yield folder


def as_nobody(*arguments: str) -> tuple[int, str]:
    """The call by a user without any rights, after one by ourselves on another folder."""
    done = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, "warm", *arguments],
        input=b"",
        capture_output=True,
        env=environment(),
        check=False,
        timeout=120,
    )
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return done.returncode, done.stderr.decode()


def test_a_folder_that_may_not_be_written(public: Path) -> None:
    before = fingerprint(public / "data")
    for arguments in (["open", "first-phone"], ["run"]):
        status, err = as_nobody(*arguments)
        assert status == 1
        assert err.count("\n") == 1
        assert "right to write" in err or "may write" in err, err
    assert fingerprint(public / "data") == before


def test_a_database_that_may_not_be_written_in_a_folder_that_may(public: Path) -> None:
    (public / "data").chmod(0o777)
    (public / "data" / "cafe.db").chmod(0o644)
    before = all_rows(public / "data" / "cafe.db")
    status, err = as_nobody("open", "first-phone")
    assert status == 1
    assert err.startswith("The database data/cafe.db cannot be written")
    assert err.count("\n") == 1
    assert all_rows(public / "data" / "cafe.db") == before


def test_a_folder_that_may_not_be_read(public: Path) -> None:
    (public / "data").chmod(0o700)
    for arguments in (["list"], ["open", "first-phone"]):
        status, err = as_nobody(*arguments)
        assert (status, err.count("\n")) == (1, 1), err


def test_pages_that_may_not_be_written(public: Path) -> None:
    (public / "data").chmod(0o777)
    for file in (public / "data").iterdir():
        file.chmod(0o666)
    (public / "pages").mkdir()
    status, err = as_nobody("flashback", "Evening", "--out", "pages")
    assert status == 2
    assert "no right to write there, so give another one with --out" in err
