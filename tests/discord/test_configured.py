"""The bot that a configuration describes, on a local Discord: two communities, and what is said of the account."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli._console import PlainConsole
from bot.cli._online import online_faults
from bot.config import Settings, read_settings
from bot.errors import ConfigurationError
from bot.wiring import bot_of, kept_in, listening
from bot.wording import wording
from tests.cogs.scene import told
from tests.discord.scene import Scene
from tests.discord_server import TOKEN, Permission

CONFIG = """
[discord]
operators = ["{operator}"]

[[discord.room]]
channel = "{channel}"
desk = "{desk}"
host_roles = ["{role}"]

[[discord.room]]
channel = "{other}"
language = "en"
hosts = ["{ana}"]
"""


class Configured:
    """A French community in one server, an English one in another, and the settings that name both."""

    def __init__(self, scene: Scene, folder: Path) -> None:
        self.scene, self.folder = scene, folder
        server = scene.server
        self.desk = server.new_text(scene.guild, "bureau")
        self.role = server.guilds.role(scene.guild, "hôtes", Permission.MANAGE_EVENTS)
        self.camille = server.new_person(scene.guild, "Camille", roles=(self.role,), locale="fr")
        self.elsewhere = server.new_guild("Elsewhere")
        self.other = server.new_text(self.elsewhere, "teahouse")
        # Whoever may manage events finds the hosts' commands in the menu; what they may do is another question.
        sees = server.guilds.role(self.elsewhere, "events", Permission.MANAGE_EVENTS)
        self.zoe = server.new_person(self.elsewhere, "Zoe", roles=(sees,), locale="en-GB")
        self.file = folder / "config.toml"
        self.file.write_text(
            CONFIG.format(
                operator=scene.vio.id,
                channel=scene.channel.id,
                desk=self.desk.id,
                role=self.role.id,
                other=self.other.id,
                ana=self.zoe.id,
            ),
            encoding="utf-8",
        )

    @property
    def settings(self) -> Settings:
        return read_settings(self.file)


@pytest.fixture
def configured(scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Configured:
    monkeypatch.setenv("CAFE_DISCORD__TOKEN", TOKEN)
    return Configured(scene, tmp_path)


async def test_each_community_is_served_in_its_own_room_and_language(configured: Configured) -> None:
    settings = configured.settings
    async with (
        kept_in(configured.folder / "data", settings) as kept,
        bot_of(kept, settings, configured.file, "en") as bot,
        listening(bot),
    ):
        opened = told(await configured.camille.runs(configured.desk, "café ouvrir", script="first-phone"))
        assert "Le premier téléphone" in opened
        tea = told(await configured.zoe.runs(configured.other, "cafe open", script="first-phone"))
        assert "A first phone" in tea
        async with kept.store.reading() as store:
            homes = {(home.room.room, home.language) for cafe in await store.cafes() for home in cafe.homes}
            ids = {home.room.room: cafe.id for cafe in await store.cafes() for home in cafe.homes}
        assert homes == {(str(configured.scene.channel.id), "fr"), (str(configured.other.id), "en")}
        here, there = ids[str(configured.scene.channel.id)], ids[str(configured.other.id)]
        listed = told(await configured.camille.runs(configured.desk, "café état"))
        assert (here in listed, there in listed) == (True, False)
        refused = told(await configured.zoe.runs(configured.other, "cafe close", cafe=here))
        assert here not in refused.replace(f"“{here}”", "")
        async with kept.store.reading() as store:
            assert {one.state for one in await store.cafes()} == {"planned"}


async def test_without_a_token_it_is_said_how_to_give_one(
    configured: Configured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CAFE_DISCORD__TOKEN")
    settings = configured.settings
    with pytest.raises(ConfigurationError) as raised:
        async with kept_in(configured.folder / "data", settings) as kept, bot_of(kept, settings, None, "en"):
            pass
    assert [one.key for one in raised.value.faults] == ["discord_no_token"]


async def checked(configured: Configured, capsys: pytest.CaptureFixture[str]) -> tuple[list[str], str]:
    faults = await online_faults(configured.settings, configured.folder / "data", PlainConsole(), wording("en"))
    return [one.key for one in faults], capsys.readouterr().out


async def test_the_check_says_who_the_bot_is_what_it_reads_and_how_it_is_invited(
    configured: Configured, capsys: pytest.CaptureFixture[str]
) -> None:
    faults, said = await checked(configured, capsys)
    assert faults == []
    assert "every message" in said
    assert "oauth2/authorize" in said
    assert TOKEN not in said


async def test_the_check_names_a_missing_right_with_its_channel(
    configured: Configured, capsys: pytest.CaptureFixture[str]
) -> None:
    configured.scene.server.forbid(configured.scene.channel, Permission.MANAGE_THREADS)
    faults, said = await checked(configured, capsys)
    assert faults == ["discord_lacks_manage_threads"]
    assert str(configured.other.id) in said


async def test_the_check_says_what_a_café_does_without(
    configured: Configured, capsys: pytest.CaptureFixture[str]
) -> None:
    configured.scene.server.forbid(configured.scene.channel, Permission.CREATE_EVENTS)
    faults, said = await checked(configured, capsys)
    assert faults == []
    assert "without the permission “Create Events”" in said


async def test_the_check_warns_of_a_forum_where_no_blind_workshop_can_open(
    configured: Configured, capsys: pytest.CaptureFixture[str]
) -> None:
    scene, text = configured.scene, configured.file.read_text(encoding="utf-8")
    forum, beside = scene.server.new_forum(scene.guild, "forum"), scene.server.new_text(scene.guild, "réponses")
    text = text.replace(str(scene.channel.id), str(forum.id))
    configured.file.write_text(text, encoding="utf-8")
    faults, said = await checked(configured, capsys)
    assert faults == []
    assert f"{forum.id} is a forum without `sealed`" in said
    named = f'channel = "{forum.id}"\n'
    configured.file.write_text(text.replace(named, f'{named}sealed = "{beside.id}"\n'), encoding="utf-8")
    assert "without `sealed`" not in (await checked(configured, capsys))[1]


async def test_a_wrong_token_is_one_sentence(
    configured: Configured, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CAFE_DISCORD__TOKEN", "wrong-token-of-the-tests")
    faults, said = await checked(configured, capsys)
    assert faults == ["discord_token"]
    assert "wrong-token" not in said
