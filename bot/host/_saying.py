"""What the café says on each beat, as deliveries: blocks -> rendered parts within the room's limit -> rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.domain import (
    Beat,
    BeatKind,
    Button,
    Cafe,
    Consent,
    Delivery,
    Home,
    MemberRef,
    OutboundFile,
    OutboundMessage,
    Poll,
    RoomRef,
    Visibility,
    Workshop,
    WorkshopWords,
)
from bot.host._index import index_blocks
from bot.kinds import Setting, kind_of
from bot.markup import Block, Heading, Items, Span, Strong, paragraph, split
from bot.ports import CALL_LENGTH, Abilities
from bot.rhythm import Plan
from bot.wording import Wording, wording


@dataclass(frozen=True, slots=True)
class Telling:
    """What there is to tell on a beat. ``late_since`` is when it was taken up late, ``None`` for one in time;
    ``nothing_opened`` is true where none of the café's workshops could be opened. ``beats`` are the café's, for its
    index; none where it is only foreseen. ``for_a_host`` is true where the flashback waits for a host. ``notice_link``
    is where members read all of what is kept of them, ``None`` where they cannot."""

    cafe: Cafe
    beat: Beat
    plan: Plan
    late_since: datetime | None = None
    nothing_opened: bool = False
    beats: tuple[Beat, ...] = ()
    for_a_host: bool = False
    notice_link: str | None = None


def beat_deliveries(telling: Telling, home: Home, can: Abilities) -> list[Delivery]:
    """What a beat owes to one home, the flashback's messages excepted (`flashback_deliveries`)."""
    cafe, beat = telling.cafe, telling.beat
    say = wording(home.language, can.prefix)
    workshop = cafe.script.workshop(beat.workshop) if beat.workshop else None
    if beat.kind is BeatKind.PRESENT:
        index = index_deliveries(telling, home, can, telling.late_since or telling.plan.opens_at, {})
        return presentation_deliveries(telling, home, can) + index
    if beat.kind is BeatKind.UNSEAL:
        key = "cafe.unsealed" if can.seals else "cafe.unsealed_private"
        return _deliveries(cafe, beat, home, can, [paragraph(say.say(key))])
    if workshop is not None:
        words = cafe.script.worded(home.language).workshops[workshop.key]
        blind = workshop.visibility is Visibility.BLIND
        sealed = blind and can.seals
        by_button = sealed and can.buttons and can.carries
        kind, setting = kind_of(workshop.kind), Setting(cafe.id, cafe.opening_day, cafe.zone, by_button)
        blocks = [*kind.ask(workshop, words, say, setting), *_opened_late(telling, workshop.key, say)]
        files = kind.files(workshop, words, say, setting) if can.files else ()
        if blind and can.speaks:
            key = "kind.blind" if can.seals else "kind.blind_private"
            moment = say.moment(telling.plan.unseals[workshop.key], cafe.zone)
            blocks.append(paragraph(say.say(key, moment=moment)))
        if can.heard and not sealed and not workshop.anonymous:
            blocks.append(paragraph(say.say(can.heard)))
        buttons = _buttons(can, say, "answer", workshop.key) if can.carries or answered_alone(workshop, can) else ()
        if buttons and can.asks_alone:
            blocks.append(paragraph(say.say(can.asks_alone)))
        poll = poll_of(workshop, words, can, say)
        if poll is not None:
            blocks.append(paragraph(say.say("kind.polled")))
        asked = _deliveries(
            cafe,
            beat,
            home,
            can,
            blocks,
            begins=words.title,
            files=files,
            sealed=sealed,
            buttons=buttons,
            calls=can.calls_followers,
        )
        return [*asked, *([_poll_delivery(cafe, beat, home, poll)] if poll is not None else [])]
    if beat.kind is BeatKind.CLOSE:
        blocks, buttons = _closing(telling, say, can)
        return _deliveries(cafe, beat, home, can, blocks, buttons=buttons)
    return []


def answered_alone(workshop: Workshop, can: Abilities) -> bool:
    """Whether a workshop can be answered where others do not read it: a choice by itself is read by nobody, and what is
    sealed is said to the bot where the platform cannot seal."""
    return kind_of(workshop.kind).takes_choices or (workshop.visibility is Visibility.BLIND and not can.seals)


