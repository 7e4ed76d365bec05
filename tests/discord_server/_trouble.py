"""What can go wrong between a bot and Discord, on demand."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ._refusals import Refused

if TYPE_CHECKING:
    from ._routing import Call


@dataclass
class Plan:
    """What happens to the next ``times`` requests that fit: ``method`` and ``route``, a pattern over the description's
    path."""

    times: int
    method: str
    route: re.Pattern[str]
    refusal: Refused | None = None
    delay: float = 0.0
    lost: bool = False
    afterwards: bool = False
    reached: asyncio.Event | None = None


class Trouble:
    """``answer_with`` and its like plan trouble for requests to come; each is used up by the requests it meets."""

    def __init__(self) -> None:
        self.plans: list[Plan] = []
        self._over = asyncio.Event()

    def answer_with(self, status: int, code: int = 0, *, times: int = 1, method: str = ".*", route: str = ".*") -> None:
        """Refuse with 500, 502, 503, 403, ... before anything is done."""
        refusal = Refused(status, code, f"{status}: planned by the test")
        self.plans.append(Plan(times, method, re.compile(route), refusal))

    def limit(
        self, retry_after: float, *, times: int = 1, everywhere: bool = False, method: str = ".*", route: str = ".*"
    ) -> None:
        """Answer 429: come back in so many seconds; ``everywhere`` is Discord's global limit."""
        refusal = Refused(
            429, 0, "You are being rate limited.", retry_after=float(retry_after), **{"global": everywhere}
        )
        self.plans.append(Plan(times, method, re.compile(route), refusal))

    def be_slow(self, seconds: float, *, times: int = 1, method: str = ".*", route: str = ".*") -> None:
        """Wait that long before doing what is asked."""
        self.plans.append(Plan(times, method, re.compile(route), delay=seconds))

    def lose(self, *, done: bool, times: int = 1, method: str = ".*", route: str = ".*") -> None:
        """Cut the connection instead of answering; ``done``: after what was asked has been done."""
        self.plans.append(Plan(times, method, re.compile(route), lost=True, afterwards=done))

    def stall(self, *, done: bool = True, method: str = ".*", route: str = ".*") -> asyncio.Event:
        """Do not answer the next request that fits, before or after it is ``done``, until the trouble ends. The event
        tells that it has come so far: the moment to kill the bot."""
        reached = asyncio.Event()
        self.plans.append(Plan(1, method, re.compile(route), afterwards=done, reached=reached))
        return reached

    def fail_after(self, status: int, *, times: int = 1, method: str = ".*", route: str = ".*") -> None:
        """Do what is asked and answer with an error all the same."""
        refusal = Refused(status, 0, f"{status}: planned by the test")
        self.plans.append(Plan(times, method, re.compile(route), refusal, afterwards=True))

    def end(self) -> None:
        """No more trouble: what is stalled goes on."""
        self.plans.clear()
        self._over.set()
        self._over = asyncio.Event()

    async def before(self, call: Call) -> None:
        await self._meet(call, afterwards=False)

    async def after(self, call: Call) -> None:
        await self._meet(call, afterwards=True)

    async def _meet(self, call: Call, *, afterwards: bool) -> None:
        for plan in list(self.plans):
            fits = re.fullmatch(plan.method, call.method) and plan.route.search(call.route)
            if plan.afterwards is not afterwards or not fits:
                continue
            plan.times -= 1
            if not plan.times:
                self.plans.remove(plan)
            if plan.delay:
                await asyncio.sleep(plan.delay)
            if plan.reached:
                plan.reached.set()
                await self._over.wait()
            if plan.lost:
                raise ConnectionResetError
            if plan.refusal:
                raise plan.refusal

    def headers(self, refusal: Refused) -> dict[str, str]:
        """What stands above a refusal: without ``Via`` discord.py takes a 429 for a block and does not wait."""
        if refusal.status != 429:
            return {}
        spread = "global" if refusal.body.get("global") else "user"
        return {
            "Via": "1.1 google",
            "Retry-After": str(refusal.body["retry_after"]),
            "X-RateLimit-Scope": spread,
            **({"X-RateLimit-Global": "true"} if spread == "global" else {}),
        }
