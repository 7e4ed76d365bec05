"""What came out of a workshop, by its kind, in words; the shapes are those of the flashback's JSON contract."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.digest.flashback import WorkshopFlashback
from bot.domain import WorkshopWords
from bot.markup import shown
from bot.pages._quotes import Quote, one_line, quotable
from bot.wording import Wording

_KINDS_WITH_RESULT = frozenset({"poll", "scale", "brainstorm", "writing", "mission", "mockup", "meeting"})
"""Where one of these has no result at all, nothing of it may be seen yet."""

_FEWEST_FOR_HALF = 5
"""With fewer voters than this, half of them says nothing of the others."""

_MOST_COLUMNS = 21
"""A scale with more values than this is drawn in ten steps."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a chart: its words, its number, that number in words, its share of the largest from 0 to 1."""

    label: str
    number: int
    said: str
    share: float


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart and its text twin.

    ``shape`` is ``bars``, ``lines`` or ``columns``; ``low`` and ``high`` name a scale's ends. ``first_stands_out``
    where the longest bar is what the chart is about.
    """

    shape: str
    title: str
    summary: str
    rows: tuple[Row, ...]
    low: str = ""
    high: str = ""
    median: str = ""
    first_stands_out: bool = False


@dataclass(frozen=True, slots=True)
class File:
    """A file that somebody brought: the attachment at place ``number`` (from 0) of a post, what it shows or else its
    name, made harmless, and whose it is in words."""

    post: str
    number: int
    said: str
    by: str
    named: bool


@dataclass(frozen=True, slots=True)
class Result:
    """What came out of one workshop. ``sealed``: nothing may be shown yet. ``said`` are plain sentences.

    ``ideas`` are the contributions that stand one by one, and ``ideas_title`` the key of what they are called.
    ``in_text`` are the passages that a meeting's ``text`` is made of, as (post, text).
    """

    said: tuple[str, ...] = ()
    chart: Chart | None = None
    ideas: tuple[Quote, ...] = ()
    ideas_title: str = "page.ideas"
    text: str = ""
    in_text: tuple[tuple[str, str], ...] = ()
    items: tuple[str, ...] = ()
    files: tuple[File, ...] = ()
    sealed: bool = False


def result(words: Wording, workshop: WorkshopFlashback, script: WorkshopWords | None, zone: str) -> Result:
    """What came out of a workshop, in words; a meeting's hour is read in ``zone``."""
    found = workshop.result
    if not found and workshop.kind in _KINDS_WITH_RESULT:
        return Result(said=(words.say("page.sealed"),), sealed=True)
    match workshop.kind:
        case "poll":
            return _poll(words, found, script)
        case "scale":
            return _scale(words, found, script)
        case "brainstorm":
            return Result(ideas=tuple(_idea(words, idea) for idea in found.get("ideas") or ()))
        case "writing":
            return _writing(words, found)
        case "mission" | "mockup":
            return _items(words, found, script)
        case "meeting":
            return _meeting(words, found, zone)
    return Result()


def _poll(words: Wording, found: Mapping[str, Any], script: WorkshopWords | None) -> Result:
    labels = script.choices if script else {}
    options = [
        (one_line(str(labels.get(str(one["id"])) or one.get("label") or one["id"])), int(one["votes"]))
        for one in found["options"]
    ]
    most = max((votes for _, votes in options), default=0)
    voters = words.say("page.voters", n=int(found.get("voters") or 0))
    if found.get("anonymous") and found.get("voters") and not options:
        return Result(said=(words.say("page.votes_too_few", n=int(found["voters"])),))
    if not most:
        return Result(said=(words.say("page.no_votes"),))
    ahead = [label for label, votes in options if votes == most]
    votes_each = words.say("page.votes", n=most)
    if len(ahead) == 1:
        said = words.say("page.poll_first", labels=ahead[0], votes=votes_each)
    else:
        quoted = [words.say("page.quoted", label=label) for label in ahead]
        said = words.say("page.poll_tie", labels=words.listing(quoted), votes=votes_each)
    rows = tuple(Row(label, n, words.say("page.votes", n=n), n / most) for label, n in options)
    return Result(
        said=(f"{said} {voters}",),
        chart=Chart("bars", words.say("page.chart.poll"), voters, rows, first_stands_out=True),
    )


def _scale(words: Wording, found: Mapping[str, Any], script: WorkshopWords | None) -> Result:
    low, high = int(found.get("min") or 0), int(found.get("max") or 0)
    values: Counter[int] = Counter()
    for value, n in (found["values"] or {}).items():
        values[min(max(int(float(value)), low), high)] += int(n)
    if not sum(values.values()):
        return Result(said=(words.say("page.no_votes"),))
    voters = words.say("page.voters", n=int(found.get("voters") or 0))
    rows = _steps(words, values, low, high) if high - low >= _MOST_COLUMNS else _columns(words, values, low, high)
    most = max(row.number for row in rows)
    rows = tuple(replace(row, share=row.number / most) for row in rows)
    ends = [words.number(low), words.number(high)]
    named = [one_line(script.min_label), one_line(script.max_label)] if script else ["", ""]
    low_end, high_end = (f"{end} · {name}" if name else end for end, name in zip(ends, named, strict=True))
    enough = int(found.get("voters") or 0) >= _FEWEST_FOR_HALF and found.get("median") is not None
    median = words.number(found["median"]) if enough else ""
    said = words.say("page.scale", median=median) if median else ""
    return Result(
        said=(f"{said} {voters}".strip(),),
        chart=Chart("columns", words.say("page.chart.scale"), voters, rows, low_end, high_end, median),
    )


