"""What hosts change of a running café: its workshops, their moments and words, and how long it lasts."""

from __future__ import annotations

from datetime import date, datetime, time

from bot.commands._answer import Answer, Said
from bot.commands._command import HOSTS, Call, Command, Kind, Parameter, Wall
from bot.domain import Cafe, Workshop, WorkshopWords, zone_of
from bot.errors import CallError, fault
from bot.host import PlanChange
from bot.script import ADDABLE, NewWords, NewWorkshop
from bot.showing import shown
from bot.wording import At

PARTS = ("title", "question", "label")
"""What of a workshop can be said otherwise."""

_LOW, _HIGH = "min", "max"
"""What the ends of a scale are called where a label is given to one."""


async def move(call: Call) -> Answer:
    """Have a workshop open on another day, at another hour, or both."""
    workshop: Workshop = call.arguments["workshop"]
    on, at = _moment(call, workshop.day, workshop.at)
    change = await call.services.host.replanning.move(call.cafe.id, workshop.key, on, at, call.caller.member)
    return _told("moved", call, change)


async def bring_forward(call: Call) -> Answer:
    """Have the workshop that comes next open now."""
    change = await call.services.host.replanning.bring_forward(call.cafe.id, call.caller.member)
    return _told("moved", call, change)


async def skip(call: Call) -> Answer:
    """Take a coming workshop out of the café."""
    workshop: Workshop = call.arguments["workshop"]
    change = await call.services.host.replanning.skip(call.cafe.id, workshop.key, call.caller.member)
    return _told("skipped", call, change)


async def _skippable(call: Call) -> None:
    await call.services.host.replanning.require_skippable(call.cafe.id, call.arguments["workshop"].key)


async def add(call: Call) -> Answer:
    """Add a workshop: its title, its question, and a poll's choices or a scale's ends, with bars between them."""
    kind = call.arguments["kind"]
    on, at = _moment(call, None, call.cafe.script.opens_at)
    parts = [one.strip() for one in call.arguments["text"].split("|")]
    title, question, more = parts[0], parts[1] if len(parts) > 1 else parts[0], tuple(parts[2:])
    if kind == "poll" and not more:
        raise CallError(fault("replan.choices", title=shown(title), question=shown(question)))
    ends = _ends(more) if kind == "scale" else None
    new = NewWorkshop(kind, title, question, () if kind == "scale" else more, ends)
    change = await call.services.host.replanning.add(call.cafe.id, new, on, at, call.caller.member)
    return _told("added", call, change)


async def reword(call: Call) -> Answer:
    """Say a workshop's title, question, or the label of a choice otherwise."""
    given = call.arguments
    workshop: Workshop = given["workshop"]
    spoken = call.cafe.script.languages
    language = given["language"] or (call.caller.language if call.caller.language in spoken else spoken[0])
    new = _words(given["part"], given["text"], workshop, call.cafe.script.worded(language).workshops[workshop.key])
    change = await call.services.host.replanning.reword(call.cafe.id, workshop.key, language, new, call.caller.member)
    return _told("reworded", call, change)


async def pause(call: Call) -> Answer:
    """Have nothing open or close until the café goes on."""
    return _told("paused", call, await call.services.host.replanning.pause(call.cafe.id, call.caller.member))


async def resume(call: Call) -> Answer:
    """Have a paused café go on."""
    return _told("resumed", call, await call.services.host.replanning.resume(call.cafe.id, call.caller.member))


async def extend(call: Call) -> Answer:
    """Have a café close so many days later."""
    days: int = call.arguments["days"]
    return _told("extended", call, await call.services.host.replanning.extend(call.cafe.id, days, call.caller.member))


async def close(call: Call) -> Answer:
    """Close a café now."""
    change = await call.services.host.replanning.close(call.cafe.id, call.caller.member)
    return _told("withdrawn" if change.withdrawn else "closed", call, change)


async def _closable(call: Call) -> None:
    await call.services.host.replanning.require_closable(call.cafe.id)


