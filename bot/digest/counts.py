"""The five figures of a café and of a workshop."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from bot.cafe_names import is_veiled
from bot.digest.flashback import Counts
from bot.digest.live import Live
from bot.domain import Choice, Post

WORD = re.compile(r"\w+(?:['’-]\w+)*")
"""One word, as the contract counts them."""


def words_in(text: str) -> int:
    """How many words a text has."""
    return len(WORD.findall(text))


def counts(live: Live, posts: Sequence[Post], choices: Sequence[Choice], workshops: int) -> Counts:
    """The figures over these live posts and choices.

    Nobody can tell whether who chose in an anonymous poll also posted, or chose in another one: participants are those
    who are known, or the voters of the fullest anonymous poll if they are more. That is the fewest there can have been.
    """
    known = {post.author for post in posts} | {one.author for one in choices if not is_veiled(one.author)}
    voters = Counter(one.workshop for one in choices if is_veiled(one.author))
    return Counts(
        participants=max(len(known), *voters.values(), 0),
        workshops=workshops,
        posts=len(posts),
        reactions=sum(len(live.reactions_on(post)) for post in posts),
        words=sum(words_in(post.text) for post in posts),
    )
