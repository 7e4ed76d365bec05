"""Which of a member's readings counts: the latest, once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.domain import Choice, MemberRef, Post


def latest_votes(
    posts: Sequence[Post],
    choices: Sequence[Choice],
    read: Callable[[str], tuple[str, ...]],
    valid: Callable[[tuple[str, ...]], tuple[str, ...]],
) -> dict[MemberRef, tuple[str, ...]]:
    """Each member's vote that counts, by member: the latest of what they wrote and what they pressed.

    The instant of a text is that of its post. At the same instant a press counts before a text, and the
    greater id before the smaller. What ``valid`` leaves nothing of is no vote.
    """
    found: dict[MemberRef, tuple[datetime, bool, str, tuple[str, ...]]] = {}

    def weigh(member: MemberRef, at: datetime, pressed: bool, tie: str, vote: tuple[str, ...]) -> None:
        known = found.get(member)
        if vote and (known is None or (at, pressed, tie) > known[:3]):
            found[member] = (at, pressed, tie, vote)

    for post in posts:
        weigh(post.author, post.at, False, post.ref.id, read(post.text))
    for choice in choices:
        weigh(choice.author, choice.at, True, " ".join(choice.choices), valid(choice.choices))
    return {member: found[member][3] for member in sorted(found)}
