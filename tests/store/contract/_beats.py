"""Beats: in order, one at a time, given back, taken over."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.domain import Beat, BeatKind, Progress
from bot.ports import Store
from tests.store.contract._part import ContractPart
from tests.store.scene import INSTANT, LEASE, MINUTE, MONDAY, PLATFORMS, a_cafe, beats, opened

RETRY = MONDAY + 10 * MINUTE


async def claim(store: Store, now: datetime = MONDAY) -> Beat | None:
    async with store.writing() as work:
        return await work.claim_beat(now, LEASE, "one", PLATFORMS)


async def claimed(store: Store, now: datetime = MONDAY) -> Beat:
    """The beat that is surely there to be claimed."""
    beat = await claim(store, now)
    assert beat is not None
    return beat


async def finish(store: Store, beat: Beat) -> bool:
    async with store.writing() as work:
        return await work.finish_beat(beat, MONDAY)


async def release(store: Store, beat: Beat, retry_at: datetime = RETRY) -> bool:
    async with store.writing() as work:
        return await work.release_beat(beat, retry_at, "the room refused")


async def renew(store: Store, beat: Beat, until: datetime) -> None:
    async with store.writing() as work:
        await work.renew_claims({beat.key: beat.generation}, {}, until)


async def next_due(store: Store) -> datetime | None:
    async with store.reading() as reading:
        return (await reading.look(PLATFORMS)).due


class BeatsContract(ContractPart):
    # --- claiming ---------------------------------------------------------------------------------------------

    async def test_beats_stand_in_the_order_in_which_they_are_performed(self, store: Store) -> None:
        await opened(store, a_cafe(), MONDAY, MONDAY, MONDAY + MINUTE)
        async with store.reading() as reading:
            assert await reading.beats("phones") == beats("phones", MONDAY, MONDAY, MONDAY + MINUTE)
            assert not await reading.beats("elsewhere")

    async def test_a_beat_is_claimed_at_its_very_instant_and_not_a_microsecond_before(self, store: Store) -> None:
        await opened(store, a_cafe(), MONDAY)
        assert await claim(store, MONDAY - INSTANT) is None
        beat = await claimed(store, MONDAY)
        assert (beat.key, beat.progress, beat.generation) == ("phones/1", Progress.CLAIMED, 1)

    async def test_the_later_beat_of_a_cafe_waits_for_the_earlier_one(self, store: Store) -> None:
        await opened(store, a_cafe(), MONDAY - MINUTE, MONDAY)
        first = await claimed(store)
        assert await claim(store) is None
        assert await finish(store, first)
        assert (await claimed(store)).key == "phones/2"

    async def test_two_beats_of_one_instant_are_claimed_in_their_order(self, store: Store) -> None:
        await opened(store, a_cafe(), *[MONDAY] * 12)
        keys = []
        while (beat := await claim(store)) is not None:
            keys.append(beat.key)
            await finish(store, beat)
        assert keys == [f"phones/{number}" for number in range(1, 13)]

    async def test_another_cafe_goes_on_meanwhile(self, store: Store) -> None:
        await opened(store, a_cafe("a"), MONDAY, MONDAY)
        await opened(store, a_cafe("b"), MONDAY, MONDAY)
        await claimed(store)
        first = await claimed(store)
        assert first.key == "b/1"
        await finish(store, first)
        assert (await claimed(store)).key == "b/2"

    async def test_the_earliest_due_is_claimed_first_over_all_cafes(self, store: Store) -> None:
        await opened(store, a_cafe("a"), MONDAY)
        await opened(store, a_cafe("b"), MONDAY - INSTANT)
        assert [(await claimed(store)).key, (await claimed(store)).key] == ["b/1", "a/1"]

    async def test_what_is_done_is_never_claimed_again(self, store: Store) -> None:
        await opened(store, a_cafe(), MONDAY)
        beat = await claimed(store)
        assert await finish(store, beat)
        assert await claim(store, MONDAY + 100 * LEASE) is None
        assert not await finish(store, beat)
        assert not await release(store, beat)
        assert await claim(store, RETRY) is None

    # --- leases -----------------------------------------------------------------------------------------------

    async def test_a_lease_that_ran_out_is_taken_over_and_the_older_claim_is_refused(self, store: Store) -> None:
        await opened(store, a_cafe(), MONDAY)
        older = await claimed(store)
        assert await claim(store, MONDAY + LEASE - INSTANT) is None
        newer = await claimed(store, MONDAY + LEASE)
        assert (newer.key, newer.generation) == ("phones/1", older.generation + 1)
        assert not await finish(store, older)
        assert not await release(store, older)
        assert await claim(store, MONDAY + LEASE) is None, "the newer claim still holds"
        assert await finish(store, newer)

    async def test_a_claim_that_is_renewed_holds_on(self, store: Store) -> None:
        await opened(store, a_cafe(), MONDAY)
        beat = await claimed(store)
        await renew(store, beat, MONDAY + MINUTE + LEASE)
        assert await claim(store, MONDAY + MINUTE + LEASE - INSTANT) is None
        assert await claim(store, MONDAY + MINUTE + LEASE) is not None

    async def test_no_claim_is_renewed_that_is_anothers_by_now_or_over(self, store: Store) -> None:
        await opened(store, a_cafe(), MONDAY)
        older = await claimed(store)
        newer = await claimed(store, MONDAY + LEASE)
        await renew(store, older, MONDAY + 10 * LEASE)
        assert await next_due(store) == MONDAY + 2 * LEASE
        await release(store, newer)
        await renew(store, newer, MONDAY + 10 * LEASE)
        assert await next_due(store) == RETRY

    async def test_a_beat_given_back_is_not_before_its_retry(self, store: Store) -> None:
        await opened(store, a_cafe(), MONDAY, MONDAY)
        beat = await claimed(store)
        assert await release(store, beat)
        assert await claim(store, RETRY - INSTANT) is None, "nor may the one after it go first"
        again = await claimed(store, RETRY)
        assert (again.key, again.generation) == ("phones/1", 2)

    async def test_a_beat_given_back_cannot_be_finished_by_who_gave_it_back(self, store: Store) -> None:
        await opened(store, a_cafe(), MONDAY)
        beat = await claimed(store)
        await release(store, beat)
        assert not await finish(store, beat)
        assert not await release(store, beat, MONDAY)
        assert await claim(store, RETRY - INSTANT) is None

    # --- when to look again -----------------------------------------------------------------------------------

    async def test_nothing_is_due_where_there_is_no_cafe(self, store: Store) -> None:
        assert await next_due(store) is None

    async def test_a_worker_without_the_platform_of_a_cafe_leaves_it_alone(self, store: Store) -> None:
        await opened(store, a_cafe("a"), MONDAY)
        async with store.writing() as work:
            assert await work.claim_beat(MONDAY, LEASE, "one", {"elsewhere"}) is None
            assert (await work.look({"elsewhere"})).due is None

    async def test_the_next_due_is_the_earliest_over_all_cafes(self, store: Store) -> None:
        await opened(store, a_cafe("a"), MONDAY + MINUTE)
        await opened(store, a_cafe("b"), MONDAY, MONDAY + MINUTE)
        assert await next_due(store) == MONDAY

    async def test_a_claimed_beat_falls_due_when_its_lease_ends(self, store: Store) -> None:
        await opened(store, a_cafe(), MONDAY)
        await claimed(store, MONDAY + MINUTE)
        assert await next_due(store) == MONDAY + MINUTE + LEASE

    async def test_a_beat_given_back_falls_due_at_its_retry(self, store: Store) -> None:
        await opened(store, a_cafe(), MONDAY)
        await release(store, await claimed(store))
        assert await next_due(store) == RETRY

    async def test_a_beat_behind_an_unfinished_one_does_not_count(self, store: Store) -> None:
        await opened(store, a_cafe("a"), MONDAY, MONDAY + INSTANT)
        await opened(store, a_cafe("b"), MONDAY + LEASE)
        await claimed(store, MONDAY + MINUTE)
        assert await next_due(store) == MONDAY + LEASE

    async def test_when_a_beat_is_done_the_one_behind_it_counts(self, store: Store) -> None:
        await opened(store, a_cafe(), MONDAY, MONDAY + MINUTE)
        await finish(store, await claimed(store))
        assert await next_due(store) == MONDAY + MINUTE

    async def test_when_all_is_done_nothing_is_due(self, store: Store) -> None:
        await opened(store, a_cafe(), MONDAY)
        await finish(store, await claimed(store))
        assert await next_due(store) is None

    # --- what has opened --------------------------------------------------------------------------------------

    async def test_a_workshop_has_opened_once_its_beat_is_done(self, store: Store) -> None:
        await opened(store, a_cafe(), MONDAY, MONDAY, MONDAY)
        await finish(store, await claimed(store))
        await finish(store, await claimed(store))
        await claimed(store)
        async with store.reading() as reading:
            assert (await reading.record("phones")).opened == ("w1", "w2")

    # --- set aside --------------------------------------------------------------------------------------------

    @pytest.mark.parametrize(
        ("kind", "passes"),
        [
            (BeatKind.OPEN_WORKSHOP, {BeatKind.CALL_CLOSING_WORDS}),
            (BeatKind.UNSEAL, {BeatKind.CALL_CLOSING_WORDS, BeatKind.CLOSE}),
        ],
    )
    async def test_what_is_set_aside_holds_back_the_end_alone_and_an_unsealing_not_even_the_close(
        self, store: Store, kind: BeatKind, passes: set[BeatKind]
    ) -> None:
        for later in (BeatKind.CALL_CLOSING_WORDS, BeatKind.CLOSE, BeatKind.PUBLISH):
            cafe = a_cafe(f"before-{later}")
            planned = [
                Beat(f"{cafe.id}/1", cafe.id, kind, MONDAY, "w1"),
                Beat(f"{cafe.id}/2", cafe.id, later, MONDAY),
            ]
            async with store.writing() as work:
                await work.add_cafe(cafe, planned)
            first = await claimed(store)
            async with store.writing() as work:
                await work.release_beat(first, RETRY, "refused", aside=True)
            passed = await claim(store)
            assert (passed is not None) is (later in passes)
            if passed is not None:
                await finish(store, passed)
