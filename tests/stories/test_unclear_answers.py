"""Where somebody tried to vote and it is not certain how, they are told so: alone, and once."""

from __future__ import annotations

from bot.domain import PostEdited
from tests.stories.room import Room


async def test_whoever_voted_unclearly_is_told_alone_what_was_understood_and_how_to_be_sure(room: Room) -> None:
    await room.until(2, 10)
    before = len(await room.said_by_the_bot())
    await room.say("Vio", "1 ou 2, je ne sais pas", "moment")
    [told] = await room.told("Vio")
    assert "Tôt" in told
    assert "Plus tard" in told
    assert "écrivez seulement le numéro" in told
    assert await room.told("Malo") == []
    assert len(await room.said_by_the_bot()) == before


async def test_it_stays_as_talk_until_it_is_certain(room: Room) -> None:
    await room.until(2, 10)
    post = await room.say("Vio", "8,5", "far")
    assert [one.answer for one in (await room.record()).posts] == [False]
    assert "8,5" in (await room.told("Vio"))[0]
    await room.terminal.edit(room.ref, "vio", post, "8")
    assert [one.answer for one in (await room.record()).posts] == [True]
    assert len(await room.told("Vio")) == 1


async def test_it_is_told_once_a_post_however_often_it_is_edited(room: Room) -> None:
    await room.until(2, 10)
    post = await room.say("Vio", "1", "moment")
    assert await room.told("Vio") == []
    for text in ("1 ou 2", "pas 1", "7"):
        await room.terminal.edit(room.ref, "vio", post, text)
    assert len(await room.told("Vio")) == 1


async def test_reading_a_room_back_tells_nobody_again(room: Room) -> None:
    await room.until(2, 10)
    await room.say("Vio", "peut-être 1", "moment")
    again = await room.reopened()
    await again.host.listen()
    await again.until(2, 12)
    told = await again.told("Vio")
    await again.database.close()
    assert len(told) == 1


async def test_a_remark_and_a_reply_to_somebody_else_are_no_attempt(room: Room) -> None:
    await room.until(2, 10)
    post = await room.say("Vio", "J'ai 2 enfants et aucun téléphone", "moment")
    await room.say("Malo", "1 ou 2 ?", "moment", to=post)
    assert await room.told("Vio") == await room.told("Malo") == []


async def test_nothing_is_told_after_the_close(room: Room) -> None:
    await room.until(2, 10)
    post = await room.say("Vio", "1", "moment")
    await room.until(3, 21)
    await room.host.receive([PostEdited(room=room.ref, at=room.clock.now(), post=post, text="1 ou 2")])
    assert await room.told("Vio") == []
