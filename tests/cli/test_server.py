"""The commands on a PostgreSQL server: nothing but the address is different."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.store.engine import ServerUrl
from tests.cli.conftest import Call, started
from tests.postgresql import Postgresql


@pytest.fixture
def server(postgresql: Postgresql, monkeypatch: pytest.MonkeyPatch) -> Iterator[ServerUrl]:
    """An empty database on a server, which the environment names."""
    url = asyncio.run(postgresql.make_bare("commands"))
    monkeypatch.setenv("CAFE_DATABASE", url.secret)
    yield url
    asyncio.run(postgresql.drop("commands"))


def test_looking_makes_nothing_on_a_server(call: Call, server: ServerUrl, postgresql: Postgresql) -> None:
    assert call("list").out == "There is no café yet: `cafe open` opens one.\n"
    assert call("status").status == 0
    assert "There is no database yet" in call("check").out
    tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    assert asyncio.run(postgresql.command(tables, "commands")) == []
    assert not Path("data").exists()


def test_a_café_is_kept_on_a_server(call: Call, script: Path, server: ServerUrl) -> None:
    assert call("open", "lamp").status == 0
    assert "An evening lamp" in call("list").out
    assert "Coming: the flashback" in call("status").out
    assert f"The database {server.place} is at version" in call("check").out
    assert "postgres@" not in call("check").out
    assert not Path("data").exists(), "nothing is kept beside it"


def test_a_conversation_replayed_on_a_server_gives_the_same_bytes(
    call: Call, conversation: Path, server: ServerUrl, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert call("replay", str(conversation), "--out", "there").status == 0
    assert call("replay", str(conversation), "--out", "there").status == 1, "it is there already"
    monkeypatch.delenv("CAFE_DATABASE")
    assert call("replay", str(conversation), "--out", "here").status == 0
    for file in Path("here").iterdir():
        assert (Path("there") / file.name).read_bytes() == file.read_bytes()


def test_the_bot_itself_runs_on_a_server(script: Path, server: ServerUrl) -> None:
    lines = ("/as Vio", "/open lamp", "/next", "/wait 1 h", "/in 1", "The small one by the window.", "/wait 1 week")
    said = started("run", "--language", "en", typed="".join(line + "\n" for line in lines))
    assert (said.status, said.err) == (0, "")
    assert "The café is closed." in said.out


@pytest.mark.parametrize("arguments", [["list"], ["status"], ["open", "lamp"], ["run"], ["check"]])
def test_a_server_that_is_not_there_is_one_sentence_without_the_password(
    call: Call, script: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.setenv("CAFE_DATABASE", "postgresql://vio:s3cret@127.0.0.1:1/cafe")
    said = call(*arguments)
    assert said.status == 1
    assert said.only_fault.startswith("The database postgresql://127.0.0.1:1/cafe cannot be reached")
    assert "s3cret" not in said.err + said.out


@pytest.mark.parametrize("address", ["mysql://vio:s3cret@host/cafe", "s3cret", "postgresql://", "postgresql:// s3cret"])
def test_what_is_no_address_is_a_fault_of_the_configuration(call: Call, address: str) -> None:
    Path("config.toml").write_text(f'zone = "Europe/Paris"\ndatabase = "{address}"\n')
    said = call("list")
    assert said.status == 2
    assert said.only_fault.startswith("config.toml:2: `database` is no address of a PostgreSQL database")
    assert "s3cret" not in said.err


@pytest.mark.parametrize("value", ["5", "true", '["s3cret"]', "{a = 's3cret'}"])
def test_what_is_no_text_is_no_address(call: Call, value: str) -> None:
    Path("config.toml").write_text(f"database = {value}\n")
    said = call("list")
    assert said.status == 2
    assert said.only_fault.startswith("config.toml:1: `database` is no address")
    assert "s3cret" not in said.err
