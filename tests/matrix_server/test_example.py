"""The homeserver of the tests does what they count on."""

from __future__ import annotations

import pytest

from tests.matrix_fixtures import BEGIN
from tests.matrix_server import Clock, Homeserver, People, Refused


async def test_people_talk_in_a_thread(homeserver: Homeserver, people: People) -> None:
    vio, ana = await people.of(homeserver, "Vio", "Ana")
    room = await vio.makes_room()
    await ana.joins(room)
    root = await vio.says(room, "What do you bring?")
    answer = await ana.says(room, "Bread.", thread=root)
    await ana.edits(room, answer, "Good bread.")
    await vio.reacts(room, answer, "👍")
    assert await vio.reads(room) == ["What do you bring?"]
    assert await vio.reads(room, thread=root) == ["What do you bring?", "Good bread."]
    await ana.redacts(room, answer)
    assert await vio.reads(room, thread=root) == ["What do you bring?"]
    with pytest.raises(Refused, match="M_FORBIDDEN"):
        await ana.lets(room, ana.id, 100)


async def test_its_clock_is_the_tests_own(homeserver: Homeserver, people: People, matrix_clock: Clock) -> None:
    vio = await people.one(homeserver, "Vio")
    room = await vio.makes_room()
    early = await vio.says(room, "Early.")
    later = await vio.says(room, "Later.") if matrix_clock.forward(days=3) else ""
    instants = [(await vio.event(room, one))["origin_server_ts"] for one in (early, later)]
    assert instants == [BEGIN.timestamp() * 1000, (BEGIN.timestamp() + 3 * 86_400) * 1000]


async def test_two_generations_of_rooms(homeserver: Homeserver, strict_homeserver: Homeserver, people: People) -> None:
    for server, version in ((homeserver, "12"), (strict_homeserver, "11")):
        vio = await people.one(server, "Vio")
        room = await vio.makes_room()
        assert (await vio.state(room, "m.room.create"))["room_version"] == version
        assert (":" in room) is (version == "11")


async def test_what_was_said_is_there_after_a_stop(people: People) -> None:
    with Homeserver.running() as homeserver:
        vio = await people.one(homeserver, "Vio")
        room = await vio.makes_room()
        await vio.says(room, "Bread.")
        homeserver.stop()
        homeserver.start()
        assert await vio.reads(room) == ["Bread."]
