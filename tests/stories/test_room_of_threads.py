"""A café in a room that holds nothing but threads: what is its own is gathered in one, from the notice to the
flashback."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import CompressedClock
from bot.domain import CafeState, Consent, Home
from bot.errors import NotAllowed
from bot.host import LEASE, Auditing, Host
from bot.ticker import Ticker
from tests.stories.fates import Death, Life, fated_platform, fated_store
from tests.stories.forum import ForumRoom
from tests.stories.room import MONDAY, ZONE, script, texts

ANSWER = "Le mien avait un fil et je tirais dessus pour aller plus loin."


@pytest.fixture
async def forum(tmp_path: Path) -> AsyncIterator[ForumRoom]:
    room = ForumRoom(tmp_path / "cafe.db")
    yield room
    await room.database.close()


async def titles(room: ForumRoom) -> list[str]:
    return [one.title for one in await room.terminal.threads(room.ref)]


async def test_from_the_notice_to_the_flashback_all_that_is_the_cafés_own_stands_in_one_thread(
    forum: ForumRoom,
) -> None:
    await forum.begin_in_forum()
    await forum.until(1, 10)
    assert await titles(forum) == ["Le premier téléphone", "Un souvenir"]
    presentation, index = await forum.in_own_thread()
    assert "Ce que le café garde" in presentation.text
    assert (index.text, index.pinned) == (await forum.index(), True)
    await forum.say("Vio", ANSWER)
    await forum.until_the_end()
    assert (await forum.cafe()).state is CafeState.PUBLISHED
    assert await titles(forum) == [
        "Le premier téléphone",
        "Un souvenir",
        "Le bon moment",
        "Jusqu’où",
        "Votre mot de la fin",
    ]
    own = [one.text for one in await forum.in_own_thread()]
    assert "Le café est fermé" in own[2]
    assert any(ANSWER in text for text in own[3:])
    assert all(one.locked for one in await forum.terminal.threads(forum.ref))


async def test_the_thread_speaks_the_language_of_the_home(forum: ForumRoom) -> None:
    await forum.begin_in_forum(language="en")
    await forum.until(1, 9, 10)
    assert await titles(forum) == ["A first phone"]


async def test_what_is_said_in_the_cafés_own_thread_is_talk_of_that_café(forum: ForumRoom) -> None:
    await forum.begin_in_forum()
    await forum.until(1, 10)
    own = await forum.own_thread()
    await forum.terminal.say(forum.ref, "vio", "Vio", "Bonjour à tout le monde !", thread=own)
    await forum.say("Vio", ANSWER)
    posts = {one.text: (one.workshop, one.answer) for one in (await forum.record()).posts}
    assert posts == {"Bonjour à tout le monde !": (None, False), ANSWER: ("memory", True)}
    audited = await Auditing(forum.store, {"terminal": forum.terminal}).audit(forum.cafe_id)
    assert audited.audit.differences == ()
    await forum.until_the_end()
    flashback = await forum.published()
    assert flashback.counts.posts == 2
    with pytest.raises(NotAllowed):
        await forum.terminal.say(forum.ref, "vio", "Vio", "Trop tard.", thread=own)


async def test_a_change_of_plan_is_told_in_the_cafés_own_thread(forum: ForumRoom) -> None:
    await forum.begin_in_forum(hosts=("camille",))
    await forum.until(1, 10)
    before = len(await forum.in_own_thread())
    await forum.command("Camille", "cafe", "prolonger 1")
    assert len(await forum.in_own_thread()) == before + 1


async def test_words_taken_back_leave_the_flashback_in_the_cafés_own_thread(forum: ForumRoom) -> None:
    await forum.begin_in_forum()
    await forum.until(1, 10)
    post = await forum.say("Vio", ANSWER)
    await forum.say("Marc", "Le nôtre était posé dans le couloir, sur un tabouret.")
    await forum.until_the_end()
    assert ANSWER in texts(await forum.published())
    await forum.terminal.erase(forum.ref, "vio", post)
    assert ANSWER not in "\n".join(one.text for one in await forum.in_own_thread())


async def test_a_deleted_thread_of_the_cafés_own_is_begun_anew_by_what_is_said_next(forum: ForumRoom) -> None:
    await forum.begin_in_forum()
    await forum.until(1, 10)
    first = await forum.own_thread()
    await forum.say("Vio", ANSWER)
    forum.forum.deleted = frozenset({first})
    await forum.until_the_end()
    assert (await forum.cafe()).state is CafeState.PUBLISHED
    second = await forum.own_thread()
    assert second != first
    assert (await titles(forum)).count("Le premier téléphone") == 2
    own = [one.text for one in await forum.in_own_thread()]
    assert "Le café est fermé" in own[0]
    assert any(ANSWER in text for text in own[1:])


async def test_two_cafés_in_one_room_keep_their_own_threads_apart(forum: ForumRoom) -> None:
    await forum.begin_in_forum()
    other = await forum.host.open(script(Consent.NONE), [Home(forum.ref, "en")], zone=ZONE, day=MONDAY)
    await forum.until(1, 10)
    async with forum.store.reading() as store:
        threads = [await store.place(id, forum.ref, None) for id in (forum.cafe_id, other.id)]
    assert None not in threads
    assert threads[0] != threads[1]
    await forum.terminal.say(forum.ref, "vio", "Vio", "Hello, everybody.", thread=threads[1])
    async with forum.store.reading() as store:
        assert [one.text for one in (await store.record(other.id)).posts] == ["Hello, everybody."]
    assert (await forum.record()).posts == ()


# --- deaths -----------------------------------------------------------------------------------------------------------


async def lived_on(path: Path, forum: ForumRoom, day: int, hour: int, life: Life | None) -> ForumRoom:
    """The café in that database, lived on until then, by a process that may die; its room as it is afterwards."""
    room = ForumRoom(path, CompressedClock(forum.clock.now()))
    room.ref, room.cafe_id, room.terminal = forum.ref, forum.cafe_id, forum.terminal
    room = await room.reopened("one")
    if life is not None:
        store, platforms = fated_store(room.store, life), {"terminal": fated_platform(room.terminal, life)}
        room.host = Host(store, platforms, room.clock, worker="one")
        room.ticker = Ticker(store, room.host, room.clock, worker="one", lease=LEASE)
    try:
        await room.host.listen()
        await room.until(day, hour)
    except Death:
        await room.database.close()
        # What the dead one had in hand is taken over once its claims have run out.
        again = await lived_on(path, room, day, hour, None)
        again.clock.move_to(again.clock.now() + 2 * LEASE)
        await again.ticker.tick()
        return again
    return room


async def spoken(room: ForumRoom) -> list[tuple[str | None, str, str | None]]:
    """What the bot has said, in the order of the keys: the key, the words, the title that a thread was begun with."""
    said = [one for one in await room.terminal.messages(room.ref) if one.from_bot]
    return sorted((one.key, one.text, one.begins) for one in said)


STEPS = [pytest.param((1, 8), (1, 10), id="presenting"), pytest.param((3, 19), (4, 12), id="publishing")]


async def relived(forum: ForumRoom, begins: tuple[int, int], ends: tuple[int, int], share: int) -> None:
    """Live from one hour to another with a death at each ``share``-th point on the way, and compare."""
    await forum.begin_in_forum()
    if begins[0] > 1:
        await forum.until(1, 10)
        await forum.say("Vio", ANSWER)
    await forum.until(*begins)
    await forum.database.close()
    points: list[str] = []
    whole = await lived_on(
        Path(shutil.copy(forum.path, forum.path.with_name("whole.db"))), forum, *ends, Life(None, points)
    )
    expected, title = await spoken(whole), "Le premier téléphone"
    await whole.database.close()
    assert _count(expected, title) == 1
    for dies_at in range(1, len(points) + 1, share):
        path = Path(shutil.copy(forum.path, forum.path.with_name("dying.db")))
        room = await lived_on(path, forum, *ends, Life(dies_at))
        found = await spoken(room)
        own = {one.id for one in await room.in_own_thread()}
        await room.database.close()
        for left in path.parent.glob("dying.db*"):
            left.unlink()
        assert [one[::2] for one in found] == [one[::2] for one in expected], points[dies_at - 1]
        assert len(own) == len([one for one in expected if one[0] and not _of_workshop(one[0])]), points[dies_at - 1]


def _count(said: list[tuple[str | None, str, str | None]], title: str) -> int:
    return len([one for one in said if one[2] == title])


def _of_workshop(key: str) -> bool:
    return "/open_workshop/" in key or "/call_closing_words/" in key


@pytest.mark.parametrize(("begins", "ends"), STEPS)
async def test_a_death_begins_no_second_thread_and_says_nothing_twice(
    forum: ForumRoom, begins: tuple[int, int], ends: tuple[int, int]
) -> None:
    await relived(forum, begins, ends, 29)


@pytest.mark.soak
@pytest.mark.parametrize(("begins", "ends"), STEPS)
async def test_a_death_anywhere_begins_no_second_thread(
    forum: ForumRoom, begins: tuple[int, int], ends: tuple[int, int]
) -> None:
    await relived(forum, begins, ends, 1)
