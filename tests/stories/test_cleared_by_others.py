"""What a moderator takes away in one go, the reactions on a post or a whole thread, goes from everywhere at once."""

from __future__ import annotations

import pytest

from bot.domain import MemberRef, ReactionsCleared, RoomRef, ThreadGone
from bot.errors import CallError
from tests.stories.room import Room, texts

FIRST = "Zibeline : le mien avait un fil et je tirais dessus pour aller plus loin."
OTHER = "Tôt, dès que l’école est loin."


async def deleted(room: Room, workshop: str) -> None:
    thread = await room.thread(workshop)
    for _ in range(2):
        await room.host.receive([ThreadGone(room=room.ref, at=room.clock.now(), thread=thread)])


async def test_one_emoji_is_cleared_then_all_of_them(room: Room) -> None:
    await room.until(1, 10)
    post, other = await room.say("Vio", FIRST), await room.say("Marc", "Le nôtre était dans le couloir.")
    for name, emoji in (("Marc", "👍"), ("Léa", "👍"), ("Léa", "🧵")):
        await room.react(name, post, emoji)
    await room.react("Vio", other)
    event = ReactionsCleared(room=room.ref, at=room.clock.now(), post=post, emoji="👍")
    await room.host.receive([event, event])
    assert [(one.post.id, one.emoji) for one in (await room.record()).reactions] == [(post, "🧵"), (other, "👍")]
    await room.host.receive([ReactionsCleared(room=room.ref, at=room.clock.now(), post=post)])
    assert [(one.post.id, one.emoji) for one in (await room.record()).reactions] == [(other, "👍")]


async def test_a_deleted_thread_takes_its_words_with_it_and_the_café_goes_on(unopened: Room) -> None:
    await unopened.begin(desk="fr")
    await unopened.until(1, 10)
    await unopened.say("Vio", FIRST)
    await deleted(unopened, "memory")
    assert (await unopened.record()).posts == ()
    await unopened.until(2, 10)
    told = "\n".join(await unopened.at_the_desk())
    assert told.count("supprimé le fil de l’atelier") == 1
    await unopened.say("Marc", OTHER, "moment")
    await unopened.until_the_end()
    flashback = await unopened.published()
    assert FIRST not in texts(flashback)
    assert flashback.counts.posts == 1


async def test_a_thread_deleted_after_the_publishing_leaves_the_flashback(room: Room) -> None:
    await room.until(1, 10)
    await room.say("Vio", FIRST)
    await room.until_the_end()
    assert FIRST in texts(await room.published())
    await deleted(room, "memory")
    assert FIRST not in texts(await room.published())


async def test_a_form_for_a_thread_that_is_gone_says_so(room: Room) -> None:
    await room.until(1, 10)
    await deleted(room, "memory")
    with pytest.raises(CallError) as refused:
        await room.host.forms.submit(
            room.cafe_id, "memory", MemberRef("terminal", "vio"), "Vio", room.ref, ["Du pain."], "t1"
        )
    assert refused.value.faults[0].key == "form_thread_gone"


async def test_a_thread_of_nobody_changes_nothing(room: Room) -> None:
    await room.until(1, 10)
    await room.say("Vio", FIRST)
    elsewhere = RoomRef("terminal", "ailleurs")
    await room.host.receive([ThreadGone(room=elsewhere, at=room.clock.now(), thread=await room.thread("memory"))])
    await room.host.receive([ThreadGone(room=room.ref, at=room.clock.now(), thread="999")])
    assert len((await room.record()).posts) == 1
