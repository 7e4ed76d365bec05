"""What the café says on each beat, as deliveries: blocks -> rendered parts within the room's limit -> rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from bot.domain import (
    Beat,
    BeatKind,
    Cafe,
    Consent,
    Delivery,
    Home,
    MemberRef,
    OutboundFile,
    OutboundMessage,
    RoomRef,
)
from bot.kinds import Setting, kind_of
from bot.markup import Block, Heading, Items, Strong, paragraph, split
from bot.ports import Abilities
from bot.rhythm import Plan
from bot.wording import Wording, wording


def beat_deliveries(cafe: Cafe, beat: Beat, plan: Plan, home: Home, can: Abilities) -> list[Delivery]:
    """What a beat owes to one home, the flashback's messages excepted (`flashback_deliveries`)."""
    say = wording(home.language)
    workshop = cafe.script.workshop(beat.workshop) if beat.workshop else None
    if beat.kind is BeatKind.PRESENT:
        files = _picture(cafe, home) if can.files else ()
        return _deliveries(cafe, beat, home, can, presentation(cafe, plan, home, can), files=files)
    if workshop is not None:
        words = cafe.script.worded(home.language).workshops[workshop.key]
        kind, setting = kind_of(workshop.kind), Setting(cafe.id, cafe.opening_day, cafe.zone)
        blocks = kind.ask(workshop, words, say, setting)
        files = kind.files(workshop, words, say, setting) if can.files else ()
        return _deliveries(cafe, beat, home, can, blocks, begins=words.title, files=files)
    if beat.kind is BeatKind.CLOSE:
        thanks = say.say("cafe.closed", moment=say.moment(cafe.publishes_at, cafe.zone))
        if cafe.publishes_at <= cafe.closes_at:
            thanks = say.say("cafe.closed_now")
        return _deliveries(cafe, beat, home, can, [paragraph(thanks)])
    return []


def flashback_deliveries(
    cafe: Cafe, beat: Beat, home: Home, can: Abilities, messages: Sequence[tuple[Block, ...]]
) -> list[Delivery]:
    """The flashback's messages, in their order, for one home."""
    made: list[Delivery] = []
    for number, blocks in enumerate(messages, 1):
        made += _deliveries(cafe, beat, home, can, blocks, part_of=f"{number}.")
    return made


def presentation(cafe: Cafe, plan: Plan, home: Home, can: Abilities) -> list[Block]:
    """The café presented: its theme, for whom, the guests, the workshops to come, and the notice."""
    say = wording(home.language)
    words = cafe.script.worded(home.language)
    blocks: list[Block] = [Heading(words.title)]
    blocks += [paragraph(text.strip()) for text in words.presentation.split("\n\n") if text.strip()]
    if words.for_whom:
        blocks.append(paragraph(words.for_whom))
    if words.guests:
        blocks.append(paragraph(say.say("cafe.guests", guests=say.listing(list(words.guests)), n=len(words.guests))))
    if cafe.script.follows:
        blocks.append(paragraph(say.say("cafe.follows", title=cafe.script.follows)))
    blocks.append(
        paragraph(
            say.say(
                "cafe.length",
                opens=say.moment(plan.opens_at, cafe.zone),
                closes=say.moment(plan.closes_at, cafe.zone),
            )
        )
    )
    coming = [
        (Strong(words.workshops[one.key].title), " · " + say.moment(plan.workshops[one.key], cafe.zone))
        for one in cafe.script.workshops
    ]
    blocks += [paragraph(say.say("cafe.programme", n=len(coming))), Items(tuple(coming))]
    return blocks + notice(cafe, say, can)


def notice(cafe: Cafe, say: Wording, can: Abilities) -> list[Block]:
    """What is kept, why, for how long, who can read it, how one may be quoted, how to leave (truth 6)."""
    rule = "cafe.notice.silence_none" if cafe.script.quotes is Consent.NONE else "cafe.notice.silence_anonymous"
    points = [
        "cafe.notice.kept",
        "cafe.notice.readers",
        "cafe.notice.why",
        rule,
        "cafe.notice.named",
        "cafe.notice.length",
    ]
    blocks: list[Block] = [
        paragraph(Strong(say.say("cafe.notice.title"))),
        Items(tuple((say.say(point),) for point in points)),
    ]
    if can.ways:
        blocks.append(paragraph(say.say(can.ways)))
    return blocks


def reply(cafe: str, key: str, home: Home, can: Abilities, to: MemberRef, sentence: str) -> Delivery:
    """A private answer to one member."""
    body = split([paragraph(sentence)], can.dialect, can.text_limit)[0]
    return Delivery(key=f"{cafe}/reply/{key}", cafe=cafe, room=home.room, message=OutboundMessage(body=body, to=to))


def _deliveries(
    cafe: Cafe,
    beat: Beat,
    home: Home,
    can: Abilities,
    blocks: Iterable[Block],
    *,
    begins: str | None = None,
    files: tuple[OutboundFile, ...] = (),
    part_of: str = "",
) -> list[Delivery]:
    parts = split(list(blocks), can.dialect, can.text_limit)
    return [
        Delivery(
            key=f"{beat.key}/{_room_key(home.room)}/{part_of}{number}",
            cafe=cafe.id,
            room=home.room,
            message=OutboundMessage(
                body=body, begins=begins if number == 1 else None, files=files if number == 1 else ()
            ),
            beat=beat.key,
            workshop=beat.workshop,
        )
        for number, body in enumerate(parts, 1)
    ]


def _room_key(room: RoomRef) -> str:
    return f"{room.platform}:{room.room}"


def _picture(cafe: Cafe, home: Home) -> tuple[OutboundFile, ...]:
    if not cafe.script.picture:
        return ()
    path = Path(cafe.script.picture)
    return (OutboundFile(path.name, cafe.script.worded(home.language).picture_alt, str(path)),)
