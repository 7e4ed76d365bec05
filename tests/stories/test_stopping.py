"""The bot is told to stop: what is in hand is finished, what is claimed is given back, and a platform that hangs does
not keep it from going."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot import wiring
from bot.platforms.terminal_platform import TerminalPlatform
from bot.wiring import Bot, ticking
from tests.stories.room import Room


class Slow:
    """A platform's post that is begun, and goes on once it is let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self.go_on = asyncio.Event(), asyncio.Event()
        post = TerminalPlatform.post

        async def slowly(platform: TerminalPlatform, *given: Any) -> Any:
            self.begun.set()
            await self.go_on.wait()
            return await post(platform, *given)

        monkeypatch.setattr(TerminalPlatform, "post", slowly)


def running(room: Room) -> Bot:
    """As much of a bot as is told to stop."""
    return cast(Bot, SimpleNamespace(ticker=room.ticker))


async def said(room: Room) -> list[str | None]:
    return [one.key for one in await room.said_by_the_bot()]


async def test_a_message_in_hand_is_finished_and_nothing_waits_for_a_claim_to_run_out(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    await room.until(3, 19)
    before = len(await said(room))
    with monkeypatch.context() as patched:
        slow = Slow(patched)
        async with ticking(running(room)) as ticks:
            await slow.begun.wait()
            room.ticker.stop()
            slow.go_on.set()
            await ticks
    assert len(await said(room)) == before + 1
    again = await room.reopened()
    await again.host.listen()
    async with again.store.reading() as store:
        beats = await store.beats(again.cafe_id)
    assert not [beat for beat in beats if beat.progress == "claimed"]
    await again.until_the_end()
    everything = await said(again)
    assert len(everything) > before + 1
    assert len(set(everything)) == len(everything)
    await again.database.close()


async def test_a_platform_that_hangs_keeps_it_for_a_stated_number_of_seconds_at_most(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert timedelta(seconds=10) >= wiring.GRACE
    with monkeypatch.context() as patched:
        patched.setattr(wiring, "GRACE", timedelta(milliseconds=10))
        slow = Slow(patched)
        async with ticking(running(room)) as ticks:
            await slow.begun.wait()
        assert ticks.done()
    assert await said(room) == []
    again = await room.reopened()
    await again.host.listen()
    await again.until(1, 10)
    assert len(await said(again)) == len(set(await said(again))) == 2
    await again.database.close()
