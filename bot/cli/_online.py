"""check --online: what Discord itself says of the account."""

from __future__ import annotations

from bot.cli._console import PlainConsole
from bot.cli._voice import printable
from bot.clock import RealClock
from bot.config import Settings
from bot.errors import CafeError, Fault, fault
from bot.wiring import discord_platform
from bot.wording import Wording


async def online_faults(settings: Settings, console: PlainConsole, words: Wording) -> list[Fault]:
    """Say who the account is, what it reads, and by which link it is invited; returns what is wrong: with the token, an
    intent, a channel, a right."""
    faults: list[Fault] = []
    try:
        platform = discord_platform(settings.discord, RealClock())
    except CafeError as error:
        return list(error.faults)
    try:
        known = await platform.introduction()
        console.say(words.say("check.discord_who", name=printable(known.name)))
        reads_all = settings.discord.message_content
        if reads_all and not known.reads_all_granted:
            faults.append(fault("discord_intent_off"))
        else:
            console.say(words.say(f"check.discord_reads_{'all' if reads_all else 'some'}"))
        console.say(words.say("check.discord_invitation", link=known.invitation))
        for one in settings.discord.rooms:
            try:
                room = await platform.open_room(one.channel)
                lacking = await platform.missing_rights(room)
                uncalled = await platform.following_faults(room)
            except CafeError as error:
                faults += error.faults
                continue
            faults += [fault(f"discord_lacks_{right.value}", channel=channel) for channel, right in lacking]
            faults += uncalled
            if not lacking and not uncalled:
                console.say(words.say("check.discord_room", channel=one.channel))
    except CafeError as error:
        faults += error.faults
    finally:
        await platform.close()
    return faults
