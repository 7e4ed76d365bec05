"""A backup from before the end of retention is put back: what was let go of does not come back with it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain import RETENTION_DAYS, Consent
from bot.restoring import restored
from bot.store.care import back_up
from bot.store.erasures import NAME
from tests.stories.room import Room, texts
from tests.stories.test_put_back import Town, spoil

QUOTED = "Le mien avait un fil et je tirais dessus pour aller plus loin."
TAKEN = "Il sonnait au milieu de la nuit, chez la voisine du dessous."
SECRET = "Le mot hippopotame ne se dit nulle part ailleurs."


async def begun(town: Town) -> Room:
    room = await town.begin()
    await room.until(1, 10)
    await room.say("Vio", QUOTED)
    await room.say("Marc", TAKEN)
    await room.say("Léa", SECRET)
    await room.consent("Léa", Consent.NONE)
    return room


async def ended(room: Room) -> None:
    room.clock.move_to((await room.cafe()).publishes_at + timedelta(days=RETENTION_DAYS))
    await room.ticker.tick()


async def test_every_word_leaves_the_files_and_only_the_quotations_stay(tmp_path: Path) -> None:
    town = Town(tmp_path)
    room = await begun(town)
    await room.until_the_end()
    assert b"hippopotame" in town.files()
    await ended(room)
    await room.database.close()
    assert b"hippopotame" not in town.files()
    assert b"tirais dessus" in town.files()
    await (await town.reopened()).withdraw("Vio")
    await town.close()


@pytest.mark.parametrize("former", ["there", "journal", "alone"])
@pytest.mark.parametrize("when", ["before", "after"])
async def test_what_was_let_go_of_does_not_come_back(tmp_path: Path, former: str, when: str) -> None:
    town = Town(tmp_path)
    room = await begun(town)
    backup = tmp_path / "monday.db"
    await room.until_the_end()
    if when == "before":
        await back_up(room.database, backup)
    await ended(room)
    if when == "after":
        await back_up(room.database, backup)
    await room.withdraw("Marc")
    flashback = await room.published()
    assert TAKEN not in texts(flashback)
    assert QUOTED in texts(flashback)
    said = [(one.key, one.text) for one in await room.said_by_the_bot()]
    await room.database.close()
    if former == "journal":
        spoil(town.path)
    elif former == "alone":
        (town.data / NAME).unlink()
    await restored(town.path, backup, room.clock)
    room = await town.reopened()
    if former != "journal":
        assert b"hippopotame" not in town.files()
    await room.host.listen()
    await room.ticker.tick()
    assert (await room.cafe()).frozen_at is not None
    if (former, when) == ("journal", "before"):
        # Nobody knows how it was frozen: it is frozen again, as it is without Marc.
        assert set(texts(await room.published())) == set(texts(flashback))
    else:
        assert await room.published() == flashback
        assert [(one.key, one.text) for one in await room.said_by_the_bot()] == said
    await room.database.close()
    for word in (b"hippopotame", b"voisine du dessous"):
        assert word not in town.files()
    await town.close()
