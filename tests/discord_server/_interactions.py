"""Interactions: somebody presses, runs or submits; the bot answers within three seconds and adds within fifteen
minutes. What comes back is kept for the test to look at."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

from ._bell import Bell
from ._message_payloads import words_of
from ._messages import Messages
from ._numbers import ALWAYS, MessageFlag, MessageType
from ._payloads import channel_payload, member_payload, user_payload
from ._refusals import UNKNOWN_INTERACTION, UNKNOWN_WEBHOOK, Refused, unknown
from ._things import Channel, Message, Payload, User
from ._world import World

FIRST_ANSWER = timedelta(seconds=3)
TOKEN_KEPT = timedelta(minutes=15)


class Kind(IntEnum):
    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL_SUBMIT = 5


class Response(IntEnum):
    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


class NoAnswer(AssertionError):
    """The bot has not answered in time: the member would read that the interaction failed."""


@dataclass(eq=False)
class Interaction:
    """What a member began, and what they see of the answer.

    ``message`` is the bot's answer (its words are in ``text``), ``private`` whether they alone see it, ``modal`` the
    form that opened, ``choices`` what was suggested, ``followups`` what came after.
    """

    id: int
    token: str
    kind: Kind
    user: User
    channel: Channel
    at: datetime
    data: Payload
    pressed: Message | None = None
    opener: Interaction | None = None
    """What opened the form that this one submits."""
    response: Response | None = None
    message: Message | None = None
    modal: Payload | None = None
    choices: list[Payload] = field(default_factory=list)
    followups: list[Message] = field(default_factory=list)
    failed: bool = False
    bell: Bell = field(default_factory=Bell)

    @property
    def private(self) -> bool:
        return self.message is not None and MessageFlag.EPHEMERAL in self.message.flags

    @property
    def text(self) -> str:
        """All the words of the answer: its content, or the text displays of Components V2."""
        assert self.message is not None, f"there is no message, but {self.response!r}"
        return words_of(self.message)

    @property
    def waiting(self) -> bool:
        """Whether the member sees "thinking...", and nothing yet."""
        return self.message is not None and MessageFlag.LOADING in self.message.flags

    def tell(self) -> None:
        """Something has come back."""
        self.bell.ring()

    async def until(self, there: Callable[[Interaction], bool], seconds: float = 5.0) -> Interaction:
        """Return once that holds. Raises `NoAnswer`."""
        try:
            await self.bell.until(lambda: there(self), seconds)
        except TimeoutError:
            raise NoAnswer(f"no answer to {self.kind.name} {self.data} within {seconds} s") from None
        return self

    async def seen(self, seconds: float = 3.0) -> Interaction:
        """Return once there is something to see: an answer within the time limit, and no "thinking..." any more."""
        try:
            await self.until(lambda one: one.response is not None, seconds)
        except NoAnswer:
            self.failed = True
            raise
        return await self.until(lambda one: not one.waiting, max(seconds, 5.0))

    async def followed(self, times: int = 1) -> list[Message]:
        """The follow-ups, once there are so many."""
        await self.until(lambda one: len(one.followups) >= times)
        return self.followups


def metadata(of: Interaction) -> Payload:
    """What a message tells of the interaction that it answers."""
    told: Payload = {
        "id": str(of.id),
        "type": int(of.kind),
        "user": user_payload(of.user),
        "authorizing_integration_owners": {},
    }
    if of.kind is Kind.COMMAND:
        told["name"] = of.data["name"]
    elif of.kind is Kind.COMPONENT and of.pressed:
        told["interacted_message_id"] = str(of.pressed.id)
    elif of.opener:
        told["triggering_interaction_metadata"] = metadata(of.opener)
    return told


class Interactions:
    """They are begun by people and answered by the bot."""

    def __init__(self, world: World, messages: Messages) -> None:
        self.world = world
        self.messages = messages
        self.by_tokens: dict[str, Interaction] = {}

    def begin(
        self,
        kind: Kind,
        user: User,
        channel: Channel,
        data: Payload,
        pressed: Message | None = None,
        opener: Interaction | None = None,
    ) -> Interaction:
        """Tell the bot that somebody has done something."""
        number = self.world.snowflake()
        token = secrets.token_urlsafe(32)
        begun = Interaction(number, token, kind, user, channel, self.world.now(), data, pressed, opener)
        self.by_tokens[token] = begun
        self.world.emit("INTERACTION_CREATE", self._payload(begun), ALWAYS, channel.guild)
        return begun

    def _payload(self, begun: Interaction) -> Payload:
        guild, bot = begun.channel.guild, self.world.bot
        payload: Payload = {
            "id": str(begun.id),
            "application_id": str(bot.id),
            "type": int(begun.kind),
            "data": begun.data,
            "channel_id": str(begun.channel.id),
            "channel": channel_payload(begun.channel),
            "token": begun.token,
            "version": 1,
            "locale": begun.user.locale,
            "app_permissions": str(int(self.world.rights(begun.channel, bot))),
            "entitlements": [],
            "authorizing_integration_owners": {"0": str(guild.id) if guild else "0"},
            "context": 0 if guild else 1,
            "attachment_size_limit": 10 * 2**20,
        }
        if guild:
            rights = str(int(self.world.rights(begun.channel, begun.user)))
            payload["guild_id"] = str(guild.id)
            payload["guild"] = {"id": str(guild.id), "locale": guild.locale, "features": []}
            payload["guild_locale"] = guild.locale
            payload["member"] = {**member_payload(guild.members[begun.user.id]), "permissions": rights}
        else:
            payload["user"] = user_payload(begun.user)
        if begun.pressed:
            payload["message"] = self.world.payload(begun.pressed)
        return payload

    def by_token(self, token: str) -> Interaction:
        """The one that a follow-up belongs to. Raises `Refused`: it must have been answered, and be young enough."""
        found = self.by_tokens.get(token)
        if found is None or found.response is None:
            raise unknown(*UNKNOWN_WEBHOOK)
        if self.world.now() - found.at > TOKEN_KEPT:
            raise Refused(401, 50027, "Invalid Webhook Token")
        return found

    def unanswered(self, number: int, token: str) -> Interaction:
        """The one that a first answer belongs to. Raises `Refused`: too late, or answered already."""
        found = self.by_tokens.get(token)
        if found is None or found.id != number or found.failed or self.world.now() - found.at > FIRST_ANSWER:
            raise unknown(*UNKNOWN_INTERACTION)
        if found.response is not None:
            raise Refused(400, 40060, "Interaction has already been acknowledged.")
        return found

    def say(self, to: Interaction, given: dict[str, Any], *, first: bool) -> Message:
        """A message in answer: the first one, or a follow-up. One that was announced ("thinking...") is filled in."""
        if not first and to.message and to.waiting:
            return self.rewrite(to, to.message, given)
        private = MessageFlag.EPHEMERAL in given["flags"]
        kinds = {Kind.COMMAND: MessageType.CHAT_INPUT_COMMAND}
        if to.data.get("type") in (2, 3) and to.kind is Kind.COMMAND:
            kinds[Kind.COMMAND] = MessageType.CONTEXT_MENU_COMMAND
        said = self.messages.put(
            to.channel,
            self.world.bot,
            **given,
            type=kinds.get(to.kind, MessageType.DEFAULT) if first else MessageType.DEFAULT,
            only_for=to.user.id if private else None,
            interaction=metadata(to),
        )
        if first:
            to.message = said
        else:
            to.followups.append(said)
        return said

    def rewrite(self, to: Interaction, message: Message, changes: dict[str, Any]) -> Message:
        """Change an answer; being private it stays."""
        kept = message.flags & MessageFlag.EPHEMERAL
        changes["flags"] = changes.get("flags", message.flags) & ~(MessageFlag.LOADING | MessageFlag.EPHEMERAL) | kept
        changed = self.messages.change(message, **changes)
        to.tell()
        return changed

    def answer_of(self, to: Interaction, which: str) -> Message:
        """An answer by its id, or ``@original``. Raises `Refused`."""
        every = [*([to.message] if to.message else []), *to.followups]
        original = to.message or (to.pressed if to.response in (Response.UPDATE, Response.DEFERRED_UPDATE) else None)
        named = {str(one.id): one for one in every}
        found = original if which == "@original" else named.get(which)
        if found is None or found.id not in found.channel.messages:
            raise Refused(404, 10008, "Unknown Message")
        return found
