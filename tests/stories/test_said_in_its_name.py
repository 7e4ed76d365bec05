"""A guest's own words in the café's name: said once in each room, whatever refuses, dies or is put back."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot.clock import CompressedClock
from bot.domain import Consent, Home, Posted, RoomRef
from bot.errors import CallError, NotAllowed, fault
from bot.host import LEASE, Mine
from bot.platforms.terminal_platform import TerminalPlatform
from bot.restoring import restored
from bot.store.care import back_up
from bot.store.stage import SqlStage
from bot.wording import wording
from tests.prepared import prepare
from tests.stories.fates import Death, Life, fated_platform, fated_store
from tests.stories.room import MONDAY, ZONE, Room, script
from tests.stories.test_put_back import Town, spoil

WORDS = "Zibeline, au nom du café."
UNIQUE = b"Zibeline"
CAFE_ROOM, TERRACE = RoomRef("terminal", "café"), RoomRef("terminal", "terrace")


class Refusing(TerminalPlatform):
    """The terminal, in one of whose rooms nothing may be said for a while; ``unsure`` says so once it was said.
    ``keeps`` has it keep what was."""

    refuses: RoomRef | None = None
    unsure = False
    keeps = False

    async def retract(self, room: RoomRef, posted: Posted) -> None:
        if self.keeps:
            raise NotAllowed(fault("stage_locked"))
        await super().retract(room, posted)

    async def post(self, room: RoomRef, message: object, key: str) -> Posted:
        if room == self.refuses and not self.unsure:
            raise NotAllowed(fault("stage_locked"))
        posted = await super().post(room, message, key)  # type: ignore[arg-type]
        if room == self.refuses:
            raise NotAllowed(fault("stage_locked"))
        return posted


async def opened(room: Room) -> None:
    """A café in a French room and an English one, open since nine, in one of whose workshops Gus is a guest."""
    await prepare(room.database)
    for one in (CAFE_ROOM, TERRACE):
        await room.terminal.open_room(one.room)
    room.ref, room.cafe_id = CAFE_ROOM, "both"
    room.work(hosts=("camille",))
    await room.host.listen()
    homes = [Home(CAFE_ROOM, "fr"), Home(TERRACE, "en")]
    await room.host.open(script(), homes, zone=ZONE, day=MONDAY, id="both", secret=b"s" * 32)
    await room.until(1, 10)
    await room.command("Camille", "café", "invité memory gus")


async def say(room: Room) -> str:
    return await room.command("Gus", "café", f"dire memory {WORDS}")


async def heard(room: Room, where: RoomRef = CAFE_ROOM) -> list[str]:
    """What was said of it in a room."""
    messages = await room.terminal.messages(where)
    return [one.text for one in messages if one.from_bot and "Zibeline" in one.text]


async def rest(room: Room) -> None:
    """Let the claims of whoever has died run out."""
    await room.ticker.tick()
    room.clock.move_to(room.clock.now() + LEASE)
    await room.ticker.tick()


async def said_of_gus(room: Room) -> Sequence[str]:
    async with room.store.reading() as store:
        return [words for *_, words in await store.said_by(room.ref_of("Gus"))]


async def left_to_do(room: Room) -> tuple[int, int]:
    """How many messages are owed without a beat, and how many are still to leave a room."""
    async with room.store.reading() as store:
        return len(await store.replies_owed()), len(await store.sayings_to_retract(room.cafe_id))


# --- a room that refuses --------------------------------------------------------------------------------------


@pytest.fixture
async def refusing(unopened: Room) -> Refusing:
    platform = Refusing(SqlStage(unopened.database), unopened.clock, moderators=["camille"], desk="bureau")
    unopened.terminal = platform
    await opened(unopened)
    return platform


@pytest.mark.parametrize("unsure", [False, True], ids=["not said", "said and not known"])
async def test_a_room_that_refuses_is_told_later_once_and_keeps_no_other_one_waiting(
    unopened: Room, refusing: Refusing, unsure: bool
) -> None:
    refusing.refuses, refusing.unsure = TERRACE, unsure
    assert "dès que possible" in await say(unopened)
    assert len(await heard(unopened)) == 1
    assert len(await heard(unopened, TERRACE)) == unsure
    await rest(unopened)
    assert (len(await heard(unopened)), len(await heard(unopened, TERRACE))) == (1, unsure)
    refusing.refuses = None
    await rest(unopened)
    [french], [english] = await heard(unopened), await heard(unopened, TERRACE)
    assert "pour le café" in french
    assert "for the café" in english
    assert await left_to_do(unopened) == (0, 0)
    await unopened.until(1, 18)
    assert (len(await heard(unopened)), len(await heard(unopened, TERRACE))) == (1, 1)
    assert await say(unopened) == "Dit au nom du café."


@pytest.mark.parametrize("unsure", [False, True], ids=["not said", "said and not known"])
async def test_what_is_taken_back_before_a_room_has_it_is_never_to_be_read_there(
    unopened: Room, refusing: Refusing, unsure: bool
) -> None:
    refusing.refuses, refusing.unsure = TERRACE, unsure
    await say(unopened)
    await unopened.host.forgetting.everything(unopened.ref_of("Gus"))
    refusing.refuses = None
    await rest(unopened)
    assert await heard(unopened) == await heard(unopened, TERRACE) == []
    assert await left_to_do(unopened) == (0, 0)
    assert "Zibeline" not in await unopened.everything_kept()


# --- a death in the middle ------------------------------------------------------------------------------------


class Former:
    """A café in which somebody is about to speak, whose database is copied for each death."""

    def __init__(self, path: Path) -> None:
        self.room = Room(path)
        self.points: list[str] = []

    async def dies(self, folder: Path, dies_at: int | None) -> Room:
        """Speak in a copy of it, with a death at that point; returns what the next process finds."""
        shutil.copy(self.room.path, folder / "cafe.db")
        room = Room(folder / "cafe.db", CompressedClock(self.room.clock.now()))
        life = Life(dies_at, self.points if dies_at is None else None)
        room.ref, room.cafe_id = CAFE_ROOM, "both"
        room.store = fated_store(room.store, life)  # type: ignore[assignment]
        room.work(platforms={"terminal": fated_platform(room.terminal, life)})
        with contextlib.suppress(Death):
            await say(room)
        return await room.reopened()


@pytest.fixture(scope="module")
def former(memory: Path) -> Former:
    async def made() -> Former:
        found = Former(memory / "former.db")
        await opened(found.room)
        await found.room.database.close()
        with TemporaryDirectory(dir=memory) as folder:
            room = await found.dies(Path(folder), None)
            assert len(await heard(room)) == len(await heard(room, TERRACE)) == 1
            await room.database.close()
        return found

    return asyncio.run(made())


def _points(former: Former, few: int) -> range:
    return range(1, len(former.points) + 1, max(1, len(former.points) // few))


FEW = pytest.mark.parametrize("few", [4, pytest.param(10_000, marks=pytest.mark.soak)])


@FEW
async def test_a_death_says_it_in_each_room_once_or_nowhere(former: Former, memory: Path, few: int) -> None:
    assert {"Writing.keep_said: after", "Platform.post: after"} <= set(former.points)
    begun_in = set()
    for dies_at in _points(former, few):
        with TemporaryDirectory(dir=memory) as folder:
            room = await former.dies(Path(folder), dies_at)
            await room.host.listen()
            await rest(room)
            begun = len(await said_of_gus(room))
            begun_in.add(begun)
            there = (len(await heard(room)), len(await heard(room, TERRACE)))
            assert there == (begun, begun), former.points[dies_at - 1]
            if not begun:
                await say(room)
            await rest(room)
            assert (len(await heard(room)), len(await heard(room, TERRACE))) == (1, 1), former.points[dies_at - 1]
            assert await left_to_do(room) == (0, 0)
            await room.database.close()
    assert begun_in == {0, 1}


@FEW
async def test_whoever_leaves_after_a_death_has_said_it_nowhere(former: Former, memory: Path, few: int) -> None:
    for dies_at in _points(former, few):
        with TemporaryDirectory(dir=memory) as folder:
            room = await former.dies(Path(folder), dies_at)
            await room.host.listen()
            await room.host.forgetting.everything(room.ref_of("Gus"))
            await rest(room)
            assert await heard(room) == await heard(room, TERRACE) == [], former.points[dies_at - 1]
            assert await left_to_do(room) == (0, 0), former.points[dies_at - 1]
            assert "Zibeline" not in await room.everything_kept()
            await room.database.close()


# --- a backup that is put back --------------------------------------------------------------------------------

FORMER = pytest.mark.parametrize("readable", [True, False], ids=["former there", "former destroyed"])


async def in_town(folder: Path) -> tuple[Town, Refusing]:
    """A café whose rooms are on another server, with a guest."""
    town = Town(folder)
    town.room.terminal = platform = Refusing(SqlStage(town.server), town.room.clock)
    room = await town.begin()
    await room.until(1, 10)
    cafe = await room.cafe()
    [memory] = [one for one in cafe.script.workshops if one.key == "memory"]
    await room.services.guests.invite(cafe, memory, room.ref_of("Gus"), room.ref_of("Camille"))
    return town, platform


async def put_back(town: Town, backup: Path, readable: bool) -> Room:
    """The bot, started again on the backup in the place of its database."""
    await town.room.database.close()
    if not readable:
        spoil(town.path)
    await restored(town.path, backup, town.room.clock)
    again = await town.reopened()
    await again.host.listen()
    await rest(again)
    return again


@FORMER
async def test_what_was_owed_in_a_backup_and_said_since_is_not_said_again(tmp_path: Path, readable: bool) -> None:
    town, platform = await in_town(tmp_path)
    platform.refuses = CAFE_ROOM
    await say(town.room)
    backup = tmp_path / "monday.db"
    await back_up(town.room.database, backup)
    platform.refuses = None
    await rest(town.room)
    assert len(await heard(town.room)) == 1
    again = await put_back(town, backup, readable)
    assert len(await heard(again)) == 1
    assert await said_of_gus(again) != []
    assert await left_to_do(again) == (0, 0)
    await again.host.forgetting.everything(again.ref_of("Gus"))
    assert await heard(again) == []
    await town.close()


@FORMER
async def test_what_was_owed_in_a_backup_and_said_nowhere_is_said_once(tmp_path: Path, readable: bool) -> None:
    town, platform = await in_town(tmp_path)
    platform.refuses = CAFE_ROOM
    await say(town.room)
    backup = tmp_path / "monday.db"
    await back_up(town.room.database, backup)
    again = await put_back(town, backup, readable)
    assert len(await heard(again)) == 1
    await town.close()


@FORMER
@pytest.mark.parametrize("way", ["withdrawal", "café", "all"])
@pytest.mark.parametrize("refused", [False, True], ids=["said", "owed"])
async def test_what_was_taken_back_since_the_backup_comes_back_nowhere(
    tmp_path: Path, readable: bool, way: str, refused: bool
) -> None:
    town, platform = await in_town(tmp_path)
    room, gus = town.room, town.room.ref_of("Gus")
    platform.refuses = CAFE_ROOM if refused else None
    await say(room)
    backup = tmp_path / "monday.db"
    await back_up(room.database, backup)
    if way == "withdrawal":
        await room.withdraw("Gus")
    else:
        forgetting = room.host.forgetting
        await (forgetting.everything(gus) if way == "all" else forgetting.cafe(gus, room.cafe_id))
    assert UNIQUE in backup.read_bytes()
    again = await put_back(town, backup, readable)
    assert UNIQUE not in town.files()
    assert await heard(again) == []
    assert await left_to_do(again) == (0, 0)
    await town.close()


async def test_whoever_spoke_after_the_backup_can_still_take_it_back(tmp_path: Path) -> None:
    town, _ = await in_town(tmp_path)
    backup = tmp_path / "monday.db"
    await back_up(town.room.database, backup)
    await say(town.room)
    again = await put_back(town, backup, True)
    assert len(await heard(again)) == 1
    assert len(await said_of_gus(again)) == 1
    mine = await Mine(again.store).file(again.ref_of("Gus"), wording("fr"))
    assert WORDS in (mine.content or "")
    await again.host.forgetting.everything(again.ref_of("Gus"))
    assert await heard(again) == []
    assert UNIQUE not in town.files()
    await town.close()


@pytest.mark.parametrize("again", [False, True], ids=["left", "came back"])
async def test_what_had_not_left_its_room_when_the_backup_was_put_back_leaves_it_then(
    tmp_path: Path, again: bool
) -> None:
    town, platform = await in_town(tmp_path)
    room = town.room
    backup = tmp_path / "monday.db"
    await back_up(room.database, backup)
    await say(room)
    platform.keeps = True
    await room.until(1, 11)
    await room.host.forgetting.everything(room.ref_of("Gus"))
    assert len(await heard(room)) == 1, "the room does not let go of it"
    if again:
        await room.until(1, 12)
        await room.consent("Gus", Consent.ANONYMOUS)
        cafe = await room.cafe()
        await room.services.guests.invite(cafe, cafe.script.workshops[0], room.ref_of("Gus"), room.ref_of("Camille"))
        await room.command("Gus", "café", "dire memory Zibeline encore.")
    room = await put_back(town, backup, True)
    assert [text.splitlines()[0] for text in await heard(room)] == (["Zibeline encore."] if again else [])
    assert await left_to_do(room) == (0, 0)
    assert len(await said_of_gus(room)) == again
    await town.close()


async def test_what_was_said_and_taken_back_after_the_backup_stays_so(tmp_path: Path) -> None:
    town, _ = await in_town(tmp_path)
    backup = tmp_path / "monday.db"
    await back_up(town.room.database, backup)
    await say(town.room)
    await town.room.host.forgetting.everything(town.room.ref_of("Gus"))
    again = await put_back(town, backup, True)
    assert await heard(again) == await said_of_gus(again) == []
    assert UNIQUE not in town.files()
    await town.close()


async def test_a_guest_is_told_that_their_workshop_has_not_opened_yet(unopened: Room) -> None:
    await opened(unopened)
    await unopened.command("Camille", "café", "invité moment ruth")
    for name in ("moment", "2", "rien du tout"):
        with pytest.raises(CallError) as refused:
            await unopened.command("Ruth", "café", f"dire {name} Bonsoir.")
        assert "pas encore ouvert" in wording("fr").fault(refused.value.faults[0])
