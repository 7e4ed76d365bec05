"""What is kept of the programme: its occasions, what hosts said of single dates, until when it was looked at."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import date, time

from bot.domain import CafeState
from bot.ports import Store
from bot.programme import Change, KeptChange, KeptOccasion, Outcome, Turn
from tests.store.contract._part import ContractPart
from tests.store.scene import LEASE, MINUTE, MONDAY, PLATFORMS, Stand, a_cafe, opened

FIRST = KeptOccasion("monday", date(2026, 3, 2), Turn(3, "first-phone"), rooms=("café", "lounge"))
MISSED = KeptOccasion("monday", date(2026, 3, 9), Turn(0, "screens"), outcome=Outcome.MISSED)


async def planned(store: Store, occasion: KeptOccasion = FIRST, id: str = "phones") -> None:
    """An occasion that has become a café of that id, with a beat."""
    cafe = await opened(store, a_cafe(id), MONDAY)
    async with store.writing() as work:
        assert await work.take_occasion(occasion, MONDAY)
        await work.give_occasion(occasion, cafe.id)


class ProgrammeContract(ContractPart):
    async def test_occasions_come_back_as_they_were_by_date(self, stand: Stand, store: Store) -> None:
        async with store.writing() as work:
            assert await work.take_occasion(MISSED, MONDAY)
        await planned(store)
        async with (await stand.connect()).reading() as again:
            assert await again.occasions() == [replace(FIRST, cafe="phones", pending=True), MISSED]

    async def test_an_occasion_is_taken_once(self, stand: Stand, store: Store) -> None:
        other = await stand.connect()

        async def take(one: Store) -> bool:
            async with one.writing() as work:
                return await work.take_occasion(FIRST, MONDAY)

        assert sorted(await asyncio.gather(take(store), take(other), take(store))) == [False, False, True]

    async def test_a_unit_of_work_that_fails_leaves_the_occasion_free(self, store: Store) -> None:
        with suppress(KeyError):
            async with store.writing() as work:
                await work.take_occasion(FIRST, MONDAY)
                raise KeyError
        async with store.reading() as reading:
            assert await reading.occasions() == []

    async def test_it_is_pending_until_anything_of_its_café_has_begun(self, store: Store) -> None:
        await planned(store)
        async with store.writing() as work:
            beat = await work.claim_beat(MONDAY, LEASE, "worker", PLATFORMS)
            assert beat is not None
            await work.release_beat(beat, MONDAY, "refused")
        async with store.reading() as reading:
            assert [one.pending for one in await reading.occasions()] == [False]

    async def test_a_planned_café_may_be_withdrawn_and_leaves_nothing(self, store: Store) -> None:
        await planned(store)
        async with store.writing() as work:
            assert await work.withdraw_cafe("phones")
        async with store.reading() as reading:
            assert (await reading.occasions(), await reading.cafes()) == ([], [])
            assert (await reading.look(PLATFORMS)).due is None
        await planned(store)

    async def test_a_café_that_has_begun_is_not_withdrawn_and_one_of_no_programme_is(self, store: Store) -> None:
        await planned(store)
        await opened(store, a_cafe("other"))
        async with store.writing() as work:
            await work.move_cafe("phones", CafeState.PRESENTED, MONDAY)
        async with store.writing() as work:
            assert not await work.withdraw_cafe("phones")
            assert await work.withdraw_cafe("other")
            assert not await work.withdraw_cafe("nowhere")
        async with store.reading() as reading:
            assert {one.id for one in await reading.cafes()} == {"phones"}

    async def test_what_hosts_say_of_a_date_takes_the_place_of_what_they_said_before(self, store: Store) -> None:
        said = Change(date(2026, 3, 9), False, "summer", date(2026, 3, 10), time(18, 30))
        kept = KeptChange("monday", said, "town:vio", MONDAY)
        other = KeptChange("friday", Change(date(2026, 3, 9), skipped=True), "town:ana", MONDAY)
        async with store.writing() as work:
            await work.keep_programme_change(replace(kept, change=replace(said, script="winter"), by="town:ana"))
            await work.keep_programme_change(other)
            await work.keep_programme_change(kept)
        async with store.reading() as reading:
            assert await reading.programme_changes() == [other, kept]
        async with store.writing() as work:
            await work.drop_programme_change("friday", date(2026, 3, 9))
        async with store.reading() as reading:
            assert await reading.programme_changes() == [kept]

    async def test_looks_go_forward_and_a_programme_that_is_gone_is_forgotten(self, store: Store) -> None:
        async with store.writing() as work:
            await work.keep_looks({"monday": MONDAY, "friday": MONDAY})
        async with store.writing() as work:
            await work.keep_looks({"monday": MONDAY + MINUTE})
        async with store.writing() as work:
            await work.keep_looks({"monday": MONDAY})
        async with store.reading() as reading:
            assert await reading.programme_looks() == {"monday": MONDAY + MINUTE}
