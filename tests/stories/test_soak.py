"""The long stories: two deaths in one café, wherever they come."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain import CafeState
from tests.stories.mortal import Death, Mortal
from tests.stories.room import Room


@pytest.mark.soak
@pytest.mark.parametrize("second", range(1, 11))
@pytest.mark.parametrize("first", range(1, 11))
async def test_two_deaths_say_nothing_twice_and_drop_nothing(tmp_path: Path, first: int, second: int) -> None:
    for after in (False, True):
        room = Room(tmp_path / f"{after}.db")
        await room.begin(platforms={"terminal": Mortal(room.terminal, at=first, after=after)})
        with pytest.raises(Death):
            await room.until_the_end()
        again = await room.reopened("second")
        again.work(worker="second", platforms={"terminal": Mortal(again.terminal, at=second, after=not after)})
        await again.host.listen()
        try:
            await again.until_the_end()
        except Death:
            again = await again.reopened("third")
            await again.host.listen()
            await again.until_the_end()
        keys = [message.key for message in await again.said_by_the_bot()]
        assert len(keys) == len(set(keys))
        assert len(keys) >= 11
        assert (await again.cafe()).state is CafeState.PUBLISHED
        await again.database.close()
