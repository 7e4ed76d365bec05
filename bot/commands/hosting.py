"""What hosts do around a café: open one, see how it stands and what has been changed, let a guest speak."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.commands._answer import Answer, Line, Said
from bot.commands._command import ANYWAY, HOSTS, SPEAKERS, Call, Command, Kind, Parameter, Wall
from bot.commands._finding import title_of
from bot.commands._history import changes_told
from bot.commands._naming import names_known, people_in
from bot.commands._status import statuses
from bot.domain import Cafe, Role, zone_of
from bot.errors import CallError, fault
from bot.rhythm import instant
from bot.showing import shown
from bot.wording import At

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
        raise CallError(fault("command_past", moment=At(instant(day, 1, script.opens_at, zone), zone)))
    anyway = call.arguments["anyway"] is not None
    homes = [services.places.home(call.caller.room, script)]
    unsealable = await services.places.unsealable(call.caller.room, script)
    cafe = await services.host.open(script, homes, zone=zone, day=day, by=call.caller.member, anyway=anyway)
    services.wake()
    told = {"title": shown(cafe.title), "id": cafe.id, "opens": At(cafe.opens_at, cafe.zone)}
    lines = [Said("command.said.opened", told)]
    if unsealable:
        titles = [title_of(one.key, cafe, call.caller.language) for one in unsealable]
        lines.append(Said("command.said.opened_unsealed", {"workshops": ", ".join(titles)}))
    return Answer(tuple(lines))


async def status(call: Call) -> Answer:
    """How one café stands, or all of them."""
    services = call.services
    async with services.store.reading() as store:
        told = await statuses(store, services.clock.now(), call.arguments["cafe"], call.caller)
    lines: list[Line] = list(told or [Said("command.said.nothing_open")])
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
            for one in (await services.openings.outlook()).next_openings(3, services.theirs(call.caller))
        ]
    return Answer(tuple(lines))


async def history(call: Call) -> Answer:
    """What people have changed, the latest first: of one café, or of all within their reach and the programme."""
    services = call.services
    cafe: Cafe | None = call.arguments["cafe"]
    async with services.store.reading() as store:
        changes = await store.history(cafe.id if cafe else None, MOST_CHANGES, call.caller.reach)
    name_of = await names_known(services, call.caller, people_in(changes))
    async with services.store.reading() as store:
        told = await changes_told(store, changes, name_of, call.say, services.zone)
    return Answer((Said("command.said.history" if told else "command.said.no_history", items=tuple(told)),))


async def guest(call: Call) -> Answer:
    """Let somebody speak in the café's name in one workshop, or no more."""
    given, guests = call.arguments, call.services.guests
    by, member = call.caller.member, call.arguments["member"]
    written = {member: call.written.get("member", member.id)}
    name_of = await names_known(call.services, call.caller, [member], written)
    values = {"who": name_of(member), "title": title_of(given["workshop"].key, call.cafe, call.caller.language)}
    if given["switch"] == "off":
        gone = await guests.uninvite(call.cafe, given["workshop"], given["member"], by)
        return Answer((Said("command.said.guest_gone" if gone else "command.said.guest_was_none", values),))
    made = await guests.invite(call.cafe, given["workshop"], given["member"], by)
    return Answer((Said("command.said.guest" if made else "command.said.guest_already", values),))


async def say(call: Call) -> Answer:
    """Say something in a workshop in the café's name."""
    given, caller = call.arguments, call.caller
    host = bool(caller.roles & {Role.HOST, Role.OPERATOR})
    guests, text = call.services.guests, given["text"]
    there = await guests.say(call.cafe, given["workshop"], text, caller.member, caller.name, host=host)
    return Answer((Said("command.said.said" if there else "command.said.said_later"),))


_CAFE = Parameter("cafe", Kind.CAFE, required=False)
_WORKSHOP = Parameter("workshop", Kind.WORKSHOP)

COMMANDS = (
    Command(
        "open",
        "cafe",
        HOSTS,
        open_cafe,
        (Parameter("script", Kind.SCRIPT), Parameter("when", Kind.WHEN, required=False), ANYWAY),
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
