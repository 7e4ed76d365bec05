"""A café from its presentation to its flashback on Matrix, in a space: each workshop is a room there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from bot.clock import RealClock
from bot.domain import CafeState, OutboundFile, PostMade
from bot.platforms.matrix_platform import MatrixPlatform
from tests.matrix.week import Week
from tests.matrix_fixtures import BEGIN
from tests.matrix_server import Clock, Homeserver, People, Person, Refused
from tests.platforms.matrix_stand import session_of
from tests.platforms.stand import everything, said
from tests.stories.room import texts

ANSWER = "Le mien avait un fil et je tirais dessus pour aller plus loin."
TAKEN_BACK = "Le nôtre était posé dans le couloir, sur un tabouret."


class InASpace(Week):
    """Camille's space, a room of version 12 in which the bot may put rooms."""

    async def gather(self, **more: object) -> None:
        await super().gather(space=True, name="Les voisins", **more)

    async def comes(self, who: Person, workshop: str | None) -> str:
        """Have somebody come into a workshop's room, or the café's own; returns its id."""
        async with self.store.reading() as store:
            room = await store.place(self.cafe_id, self.room, workshop)
        assert room is not None
        await who.joins(room)
        return room

    async def held_by(self, space: str) -> dict[str, str]:
        """The rooms that a space holds, in the order in which clients show them, each with its name."""
        state = (await self.camille.client.room_get_state(space)).events
        held = [one for one in state if one["type"] == "m.space.child" and one["content"].get("via")]
        held.sort(key=lambda one: (one["content"].get("order", "~"), one["origin_server_ts"]))
        assert all(one["content"]["suggested"] is True for one in held)
        rooms = [str(one["state_key"]) for one in held]
        for room in rooms:
            await self.camille.joins(room)
        return {room: (await self.camille.state(room, "m.room.name"))["name"] for room in rooms}


@pytest.fixture
async def week(homeserver: Homeserver, people: People, tmp_path: Path) -> AsyncIterator[InASpace]:
    clock = Clock(homeserver.dial, BEGIN - timedelta(minutes=5))
    week = InASpace(homeserver, clock, people, tmp_path / "cafe.db")
    await week.gather()
    yield week
    await week.close()


async def test_a_whole_week_in_rooms_of_its_own(week: InASpace, people: People) -> None:
    await week.begins()
    await week.until(1, 10)
    [(cafe, title)] = (await week.held_by(week.room_id)).items()
    assert title == "Le premier téléphone"
    assert (await week.camille.state(cafe, "m.room.create"))["type"] == "m.space"
    assert list((await week.held_by(cafe)).values()) == ["Le premier téléphone", "Un souvenir"]

    own = await week.comes(week.vio, None)
    pinned = (await week.vio.state(own, "m.room.pinned_events"))["pinned"]
    assert len(pinned) == 2
    assert any("Parlons-en." in one for one in await week.vio.reads(own))
    memory = await week.comes(week.vio, "memory")
    assert (await week.vio.state(memory, "m.room.topic"))["topic"] == "Le premier téléphone"
    assert "Racontez." in (await week.vio.reads(memory))[0]
    stranger = await people.one(week.server, "Leo")
    with pytest.raises(Refused, match="M_FORBIDDEN"):
        await stranger.joins(memory)

    post = await week.heard(await week.vio.says(memory, ANSWER))
    await week.comes(week.ana, "memory")
    await week.heard(await week.ana.reacts(memory, post, "👍"))
    await week.heard(await week.ana.says(memory, "Le mien aussi !", thread=post))
    await week.comes(week.ana, None)
    await week.heard(await week.ana.says(own, "Un mot à côté, pour tout le monde."))
    await week.until(2, 10)
    moment = await week.comes(week.vio, "moment")
    await week.comes(week.ana, "moment")
    await week.heard(await week.vio.says(moment, "Tôt"))
    [poll] = [one for one in await week.vio.sees(moment) if "poll.start" in one["type"]]
    await week.heard(await week.ana.votes(moment, poll["event_id"], "1", stable=False))
    await week.heard(await week.ana.votes(moment, poll["event_id"], "2"))
    await week.until(3, 10)
    last = await week.comes(week.vio, "last")
    await week.heard(await week.vio.says(last, "Je repars avec une idée."))
    await week.until(5, 12)

    assert (await week.cafe()).state is CafeState.PUBLISHED
    record = await week.record()
    assert [(one.text, one.thread) for one in record.posts][:2] == [(ANSWER, memory), ("Le mien aussi !", memory)]
    flashback = await week.published()
    counts = flashback.counts
    assert (counts.participants, counts.workshops, counts.posts, counts.reactions) == (2, 4, 5, 1)
    assert ANSWER in texts(flashback)
    assert [one["votes"] for one in flashback.workshops[1].result["options"]] == [1, 1]
    assert any("je tirais dessus" in one for one in await week.vio.reads(own))
    assert len(await week.held_by(cafe)) == 5
    for room in await week.held_by(cafe):
        await week.vio.joins(room)
        sent = [one for one in await week.camille.sees(room) if one["sender"] == week.account.user]
        assert all(one["content"].get("m.mentions") == {} for one in sent if one["type"] == "m.room.message")
        with pytest.raises(Refused, match="M_FORBIDDEN"):
            await week.vio.says(room, "Trop tard.")


