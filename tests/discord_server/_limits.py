"""Rate limits, in real seconds: Discord's global one, and those of single routes. Off unless a test asks for them."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

from ._refusals import Refused
from ._routing import WITHOUT_TOKEN

if TYPE_CHECKING:
    from ._routing import Call


class Window:
    """At most ``most`` requests in any ``seconds``: the stricter reading of Discord's global limit."""

    def __init__(self, most: int, seconds: float) -> None:
        self.most = most
        self.seconds = seconds
        self.passed: deque[float] = deque()

    def take(self) -> float:
        """Seconds to wait; 0 where one more may pass, which then counts."""
        now = asyncio.get_running_loop().time()
        while self.passed and self.passed[0] <= now - self.seconds:
            self.passed.popleft()
        if len(self.passed) >= self.most:
            return self.passed[0] + self.seconds - now
        self.passed.append(now)
        return 0.0


class Bucket:
    """``most`` requests from the first one on, and after ``seconds`` all of them again: the limit of one route."""

    def __init__(self, most: int, seconds: float) -> None:
        self.most = most
        self.seconds = seconds
        self.left = most
        self.ends = 0.0

    def take(self) -> float:
        """Seconds to wait; 0 where one more may pass, which then counts."""
        if self.after <= 0:
            self.left, self.ends = self.most, asyncio.get_running_loop().time() + self.seconds
        if self.left == 0:
            return self.after
        self.left -= 1
        return 0.0

    @property
    def after(self) -> float:
        """Seconds until it is full again."""
        return self.ends - asyncio.get_running_loop().time()


class Limits:
    """``overall`` is the global limit; ``by_route`` those of routes, for each channel, guild or webhook in the path."""

    def __init__(self) -> None:
        self.overall: Window | None = None
        self.by_route: dict[tuple[str, str], tuple[int, float]] = {}
        self._buckets: dict[tuple[str, str, str], Bucket] = {}
        self.refused = 0

    def hold(self, most: int = 50, seconds: float = 1.0) -> None:
        """Hold the bot to Discord's global limit. Answers to interactions are exempt, as they are there."""
        self.overall = Window(most, seconds)

    def hold_route(self, method: str, route: str, most: int, seconds: float) -> None:
        """Hold one route, named as in the description, to a limit that its answers tell of in their headers."""
        self.by_route[method, route] = (most, seconds)

    def bucket(self, call: Call) -> Bucket | None:
        limit = self.by_route.get((call.method, call.route))
        if limit is None:
            return None
        major = next((call.texts[name] for name in ("channel_id", "guild_id", "webhook_id") if name in call.texts), "")
        return self._buckets.setdefault((call.method, call.route, major), Bucket(*limit))

    def let_pass(self, call: Call) -> None:
        """Raises `Refused` (429) for a request too many."""
        if self.overall and (call.method, call.route) not in WITHOUT_TOKEN and (wait := self.overall.take()):
            self._refuse(wait, everywhere=True)
        if (bucket := self.bucket(call)) and (wait := bucket.take()):
            self._refuse(wait, everywhere=False)

    def _refuse(self, wait: float, *, everywhere: bool) -> None:
        self.refused += 1
        raise Refused(429, 0, "You are being rate limited.", retry_after=wait, **{"global": everywhere})

    def headers(self, call: Call) -> dict[str, str]:
        """How much is left, where the route has a limit."""
        bucket = self.bucket(call)
        if bucket is None:
            return {}
        return {
            "X-RateLimit-Limit": str(bucket.most),
            "X-RateLimit-Remaining": str(bucket.left),
            "X-RateLimit-Reset-After": f"{bucket.after:.3f}",
            "X-RateLimit-Reset": f"{bucket.after:.3f}",
            "X-RateLimit-Bucket": f"{call.method} {call.route}".encode().hex(),
        }
