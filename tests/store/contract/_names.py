"""What people are called in a café: the latest names alone as marks, and a café name that is drawn once."""

from __future__ import annotations

from dataclasses import replace
from itertools import count, islice

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cafe_names import invented_names
from bot.domain import Cafe, Consent, MemberRef, NameMark
from bot.naming import KEPT_NAMES, marks_of, signs_of_name, whose
from bot.ports import Store, Writing
from tests.store.contract._part import SHARED, ContractPart
from tests.store.scene import ANA, MINUTE, MONDAY, VIO, Stand, a_cafe, a_post, opened

_examples = count()
"""Each example has a café of its own: the database is one for all examples of a test."""

SECRET = a_cafe().secret


def first(member: MemberRef) -> str:
    return next(invented_names(SECRET, member))


def _who_draw_alike() -> tuple[MemberRef, MemberRef]:
    """Two members who would have the same café name in the café of these tests, were it not drawn."""
    seen: dict[str, MemberRef] = {}
    for number in count():
        member = MemberRef("town", f"member-{number}")
        if (other := seen.setdefault(first(member), member)) != member:
            return other, member
    raise AssertionError


ALIKE = _who_draw_alike()
PEOPLE = (*ALIKE, VIO, ANA)
CALLED = st.one_of(
    st.sampled_from(["pain", "bonjour", "Rose", "Marie Dupont", "田中", "the", "🌸", "12"]),
    st.text("abcdefgh", min_size=3, max_size=9),
)
NAMES = st.sampled_from([*map(first, PEOPLE), first(VIO).lower(), f"le petit {first(ANA)} rouge", "Vio", "Ana"])
DEEDS = st.one_of(
    st.tuples(st.just("is called"), st.sampled_from(PEOPLE), NAMES),
    st.tuples(st.just("chooses"), st.sampled_from(PEOPLE), st.sampled_from(Consent)),
    st.tuples(st.just("chooses for a post"), st.sampled_from(PEOPLE), st.sampled_from(Consent)),
    st.tuples(st.just("leaves"), st.sampled_from(PEOPLE), st.none()),
)


async def marks_kept(store: Store, cafe: Cafe, member: MemberRef) -> set[NameMark]:
    async with store.reading() as reading:
        record = await reading.record(cafe.id)
    return {one for one in record.names if one.whose == whose(cafe.secret, member)}


async def choose(store: Store, member: MemberRef, choice: Consent, cafe: str = "phones") -> str | None:
    """Choose for a café; the café name that they have there afterwards."""
    async with store.writing() as work:
        await work.keep_consent(cafe, member, choice, MONDAY + MINUTE)
        known = await work.member(cafe, member)
    assert known is not None
    return known.cafe_name


