"""Messages as Discord writes them, whole or as an application sees them that may not read their content."""

from __future__ import annotations

from ._numbers import MessageFlag, MessageType
from ._payloads import emoji_payload, maybe, text_of, thread_payload, user_payload
from ._rules import parts
from ._things import Attachment, Message, Payload, Poll, User


def attachment_payload(attachment: Attachment, base: str) -> Payload:
    address = f"{base}/attachments/{attachment.id}/{attachment.filename}"
    return {
        "id": str(attachment.id),
        "filename": attachment.filename,
        "size": len(attachment.content),
        "url": address,
        "proxy_url": address,
        "content_type": attachment.content_type,
        **({"description": attachment.description} if attachment.description else {}),
        **({"title": attachment.title} if attachment.title else {}),
    }


def poll_payload(poll: Poll, me: int) -> Payload:
    return {
        "question": poll.question,
        "answers": poll.answers,
        "expiry": text_of(poll.expires_at),
        "allow_multiselect": poll.multiple,
        "layout_type": poll.layout,
        "results": {
            "is_finalized": poll.finished,
            "answer_counts": [
                {"id": number, "count": len(voters), "me_voted": me in voters}
                for number, voters in poll.votes.items()
                if voters
            ],
        },
    }


def reactions_payload(message: Message, me: int) -> list[Payload]:
    return [
        {
            "emoji": emoji_payload(key),
            "count": len(users),
            "count_details": {"burst": 0, "normal": len(users)},
            "burst_colors": [],
            "me_burst": False,
            "burst_me": False,
            "burst_count": 0,
            "me": me in users,
        }
        for key, users in message.reactions.items()
    ]


def author_payload(message: Message) -> Payload:
    if message.webhook_id is None:
        return user_payload(message.author)
    return user_payload(User(message.webhook_id, message.webhook_name or "", bot=True))


def message_payload(message: Message, base: str, me: int, *, content: bool = True, whole: bool = True) -> Payload:
    """``me`` is the bot; ``base`` where its files lie; ``content``: it may read what does not concern it; ``whole``:
    with the message that this one replies to."""
    payload: Payload = {
        "id": str(message.id),
        "channel_id": str(message.channel.id),
        "type": int(message.type),
        "author": author_payload(message),
        "content": message.content,
        "timestamp": text_of(message.at),
        "edited_timestamp": maybe(message.edited_at),
        "tts": False,
        "mention_everyone": message.mentions_everyone,
        "mentions": [user_payload(user) for user in message.mentions],
        "mention_roles": [str(role) for role in message.mentioned_roles],
        "attachments": [attachment_payload(one, base) for one in message.attachments],
        "embeds": message.embeds,
        "components": message.components,
        "pinned": message.pinned_at is not None,
        "flags": int(message.flags),
    }
    if message.nonce is not None:
        payload["nonce"] = message.nonce
    if message.reactions:
        payload["reactions"] = reactions_payload(message, me)
    if message.poll:
        payload["poll"] = poll_payload(message.poll, me)
    if message.webhook_id is not None:
        payload["webhook_id"] = str(message.webhook_id)
    if message.author.id == me:
        payload["application_id"] = str(me)
    if message.interaction:
        payload["interaction_metadata"] = message.interaction
    if message.reference:
        payload["message_reference"] = message.reference
        if whole and message.type in (MessageType.REPLY, MessageType.THREAD_STARTER_MESSAGE):
            there = message.replied_to
            payload["referenced_message"] = there and message_payload(there, base, me, content=content, whole=False)
    guild = message.channel.guild
    if guild and MessageFlag.HAS_THREAD in message.flags and (thread := guild.threads.get(message.id)):
        payload["thread"] = thread_payload(thread)
    if not content and not readable_by(message, me):
        payload |= {"content": "", "embeds": [], "attachments": [], "components": []}
        payload.pop("poll", None)
    return payload


def readable_by(message: Message, user_id: int) -> bool:
    """Whether its words reach an application that may not read the content of messages."""
    return (
        message.author.id == user_id
        or message.channel.guild is None
        or any(user.id == user_id for user in message.mentions)
    )


def words_of(message: Message) -> str:
    """Content and text displays, in order: all that can be read, and that can mention somebody."""
    displayed = [one["content"] for one in parts(message.components) if "content" in one]
    return "\n".join(part for part in (message.content, *displayed) if part)
