"""What hosts say about a flashback: which words come first, which stay out, their own, how it looks, when it is out."""

from __future__ import annotations

from collections.abc import Mapping

from bot.commands._answer import Answer, Line, Said, Shown
from bot.commands._command import HOSTS, Call, Command, Kind, Parameter
from bot.commands._typed import choice_of
from bot.digest.flashback import Voice, WorkshopFlashback
from bot.domain import Cafe, CafeState, OutboundFile, Pick, Workshop
from bot.host import Preview
from bot.pages import FORMATS, rendered
from bot.showing import shown
from bot.wording import At, wording

LONGEST_LINE = 120
"""How much of a voice a preview shows in its answer, in code points; its files have all of it."""


async def star(call: Call) -> Answer:
    """Make a post its workshop's first voice, or no more."""
    voices, post, by = call.services.host.voices, call.arguments["post"], call.caller.member
    values = {"post": shown(post.id)}
    if call.arguments["switch"] == "off":
        gone = await voices.unpick(call.cafe.id, post, Pick.STAR, by)
        return _said("unstarred" if gone else "not_starred", values)
    found = await voices.star(call.cafe.id, post, by)
    workshop = call.cafe.script.workshop(found.workshop or "")
    return _said("starred", {**values, "title": _title(call.cafe, workshop, call.caller.language)})


async def leave_out(call: Call) -> Answer:
    """Keep a post from every quotation, or no more."""
    voices, post, by = call.services.host.voices, call.arguments["post"], call.caller.member
    values = {"post": shown(post.id)}
    if call.arguments["switch"] == "off":
        gone = await voices.unpick(call.cafe.id, post, Pick.LEAVE_OUT, by)
        return _said("left_in" if gone else "not_left_out", values)
    await voices.leave_out(call.cafe.id, post, by)
    return _said("left_out", values)


async def note(call: Call) -> Answer:
    """Put the hosts' own words into the flashback, or take them away."""
    voices, by, workshop = call.services.host.voices, call.caller.member, call.arguments["workshop"]
    text: str = call.arguments["text"] or ""
    off = call.arguments["switch"] == "off" or choice_of(text, _SWITCH) == "off"
    if off:
        gone = await voices.drop_note(call.cafe.id, by, workshop)
        return _said("unnoted" if gone else "no_note", {})
    anew = await voices.note(call.cafe.id, text, by, workshop)
    where = Said("command.voices.note_where", {"workshop": workshop.key}) if workshop is not None else ""
    return _said("noted_anew" if anew else "noted", {"where": where})


async def publish(call: Call) -> Answer:
    """Have the flashback come out at once."""
    await call.services.host.voices.publish(call.cafe.id, call.caller.member)
    call.services.wake()
    return _said("published", {"title": _title(call.cafe, None, call.caller.language)})


async def _publishable(call: Call) -> None:
    await call.services.host.voices.require_publishable(call.cafe.id)


async def preview(call: Call) -> Answer:
    """The flashback as it would come out now, or as it came out: in short lines, and as files."""
    draft = await call.services.host.voices.preview(call.cafe.id)
    cafe, language = draft.record.cafe, call.caller.language
    lines: list[Line] = [_head(draft, cafe, language)]
    if draft.flashback.note:
        lines.append(Said("command.voices.note", {"text": draft.flashback.note}))
    for one in draft.flashback.workshops:
        lines.append(_workshop(one, cafe, language))
    for key in draft.hidden_notes:
        workshop = cafe.script.workshop(key or "")
        title = _title(cafe, workshop, language)
        lines.append(Said("command.voices.hidden_note", {"title": title}))
    files = tuple(
        OutboundFile(
            f"flashback.{format}",
            _title(cafe, None, language),
            content=rendered(cafe, draft.flashback, format, draft.pictures).decode("utf-8"),
        )
        for format in FORMATS
    )
    return Answer(tuple(lines), files, cafe.zone)


def _head(draft: Preview, cafe: Cafe, language: str) -> Said:
    counts = draft.flashback.counts
    values = {
        "title": _title(cafe, None, language),
        "people": Said("status.people", {"n": counts.participants}),
        "posts": Said("status.posts", {"n": counts.posts}),
    }
    if cafe.state is CafeState.PUBLISHED:
        return Said("command.voices.preview_published", values)
    if draft.publishes_at is None:
        return Said("command.voices.preview", values)
    return Said("command.voices.preview_until", {**values, "moment": At(draft.publishes_at, cafe.zone)})


def _workshop(one: WorkshopFlashback, cafe: Cafe, language: str) -> Said:
    values = {"title": _title(cafe, cafe.script.workshop(one.id), language), "n": one.counts.posts}
    below: list[Line] = [Said("command.voices.note", {"text": one.note})] if one.note else []
    below += [_voice(voice, language) for voice in one.voices]
    if not below:
        return Said(f"command.voices.workshop_{'alone' if one.counts.posts else 'empty'}", values)
    return Said("command.voices.workshop", values, tuple(below))


def _voice(voice: Voice, language: str) -> Shown:
    """A voice with the number by which a host can name it."""
    say = wording(language)
    author = voice.author or say.say("page.someone")
    text = voice.text if len(voice.text) <= LONGEST_LINE else voice.text[: LONGEST_LINE - 1] + "…"
    return Shown(text, say.say("command.voices.by", author=author, post=voice.post))


def _title(cafe: Cafe, workshop: Workshop | None, language: str) -> str:
    """The title of a workshop, or of the café, as far as possible in the reader's language."""
    words = cafe.script.worded(language)
    return shown(words.workshops[workshop.key].title if workshop else words.title)


def _said(key: str, values: Mapping[str, object]) -> Answer:
    return Answer((Said(f"command.voices.{key}", values),))


_POST = Parameter("post", Kind.POST)
_SWITCH = Parameter("switch", Kind.CHOICE, required=False, choices=("on", "off"))

COMMANDS = (
    Command("preview", "cafe", HOSTS, preview),
    Command("star", "cafe", HOSTS, star, (_POST, _SWITCH)),
    Command("leave-out", "cafe", HOSTS, leave_out, (_POST, _SWITCH)),
    Command(
        "note",
        "cafe",
        HOSTS,
        note,
        (Parameter("text", Kind.TEXT, required=False), Parameter("workshop", Kind.WORKSHOP, required=False), _SWITCH),
    ),
    Command("publish", "cafe", HOSTS, publish, undoable=False, require=_publishable),
)
