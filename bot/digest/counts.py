"""The five figures of a café and of a workshop."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.digest.flashback import Counts
from bot.digest.live import Live
from bot.domain import Choice, Post

WORD = re.compile(r"\w+(?:['’-]\w+)*")
"""One word, as the contract counts them."""


def words_in(text: str) -> int:
    """How many words a text has."""
    return sum(1 for _ in WORD.finditer(text))


def counts(live: Live, posts: Sequence[Post], choices: Sequence[Choice], workshops: int) -> Counts:
    """The figures over these live posts and choices."""
    return Counts(
        participants=len({post.author for post in posts} | {choice.author for choice in choices}),
        workshops=workshops,
        posts=len(posts),
        reactions=sum(len(live.reactions_on(post)) for post in posts),
        words=sum(words_in(post.text) for post in posts),
    )
