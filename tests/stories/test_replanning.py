"""Hosts change a running café: what is done stays done, members are told where it matters, the index stays true."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.domain import BeatKind, CafeState, MemberRef, Progress
from bot.errors import CallError
from bot.host import LEASE
from bot.script import NewWords, NewWorkshop
from bot.wording import wording
from tests.stories.room import Room

CAMILLE = MemberRef("terminal", "camille")
TUESDAY, WEDNESDAY, THURSDAY = date(2026, 3, 3), date(2026, 3, 4), date(2026, 3, 5)
MISSION = NewWorkshop("question", "Un détour", "Et si l’on n’en donnait pas ?")


async def beats(room: Room) -> dict[str, tuple[Progress, datetime]]:
    async with room.store.reading() as store:
        found = await store.beats(room.cafe_id)
    return {one.workshop or one.kind.value: (one.progress, one.due) for one in found if one.kind is not BeatKind.UNSEAL}


async def last(room: Room) -> str:
    return (await room.said_by_the_bot())[-1].text


def refusal(raised: pytest.ExceptionInfo[CallError]) -> str:
    return " ".join(wording("fr").fault(one) for one in raised.value.faults)


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
    poll = NewWorkshop("poll", "Quand ?", "Quand ?", choices=("Le matin", "Le soir", "Le soir"))
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


# --- the whole café -------------------------------------------------------------------------------------------


async def test_a_pause_over_an_opening_puts_everything_off_by_a_day(room: Room) -> None:
    await room.until(1, 18)
    await room.host.replanning.pause(room.cafe_id, CAMILLE)
    assert (await room.host.replanning.pause(room.cafe_id, CAMILLE)).already
    assert "Le café fait une pause" in await last(room)
    assert "Le bon moment · en pause" in await room.index()
    await room.until(2, 12)
    assert [one.title for one in await room.terminal.threads(room.ref)] == ["Un souvenir"]
    await room.say("Vio", "J’écris pendant la pause.")
    await room.host.replanning.resume(room.cafe_id, CAMILLE)
    assert (await room.host.replanning.resume(room.cafe_id, CAMILLE)).already
    assert "le café ferme le jeudi 5 mars 2026 à 20:00" in await last(room)
    there = await beats(room)
    assert there["moment"] == (Progress.DUE, datetime(2026, 3, 4, 8, tzinfo=UTC))
    assert there["last"] == (Progress.DUE, datetime(2026, 3, 5, 8, tzinfo=UTC))
    assert there["close"] == (Progress.DUE, datetime(2026, 3, 5, 19, tzinfo=UTC))
    assert there["publish"] == (Progress.DUE, datetime(2026, 3, 6, 19, tzinfo=UTC))
    await room.until(8, 12)
    published = await room.published()
    assert (published.cafe.closed_at, published.counts.posts) == (datetime(2026, 3, 5, 19, tzinfo=UTC), 1)


async def test_a_pause_over_nothing_moves_nothing(room: Room) -> None:
    await room.until(1, 12)
    before = await beats(room)
    await room.host.replanning.pause(room.cafe_id, CAMILLE)
    await room.until(1, 22)
    await room.host.replanning.resume(room.cafe_id, CAMILLE)
    assert await beats(room) == before
    assert "ferme comme prévu" in await last(room)


async def test_what_is_said_past_the_planned_close_of_a_paused_café_counts_in_time(room: Room) -> None:
    await room.until(2, 10)
    await room.host.replanning.pause(room.cafe_id, CAMILLE)
    await room.until(4, 12)
    await room.say("Vio", "Tôt", "moment")
    await room.host.replanning.resume(room.cafe_id, CAMILLE)
    assert [(one.text, one.late) for one in (await room.record()).posts] == [("Tôt", False)]
    assert (await room.cafe()).closes_at == datetime(2026, 3, 6, 19, tzinfo=UTC)


async def test_a_café_is_extended_with_its_closing_words(room: Room) -> None:
    await room.until(2, 12)
    done = await room.host.replanning.extend(room.cafe_id, 2, CAMILLE)
    assert done.moment == datetime(2026, 3, 6, 19, tzinfo=UTC)
    assert await last(room) == "Le café dure plus longtemps : il ferme le vendredi 6 mars 2026 à 20:00."
    assert "Votre mot de la fin · vendredi 6 mars 2026 à 09:00" in await room.index()
    await room.until(5, 10)
    assert (await room.cafe()).state is CafeState.CLOSING
    await room.until(8, 12)
    assert (await room.published()).cafe.closed_at == datetime(2026, 3, 6, 19, tzinfo=UTC)


async def test_closing_words_that_were_called_for_stay_when_the_café_is_extended(room: Room) -> None:
    await room.until(3, 12)
    await room.host.replanning.extend(room.cafe_id, 1, CAMILLE)
    await room.until(4, 12)
    await room.say("Vio", "Je repars contente.", "last")
    await room.until(8, 12)
    assert [one.text for one in (await room.published()).closing_words] == ["Je repars contente."]


async def test_a_café_is_closed_early_and_its_flashback_comes_as_long_after_as_before(room: Room) -> None:
    await room.until(1, 12)
    await room.say("Vio", "Le mien avait un fil.")
    await room.host.replanning.close(room.cafe_id, CAMILLE)
    await room.ticker.tick()
    said = [one.text for one in await room.said_by_the_bot()]
    assert "Les hôtes ferment le café plus tôt que prévu" in said[-2]
    assert "mardi 3 mars 2026 à 12:00" in said[-1]
    assert "Un souvenir · terminé" in await room.index()
    assert "Jusqu’où · n’aura pas lieu" in await room.index()
    with pytest.raises(CallError) as raised:
        await room.host.replanning.close(room.cafe_id, CAMILLE)
    assert "est fermé" in refusal(raised)
    await room.until(2, 13)
    published = await room.published()
    assert (published.counts.workshops, published.counts.posts) == (1, 1)
    assert (await beats(room))["far"][0] is Progress.SKIPPED


async def test_a_café_that_is_closed_changes_no_more(room: Room) -> None:
    await room.until(3, 21)
    for change in (
        room.host.replanning.extend(room.cafe_id, 1, CAMILLE),
        room.host.replanning.pause(room.cafe_id, CAMILLE),
        room.host.replanning.resume(room.cafe_id, CAMILLE),
        room.host.replanning.add(room.cafe_id, MISSION, THURSDAY, time(9), CAMILLE),
        room.host.replanning.skip(room.cafe_id, "last", CAMILLE),
    ):
        with pytest.raises(CallError) as raised:
            await change
        assert "son programme ne change plus" in refusal(raised)


@pytest.mark.parametrize("days", [0, -1, 364])
async def test_a_café_is_extended_by_a_number_of_days_that_makes_sense(room: Room, days: int) -> None:
    await room.until(1, 12)
    with pytest.raises(CallError) as raised:
        await room.host.replanning.extend(room.cafe_id, days, CAMILLE)
    assert "un nombre entre les deux" in refusal(raised)


async def test_before_its_presentation_a_café_is_changed_without_a_word(room: Room) -> None:
    await room.host.replanning.move(room.cafe_id, "moment", TUESDAY, time(14), CAMILLE)
    await room.host.replanning.skip(room.cafe_id, "far", CAMILLE)
    with pytest.raises(CallError):
        await room.host.replanning.pause(room.cafe_id, CAMILLE)
    await room.until(2, 15)
    assert "ouvrira" not in "\n".join(one.text for one in await room.said_by_the_bot())
    assert [one.title for one in await room.terminal.threads(room.ref)] == ["Un souvenir", "Le bon moment"]


async def test_a_workshop_that_was_missed_can_be_moved_and_is_in_time_then(room: Room) -> None:
    await room.until(1, 12)
    room.clock.move_to(room.clock.now() + timedelta(hours=30))
    await room.host.replanning.move(room.cafe_id, "moment", WEDNESDAY, time(8, 30), CAMILLE)
    await room.until(3, 8, 45)
    assert "prévu" not in (await room.said_by_the_bot())[-1].text
    assert (await beats(room))["moment"][0] is Progress.DONE


async def test_the_same_extension_sent_twice_at_once_counts_once(room: Room) -> None:
    await room.until(1, 12)
    await room.host.replanning.extend(room.cafe_id, 1, CAMILLE)
    assert (await room.host.replanning.extend(room.cafe_id, 1, CAMILLE)).already
    await room.until(1, 13)
    assert not (await room.host.replanning.extend(room.cafe_id, 1, CAMILLE)).already
    assert (await room.cafe()).closes_at == datetime(2026, 3, 6, 19, tzinfo=UTC)


async def test_who_has_changed_what_is_kept(room: Room) -> None:
    await room.until(1, 12)
    await room.host.replanning.move(room.cafe_id, "moment", WEDNESDAY, time(8), CAMILLE)
    await room.host.replanning.skip(room.cafe_id, "far", CAMILLE)
    async with room.store.reading() as store:
        skip, move = (await store.history(room.cafe_id, 9))[:2]
    assert (skip.by, skip.what, skip.about) == (CAMILLE, "skip", {"workshop": "far"})
    assert move.about == {"workshop": "moment", "from": "2026-03-03 09:00", "to": "2026-03-04 08:00"}
