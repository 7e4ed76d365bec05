"""What the bot says in a room, changes there, and takes back."""

from __future__ import annotations

import contextlib
from collections import OrderedDict
from typing import Any

import discord

from bot.domain import OutboundMessage, Posted
from bot.errors import NoSuchPlace, PlatformError, fault
from bot.platforms.discord_platform._account import Account
from bot.platforms.discord_platform._following import Call, Following
from bot.platforms.discord_platform._forum import Forums
from bot.platforms.discord_platform._marks import Opens, mark_of
from bot.platforms.discord_platform._parts import Files, button, buttons_of, view_of
from bot.platforms.discord_platform._polls import made as poll_made
from bot.platforms.discord_platform._questions import Questions, address_of
from bot.platforms.discord_platform._refusals import Refusals
from bot.platforms.discord_platform._rights import Right, Shape
from bot.platforms.discord_platform._rooms import Place, Rooms, snowflake
from bot.platforms.discord_platform._threads import LONGEST_SILENCE, Threads
from bot.platforms.limits import DISCORD

_MOST_KEPT = 5_000


class Posting:
    """Posts once for each delivery's key, as far as this process and Discord's nonce remember; after a death the room
    is looked through first (`bot.platforms.discord_platform._finding`)."""

    def __init__(
        self,
        account: Account,
        rooms: Rooms,
        threads: Threads,
        questions: Questions,
        forums: Forums,
        following: Following,
        refusals: Refusals,
    ) -> None:
        self._account = account
        self._forums = forums
        self._rooms = rooms
        self._threads = threads
        self._questions = questions
        self._following = following
        self._refusals = refusals
        self._posted: OrderedDict[tuple[int, str], Posted] = OrderedDict()
        self._retracted: OrderedDict[str, None] = OrderedDict()

    def took_back(self, message: int) -> bool:
        """Whether it is a message of ours that was deleted by ourselves."""
        return str(message) in self._retracted

    async def post(self, place: Place, message: OutboundMessage, key: str) -> Posted:
        """Post to everybody in a room. Raises `bot.errors.PlatformError`."""
        if (there := self._posted.get((place.id, key))) is not None:
            return there
        posted = await self._post(place, message, key)
        self._keep(place, key, posted)
        return posted

    def _keep(self, place: Place, key: str, posted: Posted) -> None:
        self._posted[place.id, key] = posted
        if len(self._posted) > _MOST_KEPT:
            self._posted.popitem(last=False)

    async def begin_thread(self, place: Place, message: int, title: str) -> str:
        """Begin the thread of a question that is there; one that it has is left as it is."""
        client = await self._account.online()
        with self._refusals.asking(place.id, Right.BEGIN_THREADS, channel=place.name):
            try:
                data = await client.http.start_thread_with_message(
                    place.id, message, name=_titled(title), auto_archive_duration=LONGEST_SILENCE
                )
            except discord.HTTPException as error:
                if error.code != _HAS_A_THREAD:
                    raise
                return str(message)
        return str(data["id"])

    async def seal(self, place: Place, posted: Posted, title: str, there: str | None = None) -> Posted:
        """Give a question that is there its private thread (``there``, where it has begun already), which says on top
        where the question is asked. A forum's post is locked, for it would be read by all."""
        thread = there or await self._begin_sealed(place, title)
        await self._introduce(place, thread, address_of(place, posted))
        if posted.thread is not None:
            found = await self._rooms.thread(place, posted.thread)
            if not found.locked:
                with self._refusals.asking(found.id, Right.MANAGE_THREADS, channel=place.name):
                    await found.edit(locked=True)
        return Posted(posted.message, thread)

    async def _begin_sealed(self, place: Place, title: str) -> str:
        floor = await self._rooms.companion(place)
        with self._refusals.asking(floor.id, Right.BEGIN_PRIVATE_THREADS, channel=floor.name):
            thread = await floor.create_thread(
                name=_titled(title),
                type=discord.ChannelType.private_thread,
                auto_archive_duration=LONGEST_SILENCE,
                invitable=False,
            )
        self._rooms.note(thread)
        return str(thread.id)

    async def _introduce(self, place: Place, thread: str, address: str) -> None:
        client = await self._account.online()
        channel = client.get_partial_messageable(snowflake(thread), guild_id=place.guild)
        with self._refusals.asking(channel.id, Right.SEND_IN_THREADS, channel=place.name):
            first = [one.content async for one in channel.history(limit=5, oldest_first=True)]
            if address not in first:
                await channel.send(address, nonce=mark_of(str(place.id), thread, address))

    async def revise(self, place: Place, posted: Posted, message: OutboundMessage) -> None:
        """Replace the words, files and buttons of a message of ours, and the title of the thread that it began."""
        if message.poll is not None:
            # Discord lets nobody change a poll.
            return
        files, call = await Files.of(message.files), self._following.call(place, message)

        async def edit(channel: int) -> None:
            client = await self._account.online()
            found = await client.get_partial_messageable(channel, guild_id=place.guild).fetch_message(
                snowflake(posted.message)
            )
            # A change notifies nobody; that somebody was called stays.
            await found.edit(content=_words(message, call), attachments=files.anew(), view=_view_kept(found, message))

        await self._somewhere(place, posted, edit, Right.SEND if posted.thread is None else Right.SEND_IN_THREADS)
        if message.begins is not None and posted.thread is not None:
            await self._retitle(place, posted.thread, message.begins)

    async def retract(self, place: Place, posted: Posted) -> None:
        """Take a message of ours back. One that is gone is no fault."""

        async def delete(channel: int) -> None:
            client = await self._account.online()
            await client.get_partial_messageable(channel).get_partial_message(snowflake(posted.message)).delete()

        # Before it is done: Discord may tell of it before it has answered.
        self._retracted[posted.message] = None
        if len(self._retracted) > _MOST_KEPT:
            self._retracted.popitem(last=False)
        with contextlib.suppress(NoSuchPlace):
            await self._somewhere(place, posted, delete, Right.VIEW)
        for key in [key for key, one in self._posted.items() if one.message == posted.message]:
            del self._posted[key]

    async def pin(self, place: Place, posted: Posted) -> None:
        """Pin a message of ours where it stands."""

        async def pin(channel: int) -> None:
            client = await self._account.online()
            await client.get_partial_messageable(channel).get_partial_message(snowflake(posted.message)).pin()

        await self._somewhere(place, posted, pin, Right.PIN)

    async def _post(self, place: Place, message: OutboundMessage, key: str) -> Posted:
        if message.sealed:
            # A question is better not asked than asked where its answers cannot live.
            await self._rooms.require_sealable(place)
        files = await Files.of(message.files)
        mark = mark_of(str(place.id), message.thread, key)
        # What a forum lacks is open floor: what would stand there begins a thread.
        title = message.begins or (message.heading if place.shape is Shape.FORUM and message.thread is None else None)
        if place.shape is Shape.FORUM and title is not None:
            posted = await self._begin_post(place, title, message, files, key, mark)
        else:
            if place.shape is Shape.FORUM and message.thread is None:
                raise PlatformError(fault("discord_forum_only", channel=place.name))
            posted = await self._send(place, message, files, key, mark)
            if message.begins is not None and not message.sealed:
                thread = await self.begin_thread(place, int(posted.message), message.begins)
                posted = Posted(posted.message, thread)
        if message.sealed and message.begins is not None:
            return await self.seal(place, posted, message.begins)
        return posted

    async def _send(self, place: Place, message: OutboundMessage, files: Files, key: str, mark: str) -> Posted:
        client = await self._account.online()
        thread = None if message.thread is None else snowflake(message.thread)
        channel = client.get_partial_messageable(place.id if thread is None else thread, guild_id=place.guild)

        call = self._following.call(place, message)

        async def send() -> discord.Message:
            if message.poll is not None:
                # Nothing else may stand beside a poll.
                return await channel.send(poll=poll_made(message.poll), nonce=mark)
            parts = _parts(place, message, files, key, mark, call)
            return await channel.send(_words(message, call) or None, nonce=mark, **parts)

        right = Right.SEND if thread is None else Right.SEND_IN_THREADS
        if message.poll is not None:
            right = Right.POLLS
        with self._refusals.asking(channel.id, right, channel=place.name):
            if message.thread is None:
                sent = await send()
            else:
                sent = await self._threads.keeping(place, message.thread, send)
        return Posted(str(sent.id))

    async def _begin_post(
        self, place: Place, title: str, message: OutboundMessage, files: Files, key: str, mark: str
    ) -> Posted:
        floor = await self._rooms.floor(place)
        if not isinstance(floor, discord.ForumChannel):
            raise NoSuchPlace(fault("discord_wrong_channel", channel=place.name))
        call = self._following.call(place, message)
        parts = _parts(place, message, files, key, mark, call) | {"content": _words(message, call) or None}
        parts.pop("reference", None)
        parts["auto_archive_duration"] = LONGEST_SILENCE
        tags = await self._forums.tags(place, floor, message.heading)
        with self._refusals.asking(place.id, Right.SEND, channel=place.name):
            begun = await floor.create_thread(
                name=_titled(title),
                applied_tags=tags,
                **parts,
            )
        self._rooms.note(begun.thread)
        return Posted(str(begun.message.id), str(begun.thread.id))

    async def _retitle(self, place: Place, thread: str, title: str) -> None:
        found = await self._rooms.thread(place, thread)
        if found.name == _titled(title):
            return
        with self._refusals.asking(found.id, Right.MANAGE_THREADS, channel=place.name):
            await self._threads.within(place, thread, lambda: found.edit(name=_titled(title)))

    async def _somewhere(self, place: Place, posted: Posted, ask: Any, right: Right) -> None:
        """Do something to a message where it stands: in its thread; beneath the channel where it began the thread; in
        either where its answers are in a private one."""
        channels = _channels(place, posted)
        if posted.thread is not None:
            with contextlib.suppress(NoSuchPlace):
                if (asked := await self._questions.of(place, posted.thread)) is not None:
                    channels.append(snowflake(asked.channel))
        for number, channel in enumerate(channels, 1):
            try:
                with self._refusals.asking(channel, right, channel=place.name):
                    await self._threads.within(place, str(channel), lambda channel=channel: ask(channel))  # type: ignore[misc]
            except NoSuchPlace:
                if number == len(channels):
                    raise
            else:
                return


