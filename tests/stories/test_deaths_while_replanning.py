"""The process dies at every step of a change, in turn: the café is changed whole or not at all, and each thing is said
once. A change that races with its own beat wins or loses cleanly, whatever dies when."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from bot.clock import CompressedClock
from bot.domain import Cafe, Home, MemberRef, RoomRef
from bot.errors import CallError
from bot.host import LEASE, PlanChange
from bot.script import NewWords, NewWorkshop
from tests.prepared import prepare
from tests.stories.fates import Death, Life, fated_platform, fated_store
from tests.stories.room import MONDAY, ZONE, Room, script

CAMILLE = MemberRef("terminal", "camille")
NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
DUE = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
AFTER_A_NIGHT = datetime(2026, 3, 3, 11, 0, tzinfo=UTC)
"""When a café that was paused at noon goes on: what would have opened meanwhile moves by a day."""
CAFE = "replanned"
WEDNESDAY = date(2026, 3, 4)

Change = Callable[[Room], Awaitable[PlanChange]]

CHANGES: dict[str, Change] = {
    "move": lambda room: room.host.replanning.move(CAFE, "moment", WEDNESDAY, time(8), CAMILLE),
    "skip": lambda room: room.host.replanning.skip(CAFE, "moment", CAMILLE),
    "add": lambda room: room.host.replanning.add(
        CAFE, NewWorkshop("question", "Un détour", "Et sinon ?"), WEDNESDAY, time(8), CAMILLE
    ),
    "reword": lambda room: room.host.replanning.reword(
        CAFE, "memory", "fr", NewWords(title="Le tout premier", question="Lequel ?"), CAMILLE
    ),
    "pause": lambda room: room.host.replanning.pause(CAFE, CAMILLE),
    "resume": lambda room: room.host.replanning.resume(CAFE, CAMILLE),
    "extend": lambda room: room.host.replanning.extend(CAFE, 2, CAMILLE),
    "close": lambda room: room.host.replanning.close(CAFE, CAMILLE),
}


def _nobody(_: str) -> None:
    pass


async def _begun(path: Path, until: datetime, paused_at: datetime | None = None) -> None:
    """A café that has come to that instant, with a pause since then."""
    room = Room(path)
    await prepare(room.database)
    room.ref = await room.terminal.open_room("café")
    room.work()
    await room.host.listen()
    await room.host.open(script(), [Home(room.ref, "fr")], zone=ZONE, day=MONDAY, id=CAFE, secret=b"s" * 32)
    while (due := await room.ticker.tick()) is not None and due < (paused_at or until):
        room.clock.move_to(due)
    if paused_at is not None:
        room.clock.move_to(paused_at)
        await room.host.replanning.pause(CAFE, CAMILLE)
        room.clock.move_to(until)
        await room.ticker.tick()
    await room.database.close()


def _process(path: Path, now: datetime, fate: Callable[[str], None] = _nobody, worker: str = "first") -> Room:
    room = Room(path, CompressedClock(now))
    room.ref, room.cafe_id = RoomRef("terminal", "café"), CAFE
    room.store = fated_store(room.store, fate)  # type: ignore[assignment]
    room.work(platforms={"terminal": fated_platform(room.terminal, fate)}, worker=worker)
    return room


async def _outcome(room: Room) -> tuple[object, ...]:
    """Everything that may not depend on who died when."""
    async with room.store.reading() as store:
        cafe: Cafe | None = await store.cafe(CAFE)
        beats = [(one.key, one.due, one.progress, one.why) for one in await store.beats(CAFE)]
        history = [(one.what, dict(one.about)) for one in await store.history(CAFE, 9)]
        assert await store.changed_plans(["terminal"]) == []
        assert await store.replies_owed() == []
    messages = await room.terminal.messages(room.ref)
    keys = [one.key for one in messages]
    assert len(keys) == len(set(keys)), "something is said twice"
    # What was in dead hands is said once its lease is over, after what had not been begun.
    said = sorted((one.text, one.begins or "", one.pinned) for one in messages)
    return cafe, beats, history, said


# Two whole lives for each of some hundred points: on a busy machine that takes longer than what hangs may.
@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("few", [5, pytest.param(10_000, marks=[pytest.mark.soak, pytest.mark.timeout(1_200)])])
async def test_a_death_at_any_step_changes_all_or_nothing(memory: Path, tmp_path: Path, name: str, few: int) -> None:
    change = CHANGES[name]
    begun = tmp_path / "begun.db"
    now, paused_at = (AFTER_A_NIGHT, NOON) if name == "resume" else (NOON, None)
    await _begun(begun, now, paused_at)

    async def lived(path: Path, fate: Callable[[str], None], *, asked_again: bool) -> tuple[object, ...]:
        shutil.copy(begun, path)
        room = _process(path, now, fate)
        with contextlib.suppress(Death):
            await change(room)
            await room.ticker.tick()
        await room.database.close()
        room = _process(path, now, worker="second")
        if asked_again:
            # A café that was closed is closed, and a second wish to close it is refused.
            with contextlib.suppress(CallError) if name == "close" else contextlib.nullcontext():
                await change(room)
        await room.ticker.tick()
        room.clock.move_to(now + LEASE)
        await room.ticker.tick()
        outcome = await _outcome(room)
        await room.database.close()
        return outcome

    trail: list[str] = []
    wanted = await lived(tmp_path / "undisturbed.db", Life(trail=trail), asked_again=True)
    untouched = await lived(tmp_path / "untouched.db", Life(dies_at=1), asked_again=False)
    assert wanted != untouched
    assert {"Writing.hold_beats", "Writing.keep_plan", "Writing.settle_plan"} <= {
        one.partition(":")[0] for one in trail
    }
    for number in range(1, len(trail) + 1, max(1, len(trail) // few)):
        path = memory / f"{name}.db"
        assert await lived(path, Life(number), asked_again=True) == wanted, f"point {number}: {trail[number - 1]}"
        path.unlink()
        assert await lived(path, Life(number), asked_again=False) in (wanted, untouched)
        path.unlink()


@pytest.mark.parametrize("few", [5, pytest.param(10_000, marks=pytest.mark.soak)])
async def test_a_workshop_that_dies_while_it_opens_is_opened_or_moved_and_never_both(
    memory: Path, tmp_path: Path, few: int
) -> None:
    begun = tmp_path / "begun.db"
    await _begun(begun, DUE)

    refusals: set[str] = set()

    async def lived(path: Path, life: Life) -> tuple[bool, list[datetime]]:
        """Whether the host could move the workshop after the death, and when it has begun in the room."""
        shutil.copy(begun, path)
        room = _process(path, DUE, life)
        with contextlib.suppress(Death):
            await room.ticker.tick()
        await room.database.close()
        room = _process(path, DUE, worker="second")
        try:
            moved = not (await CHANGES["move"](room)).already
        except CallError as refused:
            moved = False
            refusals.add(refused.faults[0].key)
        room.clock.move_to(DUE + LEASE)
        while (due := await room.ticker.tick()) is not None and due < datetime(2026, 3, 4, 9, tzinfo=UTC):
            room.clock.move_to(max(due, room.clock.now()))
        await _outcome(room)
        begins = [one.at for one in await room.terminal.messages(room.ref) if one.begins == "Le bon moment"]
        await room.database.close()
        return moved, begins

    trail: list[str] = []
    assert await lived(tmp_path / "undisturbed.db", Life(trail=trail)) == (False, [DUE])
    found = set()
    for number in range(1, len(trail) + 1, max(1, len(trail) // few)):
        moved, begins = await lived(memory / "race.db", Life(number))
        found.add(moved)
        assert len(begins) == 1, f"point {number}: {trail[number - 1]}"
        assert (begins[0] == datetime(2026, 3, 4, 7, tzinfo=UTC)) == moved
        (memory / "race.db").unlink()
    assert found == {True, False}
    assert refusals == {"replan.opening", "replan.opened"}
