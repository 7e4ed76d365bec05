"""What is particular to the terminal's rooms: their memory, and how the host hears of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.domain import (
    Chosen,
    Consent,
    ConsentGiven,
    Inbound,
    MemberRef,
    PostMade,
    Reacted,
    RoomRef,
    Unreacted,
    Withdrew,
)
from bot.platforms.terminal_platform import TerminalPlatform
from bot.stage import StageThread
from tests.platforms.scene import MONDAY, Scene
from tests.platforms.stand import Door, everything, said


async def question(terminal: TerminalPlatform, room: RoomRef) -> str:
    """A workshop's thread."""
    posted = await terminal.post(room, said("What do you bring?", begins="The basket"), "question")
    assert posted.thread is not None
    return posted.thread


# --- memory -------------------------------------------------------------------------------------------------


async def test_another_connection_sees_the_same_rooms(scene: Scene, terminal: TerminalPlatform, salon: RoomRef) -> None:
    thread = await question(terminal, salon)
    post = await terminal.say(salon, "vio", "Vio", "Bread.", thread=thread)
    await terminal.react(salon, "ana", post, "👍")
    await terminal.tell(salon, "vio", "Vio", "Is it too late?")
    await terminal.close_room(salon, [thread])
    other = scene.platform()
    assert await other.rooms() == [salon]
    assert await other.threads(salon) == [StageThread(thread, "The basket", locked=True)]
    assert await other.messages(salon, thread) == await terminal.messages(salon, thread)
    assert [one.emoji for one in await other.reactions(salon, post)] == ["👍"]
    assert [one.text for one in await other.inbox(salon, "vio")] == ["Is it too late?"]
    assert await other.members() == [("vio", "Vio")]
    assert await everything(other.read_back(salon, None)) == await everything(terminal.read_back(salon, None))


async def test_history_gives_every_event_back_in_order_with_the_clocks_time(
    scene: Scene, terminal: TerminalPlatform, salon: RoomRef
) -> None:
    door = Door()
    await terminal.connect(door)
    await terminal.join("ana", "Ana")
    post = await terminal.say(salon, "vio", "Vio", "Bread.")
    scene.clock.pass_time(timedelta(minutes=5))
    await terminal.react(salon, "ana", post, "❤️")
    await terminal.unreact(salon, "ana", post, "❤️")
    await terminal.choose(salon, "ana", "Ana", "w3", ["2"])
    await terminal.consent(salon, "vio", "Vio", Consent.CAFE_NAME)
    await terminal.withdraw(salon, "ana", "Ana")
    history = await everything(terminal.read_back(salon, None))
    assert history == door.events
    later = MONDAY + timedelta(minutes=5)
    positions = [event.position for event in history]
    assert [int(one or "") for one in positions] == sorted(int(one or "") for one in positions)
    p = iter(positions)
    assert history == [
        PostMade(room=salon, at=MONDAY, position=next(p), post=post, author="vio", name="Vio", text="Bread."),
        Reacted(room=salon, at=later, position=next(p), post=post, author="ana", emoji="❤️", name="Ana"),
        Unreacted(room=salon, at=later, position=next(p), post=post, author="ana", emoji="❤️"),
        Chosen(room=salon, at=later, position=next(p), workshop="w3", author="ana", name="Ana", choices=("2",)),
        ConsentGiven(room=salon, at=later, position=next(p), author="vio", name="Vio", choice=Consent.CAFE_NAME),
        Withdrew(room=salon, at=later, position=next(p), author="ana", name="Ana"),
    ]


async def test_a_long_history_is_read_back_whole(terminal: TerminalPlatform, salon: RoomRef) -> None:
    post = await terminal.say(salon, "vio", "Vio", "Bread.")
    for _ in range(300):
        await terminal.react(salon, "ana", post, "👍")
        await terminal.unreact(salon, "ana", post, "👍")
    history = await everything(terminal.read_back(salon, None))
    assert len(history) == 601
    assert len({event.position for event in history}) == 601


