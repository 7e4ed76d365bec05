"""The end of retention: what goes, what stays, and what can still be taken back."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from bot.domain import Beat, BeatKind, Cafe, Consent, Freeze, KeptVerbatim, MemberRef, Posted, Progress
from bot.ports import Store
from tests.store.contract._beats import claim, claimed, finish
from tests.store.contract._part import ContractPart
from tests.store.scene import (
    ANA,
    INSTANT,
    LEASE,
    MINUTE,
    MONDAY,
    VIO,
    Stand,
    a_cafe,
    a_choice,
    a_delivery,
    a_post,
    opened,
)

DAY = timedelta(days=1)

FREEZE = Freeze(MONDAY, 12, ({"figure": "counts.words", "told": 3, "counted": 2, "posts": ["p1"]},))


def kept(author: MemberRef, own_id: str, text: str) -> KeptVerbatim:
    return KeptVerbatim(own_id, "voices", author, a_post(f"by-{author.id}", author).ref, text, 2)


VERBATIMS = (kept(VIO, "p1", "violets in the kitchen"), kept(ANA, "p2", "anemones in the hall"))


def document() -> bytes:
    voices = [{"post": one.own_id, "author": None, "text": one.text, "url": None} for one in VERBATIMS]
    shown = {"counts": {"posts": 2}, "voices": voices, "thanks": []}
    return (json.dumps(shown, ensure_ascii=False, indent=2) + "\n").encode()


class KeepingContract(ContractPart):
    @pytest.fixture
    async def over(self, store: Store, cafe: Cafe) -> Store:
        """A store in which the café's retention has ended; another café goes on."""
        await opened(store, a_cafe("other"))
        async with store.writing() as work:
            for known in (cafe, a_cafe("other")):
                for member in (VIO, ANA):
                    await work.meet(known.id, member, f"{member.id} of {known.id}")
                    await work.keep_consent(known.id, member, Consent.NAMED, MONDAY)
                    await work.keep_post(known, a_post(f"by-{member.id}", member, f"hyacinths of {known.id}"))
                    await work.keep_choice(known.id, a_choice(member, "1"))
                await work.keep_reaction(known.id, a_post("by-vio").ref, ANA, "👍", MONDAY)
            await work.keep_flashback(cafe.id, b"{}", MONDAY)
            await work.owe([a_delivery("phones/reply/x", None, "crocuses for Vio alone")])
        async with store.writing() as work:
            assert await work.freeze(cafe.id, FREEZE, VERBATIMS, document())
        return store

    async def test_what_goes_is_nowhere_and_what_stays_is_whole(self, over: Store, stand: Stand) -> None:
        async with over.reading() as reading:
            record = await reading.record("phones")
            assert (record.posts, record.reactions, record.choices, record.members) == ((), (), (), {})
            assert record.cafe.frozen_at == MONDAY
            assert await reading.frozen("phones") == FREEZE
            assert list(await reading.verbatims("phones")) == list(VERBATIMS)
            assert await reading.flashback("phones") == document()
            assert await reading.replies_owed() == []
            other = await reading.record("other")
        assert len(other.posts) == 2
        assert other.cafe.frozen_at is None
        assert not await stand.held(["hyacinths of phones", "crocuses", "vio of phones"])
        assert await stand.holds("hyacinths of other")

    async def test_it_happens_once(self, over: Store) -> None:
        async with over.writing() as work:
            assert not await work.freeze("phones", Freeze(MONDAY + MINUTE), (), b"{}")
        async with over.reading() as reading:
            assert await reading.frozen("phones") == FREEZE
            assert list(await reading.verbatims("phones")) == list(VERBATIMS)

    @pytest.mark.parametrize("way", ["withdraw", "erase", "take_back"])
    async def test_an_author_takes_their_words_back(self, over: Store, stand: Stand, way: str) -> None:
        async with over.writing() as work:
            if way == "withdraw":
                assert await work.withdraw("phones", VIO, MONDAY + MINUTE)
                assert not await work.withdraw("phones", VIO, MONDAY + MINUTE)
            elif way == "erase":
                await work.erase_post("phones", a_post("by-vio").ref, MONDAY + MINUTE)
            else:
                assert await work.take_back("phones", MONDAY, post=a_post("by-vio").ref, unless_in=["violets alone"])
        async with over.reading() as reading:
            assert list(await reading.verbatims("phones")) == [VERBATIMS[1]]
            left = json.loads(await reading.flashback("phones") or b"")
            assert await reading.member("phones", VIO) is None
        assert [one["post"] for one in left["voices"]] == ["p2"]
        assert left["counts"] == {"posts": 2}
        assert not await stand.holds("violets in the kitchen")
        assert await stand.holds("anemones in the hall")

    async def test_words_that_are_still_there_stay(self, over: Store) -> None:
        async with over.writing() as work:
            texts = ["I said: violets in the kitchen, always."]
            assert not await work.take_back("phones", MONDAY, post=a_post("by-vio").ref, unless_in=texts)
            assert not await work.take_back("phones", MONDAY, author=MemberRef("town", "nobody"))
        async with over.reading() as reading:
            assert len(await reading.verbatims("phones")) == 2

    async def test_a_private_answer_of_afterwards_is_let_go_of_once_it_is_made(self, over: Store) -> None:
        async with over.writing() as work:
            await work.owe([a_delivery("phones/reply/y", None, "Done.")])
            claimed = await work.claim_delivery("phones/reply/y", MONDAY, LEASE, "w")
            assert claimed is not None
            assert await work.mark_delivered(claimed, Posted("7"), MONDAY)
            assert await work.claim_delivery("phones/reply/y", MONDAY, LEASE, "w") is None
            assert await work.replies_owed() == []

    @pytest.mark.parametrize("state", ["due", "put off", "in hand"])
    async def test_its_end_falls_at_another_instant_whoever_has_it(self, store: Store, state: str) -> None:
        await planned_to_end(store, MONDAY)
        if state != "due":
            held = await claimed(store)
            if state == "put off":
                async with store.writing() as work:
                    assert await work.release_beat(held, MONDAY + MINUTE, "unpublished")
        async with store.writing() as work:
            await work.end_retention_at("kept", MONDAY + DAY)
        async with store.reading() as reading:
            assert [(one.due, one.progress, one.why) for one in await reading.beats("kept")] == [
                (MONDAY + DAY, Progress.DUE, None)
            ]
        if state == "in hand":
            assert not await finish(store, held)
        assert await claim(store, MONDAY + DAY - INSTANT) is None
        assert (await claimed(store, MONDAY + DAY)).key == "kept/end"

    async def test_an_end_that_has_come_stays(self, store: Store) -> None:
        await planned_to_end(store, MONDAY)
        assert await finish(store, await claimed(store))
        async with store.writing() as work:
            await work.end_retention_at("kept", MONDAY + DAY)
        async with store.reading() as reading:
            assert [(one.due, one.progress) for one in await reading.beats("kept")] == [(MONDAY, Progress.DONE)]


async def planned_to_end(store: Store, due: datetime) -> None:
    """A café of which nothing is left to do but the end of its retention."""
    async with store.writing() as work:
        await work.add_cafe(a_cafe("kept"), [Beat("kept/end", "kept", BeatKind.END_RETENTION, due)])
