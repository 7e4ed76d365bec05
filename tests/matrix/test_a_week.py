"""A café from its presentation to its flashback on Matrix: in one room with threads."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain import CafeState
from tests.matrix.week import Week
from tests.matrix_fixtures import BEGIN
from tests.matrix_server import Clock, Homeserver, People
from tests.stories.room import texts

ANSWER = "Le mien avait un fil et je tirais dessus pour aller plus loin."
HOSTILE = "Le nôtre <img src=x onerror=alert(1)> restait, \u202eau mur\u202c de la cui\u200bsine &lt; toujours."


@pytest.fixture
async def week(homeserver: Homeserver, people: People, tmp_path: Path) -> AsyncIterator[Week]:
    clock = Clock(homeserver.dial, BEGIN - timedelta(minutes=5))
    week = Week(homeserver, clock, people, tmp_path / "cafe.db")
    await week.gather()
    yield week
    await week.close()


async def test_a_whole_week_by_simply_replying(week: Week) -> None:
    room = week.room_id
    await week.begins()
    await week.until(1, 10)
    memory = await week.thread("memory")
    post = await week.heard(await week.vio.says(room, ANSWER, thread=memory))
    await week.heard(await week.ana.reacts(room, post, "👍"))
    await week.heard(await week.ana.says(room, HOSTILE, thread=memory))
    await week.heard(await week.ana.says(room, "Un mot à côté, pour tout le monde."))
    await week.until(2, 10)
    await week.heard(await week.vio.says(room, "Tôt", thread=await week.thread("moment")))
    poll = await week.poll("moment")
    await week.heard(await week.ana.votes(room, poll, "1", stable=False))
    await week.heard(await week.ana.votes(room, poll, "2"))
    await week.until(3, 10)
    await week.heard(await week.vio.says(room, "Je repars avec une idée.", thread=await week.thread("last")))
    await week.until(5, 12)

    assert (await week.cafe()).state is CafeState.PUBLISHED
    flashback = await week.published()
    counts = flashback.counts
    assert (counts.participants, counts.workshops, counts.posts, counts.reactions) == (2, 4, 4, 1)
    assert ANSWER in texts(flashback)
    assert [one["votes"] for one in flashback.workshops[1].result["options"]] == [1, 1]
    said = await week.said()
    assert any("je tirais dessus" in one for one in said)
    assert any("Un souvenir" in one for one in said)
    sent = [one for one in await week.vio.sees(room) if one["sender"] == week.account.user]
    messages = [one["content"] for one in sent if one["type"] == "m.room.message"]
    assert all(one.get("m.mentions") == {} for one in messages)
    quoted = [one for one in messages if "onerror" in one["body"]]
    assert quoted
    for one in quoted:
        assert "<img" not in one["formatted_body"]
        both = one["body"] + one["formatted_body"]
        assert not [sign for sign in ("@room", "\u202e", "\u200b") if sign in both]
    assert await week.vio.state(room, "m.room.pinned_events")


async def test_restarted_in_the_middle_nothing_is_lost_and_nothing_is_said_twice(week: Week) -> None:
    room = week.room_id
    await week.begins()
    await week.until(1, 10)
    memory = await week.thread("memory")
    await week.heard(await week.vio.says(room, "Avant.", thread=memory))
    said = await week.said()
    await week.dies()
    kept = [f"Pensée numéro {number}, dite en l’absence du bot." for number in range(110)]
    await asyncio.gather(*(week.ana.says(room, text, thread=memory) for text in kept))
    await week.vio.says(room, ANSWER, thread=memory)
    week.clock.forward(minutes=5)
    await week.comes_back()
    assert sorted(one.text for one in (await week.record()).posts) == sorted(["Avant.", *kept, ANSWER])
    await week.until(1, 11)
    assert await week.said() == said
    await week.until(5, 12)
    assert (await week.published()).counts.posts == 112


async def test_what_is_redacted_while_the_bot_is_away_leaves_the_flashback(week: Week) -> None:
    room = week.room_id
    await week.begins()
    await week.until(1, 10)
    memory = await week.thread("memory")
    post = await week.heard(await week.vio.says(room, ANSWER, thread=memory))
    await week.heard(await week.ana.says(room, "Le nôtre était posé dans le couloir, sur un tabouret.", thread=memory))
    await week.until(5, 12)
    assert ANSWER in texts(await week.published())
    await week.dies()
    await week.vio.redacts(room, post)
    await week.comes_back()
    await week.host.looking.look()
    await week.ticker.tick()
    assert ANSWER not in texts(await week.published())
    said = await week.said()
    assert any("sur un tabouret" in one for one in said)
    assert "je tirais dessus" not in json.dumps(await week.vio.sees(room), ensure_ascii=False)
    assert "je tirais dessus" not in await week.everything_kept()
    await week.host.renew_flashbacks()
    assert await week.said() == said
