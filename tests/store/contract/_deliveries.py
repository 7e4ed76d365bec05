"""Deliveries: owed once, claimed by one, there once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from bot.domain import Delivery, MemberRef, OutboundFile, OutboundMessage, Posted, Progress, RoomRef
from bot.ports import Store
from tests.store.contract._part import ContractPart
from tests.store.scene import (
    HARBOUR,
    INSTANT,
    LEASE,
    MINUTE,
    MONDAY,
    PLATFORMS,
    SQUARE,
    VIO,
    Stand,
    a_cafe,
    a_delivery,
    opened,
)

BEAT = "phones/1"
POSTED = Posted("m1", "t1")


async def owe(store: Store, *deliveries: Delivery) -> None:
    async with store.writing() as work:
        await work.owe(deliveries)


async def claim(store: Store, key: str = "k1", now: datetime = MONDAY) -> Delivery | None:
    async with store.writing() as work:
        return await work.claim_delivery(key, now, LEASE, "one")


async def claimed(store: Store, key: str = "k1", now: datetime = MONDAY) -> Delivery:
    """The delivery that is surely there to be claimed."""
    delivery = await claim(store, key, now)
    assert delivery is not None
    return delivery


async def release(store: Store, delivery: Delivery) -> bool:
    async with store.writing() as work:
        return await work.release_delivery(delivery)


async def deliver(store: Store, delivery: Delivery, posted: Posted = POSTED) -> bool:
    async with store.writing() as work:
        return await work.mark_delivered(delivery, posted, MONDAY)


async def known_of_others(store: Store, key: str, message: str | None = None) -> set[str]:
    async with store.reading() as reading:
        return set(await reading.known_of_others(a_delivery(key), message))


async def bodies(store: Store, beat: str = BEAT) -> dict[str, str]:
    """What each delivery of a beat says, in the order they were owed."""
    async with store.reading() as reading:
        return {one.key: one.message.body for one in await reading.deliveries(beat)}


async def opened_in(store: Store, room: RoomRef = SQUARE) -> set[str]:
    async with store.reading() as reading:
        return set(await reading.opened_in("phones", room))


class DeliveriesContract(ContractPart):
    @pytest.fixture
    async def owing(self, store: Store) -> Store:
        """A store with a café whose first beat may owe deliveries."""
        await opened(store, a_cafe(), MONDAY, MONDAY)
        return store

    # --- owing ------------------------------------------------------------------------------------------------

    async def test_a_delivery_comes_back_as_it_was(self, owing: Store) -> None:
        whole = OutboundMessage(
            body="Bonjour « à tous »\u202f!",
            formatted="<b>Bonjour</b>",
            begins="Un souvenir",
            thread="t0",
            reply_to="m0",
            to=MemberRef("town", "vio"),
            files=(OutboundFile("a.png", "A phone", "/srv/a.png"), OutboundFile("b.html", "", "/srv/b.html")),
        )
        long = Delivery("k1", "phones", HARBOUR, whole, BEAT, "memory")
        bare = Delivery("k2", "phones", SQUARE, OutboundMessage("Hello"))
        await owe(owing, long, bare)
        async with owing.reading() as reading:
            assert await reading.deliveries(BEAT) == [long]
            assert await reading.replies_owed() == [bare]

    async def test_deliveries_stand_in_the_order_in_which_they_were_owed(self, owing: Store) -> None:
        await owe(owing, *(a_delivery(key) for key in ("k2", "k10", "k1")))
        await owe(owing, a_delivery("k0"), a_delivery("k2", body="Anew."))
        assert list(await bodies(owing)) == ["k2", "k10", "k1", "k0"]

    async def test_what_is_owed_twice_is_one_delivery_with_the_new_words(self, owing: Store) -> None:
        await owe(owing, a_delivery("k1", body="Good evening."))
        await owe(owing, a_delivery("k1", body="Good morning."))
        assert await bodies(owing) == {"k1": "Good morning."}

    async def test_what_was_claimed_keeps_its_words(self, owing: Store) -> None:
        await owe(owing, a_delivery("k1"), a_delivery("k2"), a_delivery("k3"))
        await claimed(owing, "k1")
        await release(owing, await claimed(owing, "k2"))
        await deliver(owing, await claimed(owing, "k3"))
        await owe(owing, *(a_delivery(key, body="Good morning.") for key in ("k1", "k2", "k3")))
        assert await bodies(owing) == dict.fromkeys(("k1", "k2", "k3"), "Welcome.")
        async with owing.reading() as reading:
            assert [one.key for one in await reading.owed(BEAT)] == ["k1", "k2"]

    async def test_what_was_never_claimed_and_is_not_wanted_any_more_is_dropped(self, owing: Store) -> None:
        await owe(owing, *(a_delivery(f"k{number}") for number in range(1, 5)), a_delivery("other", "phones/2"))
        await claimed(owing, "k1")
        await release(owing, await claimed(owing, "k2"))
        async with owing.writing() as work:
            await work.forgo(BEAT, ["k3"])
        assert list(await bodies(owing)) == ["k1", "k2", "k3"]
        async with owing.writing() as work:
            await work.forgo(BEAT, [])
        assert list(await bodies(owing)) == ["k1", "k2"]
        assert list(await bodies(owing, "phones/2")) == ["other"]

    async def test_words_can_be_replaced_and_nothing_of_the_earlier_ones_stays(
        self, stand: Stand, owing: Store
    ) -> None:
        await owe(owing, a_delivery("k1", body="as Vio said it"))
        async with owing.writing() as work:
            await work.reword("k1", OutboundMessage("Good morning."))
        assert await bodies(owing) == {"k1": "Good morning."}
        assert not await stand.holds("as Vio said it")

    async def test_what_the_platform_took_back_is_let_go_of(self, stand: Stand, owing: Store) -> None:
        await owe(owing, a_delivery("k1", body="as Vio said it"))
        async with owing.writing() as work:
            await work.drop_delivery("k1")
        assert await bodies(owing) == {}
        assert not await stand.holds("as Vio said it")

    # --- claiming ---------------------------------------------------------------------------------------------

    async def test_a_delivery_is_claimed_by_one(self, owing: Store) -> None:
        await owe(owing, a_delivery("k1"))
        delivery = await claimed(owing)
        assert (delivery.progress, delivery.generation, delivery.claimed_at) == (Progress.CLAIMED, 1, MONDAY)
        assert await claim(owing, now=MONDAY + LEASE - INSTANT) is None
        assert await claim(owing, "nowhere") is None

    async def test_a_delivery_taken_over_remembers_its_first_claim(self, owing: Store) -> None:
        await owe(owing, a_delivery("k1"))
        await claimed(owing)
        second = await claimed(owing, now=MONDAY + LEASE)
        await release(owing, second)
        third = await claimed(owing, now=MONDAY + LEASE + MINUTE)
        assert (second.generation, third.generation) == (2, 3)
        assert second.claimed_at == third.claimed_at == MONDAY

    async def test_a_delivery_given_back_can_be_claimed_at_once(self, owing: Store) -> None:
        await owe(owing, a_delivery("k1"))
        assert await release(owing, await claimed(owing))
        assert (await claimed(owing)).generation == 2

    async def test_an_older_claim_can_neither_give_back_nor_deliver(self, owing: Store) -> None:
        await owe(owing, a_delivery("k1"))
        older = await claimed(owing)
        newer = await claimed(owing, now=MONDAY + LEASE)
        assert not await release(owing, older)
        assert not await deliver(owing, older, Posted("m0", "t0"))
        async with owing.reading() as reading:
            assert await reading.place("phones", SQUARE, "memory") is None
            assert [one.posted for one in await reading.owed(BEAT)] == [None]
        assert await deliver(owing, newer)

    async def test_what_was_delivered_is_never_given_back_or_claimed_again(self, owing: Store) -> None:
        await owe(owing, a_delivery("k1"))
        delivery = await claimed(owing)
        await deliver(owing, delivery)
        assert not await release(owing, delivery)
        assert await claim(owing, now=MONDAY + 100 * LEASE) is None

    async def test_what_was_given_back_cannot_be_marked_by_who_gave_it_back(self, owing: Store) -> None:
        await owe(owing, a_delivery("k1"))
        delivery = await claimed(owing)
        await release(owing, delivery)
        assert not await deliver(owing, delivery)
        assert not await release(owing, delivery)

    # --- delivered --------------------------------------------------------------------------------------------

    async def test_what_is_delivered_keeps_the_platforms_ids_and_is_owed_no_more(self, owing: Store) -> None:
        await owe(owing, a_delivery("k1"), a_delivery("reply", beat=None))
        assert await deliver(owing, await claimed(owing))
        assert await deliver(owing, await claimed(owing, "reply"), Posted("m2"))
        async with owing.reading() as reading:
            assert [(one.progress, one.posted) for one in await reading.deliveries(BEAT)] == [(Progress.DONE, POSTED)]
            assert not await reading.owed(BEAT)
            assert not await reading.replies_owed()

    async def test_a_thread_that_was_begun_is_the_place_of_its_workshop(self, owing: Store) -> None:
        await owe(owing, a_delivery("k1"))
        await deliver(owing, await claimed(owing))
        async with owing.reading() as reading:
            assert await reading.place("phones", SQUARE, "memory") == "t1"
            assert await reading.workshop_at(SQUARE, "t1") == ("phones", "memory")
            assert await reading.place("phones", HARBOUR, "memory") is None
            assert await reading.place("phones", SQUARE, "far") is None
            assert await reading.workshop_at(HARBOUR, "t1") is None
            assert await reading.workshop_at(SQUARE, "m1") is None

    async def test_a_message_in_a_thread_makes_no_place(self, owing: Store) -> None:
        inside = Delivery("k1", "phones", SQUARE, OutboundMessage("More.", thread="t1"), BEAT, "memory")
        await owe(owing, inside)
        await deliver(owing, await claimed(owing))
        async with owing.reading() as reading:
            assert await reading.workshop_at(SQUARE, "t1") is None

    async def test_a_thread_that_a_message_of_the_café_itself_begins_is_the_cafés_own(self, owing: Store) -> None:
        words = OutboundMessage("Welcome.", heading="A first phone")
        await owe(owing, Delivery("k1", "phones", SQUARE, words, BEAT))
        await deliver(owing, await claimed(owing))
        async with owing.reading() as reading:
            assert await reading.place("phones", SQUARE, None) == "t1"
            assert await reading.place("phones", SQUARE, "memory") is None
            assert await reading.workshop_at(SQUARE, "t1") == ("phones", None)
            [kept] = await reading.deliveries(BEAT)
        assert kept.message == words

    async def test_a_private_message_makes_no_place_of_the_cafés_own(self, owing: Store) -> None:
        await owe(owing, Delivery("k1", "phones", SQUARE, OutboundMessage("Kept.", to=VIO, heading="A first phone")))
        await deliver(owing, await claimed(owing))
        async with owing.reading() as reading:
            assert await reading.place("phones", SQUARE, None) is None

    async def test_a_thread_that_is_gone_is_nobodys_place_any_more(self, owing: Store) -> None:
        await owe(owing, a_delivery("k1"), a_delivery("k2"))
        await deliver(owing, await claimed(owing))
        await deliver(owing, await claimed(owing, "k2"), Posted("m2", "t2"))
        async with owing.writing() as work:
            await work.drop_place(HARBOUR, "t1")
            await work.drop_place(SQUARE, "t1")
        async with owing.reading() as reading:
            assert await reading.workshop_at(SQUARE, "t1") is None
            assert await reading.workshop_at(SQUARE, "t2") == ("phones", "memory")

    # --- what has opened --------------------------------------------------------------------------------------

    async def test_a_workshop_has_opened_in_a_room_once_it_is_being_said_there(self, store: Store) -> None:
        await opened(store, a_cafe(), MONDAY)
        assert await opened_in(store) == set(), "it is not even owed"
        await owe(store, a_delivery("k1"))
        assert await opened_in(store) == set()
        delivery = await claimed(store)
        assert await opened_in(store) == {"w1"}, "it may be there already"
        async with store.writing() as work:
            await work.release_delivery(delivery)
        assert await opened_in(store) == set(), "it was refused"
        delivery = await claimed(store)
        async with store.writing() as work:
            await work.mark_delivered(delivery, POSTED, MONDAY)
        assert await opened_in(store) == {"w1"}
        assert await opened_in(store, HARBOUR) == set()

    async def test_a_room_that_was_left_out_has_no_workshop_and_one_where_nothing_is_said_has(
        self, store: Store
    ) -> None:
        await opened(store, a_cafe(), MONDAY)
        await owe(store, a_delivery("k1"))
        async with store.writing() as work:
            beat = await work.claim_beat(MONDAY, LEASE, "one", PLATFORMS)
            assert beat is not None
            await work.fail_deliveries(BEAT)
            await work.finish_beat(beat, MONDAY)
        assert await opened_in(store) == set()
        assert await opened_in(store, HARBOUR) == {"w1"}

    @pytest.mark.parametrize("progress", [Progress.SKIPPED, Progress.FAILED])
    async def test_a_workshop_that_was_skipped_or_has_failed_has_not_opened(
        self, store: Store, progress: Progress
    ) -> None:
        await opened(store, a_cafe(), MONDAY)
        async with store.writing() as work:
            beat = await work.claim_beat(MONDAY, LEASE, "one", PLATFORMS)
            assert beat is not None
            await work.finish_beat(beat, MONDAY, progress)
        assert await opened_in(store) == set()

    async def test_a_workshop_that_a_backup_may_have_forgotten_counts_as_opened(self, store: Store) -> None:
        await opened(store, a_cafe(restored=MONDAY + MINUTE), MONDAY, MONDAY + 2 * MINUTE)
        assert await opened_in(store) == {"w1"}

    async def test_the_ids_in_a_room_are_known_with_whose_they_are(self, owing: Store) -> None:
        elsewhere = replace(a_delivery("k3"), room=HARBOUR)
        await owe(owing, a_delivery("k1"), a_delivery("k2"), elsewhere)
        assert await known_of_others(owing, "k2") == set()
        await deliver(owing, await claimed(owing))
        await deliver(owing, await claimed(owing, "k3"), Posted("m3"))
        assert await known_of_others(owing, "k1") == set()
        assert await known_of_others(owing, "k2") == {"m1", "t1"}
        assert await known_of_others(owing, "k2", "m1") == {"m1", "t1"}
        assert await known_of_others(owing, "k2", "m3") == set()
