"""What one member has answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain import Kept, MemberRef, PostRef, RoomRef
from bot.ports import Store
from tests.store.contract._part import ContractPart
from tests.store.scene import ANA, HARBOUR, MONDAY, SQUARE, VIO, Stand, a_cafe, a_choice, a_post, opened


class AnswersContract(ContractPart):
    """The part of the suite about a member's own answers."""

    async def test_a_member_has_their_own_live_answers_in_order_and_nobody_elses(self, store: Store) -> None:
        cafe = await opened(store, a_cafe())
        second = replace(a_post("p2", text="And grey."), at=MONDAY + timedelta(hours=1))
        async with store.writing() as work:
            for post in (second, a_post("p1"), a_post("p3", ANA), a_post("p5", text="Too much.")):
                await work.keep_post(cafe, post)
            await work.keep_post(cafe, replace(a_post("p4", text="Hello."), answer=False))
            await work.keep_post(cafe, replace(a_post("p6", text="Elsewhere."), workshop="far"))
            await work.erase_post(cafe.id, PostRef("town", "p5"), MONDAY)
        async with store.reading() as reading:
            posts, choices = await reading.answers_of("phones", "memory", VIO)
        assert [post.text for post in posts] == ["Ours was red.", "And grey."]
        assert choices == []

    async def test_a_member_has_their_own_choice_and_nobody_elses(self, store: Store) -> None:
        cafe = await opened(store, a_cafe())
        async with store.writing() as work:
            for choice in (a_choice(VIO, "1"), a_choice(ANA, "2"), a_choice(VIO, "3", workshop="far")):
                await work.keep_choice(cafe.id, choice)
        async with store.reading() as reading:
            assert await reading.answers_of("phones", "moment", VIO) == ([], [a_choice(VIO, "1")])
            assert await reading.answers_of("phones", "moment", MemberRef("village", "vio")) == ([], [])

    async def test_who_has_voted_in_a_rooms_own_poll_is_handed_out(self, store: Store) -> None:
        cafe = await opened(store, a_cafe())
        here, elsewhere = (replace(a_choice(VIO, "1"), polled_in=room) for room in ("square", "market"))
        async with store.writing() as work:
            for choice in (here, replace(a_choice(ANA, "2"), polled_in="market"), replace(here, workshop="far")):
                await work.keep_choice(cafe.id, choice)
            assert await work.polled("phones", "moment", SQUARE) == [here]
            await work.keep_choice(cafe.id, elsewhere)
            assert await work.polled("phones", "moment", SQUARE) == []
            await work.keep_choice(cafe.id, a_choice(VIO, "1"))
            assert await work.polled("phones", "moment", RoomRef("town", "market")) == [
                replace(a_choice(ANA, "2"), polled_in="market")
            ]

    async def test_live_posts_are_handed_out_by_the_room_they_stand_in_page_by_page(self, store: Store) -> None:
        cafe = await opened(store, a_cafe())
        here = [replace(a_post(f"p{number}", text=f"{number}"), room="square", thread="t1") for number in range(5)]
        async with store.writing() as work:
            for post in reversed(here):
                await work.keep_post(cafe, post)
            await work.keep_post(cafe, a_post("p5", text="For the bot alone."))
            await work.keep_post(cafe, replace(a_post("p6", text="In another room."), room="market"))
            await work.erase_post(cafe.id, PostRef("town", "p3"), MONDAY)
            for member, emoji in ((ANA, "👍"), (VIO, "👍"), (ANA, "🧵")):
                await work.keep_reaction(cafe.id, PostRef("town", "p1"), member, emoji, MONDAY)
        reactions = frozenset({("ana", "👍"), ("vio", "👍"), ("ana", "🧵")})
        async with store.reading() as reading:
            first = await reading.kept("phones", SQUARE, None, 3)
            second = await reading.kept("phones", SQUARE, "p2", 3)
            assert await reading.kept("phones", HARBOUR, None, 3) == []
        assert [(one.post, one.text, one.thread) for one in (*first, *second)] == [
            (f"p{number}", f"{number}", "t1") for number in (0, 1, 2, 4)
        ]
        assert first[1] == Kept("p1", MONDAY, "1", "t1", here[1].attachments, reactions)
        assert first[0].reactions == frozenset()

    async def test_what_stands_in_a_thread_and_who_reacted_to_a_post_is_handed_out(self, store: Store) -> None:
        cafe = await opened(store, a_cafe())
        async with store.writing() as work:
            for post, room, thread in (("p2", "square", "t1"), ("p1", "square", "t1"), ("p3", "square", "t2")):
                await work.keep_post(cafe, replace(a_post(post), room=room, thread=thread))
            await work.keep_post(cafe, replace(a_post("p4"), room="market", thread="t1"))
            await work.keep_post(cafe, replace(a_post("p5"), room="square", thread="t1"))
            await work.erase_post(cafe.id, PostRef("town", "p5"), MONDAY)
            for member, emoji in ((VIO, "👍"), (ANA, "🧵"), (ANA, "👍")):
                await work.keep_reaction(cafe.id, PostRef("town", "p1"), member, emoji, MONDAY)
        async with store.reading() as reading:
            assert await reading.said_in("phones", SQUARE, "t1") == [PostRef("town", "p1"), PostRef("town", "p2")]
            assert await reading.said_in("phones", SQUARE, "t9") == []
            there = await reading.reactions_on("phones", PostRef("town", "p1"))
            assert await reading.reactions_on("phones", PostRef("town", "p2")) == []
        assert there == [(ANA, "👍"), (ANA, "🧵"), (VIO, "👍")]

    async def test_where_an_erased_post_stood_is_kept_no_more(self, store: Store, stand: Stand) -> None:
        cafe = await opened(store, a_cafe())
        async with store.writing() as work:
            await work.keep_post(cafe, replace(a_post("p1"), room="square", thread="thread-of-vio"))
            await work.erase_post(cafe.id, PostRef("town", "p1"), MONDAY)
        assert "thread-of-vio" not in map(str, await stand.values())
