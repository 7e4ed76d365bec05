"""A flashback as JSON bytes and back, exactly: the same flashback always gives the same bytes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from bot.digest.flashback import (
    CafeHead,
    ClosingWord,
    Counts,
    Coverage,
    Flashback,
    HomeFlashback,
    Homes,
    HomeWord,
    Method,
    NextStep,
    SharedLink,
    Stance,
    Thanks,
    Theme,
    Voice,
    WorkshopFlashback,
)

_T = TypeVar("_T")

WITHOUT_RESULT = frozenset({"question", "closing_word"})
"""The kinds whose ``result`` is ``{}``. Of any other kind an empty one means "not to be seen yet", and is ``null``."""


def to_json(flashback: Flashback) -> bytes:
    """The contract's JSON, UTF-8, its keys in the contract's order, with a line end at the end."""
    shown = {
        "schema": flashback.schema,
        "cafe": {
            "id": flashback.cafe.id,
            "title": flashback.cafe.title,
            "language": flashback.cafe.language,
            "opened_at": _time(flashback.cafe.opened_at),
            "closed_at": _time(flashback.cafe.closed_at),
            "follows": flashback.cafe.follows,
        },
        "counts": _counts(flashback.counts),
        "workshops": [_workshop(given) for given in flashback.workshops],
        "voices": [_voice(voice) for voice in flashback.voices],
        "closing_words": [
            {"post": one.post, "author": one.author, "text": one.text} for one in flashback.closing_words
        ],
        "links": [{"url": link.url, "title": link.title, "posts": list(link.posts)} for link in flashback.links],
        "thanks": [{"author": one.author, "why": one.why} for one in flashback.thanks],
        "next": [{"text": step.text, "posts": list(step.posts)} for step in flashback.next],
        "coverage": {
            "participants_heard": flashback.coverage.participants_heard,
            "participants": flashback.coverage.participants,
            "posts_used": flashback.coverage.posts_used,
            "posts": flashback.coverage.posts,
            "single_voice_ideas": list(flashback.coverage.single_voice_ideas),
            "withdrawn": flashback.coverage.withdrawn,
        },
        "method": {"version": flashback.method.version, "rules": dict(flashback.method.rules)},
        "note": flashback.note,
        "homes": _homes(flashback.homes) if flashback.homes else None,
    }
    return (json.dumps(shown, ensure_ascii=False, indent=2, separators=(",", ": ")) + "\n").encode("utf-8")


def _time(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _counts(counts: Counts) -> dict[str, int]:
    return {
        "participants": counts.participants,
        "workshops": counts.workshops,
        "posts": counts.posts,
        "reactions": counts.reactions,
        "words": counts.words,
    }


def _voice(voice: Voice) -> dict[str, Any]:
    return {
        "post": voice.post,
        "author": voice.author,
        "text": voice.text,
        "reactions": voice.reactions,
        "url": voice.url,
    }


def _stance(stance: Stance) -> dict[str, Any]:
    return {
        "post": stance.post,
        "author": stance.author,
        "text": stance.text,
        "score": stance.score,
        "for": stance.for_,
        "against": stance.against,
    }


def _theme(theme: Theme) -> dict[str, Any]:
    return {
        "label": theme.label,
        "terms": list(theme.terms),
        "posts": list(theme.posts),
        "authors": theme.authors,
        "voices": [_voice(voice) for voice in theme.voices],
    }


def _workshop(given: WorkshopFlashback) -> dict[str, Any]:
    return {
        "id": given.id,
        "title": given.title,
        "kind": given.kind,
        "counts": _counts(given.counts),
        "result": dict(given.result) if given.result or given.kind in WITHOUT_RESULT else None,
        "voices": [_voice(voice) for voice in given.voices],
        "themes": [_theme(theme) for theme in given.themes],
        "unplaced": list(given.unplaced),
        "agreements": [_stance(stance) for stance in given.agreements],
        "tensions": [_stance(stance) for stance in given.tensions],
        "late": list(given.late),
        "note": given.note,
    }


def _homes(homes: Homes) -> dict[str, Any]:
    return {
        "each": [
            {
                "name": one.name,
                "participants": one.participants,
                "posts": one.posts,
                "reactions": one.reactions,
                "words": one.words,
                "more": [_home_word(word) for word in one.more],
            }
            for one in homes.each
        ],
        "both": [_home_word(word) for word in homes.both],
    }


def _home_word(word: HomeWord) -> dict[str, Any]:
    return {"word": word.word, "authors": list(word.authors)}


def from_json(raw: bytes) -> Flashback:
    """The flashback that `to_json` made these bytes of; unknown keys are ignored.

    Raises `ValueError`, `KeyError` or `TypeError` where they are none.
    """
    shown = json.loads(raw)
    cafe, coverage = shown["cafe"], shown["coverage"]
    return Flashback(
        cafe=CafeHead(
            id=cafe["id"],
            title=cafe["title"],
            language=cafe["language"],
            opened_at=datetime.fromisoformat(cafe["opened_at"]).astimezone(UTC),
            closed_at=datetime.fromisoformat(cafe["closed_at"]).astimezone(UTC),
            follows=cafe["follows"],
        ),
        counts=_read_counts(shown["counts"]),
        workshops=_each(_read_workshop, shown["workshops"]),
        voices=_each(_read_voice, shown["voices"]),
        closing_words=_each(lambda one: ClosingWord(one["post"], one["author"], one["text"]), shown["closing_words"]),
        links=_each(lambda one: SharedLink(one["url"], one["title"], tuple(one["posts"])), shown["links"]),
        thanks=_each(lambda one: Thanks(one["author"], one["why"]), shown["thanks"]),
        next=_each(lambda one: NextStep(one["text"], tuple(one["posts"])), shown["next"]),
        coverage=Coverage(
            participants_heard=coverage["participants_heard"],
            participants=coverage["participants"],
            posts_used=coverage["posts_used"],
            posts=coverage["posts"],
            single_voice_ideas=tuple(coverage["single_voice_ideas"]),
            withdrawn=coverage.get("withdrawn", 0),
        ),
        method=Method(shown["method"]["version"], shown["method"]["rules"]),
        schema=shown["schema"],
        note=shown["note"],
        homes=_read_homes(shown["homes"]) if shown["homes"] else None,
    )


def _each(read: Callable[[Mapping[str, Any]], _T], shown: Iterable[Mapping[str, Any]]) -> tuple[_T, ...]:
    return tuple(read(one) for one in shown)


def _read_counts(shown: Mapping[str, Any]) -> Counts:
    return Counts(
        participants=shown["participants"],
        workshops=shown["workshops"],
        posts=shown["posts"],
        reactions=shown["reactions"],
        words=shown["words"],
    )


def _read_homes(shown: Mapping[str, Any]) -> Homes:
    return Homes(
        each=_each(
            lambda one: HomeFlashback(
                name=one["name"],
                participants=one["participants"],
                posts=one["posts"],
                reactions=one["reactions"],
                words=one["words"],
                more=_each(_read_home_word, one["more"]),
            ),
            shown["each"],
        ),
        both=_each(_read_home_word, shown["both"]),
    )


def _read_home_word(shown: Mapping[str, Any]) -> HomeWord:
    return HomeWord(shown["word"], tuple(shown["authors"]))


def _read_voice(shown: Mapping[str, Any]) -> Voice:
    return Voice(shown["post"], shown["author"], shown["text"], shown["reactions"], shown["url"])


def _read_stance(shown: Mapping[str, Any]) -> Stance:
    return Stance(shown["post"], shown["author"], shown["text"], shown["score"], shown["for"], shown["against"])


def _read_theme(shown: Mapping[str, Any]) -> Theme:
    voices = _each(_read_voice, shown["voices"])
    return Theme(shown["label"], tuple(shown["terms"]), tuple(shown["posts"]), shown["authors"], voices)


def _read_workshop(shown: Mapping[str, Any]) -> WorkshopFlashback:
    return WorkshopFlashback(
        id=shown["id"],
        title=shown["title"],
        kind=shown["kind"],
        counts=_read_counts(shown["counts"]),
        result=shown["result"] or {},
        voices=_each(_read_voice, shown["voices"]),
        themes=_each(_read_theme, shown["themes"]),
        unplaced=tuple(shown["unplaced"]),
        agreements=_each(_read_stance, shown["agreements"]),
        tensions=_each(_read_stance, shown["tensions"]),
        late=tuple(shown["late"]),
        note=shown["note"],
    )
