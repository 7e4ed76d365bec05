"""Somebody with two accounts links them by a code, and counts once from then on, until they say otherwise."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain import Consent, MemberRef
from bot.errors import CafeError
from bot.host import CODE_LASTS, Linking
from bot.restoring import restored
from bot.store.care import back_up
from bot.wording import wording
from tests.stories.fates import Death, at_call, fated_store
from tests.stories.outputs import EVERYWHERE
from tests.stories.room import Room
from tests.stories.test_put_back import Town

VIO, VIOLETTE = MemberRef("terminal", "vio"), MemberRef("terminal", "violette")
SAID, TOO = "Le mien avait un zinnia peint dessus.", "Et un fil de trois mètres, jusqu’au pergélisol."


async def refused(room: Room, name: str, line: str, language: str = "fr") -> str:
    with pytest.raises(CafeError) as caught:
        await room.command(name, "moi" if language == "fr" else "me", line, language=language)
    return " ".join(wording(language).fault(one) for one in caught.value.faults)


async def code_of(room: Room, name: str) -> str:
    found = re.search(r"\w{4}-\w{4}-\w{4}", await room.command(name, "moi", "lier"))
    assert found is not None
    return found[0]


async def link(room: Room) -> str:
    """Vio and Violette are one person's from now on; what was answered."""
    return await room.command("Violette", "moi", f"lier {await code_of(room, 'Vio')}")


async def a_week(room: Room) -> None:
    """Both accounts answer, vote and react, beside two others."""
    await room.until(1, 12)
    first = await room.say("Marc", "Celui de ma tante.")
    await room.say("Vio", SAID)
    mine = await room.say("Violette", TOO)
    for name in ("Vio", "Violette", "Ana"):
        await room.react(name, first)
    await room.react("Vio", mine)
    await room.until(2, 12)
    await room.say("Vio", "1", "moment")
    await room.until(2, 13)
    await room.say("Violette", "2", "moment")


async def test_linked_accounts_count_once_and_their_latest_vote_counts(room: Room) -> None:
    await a_week(room)
    told = await link(room)
    assert "comptent désormais pour une seule personne" in told
    assert "n’est montré à personne" in told
    flashback = await room.host.flashback(room.cafe_id)
    memory, moment = flashback.workshops[0], flashback.workshops[1]
    assert flashback.counts.participants == 2
    assert (memory.counts.participants, memory.counts.posts) == (2, 3)
    assert memory.counts.reactions == 2, "once a person, and none on one's own"
    assert moment.result["voters"] == 1
    assert [one["votes"] for one in moment.result["options"]] == [0, 1], "the latest"


async def test_each_account_stays_quoted_as_it_chose(room: Room) -> None:
    await a_week(room)
    await room.consent("Vio", Consent.NAMED)
    await room.consent("Violette", Consent.NONE)
    await link(room)
    [voice] = [one for one in (await room.host.flashback(room.cafe_id)).workshops[0].voices if one.author]
    assert (voice.author, voice.text) == ("Vio", SAID)
    told = "\n".join([await output(room) for name, output in EVERYWHERE.items() if name in ("flashbacks", "export")])
    assert "pergélisol" not in told


async def test_a_published_flashback_is_counted_anew_and_again_after_unlinking(room: Room) -> None:
    await a_week(room)
    await room.until_the_end()
    assert (await room.published()).counts.participants == 3
    await link(room)
    assert (await room.published()).counts.participants == 2
    first = await room.said_by_the_bot()
    assert any("2 personnes" in one.text for one in first)
    assert "n’est plus lié" in await room.command("Vio", "moi", "délier")
    assert (await room.published()).counts.participants == 3
    assert "n’est lié à aucun autre" in await refused(room, "Violette", "délier")
    async with room.store.reading() as store:
        assert (await store.rows_of(VIOLETTE))["links"] == []


async def test_a_code_is_good_once_for_ten_minutes_and_five_tries(room: Room) -> None:
    code = await code_of(room, "Vio")
    assert code.replace("-", "") not in await room.everything_kept()
    assert "celui de ce compte-ci" in await refused(room, "Vio", f"lier {code}")
    wrong = code[:5] + "0000-0000"
    for _ in range(5):
        assert "demandez-en un nouveau" in await refused(room, "Violette", f"lier {wrong}")
    assert "demandez-en un nouveau" in await refused(room, "Violette", f"lier {code}")
    code = await code_of(room, "Vio")
    room.clock.move_to(room.clock.now() + CODE_LASTS + timedelta(seconds=1))
    assert "ask for a new one" in await refused(room, "Violette", f"link {code}", "en")
    code = await code_of(room, "Vio")
    await room.command("Violette", "me", f"link {code.upper()}", language="en")
    assert "ask for a new one" in await refused(room, "Sam", f"link {code}", "en")


async def test_forgetting_one_account_leaves_the_other_and_forgets_the_link(room: Room) -> None:
    await a_week(room)
    await link(room)
    await room.command("Vio", "moi", "oublier tout")
    for name, output in EVERYWHERE.items():
        assert "zinnia" not in await output(room), name
    async with room.store.reading() as store:
        assert list(await store.linked(VIOLETTE)) == []
    assert (await room.host.flashback(room.cafe_id)).counts.participants == 2
    assert TOO in [one.text for one in (await room.record()).posts]


async def test_linked_accounts_are_forgotten_together(room: Room) -> None:
    await a_week(room)
    await link(room)
    await room.until_the_end()
    told = await room.command("Violette", "moi", "oublier comptes-liés")
    assert told.count("2 messages") == 2
    for name, output in EVERYWHERE.items():
        there = await output(room)
        assert "zinnia" not in there, name
        assert "pergélisol" not in there, name
    assert (await room.published()).counts.participants == 1
    async with room.store.reading() as store:
        assert (await store.rows_of(VIO))["links"] == []


@pytest.mark.parametrize("call", ["Writing.try_link_code", "Writing.link", "Writing.note_change"])
@pytest.mark.parametrize("after", [False, True])
async def test_who_dies_while_linking_has_linked_nothing_and_the_code_is_still_good(
    room: Room, call: str, after: bool
) -> None:
    await a_week(room)
    await room.until_the_end()
    code = await code_of(room, "Vio")
    dying = Linking(
        fated_store(room.store, at_call(call, Death(), after=after)), room.clock, room.host.renew_flashbacks
    )
    with pytest.raises(Death):
        await dying.take(VIOLETTE, code)
    room = await room.reopened()
    async with room.store.reading() as store:
        assert list(await store.linked(VIO)) == []
    await room.host.linking.take(VIOLETTE, code)
    assert (await room.published()).counts.participants == 2
    await room.database.close()


async def test_a_backup_brings_no_link_back(tmp_path: Path) -> None:
    town = Town(tmp_path)
    room = await town.begin()
    await room.until(1, 10)
    await link(room)
    backup = tmp_path / "monday.db"
    await back_up(room.database, backup)
    await room.until(1, 12)
    await room.command("Vio", "moi", "délier")
    await room.database.close()
    await restored(town.path, backup, room.clock)
    room = await town.reopened()
    async with room.store.reading() as store:
        assert list(await store.linked(VIOLETTE)) == []
    await town.close()
