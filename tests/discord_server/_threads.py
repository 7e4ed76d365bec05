"""Threads: begun from a message, on their own, or as a forum's post; changed, joined, put away."""

from __future__ import annotations

from typing import Any

from ._audit import AuditLog, Deed
from ._messages import Messages
from ._numbers import (
    NO_RIGHTS,
    PINNED_POST,
    REQUIRE_TAG,
    ChannelType,
    Intent,
    MessageFlag,
    MessageType,
    Permission,
)
from ._payloads import thread_payload
from ._permissions import need
from ._refusals import UNKNOWN_MEMBER, Refused, archived, no_right, unknown
from ._things import Channel, Message, Thread, User
from ._world import World

ARCHIVES_AFTER = (60, 1440, 4320, 10080)
OWNERS_CHANGES = {"name", "archived", "archives_after", "invitable", "applied_tags"}

NOTED = {"name": "name", "archived": "archived", "locked": "locked", "archives_after": "auto_archive_duration"}
"""What of a change stands in the audit log, by its name there."""

ACTIVE_LIMIT = 1000
"""Active threads that a guild may have."""


class Threads:
    """Every way of making and changing a thread. ``Refused`` is raised where a right is missing."""

    def __init__(self, world: World, messages: Messages, audit: AuditLog) -> None:
        self.world = world
        self.messages = messages
        self.audit = audit

    def begin_from(self, message: Message, name: str, by: User, archives_after: int | None = None) -> Thread:
        """A thread from a message, whose id it gets."""
        channel = message.channel
        need(channel, by, Permission.CREATE_PUBLIC_THREADS, self.world.now())
        if channel.is_thread or channel.guild is None:
            raise Refused(400, 50024, "Cannot execute action on this channel type")
        if message.id in channel.guild.threads:
            raise Refused(400, 160004, "A thread has already been created for this message")
        thread = self._make(channel, message.id, name, by, archives_after, ChannelType.PUBLIC_THREAD)
        message.flags |= MessageFlag.HAS_THREAD
        self.world.tell("MESSAGE_UPDATE", message)
        self.messages.put(
            thread,
            by,
            type=MessageType.THREAD_STARTER_MESSAGE,
            replied_to=message,
            reference={
                "type": 0,
                "channel_id": str(channel.id),
                "message_id": str(message.id),
                "guild_id": str(channel.guild.id),
            },
        )
        return thread

    def begin(
        self, channel: Channel, name: str, by: User, *, private: bool, archives_after: int | None = None, **more: Any
    ) -> Thread:
        """A thread without a message before it."""
        wanted = Permission.CREATE_PRIVATE_THREADS if private else Permission.CREATE_PUBLIC_THREADS
        need(channel, by, wanted, self.world.now())
        if channel.type not in (ChannelType.TEXT, ChannelType.NEWS):
            raise Refused(400, 50024, "Cannot execute action on this channel type")
        kind = ChannelType.PRIVATE_THREAD if private else ChannelType.PUBLIC_THREAD
        thread = self._make(channel, self.world.snowflake(), name, by, archives_after, kind, **more)
        if not private:
            self.messages.put(
                channel,
                by,
                name,
                type=MessageType.THREAD_CREATED,
                allowed_mentions={},
                reference={"type": 0, "channel_id": str(thread.id), "guild_id": str(thread.guild and thread.guild.id)},
            )
        return thread

    def begin_post(
        self, forum: Channel, name: str, by: User, content: str = "", tags: list[int] | None = None, **given: Any
    ) -> Thread:
        """A post in a forum: its thread and its first message, which has the thread's id."""
        archives_after = given.pop("archives_after", None)
        slowmode = given.pop("slowmode", 0)
        wanted = Permission.SEND_MESSAGES | (Permission.ATTACH_FILES if given.get("attachments") else NO_RIGHTS)
        if given.get("embeds"):
            wanted |= Permission.EMBED_LINKS
        rights = need(forum, by, wanted, self.world.now())
        tags = tags or []
        self._may_tag(forum, tags, rights)
        thread = self._make(
            forum,
            self.world.snowflake(),
            name,
            by,
            archives_after,
            ChannelType.PUBLIC_THREAD,
            applied_tags=tags,
            slowmode=slowmode,
        )
        self.messages.put(thread, by, content, id=thread.id, **given)
        forum.last_message_id = thread.id
        return thread

    def _may_tag(self, forum: Channel, tags: list[int], rights: Permission) -> None:
        known = {tag.id: tag for tag in forum.tags}
        if any(tag not in known for tag in tags):
            raise Refused(400, 10087, "Unknown tag")
        if forum.flags & REQUIRE_TAG and not tags:
            raise Refused(400, 40067, "A tag is required to create a forum post in this channel")
        if any(known[tag].moderated for tag in tags) and Permission.MANAGE_THREADS not in rights:
            raise no_right()

    def _make(
        self,
        parent: Channel,
        number: int,
        name: str,
        by: User,
        archives_after: int | None,
        kind: ChannelType,
        **more: Any,
    ) -> Thread:
        assert parent.guild is not None
        if sum(not one.archived for one in parent.guild.threads.values()) >= ACTIVE_LIMIT:
            raise Refused(400, 160006, "Maximum number of active threads reached")
        now = self.world.now()
        thread = Thread(
            number,
            kind,
            name,
            parent.guild,
            parent.id,
            owner_id=by.id,
            archives_after=archives_after or parent.auto_archive or 1440,
            changed_at=now,
            active_at=now,
            created_at=now,
            members={by.id: now},
            **more,
        )
        parent.guild.threads[number] = thread
        self.world.remind(thread.falls_asleep_at)
        payload = {**thread_payload(thread, self.world.bot.id), "newly_created": True}
        self.world.emit("THREAD_CREATE", payload, Intent.GUILDS, parent.guild, thread)
        return thread

    def change(self, thread: Thread, by: User, **changes: Any) -> Thread:
        """Rename, archive, lock, tag, pin a post, ... Raises `Refused`."""
        rights = need(thread, by, NO_RIGHTS, self.world.now())
        moderates = Permission.MANAGE_THREADS in rights
        if thread.archived and changes.get("archived", True) and set(changes) != {"archived"}:
            raise archived()
        only_wakes = set(changes) <= {"archived"} and changes.get("archived") is False and not thread.locked
        owns = thread.owner_id == by.id and set(changes) <= OWNERS_CHANGES and not thread.locked
        if not (moderates or owns or (only_wakes and Permission.SEND_MESSAGES in rights)):
            raise no_right()
        parent = self.world.channel(thread.parent_id or 0)
        if "applied_tags" in changes:
            self._may_tag(parent, changes["applied_tags"], rights)
        if "flags" in changes and changes["flags"] & PINNED_POST:
            for other in self.world.threads_of(parent):
                if other is not thread and other.flags & PINNED_POST:
                    other.flags &= ~PINNED_POST
                    self.world.tell_channel(other, "THREAD_UPDATE")
        renamed = changes.get("name", thread.name) != thread.name
        if changes.get("archived", thread.archived) != thread.archived:
            thread.changed_at = self.world.now()
            thread.active_at = self.world.now()
        assert thread.guild is not None
        different = {key: (getattr(thread, key), new) for key, new in changes.items() if getattr(thread, key) != new}
        if noted := {NOTED[key]: pair for key, pair in different.items() if key in NOTED}:
            self.audit.note(thread.guild, by, Deed.THREAD_UPDATE, thread.id, changes=noted)
        for name, value in changes.items():
            setattr(thread, name, value)
        self.world.remind(thread.falls_asleep_at)
        self.world.tell_channel(thread, "THREAD_UPDATE")
        if renamed and not parent.holds_posts:
            self.messages.put(thread, by, thread.name, type=MessageType.CHANNEL_NAME_CHANGE, allowed_mentions={})
        return thread

    def delete(self, thread: Thread, by: User) -> None:
        need(thread, by, Permission.MANAGE_THREADS, self.world.now())
        assert thread.guild is not None
        self.audit.note(thread.guild, by, Deed.THREAD_DELETE, thread.id)
        self.remove(thread)

    def remove(self, thread: Thread) -> None:
        """The same without asking for rights."""
        assert thread.guild is not None
        seen = self.world.sees(thread, self.world.bot)
        del thread.guild.threads[thread.id]
        if seen:
            payload = {
                "id": str(thread.id),
                "guild_id": str(thread.guild.id),
                "parent_id": str(thread.parent_id),
                "type": int(thread.type),
            }
            self.world.emit("THREAD_DELETE", payload, Intent.GUILDS, thread.guild)
        parent = thread.guild.channels.get(thread.parent_id or 0)
        if parent and (starter := parent.messages.get(thread.id)):
            starter.flags &= ~MessageFlag.HAS_THREAD

    def add(self, thread: Thread, user: User, by: User) -> None:
        """Let somebody into a thread, or go in oneself. Repeating it changes nothing. Raises `Refused`."""
        assert thread.guild is not None
        if by is user:
            need(thread, by, NO_RIGHTS, self.world.now())
        else:
            rights = need(thread, by, Permission.SEND_MESSAGES, self.world.now())
            if thread.private and not thread.invitable and Permission.MANAGE_THREADS not in rights:
                raise no_right()
        if thread.archived:
            raise archived()
        if user.id not in thread.guild.members:
            raise unknown(*UNKNOWN_MEMBER)
        parent = self.world.channel(thread.parent_id or 0)
        if not self.world.sees(parent, user):
            raise Refused(403, 50001, "Missing Access")
        if user.id in thread.members:
            return
        thread.members[user.id] = self.world.now()
        if user is self.world.bot:
            self.world.tell_channel(thread, "THREAD_CREATE")
        self.world.tell_members(thread, added=user)
        if by is not user:
            self.messages.put(thread, by, type=MessageType.RECIPIENT_ADD, mentions=[user], allowed_mentions={})

    def take_out(self, thread: Thread, user: User, by: User) -> None:
        """Raises `Refused`."""
        if by is not user:
            rights = need(thread, by, NO_RIGHTS, self.world.now())
            if Permission.MANAGE_THREADS not in rights and not (thread.private and thread.owner_id == by.id):
                raise no_right()
        if thread.archived:
            raise archived()
        if user.id not in thread.members:
            raise unknown(*UNKNOWN_MEMBER)
        self.world.tell_members(thread, removed=user)
        del thread.members[user.id]
