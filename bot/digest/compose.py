"""A record in, a flashback out. Pure: no store, no clock, no platform."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from bot.cafe_names import is_veiled
from bot.digest.counts import counts
from bot.digest.flashback import (
    CafeHead,
    ClosingWord,
    Coverage,
    Flashback,
    Method,
    Voice,
    WorkshopFlashback,
)
from bot.digest.homes import compared
from bot.digest.in_results import quotations_in
from bot.digest.links import shared_links
from bot.digest.live import Live
from bot.digest.notes import note_of
from bot.digest.rules import rules
from bot.digest.stances import stances
from bot.digest.thanks import thanks
from bot.digest.verbatim import Quoting, WorkshopContext
from bot.digest.voices import Candidate, as_voice, cafe_voices, candidates, workshop_voices
from bot.domain import MemberRef, Post, Record, Workshop
from bot.kinds import KINDS, Kind


def flashback_of(record: Record, version: str, sealed: Collection[str] = frozenset()) -> Flashback:
    """The flashback of a café. The same record gives the same flashback, in whatever order its lists come.

    ``version`` is the program's. ``sealed`` are the keys of workshops whose results must not be seen yet, for a draft
    before the close (truth 9): nothing of them is in it but their five figures; their result is empty.
    """
    quoting = Quoting(Live(record), sealed)
    live, cafe = quoting.live, record.cafe
    given: list[WorkshopFlashback] = []
    chosen: list[Candidate] = []
    closing: list[ClosingWord] = []
    for workshop in opened_workshops(record):
        kind = kind_for(workshop)
        answers = [] if workshop.key in quoting.sealed else live.answers(workshop.key)
        voices = workshop_voices(candidates(quoting, workshop, kind, answers))
        chosen += voices
        given.append(_workshop(quoting, workshop, kind, voices))
        if kind.name == "closing_word":
            quoted = filter(None, map(quoting.quote, answers))
            closing += [ClosingWord(one.id, one.author, one.text) for one in quoted]
    order = {live.id_of(post): place for place, post in enumerate(live.posts)}
    flashback = Flashback(
        cafe=CafeHead(
            cafe.id, cafe.title, cafe.language, _second(cafe.opens_at), _second(cafe.closes_at), cafe.script.follows
        ),
        counts=counts(live, live.posts, live.choices, len(record.opened)),
        workshops=tuple(given),
        voices=tuple(as_voice(quoting, one.verbatim) for one in cafe_voices(chosen)),
        closing_words=_starred_first(
            _one_an_author_first(sorted(closing, key=lambda one: order[one.post]), live), quoting
        ),
        # What an edit brings in after the close was not said in the café.
        links=shared_links(quoting, [one for one in live.posts if not _edited_after(one, cafe.closes_at)]),
        thanks=thanks(quoting),
        next=(),
        coverage=Coverage(0, 0, 0, 0),
        method=Method(version, rules(cafe.script, sum(1 for one in chosen if one.starred))),
        note=note_of(quoting),
        homes=compared(quoting),
    )
    return covered(flashback, live)


def _edited_after(post: Post, close: datetime) -> bool:
    return post.edited_at is not None and post.edited_at >= close


def opened_workshops(record: Record) -> list[Workshop]:
    """The workshops of the script that have opened, in the order of their opening."""
    found = (record.cafe.script.workshop(key) for key in record.opened)
    return [workshop for workshop in found if workshop is not None]


def kind_for(workshop: Workshop) -> Kind:
    """The workshop's kind; one that this version does not know is read as a question."""
    return KINDS.get(workshop.kind, KINDS["question"])


def _workshop(quoting: Quoting, workshop: Workshop, kind: Kind, voices: list[Candidate]) -> WorkshopFlashback:
    live, key = quoting.live, workshop.key
    posts, choices = live.of_workshop(key), live.choices_of(key)
    words, words_by_language = live.wording_of(key)
    figures = counts(live, posts, choices, 1)
    if key in quoting.sealed:
        return WorkshopFlashback(key, words.title, workshop.kind, figures)
    answers = live.answers(key)
    agreements, tensions = stances(quoting, answers)
    return WorkshopFlashback(
        id=key,
        title=words.title,
        kind=workshop.kind,
        counts=figures,
        result=kind.sum_up(workshop, words, answers, choices, WorkshopContext(quoting, words_by_language)),
        voices=tuple(as_voice(quoting, one.verbatim) for one in voices),
        unplaced=tuple(map(live.id_of, answers)),
        agreements=agreements,
        tensions=tensions,
        late=tuple(live.id_of(post) for post in answers if post.late),
        note=note_of(quoting, key),
    )


def _one_an_author_first(words: Sequence[ClosingWord], live: Live) -> tuple[ClosingWord, ...]:
    """Each author's first word, then each one's second, and so on; otherwise as they came."""
    said: Counter[MemberRef] = Counter()
    turns: list[int] = []
    for word in words:
        author = live.by_id[word.post].author
        turns.append(said[author])
        said[author] += 1
    return tuple(word for _, word in sorted(zip(turns, words, strict=True), key=lambda one: one[0]))


def _starred_first(words: Sequence[ClosingWord], quoting: Quoting) -> tuple[ClosingWord, ...]:
    """What a host has starred before the others, the latest star first."""
    stars = {one.post: quoting.stars.get(quoting.live.by_id[one.post].ref) for one in words}
    return tuple(sorted(words, key=lambda one: -star.timestamp() if (star := stars[one.post]) else 0.0))


def _second(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(microsecond=0)


def covered(flashback: Flashback, live: Live) -> Flashback:
    """The flashback with its coverage counted: who is quoted or has a vote that counts, and which posts are quoted."""
    used = set(quoted_ids(flashback)) & live.by_id.keys()
    heard = {live.by_id[one].author for one in used}
    for given in flashback.workshops:
        if given.result:
            heard |= {one for one in _voters(live, given.id) if not is_veiled(one)}
    coverage = Coverage(
        participants_heard=len(heard),
        participants=flashback.counts.participants,
        posts_used=len(used),
        posts=flashback.counts.posts,
        single_voice_ideas=flashback.coverage.single_voice_ideas,
        withdrawn=live.record.withdrawn,
    )
    return replace(flashback, coverage=coverage)


def _voters(live: Live, key: str) -> set[MemberRef]:
    workshop = live.record.cafe.script.workshop(key)
    if workshop is None:
        return set()
    _, words_by_language = live.wording_of(key)
    return set(kind_for(workshop).votes(workshop, words_by_language, live.answers(key), live.choices_of(key)))


def quoted_ids(flashback: Flashback) -> Iterator[str]:
    """The id of every post whose words stand in a flashback, once for each time they do."""
    voices: list[Voice] = list(flashback.voices)
    for given in flashback.workshops:
        voices += given.voices
        for theme in given.themes:
            voices += theme.voices
        yield from (stance.post for stance in (*given.agreements, *given.tensions))
        for quotation in quotations_in(given.result):
            yield from quotation.posts
    yield from (voice.post for voice in voices)
    yield from (one.post for one in flashback.closing_words)