async def test_after_the_close_nothing_is_said_any_more_but_taken_back(week: InASpace) -> None:
    await week.begins()
    await week.until(1, 10)
    memory = await week.comes(week.vio, "memory")
    await week.comes(week.ana, "memory")
    await week.heard(await week.vio.says(memory, ANSWER))
    post = await week.heard(await week.ana.says(memory, TAKEN_BACK))
    await week.until(2, 10)
    moment = await week.comes(week.ana, "moment")
    [poll] = [one for one in await week.ana.sees(moment) if "poll.start" in one["type"]]
    await week.until(3, 20, 5)
    assert (await week.cafe()).state is CafeState.CLOSED

    late = [
        week.ana.says(memory, "Trop tard."),
        week.ana.edits(memory, post, "Autrement dit."),
        week.ana.sends(memory, {"body": "🎈", "url": "mxc://cafe.test/balloon"}, "m.sticker"),
        week.ana.votes(moment, poll["event_id"], "1"),
        week.ana.votes(moment, poll["event_id"], "1", stable=False),
    ]
    for one in late:
        with pytest.raises(Refused, match="M_FORBIDDEN"):
            await one
    own = await week.comes(week.vio, None)
    assert any("effacer" in one for one in await week.vio.reads(own))
    await week.heard(await week.ana.redacts(memory, post))
    await week.until(5, 12)
    assert TAKEN_BACK not in texts(await week.published())
    assert [one.text for one in (await week.record()).posts] == [ANSWER]


async def test_restarted_in_the_middle_each_room_is_read_back_and_none_is_made_twice(week: InASpace) -> None:
    await week.begins()
    await week.until(2, 10)
    memory, moment, own = [await week.comes(week.vio, one) for one in ("memory", "moment", None)]
    [cafe] = await week.held_by(week.room_id)
    before = await week.held_by(cafe)
    await week.dies()
    for number in range(3):
        for room in (memory, own, moment):
            await week.vio.says(room, f"Pensée numéro {number}, dite en l’absence du bot.")
            week.clock.forward(milliseconds=1)
    await week.comes_back()
    posts = (await week.record()).posts
    assert [one.thread for one in posts] == [memory, own, moment] * 3
    assert await week.held_by(cafe) == before
    await week.until(3, 10)
    assert list(await week.held_by(week.room_id)) == [cafe]
    await week.heard(await week.vio.says(memory, ANSWER))
    await week.until(5, 12)
    assert (await week.published()).counts.posts == 10


