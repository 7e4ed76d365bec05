"""The last step before anything is published: each figure counted again, each verbatim proved (truths 4 and 5).

The counting here is written anew, in plain loops over the record, and shares no code with the counting it checks
but the notion of a word. Names, consent and votes have one definition, and are asked again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar

from bot.cafe_names import is_veiled
from bot.digest.compose import covered, kind_for
from bot.digest.counts import words_in
from bot.digest.flashback import (
    ClosingWord,
    Counts,
    Flashback,
    Homes,
    HomeWord,
    NextStep,
    SharedLink,
    Stance,
    Theme,
    Voice,
    WorkshopFlashback,
)
from bot.digest.homes import may_be_told
from bot.digest.in_results import JOINED, quotation_of
from bot.digest.links import addresses, may_show
from bot.digest.live import Live
from bot.digest.notes import note_of
from bot.digest.persons import counted_once
from bot.digest.recount import Recount
from bot.digest.rules import HOME_VOICES, WORD_AUTHORS
from bot.digest.stances import votes_on
from bot.digest.verbatim import Quoting, WorkshopContext
from bot.domain import MemberRef, Post, PostRef, Record

_Item = TypeVar("_Item")
_Quotation = TypeVar("_Quotation", Voice, Stance, ClosingWord)


@dataclass(frozen=True, slots=True)
class Proof:
    """A flashback in which everything is proved, and what did not stand.

    ``dropped`` says where each was and which id it had ("workshops.w1.voices m5"), never its words; what was
    counted anew stands there as "workshops.w1.counts".
    """

    flashback: Flashback
    dropped: tuple[str, ...] = ()


def proved(flashback: Flashback, record: Record) -> Proof:
    """The flashback with all that the record does not prove taken out, and its figures counted again. Raises nothing.

    It has to go by the platform's ids, as `bot.digest.compose.flashback_of` makes it. A result that is empty claims
    nothing and stays empty.
    """
    return _Check(record).flashback(flashback)


class _Check:
    def __init__(self, record: Record) -> None:
        record = counted_once(record)
        self.record = record
        self.live = Live(record)
        self.tally = _Tally(record)
        self.quoting = Quoting(self.live)
        self.dropped: list[str] = []
        self.addresses: dict[str, frozenset[str]] = {}

    def flashback(self, given: Flashback) -> Proof:
        checked = replace(
            given,
            counts=self.same("counts", given.counts, self.tally.counts(None)),
            workshops=tuple(self.workshop(one) for one in given.workshops),
            voices=self.voices("voices", given.voices),
            closing_words=self.quotations("closing_words", given.closing_words),
            links=self.links(given.links),
            thanks=self.kept("thanks", given.thanks, lambda one: one.author in self.signatures(), lambda _: ""),
            next=tuple(self.step(one) for one in given.next),
            coverage=replace(
                given.coverage,
                single_voice_ideas=self.ids("single_voice_ideas", given.coverage.single_voice_ideas),
            ),
            note=self.note("note", given.note, None),
            homes=self.homes(given.homes) if given.homes else None,
        )
        counted = covered(checked, self.live)
        self.same("coverage", given.coverage, counted.coverage)
        return Proof(counted, tuple(self.dropped))

    def workshop(self, given: WorkshopFlashback) -> WorkshopFlashback:
        where = f"workshops.{given.id}"
        answers = {self.live.id_of(post): post.late for post in self.live.answers(given.id)}
        return replace(
            given,
            counts=self.same(f"{where}.counts", given.counts, self.tally.counts(given.id)),
            result=self.result(where, given),
            voices=self.voices(f"{where}.voices", given.voices),
            themes=tuple(self.theme(where, theme) for theme in given.themes),
            unplaced=self.kept(f"{where}.unplaced", given.unplaced, answers.__contains__, str),
            agreements=self.stances(f"{where}.agreements", given.agreements),
            tensions=self.stances(f"{where}.tensions", given.tensions),
            late=self.kept(f"{where}.late", given.late, lambda one: answers.get(one, False), str),
            note=self.note(f"{where}.note", given.note, given.id),
        )

    def result(self, where: str, given: WorkshopFlashback) -> dict[str, object]:
        workshop = self.record.cafe.script.workshop(given.id)
        if not given.result or workshop is None:
            return {}
        words, by_language = self.live.wording_of(given.id)
        answers, choices = self.live.answers(given.id), self.live.choices_of(given.id)
        context = WorkshopContext(self.quoting, by_language)
        counted = kind_for(workshop).sum_up(workshop, words, answers, choices, context)
        return self.quoting_only(f"{where}.result", self.same(f"{where}.result", dict(given.result), counted))

    def quoting_only(self, where: str, result: Mapping[str, Any]) -> dict[str, object]:
        """A result with those of its quotations that stand, and with no text but theirs."""
        kept: dict[str, Any] = dict(result)
        for key, value in result.items():
            if isinstance(value, list):
                kept[key] = [one for one in value if self.stands_in_result(f"{where}.{key}", one)]
        for key, source in JOINED.items():
            if result.get(key) is not None and source in kept:
                text = "\n\n".join(one["text"] for one in kept[source])
                kept[key] = self.same(f"{where}.{key}", result[key], text)
        return kept

    def stands_in_result(self, where: str, found: object) -> bool:
        quotation = quotation_of(found) if isinstance(found, Mapping) else None
        if quotation is None:
            return True
        words = ClosingWord(quotation.post, quotation.author, quotation.text or "")
        post = self.live.by_id.get(quotation.post)
        credit = self.quoting.credit(post) if post is not None else None
        wordless = quotation.text is None and credit is not None and quotation.author == credit.author
        if wordless or self.stands(words):
            return True
        self.dropped.append(f"{where} {quotation.post}")
        return False

    def note(self, where: str, given: str | None, workshop: str | None) -> str | None:
        """A note as the hosts wrote it, as long as it may stand."""
        if given is not None and given != note_of(self.quoting, workshop):
            self.dropped.append(where)
            return None
        return given

    def homes(self, given: Homes) -> Homes | None:
        """The homes, their figures counted again, with those of their words that as many people have written."""
        rooms = [home.room for home in self.record.cafe.homes]
        recount = Recount(self.record)
        if len(rooms) != len(given.each) or any(recount.in_home(one).participants < HOME_VOICES for one in rooms):
            self.dropped.append("homes")
            return None
        each = []
        for number, (one, room) in enumerate(zip(given.each, rooms, strict=True)):
            five = recount.in_home(room)
            counted = replace(
                one, participants=five.participants, posts=len(five.of), reactions=five.reactions, words=five.words
            )
            more = self.home_words(f"homes.{number}.more", one.more, recount, max)
            each.append(replace(self.same(f"homes.{number}", one, counted), more=more))
        return replace(given, each=tuple(each), both=self.home_words("homes.both", given.both, recount, min))

    def home_words(
        self, where: str, words: Iterable[HomeWord], recount: Recount, least: Callable[[Iterable[int]], int]
    ) -> tuple[HomeWord, ...]:
        def holds(one: HomeWord) -> bool:
            counted = recount.who_wrote(one.word, self.quoting.left_out)
            # A draft keeps silent about what is sealed: there are at least as many.
            enough = least(one.authors) >= WORD_AUTHORS and may_be_told(one.word, self.quoting.names)
            return enough and all(told <= all_ for told, all_ in zip(one.authors, counted, strict=True))

        return self.kept(where, words, holds, lambda _: "")

    def theme(self, where: str, theme: Theme) -> Theme:
        posts = self.ids(f"{where}.themes", theme.posts)
        authors = len({self.live.by_id[one].author for one in posts})
        voices = self.voices(f"{where}.themes.voices", theme.voices)
        return replace(theme, posts=posts, authors=authors, voices=voices)

    def step(self, step: NextStep) -> NextStep:
        return replace(step, posts=self.ids("next", step.posts))

    def links(self, links: Iterable[SharedLink]) -> tuple[SharedLink, ...]:
        found = []
        for link in links:
            posts = self.kept("links", link.posts, partial(self.shares, link.url), str)
            if posts:
                found.append(replace(link, posts=posts))
        return tuple(found)

    def shares(self, url: str, identity: str) -> bool:
        post = self.live.by_id.get(identity)
        if post is None:
            return False
        if identity not in self.addresses:
            self.addresses[identity] = frozenset(addresses(post.text))
        return url in self.addresses[identity] and may_show(self.quoting, post, url)

    def voices(self, where: str, voices: Iterable[Voice]) -> tuple[Voice, ...]:
        counted = []
        for voice in self.quotations(where, voices):
            reactions = self.tally.reactions[self.live.by_id[voice.post].ref]
            self.same(f"{where}.reactions {voice.post}", voice.reactions, reactions)
            counted.append(replace(voice, reactions=reactions))
        return tuple(counted)

    def stances(self, where: str, stances: Iterable[Stance]) -> tuple[Stance, ...]:
        return self.kept(where, self.quotations(where, stances), self.voted, lambda one: one.post)

    def voted(self, stance: Stance) -> bool:
        for_, against = votes_on(self.live, self.live.by_id[stance.post])
        return (len(for_), len(against)) == (stance.for_, stance.against)

    def quotations(self, where: str, quotations: Iterable[_Quotation]) -> tuple[_Quotation, ...]:
        return self.kept(where, quotations, self.stands, lambda one: one.post)

    def stands(self, quotation: Voice | Stance | ClosingWord) -> bool:
        """Whether the words are in a live post, whose author allows them to be signed this way and here."""
        post = self.live.by_id.get(quotation.post)
        credit = self.quoting.credit(post) if post is not None else None
        if post is None or credit is None or quotation.author != credit.author:
            return False
        url = quotation.url if isinstance(quotation, Voice) else None
        if url is not None and not (credit.named and url == post.url):
            return False
        text = quotation.text
        return bool(text.strip()) and text in post.text and self.quoting.may_stand(text, post, credit)

    def signatures(self) -> set[str]:
        credits = map(self.quoting.credits.of, self.record.members)
        return {credit.author for credit in credits if credit and credit.author}

    def ids(self, where: str, ids: Iterable[str]) -> tuple[str, ...]:
        return self.kept(where, ids, self.live.by_id.__contains__, str)

    def kept(
        self, where: str, items: Iterable[_Item], holds: Callable[[_Item], bool], name: Callable[[_Item], str]
    ) -> tuple[_Item, ...]:
        found = []
        for item in items:
            if holds(item):
                found.append(item)
            else:
                self.dropped.append(f"{where} {name(item)}".rstrip())
        return tuple(found)

    def same(self, where: str, given: _Item, counted: _Item) -> _Item:
        if given != counted:
            self.dropped.append(where)
        return counted


class _Tally:
    """The record counted again, gone through once, however many workshops and voices ask."""

    def __init__(self, record: Record) -> None:
        self.opened = len(record.opened)
        self.posts: dict[str | None, dict[PostRef, Post]] = defaultdict(dict)
        """The posts that count, of each workshop and, under ``None``, of the whole café."""
        self.latest: dict[str | None, dict[tuple[str, MemberRef], tuple[object, ...]]] = defaultdict(dict)
        self.reactions: Counter[PostRef] = Counter()
        authors: dict[PostRef, MemberRef] = {}
        for post in record.posts:
            authors[post.ref] = post.author
            if _takes_part(record, post.author):
                for where in {None, post.workshop}:
                    self.posts[where][post.ref] = post
        for choice in record.choices:
            if _takes_part(record, choice.author):
                key = (choice.workshop, choice.author)
                given = (choice.at, choice.choices)
                for where in (None, choice.workshop):
                    self.latest[where][key] = max(self.latest[where].get(key, given), given)
        seen = set()
        for one in record.reactions:
            if one.post in authors and one.author != authors[one.post] and _takes_part(record, one.author):
                seen.add((one.post, one.author, one.emoji))
        for ref, _, _ in seen:
            self.reactions[ref] += 1

    def counts(self, workshop: str | None) -> Counts:
        """The five figures of one workshop or (``None``) of the café."""
        posts = self.posts.get(workshop, {})
        participants = {post.author for post in posts.values()}
        veiled: Counter[str] = Counter()
        for (key, author), (_, places) in self.latest.get(workshop, {}).items():
            if places and is_veiled(author):
                veiled[key] += 1
            elif places:
                participants.add(author)
        return Counts(
            participants=max([len(participants), *veiled.values()]),
            workshops=self.opened if workshop is None else 1,
            posts=len(posts),
            reactions=sum(self.reactions[ref] for ref in posts),
            words=sum(words_in(post.text) for post in posts.values()),
        )


def _takes_part(record: Record, member: MemberRef) -> bool:
    known = record.members.get(member)
    return known is None or not known.withdrawn
