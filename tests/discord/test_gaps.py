"""What happens while the bot is cut off: nothing that can be known is lost, and nothing passes it over."""

from __future__ import annotations

import asyncio

import pytest

from bot.domain import PostEdited, PostErased, PostMade, Reacted
from bot.errors import PlatformError
from bot.platforms.discord_platform import _gap
from tests.discord.scene import Scene, heard_all
from tests.discord_server import Permission
from tests.platforms.stand import everything


def texts(scene: Scene) -> list[str]:
    return [one.text for one in scene.door.of(PostMade)]


async def reconnected(scene: Scene, sessions: int) -> None:
    await scene.server.bell.until(lambda: scene.server.gateway.identified >= sessions)
    await scene.settle()


async def test_after_a_short_cut_the_session_goes_on_and_nothing_is_read_back(scene: Scene) -> None:
    await scene.listen()
    scene.vio.says(scene.channel, "Avant.")
    await scene.settle()
    await scene.server.gateway.hang_up()
    scene.vio.says(scene.channel, "Pendant.")
    await scene.server.bell.until(lambda: scene.server.gateway.resumed > 0)
    scene.vio.says(scene.channel, "Après.")
    await scene.settle()
    assert texts(scene) == ["Avant.", "Pendant.", "Après."]
    assert not [one for one in scene.server.calls if one.method == "GET" and one.route.endswith("/messages")]


async def test_after_a_lost_session_what_was_missed_comes_before_what_is_new(scene: Scene) -> None:
    await scene.listen()
    _, thread = await scene.begin()
    scene.vio.says(thread, "Avant.")
    await scene.settle()
    await scene.server.gateway.hang_up(forget=True)
    missed = scene.vio.says(thread, "Pendant.")
    scene.ana.reacts(missed, "👍")
    scene.server.trouble.be_slow(0.2, route="threads/active")
    await scene.server.bell.until(lambda: scene.server.gateway.identified == 2)
    scene.vio.says(thread, "Après.")
    await scene.settle()
    assert texts(scene)[:3] == ["Avant.", "Pendant.", "Après."]
    assert scene.door.of(Reacted)[0].author == scene.ana.id
    positions = [int(one.position) for one in scene.door.of(PostMade)]
    assert positions == sorted(positions)


async def test_a_room_that_cannot_be_read_keeps_its_position_until_it_can(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_gap, "AGAIN_AFTER", 0.5)
    await scene.listen()
    scene.vio.says(scene.channel, "Avant.")
    await scene.settle()
    scene.server.trouble.answer_with(503, route="threads/active")
    await scene.server.gateway.hang_up(forget=True)
    scene.vio.says(scene.channel, "Pendant.")
    await reconnected(scene, 2)
    scene.vio.says(scene.channel, "Après.")
    await scene.settle()
    assert texts(scene) == ["Avant.", "Après."]
    assert scene.door.of(PostMade)[-1].position is None
    await scene.server.bell.until(lambda: "Pendant." in texts(scene))
    await scene.settle()
    assert {one.text for one in scene.door.of(PostMade) if one.position} == {"Avant.", "Pendant.", "Après."}


