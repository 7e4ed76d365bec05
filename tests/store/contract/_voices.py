"""What hosts say about a flashback: their picks, their notes, and that it be published."""

from __future__ import annotations

from datetime import timedelta

from bot.domain import Beat, BeatKind, HostNote, HostPick, MemberRef, Pick, PostRef, Progress
from bot.ports import Store
from tests.store.contract._part import ContractPart
from tests.store.scene import ANA, LEASE, MINUTE, MONDAY, PLATFORMS, VIO, Stand, a_cafe, a_post

HOST, OTHER = MemberRef("town", "host"), MemberRef("village", "@other:village.example")
FIRST, SECOND = PostRef("town", "1"), PostRef("town", "2")


class VoicesContract(ContractPart):
    async def test_the_latest_pick_of_a_post_is_kept(self, store: Store) -> None:
        cafe = a_cafe()
        kept = HostPick(FIRST, Pick.LEAVE_OUT, OTHER, MONDAY + MINUTE)
        async with store.writing() as work:
            await work.add_cafe(cafe, ())
            await work.keep_post(cafe, a_post("1"))
            await work.keep_pick(cafe.id, HostPick(FIRST, Pick.STAR, HOST, MONDAY))
            await work.keep_pick(cafe.id, kept)
        async with store.reading() as reading:
            assert await reading.picks(cafe.id) == [kept]
            assert (await reading.record(cafe.id)).picks == (kept,)
        async with store.writing() as work:
            assert await work.drop_pick(cafe.id, FIRST)
            assert not await work.drop_pick(cafe.id, FIRST)
            assert await work.picks(cafe.id) == []

    async def test_a_pick_goes_with_its_post_and_with_its_author(self, store: Store) -> None:
        cafe = a_cafe()
        async with store.writing() as work:
            await work.add_cafe(cafe, ())
            for post, author in ((FIRST, VIO), (SECOND, ANA)):
                await work.meet(cafe.id, author, author.id)
                await work.keep_post(cafe, a_post(post.id, author))
                await work.keep_pick(cafe.id, HostPick(post, Pick.STAR, HOST, MONDAY))
            await work.erase_post(cafe.id, FIRST, MONDAY)
            assert [one.post for one in await work.picks(cafe.id)] == [SECOND]
            await work.withdraw(cafe.id, ANA, MONDAY)
            assert await work.picks(cafe.id) == []

    async def test_a_note_takes_the_place_of_the_earlier_one_and_goes_for_good(
        self, stand: Stand, store: Store
    ) -> None:
        cafe = a_cafe()
        notes = [HostNote(None, "Our own words.", HOST, MONDAY), HostNote("memory", "Others.", OTHER, MONDAY + MINUTE)]
        async with store.writing() as work:
            await work.add_cafe(cafe, ())
            await work.keep_note(cafe.id, HostNote("memory", "Former words.", HOST, MONDAY))
            for note in notes:
                await work.keep_note(cafe.id, note)
        async with store.reading() as reading:
            assert await reading.notes(cafe.id) == notes
            assert (await reading.record(cafe.id)).notes == tuple(notes)
        async with store.writing() as work:
            assert await work.drop_note(cafe.id, None)
            assert not await work.drop_note(cafe.id, None)
            assert await work.notes(cafe.id) == notes[1:]
        assert not await stand.holds("Our own words.")

    async def test_a_publishing_that_waits_or_was_given_up_is_due_once_it_is_released(self, store: Store) -> None:
        for id, given_up in (("waits", False), ("failed", True)):
            later = MONDAY + timedelta(days=1)
            async with store.writing() as work:
                await work.add_cafe(a_cafe(id), [Beat(f"{id}/publish", id, BeatKind.PUBLISH, MONDAY)])
                beat = await work.claim_beat(MONDAY, LEASE, "one", PLATFORMS)
                assert beat is not None
                if given_up:
                    await work.finish_beat(beat, MONDAY, Progress.FAILED, "unreachable")
                else:
                    await work.release_beat(beat, later, "for_a_host", refused_at=MONDAY)
                assert not await work.publishing_released(id)
            async with store.writing() as work:
                assert await work.release_publishing(id, HOST, MONDAY + MINUTE)
                assert await work.release_publishing(id, OTHER, MONDAY + MINUTE)
                assert await work.publishing_released(id)
                taken = await work.claim_beat(MONDAY + MINUTE, LEASE, "one", PLATFORMS)
                assert taken is not None
                assert (taken.key, taken.due, taken.refusals) == (f"{id}/publish", MONDAY + MINUTE, 0)
                assert await work.release_publishing(id, HOST, MONDAY + 2 * MINUTE), "somebody has it in hand"
                assert await work.finish_beat(taken, MONDAY + 2 * MINUTE)
                assert not await work.release_publishing(id, HOST, MONDAY + 3 * MINUTE), "it is done"
