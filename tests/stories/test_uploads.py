"""Scripts that hosts upload are kept with everything else: every worker has them, and every backup."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.commands import Upload
from bot.domain import Caller
from bot.errors import CallError
from bot.restoring import restored
from bot.store.care import back_up
from tests.photographs import photograph
from tests.stories.room import Room
from tests.stories.test_hosts_command import STRUCTURE, WORDS

LATER = WORDS.replace("Bonjour", "Bonsoir")


async def uploaded(room: Room, *files: Upload, words: str = WORDS) -> None:
    given = [Upload("script.toml", STRUCTURE.encode()), Upload("fr.toml", words.encode()), *files]
    await room.command("Camille", "café", "script bonjour", files=given)


async def offered(room: Room) -> list[str]:
    """What is proposed to who is to open a café."""
    caller = Caller(room.ref_of("Camille"), "Camille", room.ref, "fr")
    command = room.commands.named("cafe", "open")
    return list(await room.commands.complete(caller, command, "script", ""))


@pytest.fixture
async def two(unopened: Room, tmp_path: Path) -> tuple[Room, Room]:
    """Two workers on one database, each with a disk of its own."""
    await unopened.begin(hosts=("camille",))
    await unopened.until(1, 10)
    other = Room(unopened.where, unopened.clock)
    other.ref, other.cafe_id = unopened.ref, unopened.cafe_id
    other.database, other.store, other.terminal = unopened.database, unopened.store, unopened.terminal
    other.work(hosts=("camille",), worker="other")
    unopened.keep_uploads_in(tmp_path / "one" / "uploads")
    other.keep_uploads_in(tmp_path / "two" / "uploads")
    return unopened, other


async def test_what_one_worker_has_taken_another_one_opens(two: tuple[Room, Room], tmp_path: Path) -> None:
    one, other = two
    assert await offered(other) == []
    await uploaded(one, Upload("a.png", photograph("PNG")))
    assert await offered(other) == ["bonjour"]
    await other.command("Camille", "café", "ouvrir bonjour")
    async with other.store.reading() as store:
        assert [cafe.title for cafe in await store.cafes() if cafe.id != other.cafe_id] == ["Bonjour"]
    picture = tmp_path / "two" / "uploads" / "bonjour" / "a.png"
    assert picture.read_bytes() == photograph("PNG")
    await uploaded(one, words=LATER)
    assert await offered(other) == ["bonjour"]
    assert "Bonsoir" in (picture.parent / "fr.toml").read_text(encoding="utf-8")
    assert picture.exists(), "a café that is under way may still show it"


async def test_what_lies_in_the_way_or_was_spoilt_is_made_anew_at_the_next_start(
    two: tuple[Room, Room], tmp_path: Path
) -> None:
    one, _ = two
    await uploaded(one)
    folder = tmp_path / "one" / "uploads"
    (folder / "bonjour" / "fr.toml").write_text("spoilt")
    (folder / "gone").mkdir()
    (folder / "gone" / "script.toml").write_text(STRUCTURE)
    one.keep_uploads_in(folder)
    assert await offered(one) == ["bonjour"]
    assert (folder / "bonjour" / "fr.toml").read_text(encoding="utf-8") == WORDS


async def test_a_script_that_nobody_has_uploaded_is_unknown(two: tuple[Room, Room]) -> None:
    with pytest.raises(CallError) as caught:
        await two[1].command("Camille", "café", "ouvrir bonjour")
    assert caught.value.faults[0].key == "command_no_script"


async def test_a_backup_has_them(unopened: Room, tmp_path: Path) -> None:
    await unopened.begin(hosts=("camille",))
    await unopened.until(1, 10)
    unopened.keep_uploads_in(tmp_path / "uploads")
    await uploaded(unopened)
    await back_up(unopened.database, tmp_path / "backup.db")
    await uploaded(unopened, words=LATER)
    await unopened.database.close()
    await restored(unopened.path, tmp_path / "backup.db", unopened.clock)
    again = await unopened.reopened()
    async with again.store.reading() as store:
        assert (await store.upload("bonjour"))["fr.toml"] == WORDS.encode()
    await again.database.close()
