"""Encrypted rooms: lived in where that is turned on, refused in one sentence where it is not."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from nio import AsyncClient
from pydantic import SecretStr

from bot.errors import ConfigurationError
from bot.platforms.matrix_platform import Keys, MatrixPlatform
from tests.matrix.week import Week
from tests.matrix_fixtures import BEGIN
from tests.matrix_server import Account, Clock, Homeserver, People, Person, SealedPeople, SealedPerson
from tests.stories.room import texts

ANSWER = "Le mien avait un fil et je tirais dessus pour aller plus loin."
ENCRYPTION = {"algorithm": "m.megolm.v1.aes-sha2"}


class SealedWeek(Week):
    """A café in an encrypted room. ``secret`` is what the bot's keys are kept under."""

    people: SealedPeople
    secret = "what only the operator knows"

    def made(self, **how: Any) -> MatrixPlatform:
        return super().made(keys=Keys(self.keys, SecretStr(self.secret)), **how)

    @property
    def keys(self) -> Path:
        return self.where.parent / "matrix-keys"

    def sealed(self, who: object) -> SealedPerson:
        assert isinstance(who, SealedPerson)
        return who

    async def raw(self) -> list[dict[str, Any]]:
        """The bot's events in the room as the homeserver has them."""
        without_keys = Person(self.server.url, self.camille.account, "Camille")
        events = await without_keys.sees(self.room_id)
        await without_keys.close()
        return [one for one in events if one["sender"] == self.account.user and "state_key" not in one]

    async def desk(self) -> str:
        """All that the desk has been told."""
        return "\n".join(await self.camille.reads(self.bureau))


@pytest.fixture
async def week(homeserver: Homeserver, tmp_path: Path) -> AsyncIterator[SealedWeek]:
    people = SealedPeople(tmp_path)
    week = SealedWeek(homeserver, Clock(homeserver.dial, BEGIN - timedelta(minutes=5)), people, tmp_path / "cafe.db")
    await week.gather(initial_state=[{"type": "m.room.encryption", "state_key": "", "content": ENCRYPTION}])
    yield week
    await week.close()
    await people.close()


async def test_a_week_in_an_encrypted_room_with_a_restart_in_its_middle(week: SealedWeek) -> None:
    room = week.room_id
    await week.begins()
    await week.until(1, 10)
    memory = await week.thread("memory")
    post = await week.heard(await week.vio.says(room, ANSWER, thread=memory))
    await week.heard(await week.ana.reacts(room, post, "👍"))
    gone = await week.heard(await week.ana.says(room, "Une chose à reprendre.", thread=memory))
    said = await week.said()
    await week.dies()
    await week.ana.says(room, "Dite en l’absence du bot.", thread=memory)
    await week.vio.edits(room, post, f"{ANSWER} Toujours.")
    await week.ana.redacts(room, gone)
    week.clock.forward(minutes=5)
    await week.comes_back()
    kept = sorted(one.text for one in (await week.record()).posts)
    assert kept == ["Dite en l’absence du bot.", f"{ANSWER} Toujours."]
    await week.until(1, 11)
    assert await week.said() == said
    await week.until(2, 10)
    await week.heard(await week.ana.votes(room, await week.poll("moment"), "2"))
    await week.until(5, 12)

    flashback = await week.published()
    assert (flashback.counts.participants, flashback.counts.posts, flashback.counts.reactions) == (2, 2, 1)
    assert f"{ANSWER} Toujours." in texts(flashback)
    assert [one["votes"] for one in flashback.workshops[1].result["options"]] == [0, 1]
    told = await week.said()
    assert any("je tirais dessus" in one for one in told)
    assert any("garde en clair" in one for one in told)
    assert {one["type"] for one in await week.raw() if one["content"]} == {"m.room.encrypted", "m.reaction"}

    assert stat.S_IMODE(week.keys.stat().st_mode) == 0o700
    files = list(week.keys.iterdir())
    assert files
    for file in files:
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert b"je tirais" not in file.read_bytes()


async def test_what_cannot_be_read_is_told_and_is_read_once_its_key_has_come(week: SealedWeek) -> None:
    room, vio = week.room_id, week.sealed(week.vio)
    await week.begins()
    await week.until(1, 10)
    memory = await week.thread("memory")
    vio.holds_keys()
    await week.heard(await vio.says(room, ANSWER, thread=memory))
    await week.heard(await vio.says(room, "Et encore.", thread=memory))
    assert (await week.record()).posts == ()
    await week.until(1, 11)
    assert (await week.desk()).count("sa clé n’est pas arrivée") == 1
    await week.dies()
    await vio.hands_keys()
    await week.comes_back()
    after = await week.ana.says(room, "Après.", thread=memory)
    await week.heard(after)
    assert sorted(one.text for one in (await week.record()).posts) == sorted([ANSWER, "Et encore.", "Après."])


async def test_a_redaction_that_is_encrypted_is_none(week: SealedWeek) -> None:
    room = week.room_id
    await week.begins()
    await week.until(1, 10)
    post = await week.heard(await week.vio.says(room, ANSWER, thread=await week.thread("memory")))
    await week.heard(await week.ana.sends(room, {"redacts": post}, "m.room.redaction"))
    assert [one.text for one in (await week.record()).posts] == [ANSWER]


async def test_a_device_that_comes_later_reads_what_the_bot_says_from_then_on(week: SealedWeek) -> None:
    await week.begins()
    await week.until(1, 10)
    client = AsyncClient(week.server.url, week.vio.id)
    answer = await client.login(week.vio.account.password)
    await client.close()
    account = Account(week.vio.id, answer.device_id, answer.access_token, week.vio.account.password)
    later = await week.people.on_device(week.server, account, "Vio")
    await week.heard(await week.ana.says(week.room_id, "Bonjour."))
    await week.until(2, 10)
    events = {one["event_id"]: one["type"] for one in await later.sees(week.room_id)}
    assert events[await week.thread("moment")] == "m.room.message"
    assert events[await week.thread("memory")] == "m.room.encrypted"


async def test_keys_under_another_secret_are_one_sentence(week: SealedWeek) -> None:
    await week.begins()
    await week.dies()
    week.secret = "not this one"
    with pytest.raises(ConfigurationError, match="matrix_keys_locked"):
        await week.comes_back()


async def test_a_room_that_turns_encrypted_is_told_once_and_nothing_is_said_there_in_clear(
    homeserver: Homeserver, people: People, tmp_path: Path
) -> None:
    week = Week(homeserver, Clock(homeserver.dial, BEGIN - timedelta(minutes=5)), people, tmp_path / "cafe.db")
    await week.gather()
    await week.begins()
    await week.until(1, 10)
    memory = await week.thread("memory")
    await week.heard(await week.vio.says(week.room_id, ANSWER, thread=memory))
    await week.camille.sets(week.room_id, "m.room.encryption", ENCRYPTION)
    async with asyncio.timeout(30):
        await week.platform._syncing.until(lambda: week.room_id in week.platform._account.encrypted)
    said = await week.said()
    await week.until(2, 10)
    told = "\n".join(await week.camille.reads(week.bureau))
    assert told.count("est chiffré, et le bot ne peut pas le lire") >= 1
    assert await week.said() == said
    assert [one.text for one in (await week.record()).posts] == [ANSWER]
    await week.close()