async def test_what_cannot_be_kept_is_handed_in_again_and_in_order(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    real = asyncio.sleep

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        await real(0)
        if len(pauses) == 3:
            scene.door.closed = False

    await scene.listen()
    scene.door.closed = True
    monkeypatch.setattr("bot.platforms.discord_platform._gap.asyncio.sleep", sleep)
    post = scene.vio.says(scene.channel, "Du pain.")
    scene.vio.edits(post, "Du bon pain.")
    await scene.server.bell.until(lambda: bool(scene.door.of(PostEdited)))
    monkeypatch.undo()
    assert pauses == [1, 2, 4]
    assert [type(one) for one in scene.door.events] == [PostMade, PostEdited]


async def test_what_was_heard_before_the_end_is_handed_in_before_it_ends(scene: Scene) -> None:
    await scene.listen()
    for number in range(20):
        scene.vio.says(scene.channel, f"Pensée {number}.")
    await heard_all(scene.server, scene.platform)
    await scene.platform.close()
    assert texts(scene) == [f"Pensée {number}." for number in range(20)]


async def test_posts_of_threads_that_were_put_away_are_read_back_in_the_order_of_time(scene: Scene) -> None:
    _, first = await scene.begin("k1", "Un souvenir")
    _, second = await scene.begin("k2", "Un projet")
    for number in range(4):
        scene.clock.forward(minutes=1)
        scene.vio.says((first, second)[number % 2], f"Pensée {number}.")
    scene.clock.forward(days=20)
    scene.server.catch_up()
    assert first.archived
    assert second.archived
    await scene.restart()
    found = await everything(scene.platform.read_back(scene.room, None))
    assert [one.text for one in found if isinstance(one, PostMade)] == [f"Pensée {number}." for number in range(4)]


async def test_old_threads_in_which_nothing_was_said_since_are_not_asked_for(scene: Scene) -> None:
    _, old = await scene.begin("k1", "Un souvenir")
    scene.vio.says(old, "Il y a longtemps.")
    scene.clock.forward(days=20)
    _, new = await scene.begin("k2", "Un projet")
    since = str(new.id)
    scene.vio.says(new, "Tout de suite.")
    scene.server.calls.clear()
    found = await everything(scene.platform.read_back(scene.room, since))
    assert [one.text for one in found if isinstance(one, PostMade)] == ["Tout de suite."]
    asked = [one.texts["channel_id"] for one in scene.server.calls if one.route.endswith("/messages")]
    assert str(old.id) not in asked


async def test_a_name_of_a_history_is_the_one_of_that_server_and_asked_for_once(scene: Scene) -> None:
    scene.guild.members[scene.vio.user.id].nick = "Vio du pain"
    for number in range(3):
        scene.vio.says(scene.channel, f"Pensée {number}.")
    found = await everything(scene.platform.read_back(scene.room, None))
    assert {one.name for one in found if isinstance(one, PostMade)} == {"Vio du pain"}
    asked = [one for one in scene.server.calls if one.texts.get("user_id") == scene.vio.id]
    assert len(asked) == 1


async def test_what_happens_in_other_channels_is_nobodys_concern(scene: Scene) -> None:
    elsewhere = scene.server.new_text(scene.guild, "ailleurs")
    await scene.listen()
    post = scene.vio.says(elsewhere, "Entre nous.")
    scene.ana.reacts(post, "👍")
    scene.vio.edits(post, "Entre nous deux.")
    scene.vio.deletes(post)
    thread = scene.vio.begins_thread(scene.vio.says(elsewhere, "Un fil."), "Fil")
    scene.vio.says(thread, "Dans le fil.")
    await scene.settle()
    assert scene.door.events == []


async def test_posts_deleted_together_are_all_told_of(scene: Scene) -> None:
    mo = scene.server.new_person(
        scene.guild, "Mo", roles=(scene.server.guilds.role(scene.guild, "mo", Permission.MANAGE_MESSAGES),)
    )
    await scene.listen()
    posts = [scene.vio.says(scene.channel, f"Pensée {number}.") for number in range(3)]
    mo.deletes_many(posts)
    await scene.settle()
    assert [one.post for one in scene.door.of(PostErased)] == [str(one.id) for one in posts]


async def test_without_message_content_what_is_said_to_the_bot_is_heard(scene: Scene) -> None:
    await scene.restart(reads_all=False)
    await scene.listen()
    posted, thread = await scene.begin()
    scene.vio.says(thread, "Entre nous.")
    scene.vio.says(thread, f"<@{scene.server.world.bot.id}> Du pain.")
    question = scene.message(posted)
    scene.vio.says(scene.channel, "Du fromage.", reply_to=question)
    await scene.settle()
    assert texts(scene) == ["Du pain.", "Du fromage."]
    await scene.restart(reads_all=False)
    found = await everything(scene.platform.read_back(scene.room, None))
    assert [one.text for one in found if isinstance(one, PostMade)] == ["Du pain.", "Du fromage."]


async def test_the_bot_thrown_out_and_invited_again_hears_on(scene: Scene) -> None:
    await scene.listen()
    scene.server.guilds.remove_bot(scene.guild)
    await scene.settle()
    with pytest.raises(PlatformError):
        await everything(scene.platform.read_back(scene.room, None))
    from tests.discord_server import CAFE_RIGHTS

    scene.server.guilds.invite_bot(scene.guild, CAFE_RIGHTS)
    await scene.settle()
    scene.vio.says(scene.channel, "De retour.")
    await scene.settle()
    assert texts(scene) == ["De retour."]


async def test_over_several_gateways_each_room_is_heard_once(scene: Scene) -> None:
    from bot.platforms.discord_platform import Shards

    await scene.restart(shards=Shards(2))
    other = scene.server.new_guild("Ailleurs")
    channel = scene.server.new_text(other, "café")
    vio = scene.vio
    vio.joins(other)
    await scene.platform.open_room(scene.room.room)
    await scene.platform.open_room(str(channel.id))
    await scene.platform.connect(scene.door)
    # The beginning of the second session is read back like a gap.
    await scene.platform._line.settled()
    vio.says(scene.channel, "Ici.")
    vio.says(channel, "Là.")
    await scene.server.bell.until(lambda: len(texts(scene)) >= 2)
    await scene.platform.close()
    assert sorted(texts(scene)) == ["Ici.", "Là."]


async def test_a_connection_that_ends_by_itself_is_begun_again_and_nothing_is_missed(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from bot.platforms.discord_platform import _account
    from bot.wording import wording

    monkeypatch.setattr(_account, "AGAIN_AFTER", 0.05)
    await scene.listen()
    scene.vio.says(scene.channel, "Avant.")
    await scene.settle()
    await scene.server.gateway.hang_up(4004, forget=True)
    scene.vio.says(scene.channel, "Pendant.")
    await reconnected_by_itself(scene)
    scene.vio.says(scene.channel, "Après.")
    await scene.settle()
    assert texts(scene) == ["Avant.", "Pendant.", "Après."]
    assert wording("fr").has("log.connection_ended")
    assert [one.fault for one in caplog.records if one.msg == "connection_ended"] == ["discord_token"]  # type: ignore[attr-defined]


async def reconnected_by_itself(scene: Scene) -> None:
    account, gateway = scene.platform._account, scene.server.gateway
    await scene.server.bell.until(lambda: gateway.identified == 2 and account.listening is not None)
    await scene.settle()


async def test_what_was_said_before_the_bot_came_into_the_server_is_not_read(scene: Scene) -> None:
    guild = scene.server.guilds.found("Ancien")
    channel = scene.server.new_text(guild, "salon")
    scene.vio.joins(guild)
    for number in range(3):
        scene.vio.says(channel, f"Il y a longtemps {number}.")
    scene.clock.forward(days=400)
    from tests.discord_server import CAFE_RIGHTS

    scene.server.guilds.invite_bot(guild, CAFE_RIGHTS)
    scene.vio.says(channel, "Bienvenue au café.")
    room = await scene.platform.open_room(str(channel.id))
    found = await everything(scene.platform.read_back(room, None))
    assert [one.text for one in found if isinstance(one, PostMade)] == ["Bienvenue au café."]


async def test_what_three_hundred_members_say_at_once_is_handed_in_together_and_in_order(scene: Scene) -> None:
    _, thread = await scene.begin()
    await scene.listen()
    people = [scene.server.new_person(scene.guild, f"Membre {number}") for number in range(300)]
    for number, person in enumerate(people):
        person.says(thread, f"Pensée {number}.")
    await scene.settle()
    assert texts(scene) == [f"Pensée {number}." for number in range(300)]
    assert {one.author for one in scene.door.of(PostMade)} == {one.id for one in people}
    assert scene.door.tried < 150
