"""A record, made ready to be counted: live data alone, each thing once, in one order."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from bot.digest.persons import counted_once
from bot.domain import Choice, MemberRef, Post, PostRef, Reaction, Record, WorkshopWords

_WITH_ITS_ID = re.compile(r"<a?:\w+:(\d+)>")


def same_emoji(emoji: str) -> str:
    """An emoji without its variation selector and skin tone, for platforms differ in whether they send them; one that
    has an id without its name, which may change."""
    plain = "".join(char for char in emoji if char not in "\ufe0e\ufe0f" and not "\U0001f3fb" <= char <= "\U0001f3ff")
    return _WITH_ITS_ID.sub(r"<:_:\1>", plain)


def in_order(posts: Iterable[Post]) -> list[Post]:
    """Posts by instant, then id."""
    return sorted(posts, key=lambda post: (post.at, post.ref.id, post.ref.platform))


class Live:
    """What counts of a record.

    Posts and choices of members who withdrew are left out, and so are reactions by them, on one's own post, or on a
    post that is not there. Linked accounts are one author. The order of the record's lists makes no difference.
    """

    def __init__(self, record: Record) -> None:
        record = counted_once(record)
        self.record = record
        gone = {ref for ref, member in record.members.items() if member.withdrawn}
        latest = {post.ref: post for post in in_order(record.posts) if post.author not in gone}
        self.posts: tuple[Post, ...] = tuple(in_order(latest.values()))
        self.choices: tuple[Choice, ...] = _latest_choices(one for one in record.choices if one.author not in gone)
        self.reactions: dict[PostRef, tuple[tuple[MemberRef, str], ...]] = _reactions(record.reactions, latest, gone)
        self._by_workshop: dict[str, list[Post]] = defaultdict(list)
        for post in self.posts:
            if post.workshop is not None:
                self._by_workshop[post.workshop].append(post)
        self._choices_in: dict[str, list[Choice]] = defaultdict(list)
        for choice in self.choices:
            self._choices_in[choice.workshop].append(choice)
        self.emoji = frozenset(same_emoji(emoji) for pairs in self.reactions.values() for _, emoji in pairs)
        """Every emoji that anybody reacted with, as `same_emoji` gives it."""
        shared = Counter(post.ref.id for post in self.posts)
        self._ids = {post.ref: post.ref.id if shared[post.ref.id] == 1 else str(post.ref) for post in self.posts}
        self.by_id: dict[str, Post] = {self._ids[post.ref]: post for post in self.posts}

    def id_of(self, post: Post) -> str:
        """The platform's id of a live post; with the platform before it where two platforms gave the same one."""
        return self._ids[post.ref]

    def of_workshop(self, key: str) -> list[Post]:
        """The posts of a workshop, the talk in its thread included, in order."""
        return list(self._by_workshop.get(key, ()))

    def answers(self, key: str) -> list[Post]:
        """The answers of a workshop, in order."""
        return [post for post in self.of_workshop(key) if post.answer]

    def choices_of(self, key: str) -> list[Choice]:
        """The choices made in a workshop, one a member."""
        return list(self._choices_in.get(key, ()))

    def reactions_on(self, post: Post) -> tuple[tuple[MemberRef, str], ...]:
        """The distinct (member, emoji) on a post, its author's own left out."""
        return self.reactions.get(post.ref, ())

    def wording_of(self, key: str) -> tuple[WorkshopWords, dict[str, WorkshopWords]]:
        """A workshop's words in the café's language, and in each language of the script."""
        script = self.record.cafe.script
        plain = WorkshopWords(title=key)
        own = script.worded(self.record.cafe.language).workshops.get(key, plain)
        return own, {language: words.workshops.get(key, plain) for language, words in script.words.items()}


def _latest_choices(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    kept: dict[tuple[str, MemberRef], Choice] = {}
    for choice in sorted(choices, key=lambda one: (one.workshop, one.author, one.at, one.choices)):
        kept[choice.workshop, choice.author] = choice
    return tuple(choice for choice in kept.values() if choice.choices)


def _reactions(
    reactions: Iterable[Reaction], posts: dict[PostRef, Post], gone: set[MemberRef]
) -> dict[PostRef, tuple[tuple[MemberRef, str], ...]]:
    found: dict[PostRef, set[tuple[MemberRef, str]]] = defaultdict(set)
    for one in reactions:
        post = posts.get(one.post)
        if post is not None and one.author not in gone and one.author != post.author:
            found[one.post].add((one.author, one.emoji))
    return {ref: tuple(sorted(pairs)) for ref, pairs in found.items()}
