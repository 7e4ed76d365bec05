"""What one member has answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain import MemberRef, PostRef
from bot.ports import Store
from tests.store.contract._part import ContractPart
from tests.store.scene import ANA, MONDAY, VIO, a_cafe, a_choice, a_post, opened


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
