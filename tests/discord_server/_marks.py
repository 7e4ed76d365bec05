"""What is done to a message that is there: reactions, pins, votes. Whoever does it is asked for their rights."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from ._messages import Messages
from ._numbers import Intent, MessageType, Permission
from ._payloads import emoji_payload, id_of, member_payload, text_of
from ._permissions import need
from ._refusals import UNKNOWN_EMOJI, UNKNOWN_MESSAGE, Refused, archived, no_right, unknown
from ._things import Message, Payload, Poll, Thread, User
from ._world import World

REACTIONS_LIMIT = 20
PINS_LIMIT = 250


class Marks:
    """Reacting, pinning, voting."""

    def __init__(self, world: World, messages: Messages) -> None:
        self.world = world
        self.messages = messages

    def react(self, message: Message, user: User, key: str) -> None:
        """``key`` is ``👍`` or ``name:id``. Raises `Refused`."""
        rights = need(message.channel, user, Permission.READ_MESSAGE_HISTORY, self.world.now())
        if isinstance(message.channel, Thread) and message.channel.archived:
            raise archived()
        if key not in message.reactions:
            if Permission.ADD_REACTIONS not in rights:
                raise no_right()
            if len(message.reactions) >= REACTIONS_LIMIT:
                raise Refused(400, 30010, "Maximum number of reactions reached (20)")
        users = message.reactions.setdefault(key, {})
        if user.id in users:
            return
        users[user.id] = None
        guild = message.channel.guild
        member = guild.members.get(user.id) if guild else None
        self._tell_reaction(
            "ADD",
            message,
            key,
            user_id=str(user.id),
            message_author_id=str(message.author.id),
            burst=False,
            type=0,
            **({"member": member_payload(member)} if member else {}),
        )

    def unreact(self, message: Message, user: User, key: str, by: User | None = None) -> None:
        """Take back one's own reaction, or with the right to somebody's. Raises `Refused`."""
        if isinstance(message.channel, Thread) and message.channel.archived:
            raise archived()
        if by and by is not user:
            need(message.channel, by, Permission.MANAGE_MESSAGES, self.world.now())
        users = message.reactions.get(key, {})
        if user.id not in users:
            raise unknown(*UNKNOWN_EMOJI)
        del users[user.id]
        if not users:
            del message.reactions[key]
        self._tell_reaction("REMOVE", message, key, user_id=str(user.id), burst=False, type=0)

    def clear_reactions(self, message: Message, by: User, key: str | None = None) -> None:
        """All of them, or all of one emoji. Raises `Refused`."""
        need(message.channel, by, Permission.MANAGE_MESSAGES, self.world.now())
        if key is None:
            message.reactions.clear()
        else:
            message.reactions.pop(key, None)
        self._tell_reaction("REMOVE_ALL" if key is None else "REMOVE_EMOJI", message, key)

    def _tell_reaction(self, name: str, message: Message, key: str | None, **more: Any) -> None:
        payload = {"message_id": str(message.id), **more, **({"emoji": emoji_payload(key)} if key else {})}
        intents = Intent.GUILD_MESSAGE_REACTIONS, Intent.DIRECT_MESSAGE_REACTIONS
        self.world.tell_of(f"MESSAGE_REACTION_{name}", message.channel, payload, *intents)

    def pin(self, message: Message, user: User, *, pinned: bool = True) -> None:
        """Raises `Refused`."""
        need(message.channel, user, Permission.PIN_MESSAGES, self.world.now())
        if isinstance(message.channel, Thread) and message.channel.archived:
            raise archived()
        if pinned == (message.pinned_at is not None):
            return
        channel = message.channel
        if pinned and sum(one.pinned_at is not None for one in channel.messages.values()) >= PINS_LIMIT:
            raise Refused(400, 30003, f"Maximum number of pins reached ({PINS_LIMIT})")
        message.pinned_at = self.world.now() if pinned else None
        channel.last_pin = self.world.now()
        self.world.tell("MESSAGE_UPDATE", message)
        self.world.tell_of(
            "CHANNEL_PINS_UPDATE",
            channel,
            {"last_pin_timestamp": text_of(channel.last_pin)},
            Intent.GUILDS,
            Intent.DIRECT_MESSAGES,
        )
        if pinned:
            reference = {"type": 0, "channel_id": str(channel.id), "message_id": str(message.id)}
            if channel.guild:
                reference["guild_id"] = str(channel.guild.id)
            self.messages.put(channel, user, type=MessageType.CHANNEL_PINNED_MESSAGE, reference=reference)

    def vote(self, message: Message, user: User, answer: int, *, taken_back: bool = False) -> None:
        """Vote in a native poll, or take the vote back. Raises `Refused`."""
        poll = message.poll
        if poll is None or answer not in poll.votes:
            raise unknown(*UNKNOWN_MESSAGE)
        need(message.channel, user, Permission.VIEW_CHANNEL, self.world.now())
        if poll.finished or self.world.now() >= poll.expires_at:
            raise Refused(400, 520000, "Poll expired")
        if not taken_back and not poll.multiple:
            for other, voters in poll.votes.items():
                if other != answer and user.id in voters:
                    self.vote(message, user, other, taken_back=True)
        voters = poll.votes[answer]
        if (user.id in voters) != taken_back:
            return
        if taken_back:
            del voters[user.id]
        else:
            voters[user.id] = None
        self.world.tell_of(
            f"MESSAGE_POLL_VOTE_{'REMOVE' if taken_back else 'ADD'}",
            message.channel,
            {"user_id": id_of(user.id), "message_id": str(message.id), "answer_id": answer},
            Intent.GUILD_MESSAGE_POLLS,
            Intent.DIRECT_MESSAGE_POLLS,
        )

    def finish_poll(self, message: Message) -> None:
        """Close a poll for good: its counts are exact from now on, and a message of its own tells the result."""
        poll = message.poll
        if poll is None or poll.finished:
            return
        poll.finished = True
        self.world.polls.remove(message)
        self.world.tell("MESSAGE_UPDATE", message)
        total = sum(map(len, poll.votes.values()))
        told = {"poll_question_text": poll.question.get("text", ""), "total_votes": str(total)}
        fields = [{"name": name, "value": value, "inline": False} for name, value in told.items()]
        channel = message.channel
        reference = {"type": 0, "channel_id": str(channel.id), "message_id": str(message.id)}
        self.messages.put(
            channel,
            message.author,
            type=MessageType.POLL_RESULT,
            reference=reference | ({"guild_id": str(channel.guild.id)} if channel.guild else {}),
            embeds=[{"type": "poll_result", "fields": fields}],
        )


def poll_from(request: Payload, now: datetime) -> Poll:
    """A poll as a request describes it."""
    answers = [
        {"answer_id": number, "poll_media": answer["poll_media"]} for number, answer in enumerate(request["answers"], 1)
    ]
    return Poll(
        request["question"],
        answers,
        now + timedelta(hours=request.get("duration") or 24),
        bool(request.get("allow_multiselect")),
        votes={number: {} for number in range(1, len(answers) + 1)},
    )
