"""Guests, and the history of what people have changed."""

from __future__ import annotations

from bot.domain import Cafe, CafeState, Guest, HostChange, RoomRef
from bot.ports import Store
from tests.store.contract._part import ContractPart
from tests.store.scene import ANA, MINUTE, MONDAY, SAM

ELSEWHERE = RoomRef("discord", "7:7")


class PeopleContract(ContractPart):
    async def test_a_guest_is_invited_once_and_is_one_until_uninvited(self, store: Store, cafe: Cafe) -> None:
        memory, far = Guest(cafe.id, "memory", ANA), Guest(cafe.id, "far", ANA)
        async with store.writing() as work:
            assert [await work.invite(one) for one in (memory, memory, far)] == [True, False, True]
        async with store.writing() as work:
            assert await work.guests(cafe.id) == [far, memory]
            assert await work.invited(SAM) == []
            assert [await work.uninvite(one) for one in (far, far)] == [True, False]
            assert await work.invited(ANA) == [memory]

    async def test_the_guest_of_a_published_café_is_one_no_more(self, store: Store, cafe: Cafe) -> None:
        async with store.writing() as work:
            await work.invite(Guest(cafe.id, "memory", ANA))
            await work.move_cafe(cafe.id, CafeState.PUBLISHED, MONDAY)
            assert await work.invited(ANA) == []

    async def test_the_history_is_told_the_latest_first(self, store: Store, cafe: Cafe) -> None:
        first = HostChange(MONDAY, ANA, "open", cafe.id, {"script": "lamp"})
        second = HostChange(MONDAY + MINUTE, None, "programme skip", None, {"date": "2026-03-02"}, ELSEWHERE)
        third = HostChange(MONDAY + 2 * MINUTE, SAM, "skip", cafe.id, {"workshop": "memory"})
        async with store.writing() as work:
            for change in (first, second, third):
                await work.record_change(change)
        async with store.reading() as reading:
            assert await reading.history(None, 10) == [third, second, first]
            assert await reading.history(None, 2) == [third, second]
            assert await reading.history(cafe.id, 10) == [third, first]
            home = cafe.homes[0].room
            assert await reading.history(None, 10, [home]) == [third, first]
            assert await reading.history(None, 10, [ELSEWHERE]) == [second]
            assert await reading.history(None, 10, []) == []
