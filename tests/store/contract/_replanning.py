"""Cafés planned anew: whoever holds the beats has them, and what is done stays done."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.domain import Beat, BeatKind, CafeState, Progress
from bot.ports import Store
from tests.store.contract._part import ContractPart
from tests.store.scene import INSTANT, LEASE, MINUTE, MONDAY, PLATFORMS, Stand, a_cafe, a_delivery, opened

LATER = MONDAY + 60 * MINUTE


class ReplanningContract(ContractPart):
    async def test_what_of_a_plan_may_change_is_kept_and_nothing_else(self, store: Store) -> None:
        cafe = await opened(store, a_cafe(), MONDAY)
        script = replace(cafe.script, days=9)
        changed = replace(cafe, script=script, closes_at=LATER, publishes_at=LATER + MINUTE, state=CafeState.CLOSED)
        async with store.writing() as work:
            assert await work.keep_plan(changed) == 1
            assert await work.keep_plan(changed) == 2
        async with store.reading() as reading:
            assert await reading.cafe("phones") == replace(changed, state=cafe.state)

    async def test_beats_move_as_if_they_had_never_been_refused(self, store: Store) -> None:
        await opened(store, a_cafe(), MONDAY, LATER)
        async with store.writing() as work:
            beat = await work.claim_beat(MONDAY, LEASE, "one", PLATFORMS)
            assert beat is not None
            await work.release_beat(beat, MONDAY + MINUTE, "unreachable", aside=True, refused_at=MONDAY)
            assert await work.move_beats("phones", {"phones/1": LATER + MINUTE}, "moved") == 1
        async with store.reading() as reading:
            moved, other = await reading.beats("phones")
        assert (moved.due, moved.why, moved.refusals, moved.aside) == (LATER + MINUTE, "moved", 0, False)
        assert (other.due, other.why) == (LATER, None)

    async def test_what_is_claimed_or_done_neither_moves_nor_is_skipped(self, store: Store) -> None:
        await opened(store, a_cafe(), MONDAY, MONDAY)
        async with store.writing() as work:
            done = await work.claim_beat(MONDAY, LEASE, "one", PLATFORMS)
            assert done is not None
            await work.finish_beat(done, MONDAY)
            assert await work.claim_beat(MONDAY, LEASE, "one", PLATFORMS)
            before = await work.beats("phones")
            assert await work.move_beats("phones", {"phones/1": LATER, "phones/2": LATER}, None) == 0
            assert await work.skip_beats("phones", ["phones/1", "phones/2"], MONDAY, "by_host") == 0
            assert await work.beats("phones") == before

    async def test_beats_are_performed_in_their_new_order(self, store: Store) -> None:
        await opened(store, a_cafe(), MONDAY, MONDAY + MINUTE)
        new = Beat("phones/new", "phones", BeatKind.OPEN_WORKSHOP, MONDAY + INSTANT, "new")
        async with store.writing() as work:
            await work.add_beats("phones", [new], paused=False)
            await work.order_beats("phones", ["phones/1", "phones/new", "phones/2"])
            assert [one.key for one in await work.beats("phones")] == ["phones/1", "phones/new", "phones/2"]
            assert [one.key for one in await work.hold_beats("phones")] == ["phones/1", "phones/new", "phones/2"]

    async def test_a_skipped_beat_drops_what_nobody_had_in_hand(self, store: Store) -> None:
        await opened(store, a_cafe(), MONDAY)
        async with store.writing() as work:
            await work.owe([a_delivery("k1"), a_delivery("k2")])
            await work.claim_delivery("k1", MONDAY, LEASE, "one")
            assert await work.skip_beats("phones", ["phones/1"], MONDAY, "by_host") == 1
            assert [one.key for one in await work.deliveries("phones/1")] == ["k1"]
            [beat] = await work.beats("phones")
        assert (beat.progress, beat.why, beat.done_at) == (Progress.SKIPPED, "by_host", MONDAY)

    async def test_of_a_paused_café_nothing_is_claimed_and_nothing_is_due(self, store: Store) -> None:
        cafe = await opened(store, a_cafe(), MONDAY, LATER)
        async with store.writing() as work:
            await work.keep_plan(replace(cafe, paused_at=MONDAY))
            await work.add_beats("phones", [Beat("new", "phones", BeatKind.OPEN_WORKSHOP, MONDAY, "new")], paused=True)
            assert await work.claim_beat(LATER, LEASE, "one", PLATFORMS) is None
            assert (await work.look(PLATFORMS)).due is None
            await work.keep_plan(cafe)
            assert (await work.look(PLATFORMS)).due == MONDAY
            assert await work.claim_beat(LATER, LEASE, "one", PLATFORMS)

    async def test_a_beat_that_ends_has_the_index_made_anew_once(self, store: Store) -> None:
        await opened(store, a_cafe(), MONDAY)
        await opened(store, a_cafe("other"), LATER)
        async with store.writing() as work:
            beat = await work.claim_beat(MONDAY, LEASE, "one", PLATFORMS)
            assert beat is not None
            assert await work.changed_plans(PLATFORMS) == []
            await work.finish_beat(beat, MONDAY)
            assert await work.changed_plans(PLATFORMS) == ["phones"]
            assert await work.changed_plans({"town"}) == [], "it lives elsewhere too"
            assert (await work.look(PLATFORMS)).changes
            seen = await work.plan_version("phones")
            await work.note_plan_change("phones")
            assert not await work.settle_plan("phones", seen)
            assert await work.changed_plans(PLATFORMS) == ["phones"], "it has changed once more since"
            assert await work.settle_plan("phones", seen + 1)
            assert await work.changed_plans(PLATFORMS) == []

    @pytest.mark.parametrize("first", ["claim", "move"])
    async def test_of_a_claim_and_a_change_at_once_one_wins_cleanly(self, stand: Stand, first: str) -> None:
        worker, host = await stand.connect(), await stand.connect()
        for number in range(10):
            cafe = f"cafe-{number}"
            await opened(worker, a_cafe(cafe), MONDAY)

            async def claim(cafe: str = cafe) -> str | None:
                async with worker.writing() as work:
                    beat = await work.claim_beat(MONDAY, LEASE, "one", PLATFORMS)
                    return beat.cafe if beat else None

            async def move(cafe: str = cafe) -> bool:
                async with host.writing() as work:
                    [beat] = await work.hold_beats(cafe)
                    if beat.progress is not Progress.DUE:
                        return False
                    return await work.move_beats(cafe, {beat.key: LATER}, "moved") == 1

            ways = [claim(), move()] if first == "claim" else [move(), claim()]
            found = await asyncio.gather(*ways)
            async with worker.reading() as reading:
                [beat] = await reading.beats(cafe)
            if True in found:
                assert (None in found, beat.progress, beat.due) == (True, Progress.DUE, LATER)
            else:
                assert (cafe in found, beat.progress, beat.due) == (True, Progress.CLAIMED, MONDAY)

    async def test_two_changes_at_once_come_one_after_the_other(self, stand: Stand) -> None:
        one, other = await stand.connect(), await stand.connect()
        await opened(one, a_cafe(), MONDAY, LATER)

        async def longer(store: Store) -> None:
            async with store.writing() as work:
                await work.hold_beats("phones")
                cafe = await work.cafe("phones")
                assert cafe is not None
                await work.keep_plan(replace(cafe, script=replace(cafe.script, days=cafe.script.days + 1)))

        await asyncio.gather(*(longer(store) for store in (one, other) * 5))
        async with one.reading() as reading:
            cafe = await reading.cafe("phones")
        assert cafe is not None
        assert cafe.script.days == a_cafe().script.days + 10

    async def test_a_café_that_is_no_programmes_follows_none(self, store: Store) -> None:
        await opened(store, a_cafe(), MONDAY)
        async with store.reading() as reading:
            assert not await reading.is_pending("phones")
            assert not await reading.is_pending("nowhere")
