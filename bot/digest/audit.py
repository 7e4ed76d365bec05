"""The audit: each figure of a flashback beside the same one counted again by another path (`bot.digest.recount`).

It works on the document as JSON, as anybody may who has the file. docs/NUMBERS.md has the rule of each figure.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from bot.cafe_names import own_id
from bot.digest.recount import Recount
from bot.digest.rules import rules
from bot.domain import MemberRef, Pick, Post, Record, Workshop

FIVE = ("participants", "posts", "reactions", "words")
"""The figures that a café and each of its workshops have, besides how many workshops there were."""

_FEWEST_ANONYMOUS = 3


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that is not what is counted again. ``figure`` is where it stands ("workshops.memory.counts.words"),
    ``told`` what stands there and ``counted`` what was counted; ``posts`` are the ids of the posts concerned. No words.
    """

    figure: str
    told: Any
    counted: Any
    posts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Audit:
    """How many figures were counted again, and those that differ."""

    figures: int
    differences: tuple[Difference, ...] = ()


def audited(document: bytes, record: Record, sealed: Collection[str] = frozenset()) -> Audit:
    """Count the figures of a flashback again from the record. It may go by the platform's ids or by the café's own.

    ``sealed`` are the workshops of which nothing may be seen yet (truth 9): of those nothing is counted again.
    """
    return _Audit(record, sealed).of(json.loads(document))


