"""Linking accounts: a code that one account is given and another one gives back says that both are one person's."""

from __future__ import annotations

import re
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable, Collection
from datetime import timedelta

from bot.domain import CafeState, MemberRef
from bot.errors import CallError, fault
from bot.ports import Clock, Store, Writing

CODE_LASTS = timedelta(minutes=10)
"""How long a code may be given back."""

TRIES = 5
"""How often a code may be given back wrongly before it is over."""

_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
_NAME, _LENGTH, _PART = 4, 12, 4
"""A code is found by its first signs, and proved by all of them."""


class Linking:
    """The use cases of linking. ``renew`` is asked once the figures of published flashbacks may be other ones."""

    def __init__(self, store: Store, clock: Clock, renew: Callable[[], Awaitable[None]]) -> None:
        self._store = store
        self._clock = clock
        self._renew = renew

    async def code(self, by: MemberRef) -> str:
        """A new code for that account, which is kept as a digest alone; one given before is over."""
        code = "".join(secrets.choice(_SIGNS) for _ in range(_LENGTH))
        async with self._store.writing() as work:
            await work.keep_link_code(by, code[:_NAME], code, self._clock.now() + CODE_LASTS)
        return "-".join(code[start : start + _PART] for start in range(0, _LENGTH, _PART))

    async def take(self, by: MemberRef, given: str) -> None:
        """Link that account with the one whose code this is. Raises `CallError` for a code that is not there, or not
        any more, and for one's own."""
        code = re.sub(r"[\W_]+", "", given).casefold()
        now = self._clock.now()
        async with self._store.writing() as work:
            owner = await work.try_link_code(code[:_NAME], code, now, TRIES)
            if owner == by:
                raise CallError(fault("link_own_code"))
            if owner is not None:
                accounts = {by, owner, *await work.linked(by), *await work.linked(owner)}
                await work.link(owner, by, now)
                await self._recount(work, accounts)
        # A wrong try has to stay counted.
        if owner is None:
            raise CallError(fault("link_no_code"))
        await self._renew()

    async def undo(self, by: MemberRef) -> None:
        """Let that account be nobody else's again. Raises `CallError` where it is linked to none."""
        async with self._store.writing() as work:
            accounts = {by, *await work.linked(by)}
            if not await work.unlink(by, self._clock.now()):
                raise CallError(fault("link_none"))
            await self._recount(work, accounts)
        await self._renew()

    async def _recount(self, work: Writing, accounts: Collection[MemberRef]) -> None:
        """Have the published figures made anew where several of these accounts took part."""
        knowing: Counter[str] = Counter()
        for one in accounts:
            knowing.update(await work.cafes_knowing(one))
        for id in sorted(cafe for cafe, known_by in knowing.items() if known_by > 1):
            cafe = await work.cafe(id)
            if cafe is not None and cafe.frozen_at is None and cafe.state.step >= CafeState.CLOSED.step:
                await work.note_change(id)
