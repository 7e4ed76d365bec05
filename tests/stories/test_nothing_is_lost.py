"""Down, cut off, killed in the middle of a sentence: nothing is said twice, nothing a member said is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import CompressedClock
from bot.errors import NotAllowed, fault
from bot.host import Host
from bot.platforms.terminal_platform import TerminalPlatform
from bot.ports import Platform
from tests.stories.fates import Death, at_call, fated_platform
from tests.stories.room import Room, texts


def mortal(terminal: TerminalPlatform, at: int, *, after: bool = False) -> Platform:
    """A platform on which the process dies before or after its ``at``-th message."""
    return fated_platform(terminal, at_call("Platform.post", Death(), first=at, after=after))


def refusing_at(terminal: TerminalPlatform, method: str, *, times: int = 1) -> Platform:
    """A platform that refuses this so many times."""
    return fated_platform(terminal, at_call(f"Platform.{method}", NotAllowed(fault("stage_locked")), times=times))


async def keys(room: Room) -> Counter[str | None]:
    return Counter(message.key for message in await room.said_by_the_bot())


async def test_what_was_said_while_the_bot_was_down_is_read_back(room: Room) -> None:
    await room.until(1, 10)
    await room.say("Vio", "Avant la panne.")
    await room.terminal.close()
    post = await room.say("Marc", "Pendant la panne.")
    gone = await room.say("Léa", "Je regrette déjà.")
    await room.terminal.edit(room.ref, "marc", post, "Pendant la panne, corrigé.")
    await room.terminal.erase(room.ref, "léa", gone)
    await room.react("Vio", post)
    again = await room.reopened()
    await again.host.listen()
    record = await again.record()
    assert [one.text for one in record.posts] == ["Avant la panne.", "Pendant la panne, corrigé."]
    assert len(record.reactions) == 1
    assert "regrette" not in await again.everything_kept()
    await again.database.close()


async def test_no_cafe_closes_before_its_room_is_read_back(room: Room) -> None:
    await room.until(3, 10)
    await room.terminal.close()
    await room.say("Marc", "Mon dernier mot, pendant que personne n’écoute.", "last")
    await room.until_the_end()
    assert [word.text for word in (await room.published()).closing_words] == [
        "Mon dernier mot, pendant que personne n’écoute."
    ]


async def test_history_read_twice_changes_nothing(room: Room) -> None:
    await room.until(1, 10)
    post = await room.say("Vio", "Le mien avait un fil.")
    await room.react("Marc", post)
    before = await room.record()
    events = [event async for event in room.terminal.read_back(room.ref, None)]
    await room.host.receive(events)
    await room.host.receive(list(reversed(events)))
    assert await room.record() == before


async def test_a_room_that_refuses_is_tried_again_and_gets_everything_once(unopened: Room) -> None:
    refusing = refusing_at(unopened.terminal, "post", times=3)
    await unopened.begin(platforms={"terminal": refusing})
    await unopened.until(1, 9, 1)
    assert await unopened.said_by_the_bot() == []
    await unopened.until(1, 12)
    assert [message.begins for message in await unopened.said_by_the_bot()] == [None, "Un souvenir"]
    assert set((await keys(unopened)).values()) == {1}


async def test_another_worker_takes_a_beat_over_once_its_lease_has_run_out(unopened: Room) -> None:
    await unopened.begin(platforms={"terminal": mortal(unopened.terminal, 1)})
    with pytest.raises(Death):
        await unopened.until(1, 9, 30)
    second = await unopened.reopened("second")
    await second.host.listen()
    await second.ticker.tick()
    assert await second.said_by_the_bot() == [], "the lease of the first one still runs"
    second.clock.move_to(second.clock.now() + timedelta(minutes=2))
    await second.ticker.tick()
    assert len(await second.said_by_the_bot()) == 1
    await second.database.close()


async def test_a_post_that_cannot_be_kept_is_handed_in_again(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    await room.until(1, 10)
    with monkeypatch.context() as broken:

        async def dies(*_: object) -> bool:
            raise Death

        broken.setattr("bot.store.writing.SqlWriting.keep_post", dies)
        with pytest.raises(Death):
            await room.say("Vio", "Au mauvais moment.")
    await room.say("Marc", "Au bon moment.")
    assert [one.text for one in (await room.record()).posts] == ["Au mauvais moment.", "Au bon moment."]


class Passing(CompressedClock):
    """A clock that goes on a little each time it is asked, as the real one does."""

    def now(self) -> datetime:
        self.move_to(super().now() + timedelta(milliseconds=2))
        return super().now()


@pytest.fixture
async def lively(tmp_path: Path) -> AsyncIterator[Room]:
    """A room whose clock never stands still."""
    room = Room(tmp_path / "lively.db", Passing(datetime(2026, 3, 2, 7, 55, tzinfo=UTC)))
    yield room
    await room.database.close()


@pytest.mark.parametrize("after", [False, True], ids=["before it is there", "once it is there"])
@pytest.mark.parametrize("at", [1, 2, 3, 6, 8, 11])
async def test_a_beat_is_not_done_while_one_of_its_messages_is_in_dead_hands(
    lively: Room, at: int, after: bool
) -> None:
    await lively.begin(platforms={"terminal": mortal(lively.terminal, at, after=after)})
    with pytest.raises(Death):
        await lively.until_the_end()
    again = await lively.reopened()
    await again.host.listen()
    await again.until_the_end()
    said = await keys(again)
    assert set(said.values()) == {1}
    assert len(said) == 6 + len([key for key in said if key and "/publish/" in key])
    for workshop in ("memory", "moment", "far", "last"):
        assert await again.thread(workshop)
    await again.database.close()


async def test_an_answer_given_before_its_thread_was_known_is_read_back(unopened: Room) -> None:
    await unopened.begin(platforms={"terminal": mortal(unopened.terminal, 3, after=True)})
    with pytest.raises(Death):
        await unopened.until(1, 12)
    [thread] = await unopened.terminal.threads(unopened.ref)
    await unopened.terminal.say(unopened.ref, "vio", "Vio", "La première à répondre !", thread=thread.id)
    again = await unopened.reopened()
    await again.host.listen()
    await again.until(1, 13)
    assert [post.text for post in (await again.record()).posts] == ["La première à répondre !"]
    await again.database.close()


WORDS = "Le mien avait un fil et je tirais dessus pour aller plus loin."


async def test_words_erased_just_before_a_death_still_leave_the_flashback(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    await room.until(1, 10)
    post = await room.say("Vio", WORDS)
    await room.until_the_end()
    with monkeypatch.context() as broken:

        async def dies(*_: object) -> None:
            raise Death

        broken.setattr("bot.host._publishing.Publisher.renew", dies)
        with pytest.raises(Death):
            await room.terminal.erase(room.ref, "vio", post)
    again = await room.reopened()
    await again.host.listen()
    await again.ticker.tick()
    assert WORDS not in texts(await again.published())
    assert all(WORDS not in message.text for message in await again.said_by_the_bot())
    await again.database.close()


async def test_a_room_that_refuses_a_revision_gets_it_later_and_the_member_notices_nothing(unopened: Room) -> None:
    await unopened.begin()
    await unopened.until(1, 10)
    post = await unopened.say("Vio", WORDS)
    await unopened.until_the_end()
    unopened.work(platforms={"terminal": refusing_at(unopened.terminal, "revise", times=2)})
    await unopened.host.listen()
    await unopened.terminal.erase(unopened.ref, "vio", post)
    assert any(WORDS in message.text for message in await unopened.said_by_the_bot())
    await unopened.ticker.tick()
    assert all(WORDS not in message.text for message in await unopened.said_by_the_bot())


@pytest.mark.parametrize("after", [False, True], ids=["before it is there", "once it is there"])
@pytest.mark.parametrize("at", [8, 9, 10])
async def test_words_erased_while_the_flashback_was_on_its_way_are_not_said_again(
    unopened: Room, at: int, after: bool
) -> None:
    await unopened.begin(platforms={"terminal": mortal(unopened.terminal, at, after=after)})
    await unopened.until(1, 10)
    post = await unopened.say("Vio", WORDS)
    with pytest.raises(Death):
        await unopened.until_the_end()
    again = await unopened.reopened()
    await again.host.listen()
    before = {message.id for message in await again.said_by_the_bot()}
    await again.terminal.erase(again.ref, "vio", post)
    await again.until_the_end()
    assert WORDS not in texts(await again.published())
    said = await again.said_by_the_bot()
    assert all(WORDS not in message.text for message in said)
    new = [message for message in said if message.id not in before]
    assert all(message.edited_at is None for message in new), "it was said, then revised"
    assert set((await keys(again)).values()) == {1}
    await again.database.close()


async def test_a_worker_without_the_room_leaves_its_flashback_to_one_that_has_it(unopened: Room) -> None:
    await unopened.begin()
    await unopened.until(1, 10)
    post = await unopened.say("Vio", WORDS)
    await unopened.until_the_end()
    unopened.work(platforms={"terminal": refusing_at(unopened.terminal, "revise", times=2)})
    await unopened.host.listen()
    await unopened.terminal.erase(unopened.ref, "vio", post)
    elsewhere = Host(unopened.store, {}, unopened.clock, worker="elsewhere")
    await elsewhere.renew_flashbacks()
    assert any(WORDS in message.text for message in await unopened.said_by_the_bot()), "it cannot reach the room"
    await unopened.ticker.tick()
    assert all(WORDS not in message.text for message in await unopened.said_by_the_bot())
