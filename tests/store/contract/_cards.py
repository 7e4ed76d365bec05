"""Cards: what crosses to a café's other homes, by whose yes, what stands there, and how it is taken back."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.domain import Cafe, Card, Consent, Delivery, MemberRef, OutboundMessage, Posted, PostRef, Reaction
from bot.ports import Store, Writing
from tests.store.contract._part import ContractPart
from tests.store.scene import ANA, HARBOUR, LEASE, MINUTE, MONDAY, VIO, a_cafe, a_post

HOST = MemberRef("town", "host")
POST = PostRef("town", "1")
LATER = MONDAY + MINUTE
KEY = "phones/card/harbour/1"


async def crossed(store: Store) -> Cafe:
    """A café in which a post of Vio's stands as a card in the harbour, where Ana has reacted to it."""
    cafe = a_cafe()
    async with store.writing() as work:
        await work.add_cafe(cafe, ())
        for member in (VIO, ANA):
            await work.meet(cafe.id, member, member.id)
        await work.keep_post(cafe, a_post("1"))
        assert await work.keep_card(cafe.id, Card(POST, HOST, MONDAY))
        assert not await work.keep_card(cafe.id, Card(POST, HOST, LATER))
        assert await work.answer_card(cafe.id, POST, True, LATER)
        await work.owe([Delivery(KEY, cafe.id, HARBOUR, OutboundMessage("Ours was red."), workshop="memory")])
        await work.keep_card_said(cafe.id, POST, [KEY])
        claimed = await work.claim_delivery(KEY, MONDAY, LEASE, "w")
    assert claimed is not None
    async with store.writing() as work:
        assert await work.mark_delivered(claimed, Posted("77"), LATER)
        await work.keep_reaction(cafe.id, PostRef(HARBOUR.platform, "77"), ANA, "👍", LATER)
    return cafe


async def to_retract(store: Store) -> Sequence[str]:
    async with store.reading() as reading:
        return [one.message.body for one in await reading.sayings_to_retract("phones")]


class CardsContract(ContractPart):
    async def test_a_card_stands_for_its_post_and_so_does_a_reaction_on_it(self, store: Store) -> None:
        cafe = await crossed(store)
        card = PostRef(HARBOUR.platform, "77")
        async with store.reading() as reading:
            assert await reading.cards(cafe.id) == [Card(POST, HOST, LATER, True)]
            assert await reading.crossed_into(cafe.id, POST) == {HARBOUR}
            assert await reading.originals(cafe.id) == {card: POST}
            assert await reading.cafe_of_card(HARBOUR, "77") == cafe.id
            assert await reading.cafe_of_card(HARBOUR, "78") is None
            assert (await reading.record(cafe.id)).reactions == (
                Reaction(POST, MemberRef(HARBOUR.platform, ANA.id), "👍", LATER),
            )
        async with store.writing() as work:
            await work.keep_reaction(cafe.id, PostRef(HARBOUR.platform, "78"), ANA, "👍", LATER)
        async with store.reading() as reading:
            assert len((await reading.record(cafe.id)).reactions) == 1, "on nothing that is there"

    @pytest.mark.parametrize("how", ["no", "dropped", "edited", "erased", "withdrawn", "not quoted", "not this one"])
    async def test_a_card_is_taken_back_with_its_reactions_and_its_words(self, store: Store, how: str) -> None:
        cafe = await crossed(store)
        async with store.writing() as work:
            await _take_back(work, cafe, how)
        assert await to_retract(store) == [""]
        async with store.reading() as reading:
            assert await reading.crossed_into(cafe.id, POST) == frozenset()
            assert await reading.originals(cafe.id) == {}
            assert await reading.cafe_of_card(HARBOUR, "77") is None
            assert (await reading.record(cafe.id)).reactions == ()
            kept = [one.allowed for one in await reading.cards(cafe.id)]
            assert kept == ([False] if how == "no" else [])
            assert await reading.changes(cafe.id) > 0

    async def test_nothing_is_answered_for_or_dropped_that_is_no_card(self, store: Store) -> None:
        cafe = await crossed(store)
        async with store.writing() as work:
            assert not await work.answer_card(cafe.id, PostRef("town", "2"), True, LATER)
            assert not await work.drop_card(cafe.id, PostRef("town", "2"))
            assert await work.crossed_into(cafe.id, POST) == {HARBOUR}


async def _take_back(work: Writing, cafe: Cafe, how: str) -> None:
    match how:
        case "no":
            assert await work.answer_card(cafe.id, POST, False, LATER)
        case "dropped":
            assert await work.drop_card(cafe.id, POST)
        case "edited":
            await work.edit_post(cafe.id, POST, "Something else.", True, LATER)
        case "erased":
            await work.erase_post(cafe.id, POST, LATER)
        case "withdrawn":
            await work.withdraw(cafe.id, VIO, LATER)
        case "not quoted":
            await work.keep_consent(cafe.id, VIO, Consent.NONE, LATER)
        case "not this one":
            await work.keep_post_consent(cafe.id, POST, Consent.NONE, LATER)
