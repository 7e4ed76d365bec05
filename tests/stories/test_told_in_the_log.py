"""What the log tells of a café, and what it never does."""

from __future__ import annotations

import json
import logging

import pytest

from bot.errors import NotAllowed, fault
from bot.logs import Event
from tests.leaks import needle_of, watch
from tests.stories.fates import at_call, fated_platform
from tests.stories.room import Room

SAID = "It rained on the first evening, and nobody minded."


async def test_a_whole_café_is_told_beat_by_beat_without_a_word_of_its_members(unopened: Room) -> None:
    stubborn = fated_platform(unopened.terminal, at_call("Platform.revise", NotAllowed(fault("stage_locked"))))
    await unopened.begin(platforms={"terminal": stubborn})
    await unopened.until(1, 10)
    post = await unopened.say("Huguette", SAID)
    await unopened.until_the_end()
    await unopened.terminal.erase(unopened.ref, "huguette", post)
    await unopened.ticker.tick()
    told = [json.loads(one) for one in watch.lines]
    done = [one for one in told if one["event"] == "beat_done"]
    assert [one["beat"].split("/")[-1] for one in done][-1] == "publish"
    assert all(one["cafe"] == unopened.cafe_id for one in done)
    assert any(one["event"] == "renewal_refused" for one in told)
    assert needle_of(SAID) in watch.texts
    assert "Huguette" in watch.names
    assert watch.leaks() == []


@pytest.mark.leaks
async def test_the_watch_stands_at_the_doors(room: Room) -> None:
    await room.until(1, 10)
    await room.say("Huguette", SAID)
    logging.getLogger("bot.careless").error(Event.UNEXPECTED, extra={"told": SAID, "who": "by Huguette"})
    assert len(watch.leaks()) == 2
