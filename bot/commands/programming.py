"""What hosts do about cafés to come: the programme, and scripts of their own."""

from __future__ import annotations

from bot.commands._answer import Answer, Said
from bot.commands._command import HOSTS, Call, Command, Kind, Parameter, Wall
from bot.commands._services import Services
from bot.errors import CallError, fault
from bot.host import ProgrammeChanges, Uploads
from bot.showing import shown
from bot.wording import At

_SHOWN = 10
"""How many openings to come are shown."""


async def programme(call: Call) -> Answer:
    """What opens next, by the programme."""
    openings = call.services.openings
    if openings is None:
        return Answer((Said("command.said.no_programme_here"),))
    coming = (await openings.outlook()).next_openings(_SHOWN, call.services.theirs(call.caller))
    lines = tuple(
        Said(
            "command.said.occasion_moved" if one.occasion.day != one.occasion.date else "command.said.occasion",
            {
                "programme": one.occasion.programme,
                "date": one.occasion.date,
                "title": shown(one.script.worded(call.caller.language).title),
                "opens": At(one.opens_at, one.zone),
            },
        )
        for one in coming
    )
    return Answer((Said("command.said.programme" if lines else "command.said.no_programme", items=lines),))


async def skip_date(call: Call) -> Answer:
    """Open nothing on a date of a programme."""
    given = call.arguments
    await _changes(call).skip(given["programme"], given["day"], call.caller.member)
    return _told("date_skipped", call)


async def move_date(call: Call) -> Answer:
    """Open the café of a date on another day, at another hour."""
    given = call.arguments
    to: Wall = given["when"]
    await _changes(call).move(given["programme"], given["day"], call.caller.member, to=to.day, at=to.at)
    return _told("date_moved", call)


async def replace_script(call: Call) -> Answer:
    """Open another script on a date."""
    given = call.arguments
    await _changes(call).replace_script(given["programme"], given["day"], given["script"], call.caller.member)
    return _told("date_script", call, script=given["script"])


async def put_back(call: Call) -> Answer:
    """Have the configuration hold again for a date."""
    given = call.arguments
    await _changes(call).put_back(given["programme"], given["day"], call.caller.member)
    return _told("date_restored", call)


async def upload(call: Call) -> Answer:
    """Keep a script that a host has written; what is wrong in it is said at once."""
    services, given = call.services, call.arguments
    if services.uploads is None:
        raise CallError(fault("upload_nowhere"))
    files = {one.name: one.content for one in given["files"]}
    if call.caller.reach is not None and given["name"] in await _everybodys(services, services.uploads):
        raise CallError(fault("upload_name_taken", name=shown(given["name"])))
    script = await services.uploads.take(given["name"], files, call.caller)
    values = {
        "name": script.name,
        "title": shown(script.worded(call.caller.language).title),
        "n": len(script.workshops),
        "languages": [call.say.tongue(one) for one in script.languages],
    }
    return Answer((Said("command.said.uploaded", values),))


async def require_removable(call: Call) -> None:
    """Raises `CallError` for a script that is not the caller's own, or that a café or a programme still needs."""
    services, name = call.services, call.arguments["script"]
    if services.uploads is None:
        raise CallError(fault("upload_nowhere"))
    await services.uploads.require_removable(name, call.caller)
    if services.openings is not None:
        programme = (await services.openings.outlook()).still_opens(name)
        if programme is not None:
            raise CallError(fault("remove_script_in_programme", name=shown(name), programme=shown(programme.name)))


async def remove_script(call: Call) -> Answer:
    """Keep a script of the hosts' own no longer."""
    await require_removable(call)
    if (uploads := call.services.uploads) is not None:
        await uploads.remove(call.arguments["script"], call.caller)
    return Answer((Said("command.said.script_removed", {"name": shown(call.arguments["script"])}),))


async def _everybodys(services: Services, uploads: Uploads) -> set[str]:
    """The names of the scripts of the configuration's folders, which one community does not replace for all."""
    return set(services.scripts()) - await uploads.names()


def _changes(call: Call) -> ProgrammeChanges:
    changes = call.services.programme(call.caller)
    if changes is None:
        raise CallError(fault("command_no_programme"))
    return changes


def _told(key: str, call: Call, **more: object) -> Answer:
    values = {"programme": shown(call.arguments["programme"]), "day": call.arguments["day"], **more}
    return Answer((Said(f"command.said.{key}", values),))


_DATE = (Parameter("programme", Kind.NAME), Parameter("day", Kind.DAY))

COMMANDS = (
    Command("programme", "cafe", HOSTS, programme, of_cafe=False),
    Command("programme-skip", "cafe", HOSTS, skip_date, _DATE, of_cafe=False),
    Command("programme-move", "cafe", HOSTS, move_date, (*_DATE, Parameter("when", Kind.WHEN)), of_cafe=False),
    Command(
        "programme-script", "cafe", HOSTS, replace_script, (*_DATE, Parameter("script", Kind.SCRIPT)), of_cafe=False
    ),
    Command("programme-restore", "cafe", HOSTS, put_back, _DATE, of_cafe=False),
    Command(
        "script", "cafe", HOSTS, upload, (Parameter("name", Kind.WORD), Parameter("files", Kind.FILES)), of_cafe=False
    ),
    Command(
        "remove-script",
        "cafe",
        HOSTS,
        remove_script,
        (Parameter("script", Kind.SCRIPT),),
        of_cafe=False,
        undoable=False,
        require=require_removable,
    ),
)
