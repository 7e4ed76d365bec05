"""Emoji below the bot's messages serve as buttons: members only press; what follows is said to them alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from bot.domain import Script, Visibility
from tests.matrix.community import Community
from tests.stories.room import script, texts
from tests.stories.test_anonymous_polls import anonymous_script

SECRET = "Le mien était caché sous une pile de zinnias."


def two_blind_workshops() -> Script:
    """The café of three days: its first workshop and its scale are blind, for as long as both go on."""
    usual = script()
    workshops = [
        replace(one, visibility=Visibility.BLIND, ends_day=3, ends_at=time(8)) if one.key in ("memory", "far") else one
        for one in usual.workshops
    ]
    return replace(usual, workshops=tuple(workshops))


async def test_a_blind_workshop_is_answered_alone_by_whoever_presses(community: Community) -> None:
    await community.begins(two_blind_workshops())
    await community.until(2, 10)
    memory, far = await community.message("Racontez."), await community.message("De 0 à 10.")
    assert await community.emoji_below(memory) == ["✍️"]
    assert "Écrivez ici votre réponse" in await community.presses(community.vio, memory, "✍")
    assert "C’est noté" in await community.tells(community.vio, SECRET)
    assert "Répondez ici par un nombre" in await community.presses(community.vio, far, "✍️")
    assert "répondez de 0 à 10" in await community.tells(community.vio, "11")
    assert "C’est noté" in await community.tells(community.vio, "7")
    record = await community.record()
    assert [(one.text, one.workshop) for one in record.posts] == [(SECRET, "memory")]
    assert [(one.workshop, one.choices) for one in record.choices] == [("far", ("7",))]
    assert record.reactions == ()
    assert not any(SECRET in text for text in await community.vio.reads(community.room_id, thread=memory))
    await community.until(5, 12)
    assert SECRET in texts(await community.published())


async def test_the_question_is_understood_after_a_restart(community: Community) -> None:
    await community.begins(two_blind_workshops())
    await community.until(2, 10)
    await community.presses(community.vio, await community.message("De 0 à 10."), "✍️")
    await community.dies()
    await community.comes_back()
    assert "C’est noté" in await community.tells(community.vio, "3")
    assert [one.choices for one in (await community.record()).choices] == [("3",)]


async def test_an_anonymous_vote_is_given_alone_and_kept_without_a_name(community: Community) -> None:
    await community.begins(anonymous_script())
    await community.until(2, 10)
    poll = await community.message("Quand ?")
    asked = await community.presses(community.ana, poll, "✍️")
    assert "1. Tôt" in asked
    assert "2. Plus tard" in asked
    assert "répondez avec un seul" in await community.tells(community.ana, "1, 2")
    await community.tells(community.ana, "2")
    asked = await community.presses(community.vio, poll, "✍️")
    await community.tells(community.vio, "1.")
    assert "Ana" not in str((await community.record()).choices)
    assert sorted(one.choices for one in (await community.record()).choices) == [("1",), ("2",)]
    assert await community.posts() == []
    said = await community.presses(community.camille, poll, "✍️")
    assert "hôte" in said


async def test_an_open_question_has_no_emoji_and_those_that_members_put_do_nothing(community: Community) -> None:
    await community.begins()
    await community.until(1, 10)
    memory = await community.message("Racontez.")
    assert await community.emoji_below(memory) == []
    assert await community.presses(community.vio, memory, "✍️") == ""
    post = await community.heard(await community.vio.says(community.room_id, "Un fil.", thread=memory))
    assert await community.presses(community.ana, post, "💬") == ""
    await community.heard(await community.ana.reacts(community.room_id, post, "❓"))
    assert len((await community.record()).reactions) == 2


async def test_how_one_is_quoted_and_what_one_can_ask_for(community: Community) -> None:
    await community.begins()
    await community.until(1, 10)
    memory, notice = await community.thread("memory"), await community.message("💬")
    assert await community.emoji_below(notice) == ["💬", "❓"]
    assert "!moi oublier" in await community.presses(community.vio, notice, "❓")
    assert "1. Avec mon nom" in await community.presses(community.vio, notice, "💬")
    await community.tells(community.vio, "1")
    post = "Le mien avait un fil et je tirais dessus pour aller plus loin."
    await community.heard(await community.vio.says(community.room_id, post, thread=memory))
    await community.until(3, 21)
    closing = await community.message("👀")
    asked = await community.presses(community.vio, closing, "👀")
    assert post in asked
    assert "5. Comme pour le reste" in await community.tells(community.vio, "1")
    await community.tells(community.vio, "4")
    await community.until(5, 12)
    flashback = await community.published()
    assert post not in texts(flashback)


async def test_a_press_is_served_by_whoever_asked_and_never_in_front_of_others(community: Community) -> None:
    await community.begins(anonymous_script())
    await community.until(2, 10)
    before = await community.said()
    await community.presses(community.vio, await community.message("Quand ?"), "✍️")
    await community.tells(community.vio, "1")
    assert await community.said() == before
    assert await community.rooms_alone(community.ana) == []
    assert community.account.user not in (await community.ana.invitations()).values()
