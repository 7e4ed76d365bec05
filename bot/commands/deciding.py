"""What members decide about themselves: how they are quoted, what is kept of them, what is to be forgotten."""

from __future__ import annotations

from bot.commands._answer import Answer, Line, Said, Shown
from bot.commands._arguments import Arguments
from bot.commands._command import THEMSELVES, Call, Command, Kind, Parameter
from bot.domain import Cafe, Consent, MemberRef
from bot.errors import CallError, fault
from bot.host import Mine, OwnQuotation, Receipt, receipt_lines
from bot.showing import shown
from bot.wording import wording

RULE = "rule"
"""To choose nothing, so that what holds beyond it holds again."""


async def mine(call: Call) -> Answer:
    """All that is kept of oneself, as a file: in one café, or in all."""
    cafe: Cafe | None = call.arguments["cafe"]
    words = wording(call.caller.language)
    file = await Mine(call.services.store).file(_self(call), words, cafe.id if cafe else None)
    return Answer((Said("command.said.mine"),), (file,))


async def consent(call: Call) -> Answer:
    """Choose how one is quoted: in this café, or always."""
    consents, by, choice = call.services.host.consents, _self(call), _choice(call)
    if call.arguments["scope"] == "always":
        await consents.always(by, choice)
        return Answer((Said(f"command.said.always.{call.arguments['choice']}"),))
    if choice is None:
        raise CallError(fault("consent_rule_here"))
    cafe = await _cafe(call)
    await consents.here(by, call.caller.name, cafe.id, choice)
    return Answer((Said(f"cafe.consent_kept.{choice.value}", {"title": shown(cafe.title)}),))


async def quotations(call: Call) -> Answer:
    """See the exact words that would be quoted of oneself."""
    cafe = await _cafe(call)
    mine = await call.services.host.consents.quotations(_self(call), cafe.id)
    title = {"title": shown(mine.title)}
    if not mine.quotations:
        return Answer((Said("command.said.no_quotations", title),))
    lines: list[Line] = [Said("command.said.quotations", title)]
    for one in mine.quotations:
        lines += _quotation(one)
    return Answer((*lines, Said("command.said.quotations_how")))


def _quotation(one: OwnQuotation) -> list[Line]:
    where = {"number": one.post.id, "workshop": shown(one.workshop or "")}
    how = one.choice.value if one.shown else Consent.NONE.value
    told: list[Line] = [Said(f"command.said.quotation.{how}", where)]
    if one.text:
        told.append(Shown(one.text, one.author))
    return told


async def quote(call: Call) -> Answer:
    """Choose how one post of one's own is quoted."""
    cafe = await _cafe(call)
    choice = _choice(call)
    await call.services.host.consents.quotation(_self(call), cafe.id, call.arguments["post"], choice)
    return Answer((Said(f"command.said.quoted.{call.arguments['choice']}"),))


async def forget(call: Call) -> Answer:
    """Have a post, a café or everything of oneself forgotten."""
    forgetting, by, post = call.services.host.forgetting, _self(call), call.arguments["post"]
    match call.arguments["what"]:
        case "all" | "linked":
            return _told(await forgetting.everything(by, linked=call.arguments["what"] == "linked"))
        case "cafe":
            return _told(await forgetting.cafe(by, (await _cafe(call)).id))
    if post is None:
        raise CallError(fault("forget_which_post"))
    return _told(await forgetting.post(by, (await _cafe(call)).id, post))


async def _theirs(call: Call) -> None:
    if call.arguments["what"] != "post":
        return
    if call.arguments["post"] is None:
        raise CallError(fault("forget_which_post"))
    cafe = await _cafe(call)
    await call.services.host.forgetting.require_own(_self(call), cafe.id, call.arguments["post"])


def _told(receipt: Receipt) -> Answer:
    return Answer(
        tuple(Said(key, {name: _value(one) for name, one in values.items()}) for key, values in receipt_lines(receipt))
    )


def _value(value: object) -> object:
    """A figure of a receipt is a sentence of its own."""
    if isinstance(value, tuple):
        return [Said(key, values) for key, values in value]
    return shown(value) if isinstance(value, str) else value


def _self(call: Call) -> MemberRef:
    return call.caller.member


def _choice(call: Call) -> Consent | None:
    given = call.arguments["choice"]
    return None if given == RULE else Consent(given)


async def _cafe(call: Call) -> Cafe:
    """The café that was named, else that of the room: asked for only where one is needed, for somebody who wants
    everything forgotten may be in no café's room."""
    if (named := call.arguments["cafe"]) is not None:
        return named  # type: ignore[no-any-return]
    services, caller = call.services, call.caller
    async with services.store.reading() as store:
        arguments = Arguments(store, caller, services.clock.now(), services.zone, wording(caller.language))
        return await arguments.cafe(None)


_CAFE = Parameter("cafe", Kind.CAFE, required=False)
_CHOICE = Parameter("choice", Kind.CHOICE, choices=(*(one.value for one in Consent), RULE))

COMMANDS = (
    Command("mine", "me", THEMSELVES, mine, (_CAFE,), of_cafe=False),
    Command(
        "consent",
        "me",
        THEMSELVES,
        consent,
        (_CHOICE, Parameter("scope", Kind.CHOICE, required=False, choices=("here", "always")), _CAFE),
        of_cafe=False,
    ),
    Command("quotations", "me", THEMSELVES, quotations, (_CAFE,), of_cafe=False),
    Command("quote", "me", THEMSELVES, quote, (Parameter("post", Kind.POST), _CHOICE, _CAFE), of_cafe=False),
    Command(
        "forget",
        "me",
        THEMSELVES,
        forget,
        (
            Parameter("what", Kind.CHOICE, choices=("post", "cafe", "all", "linked")),
            Parameter("post", Kind.POST, required=False),
            _CAFE,
        ),
        of_cafe=False,
        undoable=False,
        require=_theirs,
    ),
)
