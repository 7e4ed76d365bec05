"""What outsiders found, told as it should be."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.domain import Consent, OutboundMessage, Posted, PostEdited, RoomRef
from bot.errors import NotAllowed, fault
from bot.platforms.terminal_platform import TerminalPlatform
from bot.store import schema
from bot.store.engine import Database
from tests.stories.room import Room, texts


class Closed(TerminalPlatform):
    """The terminal platform, on which one member cannot be written to."""

    whose = ""

    async def post(self, room: RoomRef, message: OutboundMessage, key: str) -> Posted:
        if message.to is not None and message.to.id == self.whose:
            raise NotAllowed(fault("room_only_read", room=room.room))
        return await super().post(room, message, key)


async def test_one_member_who_cannot_be_written_to_keeps_nobody_elses_answer_waiting(tmp_path: Path) -> None:
    room = Room(tmp_path / "cafe.db")
    room.terminal.__class__ = Closed
    assert isinstance(room.terminal, Closed)
    room.terminal.whose = "vio"
    await room.begin()
    await room.until(1, 10)
    for name in ("Vio", "Marc", "Léa"):
        await room.consent(name, Consent.NAMED)
    await room.until(1, 12)
    assert [len(await room.told(name)) for name in ("Vio", "Marc", "Léa")] == [0, 1, 1]
    await room.database.close()


async def test_an_edit_after_the_close_that_changes_no_word_takes_no_answer_away(tmp_path: Path) -> None:
    room = Room(tmp_path / "cafe.db")
    await room.begin()
    await room.until(1, 10)
    post = await room.say("Vio", "Le mien était rouge, avec un long fil.")
    await room.until(3, 21)
    await room.host.receive(
        [PostEdited(room=room.ref, at=room.clock.now(), post=post, text="Le mien était rouge, avec un long fil. ")]
    )
    await room.until_the_end()
    assert "Le mien était rouge, avec un long fil." in [one.strip() for one in texts(await room.published())]
    await room.database.close()


async def test_a_link_that_an_edit_brings_in_after_the_close_is_nowhere_in_the_flashback(tmp_path: Path) -> None:
    room = Room(tmp_path / "cafe.db")
    await room.begin()
    await room.until(1, 10)
    await room.say("Marc", "Le mien vient de https://example.org/phones, je crois.")
    post = await room.say("Vio", "Le mien était rouge.")
    await room.until(3, 21)
    spam = PostEdited(room=room.ref, at=room.clock.now(), post=post, text="Voyez https://spam.example/buy vite !")
    await room.host.receive([spam])
    await room.until_the_end()
    assert [one.url for one in (await room.published()).links] == ["https://example.org/phones"]
    await room.database.close()


async def test_a_claim_of_a_worker_whose_clock_is_a_little_ahead_is_respected(tmp_path: Path) -> None:
    room = Room(tmp_path / "cafe.db")
    await room.begin()
    await room.until(1, 9)
    lease = timedelta(minutes=2)
    workshop = room.clock.now() + timedelta(hours=1)
    async with room.store.writing() as work:
        ahead = await work.claim_beat(workshop + timedelta(seconds=5), lease, "ahead", {"terminal"})
    async with room.store.writing() as work:
        behind = await work.claim_beat(workshop, lease, "behind", {"terminal"})
    assert ahead is not None
    assert behind is None
    await room.database.close()


async def test_a_choice_in_a_workshop_without_choices_is_no_answer(tmp_path: Path) -> None:
    room = Room(tmp_path / "cafe.db")
    await room.begin()
    await room.until(1, 10)
    await room.terminal.choose(room.ref, "marc", "Marc", "memory", ["1"])
    assert (await room.record()).choices == ()
    assert await room.told("Marc") != []
    await room.database.close()


async def test_what_is_kept_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    database = Database(tmp_path / "cafe.db")
    await schema.prepare(database)
    await database.close()
    assert (tmp_path / "cafe.db").stat().st_mode & 0o077 == 0
