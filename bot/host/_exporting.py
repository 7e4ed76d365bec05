"""What consent allows to be handed on of one café, in the format of a conversation (truths 5, 6, 8 and 9).

Public is only what its author has said yes to: for that post, for the café or for every café; silence is no yes,
whatever the café's rule is. A post is exported as far as it may be quoted: without sentences that name others.
An id says nothing of who it is in the room, and changes with how its author is signed: what somebody said under their
name, under their café name and without a name cannot be put together. What is anonymous has an id of its own, each
time, and its instant to the hour. Nothing is in it that is still sealed, and no choice of an anonymous poll.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.cafe_names import drawn, is_veiled
from bot.conversation import VERSION, instant
from bot.digest.live import Live
from bot.digest.verbatim import Quoting
from bot.domain import LONGEST_POST, Consent, MemberRef, Post, Record
from bot.host._publishing import sealed_in

_Line = dict[str, Any]


def exported(record: Record) -> list[_Line]:
    """The lines of an export: the header, then everything by instant."""
    return _Export(record).lines()


class _Export:
    def __init__(self, record: Record) -> None:
        self._record = record
        self._live = Live(record)
        self._sealed = sealed_in(record)
        self._quoting = Quoting(self._live, self._sealed)
        self._by_ref = {post.ref: post for post in self._live.posts}
        self._reacted_at = {(one.post, one.author, one.emoji): one.at for one in record.reactions}
        self._said_yes: dict[tuple[str, Consent], set[str]] = defaultdict(set)

    def lines(self) -> list[_Line]:
        cafe = self._record.cafe
        there = [post for post in self._live.posts if self._may_be_shown(post)]
        lines = [self._post(post) for post in there]
        for post in there:
            lines += self._reactions(post)
        lines += self._choices()
        lines += [
            {"type": "consent", "author": id, "choice": choice.value, "at": min(at)}
            for (id, choice), at in self._said_yes.items()
        ]
        lines.sort(key=lambda line: (line["at"], line["type"], line.get("id", ""), line["author"]))
        header = {"type": "conversation", "version": VERSION, "title": cafe.title, "language": cafe.language}
        return [header, *lines]

    def _may_be_shown(self, post: Post) -> bool:
        if self._own(post.author, post) is None:
            return False
        return bool(self._quoting.quote(post, LONGEST_POST) or self._quoting.brought(post))

    def _post(self, post: Post) -> _Line:
        verbatim = self._quoting.quote(post, LONGEST_POST)
        brought = self._quoting.brought(post) or []
        return {
            "type": "post",
            "id": post.own_id,
            **self._by(post.author, post.at, post, "post", post.own_id),
            "text": verbatim.text if verbatim else "",
            "workshop": post.workshop,
            "reply_to": self._replied(post),
            "attachments": [{**one, "name": one["name"] or "-"} for one in brought],
        }

    def _replied(self, post: Post) -> str | None:
        """The id of the post that it answers: not of one by the same author, for that would tell that they are one."""
        replied = self._by_ref.get(post.reply_to) if post.reply_to else None
        if replied is None or replied.author == post.author or not self._may_be_shown(replied):
            return None
        return replied.own_id

    def _reactions(self, post: Post) -> Iterator[_Line]:
        for author, emoji in self._live.reactions_on(post):
            if self._own(author, None) is not None:
                at = max(self._reacted_at[post.ref, author, emoji], post.at)
                who = self._by(author, at, None, "reaction", post.own_id, emoji)
                yield {
                    "type": "reaction",
                    "post": post.own_id,
                    "emoji": emoji,
                    "author": who["author"],
                    "at": who["at"],
                }

    def _choices(self) -> Iterator[_Line]:
        for one in self._live.choices:
            hidden = one.workshop in self._sealed or is_veiled(one.author)
            if not hidden and self._own(one.author, None) is not None:
                who = self._by(one.author, one.at, None, "choice", one.workshop)
                yield {"type": "choice", "workshop": one.workshop, **who, "choices": list(one.choices)}

    def _own(self, member: MemberRef, post: Post | None) -> Consent | None:
        """What a member has said yes to themselves, for that post or else for all they did; ``None`` for no yes."""
        known = self._record.members.get(member)
        own = self._record.post_consents.get(post.ref) if post is not None else None
        own = own or (known.consent if known is not None else None)
        credit = self._quoting.credit(post) if post is not None else self._quoting.credits.of(member)
        return None if own is Consent.NONE or credit is None else own

    def _by(self, member: MemberRef, at: datetime, post: Post | None, *parts: str) -> _Line:
        """Who did something, and when, as that may be told; notes their yes."""
        own = self._own(member, post)
        credit = self._quoting.credit(post) if post is not None else self._quoting.credits.of(member)
        name = credit.author if credit else None
        alone = parts if name is None else ()
        choice = own or Consent.ANONYMOUS
        cafe = self._record.cafe
        id = "m" + drawn(cafe.secret, "export", choice.value, member.platform, member.id, *alone).hex()[:12]
        told = instant(at.replace(microsecond=0) if name else at.replace(minute=0, second=0, microsecond=0))
        self._said_yes[id, choice].add(told)
        return {"author": id, "name": name, "at": told}


COLUMNS = (
    "type",
    "id",
    "author",
    "name",
    "at",
    "workshop",
    "text",
    "reply_to",
    "attachments",
    "post",
    "emoji",
    "choices",
    "choice",
)
"""The columns of the table, in their order."""


def exported_csv(lines: Sequence[Mapping[str, Any]]) -> str:
    """The same as one table (RFC 4180), a row for each line but the header. A cell that a spreadsheet would take for a
    formula has an apostrophe before it."""
    table = io.StringIO()
    rows = csv.DictWriter(table, COLUMNS, extrasaction="ignore", lineterminator="\r\n")
    rows.writeheader()
    for line in lines[1:]:
        rows.writerow({key: _cell(line.get(key)) for key in COLUMNS})
    return table.getvalue()


def _cell(value: object) -> str:
    if isinstance(value, list):
        value = ", ".join(str(one["name"] or "") if isinstance(one, Mapping) else str(one) for one in value)
    shown = "" if value is None else str(value)
    return f"'{shown}" if shown[:1] in _FORMULA else shown


_FORMULA = frozenset(("=", "+", "-", "@", "\t", "\r"))
