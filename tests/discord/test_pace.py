"""So many requests a second and no more; what members wait for comes first."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.discord_platform._pace import SECOND, Pace


class HandDriven:
    """Time that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0
        self._calls: list[tuple[float, int, Callable[[], object]]] = []
        self._numbers = itertools.count()

    def time(self) -> float:
        return self.now

    def call_at(self, when: float, callback: Callable[[], object]) -> object:
        heapq.heappush(self._calls, (when, next(self._numbers), callback))
        return None

    def create_future(self) -> asyncio.Future[None]:
        return asyncio.get_running_loop().create_future()

    async def pass_until(self, instant: float) -> None:
        while self._calls and self._calls[0][0] <= instant:
            when, _, callback = heapq.heappop(self._calls)
            self.now = max(self.now, when)
            callback()
            await asyncio.sleep(0)
        self.now = max(self.now, instant)
        await asyncio.sleep(0)


class Requests:
    """Requests that wait for their turn, and when each was sent."""

    def __init__(self, timer: HandDriven, pace: Pace) -> None:
        self.timer, self.pace = timer, pace
        self.sent: list[tuple[str, float]] = []
        self._tasks: list[asyncio.Task[None]] = []

    async def ask(self, name: str, *, urgent: bool = False) -> asyncio.Task[None]:
        async def one() -> None:
            await self.pace.turn(urgent=urgent)
            self.sent.append((name, self.timer.now))

        self._tasks.append(asyncio.create_task(one()))
        await asyncio.sleep(0)
        return self._tasks[-1]


async def test_a_burst_passes_at_once_up_to_the_limit_and_the_rest_a_second_later() -> None:
    timer = HandDriven()
    requests = Requests(timer, Pace(timer, 3))
    for number in range(7):
        await requests.ask(str(number))
    assert [name for name, _ in requests.sent] == ["0", "1", "2"]
    await timer.pass_until(10)
    assert requests.sent[3:] == [("3", SECOND), ("4", SECOND), ("5", SECOND), ("6", 2 * SECOND)]


async def test_what_members_wait_for_goes_ahead_of_all_that_nobody_waits_for() -> None:
    timer = HandDriven()
    requests = Requests(timer, Pace(timer, 1))
    for number in range(4):
        await requests.ask(f"bulk {number}")
    await requests.ask("answer 1", urgent=True)
    await requests.ask("answer 2", urgent=True)
    await timer.pass_until(20)
    assert [name for name, _ in requests.sent] == ["bulk 0", "answer 1", "answer 2", "bulk 1", "bulk 2", "bulk 3"]


async def test_whoever_gives_up_waiting_takes_nobodys_turn() -> None:
    timer = HandDriven()
    requests = Requests(timer, Pace(timer, 1))
    await requests.ask("first")
    given_up = await requests.ask("given up")
    await requests.ask("last")
    given_up.cancel()
    await asyncio.sleep(0)
    await timer.pass_until(SECOND)
    assert requests.sent == [("first", 0), ("last", SECOND)]


@given(st.integers(1, 6), st.lists(st.tuples(st.floats(0, 1.5), st.booleans()), max_size=40))
def test_in_no_second_there_are_more_than_the_limit_and_none_is_forgotten(
    limit: int, asked: list[tuple[float, bool]]
) -> None:
    async def live() -> list[float]:
        timer = HandDriven()
        requests = Requests(timer, Pace(timer, limit))
        for number, (pause, urgent) in enumerate(asked):
            await timer.pass_until(timer.now + pause)
            await requests.ask(str(number), urgent=urgent)
        await timer.pass_until(timer.now + 100)
        return [at for _, at in requests.sent]

    sent = asyncio.run(live())
    assert len(sent) == len(asked)
    for place, at in enumerate(sent[limit:]):
        assert at - sent[place] >= 1


async def test_processes_that_share_the_limit_stay_within_it_together() -> None:
    timer = HandDriven()
    processes = [Requests(timer, Pace(timer, part)) for part in (2, 3)]
    for number in range(20):
        for one in processes:
            await one.ask(str(number))
        await timer.pass_until(timer.now + 0.1)
    await timer.pass_until(60)
    sent = sorted(at for one in processes for _, at in one.sent)
    assert len(sent) == 40
    assert all(later - earlier >= 1 for earlier, later in zip(sent, sent[5:], strict=False))
