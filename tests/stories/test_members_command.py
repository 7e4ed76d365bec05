"""Members choose how they are quoted, see what is kept of them, and are forgotten, by commands alone."""

from __future__ import annotations

import pytest

from bot.domain import Consent
from bot.errors import CafeError
from bot.wording import wording
from tests.stories.room import Room, authors, texts

WORDS = "Le mien avait un fil et je tirais dessus pour aller plus loin."
OTHERS = "Le nôtre était au mur, dans le couloir, et tout le monde écoutait."


async def refused(room: Room, line: str, language: str = "fr") -> str:
    with pytest.raises(CafeError) as caught:
        await room.command("Vio", "me", line, language=language)
    return " ".join(wording(language).fault(one) for one in caught.value.faults)


async def test_the_closing_message_says_how_to_see_ones_quotations_and_the_command_does(room: Room) -> None:
    await room.until(1, 10)
    post = await room.say("Vio", WORDS)
    await room.say("Marc", OTHERS)
    await room.until(3, 21)
    closing = (await room.said_by_the_bot())[-1].text
    assert "/moi citations" in closing
    seen = await room.command("Vio", "moi", "citations")
    assert WORDS in seen
    assert OTHERS not in seen
    assert f"N° {post}" in seen
    said = await room.command("Vio", "moi", f"citer {post} rien")
    assert "n’est pas cité" in said
    assert "pas cité, parce que vous l’avez choisi" in await room.command("Vio", "moi", "citations")
    await room.until_the_end()
    assert WORDS not in texts(await room.published())
    assert "with your name" in await room.command("Vio", "me", f"quote {post} named", language="en")
    assert "Vio" in authors(await room.published())
    assert "holds again" in await room.command("Vio", "me", f"quote {post} rule", language="en")
    assert authors(await room.published()) == {None}


@pytest.mark.parametrize(
    ("line", "choice"),
    [
        ("consentement nom", Consent.NAMED),
        ("consent cafe_name here", Consent.CAFE_NAME),
        ("accord anonyme", Consent.ANONYMOUS),
        ("consentement rien ici", Consent.NONE),
    ],
)
async def test_a_member_chooses_for_this_café(room: Room, line: str, choice: Consent) -> None:
    await room.until(1, 10)
    said = await room.command("Vio", "moi", line)
    assert "C’est noté" in said
    assert (await room.record()).members[room.ref_of("Vio")].consent is choice


async def test_a_member_chooses_for_always_and_takes_it_back(room: Room) -> None:
    assert "tous les cafés" in await room.command("Vio", "moi", "consentement anonyme toujours")
    await room.until(1, 10)
    await room.say("Vio", WORDS)
    assert (await room.record()).members[room.ref_of("Vio")].consent is Consent.ANONYMOUS
    assert "taken back" in await room.command("Vio", "me", "consent rule always", language="en")
    assert (await room.record()).members[room.ref_of("Vio")].consent is None
    assert "règle" in await refused(room, "consentement règle")


async def test_a_member_is_given_what_is_kept_of_them(room: Room) -> None:
    await room.until(1, 10)
    await room.say("Vio", WORDS)
    await room.say("Marc", OTHERS)
    await room.command("Vio", "moi", "données")
    [file] = room.files
    assert file.content is not None
    assert WORDS in file.content
    assert OTHERS not in file.content


async def test_a_member_has_one_post_one_café_and_everything_forgotten(room: Room) -> None:
    await room.until(1, 10)
    post = await room.say("Vio", WORDS)
    other = await room.say("Marc", OTHERS)
    assert "1 message" in await room.command("Vio", "moi", f"oublier message {post}")
    assert "pas, ou plus" in await refused(room, f"oublier message {other}")
    assert "numéro" in await refused(room, "oublier message")
    await room.say("Vio", "Encore une chose.")
    assert "1 post" in await room.command("Vio", "me", "forget cafe", language="en")
    await room.consent("Vio", Consent.NAMED)
    await room.say("Vio", "Me revoilà.")
    said = await room.command("Vio", "moi", "oublier tout")
    assert "sauvegardes" in said
    assert "Me revoilà" not in await room.everything_kept()
    assert "rien de vous" in await room.command("Vio", "moi", "oublier tout")
