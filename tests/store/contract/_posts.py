"""Posts, reactions, and the record they make."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain import Cafe, Home, MemberRef, PostRef, Reaction
from bot.errors import StoreError
from bot.ports import Store
from tests.store.contract._part import ContractPart
from tests.store.scene import (
    ANA,
    HARBOUR,
    INSTANT,
    MINUTE,
    MONDAY,
    SQUARE,
    VIO,
    Stand,
    a_cafe,
    a_choice,
    a_post,
    opened,
)

ONE = PostRef("town", "1")
NOON = MONDAY + 240 * MINUTE


async def edit(store: Store, text: str, minutes: float, answer: bool = False) -> bool:
    async with store.writing() as work:
        return await work.edit_post("phones", ONE, text, answer, NOON + minutes * MINUTE)


async def erase(store: Store, post: PostRef = ONE, cafe: str = "phones") -> None:
    async with store.writing() as work:
        await work.erase_post(cafe, post, NOON)


async def text(store: Store) -> str | None:
    async with store.reading() as reading:
        post = await reading.post("phones", ONE)
    return None if post is None else post.text


async def react(store: Store, author: MemberRef, emoji: str, post: PostRef = ONE, minutes: int = 0) -> None:
    async with store.writing() as work:
        await work.keep_reaction("phones", post, author, emoji, MONDAY + minutes * MINUTE)


async def reactions(store: Store) -> list[Reaction]:
    async with store.reading() as reading:
        return list((await reading.record("phones")).reactions)


class PostsContract(ContractPart):
    @pytest.fixture
    async def said(self, store: Store, cafe: Cafe) -> Store:
        """A store in whose café Vio has said something."""
        async with store.writing() as work:
            await work.keep_post(cafe, a_post("1"))
        return store

    # --- posts ------------------------------------------------------------------------------------------------

    async def test_a_post_comes_back_as_it_was(self, store: Store, cafe: Cafe) -> None:
        bare = replace(
            a_post("2", ANA), workshop=None, answer=False, late=False, reply_to=None, attachments=(), url=None, text=""
        )
        async with store.writing() as work:
            assert await work.keep_post(cafe, a_post("1"))
            assert await work.keep_post(cafe, bare)
        async with store.reading() as reading:
            assert await reading.post("phones", ONE) == a_post("1")
            assert await reading.post("phones", PostRef("town", "2")) == bare
            assert await reading.post("phones", PostRef("village", "1")) is None
            assert await reading.post("elsewhere", ONE) is None

    async def test_a_post_is_kept_once(self, said: Store, cafe: Cafe) -> None:
        async with said.writing() as work:
            assert not await work.keep_post(cafe, a_post("1", ANA, "Ours was blue."))
        assert await text(said) == "Ours was red."

    async def test_one_id_may_stand_on_two_platforms(self, said: Store, cafe: Cafe) -> None:
        async with said.writing() as work:
            assert await work.keep_post(cafe, a_post("1", MemberRef("village", "vio"), "Ours was blue."))
        assert await text(said) == "Ours was red."

    async def test_a_room_knows_whose_a_live_post_is(self, said: Store) -> None:
        await opened(said, a_cafe("other", homes=(Home(HARBOUR, "fr"),)))
        async with said.reading() as reading:
            assert await reading.cafe_of_post(SQUARE, ONE) == "phones"
            assert await reading.cafe_of_post(HARBOUR, ONE) is None
            assert await reading.cafe_of_post(SQUARE, PostRef("town", "2")) is None
        await erase(said)
        async with said.reading() as reading:
            assert await reading.cafe_of_post(SQUARE, ONE) is None

    # --- edits ------------------------------------------------------------------------------------------------

    async def test_only_the_latest_words_are_kept(self, stand: Stand, said: Store) -> None:
        assert await edit(said, "Ours was blue.", 1, answer=False)
        async with said.reading() as reading:
            post = await reading.post("phones", ONE)
        assert post == replace(a_post("1"), text="Ours was blue.", answer=False, edited_at=NOON + MINUTE)
        assert await edit(said, "Ours was green.", 2, answer=True)
        assert not await stand.holds("blue")

    async def test_an_edit_older_than_the_kept_one_changes_nothing(self, said: Store) -> None:
        await edit(said, "Ours was blue.", 1)
        assert not await edit(said, "Ours was green.", 0.5)
        assert await edit(said, "Ours was black.", 1), "of one instant, the one told last"
        assert await text(said) == "Ours was black."

    async def test_an_edit_that_arrives_twice_changes_nothing(self, said: Store) -> None:
        assert await edit(said, "Ours was blue.", 1)
        assert not await edit(said, "Ours was blue.", 1)

    async def test_who_edits_back_to_the_first_words_has_said_so_last(self, said: Store) -> None:
        assert not await edit(said, "Ours was red.", 2), "the words are the same"
        assert not await edit(said, "Ours was blue.", 1), "and this edit is older"
        assert await text(said) == "Ours was red."

    async def test_an_edit_of_what_is_unknown_keeps_nothing(self, stand: Stand, store: Store, cafe: Cafe) -> None:
        assert not await edit(store, "Ours was blue.", 1)
        assert not await stand.holds("blue")

    # --- erasing ----------------------------------------------------------------------------------------------

    async def test_an_erased_post_leaves_its_id_and_not_a_word(self, stand: Stand, said: Store) -> None:
        await react(said, ANA, "👍")
        await erase(said)
        async with said.reading() as reading:
            record = await reading.record("phones")
            assert await reading.post("phones", ONE) is None
        assert (record.posts, record.reactions) == ((), ())
        assert not await stand.held(["Ours was red", "vio", "👍", "town.example"])

    async def test_an_erased_post_never_comes_back(self, stand: Stand, said: Store, cafe: Cafe) -> None:
        await erase(said)
        async with said.writing() as work:
            assert not await work.keep_post(cafe, a_post("1"))
        assert not await edit(said, "Ours was blue.", 1)
        await react(said, ANA, "👍")
        assert not await stand.held(["Ours was", "👍"])
        await erase(said)
        assert await text(said) is None
        assert not await reactions(said)

    async def test_a_post_that_was_erased_before_it_was_known_never_comes_in(
        self, stand: Stand, store: Store, cafe: Cafe
    ) -> None:
        await erase(store)
        async with store.writing() as work:
            assert not await work.keep_post(cafe, a_post("1"))
        assert not await stand.holds("Ours was red")

    async def test_of_a_long_post_among_many_nothing_stays(self, stand: Stand, store: Store, cafe: Cafe) -> None:
        long = f"the first words {'and so on ' * 3_990} the last words"
        async with store.writing() as work:
            for number in range(200):
                await work.keep_post(cafe, a_post(f"a{number}", ANA, f"Ana said this {number} times."))
                if number == 100:
                    await work.keep_post(cafe, a_post("1", VIO, long))
        assert await stand.holds("the last words")
        await erase(store)
        assert not await stand.held(["the first words", "and so on", "the last words"])

    async def test_erasing_touches_no_other_post(self, said: Store, cafe: Cafe) -> None:
        others = [a_post("2"), a_post("1", MemberRef("village", "vio"))]
        other_cafe = await opened(said, a_cafe("other"))
        async with said.writing() as work:
            for post in others:
                await work.keep_post(cafe, post)
                await work.keep_reaction("phones", post.ref, post.author, "👍", MONDAY)
            await work.keep_post(other_cafe, a_post("1"))
        await erase(said)
        async with said.reading() as reading:
            record = await reading.record("phones")
            assert await reading.post("other", ONE) == a_post("1")
        assert {post.ref for post in record.posts} == {post.ref for post in others}
        assert {one.post for one in record.reactions} == {post.ref for post in others}

    # --- reactions --------------------------------------------------------------------------------------------

    async def test_reactions_are_a_set(self, said: Store) -> None:
        for minutes, (author, emoji) in enumerate([(ANA, "👍"), (ANA, "❤️"), (ANA, "👍"), (VIO, "👍")]):
            await react(said, author, emoji, minutes=minutes)
        assert [(one.author, one.emoji, one.at) for one in await reactions(said)] == [
            (ANA, "👍", MONDAY),
            (ANA, "❤️", MONDAY + MINUTE),
            (VIO, "👍", MONDAY + 3 * MINUTE),
        ]

    async def test_emoji_that_look_alike_are_two(self, said: Store) -> None:
        await react(said, ANA, "❤️")
        await react(said, ANA, "❤")
        assert len(await reactions(said)) == 2

    async def test_a_reaction_can_be_taken_back_and_put_again(self, said: Store) -> None:
        await react(said, ANA, "👍")
        await react(said, VIO, "👍")
        for _ in range(2):
            async with said.writing() as work:
                await work.drop_reaction("phones", ONE, ANA, "👍", MONDAY)
        assert [one.author for one in await reactions(said)] == [VIO]
        await react(said, ANA, "👍", minutes=1)
        assert [one.author for one in await reactions(said)] == [VIO, ANA]

    # --- the record -------------------------------------------------------------------------------------------

    async def test_the_record_is_sorted_by_instant_then_id(self, store: Store, cafe: Cafe) -> None:
        village = MemberRef("village", "vio")
        posts = [
            replace(a_post("9"), at=MONDAY - INSTANT),
            a_post("10"),
            a_post("10", village),
            a_post("9", village),
            replace(a_post("0"), at=MONDAY + INSTANT),
        ]
        async with store.writing() as work:
            for post in [posts[3], posts[4], posts[2], posts[0], posts[1]]:
                await work.keep_post(cafe, post)
                await work.keep_reaction("phones", post.ref, post.author, "👍", post.at)
            for author, minutes in ((VIO, 1), (ANA, 1), (village, 0)):
                await work.keep_choice("phones", a_choice(author, "1", at=MONDAY + minutes * MINUTE))
                await work.meet("phones", author, "a name")
        async with store.reading() as reading:
            record = await reading.record("phones")
        assert record.cafe == cafe
        assert list(record.posts) == posts
        assert [one.post for one in record.reactions] == [one.ref for one in posts]
        assert [one.author for one in record.choices] == [village, ANA, VIO]
        assert list(record.members) == [ANA, VIO, village]

    async def test_the_record_of_an_unknown_cafe_is_a_fault(self, store: Store) -> None:
        with pytest.raises(StoreError):
            async with store.reading() as reading:
                await reading.record("nowhere")
