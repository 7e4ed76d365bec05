"""The numbers that the rules of a flashback use; they are printed in its ``method``."""

from __future__ import annotations

from typing import Any

from bot.digest.quote import LONGEST
from bot.domain import Script

VOICES = 3
"""Voices of a workshop, and of the café, at most."""

VOICE_WORDS = 8
"""The fewest words of a voice of the whole café, where there are any that long."""

LEAST_HOURS = 1.0
"""The shortest time an answer is held to have been there to react to, in hours."""

STANCES = 3
"""Agreements, and tensions, of a workshop at most."""

LEAST_VOTES = 3
"""The fewest votes that say anything about a post."""

LEAST_SHARE = 0.05
"""The share of a workshop's voters from which on votes say anything about a post."""

AGREED = 0.7
"""The least (for + 1) / (votes + 2) of an agreement (after Polis; the threshold is Jigsaw's)."""

TORN = (0.4, 0.6)
"""Between which both shares lie in a tension (Jigsaw's thresholds)."""


HOME_VOICES = 5
"""How many people have to have written in each home of a café before its homes are compared."""

WORD_AUTHORS = 3
"""How many people of a home have to have written a word before it is told."""

HOME_WORDS = 5
"""How many words are told of a home, and of all homes, at most."""

SAID_MORE = 1.645
"""How far a home's share of people who wrote a word lies above the other homes' share, in standard errors (one side of
95 in 100)."""

THANKS = 5
"""How many people are thanked at most."""

THANKED_BY = 3
"""From how many different people reactions to one post have to come to be thanked for it."""

HELPED_FOR = 2
"""By how many people an answer to a question has to be found good, where its asker has not said so."""


def rules(script: Script, starred: int = 0) -> dict[str, Any]:
    """Every number, for the ``method`` of a flashback; ``starred`` is how many of its voices hosts have put first."""
    return {
        "quote_limit": LONGEST,
        "quotes": script.quotes.value,
        "voices": VOICES,
        "voice_words": VOICE_WORDS,
        "least_hours": LEAST_HOURS,
        "stances": STANCES,
        "least_votes": LEAST_VOTES,
        "least_share": LEAST_SHARE,
        "agreed": AGREED,
        "torn": list(TORN),
        "home_voices": HOME_VOICES,
        "word_authors": WORD_AUTHORS,
        "home_words": HOME_WORDS,
        "said_more": SAID_MORE,
        "yes": list(script.yes),
        "no": list(script.no),
        "thanks": THANKS,
        "thanked_by": THANKED_BY,
        "helped_for": HELPED_FOR,
        "starred": starred,
    }
