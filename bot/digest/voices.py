"""Which answers stand for a workshop, and for the café."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import fsum, inf
from statistics import median

from bot.digest.counts import words_in
from bot.digest.flashback import Voice
from bot.digest.live import same_emoji
from bot.digest.rules import LEAST_HOURS, VOICE_WORDS, VOICES
from bot.digest.verbatim import Quoting, Verbatim
from bot.domain import MemberRef, Post, Workshop
from bot.kinds import Kind, Reading


@dataclass(frozen=True, slots=True)
class Candidate:
    """An answer that may be quoted, with what it is ranked by.

    ``support`` is corrected for exposure; ``distance`` is how far its length lies from the median of the
    workshop's answers, in code points; ``bare`` is a mere choice without a word about it; ``starred`` is when a host
    starred it.
    """

    verbatim: Verbatim
    workshop: str
    support: float
    distance: float
    bare: bool
    starred: datetime | None = None

    @property
    def author(self) -> MemberRef:
        """Who wrote it."""
        return self.verbatim.post.author


def candidates(quoting: Quoting, workshop: Workshop, kind: Kind, answers: Sequence[Post]) -> Iterator[Candidate]:
    """The answers that may be quoted, best first: support corrected for exposure, nearest the median length, id.

    What a host has starred comes before all others, the latest star first, talk in the workshop's thread too.

    Support is (r + 1) / (expected + 1), where r are the distinct members who reacted to the answer with any emoji
    that does not mean no, and ``expected`` is the answer's share of them all by the hours it was there to react to:
    from its posting to the café's closing, one at least. Old answers get more reactions because they are
    old; this takes that away. A bare choice comes after everything that has words.

    An answer is looked at for a passage to quote only once it is asked for: that takes longer than all the rest.
    """
    live = quoting.live
    posts = [*answers, *_starred_talk(quoting, workshop.key)]
    if not posts:
        return
    closing = live.record.cafe.closes_at
    _, words_by_language = live.wording_of(workshop.key)
    no = frozenset(map(same_emoji, live.record.cafe.script.no))
    hours = [max((closing - post.at).total_seconds() / 3600, LEAST_HOURS) for post in posts]
    liked = [len({who for who, emoji in live.reactions_on(post) if same_emoji(emoji) not in no}) for post in posts]
    # Starred talk is no answer: it changes nothing for those that are.
    per_hour = sum(liked[: len(answers)]) / fsum(hours[: len(answers)] or [LEAST_HOURS])
    middle = median(len(post.text) for post in answers or posts)
    ranked: list[tuple[float, bool, float, float, str, Post]] = []
    for post, shown, reactions in zip(posts, hours, liked, strict=True):
        reading = kind.read(workshop, words_by_language, post.text)
        # Rounded, so that equal support computed by another way round stays equal.
        support = round((reactions + 1) / (per_hour * shown + 1), 9)
        bare = isinstance(reading, Reading) and reading.bare
        ranked.append(
            (_behind(quoting.stars.get(post.ref)), bare, -support, abs(len(post.text) - middle), live.id_of(post), post)
        )
    ranked.sort(key=lambda one: one[:-1])
    for _, bare, against, distance, _, post in ranked:
        verbatim = quoting.quote(post)
        if verbatim is not None:
            yield Candidate(verbatim, workshop.key, -against, distance, bare, quoting.stars.get(post.ref))


def _behind(star: datetime | None) -> float:
    """How far behind the hosts' stars put a post: the latest star is first, what has none comes after all that do."""
    return inf if star is None else -star.timestamp()


def _starred_talk(quoting: Quoting, workshop: str) -> list[Post]:
    if workshop in quoting.sealed:
        return []
    return [one for one in quoting.live.of_workshop(workshop) if one.ref in quoting.stars and not one.answer]


def workshop_voices(found: Iterable[Candidate]) -> list[Candidate]:
    """Up to three of them: the starred ones, then one an author while there are others; a bare choice without a star
    only where there is nothing else.

    ``found`` comes best first, and is read only as far as it takes.
    """
    firsts: list[tuple[int, Candidate]] = []
    others: list[tuple[int, Candidate]] = []
    authors: set[MemberRef] = set()
    for place, one in enumerate(found):
        if one.bare and not one.starred:
            # Nothing better comes any more.
            firsts = firsts or [(place, one)]
            break
        if one.starred or one.author not in authors:
            authors.add(one.author)
            firsts.append((place, one))
            if len(firsts) == VOICES:
                break
        elif len(others) < VOICES:
            others.append((place, one))
    kept = firsts + others[: VOICES - len(firsts)]
    return [one for _, one in sorted(kept, key=lambda pair: pair[0])]


def cafe_voices(chosen: Sequence[Candidate]) -> list[Candidate]:
    """The best three of the workshops' voices: one a workshop, one an author, no bare choice; the starred ones first,
    then the longer ones.

    "Longer" means `bot.digest.rules.VOICE_WORDS` words: what is read away from its question has to stand alone.
    """
    kept: list[Candidate] = []
    ranked = sorted(
        (one for one in chosen if not one.bare),
        key=lambda one: (
            _behind(one.starred),
            words_in(one.verbatim.text) < VOICE_WORDS,
            -one.support,
            one.distance,
            one.verbatim.id,
        ),
    )
    for one in ranked:
        if all(one.author != other.author and one.workshop != other.workshop for other in kept):
            kept.append(one)
    return kept[:VOICES]


def as_voice(quoting: Quoting, verbatim: Verbatim) -> Voice:
    """A verbatim as the flashback prints it."""
    reactions = len(quoting.live.reactions_on(verbatim.post))
    return Voice(verbatim.id, verbatim.author, verbatim.text, reactions, verbatim.url)
