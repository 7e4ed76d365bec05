"""A backup is put back: nothing that was taken away comes in again, nothing is said twice, nothing is missing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.domain import Consent, PostRef, Script, Withdrew
from bot.naming import marks_of
from bot.platforms.terminal_platform import TerminalPlatform
from bot.restoring import restored
from bot.store.care import Replayed, back_up, faults_of
from bot.store.engine import Database
from bot.store.erasures import NAME
from bot.store.schema import prepare
from bot.store.stage import SqlStage
from tests.stories.room import Room, texts

ERASED = "Le mien avait un fil et je tirais dessus pour aller plus loin."
BEFORE_THE_EDIT = "Il sonnait au milieu de la nuit, chez la voisine du dessous."
AFTER_THE_EDIT = "Il sonnait parfois la nuit, et personne ne décrochait."
LEFT = "Nous étions quatre à partager le même appareil gris."
NEWCOMER = "Je passe en coup de vent, et je repars aussitôt."
STAYED = "Le nôtre était posé dans le couloir, sur un tabouret."


class Town:
    """A café whose rooms are on another server: a backup of the café's database leaves them as they are."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self.data.mkdir()
        self.path = self.data / "cafe.db"
        self.server = Database(folder / "server.db")
        self.room = self._placed(Room(self.path))

    def _placed(self, room: Room) -> Room:
        room.terminal = TerminalPlatform(SqlStage(self.server), room.clock)
        return room

    async def begin(self, told: Script | None = None, beside: Sequence[str] = ()) -> Room:
        await prepare(self.server)
        await self.room.begin(told=told, beside=beside)
        return self.room

    async def reopened(self) -> Room:
        """The bot, started again on what is in the folder now."""
        former = self.room
        await former.database.close()
        self.room = self._placed(Room(self.path, former.clock))
        self.room.ref, self.room.cafe_id = former.ref, former.cafe_id
        self.room.work(worker="again")
        return self.room

    def files(self) -> bytes:
        """Every byte of every file in the data folder."""
        return b"".join(path.read_bytes() for path in sorted(self.data.iterdir()))

    async def close(self) -> None:
        await self.room.database.close()
        await self.server.close()


def spoil(path: Path) -> None:
    """Write over a database from its first byte to its last."""
    path.write_bytes(b"\xa5" * path.stat().st_size)


@pytest.mark.parametrize("former", ["there", "destroyed", "gone"])
async def test_what_was_taken_away_after_the_backup_does_not_come_back_with_it(tmp_path: Path, former: str) -> None:
    town = Town(tmp_path)
    room = await town.begin()
    await room.until(1, 10)
    erased = await room.say("Vio", ERASED)
    edited = await room.say("Marc", BEFORE_THE_EDIT)
    await room.say("Léa", LEFT)
    await room.say("Noé", STAYED)
    backup = tmp_path / "monday.db"
    await back_up(room.database, backup)
    await room.until(2, 12)
    await room.terminal.erase(room.ref, "vio", erased)
    await room.terminal.edit(room.ref, "marc", edited, AFTER_THE_EDIT)
    await room.withdraw("Léa")
    await room.consent("Noé", Consent.NAMED)
    await room.say("Ana", NEWCOMER)
    await room.withdraw("Ana")
    await room.until_the_end()
    before, flashback = await room.record(), await room.published()
    said = [(one.key, one.text) for one in await room.said_by_the_bot()]
    await room.database.close()
    assert all(words.encode() in backup.read_bytes() for words in (ERASED, BEFORE_THE_EDIT, LEFT))
    if former == "destroyed":
        spoil(town.path)
    elif former == "gone":
        town.path.unlink()

    replayed = await restored(town.path, backup, room.clock)
    assert replayed.read is (former == "there")
    assert (replayed.posts, replayed.edits, replayed.consents) == (1, 1, 1) or replayed.withdrawals
    for words in (ERASED, BEFORE_THE_EDIT, LEFT, NEWCOMER):
        assert words.encode() not in town.files()
    assert sorted(path.name for path in town.data.iterdir()) == ["cafe.db", NAME]

    again = await town.reopened()
    assert await faults_of(again.database) == []
    await again.host.listen()
    await again.until_the_end()
    assert (await again.record()).posts == before.posts
    assert (await again.record()).members == before.members
    assert [(one.key, one.text) for one in await again.said_by_the_bot()] == said, "nothing is said twice"
    assert await again.published() == flashback
    for words in (ERASED, BEFORE_THE_EDIT, LEFT, NEWCOMER):
        assert words.encode() not in town.files()
    await town.close()