def _columns(words: Wording, values: Counter[int], low: int, high: int) -> tuple[Row, ...]:
    return tuple(
        Row(words.number(value), n := values[value], words.say("page.votes", n=n), 0.0)
        for value in range(low, high + 1)
    )


def _steps(words: Wording, values: Counter[int], low: int, high: int) -> tuple[Row, ...]:
    width = -(-(high - low + 1) // 10)
    rows = []
    for start in range(low, high + 1, width):
        end = min(start + width - 1, high)
        n = sum(count for value, count in values.items() if start <= value <= end)
        rows.append(Row(f"{words.number(start)}–{words.number(end)}", n, words.say("page.votes", n=n), 0.0))
    return tuple(rows)


def _idea(words: Wording, idea: Mapping[str, Any]) -> Quote:
    author, support = idea.get("author"), int(idea.get("support") or 0)
    return Quote(
        text=quotable(idea["text"]),
        by=one_line(author) if author else words.say("page.someone"),
        named=bool(author),
        note=words.say("page.support", n=support) if support else "",
        posts=tuple(idea.get("posts") or ()),
    )


def _writing(words: Wording, found: Mapping[str, Any]) -> Result:
    text = shown(found.get("text") or "").strip()
    parts = found.get("passages") or ()
    names = list(dict.fromkeys(one_line(one["author"]) for one in parts if one["author"]))
    unnamed = any(not one["author"] for one in parts)
    by = [*names, words.say("page.others" if names else "page.several")] if unnamed else names
    return Result(said=(words.say("page.written_by", names=words.listing(by)),) if text and by else (), text=text)


def _items(words: Wording, found: Mapping[str, Any], script: WorkshopWords | None) -> Result:
    """What was brought: the words as quotations, each with its image in a mockup; and the files by what they show."""
    files: dict[tuple[str, int], File] = {}
    remarks: list[Quote] = []
    for item in found.get("items") or ():
        author = item.get("author")
        by = one_line(author) if author else words.say("page.someone")
        for number, one in enumerate(item.get("attachments") or ()):
            told = one_line(str(one.get("alt") or one.get("name") or ""))
            files[item["post"], number] = File(item["post"], number, told, by, bool(author))
        if item.get("text"):
            quote = _quote(words, item)
            remarks.append(replace(quote, note=_image(words, item.get("image"), int(found.get("images") or 0), script)))
    brought = len({item["post"] for item in found.get("items") or ()})
    said = (words.say("page.brought", n=brought),) if brought else ()
    title = "page.remarks" if "images" in found else "page.told"
    return Result(
        said=said,
        items=tuple(dict.fromkeys(one.said for one in files.values() if one.said)),
        files=tuple(files.values()),
        ideas=tuple(remarks),
        ideas_title=title,
    )


def _image(words: Wording, number: int | None, images: int, script: WorkshopWords | None) -> str:
    """Which image a remark is about, in words; nothing where there is only one, or it is about all of them."""
    if number is None or images == 1:
        return ""
    alts = script.image_alts if script else ()
    alt = one_line(alts[number - 1]) if number <= len(alts) else ""
    return words.say("page.image_alt", number=number, alt=alt) if alt else words.say("page.image", number=number)


def _quote(words: Wording, said: Mapping[str, Any]) -> Quote:
    author = said.get("author")
    return Quote(
        text=shown(said["text"]).strip(),
        by=one_line(author) if author else words.say("page.someone"),
        named=bool(author),
        posts=(said["post"],),
    )


def _meeting(words: Wording, found: Mapping[str, Any], zone: str) -> Result:
    said, at = [], found.get("at")
    if at:
        said.append(words.say("page.meeting_at", moment=words.moment(_instant(at), zone)))
    if found.get("guest"):
        said.append(words.say("page.meeting_guest", guest=one_line(str(found["guest"]))))
    if found.get("place"):
        said.append(words.say("page.meeting_place", place=one_line(str(found["place"]))))
    if found.get("questions"):
        said.append(words.say("page.meeting_questions", n=len(found["questions"])))
    return Result(
        said=tuple(said),
        text=shown(str(found.get("notes") or "")).strip(),
        in_text=tuple((one["post"], quotable(one["text"])) for one in found.get("noted") or ()),
        ideas=tuple(_quote(words, one) for one in found.get("asked") or ()),
        ideas_title="page.questions",
    )


def _instant(at: str | datetime) -> datetime:
    return at if isinstance(at, datetime) else datetime.fromisoformat(at)
