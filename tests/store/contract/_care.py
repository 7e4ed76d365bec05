"""What members ask of the bot: topics, wishes, reminders, visits."""

from __future__ import annotations

from datetime import date, time

import pytest

from bot.domain import (
    Awaited,
    CafeState,
    Delivery,
    Freeze,
    Nudge,
    NudgeHours,
    OutboundMessage,
    Topic,
    Unanswered,
    WishKind,
    meeting_key,
)
from bot.ports import Store
from tests.store.contract._part import ContractPart
from tests.store.scene import (
    ANA,
    HARBOUR,
    LEASE,
    MINUTE,
    MONDAY,
    PLATFORMS,
    SAM,
    SQUARE,
    VIO,
    Stand,
    a_cafe,
    a_choice,
    a_post,
    opened,
)

OWLS = "Who feeds the owls of the square"


async def a_topic(store: Store, text: str = OWLS) -> Topic:
    async with store.writing() as work:
        return await work.add_topic(SQUARE, VIO, text, MONDAY)


async def topics(store: Store) -> list[Topic]:
    async with store.reading() as reading:
        return list(await reading.topics(SQUARE))


class CareContract(ContractPart):
    # --- topics -----------------------------------------------------------------------------------------------

    async def test_a_topic_is_kept_with_who_supports_it(self, store: Store) -> None:
        made = await a_topic(store)
        async with store.writing() as work:
            assert await work.support_topic(made.number, ANA, MONDAY)
            assert not await work.support_topic(made.number, ANA, MONDAY + MINUTE)
        assert await topics(store) == [
            Topic(made.number, SQUARE, VIO, OWLS, MONDAY, frozenset({ANA}), taken_at=None, script=None)
        ]
        async with store.reading() as reading:
            assert await reading.topics(HARBOUR) == []
            assert list(await reading.topics_of(VIO)) == await topics(store)
            assert list(await reading.supported_by(ANA)) == [made.number]
        async with store.writing() as work:
            assert await work.drop_support(made.number, ANA)
            assert not await work.drop_support(made.number, ANA)

    async def test_a_topic_is_taken_once(self, store: Store) -> None:
        number = (await a_topic(store)).number
        async with store.writing() as work:
            assert await work.take_topic(number, MONDAY + MINUTE, "owls")
            assert not await work.take_topic(number, MONDAY + 2 * MINUTE, None)
            assert not await work.take_topic(number + 1, MONDAY, None)
        [taken] = await topics(store)
        assert (taken.taken_at, taken.script) == (MONDAY + MINUTE, "owls")

    async def test_an_erased_topic_leaves_nothing_but_its_number(self, stand: Stand, store: Store) -> None:
        number = (await a_topic(store)).number
        async with store.writing() as work:
            await work.support_topic(number, ANA, MONDAY)
            assert await work.erase_topic(number, MONDAY + MINUTE)
            assert not await work.erase_topic(number, MONDAY + MINUTE)
            assert not await work.take_topic(number, MONDAY, None)
        assert await topics(store) == []
        assert not await stand.holds("owls of the square")
        assert (await a_topic(store, "Bread")).number > number

    async def test_all_that_somebody_suggested_or_supported_goes(self, stand: Stand, store: Store) -> None:
        await a_topic(store)
        async with store.writing() as work:
            bread = await work.add_topic(SQUARE, ANA, "The bread of Sunday", MONDAY)
            later = await work.add_topic(SQUARE, VIO, "Said afterwards", MONDAY + 2 * MINUTE)
            await work.support_topic(bread.number, VIO, MONDAY)
            assert await work.erase_topics_of(VIO, MONDAY + MINUTE, SQUARE) == 1
        assert [one.number for one in await topics(store)] == [bread.number, later.number]
        assert (await topics(store))[0].supporters == frozenset()
        async with store.writing() as work:
            assert await work.erase_topics_of(VIO, MONDAY + 3 * MINUTE) == 1
        assert not await stand.held(["owls of the square", "Said afterwards"])

    # --- wishes -----------------------------------------------------------------------------------------------

    async def test_a_wish_is_of_one_member_one_room_and_one_kind(self, store: Store) -> None:
        async with store.writing() as work:
            assert await work.keep_wish(VIO, SQUARE, WishKind.FOLLOW, MONDAY)
            assert not await work.keep_wish(VIO, SQUARE, WishKind.FOLLOW, MONDAY + MINUTE)
            assert await work.keep_wish(ANA, SQUARE, WishKind.FOLLOW, MONDAY)
        async with store.reading() as reading:
            assert list(await reading.wishing(SQUARE, WishKind.FOLLOW)) == [ANA, VIO]
            assert list(await reading.wishing(SQUARE, WishKind.NUDGES)) == []
            assert list(await reading.wishing(HARBOUR, WishKind.FOLLOW)) == []
            assert await reading.wish_since(VIO, SQUARE, WishKind.FOLLOW) == MONDAY + MINUTE
            assert list(await reading.wishes_of(VIO)) == [(SQUARE, WishKind.FOLLOW)]

    async def test_an_end_that_is_older_than_the_wish_ends_nothing(self, store: Store) -> None:
        async with store.writing() as work:
            await work.keep_wish(VIO, SQUARE, WishKind.FOLLOW, MONDAY + MINUTE)
            assert not await work.end_wishes(VIO, MONDAY)
            assert await work.end_wishes(VIO, MONDAY + MINUTE, SQUARE, WishKind.FOLLOW)
            assert not await work.end_wishes(VIO, MONDAY + MINUTE)

    async def test_the_hours_stay_as_long_as_they_are_wished_for(self, store: Store) -> None:
        hours = NudgeHours("Asia/Tokyo", time(22, 30), time(7))
        async with store.writing() as work:
            assert await work.nudge_hours(VIO) == NudgeHours()
            await work.keep_nudge_hours(VIO, hours)
            for room in (SQUARE, HARBOUR):
                await work.keep_wish(VIO, room, WishKind.NUDGES, MONDAY)
            await work.end_wishes(VIO, MONDAY, HARBOUR, WishKind.NUDGES)
            assert await work.nudge_hours(VIO) == hours
            await work.end_wishes(VIO, MONDAY, SQUARE, WishKind.NUDGES)
            assert await work.nudge_hours(VIO) == NudgeHours()

    @pytest.mark.usefixtures("cafe")
    async def test_whoever_ends_all_leaves_nothing(self, stand: Stand, store: Store) -> None:
        async with store.writing() as work:
            for kind in WishKind:
                await work.keep_wish(VIO, SQUARE, kind, MONDAY)
            await work.keep_nudge_hours(VIO, NudgeHours("Asia/Tokyo"))
            await work.keep_visit(VIO, SQUARE, MONDAY)
            await work.keep_nudge(Nudge("phones", "memory", VIO, date(2026, 3, 2)))
            assert await work.end_wishes(VIO, MONDAY)
        assert "vio" not in [str(one) for one in await stand.values()]

    @pytest.mark.usefixtures("cafe")
    async def test_what_is_owed_because_of_a_wish_is_given_up_with_it(self, store: Store) -> None:
        keys = [f"wish/follow/phones/memory/{one}" for one in (VIO, ANA)]
        async with store.writing() as work:
            for member, key in zip((VIO, ANA), keys, strict=True):
                await work.keep_wish(member, SQUARE, WishKind.FOLLOW, MONDAY)
                await work.owe([Delivery(key, "phones", SQUARE, OutboundMessage("Open.", to=member))])
            await work.end_wishes(VIO, MONDAY, SQUARE, WishKind.FOLLOW)
            assert [one.key for one in await work.replies_owed()] == keys[1:]
            assert await work.claim_delivery(keys[0], MONDAY, LEASE, "w") is None

    # --- what is of no use any more ---------------------------------------------------------------------------

    async def test_what_is_of_no_use_any_more_is_not_claimed_and_is_given_up(self, store: Store) -> None:
        late = Delivery("late", None, SQUARE, OutboundMessage("Soon."), until=MONDAY + MINUTE)
        async with store.writing() as work:
            await work.owe([late])
            assert await work.claim_delivery("late", MONDAY + MINUTE, LEASE, "w") is None
            await work.give_up_delivery("late", MONDAY)
            assert [one.until for one in await work.replies_owed()] == [late.until]
            await work.give_up_delivery("late", MONDAY + MINUTE)
            assert await work.replies_owed() == []

    # --- reminders --------------------------------------------------------------------------------------------

    async def test_whoever_has_not_answered_is_asked_for(self, store: Store) -> None:
        cafe = await opened(store, a_cafe(), MONDAY)
        async with store.writing() as work:
            for member in (VIO, ANA, SAM):
                await work.keep_wish(member, SQUARE, WishKind.NUDGES, MONDAY)
            await work.keep_nudge_hours(ANA, NudgeHours("Asia/Tokyo"))
            await work.move_cafe(cafe.id, CafeState.OPEN, MONDAY)
            assert await work.unanswered(PLATFORMS) == []
            beat = await work.claim_beat(MONDAY, LEASE, "w", PLATFORMS)
            assert beat is not None
            await work.finish_beat(beat, MONDAY)
            assert (await work.look(PLATFORMS)).nudges
            assert [(one.member, one.hours.zone) for one in await work.unanswered(PLATFORMS)] == [
                (ANA, "Asia/Tokyo"),
                (SAM, None),
                (VIO, None),
            ]
            assert await work.unanswered({"village"}) == []
            await work.keep_choice(cafe.id, a_choice(SAM, "1", workshop="w1"))
            assert await work.chose(cafe.id, "w1", SAM)
            assert not await work.chose(cafe.id, "w1", ANA)
            await work.keep_nudge(Nudge(cafe.id, "w1", ANA, date(2026, 3, 3)))
            assert list(await work.unanswered(PLATFORMS)) == [Unanswered(cafe.id, "w1", SQUARE, VIO, NudgeHours())]
            await work.move_cafe(cafe.id, CafeState.CLOSED, MONDAY)
            assert await work.unanswered(PLATFORMS) == []

    async def test_whoever_wishes_anything_may_be_told_of_a_meeting_once(self, store: Store) -> None:
        cafe = await opened(store, a_cafe(), MONDAY)
        async with store.writing() as work:
            await work.keep_wish(VIO, SQUARE, WishKind.FOLLOW, MONDAY)
            await work.keep_wish(ANA, SQUARE, WishKind.NUDGES, MONDAY)
            for kind in WishKind:
                await work.keep_wish(SAM, SQUARE, kind, MONDAY)
            await work.keep_nudge_hours(ANA, NudgeHours("Asia/Tokyo"))
            await work.move_cafe(cafe.id, CafeState.OPEN, MONDAY)
            assert await work.awaited(PLATFORMS) == []
            beat = await work.claim_beat(MONDAY, LEASE, "w", PLATFORMS)
            assert beat is not None
            await work.finish_beat(beat, MONDAY)
            assert (await work.look(PLATFORMS)).nudges
            ana, sam, vio = await work.awaited(PLATFORMS)
            assert ana == Awaited(cafe.id, "w1", SQUARE, ANA, NudgeHours("Asia/Tokyo"))
            assert (sam.member, vio.member) == (SAM, VIO)
            assert await work.awaited({"village"}) == []
            keys = [meeting_key(cafe.id, "w1", one) for one in (SAM, VIO)]
            told = [OutboundMessage("Soon.", to=one) for one in (SAM, VIO)]
            await work.owe([Delivery(key, cafe.id, SQUARE, one) for key, one in zip(keys, told, strict=True)])
            assert await work.awaited(PLATFORMS) == [ana]
            for member in (SAM, VIO):
                await work.end_wishes(member, MONDAY, SQUARE, WishKind.FOLLOW)
            assert [one.key for one in await work.replies_owed()] == keys[:1], "Sam wishes for reminders still"
            await work.move_cafe(cafe.id, CafeState.CLOSED, MONDAY)
            assert await work.awaited(PLATFORMS) == []

    @pytest.mark.usefixtures("cafe")
    async def test_one_reminder_a_day_and_one_a_workshop(self, store: Store) -> None:
        monday, tuesday = date(2026, 3, 2), date(2026, 3, 3)
        async with store.writing() as work:
            assert await work.keep_nudge(Nudge("phones", "memory", VIO, monday))
            assert not await work.keep_nudge(Nudge("phones", "far", VIO, monday))
            assert not await work.keep_nudge(Nudge("phones", "memory", VIO, tuesday))
            assert await work.keep_nudge(Nudge("phones", "far", VIO, tuesday))
            assert await work.keep_nudge(Nudge("phones", "far", ANA, monday))
            assert await work.nudged_days({VIO, SAM}) == {(VIO, monday), (VIO, tuesday)}

    @pytest.mark.usefixtures("cafe")
    async def test_reminders_go_when_the_retention_of_their_cafe_ends(self, stand: Stand, store: Store) -> None:
        async with store.writing() as work:
            await work.keep_nudge(Nudge("phones", "memory", VIO, date(2026, 3, 2)))
            await work.freeze("phones", Freeze(MONDAY, 1, ()), [], None)
            assert await work.nudged_days({VIO}) == frozenset()
        assert "vio" not in [str(one) for one in await stand.values()]

    # --- visits and mornings ----------------------------------------------------------------------------------

    async def test_somebody_was_here_last_when_they_did_something(self, store: Store) -> None:
        cafe = await opened(store, a_cafe())
        async with store.writing() as work:
            assert await work.here_last(VIO, SQUARE) is None
            await work.keep_post(cafe, a_post("p1", VIO))
            assert await work.here_last(VIO, SQUARE) == MONDAY
            await work.keep_reaction(cafe.id, a_post("p1", VIO).ref, VIO, "👍", MONDAY + MINUTE)
            assert await work.here_last(VIO, SQUARE) == MONDAY + MINUTE
            await work.keep_choice(cafe.id, a_choice(VIO, "1", at=MONDAY + 2 * MINUTE))
            assert await work.here_last(VIO, SQUARE) == MONDAY + 2 * MINUTE
            await work.keep_visit(VIO, SQUARE, MONDAY + 4 * MINUTE)
            await work.keep_visit(VIO, SQUARE, MONDAY + 3 * MINUTE)
            assert await work.here_last(VIO, SQUARE) == MONDAY + 4 * MINUTE
            assert await work.here_last(ANA, SQUARE) is None

    async def test_a_newcomer_has_posted_in_no_earlier_cafe(self, store: Store) -> None:
        first = await opened(store, a_cafe("first", opens_at=MONDAY - 9 * LEASE))
        cafe = await opened(store, a_cafe())
        async with store.writing() as work:
            await work.keep_post(first, a_post("before", VIO))
            for member in (VIO, ANA):
                await work.keep_post(cafe, a_post(f"by-{member.id}", member))
            assert await work.newcomers(cafe.id, {VIO, ANA}) == {ANA}
            assert await work.newcomers(first.id, {VIO}) == {VIO}

    async def test_a_morning_is_taken_once_and_what_was_listed_before_goes(self, store: Store) -> None:
        async with store.writing() as work:
            assert await work.last_morning() is None
            assert await work.take_morning(date(2026, 3, 2), MONDAY)
            assert not await work.take_morning(date(2026, 3, 2), MONDAY + MINUTE)
            await work.owe([Delivery("morning/2026-03-02/1", None, SQUARE, OutboundMessage("A link."))])
            claimed = await work.claim_delivery("morning/2026-03-02/1", MONDAY, LEASE, "w")
            assert claimed is not None
            await work.give_up_delivery(claimed.key, MONDAY)
            assert await work.take_morning(date(2026, 3, 3), MONDAY + 9 * MINUTE)
            assert await work.last_morning() == MONDAY + 9 * MINUTE
            assert [one.key for one in await work.replies_owed()] == ["morning/2026-03-02/1"], "it is still owed"

    async def test_cafes_that_are_under_way_are_known(self, store: Store) -> None:
        async with store.reading() as reading:
            assert not await reading.any_under_way()
        states = (CafeState.PLANNED, CafeState.PRESENTED, CafeState.CLOSING, CafeState.CLOSED, CafeState.OPEN)
        for id, state in zip("abcde", states, strict=True):
            cafe = await opened(store, a_cafe(id))
            async with store.writing() as work:
                await work.move_cafe(id, state, MONDAY)
                if id in "acd":
                    await work.keep_post(cafe, a_post("p"))
                if id == "e":
                    await work.keep_choice(id, a_choice(VIO, "1"))
        async with store.reading() as reading:
            assert list(await reading.talked_in()) == ["c", "e"]
            assert await reading.any_under_way()
