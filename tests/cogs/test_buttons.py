"""Members answer by the button and its form, choose how they are quoted, and take back what was passed on for them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain import Consent, MemberRef, Script
from tests.cogs.scene import Community, told
from tests.cogs.shapes import both
from tests.discord.week import blind
from tests.discord_server import Form, Message, NoAnswer
from tests.stories.room import script
from tests.stories.test_anonymous_polls import anonymous_script

WORDS = "Le mien avait un fil."


def polled(several: int, choices: int) -> Script:
    """The café of the stories, with that many choices in its poll."""
    usual = script()
    keys = tuple(f"c{number}" for number in range(1, choices + 1))
    shops = tuple(replace(one, choices=keys, several=several) if one.kind == "poll" else one for one in usual.workshops)
    words = {}
    for language, spoken in usual.words.items():
        told = replace(spoken.workshops["moment"], choices={key: f"Choix {key}" for key in keys})
        words[language] = replace(spoken, workshops={**spoken.workshops, "moment": told})
    return replace(usual, workshops=shops, words=words)


@both
async def test_a_member_answers_by_the_form_presses_again_and_finds_their_words(community: Community) -> None:
    await community.begin()
    await community.until(1, 10)
    form = Form.of(await community.vio.clicks(community.question(), "Répondre"))
    assert (form.title, form.fields[0].label, form.fields[0].value) == ("Un souvenir", "Votre réponse", "")
    seen = await community.vio.submits(form, {"Votre réponse": WORDS})
    assert seen.private
    assert seen.text.startswith("Votre réponse est prise")
    thread = await community.thread("memory")
    [carried] = [one for one in thread.messages.values() if WORDS in one.content]
    assert carried.content.startswith("**Vio**")
    assert await community.kept("Vio") == [WORDS]
    again = Form.of(await community.vio.clicks(community.question(), "Répondre"))
    assert again.field("Votre réponse").value == WORDS
    await community.vio.submits(again, {"Votre réponse": "Le mien était rouge."})
    assert await community.kept("Vio") == ["Le mien était rouge."]
    assert Form.of(await community.ana.clicks(community.question(), "Répondre")).field("Votre réponse").value == ""


async def test_a_form_speaks_the_language_of_whoever_fills_it_in(community: Community) -> None:
    await community.begin()
    await community.until(1, 10)
    form = Form.of(await community.zoe.clicks(community.question(), "Répondre"))
    assert (form.title, form.fields[0].label) == ("A memory", "Your answer")


async def test_a_poll_is_answered_by_its_form_and_the_latest_choice_counts(community: Community) -> None:
    await community.begin()
    await community.until(2, 10)
    question = community.question("Le bon moment")
    await community.vio.submits(await community.vio.clicks(question, "Répondre"), {"Votre choix": "Tôt"})
    again = Form.of(await community.vio.clicks(question, "Répondre"))
    assert again.field("Votre choix").value == ["Tôt"]
    await community.vio.submits(again, {"Votre choix": "Plus tard"})
    record = await community.record()
    assert [(one.author.id, one.choices) for one in record.choices][-1] == (community.vio.id, ("2",))
    assert [one.content for one in (await community.thread("moment")).messages.values() if "tard" in one.content] == []


@pytest.mark.parametrize(("several", "choices"), [(2, 4), (1, 14), (3, 14), (1, 30)])
async def test_polls_of_every_size_have_a_form(community: Community, several: int, choices: int) -> None:
    await community.begin(told=polled(several, choices))
    await community.until(2, 10)
    form = Form.of(await community.vio.clicks(community.question("Le bon moment"), "Répondre"))
    chosen = ["2", "3"][:several]
    await community.vio.submits(form, {form.fields[0].label: chosen if choices < 26 else chosen[0]})
    record = await community.record()
    assert [one.choices for one in record.choices] == [tuple(chosen)]
    again = Form.of(await community.vio.clicks(community.question("Le bon moment"), "Répondre"))
    assert again.fields[0].value == ([f"Choix c{one}" for one in chosen] if choices < 26 else chosen[0])


async def test_a_scale_is_a_menu_of_its_numbers(community: Community) -> None:
    await community.begin()
    await community.until(2, 10)
    form = Form.of(await community.vio.clicks(community.question("Jusqu’où"), "Répondre"))
    await community.vio.submits(form, {form.fields[0].label: "7"})
    record = await community.record()
    assert [(one.workshop, one.choices) for one in record.choices] == [("far", ("7",))]


async def test_in_an_anonymous_poll_the_form_shows_each_their_own_choice_alone(community: Community) -> None:
    await community.begin(told=anonymous_script())
    await community.until(2, 10)
    question = community.question("Le bon moment")
    await community.vio.submits(await community.vio.clicks(question, "Répondre"), {"Votre choix": "Plus tard"})
    assert Form.of(await community.vio.clicks(question, "Répondre")).fields[0].value == ["Plus tard"]
    assert Form.of(await community.ana.clicks(question, "Répondre")).fields[0].value == []
    record = await community.record()
    assert [one.author.id for one in record.choices] != [community.vio.id]


async def test_who_answers_a_blind_workshop_is_let_in_and_nobody_else_reads_it(community: Community) -> None:
    await community.begin(told=blind())
    await community.until(1, 10)
    thread = await community.thread("memory")
    assert thread.private
    question = community.question()
    assert "Pour répondre, appuyez sur le bouton « Répondre »." in question.content
    assert "Répondez ici" not in question.content
    await community.vio.submits(await community.vio.clicks(question, "Répondre"), {"Votre réponse": WORDS})
    assert community.vio.user.id in thread.members
    assert community.ana.user.id not in thread.members
    assert [one for one in community.vio.sees(thread) if WORDS in one.content]
    everywhere = [one.content for one in community.channel.messages.values()]
    assert not [one for one in everywhere if WORDS in one]
    assert await community.kept("Vio") == [WORDS]


@both
async def test_a_restart_between_the_button_and_the_press_and_between_the_form_and_its_answer(
    community: Community,
) -> None:
    await community.begin()
    await community.until(1, 10)
    question = community.question()
    await community.die()
    form = Form.of(await community.vio.clicks(question, "Répondre"))
    await community.die()
    seen = await community.vio.submits(form, {"Votre réponse": WORDS})
    assert seen.text.startswith("Votre réponse est prise")
    assert await community.kept("Vio") == [WORDS]


async def test_a_closed_café_takes_no_answer_and_says_so(community: Community) -> None:
    await community.begin()
    await community.until(1, 10)
    form = Form.of(await community.vio.clicks(community.question(), "Répondre"))
    await community.until(4, 10)
    refused = await community.vio.submits(form, {"Votre réponse": WORDS})
    await refused.until(lambda seen: bool(seen.followups))
    assert "est fermé" in refused.text
    assert WORDS in refused.followups[0].content, "a form that was sent is gone: its words are given back"
    assert all(one.only_for == community.vio.user.id for one in (refused.message, *refused.followups) if one)
    message = community.question()
    message.channel.archived = False  # type: ignore[attr-defined]
    seen = await community.vio.clicks(message, "Répondre")
    assert seen.private
    assert "est fermé" in seen.text


async def test_what_hosts_say_is_not_taken_by_the_form(community: Community) -> None:
    await community.begin()
    await community.until(1, 10)
    seen = await community.camille.clicks(community.question(), "Répondre")
    assert "Vous êtes hôte de ce café" in seen.text


async def test_a_button_of_a_café_that_is_gone_gets_one_sentence(community: Community) -> None:
    await community.begin()
    await community.until(1, 10)
    question = community.question()
    for row in question.components:
        for one in row["components"]:
            one["custom_id"] = one["custom_id"].replace(community.cafe_id, "elsewhere")
    assert "ne sert plus" in (await community.vio.clicks(question, "Répondre")).text


async def test_an_answer_that_comes_too_late_for_discord_is_kept_and_told_directly(community: Community) -> None:
    await community.begin()
    await community.until(1, 10)
    form = Form.of(await community.vio.clicks(community.question(), "Répondre"))
    community.server.patience = 0.05
    community.server.trouble.be_slow(0.3, method="POST", route=".*callback.*")
    with pytest.raises(NoAnswer):
        await community.vio.submits(form, {"Votre réponse": WORDS})
    await community.until_inbox(community.vio, 1)
    assert community.vio.inbox[0].content.startswith("Votre réponse est prise")
    assert await community.kept("Vio") == [WORDS]


async def test_a_form_that_opens_too_late_is_told_directly(community: Community) -> None:
    await community.begin()
    await community.until(1, 10)
    community.server.patience = 0.05
    community.server.trouble.be_slow(0.3, method="POST", route=".*callback.*")
    with pytest.raises(NoAnswer):
        await community.vio.clicks(community.question(), "Répondre")
    await community.until_inbox(community.vio, 1)
    assert "arrivé trop tard" in community.vio.inbox[0].content


async def carried(community: Community) -> Message:
    """What the bot has passed on for Vio."""
    await community.begin()
    await community.until(1, 10)
    form = await community.vio.clicks(community.question(), "Répondre")
    await community.vio.submits(form, {"Votre réponse": WORDS})
    return next(one for one in (await community.thread("memory")).messages.values() if WORDS in one.content)


@both
async def test_whose_words_they_are_takes_them_back_by_the_button_and_nobody_else(community: Community) -> None:
    message = await carried(community)
    seen = await community.ana.clicks(message, "Reprendre mes mots")
    assert seen.text == "Seule la personne dont ce sont les mots peut les reprendre."
    asked = await community.vio.clicks(message, "Reprendre mes mots")
    assert "pour de bon" in asked.text
    await community.replies(community.vio, asked, "Oui, je suis sûr·e")
    assert await community.kept("Vio") == []
    assert message.id not in (await community.thread("memory")).messages


@both
async def test_the_four_choices_are_a_button_away_and_kept_for_the_one_who_presses(community: Community) -> None:
    await community.begin()
    await community.until(1, 10)
    await _chooses(community, "Sous mon nom de café")
    community.vio.says(await community.thread("memory"), WORDS)
    await community.settle()
    member = (await community.record()).members[MemberRef("discord", community.vio.id)]
    assert member.consent is Consent.CAFE_NAME


async def _chooses(community: Community, label: str) -> None:
    presented = next(one for one in community.said() if "consent" in str(one.components))
    offered = await community.vio.clicks(presented, "Choisir comment être cité·e")
    assert offered.private
    assert offered.message is not None
    labels = [one["label"] for row in offered.message.components for one in row["components"]]
    assert labels == ["Avec mon nom", "Sous mon nom de café", "Sans nom", "Ne pas me citer"]
    chosen = await community.vio.clicks(offered.message, label)
    assert chosen.private
    assert "C’est noté" in chosen.text


@both
async def test_each_of_ones_quotations_has_its_own_choice_privately(community: Community) -> None:
    await community.begin()
    await community.until(1, 10)
    post = community.vio.says(await community.thread("memory"), WORDS)
    await community.settle()
    await community.until(3, 21)
    closing = next(one for one in community.said() if "quotations" in str(one.components))
    shown = await community.vio.clicks(closing, "Voir mes citations")
    assert shown.private
    assert WORDS in told(shown)
    assert shown.message is not None
    chosen = await community.vio.chooses(shown.message, "cafe/quote.0", "Ne pas me citer")
    assert chosen.private
    record = await community.record()
    assert list(record.post_consents.values()) == [Consent.NONE]
    again = await community.vio.clicks(closing, "Voir mes citations")
    assert "pas cité, parce que vous l’avez choisi" in told(again)
    assert str(post.id) in told(again)
    assert "rien" in told(await community.ana.clicks(closing, "Voir mes citations")).lower()
