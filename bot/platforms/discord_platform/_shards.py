"""The shards of an account: the parts at which it can be listened to, each with the servers whose ids fall to it. Pure.

A part is named by its number and how many there are, ``1/4``: where that is changed, no part is the same as before.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shards:
    """How an account is split over several gateways: ``count`` in all, of which this process takes ``ids`` before all
    others; all of them where that is empty."""

    count: int
    ids: tuple[int, ...] = ()

    @property
    def own(self) -> tuple[str, ...]:
        """The parts that this process takes as soon as nobody has them."""
        return tuple(map(self._named, dict.fromkeys(self.ids) or range(self.count)))

    @property
    def of_others(self) -> tuple[str, ...]:
        """The other ones."""
        return tuple(self._named(one) for one in range(self.count) if self.ids and one not in self.ids)

    def part_of(self, server: int) -> str:
        """The part at which a server is heard."""
        return self._named(self.shard_of(server))

    def shard_of(self, server: int) -> int:
        """The number of the shard at which a server is heard: Discord's own rule."""
        return (server >> 22) % self.count

    def _named(self, shard: int) -> str:
        return f"{shard}/{self.count}"


def shard_in(part: str) -> int:
    """The number of the shard that a part is."""
    return int(part.partition("/")[0])
