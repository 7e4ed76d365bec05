"""The poll: one choice among several, or as many as the script allows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain import Attachment, Choice, MemberRef, OutboundFile, Post, Workshop, WorkshopWords
from bot.kinds._kind import Context, Read, Reading, Setting, Unclear, asked
from bot.kinds._votes import latest_votes
from bot.kinds.reading import read_choices
from bot.markup import Block, Items
from bot.wording import Wording

FEWEST_ANONYMOUS = 3
"""The fewest voters of an anonymous poll from which on it is told how the votes stand."""


class Poll:
    """One choice among several, or as many as the script allows. A choice's id is its position from 1, as text.

    An anonymous one is answered in private alone: what is written in the thread is never a vote.
    """

    name = "poll"
    takes_choices = True
    keeps_pictures = False
    one_answer = True

    def ask(self, workshop: Workshop, words: WorkshopWords, say: Wording, setting: Setting) -> tuple[Block, ...]:
        """Title, question, the numbered choices, and how to answer."""
        labels = tuple((_label(words, key),) for key in workshop.choices)
        how = "poll_private" if workshop.anonymous else "poll"
        if workshop.several > 1:
            how += "_several"
        return asked(how, workshop, words, say, setting, Items(labels, numbered=True), several=workshop.several)

    def files(
        self, workshop: Workshop, words: WorkshopWords, say: Wording, setting: Setting
    ) -> tuple[OutboundFile, ...]:
        """None."""
        return ()

    def read(
        self,
        workshop: Workshop,
        words_by_language: Mapping[str, WorkshopWords],
        text: str,
        attachments: Sequence[Attachment] = (),
    ) -> Read:
        """The numbers of choices or their labels in any language, alone or in a sentence that chooses them.

        Where a label is itself a number that is the place of another choice, neither is certain.
        """
        labels = sorted(
            {
                (place, _label(words, key))
                for place, key in enumerate(workshop.choices, start=1)
                for words in words_by_language.values()
            }
        )
        read = read_choices(text, labels, len(workshop.choices), workshop.several)
        return Unclear("private_only") if workshop.anonymous and read is not None else read

    def tells_enough(self, answers: Sequence[Post]) -> bool:
        """A vote is a vote."""
        return bool(answers)

    def votes(
        self,
        workshop: Workshop,
        words_by_language: Mapping[str, WorkshopWords],
        posts: Sequence[Post],
        choices: Sequence[Choice],
    ) -> Mapping[MemberRef, tuple[str, ...]]:
        """The latest choice of each member, or their several ones, in the order of the script."""
        places = [str(place) for place in range(1, len(workshop.choices) + 1)]

        def read(text: str) -> tuple[str, ...]:
            reading = self.read(workshop, words_by_language, text)
            return reading.choices if isinstance(reading, Reading) else ()

        def valid(chosen: tuple[str, ...]) -> tuple[str, ...]:
            wanted = set(chosen)
            known = 1 <= len(wanted) <= workshop.several and wanted <= set(places)
            return tuple(place for place in places if place in wanted) if known else ()

        return latest_votes(posts, choices, read, valid)

    def sum_up(
        self,
        workshop: Workshop,
        words: WorkshopWords,
        posts: Sequence[Post],
        choices: Sequence[Choice],
        context: Context,
    ) -> dict[str, Any]:
        """``{"options": [{"id", "label", "votes"}], "voters", "several", "anonymous"}``, in the script's order.

        An anonymous poll with fewer than `FEWEST_ANONYMOUS` voters has no options: they would tell who chose what.
        """
        votes = self.votes(workshop, context.words_by_language, posts, choices)
        tally = Counter(place for chosen in votes.values() for place in chosen)
        options = [
            {"id": str(place), "label": _label(words, key), "votes": tally[str(place)]}
            for place, key in enumerate(workshop.choices, start=1)
        ]
        if workshop.anonymous and len(votes) < FEWEST_ANONYMOUS:
            options = []
        return {
            "options": options,
            "voters": len(votes),
            "several": workshop.several,
            "anonymous": workshop.anonymous,
        }


def _label(words: WorkshopWords, key: str) -> str:
    return words.choices.get(key, key)