class _Audit:
    def __init__(self, record: Record, sealed: Collection[str]) -> None:
        self.record = record
        self.sealed = frozenset(sealed)
        self.recount = Recount(record)
        self.figures = 0
        self.differences: list[Difference] = []
        self.known: dict[str, Post] = {}
        for post in self.recount.posts.values():
            for identity in (post.ref.id, str(post.ref), own_id(record.cafe.secret, post.ref)):
                self.known[identity] = post

    def of(self, shown: Mapping[str, Any]) -> Audit:
        self.five("counts", shown["counts"], None, len(self.record.opened))
        voters: set[MemberRef] = set()
        for given in shown["workshops"]:
            if given["id"] in self.sealed:
                continue
            voters |= self.workshop(f"workshops.{given['id']}", given)
        self.quotations("", shown)
        self.coverage(shown, voters)
        self.homes(shown.get("homes"))
        self.same("method.rules", shown["method"]["rules"], rules(self.record.cafe.script, self.starred(shown)))
        return Audit(self.figures, tuple(self.differences))

    def starred(self, shown: Mapping[str, Any]) -> int:
        """How many of the workshops' voices a host has put first."""
        stars = {pick.post for pick in self.record.picks if pick.pick is Pick.STAR}
        voices = [self.known.get(voice["post"]) for one in shown["workshops"] for voice in one["voices"]]
        return sum(1 for post in voices if post is not None and post.ref in stars)

    def same(self, figure: str, told: Any, counted: Any, posts: Sequence[str] = ()) -> None:
        self.figures += 1
        if told != counted:
            self.differences.append(Difference(figure, told, counted, tuple(posts)))

    def five(self, where: str, told: Mapping[str, Any], key: str | None, workshops: int) -> None:
        counted = self.recount.five(key)
        posts = [post.ref.id for post in counted.of]
        self.same(f"{where}.workshops", told["workshops"], workshops)
        for name in FIVE:
            self.same(f"{where}.{name}", told[name], getattr(counted, name), posts)

    def workshop(self, where: str, given: Mapping[str, Any]) -> set[MemberRef]:
        """One workshop; returns those of its voters who are known."""
        workshop = self.record.cafe.script.workshop(given["id"])
        self.five(f"{where}.counts", given["counts"], given["id"], 1)
        if workshop is None or given["result"] is None:
            return set()
        votes = self.recount.votes(workshop)
        self.placed(where, given)
        self.result(f"{where}.result", given["result"], workshop, votes)
        self.stances(where, given, "agreements")
        self.stances(where, given, "tensions")
        return {who for who in votes if who.platform}

    def placed(self, where: str, given: Mapping[str, Any]) -> None:
        """Each answer is in one theme or in none, and nothing else is."""
        placed = [*given["unplaced"], *(one for theme in given["themes"] for one in theme["posts"])]
        told = sorted(self.named(one) for one in placed)
        counted = sorted(str(post.ref) for post in self.recount.answers(given["id"]))
        differing = sorted(set(told) ^ set(counted))
        self.same(f"{where}.answers", len(told), len(counted), differing)
        self.same(f"{where}.unplaced", len(differing), 0, differing)
        for number, theme in enumerate(given["themes"]):
            authors = {self.known[one].author for one in theme["posts"] if one in self.known}
            self.same(f"{where}.themes.{number}.authors", theme["authors"], len(authors), theme["posts"])

    def named(self, identity: str) -> str:
        post = self.known.get(identity)
        return str(post.ref) if post else identity

    # --- results by kind ------------------------------------------------------------------------------------

    def result(
        self,
        where: str,
        told: Mapping[str, Any],
        workshop: Workshop,
        votes: Mapping[MemberRef, tuple[str, ...]],
    ) -> None:
        posts = [post.ref.id for post in self.recount.answers(workshop.key)]
        if workshop.kind == "poll":
            self.poll(where, told, workshop, list(votes.values()), posts)
        elif workshop.kind == "scale":
            self.scale(where, told, workshop, [int(vote[0]) for vote in votes.values()], posts)
        elif workshop.kind == "brainstorm":
            for number, idea in enumerate(told["ideas"]):
                self.idea(f"{where}.ideas.{number}.support", idea)
        elif workshop.kind == "writing":
            self.same(f"{where}.parts", told["parts"], [one["post"] for one in told["passages"]], told["parts"])
        elif workshop.kind == "meeting":
            self.same(f"{where}.minutes", told["minutes"], workshop.minutes)
        elif workshop.kind == "mockup":
            self.same(f"{where}.images", told["images"], len(workshop.images))

    def poll(
        self,
        where: str,
        told: Mapping[str, Any],
        workshop: Workshop,
        votes: Sequence[tuple[str, ...]],
        posts: Sequence[str],
    ) -> None:
        self.same(f"{where}.voters", told["voters"], len(votes), posts)
        self.same(f"{where}.several", told["several"], workshop.several)
        self.same(f"{where}.anonymous", told["anonymous"], workshop.anonymous)
        silent = workshop.anonymous and len(votes) < _FEWEST_ANONYMOUS
        ids = [] if silent else [str(place) for place in range(1, len(workshop.choices) + 1)]
        self.same(f"{where}.options", [one["id"] for one in told["options"]], ids)
        for option in told["options"]:
            counted = sum(option["id"] in vote for vote in votes)
            self.same(f"{where}.options.{option['id']}.votes", option["votes"], counted, posts)

    def scale(
        self, where: str, told: Mapping[str, Any], workshop: Workshop, given: Sequence[int], posts: Sequence[str]
    ) -> None:
        self.same(f"{where}.voters", told["voters"], len(given), posts)
        self.same(f"{where}.min", told["min"], workshop.minimum)
        self.same(f"{where}.max", told["max"], workshop.maximum)
        for number in sorted({*given, *map(int, told["values"])}):
            self.same(f"{where}.values.{number}", told["values"].get(str(number), 0), given.count(number), posts)
        self.same(f"{where}.median", told["median"], _middle(given), posts)

    def idea(self, where: str, idea: Mapping[str, Any]) -> None:
        said = [self.known[one] for one in idea["posts"] if one in self.known]
        if not said:
            self.same(where, idea["support"], None, idea["posts"])
            return
        behind = {post.author for post in said[1:]}
        for post in said:
            behind |= self.recount.backers(post)
        self.same(where, idea["support"], len(behind - {said[0].author}), idea["posts"])

    # --- agreements and tensions ----------------------------------------------------------------------------

    def stances(self, where: str, given: Mapping[str, Any], sort: str) -> None:
        told = rules(self.record.cafe.script)
        share = Fraction(str(told["least_share"])) * self.recount.voting(given["id"])
        enough = max(told["least_votes"], math.ceil(share))
        for number, stance in enumerate(given[sort]):
            place, post = f"{where}.{sort}.{number}", self.known.get(stance["post"])
            for_, against = self.recount.for_and_against(post) if post else (set(), set())
            self.same(f"{place}.for", stance["for"], len(for_), [stance["post"]])
            self.same(f"{place}.against", stance["against"], len(against), [stance["post"]])
            self.same(f"{place}.score", stance["score"], _score(sort, len(for_), len(against)), [stance["post"]])
            holds = self.recount.anybody_said_no() and len(for_) + len(against) >= enough
            holds = holds and _holds(sort, len(for_), len(against), told)
            self.same(f"{place}.holds", True, holds, [stance["post"]])

    # --- homes ----------------------------------------------------------------------------------------------

    def homes(self, told: Mapping[str, Any] | None) -> None:
        """The figures of each home, and how many wrote each word that is told of them."""
        if told is None:
            return
        rooms = [home.room for home in self.record.cafe.homes]
        self.same("homes", len(told["each"]), len(rooms))
        left_out = {pick.post for pick in self.record.picks if pick.pick is Pick.LEAVE_OUT}
        for number, (one, room) in enumerate(zip(told["each"], rooms, strict=False)):
            counted = self.recount.in_home(room)
            posts = [post.ref.id for post in counted.of]
            for name in FIVE:
                self.same(f"homes.{number}.{name}", one[name], getattr(counted, name), posts)
        lists = [("both", told["both"]), *((f"{number}.more", one["more"]) for number, one in enumerate(told["each"]))]
        for where, words in lists:
            for number, word in enumerate(words):
                wrote = self.recount.who_wrote(word["word"], left_out, self.sealed)
                self.same(f"homes.{where}.{number}.authors", word["authors"], list(wrote))

    # --- quotations -----------------------------------------------------------------------------------------

    def quotations(self, where: str, shown: Mapping[str, Any]) -> None:
        """Each quotation stands in its post, and each voice has the reactions that are told."""
        for place, quoted in quotations_of(shown, where):
            identity = _first(quoted)
            post = self.known.get(identity)
            text = quoted["text"]
            stands = post is not None and (text is None or text in post.text)
            self.same(f"{place}.stands", True, stands, [identity])
            if "reactions" in quoted:
                counted = self.recount.reactions_on(post) if post else 0
                self.same(f"{place}.reactions", quoted["reactions"], counted, [identity])

    def coverage(self, shown: Mapping[str, Any], voters: set[MemberRef]) -> None:
        told = shown["coverage"]
        quoted = [one for _, table in quotations_of(shown, "") for one in _ids(table)]
        used = {self.known[one].ref: self.known[one] for one in quoted if one in self.known}
        heard = {post.author for post in used.values()} | voters
        counted = self.recount.five(None)
        posts = [ref.id for ref in used]
        self.same("coverage.participants_heard", told["participants_heard"], len(heard), posts)
        self.same("coverage.participants", told["participants"], counted.participants)
        self.same("coverage.posts_used", told["posts_used"], len(used), posts)
        self.same("coverage.posts", told["posts"], counted.posts)
        # No version finds such ideas yet.
        self.same("coverage.single_voice_ideas", told["single_voice_ideas"], [])
        # Of a withdrawn post its id alone is left, without words: the store has counted those.
        self.same("coverage.withdrawn", told.get("withdrawn", 0), self.record.withdrawn)


