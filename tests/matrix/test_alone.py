"""What is said between the bot and one member alone."""

from __future__ import annotations

from bot.domain import MemberRef, PostMade
from tests.matrix.scene import Scene
from tests.platforms.stand import everything, said


async def test_what_was_said_to_it_alone_while_it_was_away_is_read_back(scene: Scene) -> None:
    await scene.listen()
    await scene.heard(await scene.vio.says(scene.room_id, "Hello."))
    position = scene.door.events[-1].position
    alone = await scene.vio.makes_room(invites=[scene.account.user], is_direct=True, alone=True)
    await scene.platform._syncing.until(lambda: alone in scene.platform._account.client.rooms)
    heard = await scene.heard(await scene.vio.says(alone, "While it listened."))
    await scene.restart()
    missed = await scene.vio.says(alone, "While it was away.")
    told = [
        one for one in await everything(scene.platform.read_back(scene.room, position)) if isinstance(one, PostMade)
    ]
    assert [(one.post, one.private, one.room, one.position) for one in told] == [
        (heard, True, scene.room, None),
        (missed, True, scene.room, None),
    ]


async def test_an_invitation_that_waits_at_the_start_is_taken(scene: Scene) -> None:
    alone = await scene.vio.makes_room(invites=[scene.account.user], is_direct=True, alone=True)
    elsewhere = await scene.ana.makes_room(invites=[scene.account.user])
    await scene.listen()
    await scene.platform._syncing.until(lambda: alone in scene.platform._account.client.rooms)
    await scene.heard(await scene.vio.says(alone, "forget me"))
    [told] = scene.door.of(PostMade)
    assert (told.author, told.text, told.private) == (scene.vio.id, "forget me", True)
    joined = await scene.platform._account.get("?", "v3", "joined_rooms")
    assert elsewhere not in joined["joined_rooms"]


async def test_it_answers_where_it_was_spoken_to_and_once(scene: Scene) -> None:
    await scene.listen()
    alone = await scene.vio.makes_room(invites=[scene.account.user], is_direct=True, alone=True)
    await scene.platform._syncing.until(lambda: alone in scene.platform._account.client.rooms)
    answer = said("Your vote is counted.", to=MemberRef("matrix", scene.vio.id))
    since = scene.clock.now()
    posted = await scene.platform.post(scene.room, answer, "k1")
    await scene.restart()
    assert await scene.platform.find(scene.room, answer, "k1", since) == posted
    assert await scene.platform.post(scene.room, answer, "k1") == posted
    assert await scene.vio.reads(alone) == ["Your vote is counted."]
