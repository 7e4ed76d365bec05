"""The brainstorm: as many ideas as people like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain import Choice, MemberRef, Post, Workshop, WorkshopWords
from bot.kinds._kind import Context, Quoted
from bot.kinds._likeness import alike
from bot.kinds._texts import InWords, in_order


class Brainstorm(InWords):
    """As many ideas as people like, one a message."""

    name = "brainstorm"

    def sum_up(
        self,
        workshop: Workshop,
        words: WorkshopWords,
        posts: Sequence[Post],
        choices: Sequence[Choice],
        context: Context,
    ) -> dict[str, Any]:
        """``{"ideas": [{"posts", "text", "author", "support"}]}``, most supported first, then by id.

        Posts that say the same in nearly the same words are one idea (`bot.kinds._likeness`). It is shown in the
        wording of one of them, the most supported, then the earliest, and that post comes first in ``posts``.
        ``support`` counts the members who reacted with an emoji that means yes to any of them, and those who wrote
        another of them; never the author of the wording shown. What may not be quoted is left out.
        """
        quotable = [(post, quoted) for post in in_order(posts) if (quoted := context.quote(post)) is not None]
        groups = alike([post.text for post, _ in quotable])
        ideas = [_idea([quotable[place] for place in group], context) for group in groups]
        return {"ideas": sorted(ideas, key=_by_support)}


def _idea(said: Sequence[tuple[Post, Quoted]], context: Context) -> dict[str, Any]:
    """One idea, from its posts by instant, then id."""
    shown, quoted = max(said, key=lambda one: len(context.backers(one[0])))
    others = [post for post, _ in said if post.ref != shown.ref]
    backers: set[MemberRef] = {post.author for post in others}
    for post, _ in said:
        backers |= set(context.backers(post))
    return {
        "posts": [context.id_of(shown), *map(context.id_of, others)],
        "text": quoted.text,
        "author": quoted.author,
        "support": len(backers - {shown.author}),
    }


def _by_support(idea: Mapping[str, Any]) -> tuple[int, list[str]]:
    return -idea["support"], idea["posts"]
