"""What the bot says on Matrix: harmless, to nobody by accident, once; and what members bring."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest

from bot.clock import RealClock
from bot.domain import MemberRef, Post, Posted, PostMade, PostRef
from bot.errors import NoSuchPlace, NotAllowed, PlatformError, TooBig
from bot.markup import Quotation, render
from bot.platforms.limits import MATRIX
from bot.platforms.matrix_platform._event import Event
from tests.matrix.scene import Scene
from tests.matrix_fixtures import BEGIN
from tests.matrix_server import Homeserver, People
from tests.platforms.stand import said

HOSTILE = "<img src=x onerror=alert(1)> @room @vio:cafe.test &lt; \u202eabc\u202c e\u200bf\nEt toi ?"


async def test_members_words_are_text_and_nobody_is_called(scene: Scene) -> None:
    thread = await scene.begin()
    quoted = render([Quotation(HOSTILE, "Vio <b>", None)], "html")
    posted = await scene.post(quoted, "k2", thread=thread)
    content = (await scene.vio.event(scene.room_id, posted.message))["content"]
    assert (content["msgtype"], content["m.mentions"]) == ("m.notice", {})
    assert "<img" not in content["formatted_body"]
    assert "@room" not in content["body"] + content["formatted_body"]
    assert "Et toi ?" in content["body"]
    await scene.platform.revise(scene.room, posted, said(quoted, thread=thread))
    edits = [one for one in await scene.vio.sees(scene.room_id) if "m.new_content" in one["content"]]
    assert [one["content"]["m.mentions"] for one in edits] == [{}]
    assert [one["content"]["m.new_content"]["m.mentions"] for one in edits] == [{}]


async def test_in_a_thread_it_falls_back_on_the_latest_message(scene: Scene) -> None:
    thread = await scene.begin()
    first = await scene.post("Une.", "k2", thread=thread)
    await scene.listen()
    second = await scene.heard(await scene.vio.says(scene.room_id, "Deux.", thread=thread))
    third = await scene.post("Trois.", "k3", thread=thread)
    await scene.restart()
    fourth = await scene.post("Quatre.", "k4", thread=thread)
    replies = [
        (await scene.vio.event(scene.room_id, one.message))["content"]["m.relates_to"] for one in (first, third, fourth)
    ]
    assert [one["m.in_reply_to"]["event_id"] for one in replies] == [thread, second, third.message]
    assert all(one["is_falling_back"] and one["event_id"] == thread for one in replies)


async def test_what_is_taken_back_leaves_no_word_in_the_room(scene: Scene) -> None:
    posted = await scene.post("My address is 12, Elm Street.", "k1")
    await scene.platform.revise(scene.room, posted, said("It was 14, Elm Street."))
    await scene.platform.retract(scene.room, posted)
    assert "Elm" not in json.dumps(await scene.vio.sees(scene.room_id))
    again = await scene.post("I live nearby.", "k1")
    assert again.message != posted.message
    assert await scene.post("I live nearby.", "k1") == again


async def test_what_others_date_as_they_like_hides_nothing_of_ours(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    posted = await scene.post("Welcome.", "k1")
    await scene.vio.says(scene.room_id, "From a homeserver whose clock is wrong.")
    history = scene.platform._history
    back = history.back

    async def dated_long_ago(room: str) -> AsyncIterator[Event]:
        # The homeserver of the tests itself cannot have its clock set back.
        async for event in back(room):
            yield {**event, "origin_server_ts": 1} if event["sender"] == scene.vio.id else event

    monkeypatch.setattr(history, "back", dated_long_ago)
    assert await scene.platform.find(scene.room, said("Welcome."), "k1", BEGIN) == posted
    assert await scene.platform.find(scene.room, said("Welcome."), "k2", BEGIN) is None


@pytest.mark.parametrize("letter", ["a", "é", "語"])
async def test_the_longest_message_fits_and_so_does_its_edit(scene: Scene, letter: str) -> None:
    text = letter * (MATRIX.text_limit - 10)
    posted = await scene.post(f"<p>{text}</p>", "k1")
    await scene.platform.revise(scene.room, posted, said(f"<p>{text[:-1]}!</p>"))
    edit = [one for one in await scene.vio.sees(scene.room_id) if "m.new_content" in one["content"]][-1]
    assert edit["content"]["m.new_content"]["formatted_body"] == f"<p>{text[:-1]}!</p>"


async def test_without_the_level_it_says_what_is_missing(scene: Scene) -> None:
    posted = await scene.post("Welcome.", "k1")
    await scene.camille.lets(scene.room_id, scene.account.user, 0)
    with pytest.raises(NotAllowed, match="matrix_not_allowed"):
        await scene.platform.pin(scene.room, posted)


async def test_who_takes_no_invitation_is_a_fault_of_theirs_alone(scene: Scene) -> None:
    with pytest.raises(PlatformError):
        await scene.platform.post(scene.room, said("Hello.", to=MemberRef("matrix", "@nobody:elsewhere.test")), "k1")
    await scene.post("Welcome.", "k2")


async def test_a_picture_comes_in_with_its_words_and_can_be_read(scene: Scene) -> None:
    await scene.listen()
    uploaded, _ = await scene.vio.client.upload(lambda *_: b"a loaf", "image/png", "loaf.png", filesize=6)
    picture = {"msgtype": "m.image", "url": uploaded.content_uri, "filename": "loaf.png"}
    event = await scene.heard(await scene.vio.says(scene.room_id, "Mine!", **picture))
    alone = {"msgtype": "m.image", "url": uploaded.content_uri}
    await scene.heard(await scene.vio.says(scene.room_id, "A loaf of bread", **alone))
    first, second = scene.door.of(PostMade)
    assert (first.text, [one.name for one in first.attachments]) == ("Mine!", ["loaf.png"])
    assert (second.text, [one.alt for one in second.attachments]) == ("", ["A loaf of bread"])
    post = Post(PostRef("matrix", event), "p1", MemberRef("matrix", scene.vio.id), BEGIN, "Mine!", "memory", True)
    assert await scene.platform.fetch(scene.room, post, 0, 100) == b"a loaf"
    with pytest.raises(TooBig):
        await scene.platform.fetch(scene.room, post, 0, 5)
    with pytest.raises(NoSuchPlace):
        await scene.platform.fetch(scene.room, post, 1, 100)
    await scene.vio.redacts(scene.room_id, event)
    with pytest.raises(NoSuchPlace):
        await scene.platform.fetch(scene.room, post, 0, 100)


async def test_a_homeserver_that_wants_to_wait_is_waited_for(strict_homeserver: Homeserver, people: People) -> None:
    scene = Scene(strict_homeserver, RealClock(), people)  # type: ignore[arg-type]
    await scene.gather()
    try:
        posted = [await scene.post(f"Number {number}.", f"k{number}") for number in range(8)]
        assert len({one.message for one in posted}) == 8
        assert await scene.vio.reads(scene.room_id) == [f"Number {number}." for number in range(8)]
        again = Posted(posted[0].message)
        assert await scene.post("Number 0.", "k0") == again
    finally:
        await scene.close()