async def test_a_flashback_published_before_the_backup_is_freed_of_what_was_erased_after_it(tmp_path: Path) -> None:
    town = Town(tmp_path)
    room = await town.begin()
    await room.until(1, 10)
    post = await room.say("Vio", ERASED)
    await room.say("Noé", STAYED)
    await room.until_the_end()
    backup = tmp_path / "friday.db"
    await back_up(room.database, backup)
    await room.terminal.erase(room.ref, "vio", post)
    said = [(one.key, one.text) for one in await room.said_by_the_bot()]
    await room.database.close()
    assert ERASED.encode() in backup.read_bytes()
    await restored(town.path, backup, room.clock)
    assert ERASED.encode() not in town.files(), "not in the flashback either, nor in its messages"
    again = await town.reopened()
    await again.host.listen()
    await again.ticker.tick()
    assert [(one.key, one.text) for one in await again.said_by_the_bot()] == said
    assert STAYED in str(said)
    await town.close()


async def test_the_journal_of_erasures_holds_no_word_and_no_name(tmp_path: Path) -> None:
    town = Town(tmp_path)
    room = await town.begin()
    await room.until(1, 10)
    post = await room.say("Violette", ERASED)
    await room.terminal.edit(room.ref, "violette", post, AFTER_THE_EDIT)
    await room.consent("Violette", Consent.NAMED)
    await room.terminal.erase(room.ref, "violette", post)
    await room.withdraw("Violette")
    journal = town.data / NAME
    lines = journal.read_text().splitlines()
    assert [line.split('"kind": "')[1].split('"')[0] for line in lines][:3] == ["edit", "consent", "post"]
    assert "withdrawal" in lines[-1] or "withdrawal" in lines[-2]
    assert "iolette" not in journal.read_text()
    assert "nuit" not in journal.read_text()
    assert journal.stat().st_mode & 0o777 == 0o600
    await town.close()


async def test_a_unit_of_work_that_fails_may_leave_a_line_and_never_lacks_one(tmp_path: Path) -> None:
    town = Town(tmp_path)
    room = await town.begin()
    await room.until(1, 10)
    post = await room.say("Vio", ERASED)
    journal = town.data / NAME
    journal.write_text('{"at": "2026-03-02T')
    await room.terminal.erase(room.ref, "vio", post)
    first, second = journal.read_text().splitlines()
    assert first == '{"at": "2026-03-02T', "what was cut off stays alone on its line"
    assert post in second
    await town.close()


def _bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file())


@pytest.mark.parametrize("former", ["there", "destroyed", "gone"])
async def test_whoever_was_forgotten_after_the_backup_stays_forgotten_and_out(tmp_path: Path, former: str) -> None:
    """The terminal's rooms are in the same database, and come back with the backup as well."""
    room = Room(tmp_path / "cafe.db")
    await room.begin()
    await room.until(1, 10)
    await room.say("Vio", ERASED)
    post = await room.say("Marc", STAYED)
    kept_out = await room.say("Marc", LEFT)
    await room.react("Vio", post)
    backup = tmp_path / "monday.db"
    await back_up(room.database, backup)
    await room.host.forgetting.everything(room.ref_of("Vio"))
    await room.host.consents.quotation(room.ref_of("Marc"), room.cafe_id, PostRef("terminal", kept_out), Consent.NONE)
    await room.host.consents.always(room.ref_of("Newcomer"), Consent.NONE)
    await room.database.close()
    if former == "destroyed":
        spoil(room.path)
    elif former == "gone":
        room.path.unlink()
    await restored(room.path, backup, room.clock)
    backup.unlink()
    assert ERASED.encode() not in _bytes(tmp_path)
    room = await room.reopened()
    await room.host.listen()
    assert b"vio" not in _bytes(tmp_path)
    await room.say("Vio", "Je dis encore une chose.")
    await room.say("Newcomer", NEWCOMER)
    record = await room.record()
    assert {post.author.id for post in record.posts} == {"marc", "newcomer"}
    assert record.withdrawn == 1
    assert record.post_consents == {PostRef("terminal", kept_out): Consent.NONE}
    assert record.members[room.ref_of("Newcomer")].consent is Consent.NONE
    assert record.reactions == ()
    await room.database.close()


# --- names, and reactions -----------------------------------------------------------------------------------------

ABOUT_LEA = "Je repense souvent à ce que Léanore racontait du sien."
FORMER = pytest.mark.parametrize("former", ["there", "destroyed"])


async def put_back(town: Town, backup: Path, former: str) -> Replayed:
    """Put the backup back, over a database that can be read or cannot be."""
    await town.room.database.close()
    if former == "destroyed":
        spoil(town.path)
    return await restored(town.path, backup, town.room.clock)


