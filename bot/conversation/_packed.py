"""An event as one line of text, and back: what a conversation is kept as while it is put in order."""

from __future__ import annotations

import json
from dataclasses import astuple, fields
from datetime import UTC, datetime, timedelta

from bot.domain import (
    Attachment,
    Chosen,
    Consent,
    ConsentGiven,
    Inbound,
    PostEdited,
    PostErased,
    PostMade,
    Reacted,
    RoomRef,
    Unreacted,
    Withdrew,
)

_KINDS: tuple[type[Inbound], ...] = (
    PostMade,
    Chosen,
    Reacted,
    Unreacted,
    PostEdited,
    PostErased,
    ConsentGiven,
    Withdrew,
)
_COMMON = ("room", "at", "position")
_OWN = {kind: tuple(one.name for one in fields(kind) if one.name not in _COMMON) for kind in _KINDS}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def microseconds(instant: datetime) -> int:
    """An instant as microseconds since 1970."""
    return (instant - _EPOCH) // _MICROSECOND


def instant_of(number: int) -> datetime:
    """The instant that is so many microseconds after 1970."""
    return _EPOCH + number * _MICROSECOND


def pack(event: Inbound) -> str:
    """An event as text, without its room and its position."""
    own = [_plain(getattr(event, name)) for name in _OWN[type(event)]]
    return json.dumps([_KINDS.index(type(event)), microseconds(event.at), own], ensure_ascii=False)


def unpack(text: str, room: RoomRef, position: str | None) -> Inbound:
    """The event that was packed."""
    number, at, own = json.loads(text)
    kind = _KINDS[number]
    values = dict(zip(_OWN[kind], own, strict=True))
    if values.get("attachments") is not None:
        values["attachments"] = tuple(Attachment(*one) for one in values["attachments"])
    if "choices" in values:
        values["choices"] = tuple(values["choices"])
    if "choice" in values:
        values["choice"] = Consent(values["choice"])
    event: Inbound = kind(room=room, at=instant_of(at), position=position, **values)
    return event


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [list(astuple(one)) if isinstance(one, Attachment) else one for one in value]
    return value
