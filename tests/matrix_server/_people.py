"""Whoever comes to a homeserver in one test."""

from __future__ import annotations

from tests.matrix_server._homeserver import Account, Homeserver
from tests.matrix_server._person import Person


class People:
    """Makes people, and lets go of their clients at the end."""

    def __init__(self) -> None:
        self._made: list[Person] = []

    async def of(self, homeserver: Homeserver, *names: str) -> list[Person]:
        """Somebody new for each name, who goes by it."""
        return [await self.one(homeserver, name) for name in names]

    async def one(self, homeserver: Homeserver, name: str, id: str | None = None) -> Person:
        """Somebody new who goes by that name, under an id that was given out before, or a new one."""
        made = Person(homeserver.url, await homeserver.register(name, id), name)
        self._made.append(made)
        return made

    def known(self, homeserver: Homeserver, account: Account) -> Person:
        """Whoever has that account already, by a client of their own."""
        made = Person(homeserver.url, account, account.user)
        self._made.append(made)
        return made

    async def close(self) -> None:
        for one in self._made:
            await one.close()