async def test_the_same_reaction_twice_happened_once(terminal: TerminalPlatform, salon: RoomRef) -> None:
    door = Door()
    await terminal.connect(door)
    post = await terminal.say(salon, "vio", "Vio", "Bread.")
    await terminal.react(salon, "ana", post, "👍")
    await terminal.react(salon, "ana", post, "👍")
    await terminal.unreact(salon, "ana", post, "🎉")
    assert [type(event) for event in door.events] == [PostMade, Reacted]


async def test_a_member_who_changes_their_name_is_known_by_the_latest(
    terminal: TerminalPlatform, salon: RoomRef
) -> None:
    await terminal.say(salon, "vio", "Vio", "Bread.")
    await terminal.say(salon, "vio", "Violette", "And salt.")
    history = await everything(terminal.read_back(salon, None))
    assert [event.name for event in history if isinstance(event, PostMade)] == ["Violette", "Violette"]


# --- the door -----------------------------------------------------------------------------------------------


async def test_live_events_come_one_at_a_time(terminal: TerminalPlatform, salon: RoomRef) -> None:
    handed: list[int] = []

    async def door(events: Sequence[Inbound]) -> None:
        handed.append(len(events))

    await terminal.connect(door)
    await terminal.say(salon, "vio", "Vio", "Bread.")
    await terminal.say(salon, "vio", "Vio", "Salt.")
    assert handed == [1, 1]


async def test_what_a_failing_door_refused_is_kept_and_handed_in_again(
    terminal: TerminalPlatform, salon: RoomRef
) -> None:
    refused = [True]
    heard: list[str] = []

    async def door(events: Sequence[Inbound]) -> None:
        if refused:
            raise RuntimeError(refused.pop())
        heard.extend(event.text for event in events if isinstance(event, PostMade))

    await terminal.connect(door)
    with pytest.raises(RuntimeError):
        await terminal.say(salon, "vio", "Vio", "Bread.")
    await terminal.say(salon, "ana", "Ana", "Salt.")
    assert heard == ["Bread.", "Salt."]
    assert len(await everything(terminal.read_back(salon, None))) == 2


async def test_what_came_over_another_connection_is_handed_in_before_what_came_later(
    scene: Scene, terminal: TerminalPlatform, salon: RoomRef
) -> None:
    door = Door()
    await terminal.connect(door)
    await scene.platform().say(salon, "ana", "Ana", "From next door.")
    await terminal.say(salon, "vio", "Vio", "From here.")
    assert [event.text for event in door.events if isinstance(event, PostMade)] == ["From next door.", "From here."]


async def test_a_door_hears_nothing_from_before_it_was_opened(terminal: TerminalPlatform, salon: RoomRef) -> None:
    await terminal.say(salon, "vio", "Vio", "Before.")
    door = Door()
    await terminal.connect(door)
    await terminal.say(salon, "vio", "Vio", "After.")
    assert [event.text for event in door.events if isinstance(event, PostMade)] == ["After."]


async def test_the_bot_may_answer_from_inside_the_door(terminal: TerminalPlatform, salon: RoomRef) -> None:
    async def door(events: Sequence[Inbound]) -> None:
        for event in events:
            await terminal.post(salon, said("Thank you.", to=MemberRef("terminal", "vio")), f"thanks-{event.position}")

    await terminal.connect(door)
    await terminal.choose(salon, "vio", "Vio", "w1", ["1"])
    assert [one.text for one in await terminal.inbox(salon, "vio")] == ["Thank you."]


async def test_who_watches_is_called_after_every_change(terminal: TerminalPlatform, salon: RoomRef) -> None:
    looks: list[str] = []
    unwatch = terminal.watch(lambda: looks.append("look"))
    posted = await terminal.post(salon, said("Welcome."), "k1")
    await terminal.revise(salon, posted, said("Welcome all."))
    await terminal.say(salon, "vio", "Vio", "Hello.")
    assert len(looks) == 3
    unwatch()
    await terminal.retract(salon, posted)
    assert len(looks) == 3
