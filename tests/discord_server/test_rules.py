"""What Discord refuses although its description allows it is refused here, and fails the test that did it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import discord
import pytest
from discord.http import Route

from tests.discord_fixtures import discord_of

from . import Clock, DiscordServer, Invalid, client_here
from ._interactions import Kind

V2 = 1 << 15


def row(*components: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(components)}


def button(custom_id: str = "a", **more: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": "Oui", "custom_id": custom_id, **more}


def words(text: str) -> dict[str, Any]:
    return {"type": 10, "content": text}


def poll(*answers: str, question: str = "Quoi ?") -> dict[str, Any]:
    return {"question": {"text": question}, "answers": [{"poll_media": {"text": one}} for one in answers]}


MESSAGES: dict[str, dict[str, Any]] = {
    "content over 2,000": {"content": "a" * 2001},
    "nothing at all": {},
    "blank": {"content": "  \n"},
    "embeds over 6,000 in all": {"embeds": [{"description": "a" * 3001}, {"description": "b" * 3000}]},
    "an embed's address that is none": {"embeds": [{"title": "a", "url": "pas une adresse"}]},
    "an embed's field without a value": {"embeds": [{"fields": [{"name": "a", "value": " "}]}]},
    "26 fields": {"embeds": [{"fields": [{"name": "a", "value": "b"}] * 26}]},
    "11 embeds": {"embeds": [{"title": "a"}] * 11},
    "an unknown key": {"content": "a", "colour": "red"},
    "an unknown key deep inside": {"content": "a", "components": [row(button(colour="red"))]},
    "a poll's answer over 55": {"poll": poll("a" * 56)},
    "a poll's question over 300": {"poll": poll("a", question="q" * 301)},
    "11 answers": {"poll": poll(*"abcdefghijk")},
    "6 rows": {"content": "a", "components": [row(button(str(number))) for number in range(6)]},
    "6 buttons in a row": {"content": "a", "components": [row(*(button(str(number)) for number in range(6)))]},
    "an empty row": {"content": "a", "components": [row()]},
    "a custom_id twice": {"content": "a", "components": [row(button("a"), button("a"))]},
    "a custom_id over 100": {"content": "a", "components": [row(button("a" * 101))]},
    "a button without a label": {"content": "a", "components": [row({"type": 2, "style": 1, "custom_id": "a"})]},
    "a link with a custom_id": {"content": "a", "components": [row(button(style=5, url="https://example.org"))]},
    "Components V2 without the flag": {"components": [words("a")]},
    "Components V2 with content": {"content": "a", "components": [words("b")], "flags": V2},
    "Components V2 with an embed": {"embeds": [{"title": "a"}], "components": [words("b")], "flags": V2},
    "Components V2 with a poll": {"poll": poll("a"), "components": [words("b")], "flags": V2},
    "Components V2 over 4,000": {"components": [words("a" * 2001), words("b" * 2000)], "flags": V2},
    "41 components": {"components": [words("a")] * 41, "flags": V2},
    "a picture that did not come along": {
        "components": [{"type": 12, "items": [{"media": {"url": "attachment://a.png"}}]}],
        "flags": V2,
    },
    "a nonce over 25": {"content": "a", "nonce": "a" * 26},
}


async def refused(server: DiscordServer, route: Callable[[], Route], body: Any) -> None:
    async with client_here(server, discord.Client(intents=discord.Intents.default())) as bot:
        with pytest.raises(discord.HTTPException) as told:
            await bot.http.request(route(), json=body)
    assert (told.value.status, told.value.code) == (400, 50035)
    assert len(server.faults) == 1
    server.faults.clear()


@pytest.mark.parametrize("breach", MESSAGES)
async def test_a_message_that_discord_refuses(discord_server: DiscordServer, breach: str) -> None:
    room = discord_server.new_text(discord_server.new_guild())
    path = "/channels/{channel_id}/messages"
    await refused(discord_server, lambda: Route("POST", path, channel_id=room.id), MESSAGES[breach])
    assert room.messages == {}


@pytest.mark.parametrize(
    "post",
    [
        {"name": "un"},
        {"name": "un", "message": {}},
        {"name": "un", "message": {"content": "a" * 2001}},
        {"name": "un", "message": {"content": "a"}, "applied_tags": ["1"] * 6},
        {"name": "n" * 101, "message": {"content": "a"}},
        {"name": "  ", "message": {"content": "a"}},
        {"name": "un", "message": {"content": "a"}, "auto_archive_duration": 61},
    ],
    ids=["no message", "an empty one", "a long one", "6 tags", "a long name", "a blank name", "an unknown silence"],
)
async def test_a_post_that_discord_refuses(discord_server: DiscordServer, post: dict[str, Any]) -> None:
    guild = discord_server.new_guild()
    forum = discord_server.new_forum(guild)
    await refused(discord_server, lambda: Route("POST", "/channels/{channel_id}/threads", channel_id=forum.id), post)
    assert guild.threads == {}


async def test_a_forum_has_at_most_20_tags(discord_server: DiscordServer) -> None:
    forum = discord_server.new_forum(discord_server.new_guild())
    tags = {"available_tags": [{"name": str(number)} for number in range(21)]}
    await refused(discord_server, lambda: Route("PATCH", "/channels/{channel_id}", channel_id=forum.id), tags)


def command(name: str = "cafe", description: str = "Le café", **more: Any) -> dict[str, Any]:
    return {"name": name, "description": description, **more}


def option(name: str = "script", **more: Any) -> dict[str, Any]:
    return {"type": 3, "name": name, "description": "Le script", **more}


COMMANDS: dict[str, list[dict[str, Any]]] = {
    "an upper-case name": [command("Cafe")],
    "a name with a blank": [command("le café")],
    "a translated name in upper case": [command(name_localizations={"fr": "Café"})],
    "no description": [command(description="")],
    "an option without a description": [command(options=[option(description="")])],
    "a required option after an optional one": [command(options=[option("a"), option("b", required=True)])],
    "an option twice": [command(options=[option("a"), option("a")])],
    "26 options": [command(options=[option(f"o{number}") for number in range(26)])],
    "a sub-command beside an option": [command(options=[option("a"), {**option("b"), "type": 1}])],
    "choices and suggestions": [command(options=[option(autocomplete=True, choices=[{"name": "a", "value": "a"}])])],
    "a name twice": [command(), command()],
    "101 commands": [command(f"c{number}") for number in range(101)],
    "16 message commands": [{"name": f"c{number}", "type": 3} for number in range(16)],
    "a message command with a description": [command(type=3)],
    "over 8,000 characters": [
        command(
            options=[
                option(f"o{number}", choices=[{"name": "n" * 100, "value": "v" * 100}] * 3) for number in range(14)
            ]
        )
    ],
    "an unknown language": [command(name_localizations={"breton": "kafe"})],
}


@pytest.mark.parametrize("breach", COMMANDS)
async def test_commands_that_discord_refuses(discord_server: DiscordServer, breach: str) -> None:
    number = discord_server.world.bot.id
    path = "/applications/{application_id}/commands"
    await refused(discord_server, lambda: Route("PUT", path, application_id=number), COMMANDS[breach])
    assert list(discord_server.commands.available(None)) == []


def field(custom_id: str = "a", **more: Any) -> dict[str, Any]:
    return {"type": 18, "label": "Vos mots", "component": {"type": 4, "style": 1, "custom_id": custom_id, **more}}


def choice(custom_id: str = "a", **more: Any) -> dict[str, Any]:
    options = [{"label": one, "value": one} for one in ("thé", "café")]
    component = {"type": 21, "custom_id": custom_id, "options": options, **more}
    return {"type": 18, "label": "À boire", "component": component}


def form(*components: dict[str, Any], title: str = "Votre réponse") -> dict[str, Any]:
    return {"type": 9, "data": {"custom_id": "form", "title": title, "components": list(components)}}


ANSWERS: dict[str, dict[str, Any]] = {
    "6 components": form(*(field(str(number)) for number in range(6))),
    "no component": form(),
    "a title over 45": form(field(), title="t" * 46),
    "a custom_id twice": form(field("a"), field("a")),
    "a text longer than may be written": form(field(value="abc", max_length=2)),
    "two options chosen beforehand": form(
        choice(options=[{"label": one, "value": one, "default": True} for one in ("thé", "café")])
    ),
    "an option twice": form(choice(options=[{"label": "thé", "value": "1"}, {"label": "café", "value": "1"}])),
    "a button in it": form(row(button())),
    "a message over 2,000": {"type": 4, "data": {"content": "a" * 2001}},
    "an empty message": {"type": 4, "data": {}},
    "suggestions": {"type": 8, "data": {"choices": []}},
}


@pytest.mark.parametrize("breach", ANSWERS)
async def test_an_answer_that_discord_refuses(discord_server: DiscordServer, breach: str) -> None:
    guild = discord_server.new_guild()
    room = discord_server.new_text(guild)
    vio = discord_server.new_person(guild, "Vio")
    data = {"component_type": 2, "custom_id": "a"}
    said = vio.says(room, "a")
    begun = discord_server.interactions.begin(Kind.COMPONENT, vio.user, room, data, said)
    path = "/interactions/{interaction_id}/{interaction_token}/callback"
    ids: dict[str, Any] = {"interaction_id": begun.id, "interaction_token": begun.token}
    await refused(discord_server, lambda: Route("POST", path, **ids), ANSWERS[breach])
    assert begun.response is None


async def test_26_suggestions_are_too_many(discord_server: DiscordServer) -> None:
    guild = discord_server.new_guild()
    room = discord_server.new_text(guild)
    vio = discord_server.new_person(guild, "Vio")
    begun = discord_server.interactions.begin(Kind.AUTOCOMPLETE, vio.user, room, {"name": "a", "type": 1, "id": "1"})
    path = "/interactions/{interaction_id}/{interaction_token}/callback"
    ids: dict[str, Any] = {"interaction_id": begun.id, "interaction_token": begun.token}
    body = {"type": 8, "data": {"choices": [{"name": str(number), "value": str(number)} for number in range(26)]}}
    await refused(discord_server, lambda: Route("POST", path, **ids), body)


async def test_a_body_that_is_no_json_is_a_fault(discord_server: DiscordServer) -> None:
    room = discord_server.new_text(discord_server.new_guild())
    route = Route("POST", "/channels/{channel_id}/messages", channel_id=room.id)
    async with client_here(discord_server, discord.Client(intents=discord.Intents.default())) as bot:
        with pytest.raises(discord.HTTPException) as refused:
            await bot.http.request(route, data="{", headers={"Content-Type": "application/json"})
    assert refused.value.code == 50109
    assert len(discord_server.faults) == 1
    discord_server.faults.clear()


async def test_a_route_that_discord_has_not_is_a_fault(discord_server: DiscordServer) -> None:
    async with client_here(discord_server, discord.Client(intents=discord.Intents.default())) as bot:
        with pytest.raises(discord.NotFound):
            await bot.http.request(Route("GET", "/cafes"))
    assert [fault.path for fault in discord_server.faults] == ["/api/v10/cafes"]
    discord_server.faults.clear()


async def test_a_fault_fails_the_test_that_made_it(discord_description: Path, discord_clock: Clock) -> None:
    async def too_long() -> None:
        async with discord_of(discord_description, discord_clock) as server:
            room = server.new_text(server.new_guild())
            async with client_here(server, discord.Client(intents=discord.Intents.default())) as bot:
                with pytest.raises(discord.HTTPException):
                    await bot.get_partial_messageable(room.id).send("a" * 2001)

    with pytest.raises(AssertionError, match=r"POST .*: content Must be 2000 or fewer"):
        await too_long()


def test_every_route_here_is_one_of_discords(discord_server: DiscordServer) -> None:
    from ._routing import ROUTES

    assert discord_server.checker
    assert [route for route in ROUTES if not discord_server.checker.knows(*route)] == []


def test_a_refusal_says_where() -> None:
    assert Invalid("embeds.0.url", "wrong").body["errors"]["embeds"]["0"]["url"]["_errors"][0]["message"] == "wrong"
