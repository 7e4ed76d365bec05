"""The addresses members shared."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from urllib.parse import urlsplit

from bot.digest.flashback import SharedLink
from bot.digest.verbatim import Quoting
from bot.domain import Post

_ADDRESS = re.compile(r"https?://[^\s<>\"«»“”`|]+", re.IGNORECASE)
_TRAILING = ".,;:!?…'’*_~"
_PAIRS = {")": "(", "]": "[", "}": "{"}


MOST_ADDRESSES = 10
"""How many addresses of one post are given back."""

LONGEST_ADDRESS = 500
"""The longest address that is given back, in code points."""


def addresses(text: str) -> list[str]:
    """The http and https addresses in a text, each once, without the punctuation that follows them.

    At most `MOST_ADDRESSES` of a text, and none longer than `LONGEST_ADDRESS`: one post must not fill the page.
    """
    found = (_trimmed(match[0]) for match in _ADDRESS.finditer(text) if len(match[0]) <= LONGEST_ADDRESS)
    unlike = dict.fromkeys(url for url in found if _has_host(url))
    return list(unlike)[:MOST_ADDRESSES]


def _trimmed(url: str) -> str:
    while url:
        last = url[-1]
        unbalanced = last in _PAIRS and url.count(last) > url.count(_PAIRS[last])
        if last not in _TRAILING and not unbalanced:
            break
        url = url[:-1]
    return url


def _has_host(url: str) -> bool:
    try:
        return bool(urlsplit(url).hostname)
    except ValueError:
        return False


def may_show(quoting: Quoting, post: Post, url: str) -> bool:
    """Whether that address of that post may be shown: its author may be quoted, and it names nobody else."""
    credit = quoting.credit(post)
    if credit is None:
        return False
    return not quoting.names.in_address(url, post.account if credit.named else None)


def shared_links(quoting: Quoting, posts: Sequence[Post]) -> tuple[SharedLink, ...]:
    """The addresses that may be shown, in most posts first, then by address; each with its posts in order."""
    found: dict[str, list[str]] = defaultdict(list)
    for post in posts:
        for url in addresses(post.text):
            if may_show(quoting, post, url):
                found[url].append(quoting.live.id_of(post))
    ranked = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(SharedLink(url, None, tuple(ids)) for url, ids in ranked)
