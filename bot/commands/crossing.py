"""Cards: a host picks what is shown in a café's other homes, and its author says whether it is."""

from __future__ import annotations

from bot.commands._answer import Answer, Line, Said, Shown
from bot.commands._command import HOSTS, THEMSELVES, Call, Command, Kind, Parameter
from bot.showing import shown


async def pick(call: Call) -> Answer:
    """Have an answer cross to the other homes once its author lets it, or no more."""
    cards, post, by = call.services.host.cards, call.arguments["post"], call.caller.member
    values = {"post": shown(post.id)}
    if call.arguments["switch"] == "off":
        gone = await cards.unpick(call.cafe.id, post, by)
        return Answer((Said("command.card.gone" if gone else "command.card.no_card", values),))
    await cards.pick(call.cafe.id, post, by)
    return Answer((Said("command.card.picked", values),))


async def answer(call: Call) -> Answer:
    """See which of one's posts are to cross, or say of one that it may, or may not."""
    cards, by, post = call.services.host.cards, call.caller.member, call.arguments["post"]
    if post is not None and (said := call.arguments["switch"]) is not None:
        allowed = said == "on"
        await cards.answer(by, call.cafe.id, post, allowed)
        return Answer((Said(f"command.card.{'allowed' if allowed else 'refused'}"),))
    asked = await cards.asked(by, call.cafe.id)
    if not asked:
        return Answer((Said("command.card.none_asked"),))
    lines: list[Line] = []
    for one in asked:
        state = {None: "waits", True: "crosses", False: "stays"}[one.allowed]
        lines.append(Said(f"command.card.{state}", {"post": one.post.id, "workshop": shown(one.workshop)}))
        if one.text:
            lines.append(Shown(one.text))
    return Answer((*lines, Said("command.card.how")))


_SWITCH = Parameter("switch", Kind.CHOICE, required=False, choices=("on", "off"))

COMMANDS = (
    Command("card", "cafe", HOSTS, pick, (Parameter("post", Kind.POST), _SWITCH)),
    Command("card", "me", THEMSELVES, answer, (Parameter("post", Kind.POST, required=False), _SWITCH)),
)