def quotations_of(shown: Any, where: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every quotation of a document, and where it stands: whatever has an author, a text and a post."""
    if isinstance(shown, Mapping):
        if "author" in shown and "text" in shown and _ids(shown):
            yield where, shown
        for key, value in shown.items():
            yield from quotations_of(value, f"{where}.{key}".lstrip("."))
    elif isinstance(shown, list):
        for number, value in enumerate(shown):
            named = value.get("id", number) if where == "workshops" and isinstance(value, Mapping) else number
            yield from quotations_of(value, f"{where}.{named}")


def _ids(table: Mapping[str, Any]) -> list[str]:
    return list(table["posts"]) if "posts" in table else [table["post"]] if "post" in table else []


def _first(table: Mapping[str, Any]) -> str:
    return next(iter(_ids(table)), "")


def _middle(given: Sequence[int]) -> int | float | None:
    """The median: the middle one, or half of what the two middle ones make together."""
    if not given:
        return None
    ordered = sorted(given)
    together = ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]
    return together // 2 if together % 2 == 0 else together / 2


def _score(sort: str, for_: int, against: int) -> float:
    share = Fraction(for_ + 1, for_ + against + 2)
    return round(float(share if sort == "agreements" else 1 - abs(2 * share - 1)), 4)


def _holds(sort: str, for_: int, against: int, told: Mapping[str, Any]) -> bool:
    if sort == "agreements":
        return Fraction(for_ + 1, for_ + against + 2) >= Fraction(str(told["agreed"]))
    least, most = (Fraction(str(one)) for one in told["torn"])
    votes = for_ + against
    return votes > 0 and all(least <= Fraction(one, votes) <= most for one in (for_, against))