def _moment(call: Call, day: int | None, hour: time) -> tuple[date, time]:
    """The day and the hour that were given; what was left out stays as it is, or is today."""
    when: Wall = call.arguments["when"]
    opening = call.cafe.opening_day
    usual = call.services.clock.now().astimezone(zone_of(call.cafe.zone)).date()
    if day is not None:
        usual = date.fromordinal(opening.toordinal() + day - 1)
    return when.day or usual, when.at or hour


def _ends(more: tuple[str, ...]) -> tuple[int, int] | None:
    """The two ends of a scale; ``None`` where they are not given."""
    if not more:
        return None
    try:
        low, high = (int(one) for one in more)
    except ValueError:
        raise CallError(fault("replan.scale", value=shown(" | ".join(more)))) from None
    return low, high


def _words(part: str, text: str, workshop: Workshop, words: WorkshopWords) -> NewWords:
    if part == "title":
        return NewWords(title=text)
    if part == "question":
        return NewWords(question=text)
    which, equals, label = (one.strip() for one in text.partition("="))
    if workshop.kind == "scale" and equals and which in (_LOW, _HIGH):
        return NewWords(min_label=label) if which == _LOW else NewWords(max_label=label)
    key = which
    if which.isascii() and which.isdecimal() and 1 <= int(which[:3]) <= len(workshop.choices):
        key = workshop.choices[int(which[:3]) - 1]
    known = workshop.choices or ((_LOW, _HIGH) if workshop.kind == "scale" else ())
    if not equals or key not in known:
        if not known:
            raise CallError(fault("replan.no_labels", title=shown(words.title)))
        labels = [f"{number} = {shown(words.choices[one])}" for number, one in enumerate(workshop.choices, 1)] or known
        raise CallError(fault("replan.label", value=shown(text), known=", ".join(labels)))
    return NewWords(choices={key: label})


def _told(what: str, call: Call, change: PlanChange) -> Answer:
    """What has come of it, or that it was so already; the beats are looked at at once."""
    call.services.wake()
    cafe = change.cafe
    values: dict[str, object] = {"cafe": shown(cafe.title), "moment": ""}
    if change.workshop is not None:
        values["title"] = shown(cafe.script.worded(call.caller.language).workshops[change.workshop].title)
    if change.moment is not None:
        values["moment"] = At(change.moment, cafe.zone)
    said = Said(f"replan.{'already' if change.already else 'done'}.{what}", values)
    return Answer((said, *(_meeting(what, call, cafe, *one) for one in change.meetings)))


def _meeting(what: str, call: Call, cafe: Cafe, workshop: str, moment: datetime) -> Said:
    title = shown(cafe.script.worded(call.caller.language).workshops[workshop].title)
    return Said(f"replan.meeting.{what}", {"title": title, "moment": At(moment, cafe.zone)})


_WORKSHOP, _WHEN, _TEXT = (
    Parameter("workshop", Kind.WORKSHOP),
    Parameter("when", Kind.WHEN),
    Parameter("text", Kind.TEXT),
)

COMMANDS = (
    Command("next", "cafe", HOSTS, bring_forward),
    Command("move", "cafe", HOSTS, move, (_WORKSHOP, _WHEN)),
    Command("add", "cafe", HOSTS, add, (Parameter("kind", Kind.CHOICE, choices=ADDABLE), _WHEN, _TEXT)),
    Command("skip", "cafe", HOSTS, skip, (_WORKSHOP,), undoable=False, require=_skippable),
    Command(
        "reword",
        "cafe",
        HOSTS,
        reword,
        (
            _WORKSHOP,
            Parameter("part", Kind.CHOICE, choices=PARTS),
            _TEXT,
            Parameter("language", Kind.WORD, required=False),
        ),
    ),
    Command("pause", "cafe", HOSTS, pause),
    Command("resume", "cafe", HOSTS, resume),
    Command("extend", "cafe", HOSTS, extend, (Parameter("days", Kind.NUMBER),)),
    Command("close", "cafe", HOSTS, close, undoable=False, require=_closable),
)
