"""Retention ends: the figures and the published verbatims stay, everything else that members said goes, once."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from bot.domain import (
    RETENTION_DAYS,
    BeatKind,
    Chosen,
    Consent,
    MemberRef,
    PostEdited,
    PostMade,
    PostRef,
    Progress,
    Publishing,
    Reacted,
)
from bot.errors import CallError, PlatformError, fault
from bot.host import LEASE, Host, require_kept
from bot.stage import StageMessage
from bot.store.keeping import UNTIL_RETENTION
from bot.ticker import Ticker
from bot.wording import wording
from tests.stories.fates import at_call, fated_platform
from tests.stories.room import Room, texts

VIO = "Le mien avait un fil et je tirais dessus jusque dans le couloir."
MARC = "Dans la cuisine, et toute la famille écoutait derrière la porte."
UNQUOTED = "Le mot hippopotame ne se dit nulle part ailleurs."


async def lived(room: Room) -> dict[str, str]:
    """The café up to its flashback; returns the posts by their author."""
    await room.until(1, 10)
    posts = {"Vio": await room.say("Vio", VIO), "Marc": await room.say("Marc", MARC)}
    posts["Léa"] = await room.say("Léa", UNQUOTED)
    await room.consent("Vio", Consent.NAMED)
    await room.consent("Léa", Consent.NONE)
    await room.react("Marc", posts["Vio"])
    await room.until(2, 10)
    await room.say("Marc", "1 parce que rien ne presse.", "moment")
    await room.until_the_end()
    return posts


async def until_retention_ends(room: Room, days: int = RETENTION_DAYS) -> None:
    room.clock.move_to((await room.cafe()).publishes_at + timedelta(days=days))
    await room.ticker.tick()


async def flashback_messages(room: Room) -> list[StageMessage]:
    return [one for one in await room.said_by_the_bot() if one.key and "/publish/" in one.key]


async def count_rows(room: Room) -> int:
    with closing(sqlite3.connect(room.path)) as file:
        tables = [table.name for table in UNTIL_RETENTION]
        return sum(file.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables)


async def test_until_then_nothing_goes_and_then_everything_but_the_published_words(room: Room) -> None:
    await lived(room)
    before, said = await room.published(), await flashback_messages(room)
    room.clock.move_to((await room.cafe()).publishes_at + timedelta(days=RETENTION_DAYS, seconds=-1))
    await room.ticker.tick()
    assert UNQUOTED in await room.everything_kept()
    await until_retention_ends(room)
    cafe = await room.cafe()
    assert cafe.frozen_at == room.clock.now()
    assert await count_rows(room) == 0
    kept = await room.everything_kept()
    assert "hippopotame" not in kept
    assert "rien ne presse" in kept or "rien ne presse" not in texts(before)
    assert VIO in kept
    assert await room.published() == before == await room.host.flashback(room.cafe_id)
    assert await flashback_messages(room) == said
    async with room.store.reading() as store:
        beats = await store.beats(room.cafe_id)
        frozen = await store.frozen(room.cafe_id)
    assert [one.progress for one in beats if one.kind is BeatKind.END_RETENTION] == [Progress.DONE]
    assert frozen is not None
    assert frozen.figures > 30
    assert frozen.differences == ()


async def test_each_verbatim_stays_as_a_row_with_its_proof(room: Room) -> None:
    posts = await lived(room)
    await until_retention_ends(room)
    async with room.store.reading() as store:
        kept = await store.verbatims(room.cafe_id)
    flashback = await room.published()
    assert sorted({one.text for one in kept}) == sorted(set(texts(flashback)))
    assert {one.post.id for one in kept if one.post and one.text == VIO} == {posts["Vio"]}
    assert {(one.author, one.begins, one.place) for one in kept if one.text == VIO} == {
        (room.ref_of("Vio"), 0, "workshops.memory.voices"),
        (room.ref_of("Vio"), 0, "voices"),
    }


async def test_the_words_have_left_the_databases_files(room: Room) -> None:
    await lived(room)
    await until_retention_ends(room)
    with closing(sqlite3.connect(room.path)) as file:
        # The room itself is the platform's, which keeps its messages as any chat does.
        file.execute("PRAGMA secure_delete = ON")
        file.execute("DELETE FROM stage_messages WHERE text LIKE '%hippopotame%'")
        file.commit()
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    files = [one.read_bytes() for one in room.path.parent.glob("cafe.db*")]
    assert all(b"hippopotame" not in content for content in files)


async def test_nothing_is_collected_again_afterwards(room: Room) -> None:
    posts = await lived(room)
    await until_retention_ends(room)
    before = await room.everything_kept()
    await room.host.receive([event async for event in room.terminal.read_back(room.ref, None)])
    at = room.clock.now()
    await room.host.receive(
        [
            Reacted(room=room.ref, at=at, post=posts["Marc"], author="ana", emoji="👍", name="Ana"),
            PostMade(room=room.ref, at=at, post="900", author="ana", name="Ana", text="Encore moi.", private=True),
            Chosen(room=room.ref, at=at, workshop="moment", author="ana", name="Ana", choices=("1",)),
        ]
    )
    await room.consent("Ana", Consent.NAMED)
    again = await room.reopened()
    await again.host.listen()
    await again.ticker.tick()
    left = [line for line in before.splitlines() if "('terminal', 'café'" not in line]
    now = await again.everything_kept()
    assert [line for line in now.splitlines() if "('terminal', 'café'" not in line] == left
    await again.database.close()


async def test_who_leaves_afterwards_leaves_the_flashback_and_the_room(room: Room) -> None:
    await lived(room)
    await until_retention_ends(room)
    figures = (await room.published()).counts
    await room.withdraw("Vio")
    flashback = await room.published()
    assert VIO not in texts(flashback)
    assert MARC in texts(flashback)
    assert flashback.counts == figures
    assert all(VIO not in one.text for one in await flashback_messages(room))
    assert any(MARC in one.text for one in await flashback_messages(room))
    kept = await room.everything_kept()
    assert "tirais dessus" not in kept
    assert "Vio" not in kept
    assert "vio" not in kept
    assert any("Vos citations sont retirées" in one for one in await room.told("Vio"))


async def test_a_post_deleted_or_rewritten_afterwards_takes_its_words_out(room: Room) -> None:
    posts = await lived(room)
    await until_retention_ends(room)
    await room.terminal.erase(room.ref, "vio", posts["Vio"])
    assert VIO not in texts(await room.published())
    for text, stays in ((f"Voici. {MARC}", True), ("Je ne dis plus rien.", False)):
        await room.host.receive([PostEdited(room=room.ref, at=room.clock.now(), post=posts["Marc"], text=text)])
        assert (MARC in texts(await room.published())) is stays
    kept = await room.everything_kept()
    assert "tirais dessus" not in kept
    assert "derrière la porte" not in kept
    async with room.store.reading() as store:
        assert {one.post for one in await store.verbatims(room.cafe_id)} & set(posts.values()) == set()


async def test_what_goes_while_the_bot_is_off_is_learnt_before_the_freeze(room: Room) -> None:
    posts = await lived(room)
    await room.terminal.close()
    await room.terminal.erase(room.ref, "vio", posts["Vio"])
    again = await room.reopened()
    await until_retention_ends(again)
    assert VIO not in texts(await again.published())
    assert "tirais dessus" not in await again.everything_kept()
    assert all(VIO not in one.text for one in await flashback_messages(again))
    await again.database.close()


async def test_a_cafe_without_flashback_ends_too_and_says_so(room: Room) -> None:
    await room.until(1, 10)
    await room.say("Vio", VIO)
    async with room.database.writing() as connection:
        await connection.exec_driver_sql("UPDATE beats SET progress = 'skipped' WHERE kind IN ('publish', 'close')")
    await until_retention_ends(room)
    assert "tirais dessus" not in await room.everything_kept()
    with pytest.raises(CallError) as refused:
        await room.host.flashback(room.cafe_id)
    assert refused.value.faults[0].key == "retention_ended"
    with pytest.raises(CallError):
        require_kept(await room.cafe())


async def test_the_notice_tells_the_length_and_the_beat_keeps_to_it(unopened: Room) -> None:
    await unopened.begin(language="en")
    await unopened.until(1, 10)
    notice = "\n".join(one.text for one in await unopened.said_by_the_bot())
    assert f"kept for {RETENTION_DAYS} days after the flashback" in notice
    assert "PRIVACY" not in notice, "members cannot open a file of the bot's"
    async with unopened.store.reading() as store:
        ends = [one for one in await store.beats(unopened.cafe_id) if one.kind is BeatKind.END_RETENTION]
    cafe = await unopened.cafe()
    assert [one.due for one in ends] == [cafe.publishes_at + timedelta(days=RETENTION_DAYS)]


async def test_years_late_it_is_done_all_the_same(room: Room) -> None:
    await lived(room)
    await until_retention_ends(room, days=RETENTION_DAYS + 1000)
    assert (await room.cafe()).frozen_at is not None
    assert "hippopotame" not in await room.everything_kept()


async def test_a_flashback_that_no_host_has_let_out_holds_nothing_back(room: Room) -> None:
    platforms = {"terminal": room.terminal}
    room.host = Host(room.store, platforms, room.clock, publishing=Publishing(unattended=False))
    room.ticker = Ticker(room.store, room.host, room.clock, worker="worker", lease=LEASE)
    await room.host.listen()
    await room.until(1, 10)
    await room.say("Vio", VIO)
    await room.until(5, 12)
    await until_retention_ends(room)
    assert (await room.cafe()).frozen_at == room.clock.now()
    assert "tirais dessus" not in await room.everything_kept()
    async with room.store.reading() as store:
        ended = {one.kind: (one.progress, one.why) for one in await store.beats(room.cafe_id)}
    assert ended[BeatKind.PUBLISH] == (Progress.SKIPPED, "retention_ended")
    assert ended[BeatKind.END_RETENTION] == (Progress.DONE, None)
    room.clock.move_to(room.clock.now() + timedelta(days=9))
    assert await room.ticker.tick() is None
    assert not await flashback_messages(room)


async def test_a_flashback_that_is_on_its_way_comes_out_first(room: Room) -> None:
    await room.until(1, 10)
    await room.say("Vio", VIO)
    await room.until(3, 21)
    refusing = fated_platform(
        room.terminal, at_call("Platform.post", PlatformError(fault("room_only_read", room="café")), times=1)
    )
    room.work(platforms={"terminal": refusing})
    await room.host.listen()
    await until_retention_ends(room)
    assert (await room.cafe()).frozen_at is None
    await room.until(200, 12)
    assert VIO in texts(await room.published())
    assert (await room.cafe()).frozen_at is None, "it counts from now"
    await room.until(400, 12)
    assert (await room.cafe()).frozen_at is not None
    assert any(VIO in one.text for one in await flashback_messages(room))


async def test_a_note_that_names_somebody_goes_and_another_one_leaves_with_its_author(unopened: Room) -> None:
    await unopened.begin(hosts=("camille",))
    await unopened.until(1, 10)
    await unopened.say("Violaine", VIO)
    await unopened.consent("Violaine", Consent.NAMED)
    camille = MemberRef("terminal", "camille")
    memory = next(one for one in (await unopened.cafe()).script.workshops if one.key == "memory")
    await unopened.host.voices.note(unopened.cafe_id, "Merci à Violaine et à vous toutes.", camille)
    await unopened.host.voices.note(unopened.cafe_id, "Une belle matinée.", camille, memory)
    await unopened.until_the_end()
    assert (await unopened.published()).note == "Merci à Violaine et à vous toutes."
    await until_retention_ends(unopened)
    flashback = await unopened.published()
    assert (flashback.note, flashback.workshops[0].note) == (None, "Une belle matinée.")
    assert all("Merci à Violaine" not in one.text for one in await flashback_messages(unopened))
    await unopened.withdraw("Camille")
    assert (await unopened.published()).workshops[0].note is None
    assert all("Une belle matinée" not in one.text for one in await flashback_messages(unopened))
    assert "belle matinée" not in await unopened.everything_kept()


async def test_what_hosts_would_say_of_it_afterwards_is_refused_in_one_sentence(unopened: Room) -> None:
    await unopened.begin(hosts=("camille",))
    await unopened.until(1, 10)
    await unopened.say("Vio", VIO)
    await unopened.until_the_end()
    await until_retention_ends(unopened)
    voices, camille = unopened.host.voices, MemberRef("terminal", "camille")
    for refused in (
        voices.preview(unopened.cafe_id),
        voices.note(unopened.cafe_id, "Merci.", camille),
        voices.star(unopened.cafe_id, PostRef("terminal", "5"), camille),
        voices.publish(unopened.cafe_id, camille),
    ):
        with pytest.raises(CallError) as caught:
            await refused
        assert "n’est plus gardé depuis le" in wording("fr").fault(caught.value.faults[0])
    assert "Conservation terminée" in await unopened.command("Camille", "café", f"état {unopened.cafe_id}")


async def test_a_café_that_is_paused_and_never_taken_up_again_keeps_nobodys_words(room: Room) -> None:
    await room.until(1, 10)
    await room.say("Vio", VIO)
    await room.host.replanning.pause(room.cafe_id, MemberRef("terminal", "camille"))
    await until_retention_ends(room)
    assert (await room.cafe()).frozen_at is None
    for _ in range(8):
        room.clock.move_to(room.clock.now() + timedelta(days=1))
        await room.ticker.tick()
    assert (await room.cafe()).frozen_at is not None
    assert "tirais dessus" not in await room.everything_kept()
