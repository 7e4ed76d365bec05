"""What was erased, changed or reacted while nobody listened, and that no history tells of, is found by comparing."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.clock import CompressedClock
from bot.domain import Home, Inbound, Kept, PostEdited, PostErased, Reacted, RoomRef, Unreacted, Visibility
from bot.errors import PlatformError, fault
from bot.platforms.terminal_platform import CAN, TerminalPlatform
from bot.ports import Abilities
from bot.store.engine import Database
from bot.store.stage import SqlStage
from tests.stories.outputs import EVERYWHERE
from tests.stories.room import MONDAY, ZONE, Room, script, texts

FIRST = "Zibeline : le mien avait un fil et je tirais dessus pour aller plus loin."
OTHERS = "Le nôtre était posé dans le couloir, sur un tabouret."


class Forgetful(TerminalPlatform):
    """The terminal platform, as one whose history tells of messages alone: not of what was erased, changed or reacted.
    ``asked`` counts the posts that it was asked about, by room; ``refuses`` has it refuse to tell."""

    refuses = False
    pages: list[int]

    def __init__(self, database: Database, clock: CompressedClock) -> None:
        super().__init__(SqlStage(database), clock, moderators=["camille"], desk="bureau")
        self.pages = []

    async def read_back(self, room: RoomRef, since: str | None) -> AsyncIterator[Inbound]:
        async for event in super().read_back(room, since):
            if not isinstance(event, PostErased | PostEdited | Reacted | Unreacted):
                yield event

    async def look_again(self, room: RoomRef, kept: Sequence[Kept]) -> AsyncIterator[Inbound]:
        self.pages.append(len(kept))
        if self.refuses:
            raise PlatformError(fault("platform_not_connected", platform=self.name))
        async for event in super().look_again(room, kept):
            yield event


class Unsealing(Forgetful):
    """One that seals no thread: an answer to a blind workshop is a private message."""

    @property
    def can(self) -> Abilities:
        return replace(CAN, seals=False)


async def begun(room: Room) -> Forgetful:
    """A café on a platform that forgets, until ten on its first day."""
    platform = Forgetful(room.database, room.clock)
    room.terminal = platform
    await room.begin()
    await room.until(1, 10)
    return platform


async def started_again(room: Room) -> tuple[Room, Forgetful]:
    """The bot started again, before it has looked."""
    again = await room.reopened()
    platform = Forgetful(again.database, again.clock)
    again.terminal = platform
    again.work(platforms={"terminal": platform})
    await again.host.listen()
    return again, platform


async def said(room: Room) -> list[str]:
    return [post.text for post in (await room.record()).posts]


async def test_what_was_erased_while_nobody_listened_goes_from_a_café_published_weeks_ago(unopened: Room) -> None:
    platform = await begun(unopened)
    post = await unopened.say("Vio", FIRST)
    await unopened.say("Marc", OTHERS)
    await unopened.until_the_end()
    assert FIRST in texts(await unopened.published())
    unopened.clock.move_to(unopened.clock.now() + timedelta(weeks=6))
    await platform.close()
    await platform.erase(unopened.ref, "vio", post)
    again, _ = await started_again(unopened)
    assert FIRST in texts(await again.published()), "its history does not tell"
    await again.host.looking.look()
    assert await said(again) == [OTHERS]
    assert [name for name, output in EVERYWHERE.items() if "zibeline" in (await output(again)).casefold()] == []
    assert OTHERS in texts(await again.published())
    assert (await again.published()).counts.posts == 1
    await again.database.close()


async def test_edits_and_reactions_of_an_open_workshop_are_mended(unopened: Room) -> None:
    platform = await begun(unopened)
    post, other = await unopened.say("Vio", FIRST), await unopened.say("Marc", OTHERS)
    await unopened.react("Marc", post)
    await platform.close()
    await platform.edit(unopened.ref, "vio", post, "Le mien avait un fil gris.")
    await platform.unreact(unopened.ref, "marc", post, "👍")
    await unopened.react("Léa", other, "🧵")
    again, _ = await started_again(unopened)
    await again.host.looking.look()
    record = await again.record()
    assert [one.text for one in record.posts] == ["Le mien avait un fil gris.", OTHERS]
    assert [(one.post.id, one.author.id, one.emoji) for one in record.reactions] == [(other, "léa", "🧵")]
    await again.database.close()


async def test_once_the_café_is_over_reactions_go_and_none_come(unopened: Room) -> None:
    platform = await begun(unopened)
    post = await unopened.say("Vio", FIRST)
    await unopened.react("Marc", post)
    await unopened.until(3, 19)
    await platform.close()
    await platform.unreact(unopened.ref, "marc", post, "👍")
    await unopened.react("Léa", post, "🧵")
    await unopened.until_the_end()
    assert [one.author.id for one in (await unopened.record()).reactions] == ["marc"], "nothing tells of it"
    again, _ = await started_again(unopened)
    await again.host.looking.look()
    assert (await again.record()).reactions == ()
    assert (await again.published()).counts.reactions == 0
    await again.database.close()


async def test_whoever_withdrew_is_not_brought_back_by_reactions_that_are_still_there(unopened: Room) -> None:
    platform = await begun(unopened)
    post = await unopened.say("Vio", FIRST)
    await unopened.react("Marc", post)
    await unopened.withdraw("Marc")
    await platform.close()
    again, _ = await started_again(unopened)
    await again.host.looking.look()
    assert (await again.record()).reactions == ()
    await again.database.close()


async def test_it_is_looked_again_once_a_day_and_not_in_between(unopened: Room) -> None:
    platform = await begun(unopened)
    post = await unopened.say("Vio", FIRST)
    await unopened.host.looking.look()
    asked = len(platform.pages)
    assert asked == 1
    unopened.clock.move_to(unopened.clock.now() + timedelta(hours=23))
    await unopened.host.looking.look()
    assert len(platform.pages) == asked
    await platform.close()
    await platform.erase(unopened.ref, "vio", post)
    unopened.clock.move_to(unopened.clock.now() + timedelta(hours=1))
    await unopened.host.looking.look()
    assert await said(unopened) == []


async def test_a_platform_that_refuses_erases_nothing_and_is_asked_again_later(unopened: Room) -> None:
    platform = await begun(unopened)
    post = await unopened.say("Vio", FIRST)
    await platform.close()
    await platform.erase(unopened.ref, "vio", post)
    again, platform = await started_again(unopened)
    platform.refuses = True
    for _ in range(60 * 6):
        await again.host.looking.look()
        again.clock.move_to(again.clock.now() + timedelta(minutes=1))
    assert await said(again) == [FIRST]
    assert 6 < len(platform.pages) < 13, "after 1, 2, 4, ... minutes, and at most an hour"
    platform.refuses = False
    again.clock.move_to(again.clock.now() + timedelta(hours=1))
    await again.host.looking.look()
    assert await said(again) == []
    await again.database.close()


async def test_a_room_that_refuses_keeps_no_other_one_from_being_looked_at(
    unopened: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform = await begun(unopened)
    post = await unopened.say("Vio", FIRST)
    await platform.close()
    await platform.erase(unopened.ref, "vio", post)
    again, platform = await started_again(unopened)
    # By its name before the other one.
    bar = await platform.open_room("bar")
    cafe = await again.host.open(script(), [Home(bar, "fr")], zone=ZONE, day=MONDAY)
    await again.until(1, 11)
    async with again.store.reading() as store:
        thread = await store.place(cafe.id, bar, "memory")
    await platform.say(bar, "vio", "Vio", "Au bar.", thread=thread)
    usual = Forgetful.look_again

    async def fails(self: Forgetful, room: RoomRef, kept: Sequence[Kept]) -> AsyncIterator[Inbound]:
        if room == bar:
            raise KeyError("not ours to tell")
        async for event in usual(self, room, kept):
            yield event

    with monkeypatch.context() as patched:
        patched.setattr(Forgetful, "look_again", fails)
        await again.host.looking.look()
    assert await said(again) == []
    await again.database.close()


async def test_a_café_that_lives_in_two_rooms_is_looked_for_where_each_post_stands(unopened: Room) -> None:
    platform = await begun(unopened)
    bar = await platform.open_room("bar")
    cafe = await unopened.host.open(script(), [Home(bar, "fr"), Home(unopened.ref, "en")], zone=ZONE, day=MONDAY)
    await unopened.until(1, 11)
    posts = []
    async with unopened.store.reading() as store:
        threads = {room: await store.place(cafe.id, room, "memory") for room in (bar, unopened.ref)}
    for room, thread in threads.items():
        posts.append(await platform.say(room, "vio", "Vio", f"Dit là : {room.room}.", thread=thread))
    await platform.close()
    await platform.erase(bar, "vio", posts[0])
    again, _ = await started_again(unopened)
    await again.host.looking.look()
    async with again.store.reading() as store:
        assert [one.text for one in (await store.record(cafe.id)).posts] == ["Dit là : café."]
    await again.database.close()


async def test_what_the_bot_has_carried_is_looked_for_too(unopened: Room) -> None:
    platform = await begun(unopened)
    forms = unopened.host.forms
    await forms.submit(unopened.cafe_id, "memory", unopened.ref_of("Vio"), "Vio", unopened.ref, [FIRST], "i1")
    [post] = (await unopened.record()).posts
    await unopened.host.looking.look()
    assert await said(unopened) == [FIRST], "it is there"
    await platform.close()
    await platform.erase(unopened.ref, "camille", post.ref.id)
    again, _ = await started_again(unopened)
    await again.host.looking.look()
    assert await said(again) == []
    await again.database.close()


async def test_what_the_bot_alone_can_read_is_not_looked_for_in_the_room(unopened: Room) -> None:
    usual = script()
    workshops = tuple(
        replace(one, visibility=Visibility.BLIND, ends_day=2, ends_at=usual.opens_at) if one.key == "memory" else one
        for one in usual.workshops
    )
    unopened.terminal = platform = Unsealing(unopened.database, unopened.clock)
    await unopened.begin(told=replace(usual, workshops=workshops))
    await unopened.until(1, 10)
    await platform.tell(unopened.ref, "vio", "Vio", FIRST)
    assert await said(unopened) == [FIRST]
    async with unopened.store.reading() as store:
        assert await store.kept(unopened.cafe_id, unopened.ref, None, 10) == []


async def test_many_posts_are_asked_about_in_pages(unopened: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.host._looking.PAGE", 3)
    platform = await begun(unopened)
    posts = [await unopened.say("Vio", f"Numéro {number}, avec un fil.") for number in range(7)]
    await platform.close()
    for post in (posts[0], posts[2], posts[3], posts[6]):
        await platform.erase(unopened.ref, "vio", post)
    again, platform = await started_again(unopened)
    await again.host.looking.look()
    assert platform.pages == [3, 3, 1]
    assert await said(again) == [f"Numéro {number}, avec un fil." for number in (1, 4, 5)]
    await again.database.close()


async def test_it_goes_on_beside_listening(unopened: Room) -> None:
    platform = await begun(unopened)
    post = await unopened.say("Vio", FIRST)
    await platform.close()
    await platform.erase(unopened.ref, "vio", post)
    again, _ = await started_again(unopened)
    looking = asyncio.create_task(again.host.looking.run())
    while FIRST in await said(again):
        await again.say("Marc", "Un mot en passant.")
    await again.say("Marc", OTHERS)
    assert OTHERS in await said(again)
    looking.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await looking
    await again.database.close()
