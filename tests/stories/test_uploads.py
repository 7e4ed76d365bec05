"""Scripts that hosts upload are kept with everything else: every worker has them, and every backup."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.commands import Upload
from bot.domain import Caller, RoomRef
from bot.errors import CallError
from bot.host import Uploads
from bot.restoring import restored
from bot.store.care import back_up
from tests.photographs import photograph
from tests.stories.room import Room
from tests.stories.test_hosts_command import STRUCTURE, WORDS

SHOWN = STRUCTURE.replace("days = 2", 'days = 2\npicture = "a.png"')
DESCRIBED = WORDS.replace("title =", 'picture_alt = "Du pain"\ntitle =', 1)
ELSEWHERE = RoomRef("terminal", "elsewhere")
LATER = WORDS.replace("Bonjour", "Bonsoir")


async def uploaded(room: Room, words: str = WORDS, name: str = "bonjour") -> None:
    given = [Upload("script.toml", STRUCTURE.encode()), Upload("fr.toml", words.encode())]
    await room.command("Camille", "café", f"script {name}", files=given)


async def uploaded_with(room: Room, picture: bytes, name: str = "bonjour") -> None:
    """Upload a script that shows this picture."""
    words = [Upload("script.toml", SHOWN.encode()), Upload("fr.toml", DESCRIBED.encode())]
    await room.command("Camille", "café", f"script {name}", files=[*words, Upload("a.png", picture)])


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
    await uploaded_with(one, photograph("PNG"))
    assert await offered(other) == ["bonjour"]
    await other.command("Camille", "café", "ouvrir bonjour")
    async with other.store.reading() as store:
        assert [cafe.title for cafe in await store.cafes() if cafe.id != other.cafe_id] == ["Bonjour"]
    picture = tmp_path / "two" / "uploads" / "bonjour" / "a.png"
    assert picture.read_bytes() == photograph("PNG")
    await uploaded(one, LATER)
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
    await uploaded(unopened, LATER)
    await unopened.database.close()
    await restored(unopened.path, tmp_path / "backup.db", unopened.clock)
    again = await unopened.reopened()
    async with again.store.reading() as store:
        assert (await store.upload("bonjour"))["fr.toml"] == WORDS.encode()
    await again.database.close()


@pytest.mark.parametrize("alone", [False, True], ids=["everybody's", "a community's own"])
async def test_fifty_scripts_are_kept_and_each_may_be_replaced(unopened: Room, tmp_path: Path, alone: bool) -> None:
    await unopened.begin(hosts=("camille",))
    camille, uploads = unopened.ref_of("Camille"), Uploads(unopened.store, unopened.clock, tmp_path / "uploads")
    caller = Caller(camille, "Camille", unopened.ref, "fr", reach=frozenset({unopened.ref}) if alone else None)
    files = {"script.toml": STRUCTURE.encode(), "fr.toml": WORDS.encode()}
    theirs = unopened.ref if alone else None
    async with unopened.store.writing() as work:
        for number in range(49):
            await work.keep_upload(f"s{number}", files, camille, unopened.clock.now(), theirs)
            await work.keep_upload(f"t{number}", files, camille, unopened.clock.now(), ELSEWHERE)
    await uploads.take("bonjour", files, caller)
    with pytest.raises(CallError) as caught:
        await uploads.take("bonsoir", files, caller)
    assert [one.key for one in caught.value.faults] == ["upload_too_many"]
    await uploads.take("bonjour", {**files, "fr.toml": LATER.encode()}, caller)
    async with unopened.store.reading() as store:
        assert "bonsoir" not in await store.uploads()
        assert (await store.upload("bonjour"))["fr.toml"] == LATER.encode()


async def test_fifty_megabytes_are_kept(unopened: Room, tmp_path: Path) -> None:
    await unopened.begin(hosts=("camille",))
    await unopened.until(1, 10)
    unopened.keep_uploads_in(tmp_path / "uploads")
    heavy = photograph("PNG") + bytes(7_900_000)
    for number in range(6):
        await uploaded_with(unopened, heavy, f"s{number}")
    with pytest.raises(CallError) as caught:
        await uploaded_with(unopened, heavy, "bonjour")
    assert [one.key for one in caught.value.faults] == ["upload_no_space"]
    async with unopened.store.reading() as store:
        assert sorted(await store.uploads()) == [f"s{number}" for number in range(6)]
    await uploaded(unopened)


async def test_a_script_that_nothing_needs_is_taken_away_everywhere_and_its_name_is_free(
    two: tuple[Room, Room], tmp_path: Path
) -> None:
    one, other = two
    await uploaded_with(one, photograph("PNG"))
    assert await offered(other) == ["bonjour"]
    said = await one.command("Camille", "café", "retirer-script bonjour")
    assert said.startswith("C’est fait : le script bonjour n’est plus gardé ici.")
    one.clock.move_to(one.clock.now() + timedelta(minutes=1))
    await uploaded(one, LATER)
    # The other worker has not looked in between: it finds the new one, and nothing of the former.
    assert await offered(other) == ["bonjour"]
    there = tmp_path / "two" / "uploads" / "bonjour"
    assert "Bonsoir" in (there / "fr.toml").read_text(encoding="utf-8")
    assert not (there / "a.png").exists()
    await other.command("Camille", "cafe", "remove-script bonjour", language="en")
    assert await offered(one) == []
    assert "`/café retirer-script`, script bonjour" in await one.command("Camille", "café", "historique")


async def test_a_script_stays_as_long_as_a_café_of_it_is_not_published(two: tuple[Room, Room]) -> None:
    one, _ = two
    await uploaded(one)
    await one.command("Camille", "café", "ouvrir bonjour malgré:oui")
    with pytest.raises(CallError) as caught:
        await one.command("Camille", "café", "retirer-script bonjour")
    assert [each.key for each in caught.value.faults] == ["remove_script_in_cafe"]
    assert await offered(one) == ["bonjour"]
    await one.until(6, 12)
    await one.command("Camille", "café", "retirer-script bonjour")
    assert await offered(one) == []


async def test_what_another_community_has_sent_is_not_taken_away(two: tuple[Room, Room], tmp_path: Path) -> None:
    one, _ = two
    await uploaded(one)
    camille = one.ref_of("Camille")
    uploads = Uploads(one.store, one.clock, tmp_path / "one" / "uploads")
    for name in ("bonjour", "unknown"):
        with pytest.raises(CallError) as caught:
            await uploads.remove(name, Caller(camille, "Camille", ELSEWHERE, "fr", reach=frozenset({ELSEWHERE})))
        assert [each.key for each in caught.value.faults] == ["remove_script_of_others"]
    assert await offered(one) == ["bonjour"]
