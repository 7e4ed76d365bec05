"""Who listens: one worker for each account, until its lease ends."""

from __future__ import annotations

import asyncio

from bot.ports import Store
from tests.store.contract._part import ContractPart
from tests.store.scene import INSTANT, LEASE, MINUTE, MONDAY, Stand


async def claim(store: Store, worker: str = "one", now: object = MONDAY, account: str = "town") -> int | None:
    async with store.writing() as work:
        return await work.claim_listener(account, worker, now, LEASE)  # type: ignore[arg-type]


async def listens(store: Store, worker: str, generation: int) -> bool:
    async with store.writing() as work:
        return await work.listens("town", worker, generation)


async def release(store: Store, worker: str, generation: int) -> None:
    async with store.writing() as work:
        await work.release_listener("town", worker, generation)


class ListeningContract(ContractPart):
    async def test_one_worker_listens_to_an_account_until_its_lease_ends(self, store: Store) -> None:
        assert await claim(store) == 1
        assert await claim(store, "two", MONDAY + LEASE - INSTANT) is None
        assert await claim(store, "two", account="village") == 1, "another account is another matter"
        assert await claim(store, "two", MONDAY + LEASE) == 2
        assert not await listens(store, "one", 1)
        assert await listens(store, "two", 2)

    async def test_a_claim_that_is_renewed_in_time_is_never_lost_and_stays_the_same(self, store: Store) -> None:
        assert await claim(store) == 1
        assert await claim(store, now=MONDAY + MINUTE) == 1
        assert await claim(store, "two", MONDAY + LEASE) is None
        assert await claim(store, now=MONDAY + LEASE + MINUTE) == 1, "late, and nobody has wanted it"

    async def test_who_has_lost_a_claim_cannot_renew_it(self, store: Store) -> None:
        await claim(store)
        await claim(store, "two", MONDAY + LEASE)
        assert await claim(store, now=MONDAY + LEASE) is None
        assert await claim(store, now=MONDAY + LEASE + LEASE) == 3, "and begins anew once it is free"

    async def test_a_claim_given_back_is_free_at_once(self, store: Store) -> None:
        await claim(store)
        await release(store, "one", 1)
        assert not await listens(store, "one", 1)
        generation = await claim(store, "two")
        assert generation is not None
        assert generation > 1

    async def test_a_claim_that_somebody_has_taken_over_is_not_given_back_by_its_former_holder(
        self, store: Store
    ) -> None:
        await claim(store)
        await claim(store, "two", MONDAY + LEASE)
        await release(store, "one", 1)
        assert await listens(store, "two", 2)

    async def test_an_end_further_ahead_than_any_lease_holds_nobody_up(self, store: Store) -> None:
        await claim(store, now=MONDAY + 100 * LEASE)
        assert await claim(store, "two") == 2, "the clock was set back"

    async def test_of_many_who_claim_at_once_one_listens(self, stand: Stand, store: Store) -> None:
        other = await stand.connect()
        tries = await asyncio.gather(
            *(claim(one, f"{number}") for number, one in enumerate([store, other, store, other]))
        )
        assert sorted(one for one in tries if one is not None) == [1]
