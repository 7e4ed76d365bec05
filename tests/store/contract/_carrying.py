"""What platforms have posted for members: whose it is, and what is still to leave the rooms."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain import Cafe, Carried, Freeze, MemberRef, PostRef, RoomRef
from bot.ports import Store
from tests.store.contract._part import ContractPart
from tests.store.scene import ANA, MONDAY, PLATFORMS, SQUARE, VIO, Stand, a_cafe, a_post, opened

LATER = MONDAY + timedelta(days=200)


def message(id: str) -> Carried:
    return Carried(PostRef("town", id), SQUARE, "t1")


async def carry(store: Store, cafe: Cafe, id: str, member: MemberRef = VIO) -> None:
    """Keep a post of that member that was carried."""
    async with store.writing() as work:
        await work.keep_post(cafe, replace(a_post(id, member), room=SQUARE.room, thread="t1"))
        await work.keep_carried(message(id), cafe.id, member)


async def due(store: Store) -> list[str]:
    async with store.reading() as reading:
        return [one.post.id for one in await reading.carried_to_retract(PLATFORMS)]


class CarryingContract(ContractPart):
    """The part of the suite about carried posts."""

    async def test_a_carried_post_is_known_by_its_member_and_stays_until_it_is_erased(
        self, store: Store, cafe: Cafe
    ) -> None:
        await carry(store, cafe, "1")
        await carry(store, cafe, "2", ANA)
        async with store.reading() as reading:
            assert await reading.carried_for(PostRef("town", "1")) == VIO
            assert await reading.carried_for(PostRef("town", "3")) is None
            assert await reading.carried_in(ANA) == {cafe.id}
            assert await reading.carried_in(MemberRef("village", "vio")) == frozenset()
        assert await due(store) == []
        async with store.writing() as work:
            await work.erase_post(cafe.id, PostRef("town", "1"), MONDAY)
        async with store.reading() as reading:
            assert await reading.carried_to_retract(PLATFORMS) == [message("1")]
            assert await reading.carried_to_retract({"village"}) == []
            assert await reading.carried_for(PostRef("town", "1")) is None
            assert (await reading.look(PLATFORMS)).changes
            assert not (await reading.look({"village"})).changes

    async def test_what_a_member_said_by_the_form_of_a_workshop_is_handed_out_in_order(
        self, store: Store, cafe: Cafe
    ) -> None:
        other = await opened(store, a_cafe("other", source=None))
        later, talk = replace(a_post("1"), at=MONDAY + timedelta(hours=1)), replace(a_post("2"), answer=False)
        async with store.writing() as work:
            for there, post in ((cafe, later), (cafe, talk), (cafe, a_post("3", ANA)), (other, a_post("4"))):
                await work.keep_post(there, post)
                await work.keep_carried(message(post.ref.id), there.id, post.author)
            await work.keep_post(cafe, a_post("typed"))
            await work.keep_post(cafe, replace(a_post("5"), workshop="far"))
            await work.keep_carried(message("5"), cafe.id, VIO)
            said = await work.said_by_form(cafe.id, "memory", VIO)
            assert [(one.ref.id, one.answer) for one in said] == [("2", False), ("1", True)]
            assert await work.said_by_form(cafe.id, "memory", MemberRef("village", "vio")) == []
            await work.erase_post(cafe.id, talk.ref, MONDAY)
            assert [one.ref.id for one in await work.said_by_form(cafe.id, "memory", VIO)] == ["1"]
        async with store.reading() as reading:
            assert [one.ref.id for one in await reading.said_by_form(cafe.id, "memory", VIO)] == ["1"]

    async def test_what_has_left_its_room_is_due_no_more(self, store: Store, cafe: Cafe, stand: Stand) -> None:
        await carry(store, cafe, "first-of-vio")
        async with store.writing() as work:
            await work.carried_retracted(message("first-of-vio"))
        async with store.reading() as reading:
            assert await reading.carried_for(PostRef("town", "first-of-vio")) == VIO, "it was not taken back"
        async with store.writing() as work:
            await work.erase_post(cafe.id, PostRef("town", "first-of-vio"), MONDAY)
            await work.carried_retracted(message("first-of-vio"))
        assert await due(store) == []

    async def test_whoever_takes_all_back_takes_what_was_carried_for_them(self, store: Store, cafe: Cafe) -> None:
        other = await opened(store, a_cafe("other", source=None))
        await carry(store, cafe, "1")
        await carry(store, cafe, "2", ANA)
        await carry(store, other, "3")
        async with store.writing() as work:
            await work.meet(cafe.id, VIO, "Vio")
            await work.withdraw(cafe.id, VIO, MONDAY)
        assert await due(store) == ["1"]
        async with store.writing() as work:
            await work.take_all_back(other, VIO, MONDAY)
        assert await due(store) == ["1", "3"]

    async def test_a_post_that_comes_back_after_its_erasure_is_to_leave_its_room(
        self, store: Store, cafe: Cafe
    ) -> None:
        async with store.writing() as work:
            await work.keep_carried(message("1"), None, None)
            await work.keep_carried(message("1"), cafe.id, VIO)
        assert await due(store) == ["1"], "what is known stays as it is"

    async def test_once_retention_has_ended_it_is_still_its_members(self, store: Store, cafe: Cafe) -> None:
        for id, member in (("1", VIO), ("2", ANA), ("3", VIO)):
            await carry(store, cafe, id, member)
        async with store.writing() as work:
            await work.freeze(cafe.id, Freeze(LATER, 0, ()), (), None)
        async with store.reading() as reading:
            assert await reading.carried_for(PostRef("town", "1")) == VIO
            assert cafe.id in await reading.cafes_knowing(VIO)
        async with store.writing() as work:
            await work.take_back(cafe.id, LATER, post=PostRef("town", "1"), unless_in=["Ours was red."])
        assert await due(store) == [], "an edit takes words back, not the message"
        async with store.writing() as work:
            await work.erase_post(cafe.id, PostRef("town", "1"), LATER)
        assert await due(store) == ["1"]
        async with store.writing() as work:
            await work.withdraw(cafe.id, VIO, LATER)
        assert await due(store) == ["1", "3"]

    async def test_a_member_is_shown_what_was_carried_for_them(self, store: Store, cafe: Cafe) -> None:
        await carry(store, cafe, "1")
        async with store.reading() as reading:
            [row] = (await reading.rows_of(VIO))["carried"]
            assert (row["post"], row["room"]) == ("1", RoomRef("town", "square").room)
            assert (await reading.rows_of(ANA))["carried"] == []
