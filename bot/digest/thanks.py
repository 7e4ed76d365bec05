"""Who is thanked, and what for. Help given to others counts, never how much somebody wrote.

The written rule, in this order, at most five people, each once:

1. **helped**: who answered others' questions. A question is a post with a question mark; an answer to it is a reply by
   somebody else; it helped if the asker reacted to it, or at least two people did. Whom most different people were
   helped by comes first.
2. **reached**: whose one post at least three different people reacted to. Whose best post reached most people comes
   first; a second post changes nothing.

A reaction that means no does not count, nor one on one's own post. Ties stand by the member's id. Thanked are only
those who have said yes to their name or to their café name, by that name. What may not be quoted (sealed, left out by
a host) earns no thanks.
"""

from __future__ import annotations

import re
from collections import defaultdict

from bot.digest.flashback import Thanks
from bot.digest.live import same_emoji
from bot.digest.rules import HELPED_FOR, THANKED_BY, THANKS
from bot.digest.verbatim import Quoting
from bot.domain import MemberRef, Post

HELPED, REACHED = "helped", "reached"
_ASKS = re.compile("[?\uff1f\u061f\u037e]")
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)


def thanks(quoting: Quoting) -> tuple[Thanks, ...]:
    """The people to thank in a café; the module says the rule."""
    helped = {member: len(whom) for member, whom in _helped(quoting).items()}
    reached = {member: most for member, most in _reached(quoting).items() if most >= THANKED_BY}
    whys = {member: HELPED if member in helped else REACHED for member in (*_ranked(helped), *_ranked(reached))}
    found = []
    for member, why in whys.items():
        credit = quoting.credits.of(member)
        if credit is not None and credit.author is not None:
            found.append(Thanks(credit.author, why))
    return tuple(found[:THANKS])


def _ranked(people: dict[MemberRef, int]) -> list[MemberRef]:
    return sorted(people, key=lambda member: (-people[member], member))


def _helped(quoting: Quoting) -> dict[MemberRef, set[MemberRef]]:
    """Whose questions each member has answered."""
    posts = {post.ref: post for post in quoting.live.posts}
    found: dict[MemberRef, set[MemberRef]] = defaultdict(set)
    for post in posts.values():
        asked = posts.get(post.reply_to) if post.reply_to else None
        if asked is None or asked.author == post.author or not _asks(asked.text):
            continue
        glad = _glad(quoting, post)
        if asked.author in glad or len(glad) >= HELPED_FOR:
            found[post.account].add(asked.author)
    return found


def _asks(text: str) -> bool:
    """Whether a text has a question mark; one within a web address asks nothing."""
    return _ASKS.search(_ADDRESS.sub(" ", text)) is not None


def _reached(quoting: Quoting) -> dict[MemberRef, int]:
    """How many different people each member's best post has reached."""
    found: dict[MemberRef, int] = defaultdict(int)
    for post in quoting.live.posts:
        found[post.account] = max(found[post.account], len(_glad(quoting, post)))
    return found


def _glad(quoting: Quoting, post: Post) -> set[MemberRef]:
    """Who reacted to a post, otherwise than with a no; nobody to one that may not be quoted."""
    if quoting.credit(post) is None:
        return set()
    no = set(map(same_emoji, quoting.live.record.cafe.script.no))
    return {member for member, emoji in quoting.live.reactions_on(post) if same_emoji(emoji) not in no}
