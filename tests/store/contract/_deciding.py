"""What members decide beyond one café, and what they have forgotten."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.cafe_names import veiled
from bot.domain import Absence, Cafe, Consent, Guest, HostChange, MemberRef, PostRef, RoomRef, Standing, Tally
from bot.ports import Store
from tests.store.contract._part import ContractPart
from tests.store.scene import (
    ANA,
    INSTANT,
    MONDAY,
    SAM,
    SQUARE,
    VIO,
    Stand,
    a_cafe,
    a_choice,
    a_delivery,
    a_post,
    opened,
)

HOUR = 3600 * 1_000_000 * INSTANT
POST = PostRef("town", "1")


async def said(store: Store, cafe: Cafe, member: MemberRef = VIO, id: str = "1") -> None:
    async with store.writing() as work:
        await work.meet(cafe.id, member, member.id.title())
        await work.keep_post(cafe, a_post(id, member, f"Words of {member.id}.", cafe))


class DecidingContract(ContractPart):
    async def test_a_choice_for_one_post_is_kept_until_a_later_one_and_goes_with_the_post(
        self, store: Store, cafe: Cafe
    ) -> None:
        await said(store, cafe)
        async with store.writing() as work:
            assert await work.keep_post_consent(cafe.id, POST, Consent.NAMED, MONDAY + HOUR)
            assert not await work.keep_post_consent(cafe.id, POST, Consent.NONE, MONDAY)
            assert not await work.keep_post_consent(cafe.id, PostRef("town", "none"), Consent.NONE, MONDAY)
            assert (await work.record(cafe.id)).post_consents == {POST: Consent.NAMED}
        async with store.writing() as work:
            assert await work.keep_post_consent(cafe.id, POST, None, MONDAY + 2 * HOUR)
            assert (await work.record(cafe.id)).post_consents == {}
            assert await work.keep_post_consent(cafe.id, POST, Consent.NONE, MONDAY + 3 * HOUR)
            await work.erase_post(cafe.id, POST, MONDAY + 4 * HOUR)
        async with store.reading() as reading:
            record = await reading.record(cafe.id)
        assert record.post_consents == {}
        assert record.withdrawn == 0, "a post that was deleted is not withdrawn"

    async def test_a_post_taken_back_by_its_author_is_counted(self, store: Store, cafe: Cafe) -> None:
        await said(store, cafe)
        await said(store, cafe, ANA, "2")
        async with store.writing() as work:
            await work.take_back_post(cafe.id, POST, MONDAY)
            await work.erase_post(cafe.id, POST, MONDAY + HOUR)
            await work.take_back_post(cafe.id, PostRef("town", "none"), MONDAY)
        async with store.writing() as work:
            assert (await work.record(cafe.id)).withdrawn == 1
            await work.withdraw(cafe.id, ANA, MONDAY)
            assert (await work.record(cafe.id)).withdrawn == 2

    async def test_what_was_erased_is_known_by_its_id_whoever_erased_it(self, store: Store, cafe: Cafe) -> None:
        other = await opened(store, a_cafe("other"))
        for number, member in enumerate((VIO, VIO, ANA, SAM), 1):
            await said(store, cafe, member, str(number))
        await said(store, other, VIO, "elsewhere")
        async with store.writing() as work:
            assert await work.erased_posts(cafe.id) == frozenset()
            await work.erase_post(cafe.id, POST, MONDAY)
            await work.take_back_post(cafe.id, PostRef("town", "2"), MONDAY)
            await work.withdraw(cafe.id, ANA, MONDAY)
            await work.erase_post(cafe.id, PostRef("town", "never read"), MONDAY)
            await work.erase_post(other.id, PostRef("town", "elsewhere"), MONDAY)
        async with store.reading() as reading:
            gone = await reading.erased_posts(cafe.id)
            assert set(gone) == {PostRef("town", id) for id in ("1", "2", "3", "never read")}
            assert set(await reading.erased_posts(other.id)) == {PostRef("town", "elsewhere")}
            assert await reading.erased_posts("nowhere") == frozenset()

    async def test_the_answers_of_a_member_are_those_that_still_are(self, store: Store, cafe: Cafe) -> None:
        other = await opened(store, a_cafe("other"))
        first = replace(a_post("b", VIO, "First.", cafe), at=MONDAY - HOUR)
        second, third = a_post("c", VIO, "Second.", cafe), a_post("d", VIO, "Third.", cafe)
        elsewhere = replace(a_post("e", VIO, "Elsewhere.", cafe), workshop="far")
        talk = replace(a_post("f", VIO, "Talk.", cafe), answer=False)
        async with store.writing() as work:
            await work.foresee(SQUARE, ["b", "c", "d", "e", "f", "g"], ["vio", "ana"])
            for one in (third, second, first, elsewhere, talk, a_post("g", ANA, "Ana's.", cafe)):
                await work.keep_post(cafe, one)
            await work.keep_post(other, a_post("h", VIO, "In another café.", other))
            assert await work.answers_by(cafe.id, "memory", VIO) == [first, second, third], "in the same unit of work"
            await work.erase_post(cafe.id, second.ref, MONDAY)
            await work.edit_post(cafe.id, third.ref, "No answer any more.", False, MONDAY)
        async with store.reading() as reading:
            assert await reading.answers_by(cafe.id, "memory", VIO) == [first]
            assert await reading.answers_by(cafe.id, "memory", SAM) == []
            assert await reading.answers_by(cafe.id, "memory", MemberRef("village", "vio")) == []

    async def test_who_has_left_is_known_with_when_they_last_left_and_last_chose(
        self, store: Store, cafe: Cafe
    ) -> None:
        other = await opened(store, a_cafe("other"))
        for member in (VIO, ANA, SAM):
            await said(store, cafe, member, member.id)
            await said(store, other, member, f"{member.id} elsewhere")
        async with store.writing() as work:
            await work.keep_consent(cafe.id, SAM, Consent.NAMED, MONDAY)
            assert await work.left(cafe.id) == {}
            await work.withdraw(cafe.id, VIO, MONDAY + HOUR)
            await work.take_all_back(cafe, ANA, MONDAY + 2 * HOUR)
            assert await work.left(cafe.id) == {VIO: Absence(MONDAY + HOUR), ANA: Absence(MONDAY + 2 * HOUR)}
        async with store.writing() as work:
            for hour in (3, 4):
                await work.keep_consent(cafe.id, VIO, Consent.ANONYMOUS, MONDAY + hour * HOUR)
        async with store.reading() as reading:
            assert (await reading.left(cafe.id))[VIO] == Absence(MONDAY + HOUR, MONDAY + 4 * HOUR)
        async with store.writing() as work:
            await work.withdraw(cafe.id, VIO, MONDAY + 5 * HOUR)
        async with store.reading() as reading:
            assert (await reading.left(cafe.id))[VIO] == Absence(MONDAY + 5 * HOUR)
            assert await reading.left(other.id) == {}

    async def test_a_choice_for_every_café_is_followed_where_nothing_else_was_chosen(
        self, store: Store, cafe: Cafe
    ) -> None:
        standing = Standing(Consent.NAMED, MONDAY + HOUR)
        async with store.writing() as work:
            assert await work.standing_consent(VIO) is None
            assert await work.keep_standing_consent(VIO, Consent.NAMED, MONDAY + HOUR)
            assert not await work.keep_standing_consent(VIO, Consent.NONE, MONDAY)
            assert await work.standing_consent(VIO) == standing
            assert await work.standing_consent(ANA) is None
            for member in (VIO, ANA, SAM):
                await work.meet(cafe.id, member, member.id)
            await work.keep_consent(cafe.id, ANA, Consent.NONE, MONDAY)
            await work.withdraw(cafe.id, SAM, MONDAY)
            followed = [await work.follow_standing(cafe.id, one, standing) for one in (VIO, ANA, SAM)]
        assert followed == [True, False, False]
        async with store.writing() as work:
            known = await work.member(cafe.id, VIO)
            assert known is not None
            assert known.consent is Consent.NAMED
            # A choice for this café wins, even one that was made before and is only read now.
            assert await work.keep_consent(cafe.id, VIO, Consent.ANONYMOUS, MONDAY)
            assert not await work.follow_standing(cafe.id, VIO, None)
            assert await work.keep_standing_consent(VIO, None, MONDAY + 2 * HOUR)
            assert await work.standing_consent(VIO) is None

    async def test_what_a_café_keeps_of_somebody_is_counted(self, store: Store, cafe: Cafe) -> None:
        secret = replace(cafe.script.workshops[1], anonymous=True)
        cafe = replace(cafe, script=replace(cafe.script, workshops=(cafe.script.workshops[0], secret)))
        await said(store, cafe)
        async with store.writing() as work:
            await work.keep_post(cafe, a_post("2", ANA, "Words of ana.", cafe))
            await work.keep_reaction(cafe.id, PostRef("town", "2"), VIO, "👍", MONDAY)
            await work.keep_choice(cafe.id, a_choice(VIO, "3", workshop="far"))
            await work.keep_choice(cafe.id, a_choice(veiled(cafe.secret, "moment", VIO), "1"))
            assert await work.tally(cafe, VIO) == Tally(posts=1, reactions=1, choices=2)
            assert await work.tally(cafe, SAM) == Tally()
            assert await work.cafes_knowing(VIO) == [cafe.id]
            assert await work.cafes_knowing(SAM) == []
            await work.keep_reaction(cafe.id, PostRef("town", "2"), SAM, "👍", MONDAY)
            assert await work.people() == [(SAM, "sam"), (VIO, "Vio")]
            assert await work.people({home.room for home in cafe.homes}) == [(SAM, "sam"), (VIO, "Vio")]
            assert await work.people({RoomRef("town", "elsewhere")}) == await work.people(()) == []
            await work.take_all_back(cafe, VIO, MONDAY)
            assert await work.tally(cafe, VIO) == Tally()

    async def test_whoever_is_forgotten_is_nowhere_and_is_known_at_the_door(self, stand: Stand, store: Store) -> None:
        who = MemberRef("town", "zibeline")
        cafes = [await opened(store, a_cafe(id)) for id in ("one", "two")]
        for cafe in cafes:
            await said(store, cafe, who)
        async with store.writing() as work:
            await work.keep_standing_consent(who, Consent.NAMED, MONDAY)
            reply = replace(a_delivery("one/reply", None, "Only for zibeline."), cafe="one", workshop=None)
            await work.owe([replace(reply, message=replace(reply.message, to=who, begins=None))])
            assert await work.told_to(who) == [("one", None, "Only for zibeline.")]
            await work.invite(Guest("one", "memory", who))
            await work.record_change(HostChange(MONDAY, who, "guest", "one", {"member": str(who)}))
            assert set(await work.rows_of(who)) >= {"guests"}
        async with store.writing() as work:
            for cafe in cafes:
                await work.take_all_back(cafe, who, MONDAY + HOUR)
            await work.forget_member(who, MONDAY + HOUR, rooms=True)
            assert await work.rooms_to_clear() == [(who, MONDAY + HOUR)]
        async with store.writing() as work:
            await work.rooms_cleared(who)
        assert not await stand.holds("zibeline")
        async with store.writing() as work:
            assert await work.absence(who) == Absence(MONDAY + HOUR)
            assert await work.absence(VIO) is None
            assert await work.standing_consent(who) is None
            assert [change.by for change in await work.history(None, 5)] == [None]
            await work.come_back(who, MONDAY)
            assert await work.absence(who) == Absence(MONDAY + HOUR)
            await work.come_back(who, MONDAY + 2 * HOUR)
            away = await work.absence(who)
        assert away == Absence(MONDAY + HOUR, MONDAY + 2 * HOUR)
        assert [away.lets_in(at) for at in (MONDAY, MONDAY + HOUR, MONDAY + 2 * HOUR)] == [False, False, True]

    async def test_what_was_decided_is_seen_within_the_same_unit_of_work(self, store: Store, cafe: Cafe) -> None:
        async with store.writing() as work:
            await work.foresee(SQUARE, ["1"], ["vio"])
            assert await work.absence(VIO) is None
            await work.forget_member(VIO, MONDAY, rooms=False)
            assert await work.absence(VIO) == Absence(MONDAY)
            await work.foresee(SQUARE, ["1"], ["vio"])
            assert await work.absence(VIO) == Absence(MONDAY)
            await work.keep_standing_consent(VIO, Consent.NONE, MONDAY)
            assert await work.standing_consent(VIO) == Standing(Consent.NONE, MONDAY)

    async def test_an_undone_unit_forgets_nobody(self, store: Store, cafe: Cafe) -> None:
        await said(store, cafe)

        async def undone() -> None:
            async with store.writing() as work:
                await work.take_all_back(cafe, VIO, MONDAY)
                await work.forget_member(VIO, MONDAY, rooms=True)
                raise RuntimeError("undone")

        with pytest.raises(RuntimeError, match="undone"):
            await undone()
        async with store.reading() as reading:
            assert await reading.absence(VIO) is None
            assert len((await reading.record(cafe.id)).posts) == 1