class NamesContract(ContractPart):
    @settings(max_examples=20, deadline=None, suppress_health_check=SHARED)
    @given(names=st.lists(CALLED, min_size=1, max_size=24), together=st.booleans())
    async def test_of_however_many_names_the_latest_few_are_kept_and_the_last_one_is_among_them(
        self, store: Store, names: list[str], together: bool
    ) -> None:
        cafe = await opened(store, a_cafe(f"called-{next(_examples)}"))
        others = marks_of(cafe.secret, ANA, "Ana")

        async def keep(work: Writing, name: str) -> None:
            await work.keep_names(cafe.id, marks_of(cafe.secret, VIO, name))

        async with store.writing() as work:
            await work.keep_names(cafe.id, others)
            for name in names if together else ():
                await keep(work, name)
        for name in () if together else names:
            async with store.writing() as work:
                await keep(work, name)
        latest = list(dict.fromkeys(name for name in reversed(names) if signs_of_name(name)))
        expected = set(marks_of(cafe.secret, VIO)).union(
            *(marks_of(cafe.secret, VIO, name) for name in latest[:KEPT_NAMES])
        )
        kept = await marks_kept(store, cafe, VIO)
        assert kept == expected
        assert len({one.name for one in kept if one.name}) <= KEPT_NAMES
        assert await marks_kept(store, cafe, ANA) == others, "somebody else’s are theirs"

    # --- café names -------------------------------------------------------------------------------------------

    @settings(max_examples=25, deadline=None, suppress_health_check=SHARED)
    @given(deeds=st.lists(DEEDS, min_size=1, max_size=20))
    async def test_joining_renaming_and_choosing_never_change_a_name_that_was_drawn(
        self, store: Store, deeds: list[tuple[str, MemberRef, str | Consent | None]]
    ) -> None:
        cafe = await opened(store, a_cafe(f"drawn-{next(_examples)}"))
        drawn: dict[MemberRef, str] = {}
        for number, (what, member, value) in enumerate(deeds):
            at = MONDAY + number * MINUTE
            async with store.writing() as work:
                if what != "is called":
                    await work.meet(cafe.id, member, "somebody")
                if isinstance(value, str):
                    await work.meet(cafe.id, member, value)
                elif value is None:
                    await work.withdraw(cafe.id, member, at)
                    drawn.pop(member, None)
                elif what == "chooses":
                    await work.keep_consent(cafe.id, member, value, at)
                else:
                    post = a_post(f"{number}", member)
                    await work.keep_post(cafe, post)
                    await work.keep_post_consent(cafe.id, post.ref, value, at)
            async with store.reading() as reading:
                members = {one.ref: one for one in (await reading.record(cafe.id)).members.values()}
            now = {ref: one.cafe_name for ref, one in members.items() if one.cafe_name is not None}
            assert len(set(now.values())) == len(now), "two members never share one"
            assert {ref: now.get(ref) for ref in drawn} == drawn
            for name in {one for ref, one in now.items() if ref not in drawn}:
                assert not any(name.lower() in one.name.lower() for one in members.values()), "nobody’s real name"
            assert all(ref in now for ref, one in members.items() if one.consent is Consent.CAFE_NAME)
            drawn = dict(now)

    async def test_a_name_is_drawn_for_whoever_wants_one_and_for_nobody_else(self, store: Store, cafe: Cafe) -> None:
        async with store.writing() as work:
            await work.meet(cafe.id, VIO, "Vio")
            await work.meet(cafe.id, ANA, "Ana")
        assert await choose(store, ANA, Consent.NAMED) is None
        assert await choose(store, VIO, Consent.CAFE_NAME) == first(VIO)
        assert await choose(store, VIO, Consent.ANONYMOUS) == first(VIO), "they may want it again"

    async def test_a_choice_for_every_cafe_draws_one_too(self, store: Store, cafe: Cafe) -> None:
        async with store.writing() as work:
            await work.meet(cafe.id, VIO, "Vio")
            await work.keep_standing_consent(VIO, Consent.CAFE_NAME, MONDAY)
            assert await work.follow_standing(cafe.id, VIO, await work.standing_consent(VIO))
            known = await work.member(cafe.id, VIO)
        assert known is not None
        assert known.cafe_name == first(VIO)

    async def test_whoever_would_draw_the_same_name_draws_again(self, store: Store, cafe: Cafe) -> None:
        one, other = ALIKE
        async with store.writing() as work:
            await work.meet(cafe.id, one, "One")
            await work.meet(cafe.id, other, "Other")
        assert await choose(store, other, Consent.CAFE_NAME) == first(other)
        assert await choose(store, one, Consent.CAFE_NAME) == list(islice(invented_names(SECRET, one), 2))[1]

    async def test_a_former_name_and_a_hosts_are_nobodys_cafe_name(self, store: Store, cafe: Cafe) -> None:
        names = list(islice(invented_names(SECRET, VIO), 4))
        async with store.writing() as work:
            await work.meet(cafe.id, VIO, "Vio")
            for called in (names[0], f"Marie {names[1]}", f"{names[2]} Dupont"):
                await work.keep_names(cafe.id, marks_of(cafe.secret, ANA, called))
        assert await choose(store, VIO, Consent.CAFE_NAME) == names[3]

    async def test_two_cafes_give_one_member_two_names(self, store: Store, cafe: Cafe) -> None:
        other = await opened(store, replace(a_cafe("other"), secret=b"another secret"))
        drawn = []
        for one in (cafe, other):
            async with store.writing() as work:
                await work.meet(one.id, VIO, "Vio")
            drawn.append(await choose(store, VIO, Consent.CAFE_NAME, one.id))
        assert None not in drawn
        assert drawn[0] != drawn[1]

    async def test_it_goes_with_whoever_leaves(self, stand: Stand, store: Store, cafe: Cafe) -> None:
        for leave in ("withdraw", "take_all_back", "forget"):
            async with store.writing() as work:
                await work.meet(cafe.id, VIO, "Vio")
                await work.keep_consent(cafe.id, VIO, Consent.CAFE_NAME, MONDAY + MINUTE)
            assert await stand.holds(first(VIO))
            async with store.writing() as work:
                if leave == "withdraw":
                    await work.withdraw(cafe.id, VIO, MONDAY + MINUTE)
                else:
                    await work.take_all_back(cafe, VIO, MONDAY + MINUTE)
                if leave == "forget":
                    await work.forget_member(VIO, MONDAY + MINUTE, rooms=False)
            assert not await stand.holds(first(VIO))
