"""One café in two rooms, and what its flashback says of each."""

from __future__ import annotations

from datetime import timedelta

from bot.digest import to_json
from bot.domain import Home, RoomRef
from tests.stories.outputs import EVERYWHERE
from tests.stories.room import MONDAY, ZONE, Room, script

TERRACE = RoomRef("terminal", "terrasse")
HERE, THERE = ("Vio", "Nora", "Lucie", "Marc", "Ondine"), ("Zoé", "Théo", "Inès", "Paul", "Alma")


async def in_two_rooms(room: Room, other: str = "fr") -> None:
    """The café of the stories in both rooms, a week later; in each, five people have answered."""
    await room.begin()
    await room.terminal.open_room(TERRACE.room)
    homes = [Home(room.ref, "fr"), Home(TERRACE, other)]
    cafe = await room.host.open(script(), homes, zone=ZONE, day=MONDAY + timedelta(weeks=1))
    room.cafe_id = cafe.id
    await room.until(8, 12)
    for name in HERE:
        await room.say(name, "Il y avait un cadran sur ce téléphone.")
    for name in THERE:
        await in_the_terrace(room, name, "Le téléphone de la cabine.")


async def in_the_terrace(room: Room, name: str, text: str) -> None:
    async with room.store.reading() as store:
        thread = await store.place(room.cafe_id, TERRACE, "memory")
    await room.terminal.say(TERRACE, name.lower(), name, text, thread=thread)


async def test_one_flashback_in_both_rooms_says_what_each_said_more(unopened: Room) -> None:
    await in_two_rooms(unopened)
    await unopened.until(11, 21)
    homes = (await unopened.published()).homes
    assert homes is not None
    by_name = {one.name: [word.word for word in one.more] for one in homes.each}
    assert by_name == {"café": ["cadran"], "terrasse": ["cabine"]}
    assert [one.word for one in homes.both] == ["téléphone"]
    told = [
        [one.text for one in await unopened.terminal.messages(room) if "D’un salon à l’autre" in one.text]
        for room in (unopened.ref, TERRACE)
    ]
    assert [len(there) for there in told] == [1, 1]
    assert told[0] == told[1]
    assert "5 personnes, 5 messages" in told[0][0]


async def test_each_room_is_told_in_its_language_and_words_of_two_languages_are_not_compared(unopened: Room) -> None:
    await in_two_rooms(unopened, "en")
    await unopened.until(11, 21)
    english = "\n".join(one.text for one in await unopened.terminal.messages(TERRACE))
    assert "From one room to the other" in english
    assert "Spoken of" not in english


async def test_a_home_that_has_become_small_is_compared_no_more_and_its_words_are_gone(unopened: Room) -> None:
    await in_two_rooms(unopened)
    for name in THERE[:3]:
        await in_the_terrace(unopened, name, "Un zinnia.")
    await unopened.until(11, 21)
    assert "zinnia" in to_json(await unopened.published()).decode().partition('"homes"')[2]
    for name in THERE[:3]:
        await unopened.host.forgetting.everything(unopened.ref_of(name))
    await unopened.until(11, 22)
    assert (await unopened.published()).homes is None
    there = [one.text for one in await unopened.terminal.messages(TERRACE) if one.from_bot]
    assert not any("D’un salon à l’autre" in one for one in there)
    for name, output in EVERYWHERE.items():
        assert "zinnia" not in await output(unopened), name
