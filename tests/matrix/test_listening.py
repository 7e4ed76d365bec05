"""What the homeserver tells, whatever it is, comes through the door once and whole."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import UTC, datetime

import pytest

from bot.domain import PostEdited, PostErased, PostMade, Reacted, Unreacted
from bot.errors import ConfigurationError
from bot.platforms.matrix_platform import _syncing
from tests.matrix.scene import Scene
from tests.matrix_server import Refused


async def test_what_is_too_much_at_once_is_read_back(scene: Scene, gate: asyncio.Event) -> None:
    await scene.listen()
    scene.door.closed = True
    held = await scene.vio.says(scene.room_id, "held")
    texts = [f"Thought {number}." for number in range(105)]
    await scene.door.tried.wait()
    people = (scene.vio, scene.ana)
    await asyncio.gather(*(people[one % 2].says(scene.room_id, text) for one, text in enumerate(texts)))
    scene.door.closed = False
    gate.set()
    await scene.heard(held)
    await scene.heard(await scene.vio.says(scene.room_id, "last"))
    heard = [one.text for one in scene.door.of(PostMade)]
    assert heard == await scene.vio.reads(scene.room_id)
    assert sorted(heard) == sorted(["held", *texts, "last"])


async def test_what_cannot_be_kept_comes_again_and_nothing_is_lost(scene: Scene, gate: asyncio.Event) -> None:
    await scene.listen()
    scene.door.closed = True
    post = await scene.vio.says(scene.room_id, "Bread.")
    await scene.door.tried.wait()
    scene.door.closed = False
    gate.set()
    await scene.heard(post)
    assert [one.text for one in scene.door.of(PostMade)] == ["Bread."]


async def test_who_stops_while_nothing_can_be_kept_does_not_wait_for_it(scene: Scene, gate: asyncio.Event) -> None:
    await scene.listen()
    scene.door.closed = True
    await scene.vio.says(scene.room_id, "Bread.")
    await scene.door.tried.wait()
    async with asyncio.timeout(10):
        await scene.platform.close()
    assert scene.door.events == []


async def test_nobody_changes_what_others_have_said(scene: Scene) -> None:
    await scene.listen()
    post = await scene.vio.says(scene.room_id, "Bread.")
    await scene.heard(post)
    await scene.heard(await scene.ana.edits(scene.room_id, post, "Cake."))
    assert scene.door.of(PostEdited) == []
    assert [one async for one in scene.platform.read_back(scene.room, None) if isinstance(one, PostEdited)] == []
    await scene.heard(await scene.vio.edits(scene.room_id, post, "Cheese."))
    assert [one.text for one in scene.door.of(PostEdited)] == ["Cheese."]


async def test_an_edit_that_is_redacted_leaves_what_was_said_before(scene: Scene) -> None:
    await scene.listen()
    post = await scene.vio.says(scene.room_id, "Bread.")
    edit = await scene.vio.edits(scene.room_id, post, "My address is 12, Elm Street.")
    await scene.heard(edit)
    await scene.heard(await scene.vio.redacts(scene.room_id, edit))
    assert [one.text for one in scene.door.of(PostEdited)][-1] == "Bread."
    assert scene.door.of(PostErased) == []


async def test_a_reaction_that_is_taken_back_is_known_by_its_event(scene: Scene) -> None:
    await scene.listen()
    post = await scene.vio.says(scene.room_id, "Bread.")
    thumb = await scene.ana.reacts(scene.room_id, post, "👍")
    await scene.heard(thumb)
    await scene.heard(await scene.camille.redacts(scene.room_id, thumb))
    assert [(one.author, one.emoji) for one in scene.door.of(Reacted)] == [(scene.ana.id, "👍")]
    assert [(one.post, one.author, one.emoji) for one in scene.door.of(Unreacted)] == [(post, scene.ana.id, "👍")]


async def test_a_reaction_from_before_a_restart_is_known_too(scene: Scene) -> None:
    post = await scene.vio.says(scene.room_id, "Bread.")
    thumb = await scene.ana.reacts(scene.room_id, post, "👍")
    await scene.restart()
    await scene.listen()
    assert [one async for one in scene.platform.read_back(scene.room, await scene.platform._history.now())] == []
    await scene.heard(await scene.ana.redacts(scene.room_id, thumb))
    assert [(one.post, one.author, one.emoji) for one in scene.door.of(Unreacted)] == [(post, scene.ana.id, "👍")]


async def test_whatever_anybody_sends_the_rest_goes_on(scene: Scene) -> None:
    await scene.listen()
    for content in (
        {},
        {"msgtype": "m.text"},
        {"msgtype": "m.text", "body": 7},
        {"msgtype": "m.text", "body": "x", "m.relates_to": []},
        {"msgtype": "m.text", "body": "x", "m.relates_to": {"rel_type": "m.replace", "event_id": "$nothing"}},
        {"msgtype": "m.image", "body": "x", "url": 7},
        {"msgtype": "m.location", "body": "x", "geo_uri": "geo:1,2"},
        {"msgtype": "m.notice", "body": "another bot speaks"},
    ):
        with contextlib.suppress(Refused):
            await scene.vio.sends(scene.room_id, content)
    for kind in ("m.reaction", "m.poll.response", "m.poll.end", "org.matrix.msc3381.poll.response", "m.sticker"):
        await scene.vio.sends(scene.room_id, {"m.relates_to": {"event_id": "$nothing"}}, kind)
    await scene.heard(await scene.vio.says(scene.room_id, "Bread."))
    assert [one.text for one in scene.door.of(PostMade)][-1] == "Bread."
    assert "another bot speaks" not in repr(scene.door.events)


async def test_the_bot_is_removed_and_invited_again_and_misses_nothing(scene: Scene) -> None:
    await scene.listen()
    await scene.heard(await scene.vio.says(scene.room_id, "Before."))
    await scene.camille.removes(scene.room_id, scene.account.user)
    await scene.vio.says(scene.room_id, "Meanwhile.")
    await scene.camille.invites(scene.room_id, scene.account.user)
    await scene.platform._syncing.until(lambda: scene.room_id in scene.platform._account.client.rooms)
    await scene.heard(await scene.vio.says(scene.room_id, "Afterwards."))
    assert [one.text for one in scene.door.of(PostMade)] == ["Before.", "Meanwhile.", "Afterwards."]


async def test_a_token_that_was_revoked_ends_it_with_one_sentence(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    await scene.listen()
    other = scene.made()
    worker = scene.platform._syncing._worker
    await other._account.post("?", "v3", "logout", content={})
    assert worker is not None
    await asyncio.wait_for(worker, 30)
    assert not scene.platform._syncing.listening
    told = [one for one in caplog.records if one.levelname == "ERROR"]
    assert len(told) == 1
    assert "matrix_token" in str(told[0].__dict__)
    with pytest.raises(ConfigurationError, match="matrix_token"):
        await other.connect(scene.door)


async def test_a_homeserver_that_is_gone_is_asked_again_later_each_time(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    enough = asyncio.Event()

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 8:
            enough.set()
            await asyncio.Event().wait()

    await scene.listen()
    monkeypatch.setattr(_syncing, "rest", pause)
    scene.platform._account.client.homeserver = "http://127.0.0.1:9"
    await scene.vio.says(scene.room_id, "Bread.")
    async with asyncio.timeout(30):
        await enough.wait()
    assert pauses == [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0]


async def test_an_instant_that_nobody_could_mean_is_none(scene: Scene) -> None:
    from bot.platforms.matrix_platform._event import at_of

    for stamp in (None, "1", True, 10**30, float("nan"), -(10**30)):
        assert (
            datetime(1970, 1, 1, tzinfo=UTC) <= at_of({"origin_server_ts": stamp}) <= datetime(9999, 1, 1, tzinfo=UTC)
        )
