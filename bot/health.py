"""How the bot is: for a health check, and as figures for Prometheus. Off unless a port is configured.

Two pages, for GET alone: ``/health`` (JSON; 200, or 503 where something is wrong) and ``/metrics``. Counts of what is
kept come from the database at each call, so that they survive a restart; the rest is of this process. No label and no
value is a member's: accounts, states and numbers only.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Collection, Iterator, Mapping
from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from bot.config import HealthSettings
from bot.errors import StoreError
from bot.ports import Clock, Observer
from bot.store.figures import Figures, SqlFigures

STALE = timedelta(minutes=5)
"""The ticker looks at the beats every half minute; when it has not for so long, something is wrong."""

PATIENCE = 5
"""How many seconds the database has for an answer."""


class Health(Observer):
    """What is known of this process and of its database; the host and the ticker tell it what they do."""

    def __init__(self, figures: SqlFigures, clock: Clock, accounts: Collection[str]) -> None:
        self._figures = figures
        self._clock = clock
        self._since = clock.now()
        self._last_look: datetime | None = None
        self._listening = dict.fromkeys(sorted(accounts), False)
        self._standing_by: set[str] = set()
        self._last_event: dict[str, datetime] = {}
        self._refusals = dict.fromkeys(sorted(accounts), 0)

    def looked(self, at: datetime) -> None:
        """The beats were looked at."""
        self._last_look = at

    def listening(self, platform: str) -> None:
        """An account is connected."""
        self._listening[platform] = True
        self._standing_by.discard(platform)

    def standing_by(self, platform: str) -> None:
        """Another worker listens to an account: it is well listened to."""
        self._listening[platform] = False
        self._standing_by.add(platform)

    def received(self, platform: str, at: datetime) -> None:
        """Something came in."""
        self._last_event[platform] = at

    def refused(self, platform: str) -> None:
        """Something was refused."""
        self._refusals[platform] = self._refusals.get(platform, 0) + 1

    async def report(self) -> dict[str, object]:
        """What ``/health`` answers: ``status`` is ``ok`` where ``wrong`` is empty."""
        now = self._clock.now()
        figures = await self._ask(now)
        wrong = [] if figures is not None else ["database"]
        if now - (self._last_look or self._since) > STALE:
            wrong.append("beats")
        heard = self._standing_by.union(name for name, connected in self._listening.items() if connected)
        wrong += [f"account {name}" for name in self._listening if name not in heard]
        return {
            "status": "wrong" if wrong else "ok",
            "wrong": wrong,
            "last_look": _written(self._last_look),
            "beats_late": None if figures is None else figures.late,
            "accounts": {
                name: {"listening": connected, "last_event": _written(self._last_event.get(name))}
                for name, connected in self._listening.items()
            },
        }

    async def metrics(self) -> bytes:
        """What ``/metrics`` answers, in the text format of Prometheus."""
        registry = CollectorRegistry(auto_describe=False)
        registry.register(_Collected(self._families(await self._ask(self._clock.now()))))
        return generate_latest(registry)

    async def _ask(self, now: datetime) -> Figures | None:
        with contextlib.suppress(StoreError, TimeoutError):
            async with asyncio.timeout(PATIENCE):
                return await self._figures.at(now)
        return None

    def _families(self, figures: Figures | None) -> list[Metric]:
        made: list[Metric] = [_gauge("cafe_database_up", "Whether the database answers.", float(figures is not None))]
        if figures is not None:
            made += [
                _gauges("cafe_beats", "Beats, by how far they have come.", "progress", figures.beats),
                _gauge("cafe_beats_late", "Beats that have been due for more than two minutes.", figures.late),
                _gauges("cafe_deliveries", "Messages owed to rooms.", "progress", figures.deliveries),
                _gauges("cafe_cafes", "Cafés, by state.", "state", figures.cafes),
                _gauge("cafe_posts", "Posts kept.", figures.posts),
            ]
        if self._last_look is not None:
            seconds = self._last_look.timestamp()
            made.append(_gauge("cafe_last_look_timestamp_seconds", "When the beats were last looked at.", seconds))
        events = {name: at.timestamp() for name, at in self._last_event.items()}
        listening = {name: float(connected) for name, connected in self._listening.items()}
        meaning = "What a platform has refused since the start."
        refusals = CounterMetricFamily("cafe_refusals", meaning, labels=["account"])
        for name, count in self._refusals.items():
            refusals.add_metric([name], count)
        made += [
            _gauges("cafe_account_listening", "Whether an account is connected.", "account", listening),
            _gauges("cafe_last_event_timestamp_seconds", "When something last came in.", "account", events),
            refusals,
        ]
        return made


class _Collected:
    """Metrics that are computed already, as a collector."""

    def __init__(self, families: list[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterator[Metric]:
        yield from self._families


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(name, meaning, value=value)


def _gauges(name: str, meaning: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(name, meaning, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family


def _written(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat(timespec="seconds").replace("+00:00", "Z")


@contextlib.asynccontextmanager
async def serving(health: Health, settings: HealthSettings) -> AsyncIterator[None]:
    """Answer for as long as this lasts, where a port is configured. Raises `ConfigurationError` for a port that
    cannot be had."""
    if settings.port is None:
        yield
        return
    # What it is served with takes its time to load, and most serve nothing.
    from bot.health_pages import served

    async with served(health.report, health.metrics, settings.port, open_to_network=settings.open_to_network):
        yield
