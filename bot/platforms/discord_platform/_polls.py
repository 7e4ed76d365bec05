"""Discord's own polls: how they are posted, who has voted, and how they end."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import discord

from bot.domain import Ballot, Inbound, Poll, PollCounted, Posted, RoomRef, Voted, clean_text
from bot.errors import NoSuchPlace
from bot.platforms.discord_platform._account import Account
from bot.platforms.discord_platform._hosting import Hosting
from bot.platforms.discord_platform._names import Names
from bot.platforms.discord_platform._refusals import Refusals
from bot.platforms.discord_platform._rights import Right
from bot.platforms.discord_platform._rooms import Place, Rooms, snowflake
from bot.platforms.discord_platform._threads import Threads
from bot.ports import Clock

LONGEST = timedelta(days=32)
"""How long a poll takes votes at most. Each of ours may: a café that is extended could not have its poll extended."""

_MOST_KNOWN = 10_000
_NO_POLL_TO_END = (520_000, 520_001, 520_006)


def made(poll: Poll) -> discord.Poll:
    """A poll as it is sent."""
    asked = discord.Poll(poll.question, LONGEST, multiple=poll.several)
    for choice in poll.choices:
        asked.add_answer(text=choice)
    return asked


def is_it(found: discord.Message, poll: Poll) -> bool:
    """Whether a message of ours is that poll: it has no words of its own, nor anything else that says so."""
    there = found.poll
    return there is not None and there.question == poll.question and _labels(there) == list(poll.choices)


@dataclass(frozen=True, slots=True)
class _Known:
    """A poll of ours: where it stands, when it was posted, and the place from 1 of each of its answers by Discord's
    number for it."""

    room: int
    channel: int
    at: datetime
    places: Mapping[int, str]


class Polls:
    """Hears votes and counts them. Which poll is ours is asked once, and remembered."""

    def __init__(
        self,
        account: Account,
        rooms: Rooms,
        threads: Threads,
        names: Names,
        hosting: Hosting,
        refusals: Refusals,
        clock: Clock,
    ) -> None:
        self._account = account
        self._rooms = rooms
        self._threads = threads
        self._names = names
        self._hosting = hosting
        self._refusals = refusals
        self._clock = clock
        self._known: OrderedDict[int, _Known | None] = OrderedDict()

    async def voted(self, event: discord.RawPollVoteActionEvent, *, taken_back: bool) -> Voted | None:
        """What a vote means; ``None`` in a poll of somebody else's. Raises `PlatformError` where that cannot be known
        now."""
        where = await self._rooms.where(event.channel_id)
        if where is None or where.thread is None or event.guild_id is None:
            return None
        place = await self._rooms.place(where.room)
        if event.message_id not in self._known:
            await self._message(place, event.channel_id, event.message_id)
        known = self._known[event.message_id]
        if known is None or event.answer_id not in known.places:
            return None
        vote = Voted(
            room=where.room,
            at=self._clock.now(),
            thread=where.thread,
            author=str(event.user_id),
            name=clean_text(await self._names.called(event.guild_id, event.user_id)),
            choice=known.places[event.answer_id],
            taken_back=taken_back,
        )
        return await self._hosting.marked(event.guild_id, vote)

    async def count(self, place: Place, posted: Posted) -> PollCounted | None:
        """All votes of a poll of ours. Raises `NoSuchPlace` for one that is gone."""
        return await self._counted(place, _channel_of(place, posted), snowflake(posted.message))

    async def count_known(self, room: RoomRef) -> AsyncIterator[Inbound]:
        """All votes in the polls of a room that this process knows and that take votes still: some may have been
        missed. One that is gone is known no more."""
        place = await self._rooms.place(room)
        for id, known in list(self._known.items()):
            if known is None or known.room != place.id:
                continue
            try:
                counted = await self._counted(place, known.channel, id)
            except NoSuchPlace:
                self._known.pop(id, None)
                continue
            if counted is not None:
                yield counted

    async def end(self, place: Place, posted: Posted) -> None:
        """Take no more votes. Raises `NoSuchPlace`."""
        client = await self._account.online()
        channel, message = _channel_of(place, posted), snowflake(posted.message)

        async def end() -> None:
            try:
                await client.get_partial_messageable(channel).get_partial_message(message).end_poll()
            except discord.HTTPException as error:
                if error.code not in _NO_POLL_TO_END:
                    raise

        with self._refusals.asking(channel, Right.VIEW, channel=place.name):
            await self._threads.within(place, str(channel), end)

    async def _counted(self, place: Place, channel: int, id: int) -> PollCounted | None:
        message = await self._message(place, channel, id)
        known, poll = self._known[id], message.poll
        if known is None or poll is None:
            return None
        chosen: dict[int, tuple[discord.User | discord.Member, set[str]]] = {}
        with self._refusals.asking(channel, Right.HISTORY, channel=place.name):
            for answer in poll.answers:
                async for user in answer.voters():
                    chosen.setdefault(user.id, (user, set()))[1].add(known.places[answer.id])
        if poll.is_finalised():
            self._known.pop(id, None)
        room = self._rooms.ref(place)
        ballots = [await self._ballot(place, room, user, votes) for user, votes in chosen.values() if not user.bot]
        return PollCounted(room=room, at=message.created_at, thread=str(channel), ballots=tuple(ballots))

    async def _ballot(
        self, place: Place, room: RoomRef, user: discord.User | discord.Member, votes: set[str]
    ) -> Ballot:
        author, name = str(user.id), clean_text(await self._names.of(place.guild, user))
        choices = tuple(sorted(votes, key=int))
        by_host = await self._hosting.hosts(place.guild, room, author)
        return Ballot(author, name, choices, by_host)

    async def _message(self, place: Place, channel: int, id: int) -> discord.Message:
        client = await self._account.online()
        source = client.get_partial_messageable(channel, guild_id=place.guild)
        with self._refusals.asking(channel, Right.HISTORY, channel=place.name):
            message = await source.fetch_message(id)
        poll, ours = message.poll, client.user is not None and message.author.id == client.user.id
        known = None
        if ours and poll is not None:
            places = {answer.id: str(number) for number, answer in enumerate(poll.answers, 1)}
            known = _Known(place.id, channel, message.created_at, places)
        self._known[id] = known
        if len(self._known) > _MOST_KNOWN:
            self._known.popitem(last=False)
        return message


def _channel_of(place: Place, posted: Posted) -> int:
    return place.id if posted.thread is None else snowflake(posted.thread)


def _labels(poll: discord.Poll) -> Sequence[str | None]:
    return [answer.text for answer in poll.answers]
