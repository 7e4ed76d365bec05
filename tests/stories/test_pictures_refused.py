"""Pictures that cannot be kept, or not at once: their authors are told alone, and nothing is lost by a death."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.errors import PlatformError, fault
from tests.stories.brought import KEPT, SHOWS, bring, kept, owed, page, shown
from tests.stories.fates import Death, Fate, at_call, fated_platform, fated_store
from tests.stories.room import Room


@pytest.fixture
def room(on_a_mission: Room) -> Room:
    return on_a_mission


# --- what cannot be kept --------------------------------------------------------------------------------------


async def refused(room: Room, path: Path) -> None:
    """Nothing of it is kept but its name and description, and its author is told once, alone."""
    await bring(room, "Vio", path)
    assert await kept(room) == []
    assert await owed(room) == 0
    [told] = await room.told("Vio")
    assert "Merci d’avoir apporté quelque chose" in told
    assert "8 Mo" in told
    await room.until_the_end()
    text = await page(room)
    assert shown(text) == 0
    assert SHOWS in text
    assert len(await room.told("Vio")) == 1


async def test_a_file_that_is_no_picture_is_told_to_its_author_alone(room: Room, tmp_path: Path) -> None:
    path = tmp_path / "dessin.svg"
    path.write_text('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
    await refused(room, path)


async def test_a_hundred_megabytes_are_not_read(room: Room, tmp_path: Path) -> None:
    path = tmp_path / "lourd.png"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    await refused(room, path)


async def test_a_file_that_has_gone_by_then_is_told_to_its_author_alone(room: Room, photo: Path) -> None:
    os.unlink(photo)
    await refused(room, photo)


async def test_a_pipe_is_not_waited_for(room: Room, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    await refused(room, tmp_path / "pipe.png")


async def test_three_files_of_one_post_are_told_of_once(room: Room, tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.txt" for number in range(3)]
    for path in paths:
        path.write_text("Des mots.")
    await bring(room, "Vio", *paths)
    assert len(await room.told("Vio")) == 1


async def test_ten_thousand_files_are_refused_at_once(room: Room, photo: Path) -> None:
    with pytest.raises(PlatformError, match="stage_many_attachments"):
        await bring(room, "Vio", *[photo] * 10_000)


async def test_of_a_hundred_pictures_ten_are_kept(room: Room, photo: Path) -> None:
    await bring(room, "Vio", *[photo] * 100)
    assert len(await kept(room)) == 10
    assert await owed(room) == 0


async def test_a_name_that_is_written_to_deceive_is_shown_harmless(room: Room, photo: Path) -> None:
    path = photo.parent / "\u202egnp.<b>exe.jpg"
    os.rename(photo, path)
    await bring(room, "Vio", path, alt=None)
    await room.until_the_end()
    text = await page(room)
    assert shown(text) == 1
    assert "\u202e" not in text
    assert "<b>exe" not in text


# --- deaths and refusals --------------------------------------------------------------------------------------


def at_the_second(point: str) -> Fate:
    """A death at the second time that this point is come to."""
    come_to = 0

    def fate(here: str) -> None:
        nonlocal come_to
        come_to += here == point
        if here == point and come_to == 2:
            raise Death(here)

    return fate


@pytest.mark.parametrize(
    "call", ["Platform.fetch", "Writing.keep_picture", "Store.writing"], ids=["fetched", "kept", "written"]
)
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_a_death_between_post_and_picture_loses_neither(room: Room, photo: Path, call: str, after: bool) -> None:
    if call == "Store.writing":
        fate = at_the_second(f"Store.writing: {'after' if after else 'before'} its end")
    else:
        fate = at_call(call, Death(), after=after)
    room.store = fated_store(room.store, fate)  # type: ignore[assignment]
    room.work(platforms={"terminal": fated_platform(room.terminal, fate)})
    await room.host.listen()
    with pytest.raises(Death):
        await bring(room, "Vio", photo)
    again = await room.reopened()
    await again.host.listen()
    await again.host.pictures.settle()
    assert KEPT is not None
    assert await kept(again) == [KEPT.content]
    assert [one.attachments[0].name for one in (await again.record()).posts] == ["cabane.jpg"]
    assert await again.told("Vio") == []
    await again.database.close()


async def test_a_platform_that_cannot_be_reached_is_asked_again_later(room: Room, photo: Path) -> None:
    fate = at_call("Platform.fetch", PlatformError(fault("no_such_room", room="x")), times=2)
    room.work(platforms={"terminal": fated_platform(room.terminal, fate)})
    await room.host.listen()
    await bring(room, "Vio", photo)
    assert await kept(room) == []
    assert await owed(room) == 1
    await room.until(1, 11)
    await room.ticker.tick()
    await room.ticker.settle()
    assert await owed(room) == 1
    await room.until(1, 12)
    await room.ticker.tick()
    await room.ticker.settle()
    assert len(await kept(room)) == 1
    assert await owed(room) == 0
    assert await room.told("Vio") == []


async def test_a_platform_that_never_hands_it_out_is_given_up_and_told_of(room: Room, photo: Path) -> None:
    fate = at_call("Platform.fetch", PlatformError(fault("no_such_room", room="x")), times=100)
    room.work(platforms={"terminal": fated_platform(room.terminal, fate)})
    await room.host.listen()
    await bring(room, "Vio", photo)
    for hour in range(11, 20):
        await room.until(1, hour)
        await room.ticker.tick()
        await room.ticker.settle()
    assert await owed(room) == 0
    assert len(await room.told("Vio")) == 1
