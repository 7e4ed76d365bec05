"""check --online: what a Matrix homeserver itself says of the account."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli._console import PlainConsole
from bot.cli._voice import printable
from bot.clock import RealClock
from bot.config import MatrixAccount
from bot.errors import CafeError, Fault, fault
from bot.wiring import matrix_platform, session_of
from bot.wording import Wording

if TYPE_CHECKING:
    from bot.platforms.matrix_platform import MatrixPlatform


async def matrix_faults(
    name: str, settings: MatrixAccount, data: Path, console: PlainConsole, words: Wording
) -> list[Fault]:
    """Say who the account of that name is, and what it may do in its rooms; returns what is wrong: with the login, a
    room, a power level."""
    try:
        platform = matrix_platform(settings, RealClock(), data, await session_of(settings, data, name), name=name)
    except CafeError as error:
        return list(error.faults)
    faults: list[Fault] = []
    try:
        console.say(words.say("check.matrix_who", name=printable(await platform.inspection.who())))
        for one in settings.rooms:
            faults += await _in_room(platform, one.room, console, words, desk=False)
            if one.desk is not None:
                faults += await _in_room(platform, one.desk, console, words, desk=True)
    except CafeError as error:
        faults += error.faults
    finally:
        await platform.close()
    return faults


async def _in_room(
    platform: MatrixPlatform, name: str, console: PlainConsole, words: Wording, *, desk: bool
) -> list[Fault]:
    try:
        room = await platform.open_room(name)
        called = printable(await platform.inspection.called(room))
        if await platform.inspection.encrypted(room):
            return [fault("matrix_encrypted", room=called)]
        if desk and await platform.inspection.open_to_all(room):
            return [fault("matrix_desk_open", room=called)]
        lacking = await platform.inspection.lacking(room, desk=desk)
    except CafeError as error:
        return list(error.faults)
    faults = []
    for one in lacking:
        if one.deed == "pin":
            console.say(words.say("check.matrix_without_pin", room=called, has=one.has, takes=one.takes))
        else:
            faults.append(fault(f"matrix_lacks_{one.deed}", room=called, has=one.has, takes=one.takes))
    if not faults:
        console.say(words.say("check.matrix_room", room=called))
    return faults
