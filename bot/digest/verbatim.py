"""What may be quoted of whom: consent and the names of others decide (truths 5 and 6)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.digest.live import Live, same_emoji
from bot.digest.names import Names, ordinary_words
from bot.digest.quote import LONGEST, passage
from bot.digest.signature import is_signed, unsigned
from bot.domain import Consent, MemberRef, Pick, Post, PostRef, Record, WorkshopWords
from bot.kinds import Setting


@dataclass(frozen=True, slots=True)
class Credit:
    """How a quotation is signed: with ``author``, or not at all (``None``). ``named`` says it is the real name."""

    author: str | None
    named: bool = False


class Credits:
    """How each member of a record may be quoted."""

    def __init__(self, record: Record) -> None:
        self._record = record

    def of(self, member: MemberRef, chosen: Consent | None = None) -> Credit | None:
        """How the member is quoted, ``None`` for not at all; silence means the script's rule, never the name.

        ``chosen`` is what they chose for one post alone. A member whom the record does not know has agreed to nothing.
        """
        known = self._record.members.get(member)
        if known is None or known.withdrawn:
            return None
        own = chosen or known.consent
        consent = own or self._record.cafe.script.quotes
        if own is None and consent is not Consent.ANONYMOUS:
            return None
        if consent is Consent.NAMED:
            return Credit(known.name, True) if known.name.strip() else Credit(None)
        if consent is Consent.CAFE_NAME:
            return Credit(known.cafe_name)
        return Credit(None) if consent is Consent.ANONYMOUS else None


@dataclass(frozen=True, slots=True)
class Verbatim:
    """A passage that may be published: its post, the post's id in the flashback, how it is signed."""

    post: Post
    id: str
    author: str | None
    text: str
    url: str | None


class Quoting:
    """Quotes the posts of a record; what belongs to a sealed workshop, or was left out by a host, is never quoted.

    ``stars`` are the posts that hosts want first, with when they said so.
    """

    def __init__(self, live: Live, sealed: Collection[str] = ()) -> None:
        self.live = live
        self.sealed = frozenset(sealed)
        record = live.record
        ordinary = ordinary_words(record.cafe.script)
        self.names = Names(record.members.values(), record.names, record.cafe.secret, ordinary)
        self.credits = Credits(live.record)
        picks = live.record.picks
        self.left_out = frozenset(one.post for one in picks if one.pick is Pick.LEAVE_OUT)
        self.stars = {one.post: one.at for one in picks if one.pick is Pick.STAR}
        self._yes = frozenset(map(same_emoji, live.record.cafe.script.yes))
        self._known: dict[tuple[PostRef, int], Verbatim | None] = {}

    def quote(self, post: Post, limit: int | None = None) -> Verbatim | None:
        """The verbatim of a post of at most ``limit`` code points, ``None`` where there is none."""
        key = post.ref, limit or LONGEST
        if key not in self._known:
            self._known[key] = self._quoted(post, key[1])
        return self._known[key]

    def _quoted(self, post: Post, limit: int) -> Verbatim | None:
        credit = self.credit(post)
        if credit is None:
            return None
        words = post.text if credit.named else unsigned(post.text)
        text = passage(words, lambda piece: self.may_stand(piece, post, credit), limit)
        if text is None:
            return None
        return Verbatim(post, self.live.id_of(post), credit.author, text, post.url if credit.named else None)

    def may_stand(self, text: str, post: Post, credit: Credit) -> bool:
        """Whether a passage of a post that is signed so names nobody: no other member, and its author only by the name
        that they have said yes to."""
        if not credit.named and is_signed(text):
            return False
        return not self.names.in_passage(text, post.account if credit.named else None)

    def credit(self, post: Post) -> Credit | None:
        """How a post is signed, as its author chose for it or else for all they said; ``None`` for not at all, not
        as long as its workshop is sealed, and not where a host has left the post out."""
        if post.workshop in self.sealed or post.ref in self.left_out:
            return None
        return self.credits.of(post.account, self.live.record.post_consents.get(post.ref))

    def signed(self, post: Post) -> str | None:
        """The name to give of a post's author, see `bot.kinds.Context`."""
        credit = self.credit(post)
        return credit.author if credit else None

    def brought(self, post: Post) -> list[dict[str, str | None]] | None:
        """The files of a post as far as they may be shown, see `bot.kinds.Context`."""
        credit = self.credit(post)
        if credit is None:
            return None
        but = post.account if credit.named else None

        def harmless(words: str | None) -> str | None:
            return None if not words or self.names.in_passage(words, but) else words

        return [
            {"name": harmless(one.name), "alt": harmless(one.alt), "url": one.url if credit.named else None}
            for one in post.attachments
        ]

    def backers(self, post: Post) -> frozenset[MemberRef]:
        """The members who reacted with an emoji that means yes."""
        return frozenset(member for member, emoji in self.live.reactions_on(post) if same_emoji(emoji) in self._yes)


class WorkshopContext:
    """What a kind may ask while it sums up one workshop; see `bot.kinds.Context`."""

    def __init__(self, quoting: Quoting, words_by_language: dict[str, WorkshopWords]) -> None:
        cafe = quoting.live.record.cafe
        self.words_by_language = words_by_language
        self.setting = Setting(cafe.id, cafe.opening_day, cafe.zone)
        self.quote = quoting.quote
        self.brought = quoting.brought
        self.signed = quoting.signed
        self.backers = quoting.backers
        self.id_of = quoting.live.id_of
