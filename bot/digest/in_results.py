"""The quotations within a workshop's result: tables with ``author``, ``text`` and ``post`` or ``posts``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

JOINED = {"text": "passages", "notes": "noted"}
"""The keys of a result whose text is the passages under another key, an empty line between them."""


@dataclass(frozen=True, slots=True)
class QuotedInResult:
    """A quotation in a result. ``post`` is the id of the post whose words they are; ``posts`` are all it stands for.

    ``text`` is ``None`` where only files of that post are shown.
    """

    post: str
    author: str | None
    text: str | None
    posts: tuple[str, ...]


def quotation_of(found: Mapping[str, Any]) -> QuotedInResult | None:
    """The quotation that a table of a result is; ``None`` for a table that is none."""
    if "author" not in found or "text" not in found:
        return None
    posts = tuple(found["posts"]) if "posts" in found else (found["post"],)
    return QuotedInResult(posts[0] if posts else "", found["author"], found["text"], posts)


def quotations_in(result: Mapping[str, Any]) -> Iterator[QuotedInResult]:
    """The quotations of a result, in its order."""
    for value in result.values():
        for one in value if isinstance(value, list) else ():
            if isinstance(one, Mapping) and (found := quotation_of(one)) is not None:
                yield found
