"""Whoever claims, however many at once: each beat is one worker's, and the calendar tells when to look."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Literal

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import Beat
from bot.ports import Store
from tests.store.contract._beats import claim, finish, next_due, release
from tests.store.contract._part import SHARED, ContractPart
from tests.store.scene import LEASE, MINUTE, MONDAY, SQUARE, Stand, a_cafe, a_delivery, opened

CAFES = ("a", "b", "c")

_examples = count()
"""Each example has cafés of its own: the database is one for all examples of a test."""


@dataclass(slots=True)
class Row:
    """A beat as the model knows it: when it may be claimed, and by which claim it is held."""

    due: datetime
    free_at: datetime
    generation: int = 0
    state: Literal["due", "claimed", "done"] = "due"


class Calendar:
    """What the beats table does, in plain Python: a list of beats for each café."""

    def __init__(self, cafes: dict[str, list[datetime]]) -> None:
        self.rows = {cafe: [Row(due, due) for due in sorted(dues)] for cafe, dues in cafes.items()}

    def firsts(self) -> list[tuple[str, int, Row]]:
        """The first beat of each café that is not done."""
        firsts = [
            next(((cafe, place, row) for place, row in enumerate(rows) if row.state != "done"), None)
            for cafe, rows in self.rows.items()
        ]
        return [one for one in firsts if one is not None]

    def next_due(self) -> datetime | None:
        return min((row.free_at for _, _, row in self.firsts()), default=None)

    def claim(self, now: datetime) -> tuple[str, int] | None:
        """The key and the generation of the beat that is claimed."""
        free = [one for one in self.firsts() if one[2].free_at <= now]
        if not free:
            return None
        cafe, place, row = min(free, key=lambda one: (one[2].due, one[0], one[1]))
        row.state, row.free_at, row.generation = "claimed", now + LEASE, row.generation + 1
        return f"{cafe}/{place + 1}", row.generation

    def held(self, beat: Beat) -> Row | None:
        """The row of a claim that still holds."""
        row = self.rows[beat.cafe][int(beat.key.rpartition("/")[2]) - 1]
        return row if row.state == "claimed" and row.generation == beat.generation else None


DEEDS = st.lists(
    st.one_of(
        st.tuples(st.just("claim"), st.just(0), st.just(0)),
        st.tuples(st.just("pass"), st.integers(0, 4), st.just(0)),
        st.tuples(st.just("finish"), st.integers(0, 5), st.just(0)),
        st.tuples(st.just("release"), st.integers(0, 5), st.integers(-1, 5)),
    ),
    min_size=5,
    max_size=20,
)
DUES = st.fixed_dictionaries({name: st.lists(st.integers(0, 4), max_size=3) for name in CAFES})


async def clear(store: Store) -> None:
    """Finish what an example that failed in its middle has left behind."""
    while (beat := await claim(store, MONDAY + timedelta(days=1_000))) is not None:
        await finish(store, beat)


async def play(store: Store, dues: dict[str, list[int]], deeds: list[tuple[str, int, int]]) -> None:
    """Do the same to the store and to the model, and compare after each deed."""
    await clear(store)
    now = MONDAY
    run = next(_examples)
    calendar = Calendar({f"{name}-{run}": [MONDAY + one * MINUTE for one in minutes] for name, minutes in dues.items()})
    for cafe, rows in calendar.rows.items():
        await opened(store, a_cafe(cafe), *(row.due for row in rows))
    claims: list[Beat] = []
    for deed, which, minutes in deeds:
        if deed == "claim":
            beat = await claim(store, now)
            assert (beat and (beat.key, beat.generation)) == calendar.claim(now)
            claims += [beat] if beat else []
        elif deed == "pass":
            now += which * MINUTE
        elif claims:
            beat = claims[which % len(claims)]
            row = calendar.held(beat)
            retry_at = now + minutes * MINUTE
            done = await (finish(store, beat) if deed == "finish" else release(store, beat, retry_at))
            assert done is (row is not None)
            if row is not None and deed == "finish":
                row.state = "done"
            elif row is not None:
                row.state, row.free_at = "due", max(row.due, retry_at)
        assert await next_due(store) == calendar.next_due()
    while (left := calendar.next_due()) is not None:
        now = max(now, left)
        beat = await claim(store, now)
        assert beat is not None, "what falls due can be claimed then"
        assert (beat.key, beat.generation) == calendar.claim(now)
        assert await finish(store, beat)
        row = calendar.held(beat)
        assert row is not None
        row.state = "done"
    assert await next_due(store) is None


class ClaimingContract(ContractPart):
    @settings(max_examples=25, deadline=None, suppress_health_check=SHARED)
    @given(dues=DUES, deeds=DEEDS)
    async def test_claims_leases_and_the_next_due_are_those_of_a_plain_list(
        self, store: Store, dues: dict[str, list[int]], deeds: list[tuple[str, int, int]]
    ) -> None:
        await play(store, dues, deeds)

    async def test_two_workers_at_once_never_claim_one_beat_twice(self, stand: Stand, store: Store) -> None:
        other = await stand.connect()
        for number in range(12):
            await opened(store, a_cafe(f"c{number}"), MONDAY, MONDAY)
        for _ in range(2):
            tries = await asyncio.gather(*(claim(one) for _ in range(9) for one in (store, other)))
            keys = [beat.key for beat in tries if beat is not None]
            assert len(keys) == len(set(keys)) == 12
            assert all(await asyncio.gather(*(finish(store, beat) for beat in tries if beat is not None)))
        assert await next_due(store) is None

    async def test_two_workers_at_once_perform_one_cafe_in_its_order(self, stand: Stand, store: Store) -> None:
        await opened(store, a_cafe(), *[MONDAY] * 10)
        performed: list[str] = []

        async def work(worker: Store) -> None:
            while await next_due(worker) is not None:
                if (beat := await claim(worker)) is not None:
                    performed.append(beat.key)
                    assert await finish(worker, beat)

        async with asyncio.timeout(20):
            await asyncio.gather(work(store), work(await stand.connect()))
        assert performed == [f"phones/{number}" for number in range(1, 11)]

    async def test_two_workers_at_once_never_claim_one_delivery_twice(self, stand: Stand, store: Store) -> None:
        other = await stand.connect()
        await opened(store, a_cafe(), MONDAY)
        async with store.writing() as work:
            await work.owe(a_delivery(f"k{number}") for number in range(6))

        async def take(worker: Store, key: str) -> str | None:
            async with worker.writing() as work:
                claimed = await work.claim_delivery(key, MONDAY, LEASE, "one")
            return None if claimed is None else claimed.key

        keys = [f"k{number}" for number in range(6)]
        taken = await asyncio.gather(*(take(one, key) for key in keys for one in (store, other)))
        assert sorted(key for key in taken if key) == keys

    async def test_who_takes_a_lease_over_at_once_is_one(self, stand: Stand, store: Store) -> None:
        other = await stand.connect()
        await opened(store, a_cafe(), MONDAY)
        late = MONDAY
        for generation in range(1, 8):
            tries = await asyncio.gather(*(claim(one, late) for one in (store, other)))
            assert [beat.generation for beat in tries if beat is not None] == [generation]
            late += LEASE + timedelta(microseconds=generation)

    async def test_positions_written_at_once_are_all_kept(self, stand: Stand, store: Store) -> None:
        other = await stand.connect()

        async def count_on(worker: Store) -> None:
            for _ in range(10):
                async with worker.writing() as work:
                    await work.keep_position(SQUARE, str(int(await work.position(SQUARE) or 0) + 1))

        await asyncio.gather(count_on(store), count_on(other))
        async with store.reading() as reading:
            assert await reading.position(SQUARE) == "20", "what is read in a unit of work is true until it ends"
