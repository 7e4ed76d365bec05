"""What a forum shows of itself: a tag for each café, and what stands on top of it
(docs/decisions/0084-what-a-forum-shows.md). What people have put there is never touched."""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict
from contextlib import AbstractAsyncContextManager
from datetime import timedelta

import discord

from bot.errors import NotAllowed, PlatformError, fault
from bot.markup import shortened
from bot.platforms.discord_platform._account import Account
from bot.platforms.discord_platform._refusals import Refusals
from bot.platforms.discord_platform._rights import Right, Shape
from bot.platforms.discord_platform._rooms import Place, Rooms
from bot.ports import Turns
from bot.wording import languages, wording

MOST_TAGS = 20
"""How many tags a forum may have."""

LONGEST_TAG = 20

MAKING_A_TAG = timedelta(minutes=2)
"""How long others wait for whoever has died while making a tag: longer than Discord may have it wait."""


class Forums:
    """Makes tags, and says on top of a forum how its cafés work. A tag is known by its id as long as this process
    remembers; else by its name, or by the café's own post, which bears it."""

    def __init__(self, account: Account, rooms: Rooms, refusals: Refusals, turns: Turns | None) -> None:
        self._account = account
        self._rooms = rooms
        self._refusals = refusals
        self._turns = turns
        self._known: dict[tuple[int, str], int] = {}
        self._one_at_a_time: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def prepare(self, place: Place, heading: str, language: str) -> None:
        """Make a forum ready for a café of that title. Raises `NotAllowed`, after all that may be done is done."""
        if place.shape is not Shape.FORUM:
            return
        floor = await self._rooms.floor(place)
        if not isinstance(floor, discord.ForumChannel):
            return
        refused: NotAllowed | None = None
        try:
            await self._guide(place, floor, language)
            if await self._tag(place, floor, heading) is None:
                refused = NotAllowed(fault("discord_tags_full", channel=place.name))
        except NotAllowed as error:
            refused = error
        if refused is not None:
            raise refused

    async def tags(self, place: Place, floor: discord.ForumChannel, heading: str | None) -> list[discord.ForumTag]:
        """What a post of a café is to bear: the café's own tag; where that cannot be and one is required, any that a
        member may choose."""
        own = None
        if heading is not None:
            # No post waits for its tag; the desk was told of a missing right when the café was presented.
            with contextlib.suppress(PlatformError):
                own = await self._tag(place, floor, heading)
        if own is not None:
            return [own]
        if not floor.flags.require_tag:
            return []
        return [one for one in floor.available_tags if not one.moderated][:1] or list(floor.available_tags[:1])

    async def _tag(self, place: Place, floor: discord.ForumChannel, heading: str) -> discord.ForumTag | None:
        """The café's own tag, made if it is not there; ``None`` where the forum has no room for it."""
        found = self._found(floor, heading) or await self._made(place, heading)
        if found is not None:
            self._known[floor.id, heading] = found.id
        return found

    async def _made(self, place: Place, heading: str) -> discord.ForumTag | None:
        # Discord takes the whole list at once: one that was read before another café made its tag would wipe that out.
        async with self._one_at_a_time[place.id], self._alone(place):
            floor = await self._rooms.floor(place)
            if not isinstance(floor, discord.ForumChannel):
                return None
            if (found := self._found(floor, heading)) is not None:
                return found
            if len(floor.available_tags) >= MOST_TAGS:
                return None
            # It sends the others with their ids: without these they would leave all posts that bear them.
            with self._refusals.asking(place.id, Right.MANAGE_CHANNELS, channel=place.name):
                return await floor.create_tag(name=tag_name(heading))

    def _alone(self, place: Place) -> AbstractAsyncContextManager[None]:
        """Where other processes may want to make a tag there as well, one after another."""
        if self._turns is None:
            return contextlib.nullcontext()
        return self._turns.alone(f"tags/{self._rooms.ref(place)}", MAKING_A_TAG)

    def _found(self, floor: discord.ForumChannel, heading: str) -> discord.ForumTag | None:
        known = self._known.get((floor.id, heading))
        found = None if known is None else floor.get_tag(known)
        if found is not None:
            return found
        name = tag_name(heading).casefold()
        named = [one for one in floor.available_tags if one.name.casefold() == name]
        return named[0] if named else self._borne(floor, heading)

    def _borne(self, floor: discord.ForumChannel, heading: str) -> discord.ForumTag | None:
        """The tag of the café's own post: somebody may have renamed it since."""
        client = self._account.listening
        guild = None if client is None else client.get_guild(floor.guild.id)
        me = None if client is None or client.user is None else client.user.id
        title = " ".join(heading.split())
        for post in () if guild is None else guild.threads:
            if post.parent_id == floor.id and post.owner_id == me and post.name == title:
                for tag in post.applied_tags:
                    if (found := floor.get_tag(tag.id)) is not None:
                        return found
        return None

    async def _guide(self, place: Place, floor: discord.ForumChannel, language: str) -> None:
        wanted = wording(language).say("discord.guidelines")
        if floor.topic == wanted or (floor.topic and floor.topic not in guidelines()):
            return
        with self._refusals.asking(place.id, Right.MANAGE_CHANNELS, channel=place.name):
            await floor.edit(topic=wanted)


def tag_name(heading: str) -> str:
    """How a café's tag is called: by its title, as far as there is room."""
    return shortened(heading, LONGEST_TAG)


def guidelines() -> frozenset[str]:
    """What stands on top of a forum if it is ours, in every language."""
    return frozenset(wording(one).say("discord.guidelines") for one in languages())
