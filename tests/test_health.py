"""How the bot says that something is wrong with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import CompressedClock
from bot.health import STALE, Health
from bot.store.engine import Database
from bot.store.figures import SqlFigures
from tests.prepared import prepare

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> CompressedClock:
    return CompressedClock(NOON)


async def healthy(database: Database, clock: CompressedClock) -> Health:
    health = Health(SqlFigures(database), clock, ["salon"])
    health.listening("salon")
    health.looked(clock.now())
    return health


async def test_a_bot_that_has_not_looked_at_its_beats_for_long_is_not_well(
    tmp_path: Path, clock: CompressedClock
) -> None:
    database = Database(tmp_path / "cafe.db")
    await prepare(database)
    health = await healthy(database, clock)
    assert (await health.report())["status"] == "ok"
    clock.move_to(NOON + STALE + timedelta(seconds=1))
    assert (await health.report())["wrong"] == ["beats"]
    health.looked(clock.now())
    assert (await health.report())["wrong"] == []
    await database.close()


async def test_an_account_that_does_not_listen_is_named(tmp_path: Path, clock: CompressedClock) -> None:
    database = Database(tmp_path / "cafe.db")
    await prepare(database)
    health = Health(SqlFigures(database), clock, ["salon", "square"])
    health.looked(clock.now())
    health.listening("square")
    health.received("square", NOON)
    health.refused("square")
    report = await health.report()
    assert report["wrong"] == ["account salon"]
    assert report["accounts"] == {
        "salon": {"listening": False, "last_event": None},
        "square": {"listening": True, "last_event": "2026-03-02T12:00:00Z"},
    }
    metrics = (await health.metrics()).decode()
    assert 'cafe_refusals_total{account="square"} 1.0' in metrics
    assert 'cafe_last_event_timestamp_seconds{account="square"} 1.7724528e+09' in metrics
    await database.close()


async def test_a_database_that_does_not_answer_is_told_and_the_metrics_still_come(
    tmp_path: Path, clock: CompressedClock
) -> None:
    path = tmp_path / "cafe.db"
    path.write_bytes(b"this is no database" * 100)
    database = Database(path)
    health = await healthy(database, clock)
    report = await health.report()
    assert (report["status"], report["wrong"], report["beats_late"]) == ("wrong", ["database"], None)
    metrics = (await health.metrics()).decode()
    assert "cafe_database_up 0.0" in metrics
    assert "cafe_posts" not in metrics
    await database.close()
