"""The disk is full for a while: one clear sentence, nothing half-written, and once there is room again everything goes
on as if nothing had been."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Connection, Engine, event

from bot.domain import CafeState, Script
from bot.errors import StoreError
from tests.stories.room import Room, script

LONG = "Le mien avait un fil et je tirais dessus. " * 200


class Disk:
    """The disk below every database of this test: ``full`` lets no file grow by a single page."""

    def __init__(self) -> None:
        self.full = False

    def begun(self, connection: Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {1 if self.full else 1 << 30}")


@pytest.fixture
def disk() -> Iterator[Disk]:
    disk = Disk()
    event.listen(Engine, "begin", disk.begun)
    yield disk
    event.remove(Engine, "begin", disk.begun)


def with_a_long_question() -> Script:
    """A café that calls for closing words at such length that it needs pages of its own in the database."""
    usual = script()
    words = usual.words["fr"]
    last = replace(words.workshops["last"], question=LONG)
    return replace(usual, words={"fr": replace(words, workshops={**words.workshops, "last": last})}, languages=("fr",))


def keys_of(said: StoreError) -> list[str]:
    return [fault.key for fault in said.faults]


async def test_what_was_said_while_the_disk_was_full_is_read_back(room: Room, disk: Disk) -> None:
    await room.until(1, 10)
    await room.terminal.close()
    for number in range(30):
        await room.say("Vio", f"{number}. {LONG}")
    again = await room.reopened()
    disk.full = True
    with pytest.raises(StoreError) as said:
        await again.host.listen()
    assert keys_of(said.value) == ["store_full"]
    assert (await again.record()).posts == (), "nothing is half-taken"
    disk.full = False
    await again.host.listen()
    assert len((await again.record()).posts) == 30
    await again.database.close()


@pytest.mark.parametrize("day", [3, 4])
async def test_a_beat_that_meets_a_full_disk_is_done_once_there_is_room(unopened: Room, disk: Disk, day: int) -> None:
    """The call for closing words and the close; the publication."""
    room = unopened
    await room.begin(told=with_a_long_question())
    await room.until(1, 10)
    for number in range(20):
        await room.say("Vio", f"{number}. {LONG}")
    await room.until(day - 1, 23)
    disk.full = True
    with pytest.raises(StoreError) as said:
        await room.until(day, 23)
    assert keys_of(said.value) == ["store_full"]
    disk.full = False
    await room.until_the_end()
    keys = [message.key for message in await room.said_by_the_bot()]
    assert len(keys) == len(set(keys))
    assert (await room.cafe()).state is CafeState.PUBLISHED
    assert await room.published()
