"""What people send to the bot to trick it, and whoever cannot be written to: nothing is done, told or lost."""

from __future__ import annotations

import json

import pytest

from bot.domain import CafeState
from bot.errors import CallError, NotAllowed, fault
from bot.matrix_front._asked import Asked
from bot.platforms.matrix_platform._front import Spoken
from tests.matrix.community import Community

HOSTILE = '<img/src=x/onerror=alert(1)>@room<a/href="https://matrix.to/#/@ana:cafe.test">Ana</a>'


@pytest.mark.parametrize(
    ("text", "split"),
    [
        ("!cafe", ("cafe", "")),
        ("  !CAFÉ  état ", ("CAFÉ", "état")),
        ("!moi\noublier tout", ("moi", "oublier tout")),
        ("! cafe", None),
        ("!", None),
        ("!cafétéria", None),
        ("cafe status", None),
        ("/cafe status", None),
        ("", None),
    ],
)
def test_a_command_begins_with_the_prefix_and_the_name_of_a_group(text: str, split: tuple[str, str] | None) -> None:
    assert Spoken("!").split(text) == split


def test_numbers_are_read_as_people_write_them() -> None:
    asked = Asked("answer", {"10": "j", "1": "a", "2": "b"}, most=2)
    assert [asked.chosen(one) for one in ("2", " 1. ", "1, 2", "2 et 1", "02", "oui", "", "1 chat")] == [
        ("b",),
        ("a",),
        ("a", "b"),
        ("b", "a"),
        ("b",),
        None,
        None,
        None,
    ]
    for wrong in ("3", "1 2 10", "-1", "999999"):
        with pytest.raises(CallError):
            asked.chosen(wrong)


@pytest.mark.parametrize("content", [{}, {"what": 1}, {"what": "sure", "numbers": {"x": "y"}}, {"numbers": []}])
def test_a_question_of_another_form_is_none(content: dict[str, object]) -> None:
    whole = {"what": "sure", "cafe": "", "about": "", "room": "", "most": 1, "numbers": {"1": "yes"}}
    assert Asked.read(whole) == Asked("sure", {"1": "yes"})
    assert Asked.read({**whole, **content} if content else {}) is None


async def test_nobody_gives_commands_by_what_is_no_word_of_their_own(community: Community) -> None:
    await community.begins()
    await community.until(1, 12)
    room, camille = community.room_id, community.camille
    memory = await community.thread("memory")
    hers = await camille.says(room, "Bonjour.", thread=memory)
    fallback = f"> <{camille.id}> !cafe close\n\nLe mien aussi."
    await community.heard(await camille.edits(room, hers, "!cafe close"))
    await community.heard(await camille.says(room, "!cafe close", msgtype="m.notice"))
    await community.heard(await camille.says(room, "!cafe close", msgtype="m.emote"))
    await community.heard(await community.vio.says(room, fallback, thread=memory, reply_to=hers))
    await community.front.end()
    assert not await community.rooms_alone(camille)
    assert community.account.user not in (await camille.invitations()).values()
    assert (await community.cafe()).state is CafeState.OPEN


async def test_what_is_too_long_or_meant_to_do_harm_is_told_as_text(community: Community) -> None:
    await community.begins()
    await community.until(1, 12)
    assert "trop long" in await community.asks(community.vio, "!sujet proposer " + "a" * 10_000)
    for line in (f"!moi citer {HOSTILE} nom", f"!cafe {HOSTILE}", f"!sujet proposer {HOSTILE} et plus", "!sujet liste"):
        await community.asks(community.vio, line)
    room = await community.alone(community.vio)
    told = [one["content"] for one in await community.vio.sees(room) if one["sender"] == community.account.user]
    said = [one for one in told if "formatted_body" in one]
    assert len(said) >= 5
    assert all(one["m.mentions"] == {} and one["msgtype"] == "m.notice" for one in said)
    assert not any(mark in one["formatted_body"] for one in said for mark in ("<img", "@room", "<a/href"))
    assert "@room" not in json.dumps([one["body"] for one in said])


async def test_a_command_edited_into_words_is_no_post_and_is_done_once(community: Community) -> None:
    await community.begins()
    await community.until(1, 12)
    memory = await community.thread("memory")
    await community.asks(community.vio, "!moi données", thread=memory)
    before = len(await community.told(community.vio))
    command = next(
        one["event_id"]
        for one in await community.vio.sees(community.room_id)
        if one["content"].get("body") == "!moi données"
    )
    await community.heard(await community.vio.edits(community.room_id, command, "Le mien avait un fil."))
    await community.dies()
    await community.comes_back()
    assert await community.posts() == []
    assert len(await community.told(community.vio)) == before


async def test_who_has_left_the_direct_room_is_asked_into_another(community: Community) -> None:
    await community.begins()
    await community.until(1, 12)
    await community.asks(community.vio, "!moi aide")
    [room] = await community.rooms_alone(community.vio)
    await community.vio.leaves(room)
    assert "!moi oublier" in await community.asks(community.vio, "!moi aide")
    assert await community.rooms_alone(community.vio) not in ([], [room])


async def test_where_somebody_else_listens_nothing_private_is_said(community: Community) -> None:
    await community.begins()
    await community.until(1, 12)
    room = await community.alone(community.vio)
    await community.vio.invites(room, community.ana.id)
    await community.ana.joins(room)
    before = len(await community.vio.sees(room))
    await community.heard(await community.vio.says(room, "!moi aide"))
    await community.front.end()
    assert len(await community.vio.sees(room)) == before + 1
    assert "!moi oublier" in "\n".join(await community.told(community.vio))


async def test_who_cannot_be_written_to_is_told_so_where_they_asked(
    community: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refused(user: str) -> str:
        # What a homeserver says whose members have chosen to be invited by nobody.
        raise NotAllowed(fault("matrix_not_allowed", room="?"))

    await community.begins()
    await community.until(1, 12)
    monkeypatch.setattr(community.platform._direct, "_room", refused)
    memory = await community.thread("memory")
    before = await community.said()
    await community.heard(await community.vio.says(community.room_id, "!moi citations", thread=memory))
    await community.front.end()
    [sentence] = [one for one in await community.said() if one not in before]
    assert "Je ne peux pas vous écrire en privé" in sentence
