"""Pictures that members bring: what is kept of them, who sees them, and how they go."""

from __future__ import annotations

import asyncio
from datetime import time
from pathlib import Path

import pytest

from bot.conversation import read_conversation
from bot.domain import Consent, Post, RoomRef, Visibility
from bot.platforms.terminal_platform import TerminalPlatform
from bot.replay import replay, replayed_script
from bot.terminal_front._typed import file_and_words
from bot.wording import wording
from tests.photographs import PLACE
from tests.prepared import prepare
from tests.stories.brought import KEPT, SHOWS, bring, kept, owed, page, shown, with_a_mission
from tests.stories.room import ZONE, Room


@pytest.fixture
def room(on_a_mission: Room) -> Room:
    return on_a_mission


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
