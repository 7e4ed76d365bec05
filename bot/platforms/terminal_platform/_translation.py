"""A line of the stage's log, or a message as it stands -> inbound events. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.domain import (
    Chosen,
    ConsentGiven,
    Inbound,
    Kept,
    PostEdited,
    PostErased,
    PostMade,
    Reacted,
    RoomRef,
    Unreacted,
    Withdrew,
)
from bot.stage import StageEvent, StageEventKind, StageMessage, StageReaction


def inbound(event: StageEvent, room: RoomRef) -> Inbound | None:
    """What the core is told of an event, with the latest words alone; ``None`` where there is nothing to tell:
    the bot's own messages, and what happened to a message that is erased by now, except its erasure.
    """
    if event.message is not None and event.kind in _OF_A_MESSAGE:
        return _of_message(event, event.message, room)
    if event.member is None:
        return None
    author, at, position = event.member, event.at, str(event.position)
    name = event.name or author
    if event.kind is StageEventKind.WITHDREW:
        return Withdrew(room=room, at=at, position=position, author=author, name=name)
    if event.kind is StageEventKind.CONSENTED and event.consent is not None:
        return ConsentGiven(room=room, at=at, position=position, author=author, name=name, choice=event.consent)
    if event.kind is StageEventKind.CHOSE and event.workshop is not None:
        return Chosen(
            room=room,
            at=at,
            position=position,
            workshop=event.workshop,
            author=author,
            name=name,
            choices=event.choices,
        )
    return None if event.message is None else _of_reaction(event, event.message, room)


_OF_A_MESSAGE = frozenset({StageEventKind.MADE, StageEventKind.EDITED, StageEventKind.ERASED})


def _of_message(event: StageEvent, message: StageMessage, room: RoomRef) -> Inbound | None:
    at, position = event.at, str(event.position)
    if message.bots_own:
        return None
    if event.kind is StageEventKind.ERASED:
        return PostErased(room=room, at=at, position=position, post=message.id)
    if message.erased or message.author is None:
        return None
    if event.kind is StageEventKind.EDITED:
        return PostEdited(
            room=room,
            at=at,
            position=position,
            post=message.id,
            text=message.text,
            attachments=message.attachments,
        )
    return PostMade(
        room=room,
        at=at,
        position=position,
        post=message.id,
        author=message.author,
        name=message.name or message.author,
        text=message.text,
        thread=message.thread,
        reply_to=message.reply_to,
        attachments=message.attachments,
        private=message.private_with is not None,
        carried=message.carried,
    )


def _of_reaction(event: StageEvent, message: StageMessage, room: RoomRef) -> Inbound | None:
    if message.erased or event.member is None or event.emoji is None:
        return None
    at, position, author, emoji = event.at, str(event.position), event.member, event.emoji
    if event.kind is StageEventKind.REACTED:
        return Reacted(
            room=room, at=at, position=position, post=message.id, author=author, emoji=emoji, name=event.name
        )
    if event.kind is StageEventKind.UNREACTED:
        return Unreacted(room=room, at=at, position=position, post=message.id, author=author, emoji=emoji)
    return None


def differences(
    kept: Kept, there: StageMessage | None, put: Sequence[StageReaction], room: RoomRef, now: datetime
) -> list[Inbound]:
    """What has become of a post that is kept: of the message as it stands (``None``: it is gone with its row) and the
    reactions on it."""
    if there is None or there.erased:
        return [PostErased(room=room, at=now, post=kept.post)]
    told: list[Inbound] = []
    files = [one.name for one in there.attachments]
    if (there.text, files) != (kept.text, [one.name for one in kept.attachments]):
        at, attachments = there.edited_at or there.at, there.attachments
        told.append(PostEdited(room=room, at=at, post=kept.post, text=there.text, attachments=attachments))
    found = {(one.author, one.emoji): one.at for one in put}
    for (author, emoji), at in found.items():
        if (author, emoji) not in kept.reactions:
            told.append(Reacted(room=room, at=at, post=kept.post, author=author, emoji=emoji))
    for author, emoji in sorted(kept.reactions - found.keys()):
        told.append(Unreacted(room=room, at=now, post=kept.post, author=author, emoji=emoji))
    return told
