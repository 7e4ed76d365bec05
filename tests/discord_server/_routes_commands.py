"""The application's commands: listed, registered one by one or all at once, changed, deleted."""

from __future__ import annotations

from ._refusals import no_access
from ._routing import Call, route
from ._things import Payload

EVERYWHERE = "/applications/{application_id}/commands"
IN_A_GUILD = "/applications/{application_id}/guilds/{guild_id}/commands"


def place(call: Call) -> int | None:
    """Which set of commands is meant. Raises `Refused` for another application's, or a guild without the bot."""
    if call.id("application_id") != call.me.id:
        raise no_access()
    if "guild_id" not in call.texts:
        return None
    guild = call.server.world.guilds.get(call.id("guild_id"))
    if guild is None or call.me.id not in guild.members:
        raise no_access()
    return guild.id


@route("GET", EVERYWHERE)
@route("GET", IN_A_GUILD)
async def commands(call: Call) -> list[Payload]:
    return list(call.server.commands.of(place(call)).values())


@route("PUT", EVERYWHERE)
@route("PUT", IN_A_GUILD)
async def put_all(call: Call) -> list[Payload]:
    return call.server.commands.put_all(place(call), call.body or [])


@route("POST", EVERYWHERE)
@route("POST", IN_A_GUILD)
async def put(call: Call) -> Payload:
    return call.server.commands.put(place(call), call.body)


@route("GET", EVERYWHERE + "/{command_id}")
@route("GET", IN_A_GUILD + "/{command_id}")
async def command(call: Call) -> Payload:
    return call.server.commands.get(place(call), call.id("command_id"))


@route("PATCH", EVERYWHERE + "/{command_id}")
@route("PATCH", IN_A_GUILD + "/{command_id}")
async def change(call: Call) -> Payload:
    return call.server.commands.change(place(call), call.id("command_id"), call.body)


@route("DELETE", EVERYWHERE + "/{command_id}")
@route("DELETE", IN_A_GUILD + "/{command_id}")
async def remove(call: Call) -> None:
    call.server.commands.remove(place(call), call.id("command_id"))
