"""The people of the tests: they type, reply, edit, delete, react and vote, with the rights they have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._acting import Acting
from ._numbers import Intent
from ._refusals import Invalid
from ._things import Attachment, Channel, Guild, Happening, Member, Message, Role, Tag, Thread, User

if TYPE_CHECKING:
    from ._server import DiscordServer

LONGEST = 4000
"""Characters of a message by somebody who pays for more than the 2,000 that others have."""


def _fitting(text: str) -> str:
    if len(text) > LONGEST:
        raise Invalid("content", f"Must be {LONGEST} or fewer in length.")
    return text


class Person(Acting):
    """A member of a guild (or of several). What they may not do raises `Refused`."""

    def __init__(self, server: DiscordServer, user: User) -> None:
        self.server = server
        self.user = user

    @property
    def id(self) -> str:
        """As Discord writes it."""
        return str(self.user.id)

    def __repr__(self) -> str:
        return f"<{self.user.name}>"

    # where they are

    def joins(self, guild: Guild, *, nick: str | None = None, roles: tuple[Role, ...] = ()) -> Member:
        return self.server.guilds.join(guild, self.user, nick, roles)

    def leaves(self, guild: Guild) -> None:
        self.server.guilds.leave(guild, self.user)

    def closes_direct_messages(self) -> None:
        """From now on the bot's direct messages are refused with 50007."""
        self.user.direct_messages = False

    def sees(self, channel: Channel) -> list[Message]:
        """The messages that they can read there, the oldest first; ephemeral ones for them are among them."""
        if not self.server.world.sees(channel, self.user):
            return []
        return [one for one in channel.messages.values() if one.only_for in (None, self.user.id)]

    @property
    def inbox(self) -> list[Message]:
        """The direct messages between them and the bot, both ways."""
        return list(self.server.world.direct_channel(self.user).messages.values())

    @property
    def pinged_by(self) -> list[Message]:
        """The messages that notified them."""
        return [message for message, users in self.server.world.pings if self.user.id in users]

    # what they say

    def says(
        self,
        channel: Channel,
        text: str = "",
        *,
        reply_to: Message | None = None,
        ping: bool = True,
        files: tuple[Attachment, ...] = (),
    ) -> Message:
        """Post up to 4,000 characters in a channel or a thread. ``ping``: a reply notifies whom it answers, as it does
        unless switched off."""
        self.server.keep_files(list(files))
        self.server.catch_up()
        return self.server.messages.post(
            channel, self.user, _fitting(text), reply_to=reply_to, ping=ping, attachments=list(files)
        )

    def writes_to_bot(self, text: str) -> Message:
        """A direct message."""
        return self.server.messages.post(self.server.world.direct_channel(self.user), self.user, text)

    def file(self, name: str, content: bytes, kind: str = "text/plain", alt: str | None = None) -> Attachment:
        """A file to send; ``alt`` describes a picture."""
        return Attachment(self.server.world.snowflake(), name, content, kind, alt)

    def edits(self, message: Message, text: str) -> Message:
        return self.server.messages.edit(message, self.user, content=_fitting(text))

    def deletes(self, message: Message) -> None:
        self.server.messages.delete(message, self.user)

    def deletes_many(self, messages: list[Message]) -> None:
        """Bulk deletion, which needs the right to it."""
        numbers = [message.id for message in messages]
        self.server.messages.delete_many(messages[0].channel, numbers, self.user)

    def reacts(self, message: Message, emoji: str) -> None:
        """``emoji`` is ``👍`` or ``name:id``."""
        self.server.marks.react(message, self.user, emoji)

    def unreacts(self, message: Message, emoji: str) -> None:
        self.server.marks.unreact(message, self.user, emoji)

    def clears(self, message: Message, emoji: str | None = None) -> None:
        """Take away everybody's reactions (of one emoji), which needs the right to it."""
        self.server.marks.clear_reactions(message, self.user, emoji)

    def pins(self, message: Message, *, pinned: bool = True) -> None:
        self.server.marks.pin(message, self.user, pinned=pinned)

    def votes(self, message: Message, answer: int) -> None:
        """``answer`` counts from 1. In a poll with one answer, the former vote is taken back."""
        self.server.marks.vote(message, self.user, answer)

    def takes_vote_back(self, message: Message, answer: int) -> None:
        self.server.marks.vote(message, self.user, answer, taken_back=True)

    def attends(self, guild: Guild, happening: Happening) -> None:
        """Say that they are interested in a scheduled event."""
        happening.interested[self.user.id] = None
        ids = {"guild_id": guild.id, "guild_scheduled_event_id": happening.id, "user_id": self.user.id}
        payload = {name: str(number) for name, number in ids.items()}
        self.server.world.emit("GUILD_SCHEDULED_EVENT_USER_ADD", payload, Intent.GUILD_SCHEDULED_EVENTS, guild)

    # threads

    def begins_thread(self, message: Message, name: str) -> Thread:
        return self.server.threads.begin_from(message, name, self.user)

    def begins_post(self, forum: Channel, name: str, text: str, tags: tuple[Tag, ...] = ()) -> Thread:
        return self.server.threads.begin_post(forum, name, self.user, _fitting(text), tags=[tag.id for tag in tags])

    def enters(self, thread: Thread) -> None:
        self.server.threads.add(thread, self.user, self.user)

    def archives(self, thread: Thread, *, locked: bool | None = None) -> None:
        """Put a thread away, and lock or unlock it; needs the right to, unless it is their own."""
        changes = {} if locked is None else {"locked": locked}
        self.server.threads.change(thread, self.user, archived=True, **changes)

    def wakes(self, thread: Thread) -> None:
        self.server.threads.change(thread, self.user, archived=False)

    def deletes_thread(self, thread: Thread) -> None:
        self.server.threads.delete(thread, self.user)
