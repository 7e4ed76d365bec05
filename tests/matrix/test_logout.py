"""`cafe logout`: the device is gone on the homeserver, and nothing of its login is left here."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.cli import main
from bot.platforms.matrix_platform import Session, keep_session, log_in, log_out
from bot.wiring._matrix import session_file
from tests.matrix_server import Account, Homeserver


@dataclass
class Kept:
    """A folder in which a bot has logged in."""

    folder: Path
    homeserver: Homeserver
    account: Account
    capsys: pytest.CaptureFixture[str] = field(repr=False)

    @property
    def file(self) -> Path:
        return session_file(self.folder / "data")

    async def logs_in(self) -> Session:
        made = await log_in(self.homeserver.url, self.account.user, SecretStr(self.account.password))
        keep_session(self.file, made)
        return made

    async def logs_out(self, *lines: str) -> tuple[int, str]:
        """Call the command as whoever runs the bot does: its status, and what it says."""
        config = self.folder / "config.toml"
        config.write_text("\n".join(["[matrix]", *lines]), encoding="utf-8")
        given = ["logout", "--config", str(config), "--data", str(self.folder / "data"), "--language", "en"]
        status = await asyncio.to_thread(main, given)
        said = self.capsys.readouterr()
        return status, (said.out + said.err).strip()


@pytest.fixture
async def kept(homeserver: Homeserver, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Kept:
    return Kept(tmp_path, homeserver, await homeserver.register("Cafe"), capsys)


async def test_the_session_is_ended_there_and_forgotten_here(kept: Kept) -> None:
    session = await kept.logs_in()
    # Whatever account the configuration has by now.
    status, said = await kept.logs_out()
    assert (status, kept.file.exists()) == (0, False)
    assert said.startswith(f"{kept.account.user} is logged out on Matrix, and nothing is kept")
    assert await log_out(session) is False
    assert await kept.logs_out() == (0, "There is no login on Matrix here: nothing was done.")


async def test_a_session_that_was_ended_elsewhere_is_forgotten_too(kept: Kept) -> None:
    await log_out(await kept.logs_in())
    status, said = await kept.logs_out()
    assert (status, kept.file.exists()) == (0, False)
    assert said.startswith(f"{kept.account.user} had been logged out on Matrix already.")


async def test_while_the_homeserver_is_away_the_login_stays_kept(kept: Kept) -> None:
    session = await kept.logs_in()
    nowhere = "http://127.0.0.1:9"
    keep_session(kept.file, Session(nowhere, session.user, session.device, session.token))
    status, said = await kept.logs_out()
    assert (status, kept.file.exists()) == (1, True)
    assert said.startswith(f"The homeserver {nowhere} cannot be reached, so the login is still valid there")
    assert session.token.get_secret_value() not in said
    assert len(said.splitlines()) == 1


async def test_a_token_that_was_given_is_ended_as_well(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    session = await log_in(kept.homeserver.url, kept.account.user, SecretStr(kept.account.password))
    monkeypatch.setenv("CAFE_MATRIX__TOKEN", session.token.get_secret_value())
    account = [f'homeserver = "{kept.homeserver.url}"', f'user = "{kept.account.user}"']
    status, said = await kept.logs_out(*account)
    assert status == 0
    assert said.endswith("Its token is of no use any more: take it out of the configuration.")
    _, said = await kept.logs_out(*account)
    assert said.endswith("had been logged out on Matrix already. Take its token out of the configuration.")
