"""What Discord refuses, in our own words. The words of its library are never passed on: they may hold a member's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
import discord

from bot.errors import CafeError, ConfigurationError, NoSuchPlace, NotAllowed, PlatformError, TooBig, fault
from bot.platforms.discord_platform._rights import Right

_MISSING_ACCESS = 50001
_DIRECT_MESSAGES_CLOSED = (50007, 50278)
_ARCHIVED = 50083
_TAG_NEEDED = 40067
_TOO_BIG = 40005
_WRONG_TOKEN = 4004
_SHARDING = (4010, 4011)
_INTENTS = (4013, 4014)


@contextmanager
def in_our_words(right: Right | None = None, *, channel: str = "?") -> Iterator[None]:
    """Have whatever Discord refuses inside come out as one of `bot.errors`. ``right`` is what is missing where it says
    that the bot may not; ``channel`` is how people know the place."""
    try:
        yield
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        raise fault_of(error, right, channel=channel) from None
    except RuntimeError as error:
        # aiohttp's own word for a connection that was closed while it was asked for something.
        if "closed" not in str(error):
            raise
        raise fault_of(error) from None


def fault_of(error: BaseException, right: Right | None = None, *, channel: str = "?") -> CafeError:
    """What an error of discord.py, or of the network, means to us."""
    match error:
        case discord.LoginFailure():
            return ConfigurationError(fault("discord_token"))
        case discord.PrivilegedIntentsRequired():
            return ConfigurationError(fault("discord_intent"))
        case discord.ConnectionClosed():
            return _closed(error.code)
        case discord.HTTPException():
            return _refused(error, right, channel)
        case discord.RateLimited():
            return PlatformError(fault("discord_busy"))
    return PlatformError(fault("discord_unreachable"))


def lacks(right: Right, channel: str) -> NotAllowed:
    """The bot lacks a right in a channel."""
    return NotAllowed(fault(f"discord_lacks_{right.value}", channel=channel))


def is_archived(error: discord.HTTPException) -> bool:
    """Whether the thread has been put away, and that alone was in the way."""
    return error.code == _ARCHIVED


def _closed(code: int) -> CafeError:
    if code == _WRONG_TOKEN:
        return ConfigurationError(fault("discord_token"))
    if code in _INTENTS:
        return ConfigurationError(fault("discord_intent"))
    if code in _SHARDING:
        return ConfigurationError(fault("discord_shards"))
    return PlatformError(fault("discord_unreachable"))


def _refused(error: discord.HTTPException, right: Right | None, channel: str) -> CafeError:
    if error.code in _DIRECT_MESSAGES_CLOSED:
        return NotAllowed(fault("discord_direct_closed"))
    if error.code == _MISSING_ACCESS:
        return lacks(Right.VIEW, channel)
    if error.status == 401:
        return PlatformError(fault("discord_token"))
    if error.status == 403:
        return NotAllowed(fault("discord_not_allowed", channel=channel)) if right is None else lacks(right, channel)
    if error.status == 404:
        return NoSuchPlace(fault("discord_gone", channel=channel))
    if error.status == 429:
        return PlatformError(fault("discord_busy"))
    if error.status >= 500:
        return PlatformError(fault("discord_unreachable"))
    if error.code == _TOO_BIG or error.status == 413:
        return TooBig(fault("discord_file_too_big", channel=channel))
    if error.code == _TAG_NEEDED:
        return PlatformError(fault("discord_tag_needed", channel=channel))
    return PlatformError(fault("discord_refused", channel=channel, code=str(error.code or error.status)))
