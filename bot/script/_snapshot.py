"""A script as plain data, to be kept with the café that was opened from it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any

from bot.domain import Consent, Script, ScriptWords, Visibility, Workshop, WorkshopWords


def to_snapshot(script: Script) -> dict[str, Any]:
    """A script as data that `json` can write; `from_snapshot` makes the same script of it again."""
    return {
        "name": script.name,
        "languages": list(script.languages),
        "days": script.days,
        "opens_at": script.opens_at.isoformat(),
        "closes_at": script.closes_at.isoformat(),
        "workshops": [_workshop_out(one) for one in script.workshops],
        "words": {language: _words_out(words) for language, words in script.words.items()},
        "zone": script.zone,
        "publishes_after_hours": script.publishes_after_hours,
        "quotes": script.quotes.value,
        "yes": list(script.yes),
        "no": list(script.no),
        "picture": script.picture,
        "follows": script.follows,
    }


def from_snapshot(data: Mapping[str, Any]) -> Script:
    """The script that `to_snapshot` was given.

    What a later version adds is ignored. Raises `KeyError`, `TypeError` or `ValueError` for what is no snapshot.
    """
    return Script(
        name=data["name"],
        languages=tuple(data["languages"]),
        days=data["days"],
        opens_at=time.fromisoformat(data["opens_at"]),
        closes_at=time.fromisoformat(data["closes_at"]),
        workshops=tuple(_workshop_in(one) for one in data["workshops"]),
        words={language: _words_in(words) for language, words in data["words"].items()},
        zone=data["zone"],
        publishes_after_hours=data["publishes_after_hours"],
        quotes=Consent(data["quotes"]),
        yes=tuple(data["yes"]),
        no=tuple(data["no"]),
        picture=data["picture"],
        follows=data["follows"],
    )


def _workshop_out(workshop: Workshop) -> dict[str, Any]:
    return {
        "key": workshop.key,
        "kind": workshop.kind,
        "day": workshop.day,
        "at": workshop.at.isoformat(),
        "visibility": workshop.visibility.value,
        "choices": list(workshop.choices),
        "minimum": workshop.minimum,
        "maximum": workshop.maximum,
        "ends_day": workshop.ends_day,
        "ends_at": None if workshop.ends_at is None else workshop.ends_at.isoformat(),
        "several": workshop.several,
        "anonymous": workshop.anonymous,
        "images": list(workshop.images),
        "meets_day": workshop.meets_day,
        "meets_at": None if workshop.meets_at is None else workshop.meets_at.isoformat(),
        "minutes": workshop.minutes,
        "address": workshop.address,
        "skipped": workshop.skipped,
    }


def _workshop_in(data: Mapping[str, Any]) -> Workshop:
    return Workshop(
        key=data["key"],
        kind=data["kind"],
        day=data["day"],
        at=time.fromisoformat(data["at"]),
        visibility=Visibility(data["visibility"]),
        choices=tuple(data["choices"]),
        minimum=data["minimum"],
        maximum=data["maximum"],
        ends_day=data["ends_day"],
        ends_at=None if data["ends_at"] is None else time.fromisoformat(data["ends_at"]),
        several=data["several"],
        anonymous=data["anonymous"],
        images=tuple(data["images"]),
        meets_day=data["meets_day"],
        meets_at=None if data["meets_at"] is None else time.fromisoformat(data["meets_at"]),
        minutes=data["minutes"],
        address=data["address"],
        skipped=data["skipped"],
    )


def _words_out(words: ScriptWords) -> dict[str, Any]:
    return {
        "title": words.title,
        "presentation": words.presentation,
        "for_whom": words.for_whom,
        "guests": list(words.guests),
        "picture_alt": words.picture_alt,
        "workshops": {
            key: {
                "title": one.title,
                "question": one.question,
                "choices": dict(one.choices),
                "min_label": one.min_label,
                "max_label": one.max_label,
                "image_alts": list(one.image_alts),
                "place": one.place,
                "guest": one.guest,
                "speakers": list(one.speakers),
                "addresses": list(one.addresses),
            }
            for key, one in words.workshops.items()
        },
    }


def _words_in(data: Mapping[str, Any]) -> ScriptWords:
    return ScriptWords(
        title=data["title"],
        presentation=data["presentation"],
        for_whom=data["for_whom"],
        guests=tuple(data["guests"]),
        picture_alt=data["picture_alt"],
        workshops={
            key: WorkshopWords(
                title=one["title"],
                question=one["question"],
                choices=dict(one["choices"]),
                min_label=one["min_label"],
                max_label=one["max_label"],
                image_alts=tuple(one["image_alts"]),
                place=one["place"],
                guest=one["guest"],
                speakers=tuple(one["speakers"]),
                addresses=tuple(one["addresses"]),
            )
            for key, one in data["workshops"].items()
        },
    )
