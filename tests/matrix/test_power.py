"""Who may do what in a room, of every version."""

from __future__ import annotations

from typing import Any

import pytest

from bot.platforms.matrix_platform._power import ABOVE_ALL, Power
from tests.matrix_server import Homeserver, People

MAKER, OTHER, BOT = "@maker:cafe.test", "@other:cafe.test", "@bot:cafe.test"


def create(version: str | None, **more: Any) -> dict[str, Any]:
    content = more if version is None else {"room_version": version, **more}
    return {"type": "m.room.create", "sender": MAKER, "content": content}


def test_where_nothing_is_written_the_maker_has_a_hundred() -> None:
    power = Power.of(create("11"), None)
    assert (power.of_user(MAKER), power.of_user(OTHER)) == (100, 0)
    assert (power.to_send("m.room.message"), power.to_set("m.room.topic"), power.to_redact()) == (0, 0, 50)


def test_what_is_written_holds() -> None:
    levels = {
        "users": {BOT: 40, OTHER: "30"},
        "users_default": 5,
        "events": {"m.room.message": 45, "m.room.topic": "60"},
        "events_default": 1,
        "redact": 20,
    }
    power = Power.of(create("11"), levels)
    assert [power.of_user(one) for one in (BOT, OTHER, MAKER)] == [40, 30, 5]
    assert (power.to_send("m.room.message"), power.to_send("m.sticker")) == (45, 1)
    assert (power.to_set("m.room.topic"), power.to_set("m.room.name"), power.to_redact()) == (60, 50, 20)


@pytest.mark.parametrize("version", ["12", "13"])
def test_since_version_12_creators_stand_above_all(version: str) -> None:
    power = Power.of(create(version, additional_creators=[OTHER, 7]), {"users": {BOT: 100}})
    assert [power.of_user(one) for one in (MAKER, OTHER, BOT)] == [ABOVE_ALL, ABOVE_ALL, 100]


@pytest.mark.parametrize("version", [None, "1", "11", "org.example.13", "¹²"])
def test_before_that_they_have_what_is_written(version: str | None) -> None:
    power = Power.of(create(version, additional_creators=[OTHER]), {"users": {BOT: 100}})
    assert [power.of_user(one) for one in (MAKER, OTHER, BOT)] == [0, 0, 100]


@pytest.mark.parametrize("levels", [{"users": 7}, {"users": {BOT: [1]}}, {"events": None, "redact": {}}, {}])
def test_what_is_written_wrongly_is_not_written(levels: dict[str, Any]) -> None:
    power = Power.of({}, levels)
    assert (power.of_user(BOT), power.to_send("m.room.message"), power.to_redact()) == (0, 0, 50)


async def test_a_real_room_of_each_version(
    homeserver: Homeserver, strict_homeserver: Homeserver, people: People
) -> None:
    for server, level in ((homeserver, ABOVE_ALL), (strict_homeserver, 100)):
        vio, ana = await people.of(server, "Vio", "Ana")
        room = await vio.makes_room()
        await ana.joins(room)
        await vio.lets(room, ana.id, 50)
        made = next(one for one in await vio.sees(room) if one["type"] == "m.room.create")
        power = Power.of(made, await vio.state(room, "m.room.power_levels"))
        assert [power.of_user(one.id) for one in (vio, ana)] == [level, 50]
