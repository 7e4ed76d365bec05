"""A café name: drawn once, the same wherever it is shown, and not to be told from one café to the next."""

from __future__ import annotations

import json
from pathlib import Path

from bot.cafe_names import invented_names
from bot.domain import Consent, Home
from bot.host import Mine, exported
from bot.restoring import restored
from bot.store.care import back_up
from bot.wording import wording
from tests.stories.room import ZONE, Room, authors, script
from tests.stories.test_put_back import FORMER, Town, put_back

WORDS = "Le mien avait un fil et je tirais dessus pour aller plus loin."


async def drawn(room: Room, name: str = "Vio") -> str:
    """The café name of a member."""
    known = (await room.record()).members[room.ref_of(name)]
    assert known.cafe_name is not None
    return known.cafe_name


async def tries(room: Room, name: str = "Vio") -> list[str]:
    """The first two names that can be drawn for a member."""
    names = invented_names((await room.cafe()).secret, room.ref_of(name))
    return [next(names), next(names)]


async def test_the_flashback_its_messages_the_export_and_ones_own_file_show_the_same_name(room: Room) -> None:
    await room.until(1, 10)
    await room.say("Vio", WORDS)
    await room.consent("Vio", Consent.CAFE_NAME)
    await room.until_the_end()
    name = await drawn(room)
    assert authors(await room.published()) == {name}
    assert any(f"{name}" in message.text for message in await room.said_by_the_bot())
    assert {line["name"] for line in exported(await room.record()) if line["type"] == "post"} == {name}
    file = await Mine(room.store).file(room.ref_of("Vio"), wording("fr"))
    assert json.loads((file.content or b"").splitlines()[0])["cafes"][0]["cafe_name"] == name
    [own] = (await room.host.consents.quotations(room.ref_of("Vio"), room.cafe_id)).quotations
    assert own.author == name


async def test_whoever_comes_by_that_very_name_changes_nothing(room: Room) -> None:
    await room.until(1, 10)
    await room.say("Vio", WORDS)
    await room.consent("Vio", Consent.CAFE_NAME)
    name = await drawn(room)
    thread = await room.thread("memory")
    await room.terminal.say(room.ref, "0", name, "Bonsoir, je viens d’arriver.", thread=thread)
    await room.say("Marc", "Le nôtre était au mur, dans le couloir.")
    await room.terminal.say(room.ref, "marc", name, "Je change de nom.", thread=thread)
    await room.consent("Marc", Consent.CAFE_NAME)
    assert await drawn(room) == name
    await room.until_the_end()
    assert name in authors(await room.published())


async def test_a_name_that_somebody_bears_is_not_drawn(room: Room) -> None:
    await room.until(1, 10)
    first, second = await tries(room)
    thread = await room.thread("memory")
    await room.terminal.say(room.ref, "u7", first.upper(), "Bonsoir.", thread=thread)
    await room.say("Vio", WORDS)
    await room.consent("Vio", Consent.CAFE_NAME)
    assert await drawn(room) == second


async def test_the_next_cafe_draws_another_one(room: Room) -> None:
    await room.until(1, 10)
    await room.say("Vio", WORDS)
    await room.consent("Vio", Consent.CAFE_NAME)
    name = await drawn(room)
    await room.until_the_end()
    former = room.cafe_id
    again = await room.host.open(script(), [Home(room.ref, "fr")], zone=ZONE, day=room.clock.now().date())
    room.cafe_id = again.id
    await room.host.consents.always(room.ref_of("Vio"), Consent.CAFE_NAME)
    await room.until(6, 12)
    await room.say("Vio", WORDS)
    assert former != again.id
    assert await drawn(room) != name


@FORMER
async def test_a_backup_comes_back_with_the_name_that_was_drawn_since(tmp_path: Path, former: str) -> None:
    town = Town(tmp_path)
    room = await town.begin()
    await room.until(1, 10)
    await room.say("Vio", WORDS)
    backup = tmp_path / "monday.db"
    await back_up(room.database, backup)
    first, second = await tries(room)
    if former == "there":
        await room.terminal.say(room.ref, "u7", first, "Bonsoir.", thread=await room.thread("memory"))
    await room.consent("Vio", Consent.CAFE_NAME)
    name = await drawn(room)
    assert name == (second if former == "there" else first)
    await put_back(town, backup, former)
    again = await town.reopened()
    assert await drawn(again) == name
    await again.host.listen()
    assert await drawn(again) == name
    await town.close()


async def test_a_backup_brings_no_name_back_of_whoever_left_since(tmp_path: Path) -> None:
    room = Room(tmp_path / "cafe.db")
    await room.begin()
    await room.until(1, 10)
    await room.say("Vio", WORDS)
    await room.consent("Vio", Consent.CAFE_NAME)
    name = await drawn(room)
    backup = tmp_path / "monday.db"
    await back_up(room.database, backup)
    await room.withdraw("Vio")
    await room.database.close()
    await restored(room.path, backup, room.clock)
    assert name.encode() not in room.path.read_bytes()
