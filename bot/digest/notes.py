"""The hosts' own words in a flashback, and when they may not stand there.

A note is nobody's verbatim. It names nobody who has not said yes to their name (truth 6), it mentions nobody, and it
quotes nobody: a quotation has its place, its proof and its author's choice, and is erased with its post.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.digest.counts import WORD
from bot.digest.names import Names
from bot.digest.verbatim import Quoting
from bot.domain import Consent, Member, MemberRef, Record
from bot.naming import whose

QUOTED_FROM = 6
"""From how many words in a row that stand in a member's post a note quotes it."""


def note_of(quoting: Quoting, workshop: str | None = None) -> str | None:
    """The hosts' note of a workshop, or of the café; ``None`` where there is none that may stand. It is looked through
    for names each time: somebody may have taken their yes back since it was written."""
    found = next((one for one in quoting.live.record.notes if one.workshop == workshop), None)
    if found is None or workshop in quoting.sealed or names_somebody(found.text, quoting.live.record, found.by):
        return None
    return found.text


def names_somebody(text: str, record: Record, by: MemberRef) -> bool:
    """Whether a note of ``by`` mentions anybody, or names somebody else who has not said yes to their name."""
    unnamed = [one for one in record.members.values() if one.withdrawn or one.consent is not Consent.NAMED]
    return _names(text, unnamed, record, by)


def names_anybody(text: str, record: Record, by: MemberRef) -> bool:
    """Whether a note of ``by`` mentions anybody, or names anybody else."""
    return _names(text, record.members.values(), record, by)


def _names(text: str, members: Iterable[Member], record: Record, by: MemberRef) -> bool:
    # Whoever signs their own words has said yes to it.
    secret, theirs = record.cafe.secret, whose(record.cafe.secret, by)
    others = [one for one in members if one.ref != by]
    return Names(others, [one for one in record.names if one.whose != theirs], secret).in_passage(text)


def quotes_somebody(text: str, record: Record) -> bool:
    """Whether a text has as many words in a row as `QUOTED_FROM` in common with a post."""
    wanted = set(_runs(text))
    return bool(wanted) and any(not wanted.isdisjoint(_runs(post.text)) for post in record.posts)


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = [word.casefold().replace("’", "'") for word in WORD.findall(text)]
    return (tuple(words[place : place + QUOTED_FROM]) for place in range(len(words) - QUOTED_FROM + 1))
