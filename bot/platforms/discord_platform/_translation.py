"""What Discord tells -> inbound events. Pure.

What is told live and what is read in a history is translated by the same functions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import discord

from bot.domain import (
    Attachment,
    EditUnread,
    PostEdited,
    PostErased,
    PostMade,
    PostUnread,
    Reacted,
    ReactionsCleared,
    RoomRef,
    Unreacted,
    clean_text,
)
from bot.platforms.discord_platform._carrying import name_in, words_in
from bot.platforms.discord_platform._marks import Said

_MEMBERS_OWN = (discord.MessageType.default, discord.MessageType.reply)
"""What a member writes; all else is told by Discord itself, or by an application."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: the bot's own id; whether Discord lets it read every message (the Message Content intent); the ids of
    applications, bots and webhooks through which members speak."""

    me: int
    reads_all: bool
    proxies: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Where:
    """The place of a message: its room, and the thread in it, ``None`` for the channel itself. ``private`` is a
    direct message to the bot."""

    room: RoomRef
    thread: str | None = None
    private: bool = False


def author_of(message: discord.Message, reader: Reader) -> str | None:
    """Whose words a message holds; ``None`` where they are no member's.

    Through a webhook several people may speak, whom only their names tell apart.
    """
    author = message.author
    if author.id == reader.me:
        said = _said(message)
        return None if said is None else said.author
    if message.type not in _MEMBERS_OWN:
        return None
    if message.webhook_id is not None:
        known = {message.webhook_id, message.application_id} & reader.proxies
        return f"{message.webhook_id}/{clean_text(author.name)}" if known else None
    return str(author.id) if not author.bot or author.id in reader.proxies else None


def made(message: discord.Message, where: Where, reader: Reader, name: str) -> PostMade | None:
    """A message as a post; ``None`` for one that is no member's, and for one whose words are kept from the bot.

    ``name`` is how its author is called in that server; of words that the bot passes on, the message says it itself.
    A thread has the id of the message that it began with.
    """
    author = author_of(message, reader)
    if author is None or not (where.private or _readable(message, reader)):
        return None
    return PostMade(
        room=where.room,
        at=message.created_at,
        position=None if where.private else str(message.id),
        post=str(message.id),
        author=author,
        name=clean_text(name_in(words_of(message)) if message.author.id == reader.me else name),
        text=_text(message, reader),
        thread=where.thread,
        reply_to=_reply(message),
        attachments=attachments_of(message),
        url=f"{message.channel.jump_url}/{message.id}",
        private=where.private,
        carried=message.author.id == reader.me,
        beside=None if where.private or where.thread else _reply(message),
        edited_at=None if message.author.id == reader.me else message.edited_at,
    )


def unread(message: discord.Message, where: Where, reader: Reader) -> PostUnread | None:
    """A member's message whose words are kept from the bot; ``None`` for any other."""
    if author_of(message, reader) is None or where.private or _readable(message, reader):
        return None
    return PostUnread(room=where.room, at=message.created_at, post=str(message.id))


def edited(message: discord.Message, where: Where, reader: Reader) -> PostEdited | EditUnread | None:
    """A message that was changed; ``None`` where only Discord changed it (a preview, a pin), and for what is no
    member's, the bot's own among them.

    Discord tells of each edit, and without the Message Content intent keeps its words back as it does those of a new
    message.
    """
    if message.edited_at is None or message.author.id == reader.me or author_of(message, reader) is None:
        return None
    if not (where.private or _readable(message, reader)):
        return EditUnread(room=where.room, at=message.edited_at, post=str(message.id))
    return PostEdited(
        room=where.room,
        at=message.edited_at,
        post=str(message.id),
        text=_text(message, reader),
        attachments=attachments_of(message),
    )


def erased(posts: Sequence[int], room: RoomRef, at: datetime) -> Iterator[PostErased]:
    """Messages that were deleted."""
    for post in sorted(posts):
        yield PostErased(room=room, at=at, post=str(post))


def reacted(event: discord.RawReactionActionEvent, room: RoomRef, reader: Reader, at: datetime) -> Reacted | None:
    """A reaction that was put; ``None`` for a bot's."""
    member = event.member
    if event.user_id == reader.me or (member is not None and member.bot):
        return None
    return Reacted(
        room=room,
        at=at,
        post=str(event.message_id),
        author=str(event.user_id),
        emoji=emoji_of(event.emoji),
        name=None if member is None else clean_text(member.display_name),
    )


def unreacted(event: discord.RawReactionActionEvent, room: RoomRef, reader: Reader, at: datetime) -> Unreacted | None:
    """A reaction that was taken back."""
    if event.user_id == reader.me:
        return None
    return Unreacted(
        room=room,
        at=at,
        post=str(event.message_id),
        author=str(event.user_id),
        emoji=emoji_of(event.emoji),
    )


def cleared(
    event: discord.RawReactionClearEvent | discord.RawReactionClearEmojiEvent, room: RoomRef, at: datetime
) -> ReactionsCleared:
    """Reactions that a moderator took off a message: all of them, or all of one emoji."""
    emoji = emoji_of(event.emoji) if isinstance(event, discord.RawReactionClearEmojiEvent) else None
    return ReactionsCleared(room=room, at=at, post=str(event.message_id), emoji=emoji)


def emoji_of(emoji: discord.PartialEmoji | discord.Emoji | str) -> str:
    """An emoji as it is kept: its characters, or how a server's own one is written, by its id alone. That one may be
    renamed, and its name or whether it moves is not told everywhere; Discord shows it whatever stands for the name."""
    if isinstance(emoji, str):
        return clean_text(emoji)
    return clean_text(emoji.name or "_") if emoji.id is None else f"<:_:{emoji.id}>"


def attachments_of(message: discord.Message) -> tuple[Attachment, ...]:
    """The files of a message."""
    return tuple(
        Attachment(
            clean_text(one.filename),
            None if one.description is None else clean_text(one.description),
            one.url,
            fetchable=True,
        )
        for one in message.attachments
    )


def custom_ids(message: discord.Message) -> Iterator[str]:
    """Those of a message's buttons."""
    # A payload without components leaves the message without the attribute.
    for row in getattr(message, "components", ()):
        for part in getattr(row, "children", ()):
            if custom_id := getattr(part, "custom_id", None):
                yield custom_id


def words_of(message: discord.Message) -> str:
    """What a message says: in its content, or in a component that holds more."""
    if message.content:
        return message.content
    return next((one.content for one in getattr(message, "components", ()) if isinstance(one, discord.TextDisplay)), "")


def _said(message: discord.Message) -> Said | None:
    return next(filter(None, map(Said.read, custom_ids(message))), None)


def _readable(message: discord.Message, reader: Reader) -> bool:
    if reader.reads_all or message.author.id == reader.me:
        return True
    # The gateway keeps the words back unless the bot is spoken to. A history may not: it goes by the same rule here.
    return any(one.id == reader.me for one in message.mentions)


def _text(message: discord.Message, reader: Reader) -> str:
    """Its words; that they were said to the bot is an address, and no part of them."""
    if message.author.id == reader.me:
        return clean_text(words_in(words_of(message)))
    return clean_text(re.sub(rf"\A\s*<@!?{reader.me}>[\s,:]*", "", message.content))


def _reply(message: discord.Message) -> str | None:
    reference = message.reference
    if reference is None or reference.message_id is None or message.type is not discord.MessageType.reply:
        return None
    return str(reference.message_id)
