"""The program itself fails on one café or one message: the others go on, and no word of a member is in the log."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.domain import Beat, Cafe, CafeState, Consent, Home, PostMade, PostRef
from bot.errors import StoreError, fault
from bot.host import Host
from bot.logs import Event
from bot.platforms.terminal_platform import TerminalPlatform
from bot.store.engine import Database
from bot.store.sql_store import SqlStore
from bot.store.stage import SqlStage
from tests.stories.fates import at_call, fated_platform, fated_store
from tests.stories.room import MONDAY, ZONE, Room, script

WORDS = "Le mien avait un fil et je tirais dessus pour aller plus loin."


def told_of(caplog: pytest.LogCaptureFixture, event: Event) -> dict[str, object]:
    """The fields of the first record of that event, after a look at whether any record has a member's words in it."""
    assert not [record for record in caplog.records if "tirais" in repr(vars(record)) or "moitié" in repr(vars(record))]
    return vars(next(record for record in caplog.records if record.msg == event))


async def second_cafe(room: Room) -> Cafe:
    """A café of the same days in another room of the same bot."""
    other = await room.terminal.open_room("salon")
    return await room.host.open(script(), [Home(other, "fr")], zone=ZONE, day=MONDAY)


async def state_of(room: Room, cafe: str) -> CafeState:
    async with room.store.reading() as store:
        found = await store.cafe(cafe)
    assert found is not None
    return found.state


async def test_a_café_on_which_the_program_fails_holds_no_other_one_up(
    room: Room, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken, well = room.cafe_id, (await second_cafe(room)).id
    perform = Host.perform

    async def fails(host: Host, beat: Beat) -> Any:
        if beat.cafe == broken:
            raise KeyError(WORDS)
        return await perform(host, beat)

    with monkeypatch.context() as patched:
        patched.setattr(Host, "perform", fails)
        await room.until(1, 9, 10)
    assert await state_of(room, well) is CafeState.PRESENTED
    assert await state_of(room, broken) is CafeState.PLANNED
    told = told_of(caplog, Event.BEAT_FAILED)
    assert (told["beat"], told["error"]) == (f"{broken}/present", "KeyError")
    await room.until(1, 10)
    assert await state_of(room, broken) is CafeState.OPEN, "once it is mended, it goes on by itself"


async def test_a_post_on_which_the_program_fails_is_left_out_and_all_others_are_kept(
    room: Room, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await room.until(1, 10)
    await room.terminal.close()
    posts = [await room.say("Vio", text) for text in ("Avant.", WORDS, "Après.")]
    again = await room.reopened()

    def fails(secret: bytes, ref: PostRef) -> str:
        if ref.id == posts[1]:
            raise ValueError(WORDS)
        return f"own-{ref.id}"

    with monkeypatch.context() as patched:
        patched.setattr("bot.host._receiving.own_id", fails)
        await again.host.listen()
        await again.say("Marc", "Et en direct.")
    assert [post.text for post in (await again.record()).posts] == ["Avant.", "Après.", "Et en direct."]
    told = told_of(caplog, Event.EVENT_LEFT_OUT)
    assert (told["kind"], told["error"]) == ("PostMade", "ValueError")
    assert str(told["place"]).startswith("bot/host/_receiving.py:")
    async with again.store.reading() as store:
        read = await store.position(again.ref)
    assert read == str(await again.terminal.end()), "the room is read past it"
    await again.database.close()


async def test_what_the_database_will_not_take_is_left_out_alone(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    await room.until(1, 10)
    thread = await room.thread("memory")
    events = [
        PostMade(
            room=room.ref,
            at=room.clock.now(),
            position=str(900 + number),
            post=f"p{number}",
            author="vio",
            name="Vio",
            text=text,
            thread=thread,
        )
        for number, text in enumerate(["Avant.", "La moitié \ud800 d’une lettre.", "Après."])
    ]
    await room.host.receive(events)
    assert [post.text for post in (await room.record()).posts] == ["Avant.", "Après."]
    assert told_of(caplog, Event.EVENT_LEFT_OUT)["position"] == "901"
    async with room.store.reading() as store:
        assert await store.position(room.ref) == "902"


async def test_a_private_answer_on_which_the_program_fails_keeps_no_other_one_waiting(unopened: Room) -> None:
    await unopened.begin()
    await unopened.until(1, 10)
    await unopened.terminal.close()
    await unopened.consent("Vio", Consent.NAMED)
    await unopened.consent("Marc", Consent.NONE)
    again = await unopened.reopened()
    again.work(
        platforms={"terminal": fated_platform(again.terminal, at_call("Platform.post", RuntimeError("Vio dit oui")))}
    )
    await again.host.listen()
    assert [len(await again.told(name)) for name in ("Vio", "Marc")] == [0, 1]
    again.clock.move_to(again.clock.now() + timedelta(minutes=3))
    await again.ticker.tick()
    assert [len(await again.told(name)) for name in ("Vio", "Marc")] == [1, 1]
    await again.database.close()


async def test_a_flashback_that_cannot_be_renewed_now_is_renewed_later(
    unopened: Room, caplog: pytest.LogCaptureFixture
) -> None:
    await unopened.begin()
    await unopened.until(1, 10)
    post = await unopened.say("Vio", WORDS)
    await unopened.until_the_end()
    # The index is revised long before: what fails is the flashback.
    fate = at_call("Platform.revise", RuntimeError(WORDS))
    unopened.work(platforms={"terminal": fated_platform(unopened.terminal, fate)})
    await unopened.host.listen()
    await unopened.terminal.erase(unopened.ref, "vio", post)
    assert any("tirais" in message.text for message in await unopened.said_by_the_bot())
    assert told_of(caplog, Event.RENEWAL_FAILED)["error"] == "RuntimeError"
    await unopened.ticker.tick()
    assert not any("tirais" in message.text for message in await unopened.said_by_the_bot())


async def test_a_store_that_cannot_be_written_loses_nothing_that_was_said(unopened: Room) -> None:
    """A fault of the database itself is no fault of the message: the room is not read past it."""
    await unopened.begin()
    await unopened.until(1, 10)
    await unopened.terminal.close()
    await unopened.say("Vio", "Pendant la panne.")
    database = Database(unopened.path)
    full = at_call("Writing.keep_post", StoreError(fault("store_full", path="cafe.db")))
    terminal = TerminalPlatform(SqlStage(database), unopened.clock)
    host = Host(fated_store(SqlStore(database), full), {"terminal": terminal}, unopened.clock)
    with pytest.raises(StoreError):
        await host.listen()
    await host.listen()
    assert [post.text for post in (await unopened.record()).posts] == ["Pendant la panne."]
    await database.close()
