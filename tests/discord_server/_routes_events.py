"""Scheduled events: made, listed, changed, deleted, who is interested."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from . import _rules
from ._numbers import Intent, Permission
from ._payloads import happening_payload, member_payload, user_payload
from ._permissions import need_in_guild
from ._refusals import UNKNOWN_EVENT, Invalid, Refused, no_right, unknown
from ._routes_guilds import guild_of
from ._routing import Call, route
from ._things import Guild, Happening, Payload

EVENTS = "/guilds/{guild_id}/scheduled-events"
EVENT = EVENTS + "/{guild_scheduled_event_id}"
EXTERNAL = 3
LIMIT = 100
LOCATION_LIMIT = 100
OVER = (3, 4)
"""Completed and cancelled."""

STEPS = {1: (1, 2, 4), 2: (2, 3), 3: (3,), 4: (4,)}
"""From which status to which an event may go."""


def instant(text: str | None, name: str) -> datetime | None:
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Invalid(name, "Not a valid ISO8601 timestamp") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def happening_of(call: Call, guild: Guild) -> Happening:
    found = guild.happenings.get(call.id("guild_scheduled_event_id"))
    if found is None:
        raise unknown(*UNKNOWN_EVENT)
    return found


def told(call: Call, name: str, happening: Happening, guild: Guild) -> Payload:
    payload = happening_payload(happening, guild)
    call.server.world.emit(f"GUILD_SCHEDULED_EVENT_{name}", payload, Intent.GUILD_SCHEDULED_EVENTS, guild)
    return payload


def check(call: Call, happening: Happening, *, moved: bool) -> None:
    """Raises `Invalid`. ``moved``: its beginning is new, so it must lie ahead."""
    if moved and happening.starts_at <= call.server.world.now():
        raise Invalid("scheduled_start_time", "Cannot schedule event in the past.")
    if happening.ends_at is not None and happening.ends_at <= happening.starts_at:
        raise Invalid("scheduled_end_time", "Cannot schedule event to end before its beginning.")
    if happening.entity_type == EXTERNAL:
        if happening.ends_at is None:
            raise Invalid("scheduled_end_time", "This field is required")
        if not 1 <= len(happening.location or "") <= LOCATION_LIMIT:
            raise Invalid("entity_metadata.location", f"Must be between 1 and {LOCATION_LIMIT} in length.")


@route("GET", EVENTS)
async def happenings(call: Call) -> list[Payload]:
    guild = guild_of(call)
    return [happening_payload(one, guild) for one in guild.happenings.values() if one.status not in OVER]


@route("POST", EVENTS)
async def make(call: Call) -> Payload:
    guild = guild_of(call, Permission.CREATE_EVENTS)
    _rules.name(call.body)
    if sum(one.status not in OVER for one in guild.happenings.values()) >= LIMIT:
        raise Refused(400, 30038, "Maximum number of uncompleted guild scheduled events reached")
    starts_at = instant(call.body["scheduled_start_time"], "scheduled_start_time")
    assert starts_at is not None
    channel = call.body.get("channel_id")
    made = Happening(
        call.server.world.snowflake(),
        call.body["name"],
        call.me,
        starts_at,
        instant(call.body.get("scheduled_end_time"), "scheduled_end_time"),
        call.body["entity_type"],
        call.body.get("description"),
        (call.body.get("entity_metadata") or {}).get("location"),
        int(channel) if channel else None,
    )
    check(call, made, moved=True)
    guild.happenings[made.id] = made
    call.server.world.remind(made.starts_at)
    return told(call, "CREATE", made, guild)


@route("GET", EVENT)
async def happening(call: Call) -> Payload:
    guild = guild_of(call)
    return happening_payload(happening_of(call, guild), guild)


def may_change(call: Call, guild: Guild) -> Happening:
    """One's own by the right to create, others' by the right to manage."""
    found = happening_of(call, guild)
    rights = need_in_guild(guild, call.me, Permission.VIEW_CHANNEL)
    own = found.creator is call.me and Permission.CREATE_EVENTS in rights
    if not own and Permission.MANAGE_EVENTS not in rights:
        raise no_right()
    return found


@route("PATCH", EVENT)
async def change(call: Call) -> Payload:
    guild = guild_of(call)
    found = may_change(call, guild)
    _rules.name(call.body)
    if found.status in OVER:
        raise Refused(400, 180000, "Cannot update a finished event")
    changes: dict[str, Any] = call.given("name", "description", "status")
    if changes.get("status", found.status) not in STEPS[found.status]:
        raise Invalid("status", f"Cannot go from {found.status} to {changes['status']}")
    for key, name in (("scheduled_start_time", "starts_at"), ("scheduled_end_time", "ends_at")):
        if key in call.body:
            changes[name] = instant(call.body[key], key)
    if call.body.get("entity_metadata"):
        changes["location"] = call.body["entity_metadata"].get("location")
    moved = changes.get("starts_at", found.starts_at) != found.starts_at
    trial = Happening(**{**vars(found), **changes})
    check(call, trial, moved=moved)
    for name, value in changes.items():
        setattr(found, name, value)
    call.server.world.remind(min(found.starts_at, found.ends_at or found.starts_at))
    return told(call, "UPDATE", found, guild)


@route("DELETE", EVENT)
async def delete(call: Call) -> None:
    guild = guild_of(call)
    found = may_change(call, guild)
    del guild.happenings[found.id]
    told(call, "DELETE", found, guild)


@route("GET", EVENT + "/users")
async def interested(call: Call) -> list[Payload]:
    guild = guild_of(call)
    found = happening_of(call, guild)
    after, limit = call.number("after", 0), call.number("limit", 100)
    users = [one for one in sorted(found.interested) if one > after][:limit]
    return [
        {
            "guild_scheduled_event_id": str(found.id),
            "user_id": str(one),
            "response": 1,
            "user": user_payload(call.server.world.users[one]),
            **({"member": member_payload(guild.members[one])} if one in guild.members else {}),
        }
        for one in users
    ]
