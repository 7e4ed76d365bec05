"""What guests said in a café's name: whose it is, and how it is taken back, wherever it has come to by then."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.domain import Cafe, Delivery, Freeze, MemberRef, OutboundMessage, Posted, Progress, RoomRef
from bot.ports import Store
from tests.store.contract._part import ContractPart
from tests.store.scene import ANA, HARBOUR, LEASE, MINUTE, MONDAY, PLATFORMS, SQUARE, VIO, Stand, a_cafe, opened

LATER = MONDAY + MINUTE


def saying(room: RoomRef, token: str = "t1", words: str = "Hyacinths for all.", cafe: str = "phones") -> Delivery:
    return Delivery(f"{cafe}/said/{room}/{token}", cafe, room, OutboundMessage(words), workshop="memory")


async def say(store: Store, *said: Delivery, by: MemberRef = VIO, token: str = "t1") -> None:
    async with store.writing() as work:
        await work.owe(said)
        await work.keep_said(str(said[0].cafe), token, by, [one.key for one in said])


async def claim(store: Store, one: Delivery) -> Delivery:
    async with store.writing() as work:
        claimed = await work.claim_delivery(one.key, MONDAY, LEASE, "w")
    assert claimed is not None
    return claimed


async def deliver(store: Store, one: Delivery, posted: Posted) -> None:
    claimed = await claim(store, one)
    async with store.writing() as work:
        assert await work.mark_delivered(claimed, posted, LATER)


async def to_retract(store: Store) -> list[tuple[str, Progress, Posted | None, str]]:
    async with store.reading() as reading:
        due = await reading.sayings_to_retract("phones")
    return [(one.key, one.progress, one.posted, one.message.body) for one in due]


async def said_by(store: Store, member: MemberRef = VIO) -> Sequence[tuple[str, str | None, object, str]]:
    async with store.reading() as reading:
        return await reading.said_by(member)


async def owed(store: Store) -> list[str]:
    async with store.reading() as reading:
        return [one.key for one in await reading.replies_owed()]


class SayingContract(ContractPart):
    async def test_what_was_said_is_told_once_whatever_the_number_of_homes(self, store: Store, cafe: Cafe) -> None:
        square, harbour = saying(SQUARE), saying(HARBOUR)
        await say(store, square, harbour)
        await say(store, saying(SQUARE, "t2", "Ana speaks."), by=ANA, token="t2")
        await say(store, saying(SQUARE, "t3", "And more."), token="t3")
        assert await said_by(store) == [
            ("phones", "memory", None, "Hyacinths for all."),
            ("phones", "memory", None, "And more."),
        ]
        await deliver(store, square, Posted("7"))
        assert (await said_by(store))[0] == ("phones", "memory", LATER, "Hyacinths for all.")
        assert await said_by(store, MemberRef("village", "vio")) == []
        assert await to_retract(store) == []
        async with store.reading() as reading:
            assert (await reading.tally(cafe, VIO)).said == 2
            assert await reading.cafes_knowing(ANA) == ["phones"]

    @pytest.mark.usefixtures("cafe")
    async def test_what_nobody_had_in_hand_is_gone_at_once(self, stand: Stand, store: Store) -> None:
        await say(store, saying(SQUARE))
        assert await owed(store) == [saying(SQUARE).key]
        await self._leave(store)
        assert (await said_by(store), await to_retract(store), await owed(store)) == ([], [], [])
        assert not await stand.holds("Hyacinths")

    @pytest.mark.usefixtures("cafe")
    async def test_what_may_be_in_a_room_stays_to_be_retracted_without_its_words(
        self, stand: Stand, store: Store
    ) -> None:
        await say(store, saying(SQUARE), saying(HARBOUR))
        await deliver(store, saying(SQUARE), Posted("7"))
        on_its_way = await claim(store, saying(HARBOUR))
        assert await stand.holds("Hyacinths"), "the search finds what is there"
        await self._leave(store)
        assert await said_by(store) == []
        assert await to_retract(store) == [
            (saying(SQUARE).key, Progress.DONE, Posted("7"), ""),
            (on_its_way.key, Progress.CLAIMED, None, ""),
        ]
        assert not await stand.holds("Hyacinths")
        # Whoever had it in hand knows nothing of that, and still has the words.
        async with store.writing() as work:
            assert await work.mark_delivered(on_its_way, Posted("8"), LATER)
        assert (on_its_way.key, Progress.DONE, Posted("8"), "") in await to_retract(store)
        assert not await stand.holds("Hyacinths")
        for one in (saying(SQUARE), saying(HARBOUR)):
            async with store.writing() as work:
                await work.drop_delivery(one.key)
        assert await to_retract(store) == []

    @pytest.mark.usefixtures("cafe")
    async def test_what_a_room_refused_and_was_taken_back_is_owed_no_more(self, store: Store) -> None:
        await say(store, saying(SQUARE))
        refused = await claim(store, saying(SQUARE))
        async with store.writing() as work:
            assert await work.release_delivery(refused)
        assert await owed(store) == [refused.key]
        await self._leave(store)
        assert await owed(store) == []
        async with store.reading() as reading:
            assert not (await reading.look(PLATFORMS)).replies
        assert await to_retract(store) == [(refused.key, Progress.DUE, None, "")]

    async def test_who_leaves_one_café_leaves_what_they_and_others_said_elsewhere(
        self, stand: Stand, store: Store
    ) -> None:
        await opened(store, a_cafe())
        await opened(store, a_cafe("other"))
        await say(store, saying(SQUARE))
        await say(store, saying(SQUARE, "t2", "Ana speaks."), by=ANA, token="t2")
        await say(store, saying(SQUARE, "t3", "Crocuses.", "other"), token="t3")
        await self._leave(store)
        assert [one[3] for one in [*await said_by(store), *await said_by(store, ANA)]] == ["Crocuses.", "Ana speaks."]
        assert await stand.held(["Hyacinths", "Crocuses", "Ana speaks"]) == {"Crocuses", "Ana speaks"}

    async def test_what_was_taken_back_is_noted_with_the_café_whatever_the_way(self, store: Store, cafe: Cafe) -> None:
        for token, by in (("t1", VIO), ("t2", ANA)):
            await say(store, saying(SQUARE, token), by=by, token=token)
            await deliver(store, saying(SQUARE, token), Posted(token))
        async with store.reading() as reading:
            assert await reading.changes("phones") == 0
        await self._leave(store)
        async with store.writing() as work:
            await work.take_all_back(cafe, ANA, LATER)
        async with store.reading() as reading:
            assert await reading.changes("phones") == 2
        assert [key for key, *_ in await to_retract(store)] == [saying(SQUARE, token).key for token in ("t1", "t2")]

    @pytest.mark.usefixtures("cafe")
    async def test_after_retention_it_is_known_whose_it_is_and_no_more(self, stand: Stand, store: Store) -> None:
        await say(store, saying(SQUARE))
        await deliver(store, saying(SQUARE), Posted("7"))
        async with store.writing() as work:
            assert await work.freeze("phones", Freeze(LATER), (), None)
        assert not await stand.holds("Hyacinths")
        assert await said_by(store) == [("phones", "memory", LATER, "")]
        async with store.writing() as work:
            assert await work.take_back("phones", LATER, author=VIO)
            assert not await work.take_back("phones", LATER, author=VIO)
        assert await to_retract(store) == [(saying(SQUARE).key, Progress.DONE, Posted("7"), "")]

    @pytest.mark.usefixtures("cafe")
    async def test_an_undone_unit_takes_nothing_back(self, store: Store) -> None:
        await say(store, saying(SQUARE))

        async def undone() -> None:
            async with store.writing() as work:
                await work.meet("phones", VIO, "Vio")
                await work.withdraw("phones", VIO, LATER)
                raise RuntimeError("undone")

        with pytest.raises(RuntimeError, match="undone"):
            await undone()
        assert [one[3] for one in await said_by(store)] == ["Hyacinths for all."]

    @staticmethod
    async def _leave(store: Store) -> None:
        async with store.writing() as work:
            await work.meet("phones", VIO, "Vio")
            assert await work.withdraw("phones", VIO, LATER)
