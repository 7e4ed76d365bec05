"""Workshops stay awake while their café is open; what a moderator has put away stays away; what is closed can still be
corrected."""

from __future__ import annotations

import pytest

from bot.domain import Posted
from tests.discord.scene import Scene
from tests.discord_server import Permission, Person
from tests.platforms.stand import everything, said


@pytest.fixture
def mo(scene: Scene) -> Person:
    role = scene.server.guilds.role(scene.guild, "modération", Permission.MANAGE_THREADS)
    return scene.server.new_person(scene.guild, "Mo", roles=(role,))


async def test_a_workshop_may_be_silent_for_as_long_as_discord_lets_it(scene: Scene) -> None:
    _, thread = await scene.begin()
    assert thread.archives_after == 10_080


async def test_a_workshop_put_away_for_silence_is_woken_at_once(scene: Scene) -> None:
    await scene.listen()
    _, thread = await scene.begin()
    for _ in range(3):
        scene.clock.forward(days=7, minutes=1)
        scene.server.catch_up()
        await scene.settle()
        assert not thread.archived


async def test_one_put_away_while_the_bot_was_off_is_woken_when_the_room_is_read(scene: Scene) -> None:
    _, thread = await scene.begin()
    scene.clock.forward(days=8)
    scene.server.catch_up()
    assert thread.archived
    await everything(scene.platform.read_back(scene.room, None))
    assert not thread.archived


@pytest.mark.parametrize("locked", [None, True])
async def test_what_a_moderator_has_put_away_stays_away(scene: Scene, mo: Person, locked: bool | None) -> None:
    await scene.listen()
    _, thread = await scene.begin()
    scene.clock.forward(days=3)
    mo.archives(thread, locked=locked)
    await scene.settle()
    await everything(scene.platform.read_back(scene.room, None))
    assert thread.archived


async def test_a_locked_workshop_put_away_for_silence_stays_away(scene: Scene, mo: Person) -> None:
    await scene.listen()
    _, thread = await scene.begin()
    scene.server.threads.change(thread, mo.user, locked=True)
    scene.clock.forward(days=8)
    scene.server.catch_up()
    await scene.settle()
    assert thread.archived


async def test_threads_of_members_are_left_as_they_are(scene: Scene) -> None:
    await scene.listen()
    thread = scene.vio.begins_thread(scene.vio.says(scene.channel, "Un fil ?"), "Fil")
    scene.clock.forward(days=30)
    scene.server.catch_up()
    await scene.settle()
    assert thread.archived


async def test_closing_locks_and_puts_away_and_no_silence_wakes_it(scene: Scene) -> None:
    await scene.listen()
    _, thread = await scene.begin()
    for _ in range(2):
        await scene.platform.close_room(scene.room, [str(thread.id)])
        await scene.settle()
        assert (thread.locked, thread.archived) == (True, True)


async def test_a_workshop_that_is_asleep_is_locked_all_the_same(scene: Scene) -> None:
    _, thread = await scene.begin()
    scene.clock.forward(days=8)
    scene.server.catch_up()
    await scene.platform.close_room(scene.room, [str(thread.id)])
    assert (thread.locked, thread.archived) == (True, True)


async def test_what_stands_in_a_closed_thread_is_corrected_and_the_thread_put_away_again(scene: Scene) -> None:
    question, thread = await scene.begin()
    posted = await scene.platform.post(scene.room, said("Vio a dit…", thread=str(thread.id)), "k2")
    await scene.platform.close_room(scene.room, [str(thread.id)])
    await scene.platform.revise(scene.room, Posted(posted.message, str(thread.id)), said("Quelqu’un a dit…"))
    assert scene.message(posted).content == "Quelqu’un a dit…"
    await scene.platform.post(scene.room, said("Encore un mot.", thread=str(thread.id)), "k3")
    assert scene.words(thread)[-1] == "Encore un mot."
    await scene.platform.retract(scene.room, Posted(posted.message, str(thread.id)))
    assert "Quelqu’un a dit…" not in scene.words(thread)
    assert (thread.locked, thread.archived) == (True, True)
    assert question.thread == str(thread.id)


