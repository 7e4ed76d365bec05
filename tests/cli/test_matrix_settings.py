"""`[matrix]` in the configuration: what is wrong is said in a sentence, and no secret is ever shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import read_settings
from tests.cli.conftest import Call

ACCOUNT = ["[matrix]", 'homeserver = "https://matrix.example.org/"', 'user = "@cafe:example.org"']
ROOM = ["[[matrix.room]]", 'room = "#cafe:example.org"']


def written(*lines: str) -> None:
    Path("config.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_a_room_is_an_address_or_an_id(call: Call) -> None:
    written(*ACCOUNT, *ROOM, "[[matrix.room]]", 'room = "!abc"', 'language = "en"')
    settings = read_settings(None).matrix
    assert settings.homeserver == "https://matrix.example.org"
    assert [(one.room, one.language) for one in settings.rooms] == [("#cafe:example.org", "fr"), ("!abc", "en")]


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (ROOM, "needs an account: give `[matrix]` its `homeserver` and its `user`"),
        (
            [*ACCOUNT, "[[matrix.room]]", 'room = "café"'],
            "config.toml:5: “matrix.room.room” has to be a room on Matrix",
        ),
        ([*ACCOUNT, *ROOM, 'hosts = ["camille"]'], "has to be somebody’s id on Matrix"),
        ([*ACCOUNT, *ROOM, 'desk = "#cafe:example.org"'], "has to be another room than the café’s"),
        (["[matrix]", 'homeserver = "matrix.example.org"'], "has to be the address of a homeserver"),
        (
            [*ACCOUNT, "[matrix.accounts.friends]", 'homserver = "x"'],
            "There is no key “matrix.accounts.friends.homserver”: did you mean “homeserver”?",
        ),
        ([*ACCOUNT, "[matrix.accounts.Friends]"], "cannot be what an account is called"),
        ([*ACCOUNT, "[matrix.accounts.friends]", 'user = "@cafe:example.org"'], "have the same `user`"),
        (["[matrix]", "password = 7"], "`password` has to be a text: better give it as"),
        (["[matrix]", 'homserver = "x"'], "did you mean “homeserver”?"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(call: Call, lines: list[str], sentence: str) -> None:
    written(*lines)
    said = call("check")
    assert said.status == 2
    assert sentence in said.err
    assert len(said.err.splitlines()) == 1


@pytest.mark.parametrize(("lines", "warned"), [([], True), (['hosts = ["@camille:example.org"]'], False)])
def test_a_room_that_nobody_hosts_is_named(
    call: Call, lines: list[str], warned: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAFE_MATRIX__PASSWORD", "open sesame")
    written(*ACCOUNT, *ROOM, *lines)
    said = call("check")
    assert said.status == 0
    assert ("Nobody hosts in the room #cafe:example.org on Matrix" in said.out) == warned


@pytest.mark.parametrize("asked", [[], ["--online"]])
def test_without_a_password_or_a_token_it_says_how_to_give_one(call: Call, asked: list[str]) -> None:
    written(*ACCOUNT, *ROOM)
    said = call("check", *asked)
    assert said.status == 2
    assert "CAFE_MATRIX__PASSWORD" in said.err
