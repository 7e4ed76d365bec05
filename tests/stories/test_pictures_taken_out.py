"""A picture that its author takes out of a post goes from everywhere, and no other one goes with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain import Attachment, Post, PostEdited, RoomRef
from bot.pictures import cleaned
from bot.platforms.terminal_platform import TerminalPlatform
from bot.restoring import restored
from bot.store.care import back_up, faults_of
from tests.photographs import photograph
from tests.stories.brought import bring, kept, owed, page, shown, with_a_mission
from tests.stories.room import Room
from tests.stories.test_put_back import Town


@pytest.fixture
async def room(unopened: Room) -> AsyncIterator[Room]:
    """A room where a mission is open, on Monday at ten."""
    await unopened.begin(told=with_a_mission())
    await unopened.until(1, 10)
    yield unopened
    unopened.host.stop()


@pytest.fixture
def photos(tmp_path: Path) -> tuple[Path, Path]:
    """Two photographs that differ."""
    paths = tmp_path / "cabane.jpg", tmp_path / "chemin.jpg"
    for path, size in zip(paths, ((64, 48), (32, 40)), strict=True):
        path.write_bytes(photograph(size=size))
    return paths


def as_kept(path: Path) -> bytes:
    picture = cleaned(path.read_bytes())
    assert picture is not None
    return picture.content


async def detach(room: Room, post: str, number: int | None = None) -> None:
    await room.terminal.detach(room.ref, "vio", post, number)
    await room.host.pictures.settle()


async def test_the_picture_taken_out_goes_and_the_other_stays(room: Room, photos: tuple[Path, Path]) -> None:
    cabin, path = photos
    post = await bring(room, "Vio", cabin, path, text="Deux images.")
    await detach(room, post, 1)
    assert await kept(room) == [as_kept(path)]
    [said] = (await room.record()).posts
    assert (said.attachments[0].name, said.answer) == ("chemin.jpg", True)
    assert "cabane.jpg" not in await room.everything_kept()
    text = await page(room)
    assert shown(text) == 1
    await room.database.close()
    content = as_kept(cabin)[200:400]
    assert not [file for file in cabin.parent.glob("cafe.db*") if content in file.read_bytes()]


async def test_of_two_that_look_the_same_the_right_one_stays(room: Room, photos: tuple[Path, Path]) -> None:
    cabin, path = photos
    twin = path.parent / "deux" / "cabane.jpg"
    twin.parent.mkdir()
    twin.write_bytes(path.read_bytes())
    post = await bring(room, "Vio", cabin, twin)
    await detach(room, post, 1)
    assert await kept(room) == [as_kept(path)]


async def test_one_taken_out_after_the_end_leaves_the_flashback(room: Room, photos: tuple[Path, Path]) -> None:
    cabin, path = photos
    post = await bring(room, "Vio", cabin, path, text="Voilà ce que j’ai trouvé au bord de l’eau.")
    await room.until_the_end()
    assert shown(await page(room)) == 2
    await detach(room, post, 2)
    assert await kept(room) == [as_kept(cabin)]
    assert shown(await page(room)) == 1
    [item] = (await room.published()).workshops[0].result["items"]
    assert [one["name"] for one in item["attachments"]] == ["cabane.jpg"]
    await detach(room, post)
    assert await kept(room) == []
    assert shown(await page(room)) == 0
    assert (await room.published()).workshops[0].result["items"][0]["text"]


async def test_one_taken_out_while_the_bot_is_away_is_gone_when_it_is_back(
    room: Room, photos: tuple[Path, Path]
) -> None:
    cabin, path = photos
    post = await bring(room, "Vio", cabin, path)
    await room.terminal.close()
    await room.terminal.detach(room.ref, "vio", post, 1)
    again = await room.reopened("again")
    await again.host.listen()
    await again.host.pictures.settle()
    assert await kept(again) == [as_kept(path)]
    again.host.stop()
    await again.database.close()


class Slow(TerminalPlatform):
    """A platform whose first file is long on its way: what it hands out is what lay there when it was asked."""

    def __init__(self, inner: TerminalPlatform) -> None:
        self.__dict__ = inner.__dict__
        self.asked = asyncio.Event()
        self.given = asyncio.Event()

    async def fetch(self, room: RoomRef, post: Post, number: int, limit: int) -> bytes:
        content = await super().fetch(room, post, number, limit)
        if number == 0 and not self.asked.is_set():
            self.asked.set()
            await self.given.wait()
        return content


async def test_one_taken_out_on_its_way_is_not_kept_in_place_of_the_next(room: Room, photos: tuple[Path, Path]) -> None:
    cabin, path = photos
    slow = Slow(room.terminal)
    room.work(platforms={"terminal": slow})
    await room.host.listen()
    saying = asyncio.create_task(bring(room, "Vio", cabin, path))
    await slow.asked.wait()
    [said] = (await room.record()).posts
    await room.terminal.detach(room.ref, "vio", said.ref.id, 1)
    slow.given.set()
    await saying
    await room.host.pictures.settle()
    assert await kept(room) == [as_kept(path)]
    assert await owed(room) == 0
    assert await room.told("Vio") == []


async def test_a_picture_put_in_place_of_another_is_fetched(room: Room, photos: tuple[Path, Path]) -> None:
    cabin, path = photos
    post = await bring(room, "Vio", cabin, text="Voilà.")
    async with room.terminal._stage.writing() as stage:
        there = await stage.message(room.ref.room, post)
        assert there is not None
        new = (Attachment("chemin.jpg", fetchable=True),)
        await stage.rewrite(there, "Voilà.", room.clock.now(), attachments=new, begins=None, paths=[str(path)])
    await room.say("Ana", "Et moi rien.")
    await room.host.pictures.settle()
    assert await kept(room) == [as_kept(path)]


async def test_an_edit_that_does_not_tell_of_attachments_leaves_them(room: Room, photos: tuple[Path, Path]) -> None:
    post = await bring(room, "Vio", *photos, text="Deux images.")
    edit = PostEdited(room=room.ref, at=room.clock.now(), post=post, text="Deux images, au bord de l’eau.")
    await room.host.receive([edit])
    assert len(await kept(room)) == 2
    await room.host.receive([replace(edit, text="Deux.", attachments=())])
    assert await kept(room) == []


@pytest.mark.parametrize("former", ["there", "gone"])
async def test_one_taken_out_since_a_backup_does_not_come_back_with_it(
    tmp_path: Path, photos: tuple[Path, Path], former: str
) -> None:
    cabin, path = photos
    town = Town(tmp_path)
    room = await town.begin(told=with_a_mission())
    await room.until(1, 10)
    post = await bring(room, "Vio", cabin, path, text="Deux images.")
    backup = tmp_path / "monday.db"
    await back_up(room.database, backup)
    await detach(room, post, 1)
    await room.database.close()
    if former == "gone":
        town.path.unlink()
    await restored(town.path, backup, room.clock)
    assert as_kept(cabin)[200:400] not in town.files()
    again = await town.reopened()
    assert await faults_of(again.database) == []
    await again.host.listen()
    await again.host.pictures.settle()
    assert await kept(again) == [as_kept(path)]
    again.host.stop()
    await town.close()
