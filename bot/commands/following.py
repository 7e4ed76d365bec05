"""What members ask to be told: that a workshop opens, that one waits for them, what they have missed."""

from __future__ import annotations

from datetime import time

from bot.commands._answer import Answer, Line, Said, Shown
from bot.commands._command import MEMBERS, THEMSELVES, Call, Command, Kind, Parameter, Wall
from bot.domain import BeatKind
from bot.errors import CallError, fault
from bot.host import Missed, NudgeWish
from bot.showing import shown
from bot.wording import At


async def follow(call: Call) -> Answer:
    """Be told when a workshop opens in this room, alone or by being called there; or no more."""
    caller, wishes = call.caller, call.services.wishes
    how = "_by_role" if call.services.host.followers.are_called(caller.room.platform) else ""
    if call.arguments["switch"] == "off":
        ended = [await wishes.unfollow(caller.member, room) for room in await wishes.rooms(caller)]
        return Answer((Said("care.said.unfollowed" if any(ended) else "care.said.not_following"),))
    if not caller.sees:
        raise CallError(fault("command_not_seen"))
    new = await wishes.follow(caller.member, caller.room)
    return Answer((Said(f"care.said.{'followed' if new else 'following'}{how}"),))


async def nudges(call: Call) -> Answer:
    """Be reminded of what one has not answered, in one's own zone and outside one's quiet hours; or no more."""
    caller, given, wishes = call.caller, call.arguments, call.services.wishes
    quiet = _quiet(given["from"], given["until"])
    if given["switch"] == "off":
        ended = [await wishes.nudges_off(caller.member, room) for room in await wishes.rooms(caller)]
        return Answer((Said("care.said.nudges_ended" if any(ended) else "care.said.no_nudges"),))
    if given["switch"] is None and given["zone"] is None and quiet is None:
        return Answer((_nudges(await wishes.nudges(caller.member, caller.room)),))
    wish = await wishes.nudges_on(caller.member, caller.room, zone=given["zone"], quiet=quiet)
    return Answer((_nudges(wish),))


async def catch_up(call: Call) -> Answer:
    """What one has missed in this room since one was last here."""
    caller = call.caller
    missed = await call.services.catching_up.catch_up(caller.member, caller.room)
    lines = tuple(_missed(missed, caller.language))
    if not lines:
        return Answer((Said("care.said.missed_nothing"),))
    zone = missed.cafe.zone
    title = shown(missed.cafe.script.worded(caller.language).title)
    head = (
        Said("care.said.missed_all", {"cafe": title})
        if missed.since is None
        else Said("care.said.missed", {"cafe": title, "since": At(missed.since, zone)})
    )
    return Answer((Said(head.key, head.values, lines),), zone=zone)


def _missed(missed: Missed, language: str) -> list[Line]:
    """At most five lines."""
    words = missed.cafe.script.worded(language)
    lines: list[Line] = []
    if missed.opened:
        titles = [words.workshops[one].title for one in missed.opened]
        lines.append(Said("care.said.missed_opened", {"n": len(titles), "titles": titles}))
    if missed.answers:
        lines.append(Said("care.said.missed_answers", {"n": missed.answers}))
    if missed.replies:
        line = Said("care.said.missed_replies", {"n": missed.replies})
        if missed.reply_url:
            line = Said("care.said.missed_replies_at", {"n": missed.replies, "url": missed.reply_url})
        lines.append(line)
    if missed.liked is not None:
        quoted = Shown(missed.liked.text, missed.liked.author, missed.liked.url)
        lines.append(Said("care.said.missed_liked", {"n": missed.fans}, (quoted,)))
    if missed.next is not None:
        title = words.workshops[missed.next.workshop].title if missed.next.workshop else ""
        key = {BeatKind.CLOSE: "next_close", BeatKind.PUBLISH: "next_publish"}.get(missed.next.kind, "next_workshop")
        lines.append(Said(f"care.said.{key}", {"workshop": title, "at": At(missed.next.at, missed.cafe.zone)}))
    return lines


def _nudges(wish: NudgeWish) -> Said:
    if not wish.on:
        return Said("care.said.no_nudges")
    hours = wish.hours
    values: dict[str, object] = {"from": hours.quiet_from, "until": hours.quiet_until}
    if hours.zone is None:
        return Said("care.said.nudges_in_cafe", values)
    return Said("care.said.nudges", {**values, "zone": hours.zone})


def _quiet(begins: Wall | None, ends: Wall | None) -> tuple[time, time] | None:
    """The quiet hours as they were given: both of them, or neither."""
    if begins is None and ends is None:
        return None
    first, last = (one.at if one and one.day is None else None for one in (begins, ends))
    if first is None or last is None:
        raise CallError(fault("nudges_hours"))
    return first, last


COMMANDS = (
    Command(
        "follow",
        "me",
        THEMSELVES,
        follow,
        (Parameter("switch", Kind.CHOICE, required=False, choices=("on", "off")),),
        of_cafe=False,
    ),
    Command(
        "nudges",
        "me",
        THEMSELVES,
        nudges,
        (
            Parameter("switch", Kind.CHOICE, required=False, choices=("on", "off")),
            Parameter("zone", Kind.WORD, required=False),
            Parameter("from", Kind.WHEN, required=False),
            Parameter("until", Kind.WHEN, required=False),
        ),
        of_cafe=False,
    ),
    Command("catch-up", "me", MEMBERS, catch_up, of_cafe=False),
)
