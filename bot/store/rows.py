"""Rows of the tables <-> the domain's data."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeVar, cast

from sqlalchemy import RowMapping

from bot.cafe_names import own_id
from bot.domain import (
    Announcement,
    Attachment,
    Beat,
    BeatKind,
    Button,
    Cafe,
    CafeState,
    Choice,
    Consent,
    Delivery,
    DeskNote,
    DeskNoteKind,
    Home,
    Member,
    MemberRef,
    OutboundFile,
    OutboundMessage,
    Poll,
    Post,
    Posted,
    PostRef,
    Progress,
    Reaction,
    RoomRef,
    Script,
)
from bot.script import from_snapshot, to_snapshot

_Value = TypeVar("_Value")


def _as_it_is(value: _Value) -> _Value:
    return value


def cafe_row(cafe: Cafe) -> dict[str, Any]:
    """A café as a row of ``cafes``; its homes are rows of their own."""
    return {
        "id": cafe.id,
        "script": to_snapshot(cafe.script),
        "zone": cafe.zone,
        "language": cafe.language,
        "opening_day": cafe.opening_day.isoformat(),
        "opens_at": cafe.opens_at,
        "closes_at": cafe.closes_at,
        "publishes_at": cafe.publishes_at,
        "secret": cafe.secret,
        "state": cafe.state.value,
        "source": cafe.source,
        "presented_at": cafe.presented_at,
        "restored": cafe.restored,
        "paused_at": cafe.paused_at,
        "retention_days": cafe.retention_days,
        "frozen_at": cafe.frozen_at,
        "moved": {workshop: at.isoformat() for workshop, at in cafe.moved.items()},
    }


def cafe_of(row: RowMapping, homes: Sequence[RowMapping]) -> Cafe:
    """A row of ``cafes``, its script as text, with those of its homes."""
    return Cafe(
        id=row["id"],
        script=_script_of(row["script"]),
        zone=row["zone"],
        language=row["language"],
        opening_day=date.fromisoformat(row["opening_day"]),
        opens_at=row["opens_at"],
        closes_at=row["closes_at"],
        publishes_at=row["publishes_at"],
        homes=tuple(Home(RoomRef(one["platform"], one["room"]), one["language"], one["title"]) for one in homes),
        secret=row["secret"],
        state=CafeState(row["state"]),
        source=row["source"],
        presented_at=row["presented_at"],
        restored=row["restored"],
        paused_at=row["paused_at"],
        retention_days=row["retention_days"],
        frozen_at=row["frozen_at"],
        moved={workshop: datetime.fromisoformat(at) for workshop, at in row["moved"].items()},
    )


@lru_cache(maxsize=256)
def _script_of(snapshot: str) -> Script:
    """A script from the text of its snapshot. The same text is the same script, and asked for with every event."""
    return from_snapshot(json.loads(snapshot))


def beat_row(cafe: str, ordinal: int, beat: Beat) -> dict[str, Any]:
    """A beat that nobody has claimed, as a row of ``beats``; ``ordinal`` is its place among the café's."""
    return {
        "key": beat.key,
        "cafe": cafe,
        "kind": beat.kind.value,
        "workshop": beat.workshop,
        "ordinal": ordinal,
        "due": beat.due,
        "progress": Progress.DUE.value,
        "generation": 0,
        "aside": False,
        "paused": False,
        "refusals": 0,
    }


def beat_of(row: RowMapping) -> Beat:
    """A row of ``beats``."""
    return Beat(
        key=row["key"],
        cafe=row["cafe"],
        kind=BeatKind(row["kind"]),
        due=row["due"],
        workshop=row["workshop"],
        progress=Progress(row["progress"]),
        generation=row["generation"],
        aside=row["aside"],
        done_at=row["done_at"],
        why=row["why"],
        refused_since=row["refused_since"],
        refusals=row["refusals"],
    )


def notice_row(notice: DeskNote) -> dict[str, Any]:
    """A notice that nobody has been told yet, as a row of ``notices``."""
    return {
        "key": notice.key,
        "kind": notice.kind.value,
        "at": notice.at,
        "cafe": notice.cafe,
        "room": str(notice.room) if notice.room else None,
        "about": {
            "workshop": notice.workshop,
            "why": notice.why,
            "beat": notice.beat and notice.beat.value,
            "until": notice.until and notice.until.isoformat(),
            "values": dict(notice.values),
        },
        "told": False,
    }


def notice_of(row: RowMapping) -> DeskNote:
    """A row of ``notices``."""
    about: Mapping[str, Any] = row["about"]
    platform, _, room = (row["room"] or "").partition(":")
    return DeskNote(
        key=row["key"],
        kind=DeskNoteKind(row["kind"]),
        at=row["at"],
        cafe=row["cafe"],
        room=RoomRef(platform, room) if room else None,
        workshop=about["workshop"],
        why=about["why"],
        beat=BeatKind(about["beat"]) if about["beat"] else None,
        until=datetime.fromisoformat(about["until"]) if about["until"] else None,
        values=about["values"],
    )


def delivery_row(delivery: Delivery) -> dict[str, Any]:
    """A delivery that nobody has claimed, as a row of ``deliveries``."""
    return {
        "key": delivery.key,
        "cafe": delivery.cafe,
        "beat": delivery.beat,
        "platform": delivery.room.platform,
        "room": delivery.room.room,
        "workshop": delivery.workshop,
        "message": message_row(delivery.message),
        "progress": Progress.DUE.value,
        "generation": 0,
        "until": delivery.until,
        "reworded": False,
    }


