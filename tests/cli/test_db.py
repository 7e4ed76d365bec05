"""`cafe db`: upgraded, checked, backed up and put back; and a database that is not as it should be."""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.store import schema
from bot.store.care import _files
from bot.store.erasures import NAME
from bot.wiring import alone
from tests.cli.conftest import Call, all_rows, environment
from tests.postgresql import Postgresql

NEXT = """
from alembic import op
revision, down_revision, branch_labels, depends_on = "0002", "0001", None, None


def upgrade():
    op.execute("CREATE TABLE later (number INTEGER)")
"""


@pytest.fixture
def next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A later version of this program, whose schema has one table more."""
    folder = tmp_path / "upgrades"
    shutil.copytree(schema._UPGRADES, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "0002_next.py").write_text(NEXT)
    monkeypatch.setattr(schema, "_UPGRADES", folder)
    monkeypatch.setattr(schema, "HEAD", "0002")


def change(database: Path, statement: str) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(statement)
        connection.commit()


# --- upgrade --------------------------------------------------------------------------------------------------


def test_an_older_database_is_upgraded_by_whatever_opens_it(call: Call, kept: Path, next_version: None) -> None:
    assert call("flashback", "Evening").status == 0
    assert "is at version 0002." in call("check").out


def test_by_hand_everything_but_the_upgrade_refuses_an_older_database(
    call: Call, kept: Path, next_version: None
) -> None:
    Path("config.toml").write_text('upgrade = "by_hand"\n')
    before = all_rows(kept)
    for arguments in (["list"], ["status"], ["open", "first-phone"], ["run"], ["flashback", "Evening"]):
        said = call(*arguments)
        assert said.status == 1, arguments
        assert "run `cafe db upgrade`" in said.only_fault
    assert all_rows(kept) == before
    assert call("db", "upgrade").out == "The database data/cafe.db is at version 0002 now.\n"
    assert call("db", "upgrade").out == "The database data/cafe.db is at version 0002.\n"
    assert call("list").status == 0


def test_a_new_database_needs_no_hand(call: Call, script: Path) -> None:
    Path("config.toml").write_text('upgrade = "by_hand"\n')
    assert call("open", "lamp").status == 0


def test_a_newer_database_is_not_upgraded(call: Call, kept: Path) -> None:
    change(kept, "UPDATE alembic_version SET version_num = '0999'")
    for arguments in (["db", "upgrade"], ["db", "check"], ["db", "backup", "copy.db"], ["db", "restore", str(kept)]):
        said = call(*arguments)
        assert said.status in (1, 2)
        assert "newer version" in said.only_fault or "the database itself" in said.only_fault
    assert not Path("copy.db").exists()


def test_an_unknown_way_to_upgrade_is_a_fault_of_the_configuration(call: Call) -> None:
    Path("config.toml").write_text('upgrade = "never"\n')
    assert call("list").only_fault == "config.toml:1: “upgrade” cannot be “never”: write one of automatic, by_hand."


# --- check ----------------------------------------------------------------------------------------------------


def test_a_sound_database_is_said_to_be_so(call: Call, kept: Path) -> None:
    assert call("db", "check").out == "The database data/cafe.db is whole, and all in it is as it must be.\n"


def test_where_nothing_is_kept_there_is_nothing_to_check_and_nothing_is_made(call: Call) -> None:
    assert "There is no database yet" in call("db", "check").out
    assert "There is no database yet" in call("db", "upgrade").out
    assert call("db", "backup", "copy.db").status == 2
    assert not Path("data/cafe.db").exists()
    assert not Path("copy.db").exists()


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("DELETE FROM beats", "1 café has no calendar"),
        ("UPDATE beats SET cafe = 'nowhere'", "of the table beats point"),
        ("UPDATE posts SET erased_at = '2026-03-05 08:00:00.000000' WHERE post = 'm1'", "1 post is erased"),
        ("UPDATE posts SET text = NULL WHERE post = 'm1'", "1 post has no words and is not erased"),
        ("UPDATE members SET withdrawn_at = '2026-03-05 08:00:00.000000' WHERE member = 'u1'", "who withdrew"),
        ("UPDATE cafes SET script = '{\"a\": 1}'", "(cafes) is not as this program writes it"),
        ("UPDATE cafes SET script = '[[['", "is not as this program writes it"),
        ("UPDATE cafes SET state = 'on holiday'", "(cafes) is not as this program writes it"),
        ("UPDATE cafes SET opens_at = 'yesterday'", "is not as this program writes it"),
        ("UPDATE posts SET at = x'00ff' WHERE post = 'm1'", "is not as this program writes it"),
        ("UPDATE members SET consent = 'perhaps'", "(members) is not as this program writes it"),
    ],
)
def test_what_is_wrong_in_the_rows_is_told_in_a_sentence(call: Call, kept: Path, statement: str, told: str) -> None:
    change(kept, statement)
    said = call("db", "check")
    assert said.status == 1
    assert any(told in line for line in said.faults), said.err
    # Whatever the other commands make of it, it is never a traceback.
    for arguments in (["list"], ["status", "Evening"], ["flashback", "Evening"], ["open", "first-phone"]):
        assert call(*arguments).status in (0, 1, 2)


PICTURE = (
    "INSERT INTO pictures (cafe, platform, post, number, room, tries) "
    "SELECT cafe, platform, '{}', {}, 'room', 0 FROM posts WHERE post = 'm1'"
)


@pytest.mark.parametrize("post", ["m1", "nowhere"], ids=["erased", "nowhere"])
def test_a_picture_without_its_post_is_told_with_what_to_do(call: Call, kept: Path, post: str) -> None:
    change(kept, PICTURE.format("m1", 0))
    assert call("db", "check").status == 0
    if post == "m1":
        bare = ", ".join(f"{name} = NULL" for name in ("author", "at", "text", "attachments", "url", "reply_to"))
        change(kept, f"UPDATE posts SET {bare}, erased_at = '2026-03-05 08:00:00.000000' WHERE post = 'm1'")
    else:
        change(kept, PICTURE.format(post, 0))
    said = call("db", "check")
    assert said.status == 1
    assert said.faults == [
        "1 picture belongs to no post: put a backup in its place with “cafe db restore FILE”, and report this."
    ]


def test_a_damaged_database_is_told(call: Call, kept: Path) -> None:
    kept.write_bytes(kept.read_bytes()[:5000])
    said = call("db", "check")
    assert said.status == 1
    assert "is damaged" in said.only_fault


# --- backup ---------------------------------------------------------------------------------------------------


def test_a_backup_is_consistent_while_somebody_writes_and_only_its_owner_may_read_it(call: Call, kept: Path) -> None:
    before = all_rows(kept)
    with closing(sqlite3.connect(kept, isolation_level=None)) as writing:
        writing.execute("BEGIN IMMEDIATE")
        writing.execute("UPDATE members SET name = 'half'")
        with alone(Path("data")):
            assert call("db", "backup", "copy.db").status == 0
        writing.execute("ROLLBACK")
    assert all_rows(Path("copy.db")) == before
    assert Path("copy.db").stat().st_mode & 0o777 == 0o600
    assert not list(Path().glob("copy.db-*"))


def test_a_backup_overwrites_nothing(call: Call, kept: Path) -> None:
    Path("copy.db").write_text("precious")
    said = call("db", "backup", "copy.db")
    assert said.status == 1
    assert "is there already" in said.only_fault
    assert Path("copy.db").read_text() == "precious"


def test_a_place_that_cannot_be_written_is_told(call: Call, kept: Path) -> None:
    assert "cannot be written" in call("db", "backup", "nowhere/copy.db").only_fault


def test_a_disk_that_is_full_leaves_no_half_of_a_backup(kept: Path) -> None:
    limited = (
        "import resource, signal, sys; from bot.cli import main\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))\n"
        "sys.exit(main(['db', 'backup', 'copy.db']))\n"
    )
    assert kept.stat().st_size > 40_000
    done = subprocess.run([sys.executable, "-c", limited], capture_output=True, env=environment(), check=False)
    assert done.returncode == 1
    assert done.stderr.decode().count("\n") == 1, done.stderr.decode()
    assert not list(Path().glob("copy.db*"))


def test_a_death_in_the_middle_leaves_no_half_of_a_backup(
    call: Call, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(path: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(_files, "sync", dies)
    assert call_status(call, "db", "backup", "copy.db") == 130
    assert not list(Path().glob("copy.db*"))


def call_status(call: Call, *arguments: str) -> int:
    from bot.cli import main

    return main(arguments)


# --- restore --------------------------------------------------------------------------------------------------


def test_a_backup_is_put_back_and_it_is_told_what_was_done_again(call: Call, kept: Path) -> None:
    assert call("db", "backup", "copy.db").status == 0
    change(kept, "UPDATE members SET consent = 'none', decided_at = '2026-03-09 08:00:00.000000' WHERE member = 'u1'")
    said = call("db", "restore", "copy.db")
    assert (said.status, said.err) == (0, "")
    assert said.out.splitlines() == [
        "copy.db is in the place of the database data/cafe.db.",
        "Done again since the backup: 0 posts erased, 0 posts edited, 0 reactions taken back, 0 withdrawals, "
        "1 choice about quotations.",
    ]
    assert call("db", "check").status == 0
    with closing(sqlite3.connect(kept)) as connection:
        assert connection.execute("SELECT consent FROM members WHERE member = 'u1'").fetchone() == ("none",)
    assert sorted(path.name for path in Path("data").iterdir() if ".db" in path.name) == ["cafe.db"]


def test_a_backup_is_put_back_where_nothing_was(call: Call, kept: Path) -> None:
    assert call("db", "backup", "copy.db").status == 0
    shutil.rmtree("data")
    assert "journal of erasures was followed alone" in call("db", "restore", "copy.db").out
    assert call("flashback", "Evening").status == 0


@pytest.mark.parametrize("damage", ["spoilt", "cut", "gone"])
def test_where_the_database_is_damaged_or_gone_a_backup_is_put_back_without_what_was_erased(
    call: Call, kept: Path, damage: str
) -> None:
    assert call("db", "backup", "copy.db").status == 0
    with closing(sqlite3.connect(kept)) as connection:
        cafe, platform, post = connection.execute("SELECT cafe, platform, post FROM posts WHERE post = 'm1'").fetchone()
    line = {"at": "2026-03-09T08:00:00+00:00", "kind": "post", "cafe": cafe, "platform": platform, "post": post}
    Path("data", NAME).write_text(json.dumps(line) + "\n")
    match damage:
        case "spoilt":
            kept.write_bytes(b"\xa5" * kept.stat().st_size)
        case "cut":
            kept.write_bytes(kept.read_bytes()[:5000])
        case "gone":
            kept.unlink()
    if damage != "gone":
        assert "put a backup back with `cafe db restore FILE`" in call("list").only_fault
    said = call("db", "restore", "copy.db")
    assert (said.status, said.err) == (0, "")
    assert "1 post erased" in said.out
    assert "journal of erasures was followed alone" in said.out
    assert call("db", "check").status == 0
    with closing(sqlite3.connect(kept)) as connection:
        assert connection.execute("SELECT text FROM posts WHERE post = 'm1'").fetchone() == (None,)


@pytest.mark.parametrize("damage", ["cut", "foreign", "newer", "empty", "missing", "itself", "text"])
def test_a_backup_that_is_none_changes_nothing(call: Call, kept: Path, damage: str) -> None:
    assert call("db", "backup", "copy.db").status == 0
    copy = Path("copy.db")
    match damage:
        case "cut":
            copy.write_bytes(copy.read_bytes()[: copy.stat().st_size // 2])
        case "foreign":
            copy.unlink()
            change(copy, "CREATE TABLE recipes (name TEXT)")
        case "newer":
            change(copy, "UPDATE alembic_version SET version_num = '0999'")
        case "empty":
            copy.write_bytes(b"")
        case "missing":
            copy.unlink()
        case "itself":
            copy = kept
        case "text":
            copy.write_text("a shopping list\n" * 100)
    before = all_rows(kept)
    said = call("db", "restore", str(copy))
    assert said.status in (1, 2)
    assert str(copy) in said.only_fault
    assert all_rows(kept) == before
    assert not [path.name for path in Path("data").iterdir() if "restored" in path.name or "former" in path.name]


def test_while_a_bot_runs_nothing_is_put_back_nor_upgraded(call: Call, kept: Path) -> None:
    assert call("db", "backup", "copy.db").status == 0
    with alone(Path("data")):
        for arguments in (["db", "restore", "copy.db"], ["db", "upgrade"]):
            said = call(*arguments)
            assert said.status == 2
            assert "already" in said.only_fault


def test_an_older_backup_is_upgraded_on_its_way(call: Call, kept: Path, request: pytest.FixtureRequest) -> None:
    assert call("db", "backup", "copy.db").status == 0
    request.getfixturevalue("next_version")
    assert call("db", "restore", "copy.db").status == 0
    assert "is at version 0002." in call("check").out


def test_on_a_server_its_own_tools_are_named(
    call: Call, postgresql: Postgresql, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = asyncio.run(postgresql.make("care"))
    monkeypatch.setenv("CAFE_DATABASE", url.secret)
    assert call("db", "check").out == f"The database {url.place} is whole, and all in it is as it must be.\n"
    backup, restore = call("db", "backup", "copy.db"), call("db", "restore", "copy.db")
    assert (backup.status, restore.status) == (2, 2)
    assert "pg_dump" in backup.only_fault
    assert "pg_restore" in restore.only_fault
    assert "postgres@" not in backup.err + restore.err
    asyncio.run(postgresql.drop("care"))
