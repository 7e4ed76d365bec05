"""What hosts do around a café: open one, see how it stands and what has been changed, let a guest speak."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.commands._answer import Answer, At, Line, Said
from bot.commands._command import HOSTS, SPEAKERS, Call, Command, Kind, Parameter, Wall
from bot.commands._status import statuses
from bot.domain import Cafe, HostChange, Role, zone_of
from bot.errors import CallError, fault
from bot.rhythm import instant
from bot.showing import shown

MOST_CHANGES = 20
"""How many changes are shown at once."""


async def open_cafe(call: Call) -> Answer:
    """Open a café of a script: now, or at a time."""
    services, name = call.services, call.arguments["script"]
    script = services.script(name)
    zone = script.zone or services.zone
    now = services.clock.now()
    when: Wall = call.arguments["when"] or Wall()
    day = when.day or now.astimezone(zone_of(zone)).date()
    if when.at is not None:
        if when.day is None and instant(day, 1, when.at, zone) <= now:
            # An hour alone is the next one of that name.
            day += timedelta(days=1)
        script = replace(script, opens_at=when.at)
    if (when.day or when.at) and instant(day, 1, script.opens_at, zone) <= now:
        raise CallError(fault("command_past", moment=f"{day.isoformat()} {script.opens_at:%H:%M}"))
    homes = [services.places.home(call.caller.room, script)]
    cafe = await services.host.open(script, homes, zone=zone, day=day, by=call.caller.member)
    services.wake()
    told = {"title": shown(cafe.title), "id": cafe.id, "opens": At(cafe.opens_at, cafe.zone)}
    return Answer((Said("command.said.opened", told),))


async def status(call: Call) -> Answer:
    """How one café stands, or all of them."""
    services = call.services
    async with services.store.reading() as store:
        told = await statuses(store, services.clock.now(), call.caller.language, call.arguments["cafe"])
    lines: list[Line] = list(told or [Said("status.nothing")])
    if services.openings is not None and call.arguments["cafe"] is None:
        lines += [
            Said(
                "programme.next",
                {
                    "title": shown(one.script.worded(call.caller.language).title),
                    "opens": At(one.opens_at, one.zone),
                    "name": shown(one.occasion.programme),
                },
            )
            for one in (await services.openings.outlook()).next_openings(3)
        ]
    return Answer(tuple(lines))


async def history(call: Call) -> Answer:
    """What people have changed, the latest first: of one café, or of all and the programme."""
    services = call.services
    cafe: Cafe | None = call.arguments["cafe"]
    async with services.store.reading() as store:
        changes = await store.history(cafe.id if cafe else None, MOST_CHANGES)
    zone = cafe.zone if cafe else services.zone
    lines = tuple(_change(one, zone) for one in changes)
    return Answer((Said("command.said.history" if lines else "command.said.no_history", items=lines),))


def _change(change: HostChange, zone: str) -> Said:
    named = {"cafe": change.cafe} if change.cafe else {}
    about = ", ".join(f"{key}: {shown(value)}" for key, value in {**named, **change.about}.items())
    who = str(change.by) if change.by else Said("command.said.somebody")
    values = {"at": At(change.at, zone), "who": who, "what": change.what, "about": about}
    return Said("command.said.change" if about else "command.said.change_alone", values)


async def guest(call: Call) -> Answer:
    """Let somebody speak in the café's name in one workshop, or no more."""
    given, guests = call.arguments, call.services.guests
    by = call.caller.member
    values = {"who": shown(str(given["member"])), "workshop": given["workshop"].key}
    if given["switch"] == "off":
        gone = await guests.uninvite(call.cafe, given["workshop"], given["member"], by)
        return Answer((Said("command.said.guest_gone" if gone else "command.said.guest_was_none", values),))
    made = await guests.invite(call.cafe, given["workshop"], given["member"], by)
    return Answer((Said("command.said.guest" if made else "command.said.guest_already", values),))


async def say(call: Call) -> Answer:
    """Say something in a workshop in the café's name."""
    given, caller = call.arguments, call.caller
    host = bool(caller.roles & {Role.HOST, Role.OPERATOR})
    await call.services.guests.say(call.cafe, given["workshop"], given["text"], caller.member, caller.name, host=host)
    return Answer((Said("command.said.said"),))


_CAFE = Parameter("cafe", Kind.CAFE, required=False)
_WORKSHOP = Parameter("workshop", Kind.WORKSHOP)

COMMANDS = (
    Command(
        "open",
        "cafe",
        HOSTS,
        open_cafe,
        (Parameter("script", Kind.SCRIPT), Parameter("when", Kind.WHEN, required=False)),
        of_cafe=False,
    ),
    Command("status", "cafe", HOSTS, status, (_CAFE,), of_cafe=False),
    Command("history", "cafe", HOSTS, history, (_CAFE,), of_cafe=False),
    Command(
        "guest",
        "cafe",
        HOSTS,
        guest,
        (
            _WORKSHOP,
            Parameter("member", Kind.MEMBER),
            Parameter("switch", Kind.CHOICE, required=False, choices=("on", "off")),
        ),
    ),
    Command("say", "cafe", SPEAKERS, say, (_WORKSHOP, Parameter("text", Kind.TEXT))),
)
