"""Channels and threads: reading, changing, deleting them; beginning threads, listing them, who is in them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from . import _rules
from ._numbers import ChannelType, Permission
from ._payloads import channel_payload, member_payload, thread_member_payload, thread_payload
from ._refusals import UNKNOWN_MEMBER, Invalid, Refused, no_right, unknown
from ._requests import new_message
from ._routes_messages import channel_of, message_of, shown, user_of
from ._routing import Call, route
from ._things import Channel, Overwrite, Payload, Tag, Thread
from ._threads import ARCHIVES_AFTER

CHANNEL = "/channels/{channel_id}"
MEMBERS = CHANNEL + "/thread-members"


def thread_of(call: Call) -> Thread:
    found = channel_of(call)
    if not isinstance(found, Thread):
        raise Refused(400, 50024, "Cannot execute action on this channel type")
    return found


def own(call: Call, thread: Thread) -> Payload:
    return thread_payload(thread, call.me.id)


def silence_of(body: Payload) -> int | None:
    """After how many minutes of silence a thread is to be archived."""
    minutes = body.get("auto_archive_duration")
    if minutes is not None and minutes not in ARCHIVES_AFTER:
        raise Invalid("auto_archive_duration", f"Must be one of {ARCHIVES_AFTER}")
    return minutes if isinstance(minutes, int) else None


@route("GET", CHANNEL)
async def channel(call: Call) -> Payload:
    found = channel_of(call)
    return own(call, found) if isinstance(found, Thread) else channel_payload(found)


@route("PATCH", CHANNEL)
async def change(call: Call) -> Payload:
    found = channel_of(call)
    _rules.name(call.body)
    _rules.tags(call.body)
    if isinstance(found, Thread):
        return own(call, call.server.threads.change(found, call.me, **thread_changes(call)))
    needed = Permission.MANAGE_CHANNELS
    if "permission_overwrites" in call.body:
        needed |= Permission.MANAGE_ROLES
    channel_of(call, needed)
    changes = channel_changes(call, found)
    rights = call.server.world.rights(found, call.me)
    if any((one.allow | one.deny) & ~rights for one in changes.get("overwrites", {}).values()):
        raise no_right()
    call.server.guilds.change_channel(found, **changes)
    return channel_payload(found)


def thread_changes(call: Call) -> dict[str, Any]:
    changes = call.given("name", "archived", "locked", "invitable", "flags")
    if (minutes := silence_of(call.body)) is not None:
        changes["archives_after"] = minutes
    if "rate_limit_per_user" in call.body:
        changes["slowmode"] = call.body["rate_limit_per_user"] or 0
    if "applied_tags" in call.body:
        changes["applied_tags"] = [int(one) for one in call.body["applied_tags"]]
    return changes


def channel_changes(call: Call, channel: Channel | None = None) -> dict[str, Any]:
    """What a request changes in a channel, or makes of a new one."""
    changes = call.given("name", "topic", "nsfw", "position", "flags")
    changes = {name: value for name, value in changes.items() if value is not None or name == "topic"}
    if parent := call.body.get("parent_id"):
        changes["parent_id"] = int(parent)
    if minutes := call.body.get("default_auto_archive_duration"):
        changes["auto_archive"] = minutes
    if "rate_limit_per_user" in call.body:
        changes["slowmode"] = call.body["rate_limit_per_user"] or 0
    if "permission_overwrites" in call.body:
        given = [overwrite_from(call, one) for one in call.body["permission_overwrites"] or ()]
        changes["overwrites"] = {one.id: one for one in given}
    if "available_tags" in call.body:
        changes["tags"] = [tag_from(call, one, channel) for one in call.body["available_tags"] or ()]
    pairs = ("default_reaction_emoji", "default_reaction"), ("default_sort_order", "default_sort")
    for key, name in (*pairs, ("default_forum_layout", "default_layout")):
        if key in call.body:
            changes[name] = call.body[key]
    return changes


def overwrite_from(call: Call, given: Payload) -> Overwrite:
    allow, deny = Permission(int(given.get("allow") or 0)), Permission(int(given.get("deny") or 0))
    return Overwrite(int(given["id"]), int(given.get("type") or 0), allow, deny)


def tag_from(call: Call, given: Payload, channel: Channel | None) -> Tag:
    """A tag keeps its id only if the request tells it."""
    known = {tag.id for tag in channel.tags} if channel else set()
    number = int(given.get("id") or 0)
    emoji = given.get("emoji_id")
    return Tag(
        number if number in known else call.server.world.snowflake(),
        given["name"],
        bool(given.get("moderated")),
        int(emoji) if emoji else None,
        given.get("emoji_name"),
    )


@route("DELETE", CHANNEL)
async def delete(call: Call) -> Payload:
    found = channel_of(call)
    if isinstance(found, Thread):
        gone = own(call, found)
        call.server.threads.delete(found, call.me)
        return gone
    if found.guild:
        channel_of(call, Permission.MANAGE_CHANNELS)
        call.server.guilds.delete_channel(found)
    return channel_payload(found)


@route("PUT", CHANNEL + "/permissions/{overwrite_id}")
async def overwrite(call: Call) -> None:
    found = channel_of(call, Permission.MANAGE_ROLES)
    given = overwrite_from(call, {**call.body, "id": call.id("overwrite_id")})
    rights = call.server.world.rights(found, call.me)
    if (given.allow | given.deny) & ~rights:
        raise no_right()
    call.server.guilds.overwrite(found, given)


@route("DELETE", CHANNEL + "/permissions/{overwrite_id}")
async def forget_overwrite(call: Call) -> None:
    found = channel_of(call, Permission.MANAGE_ROLES)
    found.overwrites.pop(call.id("overwrite_id"), None)
    call.server.world.tell_channel(found)


@route("POST", "/channels/{channel_id}/messages/{message_id}/threads")
async def begin_from(call: Call) -> Payload:
    _rules.name(call.body)
    thread = call.server.threads.begin_from(message_of(call), call.body["name"], call.me, silence_of(call.body))
    return own(call, thread)


@route("POST", CHANNEL + "/threads")
async def begin(call: Call) -> Payload:
    _rules.name(call.body)
    parent = channel_of(call)
    slowmode = call.body.get("rate_limit_per_user") or 0
    if not parent.holds_posts:
        private = call.body.get("type") == ChannelType.PRIVATE_THREAD
        more = {"invitable": call.body.get("invitable", True), "slowmode": slowmode}
        thread = call.server.threads.begin(
            parent, call.body["name"], call.me, private=private, archives_after=silence_of(call.body), **more
        )
        return own(call, thread)
    _rules.forum_post(call.body)
    given = new_message(call, call.body["message"])
    given |= {"archives_after": silence_of(call.body), "slowmode": slowmode}
    tags = [int(one) for one in call.body.get("applied_tags") or ()]
    thread = call.server.threads.begin_post(parent, call.body["name"], call.me, tags=tags, **given)
    return {**own(call, thread), "message": shown(call, thread.messages[thread.id])}


@route("GET", "/guilds/{guild_id}/threads/active")
async def active(call: Call) -> Payload:
    guild = call.server.world.guild(call.id("guild_id"), call.me)
    every = [one for one in guild.threads.values() if not one.archived and call.server.world.sees(one, call.me)]
    found = [one for one in every if not one.private or call.me.id in one.members]
    return listed(call, found, more=False)


def listed(call: Call, threads: list[Thread], *, more: bool) -> Payload:
    members = [thread_member_payload(one, call.me.id) for one in threads if call.me.id in one.members]
    return {"threads": [own(call, one) for one in threads], "members": members, "has_more": more}


def archived(call: Call, *, private: bool, joined: bool = False) -> Payload:
    """Archived threads, those put away last first; joined ones are ordered by id instead, as Discord has it."""
    parent = channel_of(call, Permission.READ_MESSAGE_HISTORY)
    found = [one for one in call.server.world.threads_of(parent) if one.archived and one.private is private]
    before = call.query.get("before")
    if joined:
        found = [one for one in found if call.me.id in one.members]
        found.sort(key=lambda one: one.id, reverse=True)
        found = [one for one in found if before is None or one.id < int(before)]
    else:
        found.sort(key=lambda one: (one.changed_at, one.id), reverse=True)
        if before:
            edge = datetime.fromisoformat(before)
            found = [one for one in found if one.changed_at is not None and one.changed_at < edge]
    limit = call.number("limit", 50)
    return listed(call, found[:limit], more=len(found) > limit)


@route("GET", CHANNEL + "/threads/archived/public")
async def archived_public(call: Call) -> Payload:
    return archived(call, private=False)


@route("GET", CHANNEL + "/threads/archived/private")
async def archived_private(call: Call) -> Payload:
    channel_of(call, Permission.MANAGE_THREADS)
    return archived(call, private=True)


@route("GET", CHANNEL + "/users/@me/threads/archived/private")
async def archived_joined(call: Call) -> Payload:
    return archived(call, private=True, joined=True)


@route("GET", MEMBERS)
async def members(call: Call) -> list[Payload]:
    thread = thread_of(call)
    return [thread_member(call, thread, one) for one in thread.members]


def thread_member(call: Call, thread: Thread, user: int) -> Payload:
    whole = thread_member_payload(thread, user)
    if call.query.get("with_member") == "true" and thread.guild and (member := thread.guild.members.get(user)):
        whole["member"] = member_payload(member)
    return whole


@route("GET", MEMBERS + "/{user_id}")
async def member(call: Call) -> Payload:
    thread = thread_of(call)
    if call.id("user_id") not in thread.members:
        raise unknown(*UNKNOWN_MEMBER)
    return thread_member(call, thread, call.id("user_id"))


@route("PUT", MEMBERS + "/@me")
async def join(call: Call) -> None:
    call.server.threads.add(thread_of(call), call.me, call.me)


@route("PUT", MEMBERS + "/{user_id}")
async def add(call: Call) -> None:
    call.server.threads.add(thread_of(call), user_of(call), call.me)


@route("DELETE", MEMBERS + "/@me")
async def leave(call: Call) -> None:
    call.server.threads.take_out(thread_of(call), call.me, call.me)


@route("DELETE", MEMBERS + "/{user_id}")
async def take_out(call: Call) -> None:
    call.server.threads.take_out(thread_of(call), user_of(call), call.me)
