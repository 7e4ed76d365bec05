"""The scale: one whole number between two ends."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from bot.domain import Attachment, Choice, MemberRef, OutboundFile, Post, Workshop, WorkshopWords
from bot.kinds._kind import Context, Read, Reading, Setting, asked
from bot.kinds._votes import latest_votes
from bot.kinds.reading import read_number
from bot.markup import Block, Items
from bot.wording import Wording

_WHOLE = re.compile(r"-?[0-9]{1,9}")


class Scale:
    """A whole number from the script's minimum to its maximum, both ends included."""

    name = "scale"
    takes_choices = True
    keeps_pictures = False
    one_answer = True

    def ask(self, workshop: Workshop, words: WorkshopWords, say: Wording, setting: Setting) -> tuple[Block, ...]:
        """Title, question, what the two ends mean, and how to answer."""
        ends = [(workshop.minimum, words.min_label), (workshop.maximum, words.max_label)]
        told = tuple((say.say("kind.end", number=number, label=label),) for number, label in ends if label)
        between = (Items(told),) if told else ()
        return asked(
            self.name, workshop, words, say, setting, *between, minimum=workshop.minimum, maximum=workshop.maximum
        )

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
        """A whole number between the ends, alone ("7/10", "sept") or in a sentence that gives it ("I'd say 7")."""
        return read_number(text, workshop.minimum, workshop.maximum)

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
        """The latest number of each member."""

        def read(text: str) -> tuple[str, ...]:
            reading = self.read(workshop, words_by_language, text)
            return reading.choices if isinstance(reading, Reading) else ()

        def valid(chosen: tuple[str, ...]) -> tuple[str, ...]:
            numbers = [int(one) for one in chosen if _WHOLE.fullmatch(one)]
            return tuple(str(one) for one in numbers if workshop.minimum <= one <= workshop.maximum)[:1]

        return latest_votes(posts, choices, read, valid)

    def sum_up(
        self,
        workshop: Workshop,
        words: WorkshopWords,
        posts: Sequence[Post],
        choices: Sequence[Choice],
        context: Context,
    ) -> dict[str, Any]:
        """``{"min", "max", "values": {"7": 3}, "median", "voters"}``: only numbers somebody gave, in numeric order.

        The median is ``None`` without voters.
        """
        votes = self.votes(workshop, context.words_by_language, posts, choices)
        numbers = sorted(int(vote[0]) for vote in votes.values())
        middle = median(numbers) if numbers else None
        return {
            "min": workshop.minimum,
            "max": workshop.maximum,
            "values": {str(number): count for number, count in sorted(Counter(numbers).items())},
            "median": int(middle) if middle is not None and middle == int(middle) else middle,
            "voters": len(votes),
        }
