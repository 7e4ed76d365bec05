"""Cards: an answer that a host picks crosses to the café's other home, once its author lets it, and leaves it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest

from bot.domain import Consent, Home, MemberRef, OutboundMessage, Posted, PostRef, RoomRef, Script, Visibility
from bot.errors import CallError, PlatformError, fault
from bot.platforms.terminal_platform import TerminalPlatform
from bot.ports import Platform
from bot.restoring import restored
from bot.stage import StageMessage
from bot.store.care import back_up
from bot.store.stage import SqlStage
from tests.stories.room import MONDAY, ZONE, Room, script
from tests.stories.test_put_back import Town

TERRACE = RoomRef("terminal", "terrace")
WORDS = "Le mien avait un fil et je tirais dessus pour aller plus loin."
CAMILLE = MemberRef("terminal", "camille")


async def in_two_rooms(
    room: Room, told: Script | None = None, *, platforms: Mapping[str, Platform] | None = None, hour: int = 12
) -> None:
    """A café in a French room and an English one, on its Monday at noon, or at that hour."""
    await room.begin(hosts=("camille",), platforms=platforms)
    await room.terminal.open_room(TERRACE.room)
    homes = [Home(room.ref, "fr"), Home(TERRACE, "en")]
    cafe = await room.host.open(told or script(), homes, zone=ZONE, day=MONDAY + timedelta(weeks=1))
    await room.until(8, hour)
    room.cafe_id = cafe.id


async def there(room: Room, where: RoomRef = TERRACE) -> list[StageMessage]:
    """The cards that anybody reads in the first workshop's thread of a home."""
    async with room.store.reading() as store:
        thread = await store.place(room.cafe_id, where, "memory")
    said = await room.terminal.messages(where, thread, reader=None)
    return [one for one in said if one.from_bot and ("other side" in one.text or "autre côté" in one.text)]


async def crossed(room: Room, text: str = WORDS) -> str:
    """An answer of Vio's that a host has picked, and that she lets cross."""
    post = await room.say("Vio", text)
    await room.host.cards.pick(room.cafe_id, PostRef("terminal", post), CAMILLE)
    await room.host.cards.answer(room.ref_of("Vio"), room.cafe_id, PostRef("terminal", post), True)
    return post


async def test_an_answer_crosses_by_a_hosts_pick_and_its_authors_yes_alone(unopened: Room) -> None:
    await in_two_rooms(unopened)
    post = await unopened.say("Vio", WORDS)
    assert "dès que la personne" in await unopened.command("Camille", "café", f"carte {post}")
    await unopened.ticker.tick()
    assert await there(unopened) == [], "silence is no"
    [asked] = [one for one in await unopened.told("Vio") if "carte" in one]
    assert f"moi carte {post} oui" in asked
    assert WORDS not in asked
    assert WORDS in await unopened.command("Vio", "moi", "carte")
    assert "Merci" in await unopened.command("Vio", "moi", f"carte {post} oui")
    [card] = await there(unopened)
    member = (await unopened.record()).members[unopened.ref_of("Vio")]
    assert member.cafe_name
    assert member.cafe_name in card.text
    assert "Vio" not in card.text
    assert WORDS in card.text
    assert await there(unopened, unopened.ref) == [], "it stands there already"
    # Picked, answered and looked at again, it is there once all the same; and it is nobody's contribution.
    await unopened.host.cards.pick(unopened.cafe_id, PostRef("terminal", post), CAMILLE)
    await unopened.host.cards.cross(unopened.cafe_id)
    assert len(await there(unopened)) == 1
    assert len((await unopened.record()).posts) == 1
    assert len([one for one in await unopened.told("Vio") if "oui`" in one or " oui" in one]) == 1


@pytest.mark.parametrize(
    "how", ["edit", "deletion", "no", "not quoted", "this one not quoted", "off", "left out", "withdrawal", "forgotten"]
)
async def test_a_card_leaves_with_what_it_stands_for(unopened: Room, how: str) -> None:
    await in_two_rooms(unopened)
    post = await crossed(unopened)
    assert len(await there(unopened)) == 1
    host, ref, vio = unopened.host, PostRef("terminal", post), unopened.ref_of("Vio")
    match how:
        case "edit":
            await unopened.terminal.edit(unopened.ref, "vio", post, "Tout autre chose.")
        case "deletion":
            await unopened.terminal.erase(unopened.ref, "vio", post)
        case "no":
            await host.cards.answer(vio, unopened.cafe_id, ref, False)
        case "not quoted":
            await unopened.consent("Vio", Consent.NONE)
        case "this one not quoted":
            await host.consents.quotation(vio, unopened.cafe_id, ref, Consent.NONE)
        case "off":
            await host.cards.unpick(unopened.cafe_id, ref, CAMILLE)
        case "left out":
            await host.voices.leave_out(unopened.cafe_id, ref, CAMILLE)
        case "withdrawal":
            await unopened.withdraw("Vio")
        case "forgotten":
            await host.forgetting.everything(vio)
    await unopened.ticker.tick()
    assert await there(unopened) == []
    await unopened.host.cards.cross(unopened.cafe_id)
    assert await there(unopened) == []


