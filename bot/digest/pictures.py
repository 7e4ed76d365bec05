"""Which pictures a page may show: the proof of each, as of a verbatim (truths 5 and 6)."""

from __future__ import annotations

from bot.digest.flashback import Flashback
from bot.digest.live import Live
from bot.digest.verbatim import Quoting
from bot.domain import PostRef, Record


def may_be_shown(flashback: Flashback, record: Record) -> dict[tuple[str, int], PostRef]:
    """The pictures that stand in the results of a flashback, in its order, by the post's id there and the place of the
    attachment (from 0): those of live answers whose authors allow to be quoted, signed as they allow.

    Meant for a flashback that goes by the platform's ids; what is sealed in it has no result, and so no picture.
    """
    live = Live(record)
    quoting = Quoting(live)
    found: dict[tuple[str, int], PostRef] = {}
    for workshop in flashback.workshops:
        for item in workshop.result.get("items") or ():
            post = live.by_id.get(item["post"])
            credit = quoting.credit(post) if post is not None else None
            if post is None or credit is None or item["author"] != credit.author:
                continue
            if post.answer and post.workshop == workshop.id:
                found |= {(item["post"], number): post.ref for number in range(len(post.attachments))}
    return found
