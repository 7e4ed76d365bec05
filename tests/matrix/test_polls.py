"""Polls of the platform's own, in both their forms: each person's last answer counts, until the poll is ended."""

from __future__ import annotations

import pytest

from bot.domain import Ballot, Poll, PollCounted, Posted, Voted
from bot.errors import NoSuchPlace
from tests.matrix.scene import Scene

POLL = Poll("Quand ?", ("Tôt", "Plus tard", "Jamais"))


async def asked(scene: Scene, poll: Poll = POLL) -> Posted:
    """A poll beside a workshop's thread, as the host names it: with the thread that it belongs to."""
    thread = await scene.begin()
    posted = await scene.post("Quand ?", "poll", thread=thread, poll=poll)
    return Posted(posted.message, thread)


async def counted(scene: Scene, posted: Posted) -> dict[str, tuple[str, ...]]:
    count = await scene.platform.count_poll(scene.room, posted)
    assert isinstance(count, PollCounted)
    assert count.thread == posted.thread
    return {one.author: one.choices for one in count.ballots}


def by_event(votes: list[Voted]) -> list[tuple[str, list[str]]]:
    """What stands after each vote, choice by choice."""
    held: dict[str, set[str]] = {}
    told = []
    for one in votes:
        mine = held.setdefault(one.author, set())
        (mine.discard if one.taken_back else mine.add)(one.choice)
        told.append((one.author, sorted(mine)))
    return told


@pytest.mark.parametrize("stable", [True, False])
async def test_a_vote_is_heard_and_one_that_is_changed_replaces_it(scene: Scene, stable: bool) -> None:
    posted = await asked(scene)
    await scene.listen()
    for answer in ("1", "3"):
        await scene.heard(await scene.vio.votes(scene.room_id, posted.message, answer, stable=stable))
    votes = scene.door.of(Voted)
    assert {one.thread for one in votes} == {posted.thread}
    assert by_event(votes)[-1] == (scene.vio.id, ["3"])
    assert all(len(choices) <= 1 for _, choices in by_event(votes))
    assert await counted(scene, posted) == {scene.vio.id: ("3",)}


async def test_where_several_may_be_chosen_no_more_count(scene: Scene) -> None:
    posted = await asked(scene, Poll("Quand ?", ("a", "b", "c"), several=True))
    await scene.listen()
    await scene.heard(await scene.vio.votes(scene.room_id, posted.message, "3", "1"))
    await scene.heard(await scene.ana.votes(scene.room_id, posted.message, "1", "nothing of ours"))
    assert await counted(scene, posted) == {scene.vio.id: ("1", "3")}
    assert by_event(scene.door.of(Voted))[-1][1] == []


async def test_votes_are_counted_that_nobody_heard(scene: Scene) -> None:
    posted = await asked(scene)
    await scene.vio.votes(scene.room_id, posted.message, "1")
    scene.clock.forward(seconds=1)
    await scene.vio.votes(scene.room_id, posted.message, "2", stable=False)
    gone = await scene.ana.votes(scene.room_id, posted.message, "3")
    await scene.ana.redacts(scene.room_id, gone)
    await scene.restart()
    count = await scene.platform.count_poll(scene.room, posted)
    assert count is not None
    assert count.ballots == (Ballot(scene.vio.id, "Vio", ("2",)),)


async def test_an_end_counts_from_whoever_may_end_it(scene: Scene) -> None:
    posted = await asked(scene)
    await scene.listen()
    await scene.heard(await scene.vio.votes(scene.room_id, posted.message, "1"))
    scene.clock.forward(seconds=1)
    await scene.heard(await scene.vio.ends_poll(scene.room_id, posted.message))
    scene.clock.forward(seconds=1)
    await scene.heard(await scene.ana.votes(scene.room_id, posted.message, "2"))
    assert await counted(scene, posted) == {scene.vio.id: ("1",), scene.ana.id: ("2",)}
    for _ in range(2):
        await scene.platform.end_poll(scene.room, posted)
    scene.clock.forward(seconds=1)
    before = len(scene.door.of(Voted))
    await scene.heard(await scene.vio.votes(scene.room_id, posted.message, "3"))
    assert len(scene.door.of(Voted)) == before
    assert await counted(scene, posted) == {scene.vio.id: ("1",), scene.ana.id: ("2",)}


async def test_what_is_no_poll_of_ours_is_none(scene: Scene) -> None:
    thread = await scene.begin()
    assert await scene.platform.count_poll(scene.room, Posted(thread, thread)) is None
    posted = await asked(scene)
    await scene.platform.retract(scene.room, posted)
    with pytest.raises(NoSuchPlace):
        await scene.platform.count_poll(scene.room, posted)
