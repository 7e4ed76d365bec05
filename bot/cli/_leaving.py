"""logout: the account on Matrix is logged out, there and here."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.cli._console import PlainConsole
from bot.cli._voice import printable
from bot.config import read_settings
from bot.wiring import log_out_matrix
from bot.wording import Wording


def logout(words: Wording, *, config: Path | None, data: Path) -> int:
    """End the login on Matrix on its homeserver, and take away what was kept of it."""
    settings, console = read_settings(config), PlainConsole()

    async def act() -> bool:
        any_login = False
        async for one in log_out_matrix(settings.matrix, data):
            any_login = True
            key = ("already" if one.before else "done") + ("_given" if one.given else "")
            console.say(words.say(f"logout.{key}", user=printable(one.user)))
        return any_login

    if not asyncio.run(act()):
        console.say(words.say("logout.nothing"))
    return 0
