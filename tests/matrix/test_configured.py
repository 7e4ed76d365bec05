"""The account as it is configured: it logs in once, finds its rooms, and is told what it may not do there."""

from __future__ import annotations

import stat
from dataclasses import dataclass, replace
from datetime import time
from pathlib import Path

import pytest

from bot.cli._console import PlainConsole
from bot.cli._online import online_faults
from bot.clock import RealClock
from bot.config import Settings, read_settings
from bot.domain import Home, RoomRef
from bot.errors import ConfigurationError, NoSuchPlace, PlatformError
from bot.wiring import accounts_of, bot_of, kept_in, listening, open_now, session_of, set_up
from bot.wiring._matrix import session_file
from bot.wording import wording
from tests.matrix_server import Account, Homeserver, People, Person
from tests.stories.room import script


@dataclass
class Configured:
    """A homeserver with a room of Camille's, and a folder with a configuration that names it."""

    folder: Path
    homeserver: Homeserver
    account: Account
    camille: Person
    room: str
    alias: str

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def settings(self, *more: str, homeserver: str | None = None) -> Settings:
        file = self.folder / "config.toml"
        lines = [
            "[matrix]",
            f'homeserver = "{homeserver or self.homeserver.url}"',
            f'user = "{self.account.user}"',
            "[[matrix.room]]",
            f'room = "{self.alias}"',
            f'hosts = ["{self.camille.id}"]',
            *more,
        ]
        file.write_text("\n".join(lines), encoding="utf-8")
        return read_settings(file)

    async def checked(self, settings: Settings, capsys: pytest.CaptureFixture[str]) -> tuple[list[str], str]:
        faults = await online_faults(settings, self.data, PlainConsole(), wording("en"))
        return [wording("en").fault(one) for one in faults], capsys.readouterr().out


