"""The commands as Discord is told of them: valid, in both languages, and only when they have changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from bot.commands import shown_name, words_there
from bot.platforms.limits import DISCORD
from cogs._synchronising import fingerprint
from tests.cogs.scene import Community

FRENCH = "fr"
COMMAND = re.compile(r"`(/[^`]+)`")


def inside(command: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield command
    for one in command.get("options") or ():
        yield from inside(one)


def told_of(community: Community) -> int:
    """How often Discord was told of all commands."""
    return len([one for one in community.server.calls if one.method == "PUT" and one.route.endswith("/commands")])


async def test_discord_takes_the_commands_which_have_at_most_25_a_group(community: Community) -> None:
    """The server holds each request to Discord's own description, and to the rules that it leaves out."""
    await community.listening()
    registered = list(community.server.commands.of(None).values())
    assert [one["name"] for one in registered if one["type"] == 1] == ["cafe", "me", "topic"]
    assert len([one for one in registered if one["type"] == 3]) == 3
    holders = [one for command in registered for one in inside(command) if one.get("options")]
    assert max(len(one["options"]) for one in holders) <= 25
    [cafe] = [one for one in registered if one["name"] == "cafe"]
    [programme] = [one for one in cafe["options"] if one["name"] == "programme"]
    assert [one["name"] for one in programme["options"]] == ["show", "skip", "move", "script", "restore"]
    leaves = [one for command in registered if command["type"] == 1 for one in inside(command) if one["type"] == 1]
    assert len(leaves) >= len(community.commands.all), "each command is there"
    assert cafe["default_member_permissions"] is not None


async def test_every_name_is_translated_and_unlike_its_neighbours(community: Community) -> None:
    await community.listening()
    for command in community.server.commands.of(None).values():
        for one in inside(command):
            assert (one.get("name_localizations") or {}).keys() == {FRENCH}, one["name"]
            if one.get("description"):
                assert (one.get("description_localizations") or {}).keys() == {FRENCH}, one["name"]
            for names in (_names(one, None), _names(one, FRENCH)):
                assert len(set(names)) == len(names), (one["name"], names)


def _names(one: dict[str, Any], language: str | None) -> list[str]:
    inner = one.get("options") or []
    return [each["name"] if language is None else each["name_localizations"][language] for each in inner]


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_a_command_is_shown_as_it_is_typed_there(community: Community, language: str) -> None:
    """In the help, in faults, in any sentence: with its group within the group, a guest's among the members' own."""
    await community.listening()
    registered = [one for one in community.server.commands.of(None).values() if one["type"] == 1]
    typed = {f"/{path}" for command in registered for path in _paths(command, language)}
    say = words_there(DISCORD, language)
    shown = {shown_name(one, say) for one in community.commands.all}
    assert shown <= typed
    assert ("/café programme passer" if language == "fr" else "/cafe programme skip") in shown
    guests = "/café dire" if language == "fr" else "/cafe say"
    assert typed - shown == {guests}, "hosts find it among theirs, too"
    for key in say.keys():  # noqa: SIM118 - keys() is a method of ours
        told = say.say(key, n=2, **dict.fromkeys(say.names(key) - {"n"}, "x"))
        for one in COMMAND.findall(told):
            assert any(f"{one} ".startswith(f"{path} ") for path in typed), (key, one)


def _paths(one: dict[str, Any], language: str) -> Iterator[str]:
    called = one["name"] if language == "en" else one["name_localizations"][FRENCH]
    inner = [each for each in one.get("options") or () if each["type"] in (1, 2)]
    yield from (f"{called} {path}" for each in inner for path in _paths(each, language)) if inner else [called]


async def test_discord_is_told_once_and_again_only_when_something_has_changed(community: Community) -> None:
    await community.listening()
    assert told_of(community) == 1
    await community.die()
    assert told_of(community) == 1
    [topic] = [one for one in community.server.commands.of(None).values() if one["name"] == "topic"]
    topic["description_localizations"] = {FRENCH: "autre chose"}
    await community.die()
    assert told_of(community) == 2
    await community.die()
    assert told_of(community) == 2


@pytest.mark.parametrize("status", [403, 500])
async def test_the_bot_listens_even_where_discord_does_not_take_the_commands(community: Community, status: int) -> None:
    community.server.trouble.answer_with(status, times=9, method="PUT", route=".*commands")
    await community.listening()
    assert community.platform._account.listening is not None
    assert list(community.server.commands.of(None).values()) == []


def test_what_discord_adds_or_leaves_out_makes_no_difference() -> None:
    ours = {"name": "a", "type": 1, "description": "b", "options": [], "dm_permission": True, "contexts": [1, 0]}
    theirs = {"id": "1", "version": "2", "name": "a", "type": 1, "description": "b", "contexts": [0, 1], "nsfw": False}
    assert fingerprint([ours]) == fingerprint([theirs])
    assert fingerprint([ours]) != fingerprint([{**theirs, "description": "c"}])
