"""Pictures that members bring: what is kept of them, who sees them, and how they go."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import time
from pathlib import Path
from typing import Any

import pytest

from bot.conversation import read_conversation
from bot.domain import Attachment, Consent, Post, RoomRef, Script, Visibility, Workshop, WorkshopWords
from bot.errors import PlatformError, fault
from bot.host import host_flashback, pictures_of
from bot.pages import rendered
from bot.pictures import cleaned
from bot.platforms.terminal_platform import TerminalPlatform
from bot.replay import replay, replayed_script
from bot.store.schema import prepare
from bot.terminal_front._typed import file_and_words
from bot.wording import wording
from tests.photographs import PLACE, photograph
from tests.stories.fates import Death, Fate, at_call, fated_platform, fated_store
from tests.stories.room import ZONE, Room, script

SHOWS = "Une cabane au bord de l’eau"
KEPT = cleaned(photograph())


def with_a_mission(visibility: Visibility = Visibility.OPEN, **changes: Any) -> Script:
    told = script()
    words = {
        language: replace(
            worded, workshops={**worded.workshops, "seek": WorkshopWords("Allez voir", "Rapportez une image.")}
        )
        for language, worded in told.words.items()
    }
    mission = Workshop("seek", "mission", 1, time(9, 30), visibility=visibility, **changes)
    return replace(told, workshops=(mission, *told.workshops), words=words)


@pytest.fixture
async def room(unopened: Room) -> AsyncIterator[Room]:
    """A room where a mission is open, on Monday at ten."""
    await unopened.begin(told=with_a_mission())
    await unopened.until(1, 10)
    yield unopened
    unopened.host.stop()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "cabane.jpg"
    path.write_bytes(photograph())
    return path


async def bring(
    room: Room, name: str, *paths: Path, alt: str | None = SHOWS, text: str = "", workshop: str = "seek"
) -> str:
    post = await room.terminal.say(
        room.ref,
        name.lower(),
        name,
        text,
        thread=await room.thread(workshop),
        attachments=[Attachment(path.name, alt) for path in paths],
        paths=[str(path) for path in paths],
    )
    await room.host.pictures.settle()
    return post


async def kept(room: Room) -> list[bytes]:
    """The bytes of every picture in the database."""
    async with room.database.reading() as connection:
        found = await connection.exec_driver_sql("SELECT content FROM pictures WHERE content IS NOT NULL")
        return [row.content for row in found]


async def owed(room: Room) -> int:
    async with room.store.reading() as store:
        return len(await store.pictures_owed(["terminal"]))


async def page(room: Room) -> str:
    async with room.store.reading() as store:
        record = await store.record(room.cafe_id)
        flashback = host_flashback(record)
        pictures = await pictures_of(store, flashback, record)
    return rendered(record.cafe, flashback, "html", pictures).decode()


def shown(text: str) -> int:
    """How many pictures a page shows."""
    return text.count('<figure class="brought">')


# --- what is kept, and shown ----------------------------------------------------------------------------------


async def test_a_picture_is_kept_without_where_and_when_it_was_taken(room: Room, photo: Path) -> None:
    await bring(room, "Vio", photo)
    assert KEPT is not None
    assert await kept(room) == [KEPT.content]
    await room.database.close()
    assert not [file for file in photo.parent.glob("cafe.db*") if PLACE in file.read_bytes()]
    assert await owed(room) == 0


async def test_the_page_shows_it_signed_as_its_author_allows(room: Room, photo: Path) -> None:
    await bring(room, "Vio", photo)
    await room.consent("Vio", Consent.NAMED)
    await room.until_the_end()
    text = await page(room)
    assert shown(text) == 1
    assert f'alt="{SHOWS}"' in text
    assert "<b><bdi>Vio</bdi></b>" in text
    assert str(photo.parent) not in text
    await room.consent("Vio", Consent.ANONYMOUS)
    text = await page(room)
    assert shown(text) == 1
    assert "Vio" not in text


async def test_whoever_is_not_to_be_quoted_is_not_shown_either(room: Room, photo: Path) -> None:
    await bring(room, "Vio", photo)
    await room.consent("Vio", Consent.NONE)
    await room.until_the_end()
    text = await page(room)
    assert shown(text) == 0
    assert SHOWS not in text


async def test_a_late_answer_brings_its_picture_all_the_same(unopened: Room, photo: Path) -> None:
    await unopened.begin(told=with_a_mission(ends_day=1, ends_at=time(12)))
    await unopened.until(1, 13)
    await bring(unopened, "Vio", photo)
    assert len(await kept(unopened)) == 1


async def test_another_kind_keeps_the_name_and_the_description_alone(room: Room, photo: Path) -> None:
    await bring(room, "Vio", photo, text="Voilà.", workshop="memory")
    assert await kept(room) == []
    assert await owed(room) == 0
    assert [one.name for one in (await room.record()).posts[0].attachments] == ["cabane.jpg"]


async def test_a_blind_missions_pictures_are_shown_once_it_is_unsealed(unopened: Room, photo: Path) -> None:
    await unopened.begin(told=with_a_mission(Visibility.BLIND))
    await unopened.until(1, 10)
    await bring(unopened, "Vio", photo)
    assert len(await kept(unopened)) == 1
    assert shown(await page(unopened)) == 0
    await unopened.until_the_end()
    assert shown(await page(unopened)) == 1


async def test_the_notice_says_what_becomes_of_pictures_where_they_are_asked_for(room: Room) -> None:
    assert "sans le lieu" in (await room.said_by_the_bot())[0].text


async def test_a_cafe_without_a_mission_says_nothing_of_pictures(unopened: Room) -> None:
    await unopened.begin()
    await unopened.until(1, 10)
    assert "sans le lieu" not in (await unopened.said_by_the_bot())[0].text


# --- how it goes ----------------------------------------------------------------------------------------------


async def test_a_picture_goes_with_its_post(room: Room, photo: Path) -> None:
    post = await bring(room, "Vio", photo)
    await room.until_the_end()
    assert shown(await page(room)) == 1
    await room.terminal.erase(room.ref, "vio", post)
    assert await kept(room) == []
    assert shown(await page(room)) == 0
    await room.database.close()
    assert KEPT is not None
    assert not [file for file in photo.parent.glob("cafe.db*") if KEPT.content[200:400] in file.read_bytes()]


async def test_a_picture_goes_with_its_author(room: Room, photo: Path) -> None:
    await bring(room, "Vio", photo, photo)
    await bring(room, "Ana", photo)
    await room.withdraw("Vio")
    assert len(await kept(room)) == 1


async def test_a_post_erased_while_its_picture_is_on_its_way_leaves_none(room: Room, photo: Path) -> None:
    slow = Slow(room.terminal)
    room.work(platforms={"terminal": slow})
    await room.host.listen()
    saying = asyncio.create_task(bring(room, "Vio", photo))
    await slow.asked.wait()
    # Nobody waits for it: others are heard, and the post can go.
    await room.say("Ana", "Je raconte entre-temps.")
    [post] = [one for one in (await room.record()).posts if one.attachments]
    await room.terminal.erase(room.ref, "vio", post.ref.id)
    slow.given.set()
    await saying
    assert await kept(room) == []
    assert await owed(room) == 0
    assert await room.told("Vio") == []


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


class Slow(TerminalPlatform):
    """A platform that hands a file out only when it is told to."""

    def __init__(self, inner: TerminalPlatform) -> None:
        self.__dict__ = inner.__dict__
        self.asked = asyncio.Event()
        self.given = asyncio.Event()

    async def fetch(self, room: RoomRef, post: Post, number: int, limit: int) -> bytes:
        self.asked.set()
        await self.given.wait()
        return await super().fetch(room, post, number, limit)


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


# --- typed, and from a file -----------------------------------------------------------------------------------


async def test_a_conversation_brings_the_pictures_that_lie_beside_it(unopened: Room, photo: Path) -> None:
    await prepare(unopened.database)
    lines = [
        '{"type": "post", "id": "m1", "author": "u1", "name": "Vio", "at": "2026-03-02T10:00:00+01:00", "text": "Là.", '
        f'"workshop": "seek", "attachments": [{{"name": "{number}.jpg", "url": "{url}"}}]}}'.replace("m1", f"m{number}")
        for number, url in enumerate(["cabane.jpg", "../cabane.jpg", "https://example.org/a.jpg"])
    ]
    file = photo.parent / "said.jsonl"
    file.write_text("\n".join(lines))
    said = read_conversation(file, RoomRef("conversation", "file"))
    made = replayed_script(said, with_a_mission(), None, "fr", ZONE, wording("fr"))
    cafe = await replay(said, made, unopened.store, language="fr", zone=ZONE)
    unopened.cafe_id = cafe.id
    assert KEPT is not None
    assert await kept(unopened) == [KEPT.content]
    assert shown(await page(unopened)) == 1


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("a.png", ("a.png", "")),
        ("a.png Un arbre seul", ("a.png", "Un arbre seul")),
        ('"mon arbre.png" Un arbre', ("mon arbre.png", "Un arbre")),
        ('"mon arbre.png"', ("mon arbre.png", "")),
        ("", ("", "")),
    ],
)
def test_a_file_is_typed_with_what_it_shows(typed: str, read: tuple[str, str]) -> None:
    assert file_and_words(typed) == read
