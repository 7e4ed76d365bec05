"""What there is to talk about next: members suggest topics and support them, hosts take one."""

from __future__ import annotations

from bot.commands._answer import Answer, Line, Said, Shown
from bot.commands._command import ANYWAY, HOSTS, MEMBERS, Call, Command, Kind, Parameter
from bot.host import ListedTopic

MOST_TOPICS = 20
"""How many topics are shown at once."""


async def suggest(call: Call) -> Answer:
    """Suggest a topic; one that says nearly the same is offered to be supported instead."""
    given, caller = call.arguments, call.caller
    anyway = given["anyway"] is not None
    came = await call.services.topics.suggest(caller.member, caller.room, given["text"], anyway=anyway)
    if came.topic is None:
        lines = tuple(_line(one) for one in came.alike)
        return Answer((Said("care.said.alike", items=lines), Said("care.said.alike_how")))
    return Answer((Said("care.said.suggested", {"number": str(came.topic.number)}),))


async def support(call: Call) -> Answer:
    """Support a topic."""
    caller, number = call.caller, call.arguments["number"]
    topic = await call.services.topics.support(caller.member, caller.room, number)
    return Answer((Said("care.said.supported", {"number": str(number), "n": topic.support}),))


async def topics(call: Call) -> Answer:
    """The topics of the room, the most supported first."""
    found = await call.services.topics.topics(call.caller.member, call.caller.room)
    if not found:
        return Answer((Said("care.said.no_topics"),))
    lines: list[Line] = [Said("care.said.topics", items=tuple(_line(one) for one in found[:MOST_TOPICS]))]
    if len(found) > MOST_TOPICS:
        lines.append(Said("care.said.more_topics", {"n": len(found) - MOST_TOPICS}))
    return Answer(tuple(lines))


async def take_back(call: Call) -> Answer:
    """Take back one's own topic, or one's support for somebody else's."""
    caller, number = call.caller, call.arguments["number"]
    await call.services.topics.take_back(caller.member, caller.room, number)
    return Answer((Said("care.said.taken_back", {"number": str(number)}),))


async def _own(call: Call) -> None:
    await call.services.topics.require_own(call.caller.member, call.caller.room, call.arguments["number"])


async def take(call: Call) -> Answer:
    """Take a topic, for a café of a script where one is named; its author is told."""
    caller, given = call.caller, call.arguments
    script = call.services.script(given["script"]).name if given["script"] else None
    await call.services.topics.take(caller.member, caller.room, given["number"], script, language=caller.language)
    call.services.wake()
    return Answer((Said("care.said.taken_now", {"number": str(given["number"])}),))


def _line(topic: ListedTopic) -> Said:
    """One topic: its number, how it stands, and below it the words of who suggested it."""
    if topic.taken:
        key = "topic_taken_script" if topic.script else "topic_taken"
    else:
        key = "topic_mine" if topic.mine else "topic_supported" if topic.supported else "topic"
    values = {"number": str(topic.number), "n": topic.support, "script": topic.script or ""}
    return Said(f"care.said.{key}", values, (Shown(topic.text),))


_NUMBER = Parameter("number", Kind.NUMBER)

COMMANDS = (
    Command(
        "suggest",
        "topic",
        MEMBERS,
        suggest,
        (Parameter("text", Kind.TEXT), ANYWAY),
        of_cafe=False,
    ),
    Command("support", "topic", MEMBERS, support, (_NUMBER,), of_cafe=False),
    Command("topics", "topic", MEMBERS, topics, of_cafe=False),
    Command("take-back", "topic", MEMBERS, take_back, (_NUMBER,), of_cafe=False, undoable=False, require=_own),
    Command(
        "take",
        "topic",
        HOSTS,
        take,
        (_NUMBER, Parameter("script", Kind.SCRIPT, required=False)),
        of_cafe=False,
    ),
)
