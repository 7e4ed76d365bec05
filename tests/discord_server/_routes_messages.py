"""Messages: history, posting, editing, deleting, reactions, pins, polls."""

from __future__ import annotations

import re
from datetime import datetime

from ._marks import PINS_LIMIT
from ._numbers import NO_RIGHTS, Intent, Permission
from ._payloads import maybe, text_of, user_payload
from ._permissions import need
from ._refusals import UNKNOWN_USER, Invalid, Refused, unknown
from ._requests import changed_message, new_message
from ._routing import Call, route
from ._things import Channel, Message, Payload, User

MESSAGES = "/channels/{channel_id}/messages"
MESSAGE = MESSAGES + "/{message_id}"
REACTIONS = MESSAGE + "/reactions"
REACTION = REACTIONS + "/{emoji_name}"
POLL = "/channels/{channel_id}/polls/{message_id}"


def channel_of(call: Call, right: Permission = NO_RIGHTS) -> Channel:
    """The channel of a request, which the bot can see and where it has that right."""
    channel = call.server.world.channel(call.id("channel_id"))
    need(channel, call.me, right, call.server.world.now())
    return channel


def message_of(call: Call, right: Permission = Permission.READ_MESSAGE_HISTORY) -> Message:
    return call.server.world.message(channel_of(call, right), call.id("message_id"))


def shown(call: Call, message: Message) -> Payload:
    """A message as this application may see it."""
    return call.server.world.payload(message, content=Intent.MESSAGE_CONTENT in call.server.gateway.granted)


