"""check --online: what the platforms themselves say of the accounts."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli._console import PlainConsole
from bot.cli._online_matrix import matrix_faults
from bot.cli._voice import printable
from bot.clock import RealClock
from bot.config import DiscordRoomSettings, Settings
from bot.errors import CafeError, Fault, fault
from bot.wiring import discord_platform, named_in
from bot.wording import Wording

if TYPE_CHECKING:
    from bot.platforms.discord_platform import DiscordPlatform


async def online_faults(settings: Settings, data: Path, console: PlainConsole, words: Wording) -> list[Fault]:
    """Say how it stands with each account; returns what is wrong."""
    faults: list[Fault] = []
    if settings.discord.rooms:
        faults += await _discord_faults(settings, console, words)
    for name, account in settings.matrix.at_work.items():
        faults += await matrix_faults(name, account, data, console, words)
    return faults


async def _discord_faults(settings: Settings, console: PlainConsole, words: Wording) -> list[Fault]:
    """Say who the account is, what it reads, and by which link it is invited; returns what is wrong: with the token, an
    intent, a channel, a right."""
    faults: list[Fault] = []
    try:
        platform = discord_platform(settings.discord, RealClock())
    except CafeError as error:
        return list(error.faults)
    try:
        sets_up = any(one.channel is None for one in settings.discord.rooms)
        known = await platform.inspection.introduction(sets_up=sets_up)
        console.say(words.say("check.discord_who", name=printable(known.name)))
        reads_all = settings.discord.message_content
        if reads_all and not known.reads_all_granted:
            faults.append(fault("discord_intent_off"))
        else:
            console.say(words.say(f"check.discord_reads_{'all' if reads_all else 'some'}"))
        console.say(words.say("check.discord_invitation", link=known.invitation))
        for one in settings.discord.rooms:
            try:
                channel = one.channel or await _foreseen(platform, one, console, words)
                if channel is None:
                    continue
                room = await platform.open_room(channel)
                lacking = await platform.inspection.missing_rights(room)
                wished = await platform.inspection.wished_rights(room)
                uncalled = await platform.inspection.following_faults(room)
            except CafeError as error:
                faults += error.faults
                continue
            _tell(channel, [*_lacks(lacking), *uncalled], faults, console, words)
            if one.channel is not None and not await platform.seals_in(room):
                console.say(words.say("check.discord_without_sealed", channel=one.channel))
            for where, right in wished:
                console.say(words.say(f"check.discord_without_{right.value}", channel=printable(where)))
            if one.desk is None:
                continue
            try:
                lacking = await platform.inspection.missing_at_desk(await platform.open_room(one.desk))
            except CafeError as error:
                faults += error.faults
                continue
            _tell(one.desk, _lacks(lacking), faults, console, words)
    except CafeError as error:
        faults += error.faults
    finally:
        await platform.close()
    return faults


def _tell(channel: str, found: Sequence[Fault], faults: list[Fault], console: PlainConsole, words: Wording) -> None:
    faults += found
    if not found:
        console.say(words.say("check.discord_room", channel=channel))


def _lacks(lacking: Sequence[tuple[str, StrEnum]]) -> list[Fault]:
    return [fault(f"discord_lacks_{right.value}", channel=channel) for channel, right in lacking]


async def _foreseen(
    platform: DiscordPlatform, room: DiscordRoomSettings, console: PlainConsole, words: Wording
) -> str | None:
    """Say what the set-up would do where no channel is named; the one that it has made already, if there is one."""
    from bot.platforms.discord_platform import Purpose

    ground = await platform.setting_up.look(room.server, named_in(room))
    server = printable(ground.server)
    for purpose in ground.makes:
        shape = "forum" if ground.forum and purpose is Purpose.ROOM else "text"
        console.say(words.say(f"check.discord_makes_{purpose}_{shape}", server=server))
    for purpose in ground.lacks:
        console.say(words.say(f"check.discord_may_not_make_{purpose}", server=server))
    for purpose, channel in ground.found.items():
        console.say(words.say(f"check.discord_found_{purpose}", server=server, channel=channel))
    return ground.found.get(Purpose.ROOM)
