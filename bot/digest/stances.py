"""Where people agree and where they pull apart. "Not enough votes" is a good answer, and silence says it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil

from bot.digest.flashback import Stance
from bot.digest.live import Live, same_emoji
from bot.digest.rules import AGREED, LEAST_SHARE, LEAST_VOTES, STANCES, TORN
from bot.digest.verbatim import Quoting
from bot.domain import MemberRef, Post


def says_no(live: Live) -> bool:
    """Whether anybody in the café used a reaction that means no; without one disagreement cannot be seen."""
    return not live.emoji.isdisjoint(map(same_emoji, live.record.cafe.script.no))


def votes_on(live: Live, post: Post) -> tuple[set[MemberRef], set[MemberRef]]:
    """Who is for and who is against; whoever reacted both ways is neither."""
    script = live.record.cafe.script
    yes, no = frozenset(map(same_emoji, script.yes)), frozenset(map(same_emoji, script.no))
    for_ = {member for member, emoji in live.reactions_on(post) if same_emoji(emoji) in yes}
    against = {member for member, emoji in live.reactions_on(post) if same_emoji(emoji) in no}
    return for_ - against, against - for_


def agreement(for_: int, against: int) -> float | None:
    """(for + 1) / (votes + 2), where that makes an agreement."""
    score = (for_ + 1) / (for_ + against + 2)
    return score if score >= AGREED else None


def tension(for_: int, against: int) -> float | None:
    """1 - |2p - 1| with p = (for + 1) / (votes + 2), where both shares make a tension."""
    least, most = TORN
    votes = for_ + against
    if not votes or not all(least <= share / votes <= most for share in (for_, against)):
        return None
    return 1 - abs(2 * (for_ + 1) / (votes + 2) - 1)


def stances(quoting: Quoting, answers: Sequence[Post]) -> tuple[tuple[Stance, ...], tuple[Stance, ...]]:
    """The agreements and the tensions among a workshop's answers: the strongest first, then by votes, then by id.

    A post needs at least three votes, and those of five in a hundred of the workshop's voters. Only what may be
    quoted is named. Nothing at all where nobody in the café ever said no.
    """
    if not says_no(quoting.live):
        return (), ()
    cast = [(post, *votes_on(quoting.live, post)) for post in answers]
    active = set().union(*(for_ | against for _, for_, against in cast))
    # Twenty voters make one: a whole division keeps 0.05 * 20 from being a little more than 1.
    enough = max(LEAST_VOTES, ceil(round(LEAST_SHARE * len(active), 9)))
    heard = [(post, len(for_), len(against)) for post, for_, against in cast if len(for_) + len(against) >= enough]
    agreements = sorted(_scored(quoting, heard, agreement), key=lambda one: (-one.score, -one.for_, one.post))
    tensions = sorted(_scored(quoting, heard, tension), key=lambda one: (-one.score, -one.for_ - one.against, one.post))
    return tuple(agreements[:STANCES]), tuple(tensions[:STANCES])


def _scored(
    quoting: Quoting, heard: Sequence[tuple[Post, int, int]], score: Callable[[int, int], float | None]
) -> list[Stance]:
    found = []
    for post, for_, against in heard:
        reached = score(for_, against)
        verbatim = quoting.quote(post) if reached is not None else None
        if reached is not None and verbatim is not None:
            found.append(Stance(verbatim.id, verbatim.author, verbatim.text, round(reached, 4), for_, against))
    return found
