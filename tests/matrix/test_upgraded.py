"""A room that is upgraded is another room: the café goes on there, as the one it was."""

from __future__ import annotations

import pytest

from bot.domain import Kept, Posted, PostErased, PostMade
from tests.matrix.scene import Scene
from tests.platforms.stand import everything, said


async def upgraded(scene: Scene) -> str:
    """Upgrade the room as a client does; returns the new one's id."""
    answer = await scene.camille.client.room_upgrade(scene.room_id, "12")
    new = str(answer.room_id)
    for one in (scene.vio, scene.ana):
        await one.joins(new)
    await scene.camille.lets(new, scene.account.user, 50)
    return new


@pytest.mark.parametrize("away", [False, True])
async def test_what_is_said_there_is_told_of_the_same_room(scene: Scene, away: bool) -> None:
    thread = await scene.begin()
    await scene.listen()
    post = await scene.heard(await scene.vio.says(scene.room_id, "Before.", thread=thread))
    position = scene.door.events[-1].position
    if away:
        await scene.platform.close()
    new = await upgraded(scene)
    if away:
        scene.platform = scene.made()
        assert await scene.platform.open_room(scene.room_id) == scene.room
        assert await scene.platform.open_room(new) == scene.room
    else:
        await scene.platform._syncing.until(lambda: new in scene.platform._account.client.rooms)
    later = await scene.ana.says(new, "Afterwards.")
    if not away:
        await scene.heard(later)
        assert [(one.room, one.text) for one in scene.door.of(PostMade)][-1] == (scene.room, "Afterwards.")
    missed = [
        one for one in await everything(scene.platform.read_back(scene.room, position)) if isinstance(one, PostMade)
    ]
    assert [(one.room, one.text) for one in missed] == [(scene.room, "Afterwards.")]
    posted = await scene.post("Half the time is left.", "k9", thread=thread)
    assert await scene.vio.reads(new) == ["Afterwards.", "Half the time is left."]
    assert await scene.platform.find(scene.room, said("x", thread=thread), "k9", scene.clock.now()) == posted
    await scene.vio.redacts(scene.room_id, post)
    kept = [Kept(post, scene.clock.now(), "Before.", thread)]
    [gone] = await everything(scene.platform.look_again(scene.room, kept))
    assert isinstance(gone, PostErased)
    await scene.camille.lets(scene.room_id, scene.account.user, 100)
    await scene.platform.retract(scene.room, Posted(thread, thread))
    assert "apportez" not in str(await scene.camille.sees(scene.room_id))