@route("GET", MESSAGES)
async def history(call: Call) -> list[Payload]:
    channel = channel_of(call)
    rights = call.server.world.rights(channel, call.me)
    if Permission.READ_MESSAGE_HISTORY not in rights:
        return []
    if channel.holds_posts:
        raise Refused(400, 50008, "Cannot send messages in a non-text channel")
    limit = call.number("limit", 50)
    every = sorted((one for one in channel.messages.values() if one.only_for is None), key=lambda message: message.id)
    if "around" in call.query:
        around = call.number("around", 0)
        before = [one for one in every if one.id < around][-(limit // 2) :]
        found = before + [one for one in every if one.id >= around][: limit - len(before)]
    elif "after" in call.query:
        found = [one for one in every if one.id > call.number("after", 0)][:limit]
    elif "before" in call.query:
        found = [one for one in every if one.id < call.number("before", 0)][-limit:]
    else:
        found = every[-limit:]
    return [shown(call, one) for one in reversed(found)]


@route("GET", MESSAGE)
async def message(call: Call) -> Payload:
    return shown(call, message_of(call))


@route("POST", MESSAGES)
async def post(call: Call) -> Payload:
    channel = channel_of(call)
    if (nonce := call.body.get("nonce")) and call.body.get("enforce_nonce"):
        for earlier in reversed(channel.messages.values()):
            if earlier.nonce == nonce and earlier.author is call.me and call.server.remembers(earlier):
                return shown(call, earlier)
    given = new_message(call, call.body, channel)
    return shown(call, call.server.messages.post(channel, call.me, **given))


@route("PATCH", MESSAGE)
async def edit(call: Call) -> Payload:
    found = message_of(call, NO_RIGHTS)
    if found.author is not call.me:
        raise Refused(403, 50005, "Cannot edit a message authored by another user")
    return shown(call, call.server.messages.edit(found, call.me, **changed_message(call, call.body, found)))


@route("DELETE", MESSAGE)
async def delete(call: Call) -> None:
    call.server.messages.delete(message_of(call, NO_RIGHTS), call.me)


@route("POST", MESSAGES + "/bulk-delete")
async def delete_many(call: Call) -> None:
    numbers = [int(one) for one in call.body["messages"]]
    if not 2 <= len(numbers) <= 100:
        raise Invalid("messages", "Must be between 2 and 100 in length.")
    call.server.messages.delete_many(channel_of(call), numbers, call.me)


@route("POST", "/channels/{channel_id}/typing")
async def typing(call: Call) -> None:
    channel_of(call, Permission.SEND_MESSAGES)


# reactions


@route("PUT", REACTION + "/@me")
async def react(call: Call) -> None:
    emoji = call.texts["emoji_name"]
    if emoji.isascii() and not re.fullmatch(r"\w{2,32}:\d+", emoji):
        raise Refused(400, 10014, "Unknown Emoji")
    call.server.marks.react(message_of(call), call.me, emoji)


@route("DELETE", REACTION + "/@me")
async def unreact(call: Call) -> None:
    call.server.marks.unreact(message_of(call), call.me, call.texts["emoji_name"])


def user_of(call: Call, name: str = "user_id") -> User:
    found = call.server.world.users.get(call.id(name))
    if found is None:
        raise unknown(*UNKNOWN_USER)
    return found


@route("DELETE", REACTION + "/{user_id}")
async def take_reaction(call: Call) -> None:
    call.server.marks.unreact(message_of(call), user_of(call), call.texts["emoji_name"], call.me)


@route("DELETE", REACTION)
async def clear_reaction(call: Call) -> None:
    call.server.marks.clear_reactions(message_of(call), call.me, call.texts["emoji_name"])


@route("DELETE", REACTIONS)
async def clear_reactions(call: Call) -> None:
    call.server.marks.clear_reactions(message_of(call), call.me)


def paged(call: Call, users: dict[int, None], default: int) -> list[Payload]:
    """Users by id, from behind ``after`` on."""
    after, limit = call.number("after", 0), call.number("limit", default)
    return [user_payload(call.server.world.users[one]) for one in sorted(users) if one > after][:limit]


@route("GET", REACTION)
async def reacted(call: Call) -> list[Payload]:
    users = {} if call.query.get("type") == "1" else message_of(call).reactions.get(call.texts["emoji_name"], {})
    return paged(call, users, 25)


# pins


@route("GET", MESSAGES + "/pins")
async def pins(call: Call) -> Payload:
    channel = channel_of(call, Permission.READ_MESSAGE_HISTORY)
    before = call.query.get("before")
    found = [(one.pinned_at, one) for one in channel.messages.values() if one.pinned_at]
    found.sort(key=lambda pair: (pair[0], pair[1].id), reverse=True)
    if before:
        found = [pair for pair in found if pair[0] < datetime.fromisoformat(before)]
    limit = call.number("limit", 50)
    items = [{"pinned_at": text_of(at), "message": shown(call, one)} for at, one in found[:limit]]
    return {"items": items, "has_more": len(found) > limit}


@route("GET", "/channels/{channel_id}/pins")
async def old_pins(call: Call) -> list[Payload]:
    channel = channel_of(call, Permission.READ_MESSAGE_HISTORY)
    found = [one for one in channel.messages.values() if one.pinned_at]
    found.sort(key=lambda one: (maybe(one.pinned_at), one.id), reverse=True)
    return [shown(call, one) for one in found[: min(50, PINS_LIMIT)]]


@route("PUT", MESSAGES + "/pins/{message_id}")
@route("PUT", "/channels/{channel_id}/pins/{message_id}")
async def pin(call: Call) -> None:
    call.server.marks.pin(message_of(call, NO_RIGHTS), call.me)


@route("DELETE", MESSAGES + "/pins/{message_id}")
@route("DELETE", "/channels/{channel_id}/pins/{message_id}")
async def unpin(call: Call) -> None:
    call.server.marks.pin(message_of(call, NO_RIGHTS), call.me, pinned=False)


# polls


@route("GET", POLL + "/answers/{answer_id}")
async def voters(call: Call) -> Payload:
    poll = message_of(call).poll
    if poll is None or call.id("answer_id") not in poll.votes:
        raise Refused(404, 10008, "Unknown Message")
    return {"users": paged(call, poll.votes[call.id("answer_id")], 25)}


@route("POST", POLL + "/expire")
async def expire(call: Call) -> Payload:
    found = message_of(call)
    if found.poll is None or found.author is not call.me:
        raise Refused(400, 520001, "Invalid poll")
    call.server.marks.finish_poll(found)
    return shown(call, found)
