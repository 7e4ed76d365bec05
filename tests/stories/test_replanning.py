"""Hosts change a running café: what is done stays done, members are told where it matters, the index stays true."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.domain import Progress
from bot.errors import CallError
from bot.host import LEASE
from bot.script import NewWords, NewWorkshop
from tests.stories.replanned import CAMILLE, MISSION, TUESDAY, WEDNESDAY, beats, last, refusal
from tests.stories.room import Room

# --- the index ------------------------------------------------------------------------------------------------


async def test_the_index_comes_after_the_presentation_pinned_and_says_what_comes_when(room: Room) -> None:
    await room.until(1, 9, 5)
    presentation, index = [one for one in await room.terminal.messages(room.ref) if one.from_bot]
    assert "Ce que le café garde" in presentation.text
    assert index.pinned
    assert not presentation.pinned
    for line in (
        "Un souvenir · lundi 2 mars 2026 à 09:30",
        "Votre mot de la fin · mercredi 4 mars 2026 à 09:00",
        "Le café ferme le mercredi 4 mars 2026 à 20:00.",
    ):
        assert line in index.text
    assert "Un souvenir" not in presentation.text


async def test_the_index_follows_the_café_in_place(room: Room) -> None:
    await room.until(2, 10)
    index = await room.index()
    assert "Un souvenir · ouvert" in index
    assert "Le bon moment · ouvert, jusqu’au mardi 3 mars 2026 à 20:00" in index
    await room.until(3, 10)
    assert "Le bon moment · terminé" in await room.index()
    await room.until(3, 21)
    assert "Votre mot de la fin · terminé" in await room.index()
    assert "Le café a fermé le mercredi 4 mars 2026 à 20:00." in await room.index()


async def test_an_index_that_somebody_deleted_stays_away_and_holds_nothing_up(room: Room) -> None:
    await room.until(1, 9, 5)
    index = next(one for one in await room.terminal.messages(room.ref) if one.pinned)
    await room.terminal.erase(room.ref, "camille", index.id)
    await room.until(1, 12)
    assert [one for one in await room.terminal.messages(room.ref) if one.pinned] == []
    async with room.store.reading() as store:
        assert await store.changed_plans(["terminal"]) == []


# --- one workshop ---------------------------------------------------------------------------------------------


async def test_a_workshop_is_moved_and_members_are_told_once(room: Room) -> None:
    await room.until(1, 12)
    done = await room.host.replanning.move(room.cafe_id, "moment", WEDNESDAY, time(8), CAMILLE)
    again = await room.host.replanning.move(room.cafe_id, "moment", WEDNESDAY, time(8), CAMILLE)
    assert (done.already, again.already, done.moment) == (False, True, datetime(2026, 3, 4, 7, tzinfo=UTC))
    told = "L’atelier « Le bon moment », prévu le mardi 3 mars 2026 à 09:00, ouvrira le mercredi 4 mars 2026 à 08:00."
    assert [one.text for one in await room.said_by_the_bot()].count(told) == 1
    assert "Le bon moment · mercredi 4 mars 2026 à 08:00 (déplacé)" in await room.index()
    await room.until(2, 12)
    assert [one.title for one in await room.terminal.threads(room.ref)] == ["Un souvenir", "Jusqu’où"]
    await room.until(3, 12)
    assert (await beats(room))["moment"][0] is Progress.DONE
    # It keeps its length, from nine to eight in the evening, now from eight to seven.
    assert "Le bon moment · ouvert, jusqu’au mercredi 4 mars 2026 à 19:00" in await room.index()


async def test_a_workshop_is_skipped_and_never_opens(room: Room) -> None:
    await room.until(1, 12)
    await room.host.replanning.skip(room.cafe_id, "Le bon moment", CAMILLE)
    assert (await room.host.replanning.skip(room.cafe_id, "moment", CAMILLE)).already
    assert "« Le bon moment », prévu le mardi 3 mars 2026 à 09:00, n’aura finalement pas lieu" in await last(room)
    assert "Le bon moment · n’aura pas lieu" in await room.index()
    await room.until_the_end()
    assert [one.title for one in await room.terminal.threads(room.ref)][:2] == ["Un souvenir", "Jusqu’où"]
    assert [one.id for one in (await room.published()).workshops] == ["memory", "far", "last"]


async def test_a_workshop_is_added_from_one_line_and_takes_answers(room: Room) -> None:
    await room.until(1, 12)
    done = await room.host.replanning.add(room.cafe_id, MISSION, TUESDAY, time(18), CAMILLE)
    again = await room.host.replanning.add(room.cafe_id, MISSION, TUESDAY, time(18), CAMILLE)
    assert (done.workshop, again.workshop, again.already) == ("un-detour", "un-detour", True)
    assert "Un détour · mardi 3 mars 2026 à 18:00" in await room.index()
    await room.until(2, 19)
    await room.say("Vio", "On en parlerait moins.", "un-detour")
    await room.until_the_end()
    assert [one.id for one in (await room.published()).workshops] == ["memory", "moment", "far", "un-detour", "last"]


async def test_a_poll_and_a_scale_are_added_with_their_choices(room: Room) -> None:
    await room.until(1, 12)
    poll = NewWorkshop("poll", "Quand ?", "Quand ?", choices=("Le matin", "Le soir", "La nuit"))
    scale = NewWorkshop("scale", "Combien ?", "De 1 à 5 ?", ends=(1, 5))
    await room.host.replanning.add(room.cafe_id, poll, TUESDAY, time(14), CAMILLE)
    await room.host.replanning.add(room.cafe_id, scale, TUESDAY, time(15), CAMILLE)
    await room.until(2, 16)
    await room.say("Vio", "2", "quand")
    await room.say("Vio", "4", "combien")
    await room.until_the_end()
    results = {one.id: one.result for one in (await room.published()).workshops}
    assert [one["votes"] for one in results["quand"]["options"]] == [0, 1, 0]
    assert results["combien"]["values"] == {"4": 1}


@pytest.mark.parametrize(
    "new",
    [
        NewWorkshop("mockup", "Une maquette", "Qu’en dites-vous ?"),
        NewWorkshop("question", "x" * 101, "Trop long ?"),
        NewWorkshop("question", "Deux\nlignes", "Non ?"),
        NewWorkshop("question", "Vide", "  "),
        NewWorkshop("poll", "Un seul choix", "Lequel ?", choices=("Celui-ci",)),
        NewWorkshop("scale", "À l’envers", "Combien ?", ends=(5, 1)),
        NewWorkshop("question", "Avec des choix", "Lequel ?", choices=("a", "b")),
    ],
    ids=lambda new: new.title[:20],
)
async def test_a_new_workshop_is_held_to_the_rules_of_a_script(room: Room, new: NewWorkshop) -> None:
    await room.until(1, 12)
    before = (await room.cafe()).script
    with pytest.raises(CallError) as raised:
        await room.host.replanning.add(room.cafe_id, new, TUESDAY, time(18), CAMILLE)
    assert refusal(raised)
    assert (await room.cafe()).script == before


async def test_a_coming_workshop_is_asked_in_its_new_words(room: Room) -> None:
    await room.until(1, 12)
    new = NewWords(title="L’âge", question="À quel âge ?", choices={"early": "Avant dix ans"})
    await room.host.replanning.reword(room.cafe_id, "moment", "fr", new, CAMILLE)
    assert (await room.host.replanning.reword(room.cafe_id, "moment", "fr", new, CAMILLE)).already
    assert "L’âge · mardi 3 mars" in await room.index()
    before = len(await room.said_by_the_bot())
    await room.until(2, 10)
    asked = (await room.said_by_the_bot())[before].text
    assert "À quel âge ?" in asked
    assert "1. Avant dix ans" in asked
    assert "2. Plus tard" in asked


async def test_the_question_of_an_open_workshop_is_revised_where_it_stands(room: Room) -> None:
    await room.until(1, 12)
    before = len(await room.said_by_the_bot())
    new = NewWords(title="Un premier souvenir", question="Le tout premier ?")
    await room.host.replanning.reword(room.cafe_id, "memory", "fr", new, CAMILLE)
    assert len(await room.said_by_the_bot()) == before
    assert [one.title for one in await room.terminal.threads(room.ref)] == ["Un premier souvenir"]
    assert "Le tout premier ?" in "\n".join(one.text for one in await room.said_by_the_bot())
    assert "Racontez." not in "\n".join(one.text for one in await room.said_by_the_bot())
    assert "Un premier souvenir · ouvert" in await room.index()


async def test_what_members_have_chosen_between_is_not_reworded(room: Room) -> None:
    await room.until(2, 10)
    new = NewWords(choices={"early": "Jamais"})
    with pytest.raises(CallError) as raised:
        await room.host.replanning.reword(room.cafe_id, "moment", "fr", new, CAMILLE)
    assert "ses choix ne changent plus" in refusal(raised)


async def test_a_new_question_that_would_take_a_second_message_is_refused(room: Room) -> None:
    await room.until(1, 12)
    with pytest.raises(CallError) as raised:
        await room.host.replanning.reword(room.cafe_id, "memory", "fr", NewWords(question="mot " * 990), CAMILLE)
    assert "raccourcissez-le" in refusal(raised)


@pytest.mark.parametrize(
    ("workshop", "on", "at", "sentence"),
    [
        ("moment", date(2026, 3, 2), time(11), "C’est passé"),
        ("moment", date(2026, 3, 1), time(11), "pas encore ouvert"),
        ("moment", WEDNESDAY, time(20), "fermé à ce moment"),
        ("moment", date(9999, 12, 31), time(23, 59), "fermé à ce moment"),
        ("moment", WEDNESDAY, time(9, 1), "rien n’ouvre après lui"),
        ("last", TUESDAY, time(8), "le mot de la fin vient en dernier"),
        ("memory", TUESDAY, time(8), "déjà ouvert"),
        ("momnt", TUESDAY, time(8), "« moment »"),
        ("nothing-like-it", TUESDAY, time(8), "memory, moment, far, last"),
    ],
)
async def test_what_cannot_be_is_said_in_one_sentence(
    room: Room, workshop: str, on: date, at: time, sentence: str
) -> None:
    await room.until(1, 12)
    before = await room.cafe()
    with pytest.raises(CallError) as raised:
        await room.host.replanning.move(room.cafe_id, workshop, on, at, CAMILLE)
    assert sentence in refusal(raised)
    assert await room.cafe() == before


async def test_a_workshop_that_is_opening_right_now_wins(room: Room) -> None:
    await room.until(2, 8, 59)
    room.clock.move_to(datetime(2026, 3, 3, 8, tzinfo=UTC))
    async with room.store.writing() as work:
        assert await work.claim_beat(room.clock.now(), LEASE, "another", ["terminal"])
    before = (await room.cafe(), await beats(room))
    for change in (
        room.host.replanning.move(room.cafe_id, "moment", WEDNESDAY, time(8), CAMILLE),
        room.host.replanning.skip(room.cafe_id, "moment", CAMILLE),
        room.host.replanning.reword(room.cafe_id, "moment", "fr", NewWords(title="Autre"), CAMILLE),
        room.host.replanning.pause(room.cafe_id, CAMILLE),
        room.host.replanning.close(room.cafe_id, CAMILLE),
        room.host.replanning.extend(room.cafe_id, 1, CAMILLE),
    ):
        with pytest.raises(CallError) as raised:
            await change
        assert "en ce moment même : recommencez dans une minute" in refusal(raised)
    assert (await room.cafe(), await beats(room)) == before
    # Another one is free to move.
    await room.host.replanning.move(room.cafe_id, "far", TUESDAY, time(15), CAMILLE)


async def test_a_workshop_that_was_missed_can_be_moved_and_is_in_time_then(room: Room) -> None:
    await room.until(1, 12)
    room.clock.move_to(room.clock.now() + timedelta(hours=30))
    await room.host.replanning.move(room.cafe_id, "moment", WEDNESDAY, time(8, 30), CAMILLE)
    await room.until(3, 8, 45)
    assert "prévu" not in (await room.said_by_the_bot())[-1].text
    assert (await beats(room))["moment"][0] is Progress.DONE
