"""Topics, following, reminders and catching up, as members and hosts type them, in both languages."""

from __future__ import annotations

import pytest

from bot.domain import Consent
from bot.errors import CafeError
from bot.wording import wording
from tests.stories.room import Room
from tests.stories.test_the_desk import plain

OWLS = "Les chouettes de la place, et qui les nourrit"


@pytest.fixture
async def hosted(unopened: Room) -> Room:
    """The café of three days, with Camille as its host."""
    await unopened.begin(hosts=("camille",))
    return unopened


async def refused(room: Room, name: str, group: str, line: str) -> str:
    with pytest.raises(CafeError) as caught:
        await room.command(name, group, line)
    return " ".join(wording("fr").fault(one) for one in caught.value.faults)


async def test_topics_from_the_suggestion_to_the_programme(hosted: Room) -> None:
    room = hosted
    assert "Personne n’a encore proposé" in await room.command("Ana", "sujet", "liste")
    assert "porte le n° 1" in await room.command("Vio", "sujet", f"proposer {OWLS}")
    near = await room.command("Ana", "sujet", f"proposer {OWLS.upper()} ?")
    assert "presque la même chose" in near
    assert OWLS in near
    assert "porte le n° 2" in await room.command("Ana", "sujet", f"proposer malgré:oui {OWLS.upper()} ?")
    assert "qui a maintenant 1 soutien" in await room.command("Sam", "sujet", "soutenir 1")
    listed = await room.command("Sam", "sujet", "liste")
    assert listed.index("n° 1, 1 soutien, le vôtre") < listed.index("n° 2, 0 soutien")
    assert "Vio" not in listed
    assert "n’est pas pour vous ici" in await refused(room, "Vio", "sujet", "retenir 1")
    assert "retenu" in await room.command("Camille", "sujet", "retenir 1")
    await room.ticker.tick()
    [told] = await room.told("Vio")
    assert "n° 1 est retenu" in told
    assert "n° 1, retenu" in await room.command("Sam", "topic", "list")
    changed = await room.command("Camille", "café", "historique")
    assert "Camille : `/sujet retenir`, sujet n° 1" in changed
    assert OWLS not in changed
    assert "est déjà retenu" in await refused(room, "Camille", "sujet", "retenir 1")
    assert "C’est repris" in await room.command("Ana", "sujet", "reprendre 2")


async def test_a_topic_is_taken_for_a_script_that_there_is(hosted: Room) -> None:
    await hosted.command("Vio", "topic", "suggest The owls of the square", language="en")
    listed = await hosted.command("Vio", "topic", "list", language="en")
    assert "no. 1, yours, 0 supporters" in listed
    await hosted.command("Camille", "topic", "take 1 first-phone", language="en")
    assert "taken, for the café “first-phone”" in await hosted.command("Vio", "topic", "list", language="en")


async def test_what_a_topic_says_is_shown_as_it_is_and_calls_nobody(hosted: Room) -> None:
    await hosted.command("Vio", "sujet", "proposer @everyone {n} **gras** <b>")
    assert "@everyone {n} **gras** <b>" in plain(await hosted.command("Ana", "sujet", "liste")).replace("\u200b", "")


@pytest.mark.parametrize(
    ("language", "on", "said", "off", "gone"),
    [
        ("fr", "suivre", "Je vous préviendrai, en privé", "suivre non", "Je ne vous préviendrai plus"),
        ("en", "follow", "I shall tell you, alone", "follow off", "I shall not tell you"),
    ],
)
async def test_following_and_no_more(hosted: Room, language: str, on: str, said: str, off: str, gone: str) -> None:
    assert said in await hosted.command("Vio", "me", on, language=language)
    await hosted.until(1, 10)
    assert len(await hosted.told("Vio")) == 1
    assert gone in await hosted.command("Vio", "moi", off, language=language)
    await hosted.until_the_end()
    assert len(await hosted.told("Vio")) == 1


async def test_reminders_in_one_s_own_hours(hosted: Room) -> None:
    room = hosted
    assert "Je ne vous rappelle rien ici" in await room.command("Vio", "moi", "rappels")
    on = await room.command("Vio", "moi", "rappels oui")
    assert "jamais de 21:00 à 09:00, à l’heure du café" in on
    own = await room.command("Vio", "moi", "rappels oui fuseau:Asia/Tokyo de:22h à:7h30")
    assert "jamais de 22:00 à 07:30, heure de Asia/Tokyo" in own
    assert own == await room.command("Vio", "moi", "rappels")
    assert "Europe/Paris" in await refused(room, "Vio", "moi", "rappels oui fuseau:Mars")
    assert "donnez les deux" in await refused(room, "Vio", "moi", "rappels oui de:22h")
    assert "donnez les deux" in await refused(room, "Vio", "moi", "rappels oui de:lundi jusqu:7h")
    await room.until(2, 12)
    assert any("vous attend encore" in one for one in await room.told("Vio"))
    assert "Je ne vous rappellerai plus rien" in await room.command("Vio", "moi", "rappels non")


async def test_catching_up_is_at_most_five_lines(hosted: Room) -> None:
    room = hosted
    await room.until(1, 12)
    mine = await room.say("Vio", "Le mien avait un fil.")
    await room.until(2, 12)
    loved = await room.say("Ana", "Le mien sonnait comme une cloche.")
    await room.say("Sam", "Un fil, vraiment ?", to=mine)
    await room.consent("Ana", Consent.NAMED)
    await room.react("Sam", loved)
    told = plain(await room.command("Vio", "moi", "rattraper"))
    for line in (
        "« Le premier téléphone », depuis le lundi 2 mars 2026 à 12:00 :",
        "2 ateliers ont ouvert : Le bon moment et Jusqu’où.",
        "1 nouvelle réponse.",
        "1 message vous répond.",
        "Ce qui a fait réagir 1 personne :",
        "Le mien sonnait comme une cloche.",
        "Ensuite : « Votre mot de la fin », le mercredi 4 mars 2026 à 09:00.",
    ):
        assert line in told
    await room.until_the_end()
    await room.command("Vio", "me", "catch-up", language="en")
    assert "Nothing new since you were last here." in await room.command("Vio", "me", "catch-up", language="en")


async def test_who_has_left_asks_for_nothing_that_would_be_kept(hosted: Room) -> None:
    await hosted.until(1, 12)
    await hosted.withdraw("Vio")
    for group, line in (
        ("moi", "suivre"),
        ("moi", "rappels oui"),
        ("sujet", "proposer Encore"),
        ("sujet", "soutenir 1"),
    ):
        assert "Vous avez tout repris" in await refused(hosted, "Vio", group, line)
