"""What several calls bring at the same time is stored together, and as if each had come alone."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from sqlalchemy.engine import Engine

from bot.clock import CompressedClock
from bot.domain import (
    Consent,
    ConsentGiven,
    Inbound,
    PostEdited,
    PostErased,
    PostMade,
    PostRef,
    Reacted,
    RoomRef,
    Unreacted,
    Withdrew,
)
from bot.host._gathering import MOST
from tests.stories.fates import Death
from tests.stories.room import Room
from tests.stories.test_many_cafes import statements


async def opened(path: Path) -> tuple[Room, str]:
    """A room whose first workshop is open, and that workshop's thread."""
    room = Room(path)
    await room.begin()
    await room.until(1, 10)
    return room, await room.thread("memory")


def said(room: Room, thread: str, number: int, text: str = "Un souvenir.", author: str = "vio") -> PostMade:
    return PostMade(
        room=room.ref,
        at=room.clock.now() + timedelta(seconds=number),
        position=str(1000 + number),
        post=f"p{number}",
        author=author,
        name=author.title(),
        text=f"{text} {number}",
        thread=thread,
    )


async def test_a_call_that_comes_alone_is_stored_at_once_and_the_others_together(tmp_path: Path) -> None:
    room, thread = await opened(tmp_path / "cafe.db")
    with statements() as told:
        await asyncio.gather(*(room.host.receive([said(room, thread, number)]) for number in range(100)))
    assert len((await room.record()).posts) == 100
    assert [one for one, _ in told].count("BEGIN IMMEDIATE") == 2
    async with room.store.reading() as store:
        assert await store.position(room.ref) == "1099"
    await room.database.close()


async def test_no_unit_of_work_grows_without_bound(tmp_path: Path) -> None:
    room, thread = await opened(tmp_path / "cafe.db")
    batches = [[said(room, thread, 400 * batch + number) for number in range(400)] for batch in range(4)]
    with statements() as told:
        await asyncio.gather(*map(room.host.receive, batches))
    assert 400 < MOST < 800, "two of them do not go together"
    assert [one for one, _ in told].count("BEGIN IMMEDIATE") == 4
    assert len((await room.record()).posts) == 1600
    await room.database.close()


async def test_edits_among_many_posts_have_nothing_else_looked_up_again(tmp_path: Path) -> None:
    room, thread = await opened(tmp_path / "cafe.db")
    await room.host.receive([said(room, thread, number) for number in range(40)])
    events: list[Inbound] = []
    for number in range(40, 80):
        made = said(room, thread, number)
        liked = Reacted(room=made.room, at=made.at, position=made.position, post=made.post, author="ana", emoji="👍")
        edit = PostEdited(room=made.room, at=made.at, position=made.position, post=f"p{number - 40}", text="Autre.")
        events += [replace(made, reply_to=f"p{number - 40}"), liked, edit]
    with statements() as told:
        await room.host.receive(events)
    looked_up = [one for one, _ in told if one.startswith("SELECT") and "FROM posts" in one]
    assert len(looked_up) == 1, looked_up
    assert [post.text for post in (await room.record()).posts].count("Autre.") == 40
    await room.database.close()


async def test_what_waits_to_be_written_is_in_the_record_of_the_same_unit(tmp_path: Path) -> None:
    room, thread = await opened(tmp_path / "cafe.db")
    await room.host.receive([said(room, thread, 1)])
    [kept] = (await room.record()).posts
    async with room.store.writing() as work:
        cafe = await work.cafe(room.cafe_id)
        assert cafe is not None
        await work.foresee(room.ref, ["new"], [])
        await work.keep_post(cafe, replace(kept, ref=PostRef(kept.ref.platform, "new")))
        assert len((await work.record(cafe.id)).posts) == 2
    await room.database.close()


async def test_one_event_that_cannot_be_kept_takes_no_other_with_it(tmp_path: Path) -> None:
    room, thread = await opened(tmp_path / "cafe.db")
    events = [said(room, thread, number) for number in range(9)]
    events[5] = said(room, thread, 5, text="\ud800")
    await asyncio.gather(*(room.host.receive([one]) for one in events))
    assert {post.ref.id for post in (await room.record()).posts} == {f"p{n}" for n in range(9) if n != 5}
    await room.database.close()


async def test_each_call_returns_once_its_own_is_stored_and_after_those_before_it(tmp_path: Path) -> None:
    room, thread = await opened(tmp_path / "cafe.db")
    returned: list[int] = []

    async def bring(number: int) -> None:
        await room.host.receive([said(room, thread, number)])
        assert f"p{number}" in {post.ref.id for post in (await room.record()).posts}
        returned.append(number)

    await asyncio.gather(*map(bring, range(20)))
    assert sorted(returned) == list(range(20))
    await room.database.close()


