"""Files that the bot brings into a room: pictures with their size, the flashback's page where it was wished for."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.domain import MemberRef, OutboundFile, OutboundMessage
from bot.errors import NoSuchPlace
from bot.host import receipt_lines
from tests.matrix.community import Community
from tests.matrix.scene import Scene
from tests.matrix_server import Person
from tests.stories.room import texts

ANSWER = "Le mien avait un fil et je tirais dessus pour aller plus loin."


def drawn(path: Path, wide: int, high: int) -> Path:
    Image.effect_noise((wide, high), 40).convert("RGB").save(path)
    return path


async def read(who: Person, address: str) -> bytes:
    found = await who.client.download(mxc=address)
    return bytes(found.body)


async def content(scene: Scene, event: str) -> dict[str, Any]:
    found: dict[str, Any] = (await scene.vio.event(scene.room_id, event))["content"]
    return found


async def test_a_picture_stands_above_its_words_with_its_size_its_description_and_a_small_one(
    scene: Scene, tmp_path: Path
) -> None:
    path = drawn(tmp_path / "phone.png", 1_200, 600)
    message = OutboundMessage("<p>Bienvenue.</p>", files=(OutboundFile(path.name, "Un téléphone rouge", str(path)),))
    posted = await scene.platform.post(scene.room, message, "k1")
    shown = await content(scene, posted.message)
    info = shown["info"]
    assert (shown["msgtype"], shown["filename"], shown["body"]) == ("m.image", "phone.png", "Bienvenue.")
    assert (shown["formatted_body"], shown["m.mentions"]) == ("<p>Bienvenue.</p>", {})
    assert (info["w"], info["h"], info["mimetype"], info["alt"]) == (1_200, 600, "image/png", "Un téléphone rouge")
    assert await read(scene.vio, shown["url"]) == path.read_bytes()
    small = await read(scene.vio, info["thumbnail_url"])
    with Image.open(io.BytesIO(small)) as picture:
        assert picture.size == (800, 400) == (info["thumbnail_info"]["w"], info["thumbnail_info"]["h"])
    assert info["thumbnail_info"]["size"] == len(small)
    # Once, by the same key, and found again by it.
    assert await scene.platform.post(scene.room, message, "k1") == posted
    await scene.platform.revise(scene.room, posted, OutboundMessage("<p>Bonjour.</p>", files=message.files))
    [edit] = [one["content"] for one in await scene.vio.sees(scene.room_id) if "m.new_content" in one["content"]]
    assert edit["m.new_content"]["body"] == "Bonjour."
    assert edit["m.new_content"]["url"] == shown["url"]
    await scene.platform.retract(scene.room, posted)
    assert shown["url"] not in json.dumps(await scene.vio.sees(scene.room_id))


async def test_a_small_picture_needs_no_smaller_one_and_a_file_is_no_picture(scene: Scene, tmp_path: Path) -> None:
    path = drawn(tmp_path / "lamp.png", 40, 30)
    for key, file in (
        ("k1", OutboundFile("lamp.png", "", str(path))),
        ("k2", OutboundFile("meeting.ics", "La rencontre", content="BEGIN:VCALENDAR")),
        ("k3", OutboundFile("false.png", "", content="no picture")),
    ):
        await scene.platform.post(scene.room, OutboundMessage("<p>Voici.</p>", files=(file,)), key)
    sent = [one["content"] for one in await scene.vio.sees(scene.room_id) if "url" in one["content"]]
    assert [(one["msgtype"], one["filename"]) for one in sent] == [
        ("m.image", "lamp.png"),
        ("m.file", "meeting.ics"),
        ("m.file", "false.png"),
    ]
    assert [one for one in sent if "thumbnail_url" in one["info"] or one["body"] != "Voici."] == []
    gone = OutboundMessage("<p>Voici.</p>", files=(OutboundFile("gone.png", "", str(tmp_path / "gone.png")),))
    with pytest.raises(NoSuchPlace):
        await scene.platform.post(scene.room, gone, "k4")


async def published(community: Community) -> str:
    """The flashback is out; returns the post of Vio's that it quotes."""
    await community.begins()
    await community.until(1, 10)
    memory = await community.thread("memory")
    post = await community.heard(await community.vio.says(community.room_id, ANSWER, thread=memory))
    await community.heard(await community.ana.says(community.room_id, "Le nôtre était dans le couloir.", thread=memory))
    await community.until(5, 12)
    assert ANSWER in texts(await community.published())
    return post


async def pages(community: Community) -> list[str]:
    """The pages that stand in the room."""
    events = await community.vio.sees(community.room_id)
    found = [one["content"] for one in events if one["content"].get("filename", "").startswith("flashback.")]
    assert {one["filename"] for one in found} <= {"flashback.html"}
    return [(await read(community.vio, one["url"])).decode() for one in found]


async def test_no_file_that_quotes_members_is_brought_unless_it_was_wished_for(community: Community) -> None:
    await published(community)
    assert await pages(community) == []


@pytest.mark.parametrize("community", [{"pages": True}], indirect=True)
async def test_the_page_that_was_wished_for_is_made_anew_without_what_was_taken_back(community: Community) -> None:
    post = await published(community)
    [page] = await pages(community)
    assert "je tirais dessus" in page
    await community.heard(await community.vio.redacts(community.room_id, post))
    await community.ticker.tick()
    [page] = await pages(community)
    assert "je tirais dessus" not in page
    assert "couloir" in page
    told = [
        key
        for key, _ in receipt_lines(await community.host.forgetting.everything(MemberRef("matrix", community.ana.id)))
    ]
    assert "receipt.files_stay" in told