_HAS_A_THREAD = 160004


def _channels(place: Place, posted: Posted) -> list[int]:
    """Where a message may stand, the likeliest first."""
    message = snowflake(posted.message)
    begun = message if place.shape is Shape.FORUM else place.id
    if posted.thread is None:
        return [begun]
    thread = snowflake(posted.thread)
    return [begun] if thread == message else [thread, begun]


def _words(message: OutboundMessage, call: Call | None) -> str:
    return message.body + (call.words if call is not None else "")


def _parts(
    place: Place, message: OutboundMessage, files: Files, key: str, mark: str, call: Call | None
) -> dict[str, Any]:
    parts: dict[str, Any] = {} if call is None else {"allowed_mentions": call.allowed}
    if files:
        parts["files"] = files.anew()
    if message.buttons:
        parts["view"] = view_of(*buttons_of(message.buttons, key, mark))
    if message.reply_to is not None:
        parts["reference"] = discord.MessageReference(
            message_id=snowflake(message.reply_to),
            channel_id=place.id if message.thread is None else snowflake(message.thread),
            guild_id=place.guild,
            fail_if_not_exists=False,
        )
    return parts


def _view_kept(found: discord.Message, message: OutboundMessage) -> discord.ui.View | None:
    """The buttons of a message that is there, with the labels they have now; the one that opens the answers stays."""
    labels = {one.action: one.label for one in message.buttons}
    kept: list[discord.ui.Button[Any]] = []
    for row in found.components:
        for one in getattr(row, "children", ()):
            custom_id, label = getattr(one, "custom_id", None), getattr(one, "label", None)
            if custom_id is None:
                continue
            action = custom_id.split("/")[1] if custom_id.startswith("cafe/") else ""
            if Opens.read(custom_id) or action in labels:
                kept.append(button(custom_id, labels.get(action) or label or "", chief=not kept))
    return view_of(*kept) if kept else None


def _titled(title: str) -> str:
    return " ".join(title.split())[: DISCORD.title_limit] or "-"