async def test_who_gives_up_waiting_leaves_the_others_alone(tmp_path: Path) -> None:
    room, thread = await opened(tmp_path / "cafe.db")
    calls = [asyncio.create_task(room.host.receive([said(room, thread, number)])) for number in range(6)]
    await asyncio.sleep(0)
    calls[0].cancel()
    calls[3].cancel()
    fates = await asyncio.gather(*calls, return_exceptions=True)
    assert [isinstance(one, asyncio.CancelledError) for one in fates] == [n in (0, 3) for n in range(6)]
    kept = {post.ref.id for post in (await room.record()).posts}
    assert {"p1", "p2", "p4", "p5"} <= kept
    await room.database.close()


async def test_a_death_in_the_middle_leaves_nothing_half_stored_and_no_position_ahead_of_its_posts(
    tmp_path: Path,
) -> None:
    room, thread = await opened(tmp_path / "cafe.db")
    async with room.store.reading() as store:
        before = await store.position(room.ref)

    def die(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "INTO positions" in statement:
            raise Death

    event.listen(Engine, "before_cursor_execute", die)
    try:
        calls = [asyncio.create_task(room.host.receive([said(room, thread, number)])) for number in range(3)]
        fates = await asyncio.gather(*calls, return_exceptions=True)
    finally:
        event.remove(Engine, "before_cursor_execute", die)
    assert all(isinstance(one, Death) for one in fates)
    again = await room.reopened()
    assert (await again.record()).posts == ()
    async with again.store.reading() as store:
        assert await store.position(room.ref) == before
    await again.database.close()


MEMBERS = ("vio", "marc", "ana")
ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            ["post", "post", "reply", "edit", "erase", "react", "react", "unreact", "no", "leave", "rename"]
        ),
        st.integers(0, 5),
        st.sampled_from(MEMBERS),
    ),
    max_size=25,
)


def acted(acts: Sequence[tuple[str, int, str]], room: RoomRef, made: PostMade) -> list[Inbound]:
    """Those acts as events, a second apart; the number is that of the post they are about."""
    events: list[Inbound] = []
    for place, (act, number, member) in enumerate(acts, 1):
        at = made.at + timedelta(seconds=place)
        post = f"p{number}"
        when: dict[str, Any] = {"room": room, "at": at, "position": str(2000 + place)}
        match act:
            case "post" | "reply" | "rename":
                events.append(
                    PostMade(
                        **when,
                        post=post,
                        author=member,
                        name=f"{member}-{place}" if act == "rename" else member,
                        text=f"Il y a {place} ans.",
                        thread=made.thread,
                        reply_to=f"p{(number + 1) % 6}" if act == "reply" else None,
                    )
                )
            case "edit":
                events.append(PostEdited(**when, post=post, text=f"Non, {place}."))
            case "erase":
                events.append(PostErased(**when, post=post))
            case "react":
                events.append(Reacted(**when, post=post, author=member, emoji="👍"))
            case "unreact":
                events.append(Unreacted(**when, post=post, author=member, emoji="👍"))
            case "no":
                events.append(ConsentGiven(**when, author=member, name=member, choice=Consent.NONE))
            case "leave":
                events.append(Withdrew(**when, author=member, name=member))
    return events


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> tuple[Room, str]:
    """A room whose first workshop is open, to be copied: the same café, with the same secret, each time."""

    async def begin() -> tuple[Room, str]:
        room, thread = await opened(tmp_path_factory.mktemp("begun") / "cafe.db")
        await room.database.close()
        return room, thread

    return asyncio.run(begin())


@settings(max_examples=12, deadline=None)
@given(ACTS)
async def test_together_or_one_by_one_the_same_is_kept(
    begun: tuple[Room, str], tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[str, int, str]]
) -> None:
    original, thread = begun
    kept = []
    for together in (True, False):
        path = tmp_path_factory.mktemp("same") / "cafe.db"
        shutil.copyfile(original.path, path)
        room = Room(path, CompressedClock(original.clock.now()))
        room.ref, room.cafe_id = original.ref, original.cafe_id
        room.work()
        events = acted(acts, room.ref, said(room, thread, 0))
        for batch in [events] if together else [[one] for one in events]:
            await room.host.receive(batch)
        kept.append(await room.record())
        await room.database.close()
    assert kept[0] == kept[1]
