"""`[discord]` in the configuration: what is wrong is said in a sentence, and the token is never shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import read_settings
from tests.cli.conftest import Call

ROOM = 112233445566778899
TOKEN = "MTEyMjMzNDQ1NTY2Nzc4ODk5.G0abcd.not-a-real-token"


def written(*lines: str) -> None:
    Path("config.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_a_room_is_a_channel_given_as_a_number_or_as_text(call: Call) -> None:
    written("[[discord.room]]", f"channel = {ROOM}", "[[discord.room]]", f'channel = "{ROOM + 1}"', 'language = "en"')
    first, second = read_settings(None).discord.rooms
    assert (first.channel, first.language) == (str(ROOM), "fr")
    assert (second.channel, second.language) == (str(ROOM + 1), "en")


def test_a_channel_may_be_left_to_the_set_up(call: Call) -> None:
    written("[[discord.room]]", "[[discord.room]]", f"channel = {ROOM}")
    assert [one.channel for one in read_settings(None).discord.rooms] == [None, str(ROOM)]


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (["[[discord.room]]", "[[discord.room]]", f"server = {ROOM}"], "give each the id of its own server, `server`"),
        (["[[discord.room]]", f"server = {ROOM}"] * 2, "give each the id of its own server, `server`"),
        (["[[discord.room]]", 'channel = "café"'], "config.toml:2: “discord.room.channel” has to be an id of Discord"),
        (["[[discord.room]]", f"channel = {ROOM}", f"desk = {ROOM}"], "has to be another room than the café’s"),
        (["[discord]", "shard_ids = [0, 1]"], "give `shards` too"),
        (["[discord]", "shards = 2", "shard_ids = [2]"], "give `shards` too"),
        (["[discord]", 'tokne = "x"'], "did you mean “token”?"),
        (["[[discord.room]]", f"channel = {ROOM}", "hots = []"], "did you mean “hosts”?"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(call: Call, lines: list[str], sentence: str) -> None:
    written(*lines)
    said = call("check")
    assert said.status == 2
    assert sentence in said.err
    assert len(said.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("lines", "warned"),
    [
        ([], True),
        ([f"hosts = [{ROOM}]"], False),
        ([f"host_roles = [{ROOM}]"], False),
        (["[discord]", f"operators = [{ROOM}]"], False),
    ],
)
def test_a_room_that_nobody_hosts_is_named(
    call: Call, lines: list[str], warned: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAFE_DISCORD__TOKEN", TOKEN)
    written("[[discord.room]]", f"channel = {ROOM + 1}", *lines)
    said = call("check")
    assert said.status == 0
    assert (f"Nobody hosts in the channel {ROOM + 1} on Discord" in said.out) == warned
    assert ("All is well." in said.out) != warned


def test_that_the_token_is_missing_is_said_before_the_bot_is_run(call: Call) -> None:
    written("[[discord.room]]", f"channel = {ROOM}", f"hosts = [{ROOM}]")
    said = call("check")
    assert said.status == 2
    assert "CAFE_DISCORD__TOKEN" in said.only_fault
    assert "All is well." not in said.out


def test_of_a_configuration_that_cannot_be_read_it_is_not_said_that_it_names_no_account(call: Call) -> None:
    written("[[discord.room]]", f"channel = {ROOM}", 'host_roles = ["hosts"]')
    said = call("check", "--online")
    assert said.status == 2
    assert "has to be an id of Discord" in said.err
    assert "nothing to check online" not in said.out


def test_the_token_is_shown_nowhere(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAFE_DISCORD__TOKEN", TOKEN)
    assert TOKEN not in repr(read_settings(None))
    written("[discord]", "token = 5", 'shards = "many"')
    said = call("check")
    assert "CAFE_DISCORD__TOKEN" not in said.err or TOKEN not in said.err
    monkeypatch.delenv("CAFE_DISCORD__TOKEN")
    written("[discord]", f'token = ["{TOKEN}"]')
    said = call("check")
    assert said.status == 2
    assert TOKEN not in said.err + said.out


def test_the_token_comes_from_a_file(call: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text(f"{TOKEN}\n", encoding="utf-8")
    monkeypatch.setenv("CAFE_DISCORD__TOKEN_FILE", str(secret))
    token = read_settings(None).discord.token
    assert token is not None
    assert token.get_secret_value() == TOKEN
