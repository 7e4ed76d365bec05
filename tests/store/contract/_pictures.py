"""Pictures that members bring: owed, kept, put off, let go of, and gone with their post."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain import Attachment, Cafe, OwedPicture, Picture, PostRef
from bot.ports import Store
from tests.store.contract._part import ContractPart
from tests.store.scene import MINUTE, MONDAY, SQUARE, VIO, a_cafe, a_post, opened

ONE = PostRef("town", "1")
CABIN, PATH, WELL = (Attachment(name, fetchable=True) for name in ("cabin.jpg", "path.jpg", "well.jpg"))
PNG = Picture("image/png", bytes(range(256)))
JPEG = Picture("image/jpeg", b"another one")


def place(number: int, tries: int = 0) -> OwedPicture:
    return OwedPicture("phones", SQUARE, ONE, number, tries)


async def owed(store: Store) -> list[OwedPicture]:
    async with store.reading() as reading:
        return list(await reading.pictures_owed(["town"]))


async def kept(store: Store) -> list[Picture | None]:
    async with store.reading() as reading:
        return [await reading.picture("phones", ONE, number) for number in range(3)]


async def detach(store: Store, *left: Attachment, minutes: int = 0) -> bool:
    async with store.writing() as work:
        return await work.edit_post("phones", ONE, "Look.", True, MONDAY + minutes * MINUTE, left)


class PicturesContract(ContractPart):
    @pytest.fixture
    async def brought(self, store: Store, cafe: Cafe) -> Store:
        """A store with a post whose three pictures are owed."""
        async with store.writing() as work:
            await work.meet("phones", VIO, "Vio")
            await work.keep_post(cafe, replace(a_post("1"), text="Look.", attachments=(CABIN, PATH, WELL)))
            for number in range(3):
                await work.owe_picture(place(number))
        return store

    async def test_what_is_owed_is_asked_for_by_platform(self, brought: Store) -> None:
        assert await owed(brought) == [place(0), place(1), place(2)]
        assert await kept(brought) == [None, None, None]
        async with brought.reading() as reading:
            assert list(await reading.pictures_owed(["village"])) == []
            assert list(await reading.pictures_owed([])) == []

    async def test_a_picture_is_kept_once_and_owed_no_more(self, brought: Store) -> None:
        async with brought.writing() as work:
            assert await work.keep_picture(place(1), PNG)
            assert not await work.keep_picture(place(1), JPEG)
            assert not await work.drop_picture(place(1))
            await work.owe_picture(place(1))
        assert await kept(brought) == [None, PNG, None]
        assert await owed(brought) == [place(0), place(2)]

    async def test_one_that_was_never_owed_is_not_kept(self, brought: Store) -> None:
        async with brought.writing() as work:
            assert not await work.keep_picture(place(7), PNG)
            assert not await work.drop_picture(place(7))

    async def test_one_that_is_let_go_of_is_owed_no_more(self, brought: Store) -> None:
        async with brought.writing() as work:
            assert await work.drop_picture(place(0))
            assert not await work.drop_picture(place(0))
            assert not await work.keep_picture(place(0), PNG)
        assert await owed(brought) == [place(1), place(2)]

    async def test_one_that_is_put_off_stays_owed_with_one_more_try(self, brought: Store) -> None:
        async with brought.writing() as work:
            await work.put_off_picture(place(0))
            await work.put_off_picture(place(0, 1))
            await work.owe_picture(place(0))
        assert (await owed(brought))[0] == place(0, 2)

    async def test_pictures_go_with_their_post(self, brought: Store) -> None:
        async with brought.writing() as work:
            await work.keep_picture(place(0), PNG)
            await work.erase_post("phones", ONE, MONDAY)
            assert not await work.keep_picture(place(1), PNG)
        assert await kept(brought) == [None, None, None]
        assert await owed(brought) == []

    async def test_pictures_go_with_their_author(self, brought: Store) -> None:
        async with brought.writing() as work:
            await work.keep_picture(place(0), PNG)
            assert await work.withdraw("phones", VIO, MONDAY)
        assert await kept(brought) == [None, None, None]
        assert await owed(brought) == []

    async def test_an_attachment_taken_out_takes_its_picture_along(self, brought: Store) -> None:
        async with brought.writing() as work:
            await work.keep_picture(place(0), PNG)
            await work.keep_picture(place(2), JPEG)
        assert await detach(brought, PATH, WELL)
        assert await kept(brought) == [None, JPEG, None]
        assert await owed(brought) == [place(0)]
        assert await detach(brought, WELL, PATH)
        assert await kept(brought) == [JPEG, None, None]
        assert await owed(brought) == [place(1)]
        assert await detach(brought)
        assert await kept(brought) == [None, None, None]
        assert await owed(brought) == []

    async def test_an_edit_that_is_older_takes_no_picture(self, brought: Store) -> None:
        assert await detach(brought, CABIN, PATH, minutes=5)
        assert not await detach(brought, CABIN, minutes=4)
        assert await owed(brought) == [place(0), place(1)]

    async def test_another_cafes_pictures_stay(self, brought: Store) -> None:
        other = await opened(brought, a_cafe("bread"))
        async with brought.writing() as work:
            await work.keep_post(other, replace(a_post("1"), attachments=(CABIN,)))
            await work.owe_picture(replace(place(0), cafe="bread"))
            await work.keep_picture(replace(place(0), cafe="bread"), PNG)
            await work.erase_post("phones", ONE, MONDAY)
        async with brought.reading() as reading:
            assert await reading.picture("bread", ONE, 0) == PNG
