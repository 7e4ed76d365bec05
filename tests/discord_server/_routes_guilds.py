"""Guilds: channels, roles, members."""

from __future__ import annotations

from . import _rules
from ._numbers import NO_RIGHTS, ChannelType, Intent, Permission
from ._payloads import channel_payload, guild_payload, member_payload, role_payload, thread_payload, user_payload
from ._permissions import base, highest_role, need_in_guild
from ._refusals import UNKNOWN_CHANNEL, UNKNOWN_MEMBER, UNKNOWN_ROLE, Refused, no_access, no_right, unknown
from ._routes_threads import channel_changes
from ._routing import Call, route
from ._things import Guild, Member, Payload, Role

GUILD = "/guilds/{guild_id}"
ROLES_LIMIT = 250


def guild_of(call: Call, right: Permission = NO_RIGHTS) -> Guild:
    guild = call.server.world.guild(call.id("guild_id"), call.me)
    need_in_guild(guild, call.me, right)
    return guild


@route("GET", GUILD)
async def guild(call: Call) -> Payload:
    return guild_payload(guild_of(call))


@route("GET", GUILD + "/channels")
async def channels(call: Call) -> list[Payload]:
    return [channel_payload(one) for one in guild_of(call).channels.values()]


@route("POST", GUILD + "/channels")
async def new_channel(call: Call) -> Payload:
    needed = Permission.MANAGE_CHANNELS
    if call.body.get("permission_overwrites"):
        needed |= Permission.MANAGE_ROLES
    found = guild_of(call, needed)
    _rules.name(call.body)
    _rules.tags(call.body)
    given = channel_changes(call)
    rights = base(found, found.members[call.me.id])
    for one in given.get("overwrites", {}).values():
        if (one.allow | one.deny) & ~rights:
            raise no_right()
    kind = ChannelType(call.body.get("type") or 0)
    return channel_payload(call.server.guilds.channel(found, given.pop("name"), kind, **given))


@route("PATCH", GUILD + "/channels")
async def move(call: Call) -> None:
    found = guild_of(call, Permission.MANAGE_CHANNELS)
    for one in call.body:
        channel = found.channels.get(int(one["id"]))
        if channel is None:
            raise unknown(*UNKNOWN_CHANNEL)
        call.server.guilds.change_channel(channel, position=one.get("position") or 0)


@route("GET", GUILD + "/roles")
async def roles(call: Call) -> list[Payload]:
    return [role_payload(one) for one in guild_of(call).roles.values()]


def role_of(call: Call, guild: Guild) -> Role:
    """A role that the bot may handle: one below its own highest."""
    found = guild.roles.get(call.id("role_id"))
    if found is None:
        raise unknown(*UNKNOWN_ROLE)
    if found.position >= highest_role(guild, guild.members[call.me.id]) or found.managed_by:
        raise no_right()
    return found


@route("POST", GUILD + "/roles")
async def new_role(call: Call) -> Payload:
    found = guild_of(call, Permission.MANAGE_ROLES)
    if len(found.roles) >= ROLES_LIMIT:
        raise Refused(400, 30005, f"Maximum number of guild roles reached ({ROLES_LIMIT})")
    rights = Permission(int(call.body.get("permissions") or 0))
    if rights & ~base(found, found.members[call.me.id]):
        raise no_right()
    made = call.server.guilds.role(
        found, call.body.get("name") or "new role", rights, mentionable=bool(call.body.get("mentionable"))
    )
    return role_payload(made)


@route("PATCH", GUILD + "/roles/{role_id}")
async def change_role(call: Call) -> Payload:
    found = guild_of(call, Permission.MANAGE_ROLES)
    role = role_of(call, found)
    changes = call.given("name", "mentionable")
    if "permissions" in call.body:
        changes["permissions"] = Permission(int(call.body["permissions"] or 0))
    call.server.guilds.change_role(found, role, **changes)
    return role_payload(role)


@route("DELETE", GUILD + "/roles/{role_id}")
async def delete_role(call: Call) -> None:
    found = guild_of(call, Permission.MANAGE_ROLES)
    call.server.guilds.delete_role(found, role_of(call, found))


def member_of(call: Call, guild: Guild) -> Member:
    found = guild.members.get(call.id("user_id"))
    if found is None:
        raise unknown(*UNKNOWN_MEMBER)
    return found


@route("GET", GUILD + "/members")
async def members(call: Call) -> list[Payload]:
    found = guild_of(call)
    if Intent.GUILD_MEMBERS not in call.server.gateway.granted:
        raise no_access()
    after, limit = call.number("after", 0), call.number("limit", 1)
    return [member_payload(found.members[one]) for one in sorted(found.members) if one > after][:limit]


@route("GET", GUILD + "/members/search")
async def search(call: Call) -> list[Payload]:
    found, query = guild_of(call), call.query.get("query", "").lower()
    every = [one for one in found.members.values() if (one.nick or one.user.name).lower().startswith(query)]
    return [member_payload(one) for one in every[: call.number("limit", 1)]]


@route("GET", GUILD + "/members/{user_id}")
async def member(call: Call) -> Payload:
    return member_payload(member_of(call, guild_of(call)))


@route("PUT", GUILD + "/members/{user_id}/roles/{role_id}")
async def give_role(call: Call) -> None:
    found = guild_of(call, Permission.MANAGE_ROLES)
    person = member_of(call, found)
    person.roles.add(role_of(call, found).id)
    call.server.guilds.tell_member(found, person)


@route("DELETE", GUILD + "/members/{user_id}/roles/{role_id}")
async def take_role(call: Call) -> None:
    found = guild_of(call, Permission.MANAGE_ROLES)
    person = member_of(call, found)
    person.roles.discard(role_of(call, found).id)
    call.server.guilds.tell_member(found, person)


@route("PATCH", GUILD + "/members/@me")
async def own_name(call: Call) -> Payload:
    found = guild_of(call, Permission.CHANGE_NICKNAME)
    found.members[call.me.id].nick = call.body.get("nick")
    call.server.guilds.tell_member(found, found.members[call.me.id])
    return member_payload(found.members[call.me.id])


@route("GET", GUILD + "/audit-logs")
async def audit_log(call: Call) -> Payload:
    found = guild_of(call, Permission.VIEW_AUDIT_LOG)
    entries = call.server.audit.entries.get(found.id, [])
    for name, wanted in (("user_id", lambda one: one.user.id), ("action_type", lambda one: int(one.deed))):
        if name in call.query:
            entries = [one for one in entries if wanted(one) == call.number(name, 0)]
    if "before" in call.query:
        entries = [one for one in entries if one.id < call.number("before", 0)]
    limit = call.number("limit", 50)
    if "after" in call.query:
        entries = [one for one in entries if one.id > call.number("after", 0)][:limit]
    else:
        entries = list(reversed(entries))[:limit]
    users = {one.user.id: one.user for one in entries}
    empty: tuple[str, ...] = ("application_commands", "auto_moderation_rules", "guild_scheduled_events", "integrations")
    return {
        "audit_log_entries": [one.payload() for one in entries],
        "users": [user_payload(one) for one in users.values()],
        "threads": [thread_payload(one) for one in found.threads.values()],
        "webhooks": [],
        **{name: [] for name in empty},
    }
