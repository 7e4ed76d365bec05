"""Erased in the terminal's rooms is erased in the database."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from bot.domain import (
    Attachment,
    Consent,
    MemberRef,
    PostEdited,
    PostErased,
    PostMade,
    RoomRef,
)
from bot.platforms.terminal_platform import TerminalPlatform
from tests.platforms.scene import MONDAY, Scene
from tests.platforms.stand import Door, everything, said


def tables_of(scene: Scene) -> str:
    """Everything the terminal's tables hold, as text."""
    with closing(sqlite3.connect(scene.path)) as connection:
        return "\n".join(line for line in connection.iterdump() if "stage_" in line)


async def test_an_erased_message_leaves_its_id_and_no_word(
    scene: Scene, terminal: TerminalPlatform, salon: RoomRef
) -> None:
    post = await terminal.say(
        salon, "vio-42", "Vio", "12, Elm Street", attachments=[Attachment("myhouse.png", "brick wall", "https://e/x")]
    )
    await terminal.react(salon, "ana", post, "👍")
    await terminal.edit(salon, "vio-42", post, "14, Oak Street")
    assert "Oak" in tables_of(scene)
    assert "Elm" not in tables_of(scene)
    await terminal.erase(salon, "vio-42", post)
    left = tables_of(scene)
    assert not [word for word in ("Oak", "myhouse", "brick", "https") if word in left]
    assert await everything(terminal.read_back(salon, None)) == [
        PostErased(room=salon, at=MONDAY, position=str(await terminal.end()), post=post)
    ]
    assert await terminal.reactions(salon) == []


async def test_the_log_holds_no_words(scene: Scene, terminal: TerminalPlatform, salon: RoomRef) -> None:
    post = await terminal.say(salon, "vio", "Violette", "Bread and butter", attachments=[Attachment("loaf.png")])
    await terminal.edit(salon, "vio", post, "Butter and bread")
    await terminal.tell(salon, "vio", "Violette", "A secret")
    log = "\n".join(line for line in tables_of(scene).splitlines() if 'INTO "stage_events"' in line)
    assert log.count("\n") == 2
    assert not [word for word in ("utter", "loaf", "secret", "Violette") if word in log]


async def test_after_an_edit_only_the_latest_words_come_back(terminal: TerminalPlatform, salon: RoomRef) -> None:
    post = await terminal.say(salon, "vio", "Vio", "Elm Street")
    await terminal.edit(salon, "vio", post, "Nearby")
    await terminal.edit(salon, "vio", post, "Not far")
    history = await everything(terminal.read_back(salon, None))
    assert [event.text for event in history if isinstance(event, PostMade | PostEdited)] == ["Not far"] * 3


async def test_forgetting_a_member_leaves_nothing_of_them_and_the_others_whole(
    scene: Scene, terminal: TerminalPlatform, salon: RoomRef
) -> None:
    kitchen = await terminal.open_room("kitchen")
    door = Door()
    await terminal.connect(door)
    theirs = await terminal.say(salon, "vio-42", "Violette", "Elm Street")
    elsewhere = await terminal.say(kitchen, "vio-42", "Violette", "Oak Street")
    kept = await terminal.say(salon, "ana", "Ana", "Bread.")
    await terminal.react(salon, "vio-42", kept, "👍")
    await terminal.react(salon, "leo", kept, "👍")
    await terminal.tell(salon, "vio-42", "Violette", "A secret")
    await terminal.post(salon, said("Yes, Violette.", to=MemberRef("terminal", "vio-42")), "k1")
    await terminal.choose(salon, "vio-42", "Violette", "w1", ["2"])
    await terminal.consent(salon, "vio-42", "Violette", Consent.NAMED)
    await terminal.forget("vio-42")
    left = tables_of(scene)
    assert not [trace for trace in ("vio-42", "Violette", "Elm", "Oak", "secret") if trace in left]
    assert [one.text for one in await terminal.messages(salon)] == ["Bread."]
    assert [one.author for one in await terminal.reactions(salon)] == ["leo"]
    assert {theirs, elsewhere} <= {event.post for event in door.events if isinstance(event, PostErased)}


async def test_the_id_of_an_erased_message_never_means_another(terminal: TerminalPlatform, salon: RoomRef) -> None:
    first = await terminal.say(salon, "vio", "Vio", "Bread.")
    await terminal.erase(salon, "vio", first)
    assert await terminal.say(salon, "vio", "Vio", "Salt.") != first
