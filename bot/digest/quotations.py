"""Every quotation that stands in a flashback, with where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.digest.flashback import Flashback, WorkshopFlashback
from bot.digest.in_results import quotations_in


@dataclass(frozen=True, slots=True)
class Quotation:
    """One quotation. ``post`` is the id of the post that it is from, ``workshop`` the key of the one it is shown with,
    ``None`` where it stands for the whole café. ``text`` is ``None`` where only files of that post are shown."""

    post: str
    author: str | None
    text: str | None
    workshop: str | None = None


def every_quotation(flashback: Flashback) -> Iterator[Quotation]:
    """The quotations of a flashback, in its order; the same one may stand in several places."""
    for given in flashback.workshops:
        yield from _in_workshop(given)
    for voice in flashback.voices:
        yield Quotation(voice.post, voice.author, voice.text)
    for word in flashback.closing_words:
        yield Quotation(word.post, word.author, word.text)


def _in_workshop(given: WorkshopFlashback) -> Iterator[Quotation]:
    themed = (voice for theme in given.themes for voice in theme.voices)
    for voice in (*given.voices, *themed):
        yield Quotation(voice.post, voice.author, voice.text, given.id)
    for stance in (*given.agreements, *given.tensions):
        yield Quotation(stance.post, stance.author, stance.text, given.id)
    for found in quotations_in(given.result):
        yield Quotation(found.post, found.author, found.text, given.id)
