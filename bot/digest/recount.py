"""The figures of a café counted a second time, row by row, for the audit.

Nothing here is shared with the counting that it checks (`bot.digest.counts`, `live`, `stances`, `bot.kinds`) but what
an answer means: how a kind reads a text is a rule of its own, asked again. docs/NUMBERS.md has the rule of each figure.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.digest.persons import counted_once
from bot.domain import MemberRef, Post, PostRef, Record, RoomRef, Workshop
from bot.kinds import KINDS, Reading

_NUMBER = re.compile(r"-?[0-9]{1,9}")


def words_counted(text: str) -> int:
    """How many words a text has, sign by sign: letters, digits and underscores, held together by one ' ’ or - between
    two of them."""
    words, inside = 0, False
    for place, sign in enumerate(text):
        if sign.isalnum() or sign == "_":
            words += not inside
            inside = True
        else:
            after = text[place + 1 : place + 2]
            inside = inside and sign in "'’-" and (after.isalnum() or after == "_")
    return words


def plain(emoji: str) -> str:
    """An emoji without what platforms add to it: variation selectors and skin tones, and a name beside its id."""
    bare = re.sub("[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]", "", emoji)
    return re.sub(r"(?<=<)a?:\w+(?=:\d+>)", ":_", bare)


@dataclass(frozen=True, slots=True)
class Five:
    """The five figures of a café or of a workshop, and the posts they are counted from."""

    participants: int
    posts: int
    reactions: int
    words: int
    of: tuple[Post, ...]


class Recount:
    """What counts of a record, gone through anew: nothing of who withdrew, no reaction to oneself."""

    def __init__(self, record: Record) -> None:
        record = counted_once(record)
        self.record = record
        self._out = {ref for ref, member in record.members.items() if member.withdrawn}
        self.posts: dict[PostRef, Post] = {}
        for post in record.posts:
            if post.author not in self._out:
                self.posts[post.ref] = post
        self._reactions: dict[PostRef, set[tuple[MemberRef, str]]] = {ref: set() for ref in self.posts}
        for reaction in record.reactions:
            there = self.posts.get(reaction.post)
            if there is not None and reaction.author != there.author and reaction.author not in self._out:
                self._reactions[reaction.post].add((reaction.author, reaction.emoji))
        self._latest: dict[tuple[str, MemberRef], tuple[datetime, tuple[str, ...]]] = {}
        for choice in record.choices:
            key, given = (choice.workshop, choice.author), (choice.at, choice.choices)
            if choice.author not in self._out and self._latest.get(key, given) <= given:
                self._latest[key] = given

    def of_workshop(self, key: str | None) -> list[Post]:
        """The posts of a workshop, or (``None``) of the whole café."""
        return [post for post in self.posts.values() if key is None or post.workshop == key]

    def answers(self, key: str) -> list[Post]:
        """The posts that answer a workshop."""
        return [post for post in self.of_workshop(key) if post.answer]

    def reactions_on(self, post: Post) -> int:
        """How many distinct members and emoji there are on a post."""
        return len(self._reactions[post.ref])

    def five(self, key: str | None) -> Five:
        """The five figures of a workshop, or (``None``) of the whole café."""
        posts = self.of_workshop(key)
        people = {post.author for post in posts}
        unnamed: dict[str, int] = {}
        for (workshop, author), (_, choices) in self._latest.items():
            if choices and key in (None, workshop):
                # Who chose in an anonymous poll is of no platform.
                if author.platform:
                    people.add(author)
                else:
                    unnamed[workshop] = unnamed.get(workshop, 0) + 1
        return Five(
            participants=max([len(people), *unnamed.values()]),
            posts=len(posts),
            reactions=sum(self.reactions_on(post) for post in posts),
            words=sum(words_counted(post.text) for post in posts),
            of=tuple(posts),
        )

    # --- homes ----------------------------------------------------------------------------------------------

    def in_home(self, room: RoomRef) -> Five:
        """The figures of what stands in one home; its participants are those who wrote there."""
        posts = tuple(post for post in self.posts.values() if _stands_in(post, room))
        return Five(
            participants=len({post.author for post in posts}),
            posts=len(posts),
            reactions=sum(self.reactions_on(post) for post in posts),
            words=sum(words_counted(post.text) for post in posts),
            of=posts,
        )

    def who_wrote(self, word: str, but: Collection[PostRef] = (), sealed: Collection[str] = ()) -> tuple[int, ...]:
        """How many people wrote a word, home by home; not in these posts, nor in these workshops."""
        found: list[set[MemberRef]] = [set() for _ in self.record.cafe.homes]
        for post in self.posts.values():
            if post.ref in but or post.workshop in sealed or word not in post.text.casefold():
                continue
            if word in (piece.casefold() for piece in re.split(r"[\W\d_]+", _without_addresses(post.text))):
                for place, home in enumerate(self.record.cafe.homes):
                    if _stands_in(post, home.room):
                        found[place].add(post.author)
        return tuple(map(len, found))

    # --- votes ----------------------------------------------------------------------------------------------

    def votes(self, workshop: Workshop) -> dict[MemberRef, tuple[str, ...]]:
        """Each member's vote in a poll or a scale: the latest of what they wrote and pressed. A press counts before a
        text of the same instant."""
        if workshop.kind not in ("poll", "scale"):
            return {}
        kind = KINDS[workshop.kind]
        wording = {
            language: words.workshops[workshop.key]
            for language, words in self.record.cafe.script.words.items()
            if workshop.key in words.workshops
        }
        given: list[tuple[datetime, bool, str, MemberRef, tuple[str, ...]]] = []
        for post in self.answers(workshop.key):
            read = kind.read(workshop, wording, post.text)
            if isinstance(read, Reading) and read.choices:
                given.append((post.at, False, post.ref.id, post.author, read.choices))
        for (key, author), (at, choices) in self._latest.items():
            if key == workshop.key and (chosen := as_vote(workshop, choices)):
                given.append((at, True, " ".join(choices), author, chosen))
        return {author: chosen for _, _, _, author, chosen in sorted(given)}

    # --- for and against ------------------------------------------------------------------------------------

    def backers(self, post: Post) -> set[MemberRef]:
        """Who reacted with an emoji that means yes."""
        return self._who(post, self.record.cafe.script.yes)

    def for_and_against(self, post: Post) -> tuple[set[MemberRef], set[MemberRef]]:
        """Who is for and who is against; whoever reacted both ways is neither."""
        for_, against = self.backers(post), self._who(post, self.record.cafe.script.no)
        return for_ - against, against - for_

    def anybody_said_no(self) -> bool:
        """Whether any reaction in the café means no."""
        return any(self._who(post, self.record.cafe.script.no) for post in self.posts.values())

    def voting(self, key: str) -> int:
        """How many members are for or against any answer of a workshop."""
        return len({who for post in self.answers(key) for side in self.for_and_against(post) for who in side})

    def _who(self, post: Post, emoji: Sequence[str]) -> set[MemberRef]:
        meant = {plain(one) for one in emoji}
        return {who for who, one in self._reactions[post.ref] if plain(one) in meant}


def _stands_in(post: Post, room: RoomRef) -> bool:
    return post.room == room.room and post.ref.platform == room.platform


def _without_addresses(text: str) -> str:
    return " ".join(chunk.partition("http://")[0].partition("https://")[0] for chunk in text.split())


def as_vote(workshop: Workshop, choices: Sequence[str]) -> tuple[str, ...]:
    """What was pressed, where it is possible in that workshop."""
    if workshop.kind == "scale":
        numbers = [int(one) for one in choices if _NUMBER.fullmatch(one)]
        return tuple(str(one) for one in numbers if workshop.minimum <= one <= workshop.maximum)[:1]
    known = list(_places(workshop))
    chosen = tuple(one for one in known if one in choices)
    possible = 1 <= len(chosen) <= workshop.several and set(choices) <= set(known)
    return chosen if possible else ()


def _places(workshop: Workshop) -> Iterator[str]:
    return (str(place) for place in range(1, len(workshop.choices) + 1))
