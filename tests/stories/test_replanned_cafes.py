"""Hosts pause, extend and close a running café: what is done stays done, and what comes moves together."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from bot.domain import CafeState, Progress, Visibility, Workshop
from bot.errors import CallError
from tests.stories.replanned import CAMILLE, MISSION, THURSDAY, TUESDAY, WEDNESDAY, beats, last, refusal
from tests.stories.room import WORKSHOPS, Room, script


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


async def test_a_workshop_that_hosts_have_moved_is_still_marked_so_after_a_pause(room: Room) -> None:
    await room.until(1, 12)
    await room.host.replanning.move(room.cafe_id, "moment", TUESDAY, time(11), CAMILLE)
    await room.host.replanning.pause(room.cafe_id, CAMILLE)
    await room.until(2, 12)
    await room.host.replanning.resume(room.cafe_id, CAMILLE)
    assert "Le bon moment · mercredi 4 mars 2026 à 11:00 (déplacé)" in await room.index()
    assert "Votre mot de la fin · jeudi 5 mars 2026 à 09:00\n" in await room.index()


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


async def test_what_a_blind_workshop_says_of_its_end_is_revised_with_it(unopened: Room) -> None:
    blind = Workshop("memory", "question", 1, time(9, 30), visibility=Visibility.BLIND)
    await unopened.begin(told=replace(script(), workshops=(blind, WORKSHOPS[-1])))
    await unopened.until(1, 12)
    await unopened.say("Vio", "Personne ne lit ceci.")
    await unopened.host.replanning.extend(unopened.cafe_id, 1, CAMILLE)
    asked = next(one.text for one in await unopened.said_by_the_bot() if "Racontez." in one.text)
    assert "jeudi 5 mars 2026 à 09:00" in asked
    assert "mercredi" not in asked
    assert "Personne ne lit ceci." not in await unopened.index()
    await unopened.until(3, 12)
    thread = await unopened.thread("memory")
    assert "Personne ne lit ceci." not in [one.text for one in await unopened.terminal.messages(unopened.ref, thread)]
    await unopened.until(4, 10)
    assert "Personne ne lit ceci." in [one.text for one in await unopened.terminal.messages(unopened.ref, thread)]
