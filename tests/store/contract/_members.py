"""Members: their names, their choices, how they may be quoted, and how they leave."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from bot.domain import Cafe, Choice, Consent, Member, MemberRef
from bot.ports import Store
from tests.store.contract._part import ContractPart
from tests.store.scene import ANA, INSTANT, MINUTE, MONDAY, SAM, VIO, Stand, a_cafe, a_choice, a_post, opened

NAME = "Violaine of the Hill"


async def meet(store: Store, member: MemberRef, name: str) -> Member:
    async with store.writing() as work:
        return await work.meet("phones", member, name)


async def consent(store: Store, member: MemberRef, choice: Consent, at: datetime = MONDAY + 2 * MINUTE) -> bool:
    async with store.writing() as work:
        return await work.keep_consent("phones", member, choice, at)


async def withdraw(store: Store, member: MemberRef = VIO) -> None:
    async with store.writing() as work:
        await work.withdraw("phones", member, MONDAY + MINUTE)


async def choose(store: Store, choice: Choice) -> None:
    async with store.writing() as work:
        await work.keep_choice("phones", choice)


async def choices(store: Store) -> list[Choice]:
    async with store.reading() as reading:
        return list((await reading.record("phones")).choices)


class MembersContract(ContractPart):
    @pytest.fixture
    async def busy(self, store: Store, cafe: Cafe) -> Store:
        """A store in whose café Vio and Ana have posted, reacted and chosen."""
        async with store.writing() as work:
            for member, name, text in ((VIO, NAME, "A secret of Vio."), (ANA, "Ana", "Ana was there.")):
                await work.meet("phones", member, name)
                await work.keep_consent("phones", member, Consent.NAMED, MONDAY)
                await work.keep_post(cafe, a_post(f"by-{member.id}", member, text))
            for member in (VIO, ANA):
                for post in (a_post("by-vio", VIO), a_post("by-ana", ANA)):
                    await work.keep_reaction("phones", post.ref, member, "👍", MONDAY)
                await work.keep_choice("phones", a_choice(member, f"{member.id} chose this"))
        return store

    # --- meeting ----------------------------------------------------------------------------------------------

    @pytest.mark.usefixtures("cafe")
    async def test_a_member_is_known_by_their_latest_name(self, stand: Stand, store: Store) -> None:
        assert await meet(store, VIO, "Violette") == Member(VIO, "Violette")
        assert await meet(store, VIO, "Vio") == Member(VIO, "Vio")
        async with store.reading() as reading:
            assert await reading.member("phones", VIO) == Member(VIO, "Vio")
            assert await reading.member("phones", MemberRef("village", "vio")) is None
            assert await reading.member("elsewhere", VIO) is None
        assert not await stand.holds("Violette")

    @pytest.mark.usefixtures("cafe")
    async def test_meeting_again_changes_nothing_of_how_they_may_be_quoted(self, store: Store) -> None:
        await meet(store, VIO, "Vio")
        await consent(store, VIO, Consent.NONE)
        assert await meet(store, VIO, "Violette") == Member(VIO, "Violette", Consent.NONE)
        await consent(store, VIO, Consent.CAFE_NAME)
        known = await meet(store, VIO, "Violette")
        assert known == Member(VIO, "Violette", Consent.CAFE_NAME, cafe_name=known.cafe_name)

    # --- choosing ---------------------------------------------------------------------------------------------

    @pytest.mark.usefixtures("cafe")
    async def test_the_latest_choice_stands_and_an_older_one_changes_nothing(self, store: Store) -> None:
        await choose(store, a_choice(VIO, "1", at=MONDAY))
        latest = replace(a_choice(VIO, "2", "3", at=MONDAY + MINUTE), late=True)
        await choose(store, latest)
        await choose(store, a_choice(VIO, "4", at=MONDAY + MINUTE - INSTANT))
        await choose(store, latest)
        assert await choices(store) == [latest]
        told_last = a_choice(VIO, "5", at=latest.at)
        await choose(store, told_last)
        assert await choices(store) == [told_last], "of one instant, the one told last"

    @pytest.mark.usefixtures("cafe")
    async def test_each_member_has_one_choice_in_each_workshop(self, store: Store) -> None:
        kept = [a_choice(VIO, "1", workshop="far"), a_choice(ANA, "2"), a_choice(VIO, "3")]
        for one in kept:
            await choose(store, one)
        assert await choices(store) == kept

    # --- leaving ----------------------------------------------------------------------------------------------

    async def test_who_withdraws_leaves_nothing_they_said_did_or_were_called(self, stand: Stand, busy: Store) -> None:
        await withdraw(busy)
        async with busy.reading() as reading:
            record = await reading.record("phones")
            gone = await reading.member("phones", VIO)
        assert [post.author for post in record.posts] == [ANA]
        assert [(one.author, one.post.id) for one in record.reactions] == [(ANA, "by-ana")]
        assert [one.author for one in record.choices] == [ANA]
        assert list(record.members) == [ANA]
        assert gone is not None
        assert (gone.withdrawn, gone.consent) == (True, None)
        assert not await stand.held(["A secret of Vio", NAME, "vio chose this"])
        assert await stand.holds("Ana was there"), "the search finds what is there"

    async def test_who_withdrew_is_not_called_by_a_name_again(self, stand: Stand, busy: Store) -> None:
        await withdraw(busy)
        assert (await meet(busy, VIO, NAME)).withdrawn
        assert not await stand.holds(NAME)

    async def test_who_withdraws_here_stays_in_the_other_cafes(self, busy: Store) -> None:
        other = await opened(busy, a_cafe("other"))
        async with busy.writing() as work:
            await work.meet("other", VIO, NAME)
            await work.keep_post(other, a_post("elsewhere"))
            await work.keep_choice("other", a_choice(VIO, "1"))
        await withdraw(busy)
        async with busy.reading() as reading:
            record = await reading.record("other")
        assert (record.posts, record.choices) == ((a_post("elsewhere"),), (a_choice(VIO, "1"),))
        assert record.members == {VIO: Member(VIO, NAME)}

    async def test_one_id_on_another_platform_is_somebody_else(self, busy: Store) -> None:
        await withdraw(busy, MemberRef("village", "vio"))
        async with busy.reading() as reading:
            record = await reading.record("phones")
        assert len(record.posts) == len(record.choices) == len(record.members) == 2
        assert len(record.reactions) == 4

    async def test_who_says_yes_again_takes_part_again_with_nothing_of_before(self, busy: Store, cafe: Cafe) -> None:
        await withdraw(busy)
        await consent(busy, VIO, Consent.ANONYMOUS)
        assert await meet(busy, VIO, "Vio") == Member(
            VIO, "Vio", Consent.ANONYMOUS, withdrawn=False, withdrawn_at=MONDAY + MINUTE
        )
        async with busy.writing() as work:
            assert not await work.keep_post(cafe, a_post("by-vio", VIO, "A secret of Vio.")), "what is erased stays so"
            assert await work.keep_post(cafe, a_post("new", VIO, "Here I am again."))
        async with busy.reading() as reading:
            record = await reading.record("phones")
        assert [post.ref.id for post in record.posts] == ["by-ana", "new"]
        assert set(record.members) == {ANA, VIO}

    async def test_withdrawing_twice_is_withdrawing_once(self, busy: Store) -> None:
        await withdraw(busy)
        async with busy.reading() as reading:
            once = await reading.record("phones")
        await withdraw(busy)
        async with busy.reading() as reading:
            assert await reading.record("phones") == once

    async def test_who_never_took_part_can_withdraw(self, busy: Store) -> None:
        await meet(busy, SAM, "Sam")
        await withdraw(busy, SAM)
        async with busy.reading() as reading:
            gone = await reading.member("phones", SAM)
        assert gone is not None
        assert gone.withdrawn
