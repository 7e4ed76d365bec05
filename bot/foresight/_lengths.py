"""What does not fit a platform: long messages and titles, many choices, heavy files, threads that fall asleep."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from bot.domain import Beat, BeatKind, Cafe, Delivery, Home, RoomRef, Script, Workshop, WorkshopWords
from bot.foresight._warning import Warned
from bot.host import Telling, beat_deliveries, is_index
from bot.ports import Abilities
from bot.rhythm import Plan, plan

CUT = 2
"""From how many messages on a text is said to be long for a platform."""


def length_warnings(
    script: Script, day: date, zone: str, platforms: Mapping[str, Abilities], notice_link: str | None = None
) -> Iterator[Warned]:
    """The warnings of each platform; one that would say the same in several languages is said once."""
    made = plan("foresight", script, day, zone)
    for name, can in platforms.items():
        told: set[tuple[object, ...]] = set()
        for language in script.languages:
            for warned in _in_language(script, made, name, can, language, _cafe(script, made, day, zone), notice_link):
                values = dict(warned.values)
                known = (warned.key, values.get("workshop"), values.get("file"))
                if known not in told:
                    told.add(known)
                    yield Warned(warned.key, {key: one for key, one in values.items() if key != "workshop"})
        yield from _archives(script, made, name, can)


def _in_language(
    script: Script, made: Plan, platform: str, can: Abilities, language: str, cafe: Cafe, notice_link: str | None
) -> Iterator[Warned]:
    home = Home(RoomRef("foresight", "room"), language)
    words = script.worded(language)
    for beat in made.beats:
        if beat.kind is BeatKind.PUBLISH:
            continue
        title = words.workshops[beat.workshop].title if beat.workshop else words.title
        where = {"platform": platform, "title": title, "language": language, "workshop": beat.workshop or beat.kind}
        deliveries = beat_deliveries(Telling(cafe, beat, made, notice_link=notice_link), home, can)
        yield from _long(deliveries, beat, can, where)
        yield from _files(deliveries, can, where)
    for one in script.workshops:
        yield from _choices(one, words.workshops[one.key], platform, can, language)


def _long(deliveries: list[Delivery], beat: Beat, can: Abilities, where: Mapping[str, object]) -> Iterator[Warned]:
    said = [one for one in deliveries if one.message.poll is None and not is_index(one)]
    bodies = [one for one in said if one.message.body]
    if len(bodies) >= CUT:
        key = "presentation_long" if beat.kind is BeatKind.PRESENT else "message_long"
        yield Warned(key, {**where, "n": len(bodies), "limit": can.text_limit})
    for one in deliveries:
        title = one.message.begins
        if title and can.title_limit is not None and len(title) > can.title_limit:
            yield Warned("title_long", {**where, "limit": can.title_limit, "length": len(title)})


def _files(deliveries: Iterable[Delivery], can: Abilities, where: Mapping[str, object]) -> Iterator[Warned]:
    for file in (file for one in deliveries for file in one.message.files):
        size = Path(file.path).stat().st_size if file.path and Path(file.path).is_file() else 0
        if can.file_limit is not None and size > can.file_limit:
            yield Warned(
                "file_heavy",
                {**where, "file": file.name, "size": size / 1_000_000, "limit": can.file_limit / 1_000_000},
            )


def _choices(one: Workshop, words: WorkshopWords, platform: str, can: Abilities, language: str) -> Iterator[Warned]:
    where = {"platform": platform, "title": words.title, "language": language, "workshop": one.key}
    if can.choice_limit is not None and len(one.choices) > can.choice_limit:
        yield Warned("choices_many", {**where, "n": len(one.choices), "limit": can.choice_limit})
    if can.label_limit is not None:
        long = [label for label in words.choices.values() if len(label) > can.label_limit]
        if long:
            yield Warned("choice_long", {**where, "n": len(long), "choice": long[0], "limit": can.label_limit})


def _archives(script: Script, made: Plan, platform: str, can: Abilities) -> Iterator[Warned]:
    if can.archives_after is None:
        return
    titles = script.worded(script.languages[0]).workshops
    long = [
        titles[key].title
        for key, opens in made.workshops.items()
        if made.ends.get(key, made.closes_at) - opens > can.archives_after
    ]
    if long:
        yield Warned(
            "falls_asleep", {"platform": platform, "n": len(long), "title": long[0], "days": can.archives_after.days}
        )


def _cafe(script: Script, made: Plan, day: date, zone: str) -> Cafe:
    return Cafe(
        id="foresight",
        script=script,
        zone=zone,
        language=script.languages[0],
        opening_day=day,
        opens_at=made.opens_at,
        closes_at=made.closes_at,
        publishes_at=made.publishes_at,
        homes=(),
        secret=b"",
    )
