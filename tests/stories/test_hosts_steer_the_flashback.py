"""Hosts steer the flashback by commands, typed in French or in English."""

from __future__ import annotations

import json

import pytest

from bot.digest import from_json
from bot.domain import Consent
from bot.errors import CafeError
from bot.wording import wording
from tests.stories.room import Room, texts

FIRST = "Le mien avait un fil, et je tirais dessus pour aller plus loin."
SECOND = "On attendait son tour dans le couloir, avec une pièce dans la main."


@pytest.fixture
async def hosted(unopened: Room) -> Room:
    """The café of three days with Camille as its host, on its first morning."""
    await unopened.begin(hosts=("camille",), desk="fr")
    await unopened.until(1, 10)
    return unopened


async def refused(room: Room, name: str, line: str, language: str = "fr") -> str:
    with pytest.raises(CafeError) as caught:
        await room.command(name, "café", line, language=language)
    return " ".join(wording(language).fault(one) for one in caught.value.faults)


async def test_a_host_stars_and_leaves_out_and_takes_both_back(hosted: Room) -> None:
    first, second = await hosted.say("Vio", FIRST), await hosted.say("Marc", SECOND)
    await hosted.react("Marc", first)
    said = await hosted.command("Camille", "café", f"étoile {second}")
    assert f"le message {second} est maintenant la première voix de « Un souvenir »" in said
    assert "no quotation" in await hosted.command("Camille", "cafe", f"leave-out {first}", language="en")
    await hosted.until_the_end()
    assert (await hosted.published()).workshops[0].voices[0].text == SECOND
    assert FIRST not in texts(await hosted.published())
    assert "la règle choisit" in await hosted.command("Camille", "café", f"étoile {second} non")
    assert "n’était pas" in await hosted.command("Camille", "café", f"étoile {second} non")
    assert "de nouveau être cité" in await hosted.command("Camille", "café", f"écarter {first} non")
    assert "n’était pas écarté" in await hosted.command("Camille", "café", f"écarter {first} non")
    assert (await hosted.published()).workshops[0].voices[0].text == FIRST
    assert "Il n’y a pas de message 999" in await refused(hosted, "Camille", "étoile 999")
    history = await hosted.command("Camille", "café", "historique")
    assert f"Camille : `/café écarter non`, message {first}" in history
    assert FIRST not in history


async def test_a_host_adds_a_word_about_the_café_and_about_a_workshop(hosted: Room) -> None:
    await hosted.say("Vio", FIRST)
    assert "présenté comme celui de l’équipe" in await hosted.command("Camille", "café", "mot Merci à tous !")
    said = await hosted.command("Camille", "café", "mot Bravo atelier:memory")
    assert "Pour le retirer : /café mot non atelier:memory" in said.replace("`", "").replace("!", "/")
    await hosted.command("Camille", "café", "mot atelier:memory Ces souvenirs : « formidables » !")
    assert "remplace le précédent" in await hosted.command("Camille", "café", "mot Merci à toutes et tous !")
    flashback = await hosted.host.flashback(hosted.cafe_id)
    assert (flashback.note, flashback.workshops[0].note) == (
        "Merci à toutes et tous !",
        "Ces souvenirs : « formidables » !",
    )
    assert "retiré" in await hosted.command("Camille", "café", "mot non")
    assert "pas de mot" in await hosted.command("Camille", "café", "mot non")
    assert "is taken away" in await hosted.command("Camille", "cafe", "note workshop:memory off", language="en")
    assert "est vide" in await refused(hosted, "Camille", "mot")


async def test_a_preview_shows_what_can_be_starred_and_comes_with_files(hosted: Room) -> None:
    first = await hosted.say("Vio", FIRST)
    long = await hosted.say("Marc", "Un mot. " * 40)
    await hosted.command("Camille", "café", "mot À *bientôt*.")
    said = await hosted.command("Camille", "café", "aperçu")
    assert "Le flashback de « Le premier téléphone », tel qu’il serait maintenant : 2 participant·es" in said
    assert "Il paraît le jeudi 5 mars 2026 à 20:00" in said
    assert "« Un souvenir », 2 messages :" in said
    assert FIRST in said
    assert f"quelqu’un, message {first}" in said
    assert f"message {long}" in said
    assert max(len(line) for line in said.splitlines()) < 300
    names = [one.name for one in hosted.files]
    assert names == ["flashback.json", "flashback.md", "flashback.html"]
    raw, markdown, page = (one.content or "" for one in hosted.files)
    assert from_json(raw.encode()) == (await hosted.host.flashback(hosted.cafe_id))
    assert json.loads(raw)["note"] == "À *bientôt*."
    assert FIRST in markdown
    assert "Un mot de l’équipe" in page


async def test_a_preview_of_what_is_published_says_so(hosted: Room) -> None:
    await hosted.say("Vio", FIRST)
    await hosted.until_the_end()
    said = await hosted.command("Camille", "café", "aperçu")
    assert "Le flashback de « Le premier téléphone », tel qu’il est publié : 1 participant·e" in said
    assert "serait" not in said


async def test_a_preview_says_of_a_workshop_without_a_quotation_that_nothing_is_quoted(hosted: Room) -> None:
    assert "« Un souvenir », pas encore de message." in await hosted.command("Camille", "café", "aperçu")
    await hosted.say("Vio", FIRST)
    await hosted.consent("Vio", Consent.NONE)
    said = await hosted.command("Camille", "café", "aperçu")
    assert "« Un souvenir », 1 message, rien n’en est cité." in said
    assert FIRST not in said


async def test_a_preview_says_nothing_of_what_is_sealed(hosted: Room) -> None:
    await hosted.until(2, 10)
    await hosted.terminal.choose(hosted.ref, "léa", "Léa", "far", ["7"])
    said = await hosted.command("Camille", "café", "aperçu")
    assert json.loads(hosted.files[0].content or "")["workshops"][2]["result"] is None
    assert "7" not in said.partition("Jusqu’où")[2]


async def test_publishing_is_refused_too_early_and_to_members(hosted: Room) -> None:
    await hosted.say("Vio", FIRST)
    assert "pas encore fermé" in await refused(hosted, "Camille", "publier")
    await hosted.until(3, 21)
    assert "à partir du jeudi 5 mars 2026 à 20:00" in await refused(hosted, "Camille", "publier")
    for line in ("aperçu", "étoile 1", "écarter 1", "mot Bonjour", "publier"):
        assert "n’est pas pour vous ici" in await refused(hosted, "Vio", line)
    await hosted.until_the_end()
    assert "déjà paru" in await refused(hosted, "Camille", "publier")
