"""Cafés, units of work, positions, flashbacks, instants."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain import CafeState, Home, PostRef, RoomRef
from bot.errors import AlreadyThere, StoreError
from bot.ports import Store
from tests.store.contract._part import ContractPart
from tests.store.scene import (
    HARBOUR,
    LEASE,
    MINUTE,
    MONDAY,
    PLATFORMS,
    SQUARE,
    VIO,
    Stand,
    a_cafe,
    a_choice,
    a_delivery,
    a_post,
    beats,
    opened,
)


class Death(BaseException):
    """The process dies here."""


class CafesContract(ContractPart):
    # --- cafés ------------------------------------------------------------------------------------------------

    async def test_a_cafe_comes_back_as_it_was_with_its_script_and_homes(self, stand: Stand, store: Store) -> None:
        cafe = await opened(store, a_cafe(source="fingerprint"))
        await store.close()
        async with (await stand.connect()).reading() as again:
            assert await again.cafe("phones") == cafe
            assert await again.cafe_from("fingerprint") == cafe
            assert await again.cafe("nowhere") is None
            assert await again.cafe_from("nothing") is None

    async def test_choices_and_languages_of_the_snapshot_keep_their_order(self, store: Store) -> None:
        await opened(store, a_cafe())
        async with store.reading() as reading:
            cafe = await reading.cafe("phones")
        assert cafe is not None
        assert list(cafe.script.words) == ["fr", "en"]
        assert list(cafe.script.words["fr"].workshops["moment"].choices) == ["late", "early"]

    async def test_the_secret_is_in_no_repr(self, store: Store) -> None:
        await opened(store, a_cafe())
        async with store.reading() as reading:
            cafe = await reading.cafe("phones")
        assert cafe is not None
        assert cafe.secret == a_cafe().secret
        assert "a secret of this cafe" not in repr(cafe)

    async def test_cafes_stand_by_opening_then_id(self, store: Store) -> None:
        for id, hours in (("b", 0), ("c", -1), ("a", 0)):
            await opened(store, a_cafe(id, opens_at=MONDAY + timedelta(hours=hours)))
        async with store.reading() as reading:
            assert [one.id for one in await reading.cafes()] == ["c", "a", "b"]

    async def test_a_room_knows_its_cafes_the_latest_first(self, store: Store) -> None:
        await opened(store, a_cafe("spring"))
        await opened(store, a_cafe("summer", opens_at=MONDAY + timedelta(days=90), homes=(Home(SQUARE, "fr"),)))
        async with store.reading() as reading:
            assert [one.id for one in await reading.cafes_in(SQUARE)] == ["summer", "spring"]
            assert [one.id for one in await reading.cafes_in(HARBOUR)] == ["spring"]
            assert not await reading.cafes_in(RoomRef("village", "square"))

    async def test_a_conversation_is_not_replayed_twice(self, store: Store) -> None:
        first = await opened(store, a_cafe(source="fingerprint"), MONDAY)
        with pytest.raises(AlreadyThere) as refused:
            await opened(store, a_cafe("other", source="fingerprint"), MONDAY)
        assert refused.value.faults[0].values == {"cafe": "phones", "title": first.title}
        async with store.reading() as reading:
            assert await reading.cafes() == [first]
            assert not await reading.beats("other")

    async def test_an_id_that_is_taken_is_refused_and_nothing_changes(self, store: Store) -> None:
        first = await opened(store, a_cafe(), MONDAY)
        with pytest.raises(StoreError):
            await opened(store, a_cafe(language="en", homes=(Home(RoomRef("town", "mill"), "en"),)), MONDAY, MONDAY)
        async with store.reading() as reading:
            assert await reading.cafes() == [first]
            assert await reading.beats("phones") == beats("phones", MONDAY)

    async def test_a_cafe_only_ever_moves_forward(self, store: Store) -> None:
        await opened(store, a_cafe())
        moved = []
        for minute, state in enumerate((CafeState.PRESENTED, CafeState.CLOSED, CafeState.OPEN, CafeState.PRESENTED)):
            async with store.writing() as work:
                await work.move_cafe("phones", state, MONDAY + minute * MINUTE)
                cafe = await work.cafe("phones")
            assert cafe is not None
            moved.append((cafe.state, cafe.presented_at))
        assert moved == [(CafeState.PRESENTED, MONDAY), *[(CafeState.CLOSED, MONDAY)] * 3]

    # --- units of work ----------------------------------------------------------------------------------------

    @pytest.mark.parametrize("end", [ValueError, asyncio.CancelledError, Death])
    async def test_whatever_ends_a_unit_of_work_undoes_all_of_it(
        self, stand: Stand, store: Store, end: type[BaseException]
    ) -> None:
        cafe = await opened(store, a_cafe(), MONDAY)

        async def dying() -> None:
            async with store.writing() as work:
                await work.add_cafe(a_cafe("second"), beats("second", MONDAY))
                await work.keep_post(cafe, a_post("1"))
                await work.keep_position(SQUARE, "12")
                await work.claim_beat(MONDAY, LEASE, "one", PLATFORMS)
                raise end

        with pytest.raises(end):
            await dying()
        async with (await stand.connect()).reading() as reading:
            assert await reading.cafes() == [cafe]
            assert await reading.beats("phones") == beats("phones", MONDAY)
            assert await reading.post("phones", PostRef("town", "1")) is None
            assert await reading.position(SQUARE) is None
        async with store.writing() as work:
            assert await work.keep_post(cafe, a_post("1")), "the store goes on after it"

    async def test_what_is_written_is_read_within_its_own_unit_of_work(self, store: Store) -> None:
        cafe = await opened(store, a_cafe())
        async with store.writing() as work:
            await work.keep_post(cafe, a_post("1"))
            assert await work.post("phones", PostRef("town", "1")) == a_post("1")

    async def test_all_answers_of_a_moment_of_reading_are_from_one_moment(self, stand: Stand, store: Store) -> None:
        cafe = await opened(store, a_cafe())
        async with store.reading() as reading:
            before = await reading.record("phones")
            async with (await stand.connect()).writing() as work:
                await work.keep_post(cafe, a_post("1"))
            assert await reading.record("phones") == before
        async with store.reading() as reading:
            assert (await reading.record("phones")).posts == (a_post("1"),)

    # --- positions and flashbacks -----------------------------------------------------------------------------

    async def test_each_room_has_its_position(self, store: Store) -> None:
        async with store.writing() as work:
            await work.keep_position(SQUARE, "1")
            await work.keep_position(HARBOUR, "s72594_4483_1934")
            await work.keep_position(SQUARE, "2")
        async with store.reading() as reading:
            assert await reading.position(SQUARE) == "2"
            assert await reading.position(HARBOUR) == "s72594_4483_1934"
            assert await reading.position(RoomRef("town", "harbour")) is None

    async def test_a_flashback_is_kept_byte_for_byte_in_place_of_the_earlier_one(
        self, stand: Stand, store: Store
    ) -> None:
        await opened(store, a_cafe())
        for document in (b'{"text": "the earlier words"}', b"\x00\xff\r\n {}"):
            async with store.writing() as work:
                assert await work.flashback("phones") != document
                await work.keep_flashback("phones", document, MONDAY)
        async with store.reading() as reading:
            assert await reading.flashback("phones") == b"\x00\xff\r\n {}"
            assert await reading.flashback("elsewhere") is None
        assert not await stand.holds("the earlier words")

    # --- instants ---------------------------------------------------------------------------------------------

    @pytest.mark.parametrize("zone", ["Asia/Kathmandu", "America/New_York", "UTC"])
    async def test_instants_come_back_in_utc_whatever_zone_they_were_handed_in(self, store: Store, zone: str) -> None:
        at = datetime(2026, 10, 25, 0, 30, 15, 123456, tzinfo=UTC)
        there = at.astimezone(ZoneInfo(zone))
        cafe = await opened(store, a_cafe(opens_at=there, closes_at=there, publishes_at=there), there)
        async with store.writing() as work:
            await work.move_cafe("phones", CafeState.PRESENTED, there)
            await work.meet("phones", VIO, "Vio")
            await work.keep_post(cafe, replace(a_post("1"), at=there))
            await work.edit_post("phones", PostRef("town", "1"), "Ours was blue.", True, there)
            await work.keep_reaction("phones", PostRef("town", "1"), VIO, "👍", there)
            await work.keep_choice("phones", a_choice(VIO, "1", at=there))
            await work.owe([a_delivery("k1")])
            claimed = await work.claim_delivery("k1", there, LEASE, "one")
            due = (await work.look(PLATFORMS)).due
            beat = await work.claim_beat(there, LEASE, "one", PLATFORMS)
            leased = (await work.look(PLATFORMS)).due
            record = await work.record("phones")
        assert claimed is not None
        assert beat is not None
        seen = [
            record.cafe.opens_at,
            record.cafe.closes_at,
            record.cafe.publishes_at,
            record.cafe.presented_at,
            record.posts[0].at,
            record.posts[0].edited_at,
            record.reactions[0].at,
            record.choices[0].at,
            claimed.claimed_at,
            due,
            beat.due,
            leased and leased - LEASE,
        ]
        assert seen == [at] * len(seen)
        assert {one.utcoffset() for one in seen if one is not None} == {timedelta(0)}
