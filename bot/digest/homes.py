"""The homes of a café compared: how many wrote in each, what was said more there, and what was said in all of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache
from math import sqrt

from stopwordsiso import has_lang, stopwords

from bot.digest.counts import words_in
from bot.digest.flashback import HomeFlashback, Homes, HomeWord
from bot.digest.live import Live
from bot.digest.names import Names
from bot.digest.rules import HOME_VOICES, HOME_WORDS, SAID_MORE, WORD_AUTHORS
from bot.digest.verbatim import Quoting
from bot.domain import Cafe, MemberRef, Post, RoomRef

_LETTERS = re.compile(r"[^\W\d_]{3,}")
_ADDRESS = re.compile(r"https?://\S+")


def compared(quoting: Quoting) -> Homes | None:
    """The homes of a café beside one another, in its order; each is called as its room is.

    ``None`` where there is one home only, or fewer than five people have written in any of them: beside the figures of
    the whole café those of a small home would tell of single people. What only the bot can read is in no home.
    """
    live, cafe = quoting.live, quoting.live.record.cafe
    posts = [posts_of(live, home.room) for home in cafe.homes]
    people = [{post.author for post in there} for there in posts]
    if len(posts) < 2 or any(len(there) < HOME_VOICES for there in people):
        return None
    more, both = _words(quoting, posts, [len(there) for there in people])
    each = tuple(
        HomeFlashback(
            name=home.title or home.room.room,
            participants=len(people[place]),
            posts=len(posts[place]),
            reactions=sum(len(live.reactions_on(post)) for post in posts[place]),
            words=sum(words_in(post.text) for post in posts[place]),
            more=more[place],
        )
        for place, home in enumerate(cafe.homes)
    )
    return Homes(each, both)


def posts_of(live: Live, room: RoomRef) -> list[Post]:
    """The posts that stand in a home."""
    return [post for post in live.posts if (post.ref.platform, post.room) == (room.platform, room.room)]


def telling(text: str, languages: Collection[str]) -> frozenset[str]:
    """The words of a text that tell anything, in small letters: at least three letters, no part of a web address, and
    none of those that every text in these languages has."""
    words = {word.casefold() for word in _LETTERS.findall(_ADDRESS.sub(" ", text))}
    return frozenset(words - _stops(tuple(sorted(languages))))


@cache
def _stops(languages: tuple[str, ...]) -> frozenset[str]:
    return frozenset(stopwords([one for one in languages if has_lang(one)]))


def speak_alike(cafe: Cafe) -> bool:
    """Whether all homes of a café speak one language: where they do not, their words tell nothing but that."""
    return len({home.language for home in cafe.homes}) == 1


def may_be_told(word: str, names: Names) -> bool:
    """Whether a word names nobody, neither as it is nor with a capital."""
    return not names.in_passage(word) and not names.in_passage(word.capitalize())


def excess(wrote: int, people: int, elsewhere: int, others: int) -> float:
    """How far the share of those who wrote a word lies above the other homes' share, in standard errors: of
    (wrote + 1) / (people + 2) on either side."""
    here, there = (wrote + 1) / (people + 2), (elsewhere + 1) / (others + 2)
    together = (wrote + elsewhere + 2) / (people + others + 4)
    return (here - there) / sqrt(together * (1 - together) * (1 / (people + 2) + 1 / (others + 2)))


def _words(
    quoting: Quoting, posts: Sequence[Sequence[Post]], people: Sequence[int]
) -> tuple[list[tuple[HomeWord, ...]], tuple[HomeWord, ...]]:
    """The words said more in each home, and those said in all of them: the most telling first, then by alphabet."""
    nothing: list[tuple[HomeWord, ...]] = [() for _ in posts]
    if not speak_alike(quoting.live.record.cafe):
        return nothing, ()
    authors = [_authors(quoting, there) for there in posts]
    told = sorted(
        word
        for word in {word for there in authors for word, who in there.items() if len(who) >= WORD_AUTHORS}
        if may_be_told(word, quoting.names)
    )
    counted = [HomeWord(word, tuple(len(there.get(word, ())) for there in authors)) for word in told]
    more: list[tuple[HomeWord, ...]] = []
    for place in range(len(posts)):
        others = sum(people) - people[place]
        ranked = [
            (excess(one.authors[place], people[place], sum(one.authors) - one.authors[place], others), one)
            for one in counted
            if one.authors[place] >= WORD_AUTHORS
        ]
        ranked = sorted((pair for pair in ranked if pair[0] >= SAID_MORE), key=lambda pair: (-pair[0], pair[1].word))
        more.append(tuple(one for _, one in ranked[:HOME_WORDS]))
    # What is said more in one home is told there.
    apart = {one for there in more for one in there}
    both = [one for one in counted if min(one.authors) >= WORD_AUTHORS and one not in apart]
    both.sort(key=lambda one: (-min(n / all_ for n, all_ in zip(one.authors, people, strict=True)), one.word))
    return more, tuple(both[:HOME_WORDS])


def _authors(quoting: Quoting, posts: Sequence[Post]) -> dict[str, set[MemberRef]]:
    """Who wrote each word; nothing of a workshop that is sealed, nor of a post that a host has left out."""
    languages = quoting.live.record.cafe.script.languages
    found: dict[str, set[MemberRef]] = {}
    for post in posts:
        if post.workshop not in quoting.sealed and post.ref not in quoting.left_out:
            for word in telling(post.text, languages):
                found.setdefault(word, set()).add(post.author)
    return found
