"""The published flashback after its posts have gone: which words in it are whose, and how some leave it.

Both work on the document as it is kept, key by key, so that what they leave alone stays as it was, byte for byte.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.cafe_names import own_id
from bot.digest.in_results import JOINED
from bot.digest.names import Names
from bot.digest.verbatim import Credits
from bot.domain import KeptVerbatim, Post, Record
from bot.naming import whose

THANKS = "thanks"
"""The place in a flashback where members are named without a post."""

_IDS = frozenset({"posts", "parts", "questions", "unplaced", "single_voice_ideas"})
"""The keys of a document under which the ids of posts are listed."""


@dataclass(frozen=True, slots=True)
class _Words:
    """Words in a document: where, of which post, and whether they have to be a passage of it."""

    place: str
    post: str
    text: str
    passage: bool = True


def kept_verbatims(document: bytes, record: Record) -> tuple[tuple[KeptVerbatim, ...], bytes]:
    """Every verbatim of a published flashback as a row of its own, and the flashback without those that no live post
    of the record proves. In the order of the document."""
    shown = json.loads(document)
    posts = {own_id(record.cafe.secret, post.ref): post for post in record.posts}
    found = list(_words_in(shown, ""))
    unproved = {one.post for one in found if not _proved(one, posts.get(one.post))}
    rows = [_kept(one, posts[one.post]) for one in found if one.post not in unproved]
    thanked, nobody = _thanked(shown, record)
    return tuple(rows + thanked + _noted(shown, record)), without(document, unproved, nobody)


def without(document: bytes, posts: Collection[str], elsewhere: Collection[tuple[str, str]] = ()) -> bytes:
    """The document without the words of these posts (the café's own ids), and without what stands ``elsewhere``: thanks
    to a name, and hosts' notes, each by its place and its words. Its figures stay as they are: they are frozen."""
    shown = json.loads(document)
    shown[THANKS] = [one for one in shown.get(THANKS, ()) if (THANKS, one["author"]) not in elsewhere]
    for table, place in _with_note(shown):
        if (place, table["note"]) in elsewhere:
            table["note"] = None
    left = {key: _without(key, value, frozenset(posts)) for key, value in shown.items()}
    return (json.dumps(left, ensure_ascii=False, indent=2, separators=(",", ": ")) + "\n").encode("utf-8")


def _kept(words: _Words, post: Post) -> KeptVerbatim:
    begins = post.text.find(words.text) if words.passage else None
    return KeptVerbatim(words.post, words.place, post.author, post.ref, words.text, begins)


def _proved(words: _Words, post: Post | None) -> bool:
    return post is not None and (not words.passage or words.text in post.text)


def _with_note(shown: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """The tables of a document that have a note by the hosts, and where it stands."""
    for table, place in (
        (shown, "note"),
        *((one, f"workshops.{one['id']}.note") for one in shown.get("workshops", ())),
    ):
        if table.get("note") is not None:
            yield table, place


def _noted(shown: dict[str, Any], record: Record) -> list[KeptVerbatim]:
    """Whom the hosts' notes name, and who wrote them: either may have them taken away."""
    rows = []
    for table, place in _with_note(shown):
        text = table["note"]
        people = {one.by for one in record.notes if one.text == text}
        for member in record.members.values():
            theirs = [one for one in record.names if one.whose == whose(record.cafe.secret, member.ref)]
            if Names([member], theirs, record.cafe.secret).in_passage(text):
                people.add(member.ref)
        rows += [KeptVerbatim("", place, one, None, text, None) for one in sorted(people)]
    return rows


def _thanked(shown: Mapping[str, Any], record: Record) -> tuple[list[KeptVerbatim], set[tuple[str, str]]]:
    """Those whom the document thanks, and the names in its thanks that are nobody's."""
    credits = Credits(record)
    signed = {credit.author: one for one in record.members if (credit := credits.of(one)) and credit.author}
    names = [one["author"] for one in shown.get(THANKS, ())]
    rows = [KeptVerbatim("", THANKS, signed[name], None, name, None) for name in names if name in signed]
    return rows, {(THANKS, name) for name in names if name not in signed}


def _words_in(value: Any, place: str) -> Iterator[_Words]:
    """Every word of a member in a part of a document."""
    if isinstance(value, list):
        for one in value:
            yield from _words_in(one, place)
    elif isinstance(value, Mapping):
        yield from _of_table(value, place)
        workshop = value.get("id") if place == "workshops" else None
        within = f"{place}.{workshop}" if workshop else place
        for key, one in value.items():
            yield from _words_in(one, f"{within}.{key}".lstrip("."))


def _of_table(table: Mapping[str, Any], place: str) -> Iterator[_Words]:
    posts = _posts_of(table)
    if not posts:
        return
    if table.get("text") is not None:
        yield _Words(place, posts[0], table["text"])
    for file in table.get("attachments", ()):
        yield from (_Words(place, posts[0], file[key], False) for key in ("name", "alt", "url") if file.get(key))
    if place == "links":
        yield from (_Words(place, one, table["url"]) for one in posts)


def _posts_of(table: Mapping[str, Any]) -> list[str]:
    """The posts that a table of a document is about, the one whose words it shows first."""
    if isinstance(table.get("post"), str):
        return [table["post"]]
    # Of counts it is a number.
    return list(table["posts"]) if isinstance(table.get("posts"), list) else []


def _without(key: str, value: Any, gone: frozenset[str]) -> Any:
    if isinstance(value, list):
        if key in _IDS:
            return [one for one in value if one not in gone]
        return [_without("", one, gone) for one in value if not _is_gone(one, gone)]
    if not isinstance(value, Mapping):
        return value
    left = {name: _without(name, one, gone) for name, one in value.items()}
    for joined, source in JOINED.items():
        if left.get(joined) is not None and source in left and left[source] != value[source]:
            text = "\n\n".join(one["text"] for one in left[source])
            left[joined] = text or ("" if joined == "text" else None)
    return left


def _is_gone(table: Any, gone: frozenset[str]) -> bool:
    """Whether a table of a document goes: the words it shows are those of such a post, or all it refers to are."""
    if not isinstance(table, Mapping):
        return False
    posts = _posts_of(table)
    shows_words = table.get("author", gone) is not gone
    return bool(posts) and (posts[0] in gone if shows_words else gone.issuperset(posts))
