"""All there is in this Discord, and whoever wants to hear what happens in it. It outlives every bot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from ._message_payloads import message_payload, readable_by
from ._numbers import ALWAYS, ChannelType, Intent, Permission
from ._payloads import channel_payload, member_payload, thread_member_payload, thread_payload
from ._permissions import rights_in
from ._refusals import UNKNOWN_CHANNEL, UNKNOWN_GUILD, UNKNOWN_MESSAGE, unknown
from ._things import Channel, Guild, Message, Payload, Thread, User

EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
"""Where Discord's snowflakes begin."""


@dataclass(frozen=True)
class Event:
    """Something that happened. It reaches a session that asked for one of ``intents`` (none: every one), whose shard
    has the ``guild``, if the bot can see the ``channel``. ``veiled`` is how one without Message Content sees it."""

    name: str
    payload: Payload
    intents: Intent = ALWAYS
    guild: Guild | None = None
    channel: Channel | None = None
    veiled: Callable[[], Payload] | None = None


class World:
    """The state, the clock and the numbers. ``base`` is the address under which its files are served."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self.base = ""
        self._last = 0
        self._hearers: list[Callable[[Event], None]] = []
        self.bot = User(self.snowflake(), "cafe", bot=True)
        self.users: dict[int, User] = {self.bot.id: self.bot}
        self.guilds: dict[int, Guild] = {}
        self.direct: dict[int, Channel] = {}
        self.polls: list[Message] = []
        """Those that are open."""
        self.next_due = datetime.max.replace(tzinfo=UTC)
        """Before that nothing happens by itself."""
        self.pings: list[tuple[Message, set[int]]] = []
        """Every message that notified somebody, and whom."""

    def snowflake(self) -> int:
        """A new id: it tells the clock's instant, and is greater than all before."""
        at = int((self.now() - EPOCH) / timedelta(milliseconds=1)) << 22
        self._last = max(at, self._last + 1)
        return self._last

    def hear(self, hearer: Callable[[Event], None]) -> None:
        self._hearers.append(hearer)

    def emit(
        self,
        name: str,
        payload: Payload,
        intents: Intent = ALWAYS,
        guild: Guild | None = None,
        channel: Channel | None = None,
        veiled: Callable[[], Payload] | None = None,
    ) -> None:
        """Tell everybody who listens, in order."""
        event = Event(name, payload, intents, guild, channel, veiled)
        for hearer in self._hearers:
            hearer(event)

    def payload(self, message: Message, *, content: bool = True) -> Payload:
        return message_payload(message, self.base, self.bot.id, content=content)

    def tell(self, name: str, message: Message, **more: Any) -> None:
        """Emit an event that carries a message, and its author as a member."""
        guild = message.channel.guild
        if guild:
            more |= {"guild_id": str(guild.id)}
        more["channel_type"] = int(message.channel.type)
        readable = readable_by(message, self.bot.id)
        self.emit(
            name,
            {**self.payload(message), **more},
            Intent.GUILD_MESSAGES if guild else Intent.DIRECT_MESSAGES,
            guild,
            message.channel,
            None if readable else lambda: {**self.payload(message, content=False), **more},
        )

    def tell_of(self, name: str, channel: Channel, payload: Payload, there: Intent, direct: Intent) -> None:
        """Emit an event about something in a channel, by the intent for guilds or that for direct messages."""
        guild = channel.guild
        payload = {"channel_id": str(channel.id), **payload, **({"guild_id": str(guild.id)} if guild else {})}
        self.emit(name, payload, there if guild else direct, guild, channel)

    def rights(self, channel: Channel, user: User) -> Permission:
        return rights_in(channel, user, self.now())

    def sees(self, channel: Channel, user: User) -> bool:
        if channel.guild is None:
            return user in (channel.recipient, self.bot)
        return Permission.VIEW_CHANNEL in self.rights(channel, user)

    def guild(self, number: int, user: User | None = None) -> Guild:
        """Raises `Refused` where there is none, or where that user is not in it."""
        guild = self.guilds.get(number)
        if guild is None or (user and user.id not in guild.members):
            raise unknown(*UNKNOWN_GUILD)
        return guild

    def channel(self, number: int) -> Channel:
        """The channel, thread or direct channel of that id. Raises `Refused`."""
        if found := self.direct.get(number):
            return found
        for guild in self.guilds.values():
            if found := guild.channels.get(number) or guild.threads.get(number):
                return found
        raise unknown(*UNKNOWN_CHANNEL)

    def thread(self, number: int) -> Thread:
        """Raises `Refused`."""
        found = self.channel(number)
        if not isinstance(found, Thread):
            raise unknown(*UNKNOWN_CHANNEL)
        return found

    def message(self, channel: Channel, number: int) -> Message:
        """Raises `Refused`, for an ephemeral one too."""
        found = channel.messages.get(number)
        if found is None or found.only_for is not None:
            raise unknown(*UNKNOWN_MESSAGE)
        return found

    def threads_of(self, channel: Channel) -> list[Thread]:
        assert channel.guild is not None
        return [thread for thread in channel.guild.threads.values() if thread.parent_id == channel.id]

    def direct_channel(self, user: User) -> Channel:
        """The channel of direct messages between the bot and a user, made if there is none."""
        for channel in self.direct.values():
            if channel.recipient is user:
                return channel
        made = Channel(self.snowflake(), ChannelType.DM, "", recipient=user)
        self.direct[made.id] = made
        return made

    def tell_channel(self, channel: Channel, name: str = "CHANNEL_UPDATE") -> None:
        """Emit an event that carries a channel, which a bot hears of even where it sees nothing, or a thread."""
        payload = channel_payload(channel)
        if isinstance(channel, Thread):
            payload = thread_payload(channel, self.bot.id)
        elif channel.guild:
            payload["guild_id"] = str(channel.guild.id)
        self.emit(name, payload, Intent.GUILDS, channel.guild, channel if channel.is_thread else None)

    def tell_members(self, thread: Thread, *, added: User | None = None, removed: User | None = None) -> None:
        """Say who has come into a thread or left it; the bot hears of itself without the intent for members."""
        assert thread.guild is not None
        payload = {"id": str(thread.id), "guild_id": str(thread.guild.id), "member_count": min(len(thread.members), 50)}
        if added:
            member = thread.guild.members[added.id]
            payload["added_members"] = [
                {**thread_member_payload(thread, added.id), "member": member_payload(member), "presence": None}
            ]
        if removed:
            payload["removed_member_ids"] = [str(removed.id)]
        own = self.bot in (added, removed)
        intents = Intent.GUILDS if own else Intent.GUILD_MEMBERS
        self.emit("THREAD_MEMBERS_UPDATE", payload, intents, thread.guild, thread)

    def remind(self, at: datetime) -> None:
        """Something falls due at that instant."""
        self.next_due = min(self.next_due, at)
