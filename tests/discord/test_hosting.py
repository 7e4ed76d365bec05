"""The road of docs/HOSTING.md, walked as it is written: a folder begun, the lines put at its end, and checked."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from bot.cli import main
from tests.conftest import ROOT
from tests.discord.scene import Scene
from tests.discord_server import TOKEN, Permission
from tests.discord_server._guilds import Guilds

SHOWN = re.search(r"```toml\n(.*?)```", (ROOT / "docs" / "HOSTING.md").read_text(encoding="utf-8"), re.DOTALL)


async def called(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    capsys.readouterr()
    status = await asyncio.to_thread(main, [*arguments, "--language", "en"])
    captured = capsys.readouterr()
    return status, captured.out + captured.err


@pytest.mark.parametrize("shape", ["forum", "text"])
async def test_whoever_does_as_it_says_has_a_bot_that_is_ready(
    scene: Scene, shape: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    server, guild = scene.server, scene.guild
    channel = server.new_forum(guild, "cafés") if shape == "forum" else server.new_text(guild, "cafés")
    desk, role = server.new_text(guild, "desk"), server.guilds.role(guild, "hosts", Permission.MANAGE_EVENTS)
    followers = server.guilds.role(guild, "followers", mentionable=True)
    ids = {
        "channel": channel.id,
        "sealed": server.new_text(guild, "blind").id,
        "desk": desk.id,
        "follow_role": followers.id,
        "host_roles": role.id,
    }
    (tmp_path / "token").write_text(TOKEN + "\n", encoding="utf-8")
    monkeypatch.setenv("CAFE_DISCORD__TOKEN_FILE", str(tmp_path / "token"))
    monkeypatch.chdir(tmp_path)
    status, _ = await called(capsys, "init", "my-cafes")
    assert status == 0
    monkeypatch.chdir(tmp_path / "my-cafes")
    write_down(shape, ids)
    status, said = await called(capsys, "check", "--online")
    assert status == 0, said
    for one in (channel, desk):
        assert f"The channel {one.id}: all rights are there." in said
    assert "https://discord.com/oauth2/authorize" in said
    assert TOKEN not in said
    # What keeps the followers from being called is told beside it.
    guilds: Guilds = server.guilds
    [own] = [guild.roles[one] for one in guild.members[server.world.bot.id].roles]
    guilds.change_role(guild, followers, position=own.position + 1)
    status, said = await called(capsys, "check", "--online")
    assert status == 2
    assert "The bot cannot give the role “followers” to whoever follows “cafés”: move it below the bot’s own" in said
    assert f"The channel {channel.id}: all rights are there." not in said
    guilds.change_role(guild, followers, position=own.position)
    guilds.change_role(guild, own, position=own.position + 1, permissions=own.permissions & ~Permission.MANAGE_ROLES)
    status, said = await called(capsys, "check", "--online")
    assert status == 2
    assert "lacks the permission “Manage Roles” to give the role of whoever follows “cafés”" in said
    guilds.change_role(guild, own, permissions=own.permissions | Permission.MANAGE_ROLES)
    status, said = await called(capsys, "check", "--online")
    assert (status, f"The channel {channel.id}: all rights are there." in said) == (0, True), said
    server.forbid(desk, Permission.SEND_MESSAGES)
    status, said = await called(capsys, "check", "--online")
    assert status == 2
    assert "“Send Messages and Create Posts” in “desk”" in said


def write_down(shape: str, ids: dict[str, int]) -> None:
    """Put at the end of the configuration what the page shows, with other ids."""
    assert SHOWN is not None
    lines = [re.sub(r'"\d+"', f'"{ids.get(line.split(" ")[0])}"', line) for line in SHOWN[1].splitlines()]
    # What one does not have is left out: beside a text channel nothing is needed.
    kept = [line for line in lines if shape == "forum" or not line.startswith("sealed")]
    config = Path("config.toml")
    config.write_text(config.read_text(encoding="utf-8") + "\n" + "\n".join(kept) + "\n", encoding="utf-8")
