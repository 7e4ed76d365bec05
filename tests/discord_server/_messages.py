"""What happens to messages, whoever does it: a member of the tests or the bot. Each thing asks for its rights."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from ._audit import AuditLog, Deed
from ._message_payloads import words_of
from ._numbers import COUNTED, NO_RIGHTS, Intent, MessageType, Permission
from ._payloads import member_payload
from ._permissions import need
from ._refusals import Refused, archived, no_right
from ._things import Channel, Message, Payload, Thread, User
from ._world import World

MENTION = re.compile(r"<@!?(\d+)>")
ROLE_MENTION = re.compile(r"<@&(\d+)>")
BULK_AGE = timedelta(days=14)


class Messages:
    """Posting, editing, deleting."""

    def __init__(self, world: World, audit: AuditLog) -> None:
        self.world = world
        self.audit = audit

    def post(self, channel: Channel, author: User, content: str = "", **given: Any) -> Message:
        """A message by somebody who may post there.

        ``given``: ``reply_to`` and ``ping``; ``allowed_mentions`` as in a request; ``embeds``, ``components``,
        ``attachments``, ``poll``, ``flags``, ``nonce``. Raises `Refused`.
        """
        self.may_post(channel, author, **given)
        return self.put(channel, author, content, **given)

    def may_post(self, channel: Channel, author: User, **given: Any) -> None:
        """Raises `Refused` for who may not post that there."""
        wanted = Permission.SEND_MESSAGES
        if given.get("attachments"):
            wanted |= Permission.ATTACH_FILES
        if given.get("embeds"):
            wanted |= Permission.EMBED_LINKS
        if given.get("poll"):
            wanted |= Permission.SEND_POLLS
        rights = need(channel, author, wanted, self.world.now())
        if channel.holds_posts:
            raise Refused(400, 50008, "Cannot send messages in a non-text channel")
        if given.get("reply_to") and Permission.READ_MESSAGE_HISTORY not in rights:
            raise Refused(400, 160002, "Cannot reply without permission to read message history")
        if isinstance(channel, Thread) and channel.locked and Permission.MANAGE_THREADS not in rights:
            raise archived() if channel.archived else Refused(400, 160005, "This thread is locked")
        if channel.recipient and author is self.world.bot:
            self._may_write_directly(channel.recipient)

    def _may_write_directly(self, user: User) -> None:
        if not any(user.id in guild.members for guild in self.world.guilds.values() if self._has_bot(guild.members)):
            raise Refused(403, 50278, "Cannot send messages to this user due to having no mutual guilds")
        if not user.direct_messages:
            raise Refused(403, 50007, "Cannot send messages to this user")

    def _has_bot(self, members: dict[int, Any]) -> bool:
        return self.world.bot.id in members

    def put(self, channel: Channel, author: User, content: str = "", **given: Any) -> Message:
        """The same without asking for rights: what Discord itself writes, and answers to interactions."""
        number = given.pop("id", None) or self.world.snowflake()
        message = Message(number, channel, author, self.world.now(), content.strip())
        reply_to: Message | None = given.pop("reply_to", None)
        ping: bool = given.pop("ping", True)
        allowed: Payload | None = given.pop("allowed_mentions", None)
        for name, value in given.items():
            setattr(message, name, value)
        if reply_to:
            message.reply_pings = ping if allowed is None else bool(allowed.get("replied_user"))
            message.type = MessageType.REPLY
            message.replied_to = reply_to
            message.reference = {
                "type": 0,
                "channel_id": str(channel.id),
                "message_id": str(reply_to.id),
                **({"guild_id": str(channel.guild.id)} if channel.guild else {}),
            }
        if message.type in COUNTED:
            self._mention(message, allowed, notify=True)
        channel.messages[message.id] = message
        if message.poll:
            self.world.polls.append(message)
            self.world.remind(message.poll.expires_at)
        if message.only_for is None:
            channel.last_message_id = message.id
            if isinstance(channel, Thread):
                self._wake(channel, message)
            member = channel.guild.members.get(author.id) if channel.guild else None
            self.world.tell(
                "MESSAGE_CREATE",
                message,
                **({"member": member_payload(member, user=False)} if member and not message.webhook_id else {}),
            )
        return message

    def _wake(self, thread: Thread, message: Message) -> None:
        """A word wakes a thread, counts in it, and brings its author into it."""
        thread.active_at = self.world.now()
        if message.type not in COUNTED:
            return
        thread.sent += message.id != thread.id
        if thread.archived:
            thread.archived = False
            thread.changed_at = self.world.now()
            self.world.remind(thread.falls_asleep_at)
            self.world.tell_channel(thread, "THREAD_UPDATE")
        if message.webhook_id is None and message.author.id not in thread.members:
            thread.members[message.author.id] = self.world.now()
            self.world.tell_members(thread, added=message.author)

    def _mention(self, message: Message, allowed: Payload | None, *, notify: bool) -> None:
        """Work out whom a message mentions, and whom it notifies; an edit notifies nobody."""
        guild = message.channel.guild
        kinds = {"users", "roles", "everyone"} if allowed is None else set(allowed.get("parse") or ())
        users = {int(one) for one in (allowed or {}).get("users") or ()}
        roles = {int(one) for one in (allowed or {}).get("roles") or ()}
        words = words_of(message)
        named = {int(one) for one in MENTION.findall(words)}
        wanted = {one for one in named if one in self.world.users and ("users" in kinds or one in users)}
        replied_to = message.replied_to
        if replied_to and message.reply_pings and replied_to.webhook_id is None:
            wanted.add(replied_to.author.id)
        message.mentions = [self.world.users[one] for one in sorted(wanted)]
        pinged = wanted - {message.author.id}
        message.mentioned_roles, message.mentions_everyone = [], False
        may_all = guild and Permission.MENTION_EVERYONE in self.world.rights(message.channel, message.author)
        for one in map(int, ROLE_MENTION.findall(words)):
            role = guild.roles.get(one) if guild else None
            if guild and role and one not in message.mentioned_roles and ("roles" in kinds or one in roles):
                message.mentioned_roles.append(one)
                if role.mentionable or may_all:
                    pinged |= {one for one, member in guild.members.items() if role.id in member.roles}
        if guild and "everyone" in kinds and may_all and re.search("@(everyone|here)", words):
            message.mentions_everyone = True
            pinged |= set(guild.members)
        if notify and pinged:
            message.pinged = pinged
            self.world.pings.append((message, pinged))

    def edit(self, message: Message, author: User, **changes: Any) -> Message:
        """Change one's own message. Raises `Refused`."""
        if message.author is not author or message.webhook_id:
            raise Refused(403, 50005, "Cannot edit a message authored by another user")
        if isinstance(message.channel, Thread) and message.channel.archived:
            raise archived()
        return self.change(message, **changes)

    def change(self, message: Message, **changes: Any) -> Message:
        """The same without asking for rights."""
        allowed = changes.pop("allowed_mentions", None)
        for name, value in changes.items():
            setattr(message, name, value)
        message.content = message.content.strip()
        message.edited_at = self.world.now()
        if {"content", "components"} & set(changes):
            self._mention(message, allowed, notify=False)
        if message.only_for is None:
            self.world.tell("MESSAGE_UPDATE", message)
        return message

    def delete(self, message: Message, author: User) -> None:
        """Take a message away: one's own, or with the right to. Raises `Refused`."""
        rights = need(message.channel, author, NO_RIGHTS, self.world.now())
        if message.author is not author and Permission.MANAGE_MESSAGES not in rights:
            raise no_right()
        if message.author is not author and message.channel.guild:
            options = {"channel_id": str(message.channel.id), "count": "1"}
            self.audit.note(message.channel.guild, author, Deed.MESSAGE_DELETE, message.author.id, options=options)
        self.remove(message)

    def remove(self, message: Message) -> None:
        del message.channel.messages[message.id]
        if message.only_for is None:
            self._gone("MESSAGE_DELETE", message.channel, {"id": str(message.id)})

    def delete_many(self, channel: Channel, numbers: list[int], author: User) -> None:
        """Bulk deletion. Raises `Refused`, for messages older than two weeks too."""
        need(channel, author, Permission.MANAGE_MESSAGES, self.world.now())
        found = [channel.messages[number] for number in numbers if number in channel.messages]
        if any(message.at < self.world.now() - BULK_AGE for message in found):
            raise Refused(400, 50034, "You can only bulk delete messages that are under 14 days old.")
        for message in found:
            del channel.messages[message.id]
        if channel.guild:
            options = {"count": str(len(found))}
            self.audit.note(channel.guild, author, Deed.MESSAGE_BULK_DELETE, channel.id, options=options)
        self._gone("MESSAGE_DELETE_BULK", channel, {"ids": [str(number) for number in numbers]})

    def _gone(self, name: str, channel: Channel, payload: Payload) -> None:
        self.world.tell_of(name, channel, payload, Intent.GUILD_MESSAGES, Intent.DIRECT_MESSAGES)