async def test_a_reaction_on_a_card_is_one_on_its_post_once_a_person(unopened: Room) -> None:
    await in_two_rooms(unopened)
    post = await crossed(unopened)
    [card] = await there(unopened)
    await unopened.react("Ana", post)
    for name in ("Ana", "Vio", "Max"):
        await unopened.terminal.join(name.lower(), name)
        await unopened.terminal.react(TERRACE, name.lower(), card.id, "👍")
    flashback = await unopened.host.flashback(unopened.cafe_id)
    assert flashback.counts.reactions == 2, "Ana once, Max; Vio not on her own"
    linking = unopened.host.linking
    await linking.take(unopened.ref_of("Max"), await linking.code(unopened.ref_of("Ana")))
    assert (await unopened.host.flashback(unopened.cafe_id)).counts.reactions == 1, "two accounts are one person"
    await linking.undo(unopened.ref_of("Max"))
    await unopened.terminal.unreact(TERRACE, "max", card.id, "👍")
    assert (await unopened.host.flashback(unopened.cafe_id)).counts.reactions == 1
    await unopened.terminal.react(TERRACE, "max", card.id, "👍")
    await unopened.host.cards.unpick(unopened.cafe_id, PostRef("terminal", post), CAMILLE)
    assert (await unopened.host.flashback(unopened.cafe_id)).counts.reactions == 1, "they go with the card"


async def test_what_is_blind_crosses_only_once_everybody_may_read_it(unopened: Room) -> None:
    usual = script()
    blind = replace(usual.workshops[0], visibility=Visibility.BLIND, ends_day=2, ends_at=time(12))
    await in_two_rooms(unopened, replace(usual, workshops=(blind, *usual.workshops[1:])))
    post = PostRef("terminal", await unopened.say("Vio", WORDS))
    with pytest.raises(CallError):
        await unopened.host.cards.pick(unopened.cafe_id, post, CAMILLE)
    await unopened.until(9, 12, 1)
    await unopened.host.cards.pick(unopened.cafe_id, post, CAMILLE)
    await unopened.host.cards.answer(unopened.ref_of("Vio"), unopened.cafe_id, post, True)
    assert len(await there(unopened)) == 1


@pytest.mark.parametrize("why", ["talk", "not quoted", "one home", "closed", "nobody's"])
async def test_what_may_not_cross_is_refused_in_a_sentence(unopened: Room, why: str) -> None:
    await in_two_rooms(unopened)
    post = await unopened.say("Vio", WORDS)
    match why:
        case "talk":
            post = await unopened.say("Ana", "Le mien aussi.", to=post)
        case "not quoted":
            await unopened.consent("Vio", Consent.NONE)
        case "one home":
            async with unopened.store.writing() as work:
                await work.drop_home(unopened.cafe_id, TERRACE)
        case "closed":
            await unopened.until(10, 20, 1)
        case "nobody's":
            post = "12345"
    with pytest.raises(CallError):
        await unopened.host.cards.pick(unopened.cafe_id, PostRef("terminal", post), CAMILLE)


async def test_nobody_answers_for_somebody_elses_words_nor_picks_without_being_a_host(unopened: Room) -> None:
    await in_two_rooms(unopened)
    post = await unopened.say("Vio", WORDS)
    await unopened.host.cards.pick(unopened.cafe_id, PostRef("terminal", post), CAMILLE)
    with pytest.raises(CallError):
        await unopened.command("Marc", "moi", f"carte {post} oui")
    assert "Aucun" in await unopened.command("Marc", "moi", "carte")
    with pytest.raises(CallError):
        await unopened.command("Marc", "café", f"carte {post}")
    await unopened.ticker.tick()
    assert await there(unopened) == []


async def test_a_home_that_was_out_of_reach_has_the_card_once_it_has_the_workshop(unopened: Room) -> None:
    class Cut(TerminalPlatform):
        cut = False

        async def post(self, room: RoomRef, message: OutboundMessage, key: str) -> Posted:
            if self.cut and room == TERRACE:
                raise PlatformError(fault("stage_locked"))
            return await super().post(room, message, key)

    platform = Cut(SqlStage(unopened.database), unopened.clock, moderators=["camille"], desk="bureau")
    unopened.terminal = platform
    await in_two_rooms(unopened, platforms={"terminal": platform}, hour=9)
    platform.cut = True
    await unopened.until(8, 10)
    await crossed(unopened)
    assert await there(unopened, unopened.ref) == []
    platform.cut = False
    await unopened.until(8, 12)
    assert len(await there(unopened)) == 1


async def test_a_backup_that_is_put_back_lets_nothing_cross_without_another_yes(tmp_path: Path) -> None:
    town = Town(tmp_path)
    room = await town.begin(beside=("terrace",))
    await room.until(1, 10)
    post = await crossed(room)
    backup = tmp_path / "monday.db"
    await back_up(room.database, backup)
    await room.host.cards.answer(room.ref_of("Vio"), room.cafe_id, PostRef("terminal", post), False)
    await room.ticker.tick()
    assert await there(room) == []
    await room.database.close()
    await restored(town.path, backup, room.clock)
    again = await town.reopened()
    await again.host.listen()
    await again.until(2, 10)
    assert await there(again) == []
    async with again.store.reading() as store:
        assert [one.allowed for one in await store.cards(again.cafe_id)] == [None]
    await town.close()


async def test_a_card_that_was_sent_by_somebody_who_died_is_there_once(unopened: Room) -> None:
    await in_two_rooms(unopened)
    post = PostRef("terminal", await unopened.say("Vio", WORDS))
    await unopened.host.cards.pick(unopened.cafe_id, post, CAMILLE)
    posted = unopened.terminal.post

    async def post_and_die(*given: object) -> None:
        await posted(*given)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    unopened.terminal.post = post_and_die  # type: ignore[method-assign, assignment]
    with pytest.raises(KeyboardInterrupt):
        await unopened.host.cards.answer(unopened.ref_of("Vio"), unopened.cafe_id, post, True)
    again = await unopened.reopened()
    again.clock.move_to(again.clock.now() + timedelta(minutes=30))
    await again.host.listen()
    await again.ticker.tick()
    assert len(await there(again)) == 1
    await again.database.close()
