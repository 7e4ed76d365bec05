"""Who the bot is, direct messages, the gateway's address."""

from __future__ import annotations

from typing import Any

from ._payloads import channel_payload, guild_payload, member_payload, user_payload
from ._refusals import UNKNOWN_USER, unknown
from ._routing import Call, route
from ._things import Payload, User

OPERATOR = User(1, "operator")
"""Whose application it is."""


@route("GET", "/users/@me")
async def me(call: Call) -> Payload:
    return {**user_payload(call.me), "verified": True, "mfa_enabled": False, "email": None, "locale": "en-US"}


@route("GET", "/users/{user_id}")
async def user(call: Call) -> Payload:
    found = call.server.world.users.get(call.id("user_id"))
    if found is None:
        raise unknown(*UNKNOWN_USER)
    return user_payload(found)


@route("GET", "/oauth2/applications/@me")
async def application(call: Call) -> Payload:
    server = call.server
    return {
        "id": str(call.me.id),
        "name": call.me.name,
        "icon": None,
        "description": "",
        "summary": "",
        "type": None,
        "rpc_origins": [],
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": server.gateway.flags,
        "flags_new": str(server.gateway.flags),
        "owner": user_payload(OPERATOR),
        "team": None,
        "approximate_guild_count": len(server.world.guilds),
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "eligible_oauth2_scopes": [],
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "integration_types_config": {},
    }


@route("GET", "/applications/@me")
async def application_too(call: Call) -> Payload:
    found: Payload = await application(call)
    return found


@route("GET", "/gateway/bot")
async def gateway(call: Call) -> Payload:
    left = 1000 - call.server.gateway.identified
    limits = {"total": 1000, "remaining": left, "reset_after": 86_400_000, "max_concurrency": 1}
    return {
        "url": call.server.gateway.address,
        "shards": call.server.gateway.advised_shards,
        "session_start_limit": limits,
    }


@route("GET", "/gateway")
async def gateway_address(call: Call) -> Payload:
    return {"url": call.server.gateway.address}


@route("POST", "/users/@me/channels")
async def direct(call: Call) -> Payload:
    found = call.server.world.users.get(int(call.body["recipient_id"]))
    if found is None:
        raise unknown(*UNKNOWN_USER)
    return channel_payload(call.server.world.direct_channel(found))


@route("GET", "/users/@me/guilds")
async def guilds(call: Call) -> list[Payload]:
    there = [guild for guild in call.server.world.guilds.values() if call.me.id in guild.members]
    return [
        {
            "id": str(guild.id),
            "name": guild.name,
            "icon": None,
            "banner": None,
            "owner": False,
            "permissions": "0",
            "features": guild_payload(guild)["features"],
        }
        for guild in there
    ]


@route("DELETE", "/users/@me/guilds/{guild_id}")
async def leave(call: Call) -> None:
    call.server.guilds.remove_bot(call.server.world.guild(call.id("guild_id"), call.me))


@route("GET", "/users/@me/guilds/{guild_id}/member")
async def own_member(call: Call) -> Any:
    return member_payload(call.server.world.guild(call.id("guild_id"), call.me).members[call.me.id])