@pytest.mark.parametrize("step", ["made", "levels", "said", "shown"])
async def test_whoever_dies_while_a_room_is_made_leaves_one_room(
    week: InASpace, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await week.begins()
    await week.until(1, 9)
    put, post, send = week.platform._account.put, week.platform._account.post, week.platform._account.send

    class Dies(BaseException):
        """The process is gone."""

    async def putting(room: str, *path: str, content: object) -> object:
        kind = path[-2]
        if (step, kind) in (("levels", "m.room.power_levels"), ("shown", "m.space.child")):
            raise Dies
        return await put(room, *path, content=content)  # type: ignore[arg-type]

    async def posting(room: str, *path: str, content: object) -> object:
        answer = await post(room, *path, content=content)  # type: ignore[arg-type]
        if step == "made" and path[-1] == "createRoom":
            raise Dies
        return answer

    async def sending(room: str, kind: str, content: object, transaction: str | None = None) -> str:
        answer = await send(room, kind, content, transaction)  # type: ignore[arg-type]
        if step == "said" and kind == "m.room.message":
            raise Dies
        return answer

    for name, one in (("put", putting), ("post", posting), ("send", sending)):
        monkeypatch.setattr(week.platform._account, name, one)
    with pytest.raises(Dies):
        await week.until(1, 10)
    monkeypatch.undo()
    await week.dies()
    await week.comes_back()
    await week.until(1, 11)
    [cafe] = await week.held_by(week.room_id)
    assert list((await week.held_by(cafe)).values()) == ["Le premier téléphone", "Un souvenir"]
    bot = people_of(week)
    assert len((await bot.client.joined_rooms()).rooms) == 5
    memory = await week.comes(week.vio, "memory")
    assert len([one for one in await week.vio.reads(memory) if "Racontez." in one]) == 1
    await week.heard(await week.vio.says(memory, ANSWER))
    assert [one.text for one in (await week.record()).posts] == [ANSWER]


async def test_reading_several_rooms_back_goes_on_after_any_event(week: InASpace) -> None:
    rooms = [await begun(week.platform, week, key) for key in ("one", "two", "three")]
    for room in rooms:
        await week.vio.joins(room)
    for number in range(4):
        week.clock.forward(milliseconds=1)
        await week.vio.says(rooms[number % 3], f"Pensée {number}.")
    whole = await everything(week.platform.read_back(week.room, None))
    assert [one.thread for one in whole if isinstance(one, PostMade)] == [*rooms, rooms[0]]
    week.clock.forward(milliseconds=1)
    late = await week.vio.says(rooms[2], "Après.")
    for place, event in enumerate(whole):
        rest = await everything(week.made().read_back(week.room, event.position))
        assert [getattr(one, "post", None) for one in rest] == [
            *(getattr(one, "post", None) for one in whole[place + 1 :]),
            late,
        ]


async def test_a_room_that_another_worker_has_made_is_heard_and_spoken_in(week: InASpace) -> None:
    await week.listen()
    other = week.made()
    room = await begun(other, week, "one")
    await week.vio.joins(room)
    post = await week.heard(await week.vio.says(room, ANSWER))
    assert [(one.room, one.thread, one.post) for one in week.door.of(PostMade)] == [(week.room, room, post)]
    another = await begun(other, week, "two")
    await week.platform.post(week.room, said("Encore un jour.", thread=another), "café/later")
    await week.ana.joins(another)
    assert await week.ana.reads(another) == ["Racontez.", "Encore un jour."]


async def test_the_picture_of_a_script_is_that_of_the_cafés_space(week: InASpace, tmp_path: Path) -> None:
    file = tmp_path / "phone.png"
    Image.new("RGB", (40, 30), "red").save(file)
    picture = OutboundFile(file.name, "Un téléphone rouge", str(file))
    message = said("Bienvenue.", heading="Le café", files=(picture,))
    posted = await week.platform.post(week.room, message, "café/1")
    again = week.made()
    assert await again.find(week.room, message, "café/1", BEGIN - timedelta(days=1)) == posted
    [cafe] = await week.held_by(week.room_id)
    [own] = await week.held_by(cafe)
    shown = (await week.camille.event(own, posted.message))["content"]
    for room in (cafe, own):
        avatar = await week.camille.state(room, "m.room.avatar")
        assert (avatar["url"], avatar["info"]["w"], avatar["info"]["h"]) == (shown["url"], 40, 30)


async def test_a_room_that_an_administrator_takes_away_keeps_no_other_one_from_being_read(week: InASpace) -> None:
    gone, stays = [await begun(week.platform, week, key) for key in ("one", "two")]
    for room in (gone, stays):
        await week.vio.joins(room)
        await week.vio.says(room, ANSWER)
    bot = people_of(week)
    await bot.leaves(gone)
    again = week.made()
    told = [one for one in await everything(again.read_back(week.room, None)) if isinstance(one, PostMade)]
    assert [one.thread for one in told] == [stays]
    another = await begun(again, week, "one")
    assert another != gone
    await week.vio.joins(another)


async def begun(platform: MatrixPlatform, week: InASpace, key: str) -> str:
    """A workshop's room in the space."""
    message = said("Racontez.", begins=key.capitalize(), heading="Le café")
    thread = (await platform.post(week.room, message, f"café/{key}")).thread
    assert thread is not None
    return thread


async def test_without_the_level_the_desk_is_told_and_later_it_goes_on(week: InASpace) -> None:
    await week.camille.lets(week.room_id, week.account.user, 0)
    await week.begins()
    await week.until(1, 9, 1)
    assert any("Le premier téléphone" in one for one in await week.said(week.bureau))
    assert not await week.held_by(week.room_id)
    await week.camille.lets(week.room_id, week.account.user, 50)
    await week.until(1, 10)
    [cafe] = await week.held_by(week.room_id)
    assert len(await week.held_by(cafe)) == 2


async def test_rooms_of_version_11_are_closed_and_spoken_in(strict_homeserver: Homeserver, people: People) -> None:
    account = await strict_homeserver.register("Cafe")
    camille, vio = await people.of(strict_homeserver, "Camille", "Vio")
    space = await camille.makes_room(space=True, power_level_override={"users": {account.user: 50, camille.id: 100}})
    platform = MatrixPlatform(session_of(strict_homeserver, account), RealClock())
    home = await platform.open_room(space)
    thread = (await platform.post(home, said("Racontez.", begins="Un souvenir", heading="Le café"), "café/1")).thread
    assert thread is not None
    for one in (space, thread):
        await vio.joins(one)
    await vio.says(thread, ANSWER)
    for _ in range(2):
        await platform.close_room(home, [thread])
    with pytest.raises(Refused, match="M_FORBIDDEN"):
        await vio.says(thread, "Trop tard.")
    await platform.post(home, said("À bientôt.", thread=thread), "café/2")
    await camille.joins(thread)
    assert await vio.reads(thread) == ["Racontez.", ANSWER, "À bientôt."]
    await camille.says(thread, "Une hôtesse range encore.")
    await platform.close()


def people_of(week: InASpace) -> Person:
    """The bot, by a client that looks on."""
    return week.people.known(week.server, week.account)
