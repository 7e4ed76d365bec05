"""What a Discord holds: users, guilds, channels, threads, messages. Data, without behaviour worth the name."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from ._numbers import NO_FLAGS, NO_RIGHTS, POSTS_ONLY, THREADS, ChannelType, MessageFlag, MessageType, Permission

Payload: TypeAlias = dict[str, Any]


@dataclass(eq=False)
class User:
    """An account. ``direct_messages`` is false for one that takes none from members of its guilds."""

    id: int
    name: str
    display_name: str | None = None
    bot: bool = False
    locale: str = "fr"
    direct_messages: bool = True


@dataclass(eq=False)
class Role:
    id: int
    name: str
    permissions: Permission
    position: int = 1
    mentionable: bool = False
    managed_by: int | None = None


@dataclass(eq=False)
class Member:
    user: User
    joined_at: datetime
    nick: str | None = None
    roles: set[int] = field(default_factory=set)
    timed_out_until: datetime | None = None


@dataclass
class Overwrite:
    """What a role (type 0) or a member (type 1) may more or less in one channel."""

    id: int
    type: int
    allow: Permission = NO_RIGHTS
    deny: Permission = NO_RIGHTS


@dataclass
class Tag:
    id: int
    name: str
    moderated: bool = False
    emoji_id: int | None = None
    emoji_name: str | None = None


@dataclass(eq=False)
class Channel:
    """A channel of a guild, or a direct one (then ``recipient`` is who is at its other end)."""

    id: int
    type: ChannelType
    name: str
    guild: Guild | None = None
    parent_id: int | None = None
    topic: str | None = None
    nsfw: bool = False
    position: int = 0
    flags: int = 0
    slowmode: int = 0
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    tags: list[Tag] = field(default_factory=list)
    auto_archive: int | None = None
    default_reaction: Payload | None = None
    default_sort: int | None = None
    default_layout: int = 0
    recipient: User | None = None
    messages: dict[int, Message] = field(default_factory=dict)
    last_message_id: int | None = None
    last_pin: datetime | None = None

    @property
    def is_thread(self) -> bool:
        return self.type in THREADS

    @property
    def holds_posts(self) -> bool:
        """A forum: it has threads and no messages of its own."""
        return self.type in POSTS_ONLY


@dataclass(eq=False)
class Thread(Channel):
    """``archives_after`` is in minutes, as Discord counts it."""

    owner_id: int = 0
    archived: bool = False
    locked: bool = False
    invitable: bool = True
    archives_after: int = 1440
    changed_at: datetime | None = None
    active_at: datetime | None = None
    created_at: datetime | None = None
    members: dict[int, datetime] = field(default_factory=dict)
    applied_tags: list[int] = field(default_factory=list)
    sent: int = 0

    @property
    def private(self) -> bool:
        return self.type is ChannelType.PRIVATE_THREAD

    @property
    def falls_asleep_at(self) -> datetime:
        """When it is archived for silence."""
        assert self.active_at is not None
        return self.active_at + timedelta(minutes=self.archives_after)


@dataclass
class Attachment:
    """A file of a message; ``description`` is its alt text."""

    id: int
    filename: str
    content: bytes
    content_type: str
    description: str | None = None
    title: str | None = None


@dataclass
class Poll:
    question: Payload
    answers: list[Payload]
    expires_at: datetime
    multiple: bool = False
    layout: int = 1
    finished: bool = False
    votes: dict[int, dict[int, None]] = field(default_factory=dict)
    """The voters of each answer, in the order in which they voted."""


@dataclass(eq=False)
class Message:
    """``pinged`` holds who was notified: nobody, if a bot behaves. ``only_for`` is who alone sees an ephemeral one."""

    id: int
    channel: Channel
    author: User
    at: datetime
    content: str = ""
    type: MessageType = MessageType.DEFAULT
    flags: MessageFlag = NO_FLAGS
    edited_at: datetime | None = None
    embeds: list[Payload] = field(default_factory=list)
    components: list[Payload] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    reactions: dict[str, dict[int, None]] = field(default_factory=dict)
    poll: Poll | None = None
    pinned_at: datetime | None = None
    reference: Payload | None = None
    replied_to: Message | None = None
    reply_pings: bool = False
    nonce: str | int | None = None
    mentions: list[User] = field(default_factory=list)
    mentioned_roles: list[int] = field(default_factory=list)
    mentions_everyone: bool = False
    pinged: set[int] = field(default_factory=set)
    webhook_id: int | None = None
    webhook_name: str | None = None
    interaction: Payload | None = None
    only_for: int | None = None

    @property
    def is_v2(self) -> bool:
        return MessageFlag.IS_COMPONENTS_V2 in self.flags

    @property
    def url(self) -> str:
        guild = self.channel.guild.id if self.channel.guild else "@me"
        return f"https://discord.com/channels/{guild}/{self.channel.id}/{self.id}"


@dataclass(eq=False)
class Happening:
    """A scheduled event."""

    id: int
    name: str
    creator: User
    starts_at: datetime
    ends_at: datetime | None
    entity_type: int
    description: str | None = None
    location: str | None = None
    channel_id: int | None = None
    status: int = 1
    interested: dict[int, None] = field(default_factory=dict)


@dataclass(eq=False)
class Guild:
    id: int
    name: str
    owner: User
    locale: str = "fr"
    community: bool = True
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    threads: dict[int, Thread] = field(default_factory=dict)
    happenings: dict[int, Happening] = field(default_factory=dict)

    @property
    def everyone(self) -> Role:
        """The role that all have: its id is the guild's."""
        return self.roles[self.id]

    def channel(self, name: str) -> Channel:
        """The channel or thread of that name. Raises `LookupError`."""
        for channel in (*self.channels.values(), *self.threads.values()):
            if channel.name == name:
                return channel
        raise LookupError(f"no channel is called {name!r}")
