"""What a member says by a form is posted for them, and is theirs in everything."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import Consent
from bot.errors import CallError
from bot.platforms.terminal_platform import CAN
from bot.wording import wording
from tests.stories.carrier import ANOTHER, ANSWER, OTHERS, begun, blind_script, fill_in, in_the_room
from tests.stories.room import Room, authors, script, texts


async def refusal(room: Room, text: str, workshop: str = "memory", language: str = "fr") -> str:
    with pytest.raises(CallError) as refused:
        await fill_in(room, "Vio", text, workshop)
    [told] = refused.value.faults
    return wording(language).fault(told)


# --- said -------------------------------------------------------------------------------------------------------------


async def test_what_is_filled_in_is_posted_and_is_its_authors_in_everything(unopened: Room) -> None:
    await begun(unopened)
    await fill_in(unopened, "Vio", ANSWER)
    [post] = (await unopened.record()).posts
    assert (post.text, post.author.id, post.workshop, post.answer) == (ANSWER, "vio", "memory", True)
    assert await in_the_room(unopened) == [(ANSWER, "vio")]
    await unopened.react("Marc", post.ref.id)
    await unopened.say("Marc", "Tout à fait d’accord !", to=post.ref.id)
    await unopened.consent("Vio", Consent.NAMED)
    await unopened.until_the_end()
    flashback = await unopened.published()
    assert ANSWER in texts(flashback)
    assert "Vio" in authors(flashback)
    assert (flashback.counts.participants, flashback.counts.posts, flashback.counts.reactions) == (2, 2, 1)
    assert [one.answer for one in (await unopened.record()).posts] == [True, False]


async def test_the_same_interaction_twice_is_one_post(unopened: Room) -> None:
    await begun(unopened)
    for _ in range(2):
        await fill_in(unopened, "Vio", ANSWER)
    assert await in_the_room(unopened) == [(ANSWER, "vio")]
    assert len((await unopened.record()).posts) == 1


async def test_a_new_answer_takes_the_place_of_the_one_that_was_carried(unopened: Room) -> None:
    await begun(unopened)
    await fill_in(unopened, "Vio", ANOTHER)
    form = await unopened.host.forms.form(unopened.cafe_id, "memory", unopened.ref_of("Vio"), "fr")
    assert form.former == (ANOTHER,)
    await fill_in(unopened, "Vio", ANSWER, interaction="i2")
    assert await in_the_room(unopened) == [(ANSWER, "vio")]
    assert [one.text for one in (await unopened.record()).posts] == [ANSWER]
    await fill_in(unopened, "Vio", ANSWER, interaction="i3")
    assert await in_the_room(unopened) == [(ANSWER, "vio")], "nothing has changed"


async def test_what_a_member_has_typed_stays_beside_what_they_fill_in(unopened: Room) -> None:
    await begun(unopened)
    await unopened.say("Vio", ANOTHER)
    await fill_in(unopened, "Vio", ANSWER)
    assert [one.text for one in (await unopened.record()).posts] == [ANOTHER, ANSWER]


async def test_each_idea_of_a_brainstorm_is_one_more(unopened: Room) -> None:
    usual = script()
    workshops = tuple(replace(one, kind="brainstorm") if one.key == "memory" else one for one in usual.workshops)
    await begun(unopened, replace(usual, workshops=workshops))
    await fill_in(unopened, "Vio", "Un panier à l’entrée.")
    await fill_in(unopened, "Vio", "Une boîte sur le frigo.", interaction="i2")
    assert len(await in_the_room(unopened)) == 2


async def test_a_choice_is_kept_and_noted_once_for_one_interaction(unopened: Room) -> None:
    await begun(unopened)
    await unopened.until(2, 10)
    for _ in range(2):
        await unopened.host.forms.submit(
            unopened.cafe_id, "moment", unopened.ref_of("Vio"), "Vio", unopened.ref, ["2"], "i1"
        )
        unopened.clock.move_to(unopened.clock.now() + timedelta(seconds=1))
    [choice] = (await unopened.record()).choices
    assert (choice.author.id, choice.choices) == ("vio", ("2",))
    assert len(await unopened.told("Vio")) == 1
    assert await in_the_room(unopened) == []


async def test_who_fills_in_a_blind_workshop_is_let_in_and_read_by_nobody_else(unopened: Room) -> None:
    await begun(unopened, blind_script())
    await unopened.say("Marc", OTHERS)
    await fill_in(unopened, "Vio", ANSWER)
    thread = await unopened.thread("memory")
    read = {name: await unopened.terminal.messages(unopened.ref, thread, reader=name) for name in ("vio", "zoé")}
    assert {OTHERS, ANSWER} <= {one.text for one in read["vio"]}
    assert not {OTHERS, ANSWER} & {one.text for one in read["zoé"]}


# --- not taken --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "workshop", "sentence"),
    [
        (" \n ", "memory", "Votre réponse est vide"),
        ("mot " * 400, "memory", "Votre réponse compte 1\u202f599 caractères"),
        (ANSWER, "moment", "n’est pas encore ouvert"),
        (ANSWER, "nowhere", "Je ne trouve plus cet atelier"),
    ],
)
async def test_what_cannot_be_taken_is_said_in_one_sentence(
    unopened: Room, text: str, workshop: str, sentence: str
) -> None:
    await begun(unopened)
    assert sentence in await refusal(unopened, text, workshop)
    assert await in_the_room(unopened) == []


async def test_where_nothing_is_carried_there_is_no_form_for_words(unopened: Room) -> None:
    await begun(unopened, abilities=replace(CAN, carries=False))
    assert "simplement en écrivant" in await refusal(unopened, ANSWER)


async def test_where_nothing_is_sealed_a_blind_answer_is_never_carried(unopened: Room) -> None:
    await begun(unopened, blind_script(), replace(CAN, seals=False))
    assert "écrivez-moi à moi seul" in await refusal(unopened, ANSWER)


async def test_whoever_leaves_while_their_words_are_posted_leaves_none(unopened: Room) -> None:
    platform = await begun(unopened)
    await unopened.say("Vio", ANOTHER)
    platform.meanwhile = lambda: unopened.host.forgetting.everything(unopened.ref_of("Vio"))
    assert "trop tard" in await refusal(unopened, ANSWER)
    assert await in_the_room(unopened) == []
    assert (await unopened.record()).posts == ()


async def test_what_comes_after_the_close_is_neither_kept_nor_left_standing(unopened: Room) -> None:
    platform = await begun(unopened)
    await unopened.until(3, 19)

    async def the_hour_strikes() -> None:
        unopened.sleep_until(3, 20)

    platform.meanwhile = the_hour_strikes
    assert "trop tard" in await refusal(unopened, ANSWER)
    assert await in_the_room(unopened) == []
