"""Where the configuration names no channel, the bot finds or makes what it needs, once."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.cli._console import PlainConsole
from bot.cli._online import online_faults
from bot.config import DiscordRoomSettings, DiscordSettings, Settings
from bot.errors import ConfigurationError, PlatformError
from bot.wiring import bot_of, kept_in, listening, set_up
from bot.wording import wording
from tests.cogs.scene import told
from tests.discord.scene import StillClock
from tests.discord_server import TOKEN, Channel, ChannelType, Clock, DiscordServer, Guild, Permission

FORUM, TEXT = ChannelType.FORUM, ChannelType.TEXT


class Server:
    """A server with one channel of its own, and hosts by a role; the settings name no channel there."""

    def __init__(self, discord: DiscordServer, clock: Clock, *, community: bool = True) -> None:
        self.clock = StillClock(clock)
        self.server = discord
        self.guild: Guild = discord.new_guild(community=community)
        discord.new_text(self.guild, "bavardages")
        self.role = discord.guilds.role(self.guild, "hôtes", Permission.MANAGE_EVENTS)
        self.camille = discord.new_person(self.guild, "Camille", roles=(self.role,))
        self.vio = discord.new_person(self.guild, "Vio")

    def settings(self, **room: object) -> Settings:
        room = {"host_roles": [str(self.role.id)], **room}
        made = DiscordSettings(token=SecretStr(TOKEN), room=(DiscordRoomSettings(**room),))  # type: ignore[arg-type]
        return Settings(discord=made)

    async def set_up(self, **room: object) -> DiscordRoomSettings:
        ready = await set_up(self.settings(**room), self.clock, Path("data"))
        return ready.discord.rooms[0]

    def channel(self, id: str | None) -> Channel:
        return self.guild.channels[int(id or 0)]

    def takes(self, rights: Permission) -> None:
        """Take rights away from the bot."""
        role = next(one for one in self.guild.roles.values() if one.managed_by)
        role.permissions &= ~rights

    @property
    def made(self) -> list[tuple[str, ChannelType]]:
        return [(one.name, one.type) for one in self.guild.channels.values()][1:]


@pytest.fixture
def server(discord_server: DiscordServer, discord_clock: Clock) -> Server:
    return Server(discord_server, discord_clock)


async def test_a_community_gets_a_forum_with_all_that_belongs_to_it(server: Server) -> None:
    room = await server.set_up()
    assert server.made == [("cafés", FORUM), ("réponses-des-cafés", TEXT), ("bureau-des-cafés", TEXT)]
    forum, sealed, desk = map(server.channel, (room.channel, room.sealed, room.desk))
    assert (forum.name, sealed.name, desk.name) == ("cafés", "réponses-des-cafés", "bureau-des-cafés")
    assert forum.topic == wording("fr").say("discord.guidelines")
    rights, world = server.server.world.rights, server.server.world
    assert Permission.VIEW_CHANNEL not in rights(desk, server.vio.user)
    assert Permission.SEND_MESSAGES in rights(desk, server.camille.user) & rights(desk, world.bot)
    assert Permission.SEND_MESSAGES not in rights(sealed, server.vio.user)
    assert Permission.SEND_MESSAGES in rights(forum, server.vio.user)
    assert await server.set_up() == room
    assert len(server.made) == 3


async def test_a_server_that_is_no_community_gets_a_text_channel(
    discord_server: DiscordServer, discord_clock: Clock
) -> None:
    server = Server(discord_server, discord_clock, community=False)
    room = await server.set_up(language="en")
    assert server.made == [("cafes", TEXT), ("cafe-desk", TEXT)]
    assert (server.channel(room.channel).name, room.sealed) == ("cafes", None)


async def test_what_is_named_is_neither_made_nor_touched(server: Server) -> None:
    mine = server.server.new_text(server.guild, "chez-nous")
    room = await server.set_up(desk=str(mine.id))
    assert room.desk == str(mine.id)
    assert [name for name, _ in server.made] == ["chez-nous", "cafés", "réponses-des-cafés"]
    assert (mine.overwrites, mine.topic) == ({}, None)


@pytest.mark.parametrize("change", [{"name": "salon-de-thé"}, {"topic": "Soyez gentils."}])
async def test_what_people_rename_or_rewrite_is_found_again(server: Server, change: dict[str, str]) -> None:
    room = await server.set_up()
    for id in (room.channel, room.sealed, room.desk):
        server.server.guilds.change_channel(server.channel(id), **change)
    assert await server.set_up() == room
    assert [server.channel(id).topic for id in (room.channel,)] == [
        change.get("topic", wording("fr").say("discord.guidelines"))
    ]


async def test_a_channel_that_people_made_is_not_taken_for_its_name(server: Server) -> None:
    theirs = server.server.new_text(server.guild, "cafés")
    assert (await server.set_up()).channel != str(theirs.id)


@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize("done", [False, True])
async def test_cut_off_anywhere_the_next_start_makes_what_is_left(server: Server, number: int, done: bool) -> None:
    trouble, seen, before = server.server.trouble, 0, server.server.trouble.before

    async def counting(call: object) -> None:
        nonlocal seen
        if getattr(call, "method", "") == "POST":
            seen += 1
            if seen == number:
                trouble.fail_after(503) if done else trouble.answer_with(503)
                trouble.before = before  # type: ignore[method-assign]
        await before(call)  # type: ignore[arg-type]

    trouble.before = counting  # type: ignore[method-assign]
    with pytest.raises(PlatformError):
        await server.set_up()
    trouble.end()
    await server.set_up()
    assert [name for name, _ in server.made] == ["cafés", "réponses-des-cafés", "bureau-des-cafés"]


async def test_two_processes_at_once_leave_one_of_each(server: Server) -> None:
    first, second = await asyncio.gather(server.set_up(), server.set_up())
    assert first == second
    assert sorted(name for name, _ in server.made) == ["bureau-des-cafés", "cafés", "réponses-des-cafés"]


async def test_what_discord_py_asks_for_again_is_there_once(server: Server) -> None:
    server.server.trouble.fail_after(502, method="POST", route="channels")
    room = await server.set_up()
    assert [name for name, _ in server.made] == ["cafés", "réponses-des-cafés", "bureau-des-cafés"]
    assert server.channel(room.channel).name == "cafés"


async def test_a_host_who_comes_later_is_let_into_the_desk_and_whom_people_keep_out_stays_out(server: Server) -> None:
    desk = server.channel((await server.set_up()).desk)
    server.server.forbid(desk, Permission.VIEW_CHANNEL, server.role)
    await server.set_up(hosts=[server.vio.id, "999999999999999999"])
    rights = server.server.world.rights
    assert Permission.SEND_MESSAGES in rights(desk, server.vio.user)
    assert Permission.VIEW_CHANNEL not in rights(desk, server.camille.user)


async def test_without_the_rights_it_says_which(server: Server) -> None:
    server.takes(Permission.MANAGE_ROLES)
    room = await server.set_up()
    assert (server.made, room.desk, room.sealed) == ([("cafés", FORUM)], None, None)
    assert await server.set_up() == room
    server.server.guilds.delete_channel(server.channel(room.channel))
    server.takes(Permission.MANAGE_CHANNELS)
    with pytest.raises(ConfigurationError) as raised:
        await server.set_up()
    assert raised.value.faults[0].key == "discord_may_not_make"
    assert server.server.invalid_requests == 0


async def test_on_several_servers_one_has_to_be_named(server: Server) -> None:
    other = server.server.new_guild("Ailleurs")
    for given, key in ((None, "discord_which_server"), ("112233445566778899", "discord_not_in_server")):
        with pytest.raises(ConfigurationError) as raised:
            await server.set_up(server=given)
        assert raised.value.faults[0].key == key
    room = await server.set_up(server=str(server.guild.id))
    assert int(room.channel or 0) in server.guild.channels
    assert other.channels == {}


async def test_the_check_says_what_it_would_make_and_makes_nothing(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await online_faults(server.settings(), Path("data"), PlainConsole(), wording("en")) == []
    before = capsys.readouterr().out
    assert server.made == []
    assert all(words in before for words in ("make a forum", "beside it", "a desk that only hosts see"))
    room = await server.set_up()
    assert await online_faults(server.settings(), Path("data"), PlainConsole(), wording("en")) == []
    after = capsys.readouterr().out
    assert f"cafés live in the channel {room.channel}" in after
    assert f"The channel {room.channel}: all rights are there." in after


async def test_a_café_is_opened_from_the_desk_that_was_made(server: Server, tmp_path: Path) -> None:
    settings = await set_up(server.settings(), server.clock, tmp_path / "data")
    desk = server.channel(settings.discord.rooms[0].desk)
    async with kept_in(tmp_path / "data", settings) as kept, bot_of(kept, settings, None, "fr") as bot, listening(bot):
        opened = told(await server.camille.runs(desk, "café ouvrir", script="first-phone"))
        assert "Le premier téléphone" in opened
        async with kept.store.reading() as store:
            [cafe] = await store.cafes()
    assert [home.room.room for home in cafe.homes] == [settings.discord.rooms[0].channel]
