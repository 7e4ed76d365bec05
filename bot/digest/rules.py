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


def rules(script: Script) -> dict[str, Any]:
    """Every number, for the ``method`` of a flashback."""
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
        "yes": list(script.yes),
        "no": list(script.no),
    }
