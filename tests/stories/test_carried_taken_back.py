"""What was carried for a member leaves the room however it is taken back, whoever refuses, and also with a backup."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain import RETENTION_DAYS, Consent, PostRef, Withdrew
from bot.errors import CallError, NotAllowed
from bot.host import receipt_sentences
from bot.restoring import restored
from bot.store.care import back_up
from bot.wording import wording
from tests.stories.carrier import ANOTHER, ANSWER, OTHERS, Carrier, begun, fill_in, in_the_room, post_of
from tests.stories.room import Room, texts
from tests.stories.test_put_back import Town


async def forget_post(room: Room) -> None:
    await room.host.forgetting.post(room.ref_of("Vio"), room.cafe_id, await post_of(room, ANSWER))


async def forget_cafe(room: Room) -> None:
    await room.host.forgetting.cafe(room.ref_of("Vio"), room.cafe_id)


async def forget_everything(room: Room) -> None:
    await room.host.forgetting.everything(room.ref_of("Vio"))


async def withdraw(room: Room) -> None:
    await room.withdraw("Vio")


async def erase_it(room: Room) -> None:
    await room.terminal.erase(room.ref, "vio", (await post_of(room, ANSWER)).id)


async def moderate(room: Room) -> None:
    await room.terminal.erase(room.ref, "camille", (await post_of(room, ANSWER)).id)


WAYS = [forget_post, forget_cafe, forget_everything, withdraw, erase_it, moderate]
EACH_WAY = pytest.mark.parametrize("way", WAYS, ids=[way.__name__ for way in WAYS])


@EACH_WAY
@pytest.mark.parametrize("published", [False, True], ids=["open", "published"])
async def test_it_leaves_the_room_however_it_is_taken_back(
    unopened: Room, way: Callable[[Room], Awaitable[None]], published: bool
) -> None:
    await begun(unopened)
    await fill_in(unopened, "Vio", ANSWER)
    await fill_in(unopened, "Marc", OTHERS, interaction="i2")
    if published:
        await unopened.until_the_end()
        assert ANSWER in texts(await unopened.published())
    await way(unopened)
    assert await in_the_room(unopened) == [(OTHERS, "marc")]
    assert [one.text for one in (await unopened.record()).posts] == [OTHERS]
    async with unopened.store.reading() as store:
        assert await store.carried_to_retract(["terminal"]) == []
    if published:
        assert ANSWER not in texts(await unopened.published())


@pytest.mark.parametrize("way", ["post", "everything", "withdrawal"])
async def test_it_leaves_the_room_years_after_retention_has_ended(unopened: Room, way: str) -> None:
    await begun(unopened)
    await fill_in(unopened, "Vio", ANSWER)
    await fill_in(unopened, "Marc", OTHERS, interaction="i2")
    post, vio = await post_of(unopened, ANSWER), unopened.ref_of("Vio")
    await unopened.consent("Vio", Consent.NONE)
    await unopened.until_the_end()
    unopened.clock.move_to((await unopened.cafe()).publishes_at + timedelta(days=RETENTION_DAYS + 700))
    await unopened.ticker.tick()
    assert (await unopened.record()).posts == ()
    assert len(await in_the_room(unopened)) == 2
    if way == "post":
        await unopened.host.forgetting.post(vio, unopened.cafe_id, post)
    elif way == "everything":
        await unopened.host.forgetting.everything(vio)
    else:
        at = unopened.clock.now()
        await unopened.host.receive([Withdrew(room=unopened.ref, at=at, author="vio", name="Vio")])
    assert await in_the_room(unopened) == [(OTHERS, "marc")]


@pytest.mark.parametrize("scope", ["post", "cafe", "all"])
async def test_the_receipt_says_what_leaves_the_room_and_what_does_not(unopened: Room, scope: str) -> None:
    await begun(unopened)
    await fill_in(unopened, "Vio", ANSWER)
    typed = await unopened.say("Marc", OTHERS)
    vio, marc = (unopened.ref_of(name) for name in ("Vio", "Marc"))
    forgetting, post = unopened.host.forgetting, await post_of(unopened, ANSWER)
    if scope == "post":
        receipts = [
            await forgetting.post(vio, unopened.cafe_id, post),
            await forgetting.post(marc, unopened.cafe_id, PostRef("terminal", typed)),
        ]
    elif scope == "cafe":
        receipts = [await forgetting.cafe(who, unopened.cafe_id) for who in (vio, marc)]
    else:
        receipts = [await forgetting.everything(who) for who in (vio, marc)]
    said = ["\n".join(receipt_sentences(one, wording("fr"))) for one in receipts]
    assert ["par un formulaire, quitte le salon" in one for one in said] == [True, False]
    assert all("Ce que vous avez écrit vous-même reste dans le salon" in one for one in said)


async def test_nobody_takes_back_what_was_carried_for_somebody_else(unopened: Room) -> None:
    await begun(unopened)
    await fill_in(unopened, "Vio", ANSWER)
    post = await post_of(unopened, ANSWER)
    with pytest.raises(CallError):
        await unopened.host.forgetting.post(unopened.ref_of("Marc"), unopened.cafe_id, post)
    with pytest.raises(NotAllowed):
        await unopened.terminal.erase(unopened.ref, "marc", post.id)
    with pytest.raises(NotAllowed):
        await unopened.terminal.edit(unopened.ref, "vio", post.id, ANOTHER)
    assert await in_the_room(unopened) == [(ANSWER, "vio")]


async def test_a_room_that_refuses_is_asked_again_later_and_after_a_restart(unopened: Room) -> None:
    platform = await begun(unopened)
    await fill_in(unopened, "Vio", ANSWER)
    platform.refuses = True
    await forget_everything(unopened)
    assert (await unopened.record()).posts == (), "here it has gone at once"
    for _ in range(60 * 6):
        unopened.clock.move_to(unopened.clock.now() + timedelta(minutes=1))
        await unopened.ticker.tick()
    assert 6 < platform.retracted < 13, "after 1, 2, 4, ... minutes, and at most an hour"
    again = await unopened.reopened()
    again.terminal = Carrier(again.database, again.clock)
    again.work(platforms={"terminal": again.terminal})
    assert len(await in_the_room(again)) == 1
    await again.host.listen()
    assert await in_the_room(again) == []
    async with again.store.reading() as store:
        assert await store.carried_to_retract(["terminal"]) == []
    await again.database.close()


# --- with a backup ----------------------------------------------------------------------------------------------------


class CarryingTown(Town):
    """A town whose server carries."""

    def _placed(self, room: Room) -> Room:
        room.terminal = Carrier(self.server, room.clock)
        return room

    async def put_back(self, backup: Path) -> Room:
        """The bot on that backup, after what happened since has been done again in it, and the room read back."""
        await self.room.database.close()
        await restored(self.path, backup, self.room.clock)
        room = await self.reopened()
        await room.host.listen()
        return room


async def test_with_a_backup_nothing_comes_back_that_was_carried_and_taken_back(tmp_path: Path) -> None:
    town = CarryingTown(tmp_path)
    room = await town.begin()
    await room.until(1, 10)
    await fill_in(room, "Vio", ANSWER)
    await fill_in(room, "Marc", OTHERS, interaction="i2")
    backup = tmp_path / "monday.db"
    await back_up(room.database, backup)
    await fill_in(room, "Léa", ANOTHER, interaction="i3")
    await fill_in(room, "Noé", "Le mien était vert.", interaction="i4")
    assert isinstance(room.terminal, Carrier)
    room.terminal.refuses = True
    for name, text in (("Vio", ANSWER), ("Léa", ANOTHER)):
        await room.host.forgetting.post(room.ref_of(name), room.cafe_id, await post_of(room, text))
    assert len(await in_the_room(room)) == 4, "the room refuses"
    again = await town.put_back(backup)
    assert await in_the_room(again) == [(OTHERS, "marc"), ("Le mien était vert.", "noé")]
    assert [one.text for one in (await again.record()).posts] == [OTHERS, "Le mien était vert."]
    noé = await post_of(again, "Le mien était vert.")
    await again.host.forgetting.post(again.ref_of("Noé"), again.cafe_id, noé)
    assert await in_the_room(again) == [(OTHERS, "marc")], "what was read back is known as carried"
    await town.close()
