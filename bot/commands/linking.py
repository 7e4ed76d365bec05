"""Members who have several accounts link them, and count once."""

from __future__ import annotations

from bot.commands._answer import Answer, Said
from bot.commands._command import THEMSELVES, Call, Command, Kind, Parameter
from bot.host import CODE_LASTS


async def link(call: Call) -> Answer:
    """Be given a code, or give one back that another account of one's own was given."""
    linking, by = call.services.host.linking, call.caller.member
    if (given := call.arguments["code"]) is not None:
        await linking.take(by, given)
        return Answer((Said("command.said.linked"), Said("command.said.link_shows")))
    minutes = {"n": int(CODE_LASTS.total_seconds() // 60)}
    return Answer(
        (
            Said("command.said.link_code", {"code": await linking.code(by)}),
            Said("command.said.link_how", minutes),
            Said("command.said.link_shows"),
        )
    )


async def unlink(call: Call) -> Answer:
    """Have it forgotten that this account is linked."""
    await call.services.host.linking.undo(call.caller.member)
    return Answer((Said("command.said.unlinked"),))


COMMANDS = (
    Command("link", "me", THEMSELVES, link, (Parameter("code", Kind.WORD, required=False),), of_cafe=False),
    Command("unlink", "me", THEMSELVES, unlink, of_cafe=False),
)