@pytest.fixture
async def configured(
    homeserver: Homeserver, people: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Configured:
    account = await homeserver.register("Cafe")
    camille = await people.one(homeserver, "Camille")
    name = camille.id[1:].partition(":")[0]
    levels = {"users": {account.user: 50}}
    room = await camille.makes_room(name="Le salon", alias=name, power_level_override=levels)
    monkeypatch.setenv("CAFE_MATRIX__PASSWORD", account.password)
    return Configured(tmp_path, homeserver, account, camille, room, f"#{name}:{homeserver.name}")


async def test_the_password_is_used_once_and_what_is_kept_is_the_owners_alone(
    configured: Configured, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = await set_up(configured.settings(), RealClock(), configured.data)
    assert settings.matrix.rooms[0].room == configured.room
    file = session_file(configured.data)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert configured.account.password not in file.read_text(encoding="utf-8")
    before = await session_of(settings.matrix, configured.data)
    assert before.token.get_secret_value() not in repr(before)
    monkeypatch.delenv("CAFE_MATRIX__PASSWORD")
    assert await session_of(configured.settings().matrix, configured.data) == before


async def test_the_bot_finds_its_way_from_the_configuration_into_the_room(configured: Configured) -> None:
    settings = await set_up(configured.settings(), RealClock(), configured.data)
    async with kept_in(configured.data, settings) as kept:
        accounts = await accounts_of(settings, kept, RealClock(), "en")
        [platform] = accounts.platforms.values()
        assert accounts.rooms == (configured.room,)
        assert [room.room for room in accounts.spoken] == [configured.room]
        await platform.close()


async def test_a_café_opens_in_the_room_that_is_configured(configured: Configured) -> None:
    settings = await set_up(configured.settings(), RealClock(), configured.data)
    async with kept_in(configured.data, settings) as kept, bot_of(kept, settings, None, "fr") as bot, listening(bot):
        await open_now(bot, replace(script(), opens_at=time()), settings)
        await bot.ticker.tick()
    assert any("Le premier téléphone" in one for one in await configured.camille.reads(configured.room))


async def test_all_is_well_where_it_is(configured: Configured, capsys: pytest.CaptureFixture[str]) -> None:
    faults, said = await configured.checked(configured.settings(), capsys)
    assert faults == []
    assert configured.account.user in said
    assert "Le salon: the bot may do there all that it needs" in said


async def test_a_level_that_is_too_low_is_named_with_the_one_it_takes(
    configured: Configured, capsys: pytest.CaptureFixture[str]
) -> None:
    levels = await configured.camille.state(configured.room, "m.room.power_levels")
    levels["users"] = {configured.account.user: 10}
    levels["events"]["m.room.message"] = 20
    levels["events"]["m.room.pinned_events"] = 30
    await configured.camille.sets(configured.room, "m.room.power_levels", levels)
    faults, said = await configured.checked(configured.settings(), capsys)
    assert faults == [
        "In “Le salon” the bot has the power level 10, and takes 20 to speak: raise it in the room’s settings."
    ]
    assert "Le salon: with the power level 10 the index is not pinned, which takes 30." in said


async def test_an_encrypted_room_is_named(configured: Configured, capsys: pytest.CaptureFixture[str]) -> None:
    await configured.camille.sets(configured.room, "m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"})
    faults, _ = await configured.checked(configured.settings(), capsys)
    assert faults == [
        "The room “Le salon” is encrypted, and the bot cannot read it: give it a room without encryption, "
        "or turn `encryption` on in `[matrix]`."
    ]


async def test_an_encrypted_room_is_well_where_that_is_turned_on(
    configured: Configured, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    await configured.camille.sets(configured.room, "m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"})
    monkeypatch.setenv("CAFE_MATRIX__ENCRYPTION", "true")
    with pytest.raises(ConfigurationError, match="config_matrix_encryption_secret"):
        configured.settings()
    monkeypatch.setenv("CAFE_MATRIX__ENCRYPTION_SECRET", "what only the operator knows")
    settings = configured.settings()
    assert "what only" not in repr(settings)
    assert (await configured.checked(settings, capsys))[0] == []
    levels = await configured.camille.state(configured.room, "m.room.power_levels")
    levels["events"]["m.room.encrypted"] = 60
    await configured.camille.sets(configured.room, "m.room.power_levels", levels)
    faults, _ = await configured.checked(settings, capsys)
    assert "In “Le salon” the bot has the power level 50, and takes 60 to speak" in faults[0]


async def test_a_wrong_password_is_one_sentence(configured: Configured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAFE_MATRIX__PASSWORD", "not this one")
    with pytest.raises(ConfigurationError, match="matrix_password"):
        await set_up(configured.settings(), RealClock(), configured.data)
    assert not (session_file(configured.data)).exists()


async def test_a_homeserver_that_is_not_there_is_one_sentence(configured: Configured) -> None:
    with pytest.raises(PlatformError, match="matrix_unreachable"):
        await set_up(configured.settings(homeserver="http://127.0.0.1:9"), RealClock(), configured.data)


async def test_a_room_that_is_not_there_is_one_sentence(configured: Configured) -> None:
    configured.alias = "#nowhere:cafe.test"
    with pytest.raises(NoSuchPlace, match="matrix_no_room"):
        await set_up(configured.settings(), RealClock(), configured.data)


async def test_a_token_that_is_given_wins_and_a_wrong_one_is_named(
    configured: Configured, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CAFE_MATRIX__TOKEN", configured.account.token)
    faults, _ = await configured.checked(configured.settings(), capsys)
    assert faults == []
    assert not (session_file(configured.data)).exists()
    monkeypatch.setenv("CAFE_MATRIX__TOKEN", "not this one")
    faults, _ = await configured.checked(configured.settings(), capsys)
    assert faults == [wording("en").say("fault.matrix_token")]


async def in_a_space(configured: Configured, level: int) -> str:
    """Have the configuration name a space instead, in which the bot has that level; returns its id."""
    name = configured.alias[1:].partition(":")[0] + "-voisins"
    levels = {"users": {configured.account.user: level}}
    space = await configured.camille.makes_room(name="Les voisins", alias=name, space=True, power_level_override=levels)
    configured.alias = f"#{name}:{configured.homeserver.name}"
    return space


async def test_two_accounts_on_two_homeservers_hold_one_café(
    configured: Configured, strict_homeserver: Homeserver, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = await strict_homeserver.register("Cafe")
    vio = await people.one(strict_homeserver, "Vio")
    room = await vio.makes_room(name="L’autre salon", power_level_override={"users": {vio.id: 100, other.user: 50}})
    await vio.invites(room, other.user)
    monkeypatch.setenv("CAFE_MATRIX__ACCOUNTS__FRIENDS__PASSWORD", other.password)
    section = [
        "[matrix.accounts.friends]",
        f'homeserver = "{strict_homeserver.url}"',
        f'user = "{other.user}"',
        "[[matrix.accounts.friends.room]]",
        f'room = "{room}"',
        f'operators = ["{vio.id}"]',
    ]
    with pytest.raises(ConfigurationError, match="config_unknown"):
        configured.settings(*section)
    settings = await set_up(configured.settings(*section[:-1]), RealClock(), configured.data)
    assert session_file(configured.data, "matrix-friends").exists()
    async with kept_in(configured.data, settings) as kept, bot_of(kept, settings, None, "fr") as bot, listening(bot):
        assert sorted(bot.platforms) == ["matrix", "matrix-friends"]
        homes = [Home(RoomRef("matrix", configured.room), "fr"), Home(RoomRef("matrix-friends", room), "fr")]
        await bot.host.open(replace(script(), opens_at=time()), homes, zone="UTC", day=RealClock().now().date())
        await bot.ticker.tick()
        for who, where in ((configured.camille, configured.room), (vio, room)):
            assert any("Le premier téléphone" in one for one in await who.reads(where))


async def test_an_account_that_nothing_lets_in_is_named_by_its_variable(configured: Configured) -> None:
    account = ["[matrix.accounts.friends]", 'homeserver = "https://x.example"', 'user = "@cafe:x.example"']
    settings = configured.settings(*account, "[[matrix.accounts.friends.room]]", 'room = "!abc"')
    with pytest.raises(ConfigurationError) as raised:
        await set_up(settings, RealClock(), configured.data)
    assert "CAFE_MATRIX__ACCOUNTS__FRIENDS__PASSWORD" in wording("en").fault(raised.value.faults[0])


async def test_in_a_space_it_takes_the_level_to_put_rooms_into_it(
    configured: Configured, capsys: pytest.CaptureFixture[str]
) -> None:
    space = await in_a_space(configured, 10)
    faults, _ = await configured.checked(configured.settings(), capsys)
    assert faults == [
        "In the space “Les voisins” the bot has the power level 10, and takes 50 to put rooms into it:"
        " raise it in the space’s settings."
    ]
    await configured.camille.lets(space, configured.account.user, 50)
    faults, said = await configured.checked(configured.settings(), capsys)
    assert faults == []
    assert "Les voisins: the bot may do there all that it needs" in said


async def test_a_café_opens_in_the_space_that_is_configured(configured: Configured) -> None:
    space = await in_a_space(configured, 50)
    settings = await set_up(configured.settings(), RealClock(), configured.data)
    async with kept_in(configured.data, settings) as kept, bot_of(kept, settings, None, "fr") as bot, listening(bot):
        await open_now(bot, replace(script(), opens_at=time()), settings)
        await bot.ticker.tick()
    found = []
    for outer in await held_by(configured.camille, space):
        await configured.camille.joins(outer)
        for room in await held_by(configured.camille, outer):
            await configured.camille.joins(room)
            found += await configured.camille.reads(room)
    assert any("Le premier téléphone" in one for one in found)


async def held_by(who: Person, space: str) -> list[str]:
    """The rooms that a space holds."""
    state = (await who.client.room_get_state(space)).events
    return [str(one["state_key"]) for one in state if one["type"] == "m.space.child"]


async def test_a_desk_that_anybody_may_come_into_is_named(
    configured: Configured, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = await configured.camille.makes_room(name="Le bureau", invites=[configured.account.user])
    faults, _ = await configured.checked(configured.settings(f'desk = "{desk}"'), capsys)
    assert faults == [
        "Anybody may come into the desk “Le bureau” and read what is for hosts alone: in its settings, let in only"
        " whoever is invited."
    ]
    await configured.camille.sets(desk, "m.room.join_rules", {"join_rule": "invite"})
    faults, _ = await configured.checked(configured.settings(f'desk = "{desk}"'), capsys)
    assert faults == []