def message_row(message: OutboundMessage) -> dict[str, Any]:
    """A message as JSON."""
    row, announces = asdict(message), message.announces
    if announces is not None:
        row["announces"] |= {"begins": announces.begins.isoformat(), "ends": announces.ends.isoformat()}
    return row


def _announces(row: Mapping[str, Any] | None) -> Announcement | None:
    if row is None:
        return None
    instants = {name: datetime.fromisoformat(row[name]) for name in ("begins", "ends")}
    return Announcement(**{**row, **instants})


def delivery_of(row: RowMapping) -> Delivery:
    """A row of ``deliveries``."""
    message: Mapping[str, Any] = row["message"]
    to = message["to"]
    return Delivery(
        key=row["key"],
        cafe=row["cafe"],
        room=RoomRef(row["platform"], row["room"]),
        message=OutboundMessage(
            **{
                **message,
                "to": MemberRef(**to) if to else None,
                "files": tuple(OutboundFile(**one) for one in message["files"]),
                "buttons": tuple(Button(**one) for one in message["buttons"]),
                "announces": _announces(message["announces"]),
                "poll": _poll_of(message.get("poll")),
            }
        ),
        beat=row["beat"],
        workshop=row["workshop"],
        progress=Progress(row["progress"]),
        generation=row["generation"],
        claimed_at=row["claimed_at"],
        read_from=row["read_from"],
        reworded=row["reworded"],
        posted=Posted(row["posted_message"], row["posted_thread"]) if row["posted_message"] else None,
        until=row["until"],
    )


def _poll_of(poll: Mapping[str, Any] | None) -> Poll | None:
    return None if poll is None else Poll(poll["question"], tuple(poll["choices"]), poll["several"])


def post_row(cafe: str, post: Post) -> dict[str, Any]:
    """A live post as a row of ``posts``."""
    return {
        "cafe": cafe,
        "platform": post.ref.platform,
        "post": post.ref.id,
        "author": post.author.id,
        "at": post.at,
        "text": post.text,
        "workshop": post.workshop,
        "answer": post.answer,
        "late": post.late,
        "edited_at": post.edited_at,
        "reply_to": post.reply_to.id if post.reply_to else None,
        "attachments": attachments_row(post.attachments),
        "url": post.url,
        "room": post.room,
        "thread": post.thread,
    }


class Once:
    """Gives back the first of equal values, so that each is held in memory once."""

    def __init__(self) -> None:
        self._seen: dict[object, object] = {}

    def __call__(self, value: _Value) -> _Value:
        """The first value equal to that one."""
        return cast("_Value", self._seen.setdefault(value, value))


def post_of(row: RowMapping, secret: bytes, once: Callable[[Any], Any] = _as_it_is) -> Post:
    """A row of ``posts`` that is not erased; ``once`` shares what many posts have in common (`Once`)."""
    platform = once(row["platform"])
    ref = once(PostRef(platform, row["post"]))
    return Post(
        ref=ref,
        own_id=own_id(secret, ref),
        author=once(MemberRef(platform, row["author"])),
        at=row["at"],
        text=row["text"],
        workshop=once(row["workshop"]),
        answer=row["answer"],
        late=row["late"],
        edited_at=row["edited_at"],
        reply_to=PostRef(platform, row["reply_to"]) if row["reply_to"] else None,
        attachments=attachments_of(row["attachments"]),
        url=row["url"],
        room=once(row["room"]),
        thread=once(row["thread"]),
    )


def attachments_of(kept: list[dict[str, Any]] | None) -> tuple[Attachment, ...]:
    """The attachments of a post, from their JSON."""
    return tuple(Attachment(**one) for one in kept or ())


def attachments_row(attachments: Sequence[Attachment]) -> list[dict[str, Any]] | None:
    """Attachments as JSON; ``None`` for none."""
    return [asdict(one) for one in attachments] or None


def reaction_of(
    row: RowMapping, once: Callable[[Any], Any] = _as_it_is, originals: Mapping[PostRef, PostRef] | None = None
) -> Reaction:
    """A row of ``reactions``; ``once`` as in `post_of`. One on a card is on the post that the card stands for."""
    platform = once(row["platform"])
    post = PostRef(platform, row["post"])
    return Reaction(
        post=once((originals or {}).get(post, post)),
        author=once(MemberRef(platform, row["author"])),
        emoji=once(row["emoji"]),
        at=row["at"],
    )


def choice_of(row: RowMapping) -> Choice:
    """A row of ``choices``."""
    return Choice(
        workshop=row["workshop"],
        author=MemberRef(row["platform"], row["author"]),
        choices=tuple(row["choices"]),
        at=row["at"],
        late=row["late"],
        polled_in=row["polled_in"],
    )


def member_of(row: RowMapping) -> Member:
    """A row of ``members``."""
    return Member(
        ref=MemberRef(row["platform"], row["member"]),
        name=row["name"],
        consent=Consent(row["consent"]) if row["consent"] else None,
        withdrawn=row["withdrawn_at"] is not None and row["consent"] is None,
        withdrawn_at=row["withdrawn_at"],
        cafe_name=row["cafe_name"],
    )
