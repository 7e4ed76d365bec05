"""The form by which a member answers: what it asks, what they have answered so far, and why there may be none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain import Consent, FieldKind, Form, Home, MemberRef, Option
from bot.errors import CallError
from bot.wording import wording
from tests.stories.room import MONDAY, ZONE, Room, script
from tests.stories.test_anonymous_polls import anonymous_script


async def form(room: Room, name: str, workshop: str, language: str = "fr") -> Form:
    return await room.host.forms.form(room.cafe_id, workshop, room.ref_of(name), language)


async def refusal(room: Room, name: str, workshop: str, language: str = "fr") -> str:
    """The sentence that a member reads instead of a form."""
    with pytest.raises(CallError) as refused:
        await form(room, name, workshop)
    [fault] = refused.value.faults
    return wording(language).fault(fault)


async def test_a_question_asks_for_a_text_and_begins_with_the_former_answer(room: Room) -> None:
    await room.until(1, 10)
    asked = await form(room, "Vio", "memory")
    assert asked == Form("Un souvenir", "Votre réponse", "Racontez.", FieldKind.TEXT, 1_500)
    await room.say("Vio", "Le mien avait un fil.")
    await room.say("Marc", "Le nôtre était rouge.")
    second = await room.say("Vio", "Et il était gris.")
    assert (await form(room, "Vio", "memory")).former == ("Et il était gris.",)
    await room.terminal.erase(room.ref, "vio", second)
    assert (await form(room, "Vio", "memory")).former == ("Le mien avait un fil.",)


async def test_a_poll_asks_for_one_choice_and_knows_the_latest(room: Room) -> None:
    await room.until(2, 10)
    asked = await form(room, "Vio", "moment")
    options = (Option("1", "Tôt"), Option("2", "Plus tard"))
    assert asked == Form("Le bon moment", "Votre choix", "Quand ?", FieldKind.ONE, 1, options)
    await room.terminal.choose(room.ref, "vio", "Vio", "moment", ["1"])
    assert (await form(room, "Vio", "moment")).former == ("1",)
    room.clock.move_to(room.clock.now().replace(minute=30))
    await room.say("Vio", "Plus tard, à la réflexion.", "moment")
    assert (await form(room, "Vio", "moment")).former == ("2",), "as the flashback counts it"
    assert (await form(room, "Marc", "moment")).former == ()


async def test_a_poll_of_several_choices_says_how_many(unopened: Room) -> None:
    usual = script()
    workshops = tuple(replace(one, several=2) if one.kind == "poll" else one for one in usual.workshops)
    await unopened.begin(told=replace(usual, workshops=workshops))
    await unopened.until(2, 10)
    asked = await form(unopened, "Vio", "moment")
    assert (asked.kind, asked.label, asked.most) == (FieldKind.SEVERAL, "Vos choix, 2 au plus", 2)


async def test_a_scale_asks_for_a_number_and_says_what_its_ends_mean(room: Room) -> None:
    await room.until(2, 10)
    asked = await form(room, "Vio", "far", "en")
    assert (asked.title, asked.label, asked.kind) == ("How far", "Your number, from 0 to 10", FieldKind.SCALE)
    assert [asked.options[0], asked.options[7], asked.options[-1]] == [
        Option("0", "0 · Nothing"),
        Option("7", "7"),
        Option("10", "10 · All"),
    ]
    await room.terminal.choose(room.ref, "vio", "Vio", "far", ["7"])
    assert (await form(room, "Vio", "far")).former == ("7",)


async def test_in_an_anonymous_poll_a_member_sees_their_own_former_choice_alone(unopened: Room) -> None:
    await unopened.begin(told=anonymous_script())
    await unopened.until(2, 10)
    await unopened.terminal.choose(unopened.ref, "vio", "Vio", "moment", ["2"])
    assert (await form(unopened, "Vio", "moment")).former == ("2",)
    assert (await form(unopened, "Marc", "moment")).former == ()


async def test_whoever_adds_one_more_idea_begins_anew(unopened: Room) -> None:
    usual = script()
    workshops = tuple(replace(one, kind="brainstorm") if one.key == "memory" else one for one in usual.workshops)
    await unopened.begin(told=replace(usual, workshops=workshops))
    await unopened.until(1, 10)
    await unopened.say("Vio", "Un panier à l’entrée.")
    assert (await form(unopened, "Vio", "memory")).former == ()


async def test_what_is_long_is_cut_to_what_fits(unopened: Room) -> None:
    usual = script()
    long = "Qu’est-ce qui, " * 20
    words = usual.words["fr"]
    asked = {**words.workshops, "memory": replace(words.workshops["memory"], title=long, question=long)}
    told = replace(usual, words={**usual.words, "fr": replace(words, workshops=asked)})
    await unopened.begin(told=told)
    await unopened.until(1, 10)
    found = await form(unopened, "Vio", "memory")
    assert len(found.title) <= 45
    assert len(found.hint) <= 100
    assert found.title.endswith("…")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("fr", "L’atelier « Le bon moment » n’est pas encore ouvert : revenez dès qu’il le sera."),
        ("en", "The workshop “Le bon moment” has not opened yet: come back once it has."),
    ],
)
async def test_a_workshop_that_has_not_opened_has_no_form_yet(room: Room, language: str, sentence: str) -> None:
    await room.until(1, 10)
    assert await refusal(room, "Vio", "moment", language) == sentence


async def test_an_answer_after_the_workshops_end_still_counts(room: Room) -> None:
    await room.until(2, 21)
    assert (await form(room, "Vio", "moment")).kind is FieldKind.ONE


async def test_a_closed_café_takes_no_more_answers(room: Room) -> None:
    await room.until(3, 19)
    assert (await form(room, "Vio", "memory")).kind is FieldKind.TEXT
    room.sleep_until(3, 21)
    assert "est fermé" in await refusal(room, "Vio", "memory")
    await room.until_the_end()
    assert "est fermé" in await refusal(room, "Vio", "memory")


async def test_a_workshop_that_a_host_has_taken_out_has_none(unopened: Room) -> None:
    await unopened.begin(hosts=("camille",))
    await unopened.until(1, 10)
    await unopened.command("Camille", "cafe", "skip moment", language="en")
    await unopened.until(2, 10)
    assert "n’a pas lieu" in await refusal(unopened, "Vio", "moment")


@pytest.mark.parametrize("everything", [False, True], ids=["left the café", "forgotten everywhere"])
async def test_whoever_has_taken_everything_back_is_asked_nothing(room: Room, everything: bool) -> None:
    await room.until(1, 10)
    await room.say("Vio", "Le mien avait un fil.")
    if everything:
        await room.host.forgetting.everything(room.ref_of("Vio"))
    else:
        await room.withdraw("Vio")
    assert "comment vous voulez être cité·e" in await refusal(room, "Vio", "memory")
    await room.consent("Vio", Consent.ANONYMOUS)
    assert (await form(room, "Vio", "memory")).former == ()


async def test_what_hosts_say_is_not_collected_by_a_form_either(unopened: Room) -> None:
    await unopened.begin(hosts=("camille",))
    await unopened.until(1, 10)
    assert "Vous êtes hôte de ce café" in await refusal(unopened, "Camille", "memory")


async def test_a_workshop_or_a_café_that_is_not_there_is_said_so(room: Room) -> None:
    await room.until(1, 10)
    assert "Je ne trouve plus cet atelier" in await refusal(room, "Vio", "elsewhere")
    with pytest.raises(CallError):
        await room.host.forms.form("nowhere", "memory", room.ref_of("Vio"), "fr")
    with pytest.raises(CallError):
        await room.host.forms.form(room.cafe_id, "memory", MemberRef("elsewhere", "vio"), "fr")


async def test_a_form_of_one_café_knows_nothing_of_another(room: Room) -> None:
    other = await room.host.open(script(), [Home(room.ref, "fr")], zone=ZONE, day=MONDAY)
    await room.until(1, 10)
    await room.say("Vio", "Le mien avait un fil.")
    asked = await room.host.forms.form(other.id, "memory", room.ref_of("Vio"), "fr")
    assert asked.former == ()
