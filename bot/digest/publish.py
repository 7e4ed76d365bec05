"""From the flashback handed to the host to the one that is published: the café's own ids in place of the platform's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from bot.digest.flashback import ClosingWord, Flashback, Stance, Theme, Voice, WorkshopFlashback
from bot.digest.live import Live
from bot.domain import Record

_IN_RESULT = frozenset({"post", "posts", "parts", "questions"})
"""The keys of a workshop's ``result`` that hold ids of posts."""

_Quotation = TypeVar("_Quotation", Voice, Stance, ClosingWord)


def published(flashback: Flashback, record: Record) -> Flashback:
    """The flashback under the café's own ids. An address stays with a voice that has it: only named ones do.

    What refers to a post that is not in the record (any more) is left out; so is which answers were late, which is for
    hosts alone. Meant for a flashback that was proved;
    an address of a voice without an author is taken away all the same.
    """
    live = Live(record)
    own = {identity: post.own_id for identity, post in live.by_id.items()}
    return replace(
        flashback,
        workshops=tuple(_workshop(given, own) for given in flashback.workshops),
        voices=_voices(flashback.voices, own),
        closing_words=_quotations(flashback.closing_words, own),
        links=tuple(replace(link, posts=posts) for link in flashback.links if (posts := _ids(link.posts, own))),
        next=tuple(replace(step, posts=_ids(step.posts, own)) for step in flashback.next),
        coverage=replace(flashback.coverage, single_voice_ideas=_ids(flashback.coverage.single_voice_ideas, own)),
    )


def _ids(ids: Iterable[str], own: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(own[one] for one in ids if one in own)


def _quotations(quotations: Iterable[_Quotation], own: Mapping[str, str]) -> tuple[_Quotation, ...]:
    return tuple(replace(one, post=own[one.post]) for one in quotations if one.post in own)


def _voices(voices: Iterable[Voice], own: Mapping[str, str]) -> tuple[Voice, ...]:
    return tuple(replace(one, url=one.url if one.author else None) for one in _quotations(voices, own))


def _theme(theme: Theme, own: Mapping[str, str]) -> Theme:
    return replace(theme, posts=_ids(theme.posts, own), voices=_voices(theme.voices, own))


def _workshop(given: WorkshopFlashback, own: Mapping[str, str]) -> WorkshopFlashback:
    return replace(
        given,
        result=_result(given.result, own),
        voices=_voices(given.voices, own),
        themes=tuple(_theme(theme, own) for theme in given.themes),
        unplaced=_ids(given.unplaced, own),
        agreements=_quotations(given.agreements, own),
        tensions=_quotations(given.tensions, own),
        late=(),
    )


def _result(result: Mapping[str, Any], own: Mapping[str, str]) -> dict[str, Any]:
    return {key: _renamed(key, value, own) for key, value in result.items()}


def _renamed(key: str, value: Any, own: Mapping[str, str]) -> Any:
    if key in _IN_RESULT:
        return own.get(value) if isinstance(value, str) else list(_ids(value, own))
    if isinstance(value, Mapping):
        return _result(value, own)
    if isinstance(value, list):
        return [_renamed("", one, own) for one in value]
    return value
