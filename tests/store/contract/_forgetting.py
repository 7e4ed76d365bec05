"""Whatever members do, in whatever order it is told and however often: what is kept is what a plain model keeps,
and of what is gone no word is anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from typing import TypeAlias

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import Cafe, Choice, Consent, Member, MemberRef, Post, PostRef, Reaction, Record
from bot.ports import Store
from tests.store.contract._part import SHARED, ContractPart
from tests.store.scene import ANA, MINUTE, MONDAY, SAM, VIO, Stand, a_cafe, a_post, opened

_examples = count()
"""Each example has a café of its own: the database is one for all examples of a test."""


@dataclass(frozen=True, slots=True)
class Deed:
    """Something a member does. ``minute`` is when; what happens in one minute is told in one wording."""

    what: str
    who: MemberRef
    post: str
    workshop: str
    emoji: str
    consent: Consent
    minute: int

    @property
    def at(self) -> datetime:
        return MONDAY + self.minute * MINUTE

    def words(self, run: int) -> str:
        """Words that no other deed of any example has."""
        return f"said-{run}-{self.what}-{self.who.id}-{self.post}-{self.workshop}-{self.minute}-end"


AUTHOR = {"1": VIO, "2": VIO, "3": ANA, "4": SAM}
WHAT = ("post", "post", "edit", "edit", "erase", "react", "unreact", "choose", "withdraw", "consent")
DEEDS = st.builds(
    Deed,
    what=st.sampled_from(WHAT),
    who=st.sampled_from((VIO, ANA, SAM)),
    post=st.sampled_from(list(AUTHOR)),
    workshop=st.sampled_from(["moment", "far"]),
    emoji=st.sampled_from(["👍", "❤️"]),
    consent=st.sampled_from(Consent),
    minute=st.integers(0, 9),
)
Told: TypeAlias = list[Deed]


@st.composite
def told(draw: st.DrawFn) -> Told:
    """Deeds in any order, each told once or several times."""
    deeds = draw(st.lists(DEEDS, min_size=1, max_size=14))
    again = draw(st.lists(st.sampled_from(deeds), max_size=10))
    return draw(st.permutations(deeds + again))


@dataclass(slots=True)
class Model:
    """The live state of one café, in plain Python."""

    posts: dict[str, Post] = field(default_factory=dict)
    erased: set[str] = field(default_factory=set)
    reactions: dict[tuple[str, MemberRef, str], datetime] = field(default_factory=dict)
    choices: dict[tuple[str, MemberRef], Choice] = field(default_factory=dict)
    members: dict[MemberRef, Member] = field(default_factory=dict)
    decided: dict[MemberRef, datetime] = field(default_factory=dict)

    def take(self, deed: Deed, post: Post, words: str) -> None:
        match deed.what:
            case "post" if deed.post not in self.posts and deed.post not in self.erased:
                self.posts[deed.post] = post
            case "edit" if (known := self.posts.get(deed.post)) and (known.edited_at or MONDAY) <= deed.at:
                self.posts[deed.post] = replace(known, text=words, edited_at=deed.at)
            case "erase":
                self.erase(deed.post)
            case "react" if deed.post in self.posts:
                self.reactions.setdefault((deed.post, deed.who, deed.emoji), deed.at)
            case "unreact":
                self.reactions.pop((deed.post, deed.who, deed.emoji), None)
            case "choose":
                before = self.choices.get((deed.workshop, deed.who))
                if before is None or before.at <= deed.at:
                    self.choices[deed.workshop, deed.who] = Choice(deed.workshop, deed.who, (words,), deed.at)
            case "consent":
                if self.decides(deed):
                    member = self.members[deed.who]
                    self.members[deed.who] = replace(member, consent=deed.consent, withdrawn=False)
            case "withdraw":
                if self.decides(deed):
                    self.withdraw(deed.who, deed.at)

    def decides(self, deed: Deed) -> bool:
        """Whether nothing later was decided before; if so, this is the latest decision now."""
        if self.decided.get(deed.who, deed.at) > deed.at:
            return False
        self.decided[deed.who] = deed.at
        return True

    def erase(self, post: str) -> None:
        self.posts.pop(post, None)
        self.erased.add(post)
        self.reactions = {key: at for key, at in self.reactions.items() if key[0] != post}

    def withdraw(self, who: MemberRef, at: datetime) -> None:
        for post in [key for key, one in self.posts.items() if one.author == who]:
            self.erase(post)
        self.reactions = {key: at for key, at in self.reactions.items() if key[1] != who}
        self.choices = {key: one for key, one in self.choices.items() if key[1] != who}
        self.members[who] = Member(who, who.id, None, withdrawn=True, withdrawn_at=at)

    def matches(self, record: Record) -> None:
        """That the record is this live state, in its order."""
        assert list(record.posts) == sorted(self.posts.values(), key=lambda post: (post.at, post.ref.id))
        expected = [
            Reaction(PostRef("town", post), author, emoji, at) for (post, author, emoji), at in self.reactions.items()
        ]
        assert list(record.reactions) == sorted(
            expected, key=lambda one: (one.at, one.post.id, one.author.id, one.emoji)
        )
        assert list(record.choices) == sorted(
            self.choices.values(), key=lambda one: (one.at, one.workshop, one.author.id)
        )
        members = {ref: replace(one, cafe_name=None) for ref, one in record.members.items()}
        assert members == {ref: one for ref, one in self.members.items() if not one.withdrawn}

    def live_words(self) -> set[str]:
        """All words that may be kept."""
        words = {attachment.name for post in self.posts.values() for attachment in post.attachments}
        words |= {post.text for post in self.posts.values()} | {post.url or "" for post in self.posts.values()}
        words |= {one for choice in self.choices.values() for one in choice.choices}
        return words | {one.name for one in self.members.values()}


async def do(store: Store, cafe: Cafe, deed: Deed, post: Post, words: str) -> None:
    async with store.writing() as work:
        match deed.what:
            case "post":
                await work.keep_post(cafe, post)
            case "edit":
                await work.edit_post(cafe.id, post.ref, words, True, deed.at)
            case "erase":
                await work.erase_post(cafe.id, post.ref, deed.at)
            case "react":
                await work.keep_reaction(cafe.id, post.ref, deed.who, deed.emoji, deed.at)
            case "unreact":
                await work.drop_reaction(cafe.id, post.ref, deed.who, deed.emoji, deed.at)
            case "choose":
                await work.keep_choice(cafe.id, Choice(deed.workshop, deed.who, (words,), deed.at))
            case "consent":
                await work.keep_consent(cafe.id, deed.who, deed.consent, deed.at)
            case "withdraw":
                await work.withdraw(cafe.id, deed.who, deed.at)


async def tell(stand: Stand, store: Store, deeds: Told) -> None:
    run = next(_examples)
    cafe = await opened(store, a_cafe(f"cafe-{run}"))
    model = Model()
    issued: set[str] = set()
    for member in (VIO, ANA, SAM):
        name = f"name-{run}-{member.id}-end"
        issued.add(name)
        async with store.writing() as work:
            model.members[member] = await work.meet(cafe.id, member, name)
    for deed in deeds:
        words = deed.words(run)
        post = replace(a_post(deed.post, AUTHOR[deed.post], words, cafe), at=deed.at)
        issued.add(words)
        await do(store, cafe, deed, post, words)
        model.take(deed, post, words)
        async with store.reading() as reading:
            model.matches(await reading.record(cafe.id))
    live = model.live_words()
    gone = {one for one in issued if not any(one in kept for kept in live)}
    assert await stand.held(gone) == set()
    assert await stand.held(issued - gone) == issued - gone, "the search finds what is there"


class ForgettingContract(ContractPart):
    @settings(max_examples=20, deadline=None, suppress_health_check=SHARED)
    @given(deeds=told())
    async def test_what_is_kept_is_what_members_left_and_of_what_is_gone_no_word_is_anywhere(
        self, stand: Stand, store: Store, deeds: Told
    ) -> None:
        await tell(stand, store, deeds)