@FORMER
async def test_nobody_who_has_left_since_the_backup_is_named_in_a_quotation(tmp_path: Path, former: str) -> None:
    town = Town(tmp_path)
    room = await town.begin()
    await room.until(1, 10)
    await room.say("Léanore", LEFT)
    await room.say("Noé", STAYED)
    await room.say("Vio", ABOUT_LEA)
    await room.until(4, 9)
    backup = tmp_path / "thursday.db"
    await back_up(room.database, backup)
    await room.withdraw("Léanore")
    await room.until_the_end()
    assert ABOUT_LEA not in texts(await room.published())
    await put_back(town, backup, former)
    again = await town.reopened()
    record = await again.record()
    assert marks_of(record.cafe.secret, again.ref_of("Léanore"), "Léanore") <= set(record.names)
    assert ABOUT_LEA not in texts(await again.host.flashback(again.cafe_id)), "before any room is read again"
    assert "Léanore" not in str(record.members)
    await town.close()


async def read_again_but_for_withdrawals(room: Room) -> None:
    """Read the room from its beginning, as on a platform that does not remember what was pressed there."""
    events = [one async for one in room.terminal.read_back(room.ref, None)]
    await room.host.receive([one for one in events if not isinstance(one, Withdrew)])


@FORMER
async def test_who_was_met_and_left_after_the_backup_is_not_named_either(tmp_path: Path, former: str) -> None:
    town = Town(tmp_path)
    room = await town.begin()
    await room.until(1, 10)
    await room.say("Noé", STAYED)
    backup = tmp_path / "monday.db"
    await back_up(room.database, backup)
    await room.say("Léanore", LEFT)
    await room.say("Vio", ABOUT_LEA)
    await room.withdraw("Léanore")
    await room.say("Léanore", "Je passe encore dire bonjour.")
    await put_back(town, backup, former)
    again = await town.reopened()
    await read_again_but_for_withdrawals(again)
    record = await again.record()
    assert [post.text for post in record.posts] == [STAYED, ABOUT_LEA]
    assert marks_of(record.cafe.secret, again.ref_of("Léanore"), "Léanore") <= set(record.names)
    await town.close()


@FORMER
async def test_a_choice_of_who_left_after_the_backup_does_not_come_in_again(tmp_path: Path, former: str) -> None:
    town = Town(tmp_path)
    room = await town.begin()
    await room.until(2, 10)
    backup = tmp_path / "tuesday.db"
    await back_up(room.database, backup)
    await room.terminal.choose(room.ref, "léa", "Léa", "moment", ["1"])
    await room.withdraw("Léa")
    await put_back(town, backup, former)
    again = await town.reopened()
    await read_again_but_for_withdrawals(again)
    assert (await again.record()).choices == ()
    await town.close()


@FORMER
async def test_a_reaction_taken_back_since_the_backup_does_not_come_back(tmp_path: Path, former: str) -> None:
    town = Town(tmp_path)
    room = await town.begin()
    await room.until(1, 10)
    post = await room.say("Vio", ERASED)
    for name in ("Marc", "Léa", "Noé"):
        await room.react(name, post)
    backup = tmp_path / "monday.db"
    await back_up(room.database, backup)
    await room.until(1, 11)
    for name in ("marc", "léa"):
        await room.terminal.unreact(room.ref, name, post, "👍")
    await room.until(1, 12)
    await room.react("Léa", post)
    replayed = await put_back(town, backup, former)
    again = await town.reopened()
    there = {one.author.id for one in (await again.record()).reactions}
    assert there == ({"léa", "noé"} if former == "there" else {"noé"})
    assert replayed.reactions == (1 if former == "there" else 2)
    await again.host.listen()
    assert {one.author.id for one in (await again.record()).reactions} == {"léa", "noé"}, "given again, and read again"
    journal = (town.data / NAME).read_text(encoding="utf-8")
    assert "marc" not in journal
    assert "👍" not in journal
    await town.close()


async def test_a_reaction_in_the_terminals_own_rooms_stays_taken_back_when_they_are_read_again(tmp_path: Path) -> None:
    room = Room(tmp_path / "cafe.db")
    await room.begin()
    await room.until(1, 10)
    post = await room.say("Vio", BEFORE_THE_EDIT)
    other = await room.say("Noé", STAYED)
    for one in (post, other):
        await room.react("Marc", one)
    backup = tmp_path / "monday.db"
    await back_up(room.database, backup)
    await room.terminal.unreact(room.ref, "marc", other, "👍")
    await room.terminal.edit(room.ref, "vio", post, AFTER_THE_EDIT)
    await room.database.close()
    spoil(room.path)
    await restored(room.path, backup, room.clock)
    again = await room.reopened()
    await again.host.listen()
    assert {one.post.id for one in (await again.record()).reactions} == {post}
    await again.database.close()
