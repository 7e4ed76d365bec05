"""The bot was off: what is still of use is done once, what is not is left out, and nothing comes in a burst."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from bot.domain import BeatKind, CafeState, Progress
from tests.stories.room import Room, texts


async def how_it_ended(room: Room) -> dict[str, tuple[Progress, str | None]]:
    """What became of each beat but the end of retention, and why."""
    async with room.store.reading() as store:
        return {
            one.workshop or one.kind.value: (one.progress, one.why if one.progress is not Progress.DONE else None)
            for one in await store.beats(room.cafe_id)
            if one.kind is not BeatKind.END_RETENTION
        }


async def posted(room: Room) -> list[str]:
    """What the bot has posted, in order: the step each message belongs to."""
    found: list[str] = []
    for message in await room.said_by_the_bot():
        step = (message.key or "").split("/terminal:")[0].removeprefix(room.cafe_id + "/").split("/")[-1]
        if not found or found[-1] != step:
            found.append(step)
    return found


DONE = (Progress.DONE, None)


async def test_off_over_the_opening_the_cafe_is_presented_late_and_before_anything_else(room: Room) -> None:
    room.sleep_until(2, 12)
    await room.ticker.tick()
    assert await posted(room) == ["present", "moment"]
    presentation = (await room.said_by_the_bot())[0].text
    assert "Le café commence un peu plus tard que prévu" in presentation
    assert "lundi 2 mars" not in presentation, "a day that is past is not announced"
    assert "Un souvenir · bientôt" in await room.index()
    assert "Ce que le café garde" in presentation
    await room.until_the_end()
    assert await posted(room) == ["present", "moment", "far", "memory", "last", "close", "publish"]
    assert set((await how_it_ended(room)).values()) == {DONE}


async def test_nothing_said_before_a_late_presentation_is_kept(room: Room) -> None:
    room.sleep_until(2, 11)
    await room.say("Vio", "Alors, ce café ?", None)
    room.sleep_until(2, 12)
    await room.ticker.tick()
    assert (await room.record()).posts == ()
    assert "Alors" not in await room.everything_kept()


async def test_missed_workshops_open_one_by_one_and_say_until_when(room: Room) -> None:
    await room.until(1, 12)
    room.sleep_until(2, 12)
    await room.ticker.tick()
    assert await posted(room) == ["present", "memory", "moment"], "one at once"
    late = (await room.said_by_the_bot())[-1].text
    assert "Cet atelier était prévu le mardi 3 mars 2026 à 09:00." in late
    assert "vous avez jusqu’au mardi 3 mars 2026 à 23:00 pour répondre" in late, "it keeps its eleven hours"
    await room.until(2, 14, 59)
    assert len(await room.said_by_the_bot()) == 3
    await room.until(2, 15, 1)
    assert await posted(room) == ["present", "memory", "moment", "far"], "the next one after the pause"


async def test_an_answer_is_late_only_after_the_end_that_the_message_told(room: Room) -> None:
    await room.until(1, 12)
    room.sleep_until(2, 12)
    await room.until(2, 22)
    await room.say("Vio", "1", "moment")
    await room.until(2, 23, 30)
    await room.say("Marc", "2", "moment")
    assert [(post.text, post.late) for post in (await room.record()).posts] == [("1", False), ("2", True)]


async def test_a_workshop_whose_end_was_missed_too_is_left_out(room: Room) -> None:
    await room.until(1, 12)
    room.sleep_until(2, 21)
    await room.until_the_end()
    ended = await how_it_ended(room)
    assert ended["moment"] == (Progress.SKIPPED, "ended")
    assert ended["far"] == DONE
    assert [one.id for one in (await room.published()).workshops] == ["memory", "far", "last"]
    assert all("Le bon moment" not in message.text for message in (await room.said_by_the_bot())[2:])


async def test_off_over_the_closing_words_they_are_called_as_long_as_there_is_time(room: Room) -> None:
    await room.until(2, 12)
    room.sleep_until(3, 15)
    await room.ticker.tick()
    asked = (await room.said_by_the_bot())[-1]
    assert asked.begins == "Votre mot de la fin"
    assert "Le café ferme le mercredi 4 mars 2026 à 20:00" in asked.text


async def test_off_until_just_before_the_close_no_closing_words_are_called(room: Room) -> None:
    await room.until(2, 12)
    room.sleep_until(3, 19)
    await room.until_the_end()
    ended = await how_it_ended(room)
    assert ended["last"] == (Progress.SKIPPED, "no_time")
    assert (ended["close"], ended["publish"]) == (DONE, DONE)


async def test_off_over_the_close_what_was_said_before_it_counts_and_what_was_said_since_does_not(room: Room) -> None:
    await room.until(3, 12)
    await room.terminal.close()
    room.sleep_until(3, 19)
    await room.say("Vio", "Je repars avec une idée.", "last")
    room.sleep_until(3, 21)
    await room.say("Marc", "Trop tard pour moi.", "last")
    room.sleep_until(4, 9)
    again = await room.reopened()
    await again.host.listen()
    await again.ticker.tick()
    closing = (await again.said_by_the_bot())[-1].text
    assert "Le café s’est terminé le mercredi 4 mars 2026 à 20:00." in closing
    assert (
        "Le flashback, avec ce qui s’est dit et dans vos propres mots, arrive le jeudi 5 mars 2026 à 20:00" in closing
    )
    await again.until_the_end()
    assert [word.text for word in (await again.published()).closing_words] == ["Je repars avec une idée."]
    assert "Trop tard" not in await again.everything_kept()
    await again.database.close()


async def test_off_over_the_close_and_the_publishing_both_come_once_and_in_order(room: Room) -> None:
    await room.until(1, 12)
    await room.say("Vio", "Le mien avait un fil et je tirais dessus.")
    room.sleep_until(6, 12)
    await room.ticker.tick()
    assert await posted(room) == ["present", "memory", "close", "publish"]
    closing = next(one.text for one in await room.said_by_the_bot() if "/close/" in (one.key or ""))
    assert "Voici le flashback" in closing
    assert "arrive le" not in closing
    assert "Le mien avait un fil et je tirais dessus." in texts(await room.published())
    ended = await how_it_ended(room)
    assert {name: end for name, end in ended.items() if end != DONE} == {
        "moment": (Progress.SKIPPED, "over"),
        "far": (Progress.SKIPPED, "over"),
        "last": (Progress.SKIPPED, "over"),
    }


async def test_off_for_a_month_a_cafe_that_never_began_is_not_held_and_nothing_is_said(room: Room) -> None:
    room.sleep_until(30, 12)
    await room.ticker.tick()
    assert await room.said_by_the_bot() == []
    assert (await room.cafe()).state is CafeState.NOT_HELD
    assert set((await how_it_ended(room)).values()) == {(Progress.SKIPPED, "not_held")}
    assert await room.ticker.tick() is None


async def test_a_cafe_of_which_nothing_could_open_ends_with_a_kind_word_and_no_flashback(room: Room) -> None:
    await room.until(1, 9, 5)
    room.sleep_until(8, 12)
    await room.ticker.tick()
    assert await posted(room) == ["present", "close"]
    assert "n’a finalement pas pu avoir lieu" in (await room.said_by_the_bot())[-1].text
    assert (await room.cafe()).state is CafeState.NOT_HELD
    assert (await how_it_ended(room))["publish"] == (Progress.SKIPPED, "nothing_opened")


@pytest.mark.parametrize("hours", range(1, 150, 7))
@pytest.mark.parametrize("since", [(1, 8), (1, 12), (2, 12), (3, 12)], ids=str)
async def test_whenever_and_however_long_the_bot_was_off_each_beat_comes_to_one_end(
    room: Room, since: tuple[int, int], hours: int
) -> None:
    await room.until(*since)
    room.clock.move_to(room.clock.now() + timedelta(hours=hours))
    await room.ticker.tick()
    at_once = [message for message in await room.said_by_the_bot() if message.at == room.clock.now()]
    assert sum(1 for message in at_once if message.begins) <= 2, "two were planned together"
    await room.until(12, 12)
    said = Counter(message.key for message in await room.said_by_the_bot())
    assert set(said.values()) <= {1}
    assert {end for end, _ in (await how_it_ended(room)).values()} <= {Progress.DONE, Progress.SKIPPED}
    assert await room.is_over()
    assert (await room.cafe()).state in (CafeState.PUBLISHED, CafeState.NOT_HELD)
