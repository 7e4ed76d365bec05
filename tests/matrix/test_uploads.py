"""A host's own script comes as a file on Matrix: as what a command replies to, or with the command as its caption."""

from __future__ import annotations

import io
import zipfile

from tests.matrix.community import Community
from tests.matrix_server import Person
from tests.stories.test_hosts_command import STRUCTURE, WORDS


def packed(words: str = WORDS) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("script.toml", STRUCTURE)
        archive.writestr("fr.toml", words)
    return made.getvalue()


async def brings(who: Person, room: str, content: bytes, caption: str | None = None) -> str:
    """Somebody brings a file into a room; its event."""
    answer, _ = await who.client.upload(io.BytesIO(content), "application/zip", "bonjour.zip", filesize=len(content))
    file = {"msgtype": "m.file", "url": answer.content_uri, "filename": "bonjour.zip"}
    return await who.says(room, caption or "bonjour.zip", **file)


async def kept(community: Community) -> dict[str, int]:
    async with community.store.reading() as store:
        return {name: version for name, (version, _) in (await store.uploads()).items()}


async def test_a_script_is_kept_by_a_reply_to_its_file_or_as_its_caption(community: Community) -> None:
    await community.begins()
    file = await brings(community.camille, community.bureau, packed())
    said = await community.asks(community.camille, "!café script bonjour", where=community.bureau, reply_to=file)
    assert "Le script bonjour est là" in said
    assert await kept(community) == {"bonjour": 1}

    said = await community._answered(
        community.camille,
        lambda: brings(
            community.camille, community.bureau, packed(WORDS.replace("Bonjour", "Bonsoir")), "!café script bonjour"
        ),
    )
    assert "« Bonsoir »" in said
    assert await kept(community) == {"bonjour": 2}


async def test_what_is_wrong_with_it_is_said_and_nothing_is_kept(community: Community) -> None:
    await community.begins()
    camille, bureau = community.camille, community.bureau
    assert "Aucun fichier n’accompagne cette commande" in await community.asks(
        camille, "!café script bonjour", where=bureau
    )
    broken = await brings(camille, bureau, packed("title = 3"))
    said = await community.asks(camille, "!café script bonjour", where=bureau, reply_to=broken)
    assert "fr.toml" in said
    assert "\n" in said, "each fault is a sentence of its own"
    gone = await brings(camille, bureau, packed())
    await camille.redacts(bureau, gone)
    said = await community.asks(camille, "!café script bonjour", where=bureau, reply_to=gone)
    assert "Aucun fichier" in said
    assert await kept(community) == {}


async def test_a_member_may_not_and_their_file_with_a_command_is_no_post(community: Community) -> None:
    await community.begins()
    await community.until(1, 10)
    said = await community._answered(
        community.vio, lambda: brings(community.vio, community.room_id, packed(), "!café script bonjour")
    )
    assert "n’est pas pour vous ici" in said
    assert await kept(community) == {}
    assert await community.posts() == []