async def test_a_question_is_corrected_where_it_stands_with_its_title_and_its_buttons(scene: Scene) -> None:
    from bot.domain import Button

    before = said("Qu’apportez-vous ?", begins="Un souvenir", buttons=(Button("answer", "Répondre", "memory"),))
    posted = await scene.platform.post(scene.room, before, "k1")
    button = scene.message(posted).components[0]["components"][0]["custom_id"]
    after = said("Qu’apportez-vous là ?", begins="Deux souvenirs", buttons=(Button("answer", "Dire", "memory"),))
    await scene.platform.revise(scene.room, posted, after)
    message = scene.message(posted)
    assert message.content == "Qu’apportez-vous là ?"
    assert scene.guild.threads[int(posted.thread or 0)].name == "Deux souvenirs"
    now = message.components[0]["components"][0]
    assert (now["custom_id"], now["label"]) == (button, "Dire")


async def test_a_blind_workshop_is_let_into_before_and_after_it_is_closed(scene: Scene) -> None:
    from bot.domain import MemberRef

    await scene.listen()
    posted = await scene.platform.post(scene.room, said("Sans lire ?", begins="À l’aveugle", sealed=True), "k1")
    thread = scene.guild.threads[int(posted.thread or 0)]
    assert thread.private
    assert not thread.invitable
    await scene.platform.carry(scene.room, str(thread.id), MemberRef("discord", scene.vio.id), "Vio", "Du pain.", "c1")
    assert scene.ana.sees(thread) == []
    await scene.platform.let_in(scene.room, str(thread.id), MemberRef("discord", scene.vio.id))
    assert any("Du pain" in one.content for one in scene.vio.sees(thread))
    await scene.platform.unseal(scene.room, str(thread.id))
    await scene.platform.close_room(scene.room, [str(thread.id)])
    pressed = await scene.ana.clicks(scene.message(posted), "Lire les réponses")
    await pressed.followed(1)
    assert f"<#{thread.id}>" in pressed.followups[-1].content
    assert pressed.followups[-1].only_for == scene.ana.user.id
    assert any("Du pain" in one.content for one in scene.ana.sees(thread))
    assert (thread.locked, thread.archived) == (True, True)


async def test_revising_an_unsealed_question_leaves_the_button_that_opens_it(scene: Scene) -> None:
    message = said("Sans lire ?", begins="À l’aveugle", sealed=True)
    posted = await scene.platform.post(scene.room, message, "k1")
    await scene.platform.unseal(scene.room, posted.thread or "")
    await scene.platform.revise(scene.room, posted, said("Sans rien lire ?", begins="À l’aveugle", sealed=True))
    there = scene.message(posted)
    assert there.content == "Sans rien lire ?"
    assert [one["label"] for row in there.components for one in row["components"]] == ["Lire les réponses"]


@pytest.mark.parametrize("shape", ["text", "forum"])
async def test_what_is_said_of_a_blind_workshop_to_everybody_stands_where_everybody_reads(
    scene: Scene, shape: str
) -> None:
    channel = scene.channel
    beside = scene.server.new_text(scene.guild, "réponses")
    if shape == "forum":
        channel = scene.server.new_forum(scene.guild, "forum")
        await scene.restart(companions={str(channel.id): str(beside.id)})
    room = await scene.platform.open_room(str(channel.id))
    question = await scene.platform.post(room, said("Sans lire ?", begins="À l’aveugle", sealed=True), "k1")
    reminder = said("Plus qu’une heure.", thread=question.thread)
    claimed_at = scene.clock.now()
    posted = await scene.platform.post(room, reminder, "k2")
    there = scene.message(posted)
    assert there.channel is scene.message(question).channel
    assert there in scene.ana.sees(there.channel)
    await scene.restart(companions={str(channel.id): str(beside.id)} if shape == "forum" else {})
    assert await scene.platform.find(room, reminder, "k2", claimed_at) == posted
    standing = Posted(posted.message, question.thread)
    await scene.platform.revise(room, standing, said("Plus qu’une demi-heure.", thread=question.thread))
    assert there.content == "Plus qu’une demi-heure."
    await scene.platform.retract(room, standing)
    assert there.id not in there.channel.messages
