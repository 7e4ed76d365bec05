"""Whatever people do in a room: who reads its history knows what there is to see, from wherever they begin."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from pathlib import Path
from typing import TypeAlias

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import Inbound, RoomRef
from bot.errors import PlatformError
from bot.platforms.terminal_platform import TerminalPlatform
from tests.platforms.scene import Scene
from tests.platforms.stand import Door, Told, everything, said

Deeds: TypeAlias = list[tuple[str, ...]]

MEMBERS = st.sampled_from(["vio", "ana", "mo"])
MESSAGES = st.integers(1, 8).map(str)
EMOJI = st.sampled_from(["👍", "❤️", "👎"])
DEEDS = st.one_of(
    st.tuples(st.just("say"), MEMBERS, st.text(min_size=1, max_size=20)),
    st.tuples(st.just("post"), st.just("bot"), st.text(min_size=1, max_size=3)),
    st.tuples(st.just("edit"), MEMBERS, MESSAGES, st.text(min_size=1, max_size=20)),
    st.tuples(st.just("erase"), MEMBERS, MESSAGES),
    st.tuples(st.just("react"), MEMBERS, MESSAGES, EMOJI),
    st.tuples(st.just("unreact"), MEMBERS, MESSAGES, EMOJI),
)


async def do(platform: TerminalPlatform, room: RoomRef, deed: tuple[str, ...]) -> None:
    match deed:
        case ("say", who, text):
            await platform.say(room, who, who.title(), text)
        case ("post", _, key):
            await platform.post(room, said("Welcome."), key)
        case ("edit", who, message, text):
            await platform.edit(room, who, message, text)
        case ("erase", who, message):
            await platform.erase(room, who, message)
        case ("react", who, message, emoji):
            await platform.react(room, who, message, emoji)
        case ("unreact", who, message, emoji):
            await platform.unreact(room, who, message, emoji)


async def do_all(platform: TerminalPlatform, room: RoomRef, deeds: Deeds) -> None:
    """Try everything; what the rules refuse changes nothing."""
    for deed in deeds:
        with contextlib.suppress(PlatformError):
            await do(platform, room, deed)


async def check(platform: TerminalPlatform, room: RoomRef, events: list[Inbound]) -> None:
    """Who heard these events knows every post and every reaction on a post that is there to see."""
    told = Told.by(events)
    seen = {one.id: one.text for one in await platform.messages(room) if not one.from_bot}
    reactions = {(one.message, one.author, one.emoji) for one in await platform.reactions(room)}
    assert told.posts == seen
    assert {one for one in told.reactions if one[0] in seen} == {one for one in reactions if one[0] in seen}


async def a_cafe_week(folder: Path, listening: Deeds, away: Deeds, back: Deeds) -> None:
    scene, door = Scene(folder / "cafe.db"), Door()
    await scene.prepare()
    try:
        first, second = scene.platform(moderators=("mo",)), scene.platform(moderators=("mo",))
        room = await first.open_room("salon")
        await first.connect(door)
        await do_all(first, room, listening)
        await first.close()
        await do_all(first, room, away)
        await second.connect(door)
        position = door.events[-1].position if door.events else None
        await door(await everything(second.read_back(room, position)))
        await do_all(second, room, back)
        await check(second, room, door.events)
        await check(second, room, await everything(first.read_back(room, None)))
    finally:
        await scene.close()


@given(st.lists(DEEDS, max_size=10), st.lists(DEEDS, max_size=10), st.lists(DEEDS, max_size=10))
@settings(max_examples=20, deadline=None)
def test_live_and_read_back_together_tell_all_there_is_to_see(listening: Deeds, away: Deeds, back: Deeds) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(a_cafe_week(Path(folder), listening, away, back))
