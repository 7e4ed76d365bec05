"""The desk's morning list: first posts and questions that nobody answered, a workshop that sinks; once, and short."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

import pytest

from bot.domain import Consent, Script, Visibility
from bot.host import LEASE, Host
from bot.ticker import Ticker
from tests.stories.fates import Death, Life, fated_platform, fated_store
from tests.stories.room import ZONE, Room, script
from tests.stories.test_the_desk import plain


async def begun(room: Room, told: Script | None = None, desk: str = "fr") -> Room:
    await room.begin(desk=desk, told=told)
    wake(room)
    return room


def wake(room: Room, life: Life | None = None, worker: str = "worker") -> Ticker:
    """Put a host to work that gives the desk its list at nine."""
    around = {"terminal": fated_platform(room.terminal, life) if life else room.terminal}
    store = fated_store(room.store, life) if life else room.store
    room.host = Host(store, around, room.clock, worker=worker, desks=room.desks, zone=ZONE, morning=time(9))
    room.ticker = Ticker(store, room.host, room.clock, worker=worker, lease=LEASE)
    return room.ticker


async def lists(room: Room) -> list[str]:
    """The morning lists that the desk was given."""
    return [one for one in await room.at_the_desk() if one.startswith(("Ce matin", "This morning"))]


async def listen(room: Room) -> None:
    await room.host.listen()


FIRST = "un premier message, du lundi 2 mars 2026 à 12:00, attend encore une réponse ou une réaction."
QUESTION = "une question du lundi 2 mars 2026 à 12:00 n’a pas encore de réponse."


async def test_a_first_post_that_nobody_answered_is_listed_the_morning_after_its_day_and_once(unopened: Room) -> None:
    room = await begun(unopened)
    await listen(room)
    await room.until(1, 12)
    number = await room.say("Vio", "Le mien avait un fil.")
    await room.until(2, 20)
    assert await lists(room) == [], "on Tuesday at nine it had waited for less than a day"
    await room.until(3, 9)
    [told] = await lists(room)
    assert f"« Le premier téléphone », « Un souvenir » :\n\n• {FIRST} (message n°\u00a0{number})" in plain(told)
    assert "fil" not in told
    assert "Vio" not in told
    await room.until_the_end()
    assert len(await lists(room)) == 1


async def test_what_was_answered_or_reacted_to_is_not_listed(unopened: Room) -> None:
    room = await begun(unopened)
    await listen(room)
    await room.until(1, 12)
    vio, ana = await room.say("Vio", "Le mien avait un fil."), await room.say("Ana", "Et qui s’en souvient ?")
    await room.say("Sam", "Moi !", to=ana)
    await room.say("Sam", "Et moi.")
    await room.react("Ana", vio)
    sam = (await room.record()).posts[2].ref.id
    await room.react("Ana", sam)
    await room.until_the_end()
    assert await lists(room) == []


async def test_a_question_that_only_its_author_went_on_with_is_listed(unopened: Room) -> None:
    room = await begun(unopened)
    await listen(room)
    await room.until(1, 11)
    first = await room.say("Vio", "Le mien avait un fil.")
    await room.react("Ana", first)
    await room.until(1, 12)
    asked = await room.say("Vio", "Et le vôtre ? https://exemple.org/?a=b")
    await room.say("Vio", "Lien : https://exemple.org/?a=b")
    await room.say("Vio", "Je précise.", to=asked)
    await room.until(3, 12)
    [told] = await lists(room)
    assert plain(told).count("une question du") == 1
    assert QUESTION in plain(told)


async def test_who_has_posted_in_an_earlier_cafe_is_no_newcomer(unopened: Room) -> None:
    room = await begun(unopened)
    await listen(room)
    await room.until(1, 12)
    await room.react("Ana", await room.say("Vio", "Le mien avait un fil."))
    await room.until_the_end()
    again = await room.host.open(
        script(), (await room.cafe()).homes, zone=ZONE, day=(await room.cafe()).opening_day + timedelta(7)
    )
    room.cafe_id = again.id
    await room.until(8, 12)
    await room.say("Vio", "Me revoilà.")
    await room.until(10, 12)
    assert await lists(room) == []


async def test_of_a_blind_workshop_there_is_nothing(unopened: Room) -> None:
    told = script()
    blind = tuple(replace(one, visibility=Visibility.BLIND) if one.key == "memory" else one for one in told.workshops)
    room = await begun(unopened, replace(told, workshops=blind))
    await listen(room)
    await room.until(1, 12)
    await room.say("Vio", "Et vous, le vôtre ?")
    await room.until(3, 8, 59)
    assert await lists(room) == []


def two_questions() -> Script:
    """A question on Monday at 9:30, another one on Tuesday at nine."""
    told = script()
    second = replace(told.workshops[1], kind="question", choices=(), ends_day=None, ends_at=None)
    return replace(told, days=4, workshops=(told.workshops[0], second))


@pytest.mark.parametrize(("answers", "sinks"), [(2, True), (3, False)])
async def test_a_workshop_that_sinks_is_told_with_its_numbers(unopened: Room, answers: int, sinks: bool) -> None:
    room = await begun(unopened, two_questions(), desk="en")
    await listen(room)
    await room.until(1, 11)
    people = ("Ana", "Leo", "Sam", "Tom", "Vio")
    for name in people:
        await room.react("Zoe", await room.say(name, f"Le mien, en {len(name)}, avait un fil."))
    await room.until(2, 10)
    for name in people[:answers]:
        await room.react("Zoe", await room.say(name, "Tôt le matin.", "moment"))
    await room.until(2, 20)
    assert await lists(room) == [], "there is nothing to say of the first hours"
    await room.until(3, 10)
    for name in people:
        await room.react("Zoe", await room.say(name, "Plus tard.", "memory"))
    told = await lists(room)
    line = "“A first phone”, “The right time”:\n\n• answers: 2, against 5 to “A memory” after the same time."
    assert [line in one for one in told] == ([True] if sinks else [])


async def test_a_mere_vote_waits_for_nothing_and_what_waits_stands_with_its_workshop(unopened: Room) -> None:
    room = await begun(unopened, replace(script(), days=4))
    await listen(room)
    await room.until(1, 12)
    await room.say("Vio", "Le mien avait un fil.")
    await room.until(2, 10)
    await room.say("Ana", "2", "moment")
    await room.say("Leo", "La deuxième !", "moment")
    await room.say("Sam", "2, parce que c’est l’âge de mes enfants.", "moment")
    await room.until(2, 11)
    await room.say("Ana", "Le mien était rouge.")
    await room.until(3, 9)
    [first] = await lists(room)
    assert first.count("•") == 1
    await room.until(4, 10)
    second = plain((await lists(room))[1])
    assert "3 choses attendent" not in second
    memory, moment = second.index("« Un souvenir » :"), second.index("« Le bon moment » :")
    assert memory < moment
    assert (second[memory:moment].count("•"), second[moment:].count("•")) == (1, 1), second


async def test_fewer_than_four_answers_before_tell_nothing(unopened: Room) -> None:
    room = await begun(unopened, two_questions())
    await listen(room)
    await room.until(1, 11)
    for name in ("Ana", "Leo", "Sam"):
        await room.react("Zoe", await room.say(name, "Le mien avait un fil."))
    await room.until(3, 10)
    assert await lists(room) == []


async def test_a_morning_found_late_in_the_afternoon_is_left_out_and_comes_the_day_after(unopened: Room) -> None:
    room = await begun(unopened)
    await listen(room)
    await room.until(1, 9, 45)
    await room.say("Vio", "Le mien avait un fil.")
    await room.until(2, 8)
    room.sleep_until(2, 15)
    await room.until(3, 8)
    assert [one for one in await lists(room) if "premier message" in one] == []
    await room.until(3, 12)
    assert len([one for one in await lists(room) if "premier message" in one]) == 1


async def test_a_morning_found_before_the_afternoon_is_given(unopened: Room) -> None:
    room = await begun(unopened)
    await listen(room)
    await room.until(1, 12)
    await room.say("Vio", "Le mien avait un fil.")
    await room.until(2, 22)
    room.sleep_until(3, 14)
    await room.ticker.tick()
    assert len([one for one in await lists(room) if "premier message" in one]) == 1


@pytest.mark.parametrize("every", [17, pytest.param(1, marks=pytest.mark.soak)])
async def test_a_death_at_any_step_gives_the_list_once(unopened: Room, every: int) -> None:
    room = await begun(unopened)
    await listen(room)
    await room.until(1, 12)
    await room.say("Vio", "Le mien avait un fil.")
    await room.until(3, 8, 50)
    for dies_at in range(1, 400, every):
        room.clock.move_to(room.clock.now() + 2 * LEASE)
        ticker = wake(room, Life(dies_at), f"worker {dies_at}")
        try:
            await ticker.tick()
        except Death:
            room = await room.reopened(f"next {dies_at}")
            continue
        break
    wake(room, worker="last")
    await room.until(3, 20)
    assert len([one for one in await lists(room) if "premier message" in one]) == 1
    await room.database.close()


async def test_the_list_is_short(unopened: Room) -> None:
    room = await begun(unopened, desk="en")
    await listen(room)
    await room.until(1, 12)
    for number in range(30):
        await room.say(f"Membre{number}", f"Le mien, {number}.")
    await room.until(3, 12)
    [told] = await lists(room)
    assert told.count("a first message") == 12
    assert "and 18 more" in told


async def test_without_the_setting_there_is_no_list(unopened: Room) -> None:
    await unopened.begin(desk="fr")
    await unopened.until(1, 12)
    await unopened.say("Vio", "Le mien avait un fil.")
    await unopened.until_the_end()
    assert await lists(unopened) == []


@pytest.mark.parametrize("choice", [Consent.NONE, None])
async def test_who_left_is_not_listed(unopened: Room, choice: Consent | None) -> None:
    room = await begun(unopened)
    await listen(room)
    await room.until(1, 12)
    await room.say("Vio", "Le mien avait un fil.")
    await (room.consent("Vio", choice) if choice else room.withdraw("Vio"))
    await room.until(3, 12)
    listed = [one for one in await lists(room) if "premier message" in one]
    assert len(listed) == (1 if choice else 0), "not to be quoted is not to be overlooked"
