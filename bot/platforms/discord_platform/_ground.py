"""A server as the set-up finds it: which of its channels are of the bot's own making, and what is still to be made."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import discord

from bot.platforms.discord_platform._forum import guidelines
from bot.wording import languages, wording


class Purpose(StrEnum):
    """What a channel is for."""

    ROOM = "room"
    """There cafés live: a forum, or a text channel."""
    SEALED = "sealed"
    """Beside a forum: in its private threads the answers to blind workshops lie."""
    DESK = "desk"
    """Only hosts see it."""


_Channel: TypeAlias = discord.TextChannel | discord.ForumChannel
_KINDS = {
    Purpose.ROOM: (discord.ChannelType.forum, discord.ChannelType.text),
    Purpose.SEALED: (discord.ChannelType.text,),
    Purpose.DESK: (discord.ChannelType.text,),
}


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a community's cafés live. ``found`` are the ids of the channels that are there, ``makes`` what the set-up
    may make of the others, ``lacks`` what it may not. ``forum`` says of which shape the room is, or would be."""

    server: str
    found: dict[Purpose, str]
    makes: tuple[Purpose, ...]
    lacks: tuple[Purpose, ...]
    forum: bool


class Site:
    """A server with its channels and roles. ``named`` is what the configuration names itself."""

    def __init__(
        self,
        guild: discord.Guild,
        channels: Sequence[discord.abc.GuildChannel],
        me: discord.Member,
        named: Collection[Purpose],
    ) -> None:
        self.guild = guild
        self.channels = channels
        self.me = me
        self.named = named

    @property
    def has(self) -> discord.Permissions:
        """What the bot may in the whole server."""
        return self.me.guild_permissions

    def ground(self) -> Ground:
        """What is there, and what is not."""
        room = self.marked(Purpose.ROOM)
        forum = "COMMUNITY" in self.guild.features if room is None else isinstance(room, discord.ForumChannel)
        wanted = [Purpose.ROOM, *([Purpose.SEALED] if forum else []), Purpose.DESK]
        found = {one: str(there.id) for one in wanted if (there := self.marked(one)) is not None}
        missing = [one for one in wanted if one not in found and one not in self.named]
        return Ground(
            self.guild.name,
            found,
            tuple(one for one in missing if self._may_make(one)),
            tuple(one for one in missing if not self._may_make(one)),
            forum,
        )

    def marked(self, purpose: Purpose) -> _Channel | None:
        """The oldest channel of the bot's own making for that purpose. It is known by what stands on top of it, word
        for word; where people have written something else there, by its name and by what the bot itself may there."""
        ours = [
            one
            for one in self.channels
            if isinstance(one, discord.TextChannel | discord.ForumChannel)
            and one.type in _KINDS[purpose]
            and (one.topic in topics(purpose) or (one.name in _names(purpose) and self._is_let_in(one)))
        ]
        return min(ours, key=lambda one: one.id, default=None)

    def _is_let_in(self, channel: _Channel) -> bool:
        return any(target.id == self.me.id for target in channel.overwrites)

    def _may_make(self, purpose: Purpose) -> bool:
        """Whether the bot may make it. All but the room are nobody else's to write in, or to see, from the start."""
        return self.has.manage_channels and (purpose is Purpose.ROOM or self.has.manage_roles)


def channel_name(purpose: Purpose, language: str) -> str:
    """How the set-up calls a channel."""
    return wording(language).say(f"discord.set_up.{purpose}_name")


def topic(purpose: Purpose, language: str, *, forum: bool) -> str:
    """What the set-up writes on top of a channel."""
    say = wording(language)
    return say.say("discord.guidelines") if forum else say.say(f"discord.set_up.{purpose}_topic")


def topics(purpose: Purpose) -> frozenset[str]:
    """What stands on top of a channel of the bot's own making, in every language."""
    ours = frozenset(topic(purpose, one, forum=False) for one in languages())
    return ours | guidelines() if purpose is Purpose.ROOM else ours


def _names(purpose: Purpose) -> frozenset[str]:
    """As Discord writes them."""
    return frozenset("-".join(channel_name(purpose, one).lower().split()) for one in languages())
