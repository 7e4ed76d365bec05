"""How somebody is quoted: for one post, else for this café, else for every café, else by the café's rule."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.conversation import read_conversation, written
from bot.domain import CafeState, Consent, Home, PostRef, RoomRef
from bot.errors import CallError
from bot.host import exported, exported_csv
from tests.stories.room import ZONE, Room, authors, script, texts

WORDS = "Le mien avait un fil et je tirais dessus pour aller plus loin."
OTHERS = "Le nôtre était au mur, dans le couloir, et tout le monde écoutait."


async def chosen(room: Room, post: str, choice: Consent | None, name: str = "Vio") -> None:
    await room.host.consents.quotation(room.ref_of(name), room.cafe_id, PostRef("terminal", post), choice)


@pytest.mark.parametrize("of_all", [None, *Consent])
async def test_a_post_over_this_café_over_every_café_over_the_rule(room: Room, of_all: Consent | None) -> None:
    if of_all is not None:
        await room.host.consents.always(room.ref_of("Vio"), of_all)
    await room.until(1, 10)
    post = await room.say("Vio", WORDS)
    for of_the_café in (None, Consent.NAMED, Consent.NONE):
        if of_the_café is not None:
            await room.host.consents.here(room.ref_of("Vio"), "Vio", room.cafe_id, of_the_café)
        for of_the_post in (*Consent, None):
            await chosen(room, post, of_the_post)
            flashback = await room.host.flashback(room.cafe_id)
            match of_the_post or of_the_café or of_all or Consent.ANONYMOUS:
                case Consent.NAMED:
                    assert authors(flashback) == {"Vio"}
                case Consent.CAFE_NAME:
                    assert authors(flashback) not in ({"Vio"}, {None}, set())
                case Consent.ANONYMOUS:
                    assert authors(flashback) == {None}
                case Consent.NONE:
                    assert texts(flashback) == []


async def test_what_is_chosen_for_one_post_holds_wherever_it_could_stand(room: Room) -> None:
    await room.until(1, 10)
    named = await room.say("Vio", WORDS)
    kept_out = await room.say("Vio", "Une autre histoire, que je préfère garder pour le fil.")
    await room.consent("Vio", Consent.ANONYMOUS)
    await chosen(room, named, Consent.NAMED)
    await chosen(room, kept_out, Consent.NONE)
    await room.until(3, 10)
    last = await room.say("Vio", "Je repars avec une idée de plus.", "last")
    await chosen(room, last, Consent.CAFE_NAME)
    await room.until_the_end()
    flashback = await room.published()
    said = {voice.text: voice.author for voice in flashback.workshops[0].voices}
    assert said == {WORDS: "Vio"}
    [word] = flashback.closing_words
    assert word.author not in (None, "Vio")


@pytest.mark.parametrize("moment", ["between the close and publishing", "after publishing"])
async def test_a_choice_is_taken_over_into_what_is_out(room: Room, moment: str) -> None:
    await room.until(1, 10)
    post = await room.say("Vio", WORDS)
    await room.say("Marc", OTHERS)
    await room.until(3, 21)
    if moment == "after publishing":
        await room.until_the_end()
        before = [one.id for one in await room.said_by_the_bot()]
    await chosen(room, post, Consent.NONE)
    if moment == "after publishing":
        assert [one.id for one in await room.said_by_the_bot()] == before
    await room.until_the_end()
    assert texts(await room.published()) != []
    assert all(WORDS not in one.text for one in await room.said_by_the_bot())
    await chosen(room, post, Consent.NAMED)
    assert "Vio" in authors(await room.published())
    await chosen(room, post, None)
    assert authors(await room.published()) == {None}


async def test_one_sees_the_exact_words_that_would_be_quoted_and_nothing_of_others(room: Room) -> None:
    await room.until(1, 10)
    post = await room.say("Vio", WORDS)
    await room.say("Marc", OTHERS)
    await room.until(3, 21)
    mine = await room.host.consents.quotations(room.ref_of("Vio"), room.cafe_id)
    [quotation] = mine.quotations
    assert (quotation.post.id, quotation.text, quotation.author) == (post, WORDS, None)
    assert (quotation.choice, quotation.chosen, quotation.shown) == (Consent.ANONYMOUS, None, True)
    assert (mine.here, mine.always, mine.rule) == (None, None, Consent.ANONYMOUS)
    await chosen(room, post, Consent.NONE)
    [kept_out] = (await room.host.consents.quotations(room.ref_of("Vio"), room.cafe_id)).quotations
    assert (kept_out.text, kept_out.shown, kept_out.chosen) == (WORDS, False, Consent.NONE)
    nobody = await room.host.consents.quotations(room.ref_of("Nobody"), room.cafe_id)
    assert nobody.quotations == ()


@pytest.mark.parametrize("whose", ["somebody else's", "unknown"])
async def test_nobody_chooses_for_a_post_that_is_not_theirs(room: Room, whose: str) -> None:
    await room.until(1, 10)
    post = await room.say("Marc", OTHERS)
    with pytest.raises(CallError, match="quotation_no_post"):
        await chosen(room, post if whose == "somebody else's" else "9999", Consent.NAMED)
    with pytest.raises(CallError, match="quotation_no_cafe"):
        await room.host.consents.here(room.ref_of("Vio"), "Vio", "no-such-café", Consent.NAMED)
    with pytest.raises(CallError, match="quotation_no_cafe"):
        await room.host.consents.quotations(room.ref_of("Vio"), "no-such-café")


async def test_nothing_is_kept_of_somebody_who_chooses_before_the_notice(room: Room) -> None:
    with pytest.raises(CallError, match="quotation_no_cafe"):
        await room.host.consents.here(room.ref_of("Vio"), "Vio", room.cafe_id, Consent.NAMED)
    assert "Vio" not in await room.everything_kept()


async def test_a_choice_for_every_café_holds_in_the_next_one_and_leaves_published_ones_alone(room: Room) -> None:
    await room.until(1, 10)
    await room.say("Vio", WORDS)
    await room.until_the_end()
    await room.host.consents.always(room.ref_of("Vio"), Consent.NONE)
    assert WORDS in texts(await room.published())
    second = await room.host.open(script(), [Home(room.ref, "fr")], zone=ZONE, day=room.clock.now().date())
    room.cafe_id = second.id
    await room.until(5, 20)
    await room.say("Vio", WORDS, second.script.workshops[0].key)
    assert (await room.record()).members[room.ref_of("Vio")].consent is Consent.NONE
    assert texts(await room.host.flashback(second.id)) == []


async def test_a_choice_for_every_café_taken_back_leaves_the_rule(room: Room) -> None:
    await room.host.consents.always(room.ref_of("Vio"), Consent.NAMED)
    await room.until(1, 10)
    await room.say("Vio", WORDS)
    assert authors(await room.host.flashback(room.cafe_id)) == {"Vio"}
    await room.host.consents.always(room.ref_of("Vio"), None)
    assert authors(await room.host.flashback(room.cafe_id)) == {None}


# --- what is handed on ----------------------------------------------------------------------------------------------


async def test_only_what_its_author_said_yes_to_is_exported(room: Room) -> None:
    await room.until(1, 10)
    first = await room.say("Vio", WORDS)
    await room.say("Vio", "Une deuxième chose, dont je me souviens bien aussi.")
    await room.say("Silent", "Je n’ai rien dit de comment on me cite, jamais.")
    await room.say("Never", "On ne me cite pas, et voilà tout ce qu’il y a à en dire.")
    await room.say("Nora", "Je veux bien être citée sous un nom de café, pour une fois.")
    await room.say("Ines", "Sans nom, s’il vous plaît, et merci.")
    await room.say("Ines", "Encore une chose, toujours sans nom.")
    await room.react("Marc", first)
    for name, choice in {
        "Vio": Consent.NAMED,
        "Never": Consent.NONE,
        "Nora": Consent.CAFE_NAME,
        "Ines": Consent.ANONYMOUS,
    }.items():
        await room.consent(name, choice)
    await room.until(2, 10)
    await room.terminal.choose(room.ref, "vio", "Vio", "far", ["3"])
    lines = exported(await room.record())
    assert not [line for line in lines if line["type"] == "choice"], "hidden votes wait for the close"
    await room.until(3, 21)
    lines = exported(await room.record())
    posts = [line for line in lines if line["type"] == "post"]
    names = {line["text"][:8]: line["name"] for line in posts}
    assert len(posts) == 5
    assert names["Le mien "] == "Vio"
    assert names["Sans nom"] is None
    assert names["Je veux "] not in (None, "Nora")
    anonymous = [line["author"] for line in posts if line["name"] is None]
    assert len(set(anonymous)) == 2, "two anonymous posts of one member cannot be put together"
    whole = written(lines)
    for absent in (
        "Silent",
        "silent",
        "Never",
        "Nora",
        "ines",
        'vio"',
        "Je n’ai rien dit",
        "On ne me cite pas",
        "terminal",
    ):
        assert absent not in whole
    assert [line["choices"] for line in lines if line["type"] == "choice"] == [["3"]]


async def test_an_export_is_read_back_as_a_conversation(room: Room, tmp_path: Path) -> None:
    await room.until(1, 10)
    first = await room.say("Vio", WORDS)
    await room.say("Marc", "=1+1 est une réponse comme une autre.", to=first)
    await room.react("Marc", first)
    await room.consent("Vio", Consent.NAMED)
    await room.consent("Marc", Consent.ANONYMOUS)
    lines = exported(await room.record())
    file = tmp_path / "export.jsonl"
    file.write_text(written(lines), encoding="utf-8")
    conversation = read_conversation(file, RoomRef("file", "room"))
    assert len(conversation.events) == len(lines) - 1
    table = exported_csv(lines)
    assert "'=1+1" in table
    assert len(table.splitlines()) == len(lines)
    assert json.loads(written(lines).splitlines()[0])["title"] == "Le premier téléphone"


async def test_by_default_the_flashback_waits_24_hours_after_everybody_was_shown_their_quotations(room: Room) -> None:
    await room.until(1, 10)
    await room.say("Vio", WORDS)
    await room.until(3, 20)
    [closed] = [one for one in await room.said_by_the_bot() if "/close/" in (one.key or "")]
    assert "/moi citations" in closed.text
    await room.until(4, 19, 59)
    assert (await room.cafe()).state is CafeState.CLOSED
    assert not [one for one in await room.said_by_the_bot() if "/publish/" in (one.key or "")]
    await room.until(4, 20)
    assert (await room.published()).counts.posts == 1
