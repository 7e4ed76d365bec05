"""A café with a mission, a mockup, a text written together, a meeting and polls that take more, told to its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar
from PIL import Image
from sqlalchemy import select

from bot.digest.flashback import WorkshopFlashback
from bot.domain import Attachment, Consent, ScriptWords, Workshop, WorkshopWords
from bot.store.tables import deliveries
from tests.stories.room import Room, script

WORDS = {
    "look": WorkshopWords("Allez voir", "Qu’y a-t-il sur la grille de l’école ?"),
    "screens": WorkshopWords("Deux écrans", "Qu’est-ce qui frappe ?", image_alts=("Un bouton seul", "Un menu")),
    "tale": WorkshopWords("Une lettre", "Écrivons-la ensemble."),
    "talk": WorkshopWords("Avec l’infirmière", "Vos questions ?", place="Salle des fêtes", guest="Solène Kervadec"),
    "evenings": WorkshopWords("Quels soirs", "Deux au plus.", {"mon": "Lundi", "tue": "Mardi", "fri": "Vendredi"}),
    "secret": WorkshopWords("Entre nous", "Oui ou non ?", {"yes": "Oui", "no": "Non"}),
}


@pytest.fixture
async def full(unopened: Room, tmp_path: Path) -> Room:
    """A café with a workshop of each of these kinds, all of them open."""
    images = []
    for name in ("home.png", "menu.png"):
        Image.new("RGB", (2, 2), "teal").save(tmp_path / name)
        images.append(str(tmp_path / name))
    workshops = (
        Workshop("look", "mission", 1, time(9, 30)),
        Workshop("screens", "mockup", 1, time(9, 30), images=tuple(images)),
        Workshop("tale", "writing", 1, time(9, 30)),
        Workshop("talk", "meeting", 1, time(9, 30), meets_day=2, meets_at=time(18), minutes=90),
        Workshop("evenings", "poll", 1, time(9, 30), choices=("mon", "tue", "fri"), several=2),
        Workshop("secret", "poll", 1, time(9, 30), choices=("yes", "no"), anonymous=True),
    )
    words = {"fr": ScriptWords("Une semaine", "Parlons-en.", workshops=WORDS)}
    await unopened.begin(told=replace(script(), languages=("fr",), workshops=workshops, words=words))
    await unopened.until(1, 10)
    return unopened


def later(room: Room) -> None:
    """Let a minute pass."""
    room.clock.move_to(room.clock.now() + timedelta(minutes=1))


async def given_back(room: Room, key: str) -> WorkshopFlashback:
    await room.until_the_end()
    return next(one for one in (await room.published()).workshops if one.id == key)


async def test_a_mission_brings_back_words_and_pictures_of_those_who_agree(full: Room) -> None:
    thread = await full.thread("look")
    photo = Attachment("gate.png", "Une affiche jaune")
    await full.terminal.say(full.ref, "vio", "Vio", "", thread=thread, attachments=[photo])
    later(full)
    await full.say("Malo", "Une grille sans rien.", "look")
    await full.terminal.say(full.ref, "zoé", "Zoé", "Rien.", thread=thread, attachments=[Attachment("zoe.png")])
    await full.consent("Zoé", Consent.NONE)
    items = (await given_back(full, "look")).result["items"]
    assert [(one["text"], [file["alt"] for file in one["attachments"]]) for one in items] == [
        (None, ["Une affiche jaune"]),
        ("Une grille sans rien.", []),
    ]
    assert {file["url"] for one in items for file in one["attachments"]} == {None}


async def test_a_mockup_goes_out_with_its_images_and_comes_back_image_by_image(full: Room) -> None:
    await full.say("Vio", "la deuxième est trop chargée", "screens")
    await full.say("Malo", "image 1 : on ne voit que le bouton", "screens")
    await full.say("Ana", "J’aime bien les couleurs.", "screens")
    begins = next(one for one in await full.said_by_the_bot() if "Deux écrans" in one.text and one.attachments)
    assert [(one.name, one.alt) for one in begins.attachments] == [("1.png", "Un bouton seul"), ("2.png", "Un menu")]
    result = (await given_back(full, "screens")).result
    assert [(one["image"], one["text"].split()[0]) for one in result["items"]] == [
        (1, "image"),
        (2, "la"),
        (None, "J’aime"),
    ]


async def test_a_text_written_together_is_made_of_the_words_of_those_who_allow_it(full: Room) -> None:
    await full.say("Vio", "Cher téléphone,", "tale")
    later(full)
    await full.say("Zoé", "je te déteste.", "tale")
    later(full)
    last = await full.say("Malo", "tu nous prends nos soirées.", "tale")
    await full.consent("Zoé", Consent.NONE)
    result = (await given_back(full, "tale")).result
    assert result["text"] == "Cher téléphone,\n\ntu nous prends nos soirées."
    await full.terminal.erase(full.ref, "malo", last)
    assert (await given_back(full, "tale")).result["text"] == "Cher téléphone,"
    assert "nos soirées" not in await full.everything_kept()


async def test_a_meeting_brings_a_calendar_file_questions_before_and_notes_after(full: Room) -> None:
    await full.say("Vio", "Faut-il couper la nuit ?", "talk")
    await full.until(2, 20)
    await full.say("Malo", "Elle coupe la nuit, elle aussi.", "talk")
    async with full.database.reading() as connection:
        rows = (await connection.execute(select(deliveries.c.message))).scalars().all()
    (file,) = [one for row in rows for one in row["files"] if one["content"]]
    (event,) = Calendar.from_ical(file["content"]).walk("VEVENT")
    assert (file["name"], str(event["location"])) == ("rendez-vous.ics", "Salle des fêtes")
    result = (await given_back(full, "talk")).result
    assert result["at"] == "2026-03-03T17:00:00Z"
    assert [one["text"] for one in result["asked"]] == ["Faut-il couper la nuit ?"]
    assert result["notes"] == "Elle coupe la nuit, elle aussi."


async def test_a_poll_may_take_two_choices_written_or_pressed(full: Room) -> None:
    await full.say("Vio", "1 et 3", "evenings")
    await full.say("Malo", "lundi, vendredi et mardi", "evenings")
    await full.terminal.choose(full.ref, "ana", "Ana", "evenings", ["3", "2"])
    assert "2 choix au plus" in (await full.told("Malo"))[0]
    result = (await given_back(full, "evenings")).result
    assert [(one["label"], one["votes"]) for one in result["options"]] == [("Lundi", 1), ("Mardi", 1), ("Vendredi", 2)]
    assert result["voters"] == 2


async def test_an_anonymous_poll_counts_nothing_that_everybody_could_read(full: Room) -> None:
    await full.say("Vio", "1", "secret")
    assert "Ce vote est anonyme" in (await full.told("Vio"))[0]
    for name in ("Malo", "Zoé", "Idir"):
        await full.terminal.choose(full.ref, name.lower(), name, "secret", ["2"])
    result = (await given_back(full, "secret")).result
    assert [one["votes"] for one in result["options"]] == [0, 3]
    assert result["anonymous"]