def poll_of(workshop: Workshop, words: WorkshopWords, can: Abilities, say: Wording) -> Poll | None:
    """The poll of the platform's own in which a workshop can be answered as well: where it has such polls, everybody
    may read who chose what, and it takes these choices. What it asks is no script's words: those may be reworded, and a
    poll cannot be."""
    count = len(workshop.choices)
    open_to_all = workshop.visibility is Visibility.OPEN and not workshop.anonymous
    if not can.polls or not kind_of(workshop.kind).takes_choices or not open_to_all or count < 2:
        return None
    if workshop.several not in (1, count) or (can.choice_limit is not None and count > can.choice_limit):
        return None
    labels = tuple(" ".join(words.choices.get(key, key).split()) for key in workshop.choices)
    if any(not 1 <= len(one) <= (can.label_limit or len(one)) for one in labels):
        return None
    return Poll(say.say("kind.poll_asks", n=workshop.several), labels, several=workshop.several > 1)


def _poll_delivery(cafe: Cafe, beat: Beat, home: Home, poll: Poll) -> Delivery:
    key = f"{beat.key}/{_room_key(home.room)}/poll.1"
    message = OutboundMessage(body=poll.question, poll=poll)
    return Delivery(key, cafe.id, home.room, message, beat.key, beat.workshop)


def presentation_deliveries(telling: Telling, home: Home, can: Abilities) -> list[Delivery]:
    """The café presented to one home, without the index that comes after it."""
    cafe, say = telling.cafe, wording(home.language)
    files = _picture(cafe, home) if can.files else ()
    blocks, buttons = presentation(telling, home, can), _buttons(can, say, "consent")
    return _deliveries(cafe, telling.beat, home, can, blocks, files=files, buttons=buttons)


def index_deliveries(
    telling: Telling, home: Home, can: Abilities, now: datetime, links: Mapping[str, str | None]
) -> list[Delivery]:
    """The index of the workshops as it stands at that instant, owed to one home by the presentation. ``links`` are the
    addresses of the workshops there, by their keys, ``None`` for one that has no thread there."""
    cafe = telling.cafe
    blocks = index_blocks(cafe, telling.plan, telling.beats, now, home, links)
    return _deliveries(cafe, telling.beat, home, can, blocks, part_of="index.")


def _opened_late(telling: Telling, workshop: str, say: Wording) -> list[Block]:
    """What has changed for a workshop that opens later than the presentation said."""
    cafe = telling.cafe
    if workshop not in cafe.moved:
        return []
    ends = say.moment(min(cafe.closes_at, telling.plan.ends.get(workshop, cafe.closes_at)), cafe.zone)
    kind = "late_words" if telling.beat.kind is BeatKind.CALL_CLOSING_WORDS else "late_workshop"
    return [paragraph(say.say(f"cafe.{kind}", planned=say.moment(telling.beat.due, cafe.zone), ends=ends))]


def _closing(telling: Telling, say: Wording, can: Abilities) -> tuple[list[Block], tuple[Button, ...]]:
    cafe = telling.cafe
    if telling.nothing_opened:
        return [paragraph(say.say("cafe.closed_empty"))], ()
    now = telling.late_since or cafe.closes_at
    comes_now = cafe.publishes_at <= now and not telling.for_a_host
    if telling.for_a_host:
        key = "cafe.closed_late_for_a_host" if telling.late_since else "cafe.closed_for_a_host"
    elif comes_now:
        key = "cafe.closed_late_now" if telling.late_since else "cafe.closed_now"
    else:
        key = "cafe.closed_late" if telling.late_since else "cafe.closed"
    closed, comes = say.moment(cafe.closes_at, cafe.zone), say.moment(cafe.publishes_at, cafe.zone)
    blocks: list[Block] = [paragraph(say.say(key, closed=closed, moment=comes))]
    if can.after_close:
        blocks.append(paragraph(say.say(can.after_close)))
    if can.quotations and not comes_now:
        blocks.append(paragraph(say.say(can.quotations)))
    return blocks, () if comes_now else _buttons(can, say, "quotations")


def _buttons(can: Abilities, say: Wording, action: str, about: str = "") -> tuple[Button, ...]:
    """The button that does this, where there are buttons."""
    return (Button(action, say.say(f"button.{action}"), about),) if can.buttons else ()


def flashback_deliveries(
    cafe: Cafe,
    beat: Beat,
    home: Home,
    can: Abilities,
    messages: Sequence[tuple[Block, ...]],
    files: tuple[OutboundFile, ...] = (),
) -> list[Delivery]:
    """The flashback's messages, in their order, for one home. ``files`` go along with the first: the whole of it."""
    made: list[Delivery] = []
    for number, blocks in enumerate(messages, 1):
        along = files if number == 1 else ()
        made += _deliveries(cafe, beat, home, can, blocks, part_of=f"{number}.", files=along)
    return made


