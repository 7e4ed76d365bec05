"""What a homeserver tells -> inbound events. Pure.

What is told live and what is read in a history is translated by the same functions.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain import Attachment, PostEdited, PostErased, PostMade, Reacted, RoomRef, Unreacted, clean_text
from bot.platforms.matrix_platform._event import (
    MESSAGE,
    REACTION,
    Event,
    at_of,
    content_of,
    id_of,
    is_redacted,
    kind_of,
    latest_of,
    part_in,
    relation_of,
    replaced_by,
    reply_of,
    sender_of,
    text_in,
    thread_of,
    words_of,
)

_WORDS = ("m.text", "m.emote")
_FILES = ("m.image", "m.file", "m.video", "m.audio")


@dataclass(frozen=True, slots=True)
class Where:
    """The place of an event: its room, and the position that belongs to it. ``private`` is a room in which somebody is
    alone with the bot. ``thread`` is the one that the whole room is, where it was made in a space, and ``place`` the
    room's own id, where that is another one than its home's.
    """

    room: RoomRef
    position: str | None = None
    private: bool = False
    thread: str | None = None
    place: str | None = None


def is_post(event: Event, me: str) -> bool:
    """Whether it is a member's message: no edit, none of the bot's own (``me``), none of another bot's, which speaks by
    notices, and none that was redacted."""
    return (
        kind_of(event) == MESSAGE
        and sender_of(event) not in ("", me)
        and bool(id_of(event))
        and not is_redacted(event)
        and replaced_by(event) is None
        and content_of(event).get("msgtype") in (*_WORDS, *_FILES)
    )


def made(event: Event, where: Where, name: str) -> PostMade:
    """A member's message as a post, with its latest words. ``name`` is how its author is called in that room."""
    content, thread, reply = latest_of(event), thread_of(event), reply_of(event)
    if where.thread is not None:
        # In a room that is a workshop, a thread that members begin is a way to reply.
        thread, reply = where.thread, reply or thread
    return PostMade(
        room=where.room,
        at=at_of(event),
        position=where.position,
        post=id_of(event),
        author=sender_of(event),
        name=clean_text(name),
        text=words_of(content, reply is not None),
        thread=None if where.private else thread,
        reply_to=reply,
        attachments=attachments_of(content),
        url=None if where.private else link_to(event, where.place or where.room.room),
        private=where.private,
        beside=None if where.private or thread else reply,
    )


def edited(original: Event, where: Where, at: datetime) -> PostEdited:
    """A member's message as its latest edit has it."""
    content = latest_of(original)
    return PostEdited(
        room=where.room,
        at=at,
        position=where.position,
        post=id_of(original),
        text=words_of(content, reply_of(original) is not None),
        attachments=attachments_of(content),
    )


def replaced(original: Event, edit: Event) -> Event | None:
    """A message with an edit that has just come; ``None`` where that edit is none: nobody can change another's words,
    or make words of something else."""
    if sender_of(original) != sender_of(edit) or kind_of(original) != MESSAGE or is_redacted(original):
        return None
    if not part_in(content_of(edit), "m.new_content") or replaced_by(original) is not None:
        return None
    return {**original, "unsigned": {"m.relations": {"m.replace": edit}}}


def erased(event: str, where: Where, at: datetime) -> PostErased:
    """A message that was redacted."""
    return PostErased(room=where.room, at=at, position=where.position, post=event)


def reaction_in(event: Event, me: str) -> tuple[str, str] | None:
    """The post and the emoji of a member's reaction; ``None`` for anything else."""
    kind, post = relation_of(event)
    emoji = text_in(part_in(content_of(event), "m.relates_to"), "key")
    if kind_of(event) != REACTION or kind != "m.annotation" or not emoji or sender_of(event) in ("", me):
        return None
    return post, clean_text(emoji)


def reacted(event: Event, where: Where, reaction: tuple[str, str], name: str | None) -> Reacted:
    """A reaction that was put."""
    post, emoji = reaction
    return Reacted(
        room=where.room,
        at=at_of(event),
        position=where.position,
        post=post,
        author=sender_of(event),
        emoji=emoji,
        name=None if name is None else clean_text(name),
    )


def unreacted(where: Where, at: datetime, author: str, reaction: tuple[str, str]) -> Unreacted:
    """A reaction that was redacted, by whomever."""
    post, emoji = reaction
    return Unreacted(room=where.room, at=at, position=where.position, post=post, author=author, emoji=emoji)


def attachments_of(content: Event) -> tuple[Attachment, ...]:
    """The file of a message, which has one at most. Its description stands where its name does, for want of a place of
    its own."""
    url = text_in(content, "url") or text_in(part_in(content, "file"), "url")
    if content.get("msgtype") not in _FILES or not url or not url.startswith("mxc://"):
        return ()
    body, name = text_in(content, "body"), text_in(content, "filename")
    alt = text_in(part_in(content, "info"), "alt") or (body if name is None else None)
    described = None if alt is None else clean_text(alt)
    return (Attachment(clean_text(name or body or "file"), described, clean_text(url), fetchable=True),)


def link_to(event: Event, room: str) -> str:
    """The address that leads to an event, or without one to its room, whatever client opens it."""
    server = sender_of(event).partition(":")[2]
    via = f"?via={server}" if server else ""
    return f"https://matrix.to/#/{'/'.join(one for one in (room, id_of(event)) if one)}{via}"