def presentation(telling: Telling, home: Home, can: Abilities) -> list[Block]:
    """The café presented: its theme, for whom, the guests, and the notice. The workshops are in the index."""
    cafe, plan = telling.cafe, telling.plan
    say = wording(home.language, can.prefix)
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
                "cafe.length_late" if telling.late_since else "cafe.length",
                opens=say.moment(plan.opens_at, cafe.zone),
                closes=say.moment(plan.closes_at, cafe.zone),
            )
        )
    )
    if can.heard:
        blocks.append(paragraph(say.say(can.heard)))
    return blocks + notice(cafe, say, can, telling.notice_link)


def notice(cafe: Cafe, say: Wording, can: Abilities, link: str | None = None) -> list[Block]:
    """What is kept, why, for how long, who can read it, how one may be quoted, how to leave (truth 6); and the link to
    the whole of it, where there is one."""
    rule = "cafe.notice.silence_none" if cafe.script.quotes is Consent.NONE else "cafe.notice.silence_anonymous"
    points = [
        "cafe.notice.kept",
        *(["cafe.notice.pictures"] if any(kind_of(one.kind).keeps_pictures for one in cafe.script.workshops) else []),
        "cafe.notice.readers",
        *(["cafe.notice.blind"] if any(one.visibility is Visibility.BLIND for one in cafe.script.workshops) else []),
        *(["cafe.notice.encrypted"] if can.decrypts else []),
        "cafe.notice.why",
        rule,
        "cafe.notice.named",
    ]
    blocks: list[Block] = [
        paragraph(Strong(say.say("cafe.notice.title"))),
        Items((*((say.say(point),) for point in points), *_length(cafe, say), *_whole(say, link))),
    ]
    if can.ways:
        blocks.append(paragraph(say.say(can.ways)))
    return blocks


def _length(cafe: Cafe, say: Wording) -> list[tuple[Span, ...]]:
    """For how long it is kept, and what then stays."""
    if cafe.retention_days is None:
        return []
    return [(say.say("cafe.notice.length", n=cafe.retention_days),), (say.say("cafe.notice.afterwards"),)]


def _whole(say: Wording, link: str | None) -> list[tuple[Span, ...]]:
    """Where all of it is told."""
    return [] if link is None else [(say.say("cafe.notice.whole", link=link),)]


def reply(cafe: str, key: str, home: Home, can: Abilities, to: MemberRef, sentence: str) -> Delivery:
    """A private answer to one member. ``key`` is unique in that home."""
    body = split([paragraph(sentence)], can.dialect, can.text_limit)[0]
    whole = f"{cafe}/reply/{_room_key(home.room)}/{key}"
    return Delivery(key=whole, cafe=cafe, room=home.room, message=OutboundMessage(body=body, to=to))


def _deliveries(
    cafe: Cafe,
    beat: Beat,
    home: Home,
    can: Abilities,
    blocks: Iterable[Block],
    *,
    begins: str | None = None,
    files: tuple[OutboundFile, ...] = (),
    sealed: bool = False,
    part_of: str = "",
    buttons: tuple[Button, ...] = (),
    calls: bool = False,
) -> list[Delivery]:
    parts = split(list(blocks), can.dialect, can.text_limit - (CALL_LENGTH if calls else 0))
    heading = heading_of(cafe, home)
    # With the question; else at the end of what is said.
    pressed = 1 if begins else len(parts)
    return [
        Delivery(
            key=f"{beat.key}/{_room_key(home.room)}/{part_of}{number}",
            cafe=cafe.id,
            room=home.room,
            message=OutboundMessage(
                body=body,
                begins=begins if number == 1 else None,
                files=files if number == 1 else (),
                sealed=sealed and number == 1,
                heading=heading if (begins and number == 1) or not beat.workshop else None,
                buttons=buttons if number == pressed else (),
                calls_followers=calls and number == 1,
            ),
            beat=beat.key,
            workshop=beat.workshop,
        )
        for number, body in enumerate(parts, 1)
    ]


def heading_of(cafe: Cafe, home: Home) -> str:
    """The title of the thread in which a café's own messages are gathered where a room holds nothing but threads."""
    return cafe.script.worded(home.language).title


def _room_key(room: RoomRef) -> str:
    return f"{room.platform}:{room.room}"


def _picture(cafe: Cafe, home: Home) -> tuple[OutboundFile, ...]:
    if not cafe.script.picture:
        return ()
    path = Path(cafe.script.picture)
    return (OutboundFile(path.name, cafe.script.worded(home.language).picture_alt, str(path)),)
