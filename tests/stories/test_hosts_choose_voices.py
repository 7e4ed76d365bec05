"""Hosts choose which words come first, which stay out, and add their own; members' decisions hold against them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.digest import to_json
from bot.domain import RETENTION_DAYS, Consent, MemberRef, Pick, PostRef
from bot.errors import CallError
from bot.pages import rendered
from bot.wording import wording
from tests.stories.room import Room, texts

CAMILLE = MemberRef("terminal", "camille")
FIRST = "Le mien avait un fil, et je tirais dessus pour aller plus loin."
SECOND = "On attendait son tour dans le couloir, avec une pièce dans la main."
THIRD = "Ma sœur écoutait tout derrière la porte, et répétait le lendemain."


@pytest.fixture
async def hosted(unopened: Room) -> Room:
    """The café of three days with a host and a desk, on its first morning; Vio, Marc and Léa have answered."""
    await unopened.begin(hosts=("camille",), desk="fr")
    await unopened.until(1, 10)
    return unopened


async def three_posts(room: Room) -> tuple[PostRef, PostRef, PostRef]:
    said = [await room.say(*one) for one in (("Vio", FIRST), ("Marc", SECOND), ("Léa", THIRD))]
    for name in ("Marc", "Léa"):
        await room.react(name, said[0])
    first, second, third = (PostRef("terminal", one) for one in said)
    return first, second, third


def refusal(error: CallError) -> str:
    return wording("fr").fault(error.faults[0])


async def messages(room: Room) -> str:
    return "\n".join(one.text for one in await room.said_by_the_bot())


# --- star ---------------------------------------------------------------------------------------------------------


async def test_a_star_makes_a_post_the_first_voice_and_taking_it_back_leaves_the_rule(hosted: Room) -> None:
    _, _, third = await three_posts(hosted)
    assert (await hosted.host.flashback(hosted.cafe_id)).workshops[0].voices[0].text == FIRST
    await hosted.host.voices.star(hosted.cafe_id, third, CAMILLE)
    flashback = await hosted.host.flashback(hosted.cafe_id)
    assert flashback.workshops[0].voices[0].text == THIRD
    assert flashback.voices[0].text == THIRD
    assert flashback.method.rules["starred"] == 1
    assert await hosted.host.voices.unpick(hosted.cafe_id, third, Pick.STAR, CAMILLE)
    assert not await hosted.host.voices.unpick(hosted.cafe_id, third, Pick.STAR, CAMILLE)
    assert (await hosted.host.flashback(hosted.cafe_id)).workshops[0].voices[0].text == FIRST


async def test_the_latest_star_comes_first_and_talk_may_have_one_too(hosted: Room) -> None:
    first, second, _ = await three_posts(hosted)
    answer = await hosted.say("Léa", "Tout à fait, et le fil était toujours emmêlé.", to=first.id)
    await hosted.host.voices.star(hosted.cafe_id, second, CAMILLE)
    await hosted.until(1, 11)
    await hosted.host.voices.star(hosted.cafe_id, PostRef("terminal", answer), CAMILLE)
    voices = (await hosted.host.flashback(hosted.cafe_id)).workshops[0].voices
    assert [one.text for one in voices[:2]] == ["Tout à fait, et le fil était toujours emmêlé.", SECOND]


async def test_a_post_is_named_by_the_cafés_own_id_too(hosted: Room) -> None:
    _, second, _ = await three_posts(hosted)
    own = next(one.own_id for one in (await hosted.record()).posts if one.ref == second)
    found = await hosted.host.voices.star(hosted.cafe_id, PostRef("terminal", own), CAMILLE)
    assert found.ref == second
    with pytest.raises(CallError):
        await hosted.host.voices.star(hosted.cafe_id, PostRef("terminal", "9999"), CAMILLE)


async def test_who_does_not_want_to_be_quoted_is_not_whatever_the_host_stars_and_the_reason_is_not_told(
    hosted: Room,
) -> None:
    first, second, third = await three_posts(hosted)
    await hosted.say("Paul", "Je passe seulement.")
    await hosted.consent("Vio", Consent.NONE)
    named = await hosted.say("Zoé", "Paul avait raison.")
    told = []
    for post in (first, PostRef("terminal", named)):
        with pytest.raises(CallError) as refused:
            await hosted.host.voices.star(hosted.cafe_id, post, CAMILLE)
        told.append(refusal(refused.value))
    assert told[0] == told[1], "whether it is a choice or a name is not told"
    assert (await hosted.record()).picks == ()
    await hosted.host.voices.star(hosted.cafe_id, second, CAMILLE)
    await hosted.consent("Marc", Consent.NONE)
    await hosted.until_the_end()
    assert SECOND not in texts(await hosted.published())
    assert THIRD in texts(await hosted.published())
    assert (await hosted.record()).picks[0].post == second != third


async def test_a_star_goes_with_its_post(hosted: Room) -> None:
    first, second, _ = await three_posts(hosted)
    await hosted.host.voices.star(hosted.cafe_id, first, CAMILLE)
    await hosted.host.voices.leave_out(hosted.cafe_id, second, CAMILLE)
    await hosted.terminal.erase(hosted.ref, "vio", first.id)
    await hosted.withdraw("Marc")
    assert (await hosted.record()).picks == ()


# --- leave out ----------------------------------------------------------------------------------------------------


async def test_what_is_left_out_is_in_no_quotation_and_still_counts(hosted: Room) -> None:
    first, *_ = await three_posts(hosted)
    before = await hosted.host.flashback(hosted.cafe_id)
    await hosted.host.voices.leave_out(hosted.cafe_id, first, CAMILLE)
    after = await hosted.host.flashback(hosted.cafe_id)
    assert FIRST in texts(before)
    assert FIRST not in texts(after)
    assert after.counts == before.counts
    assert after.workshops[0].counts == before.workshops[0].counts
    await hosted.host.voices.unpick(hosted.cafe_id, first, Pick.LEAVE_OUT, CAMILLE)
    assert to_json(await hosted.host.flashback(hosted.cafe_id)) == to_json(before)


async def test_after_the_publishing_the_flashback_is_changed_in_place(hosted: Room) -> None:
    first, _, third = await three_posts(hosted)
    await hosted.until_the_end()
    before = await hosted.said_by_the_bot()
    await hosted.host.voices.leave_out(hosted.cafe_id, first, CAMILLE)
    await hosted.host.voices.star(hosted.cafe_id, third, CAMILLE)
    await hosted.host.voices.note(hosted.cafe_id, "Un beau café.", CAMILLE)
    published = await hosted.published()
    assert FIRST not in texts(published)
    assert published.workshops[0].voices[0].text == THIRD
    assert published.note == "Un beau café."
    after = await hosted.said_by_the_bot()
    assert [one.id for one in after] == [one.id for one in before], "nothing is said a second time"
    assert FIRST not in await messages(hosted)
    assert "Un beau café." in await messages(hosted)


# --- the hosts' own words -----------------------------------------------------------------------------------------


async def test_a_note_stands_in_every_form_as_the_hosts_own_words_and_never_as_a_quotation(hosted: Room) -> None:
    await three_posts(hosted)
    memory = (await hosted.cafe()).script.workshop("memory")
    assert not await hosted.host.voices.note(hosted.cafe_id, "Merci à tous.\nÀ *lundi* <b>!</b>", CAMILLE)
    await hosted.host.voices.note(hosted.cafe_id, "Ces souvenirs nous ont fait rire.", CAMILLE, memory)
    assert await hosted.host.voices.note(hosted.cafe_id, "Merci à toutes et tous.\nÀ *lundi* <b>!</b>", CAMILLE)
    await hosted.until_the_end()
    published = await hosted.published()
    assert published.note == "Merci à toutes et tous.\nÀ *lundi* <b>!</b>"
    assert published.workshops[0].note == "Ces souvenirs nous ont fait rire."
    cafe = await hosted.cafe()
    page = rendered(cafe, published, "html").decode()
    assert "Un mot de l’équipe" in page
    assert "&lt;b&gt;!&lt;/b&gt;" in page
    assert "<b>!</b>" not in page
    markdown = rendered(cafe, published, "md").decode()
    assert "\\*lundi\\*" in markdown
    assert "> Ces souvenirs" not in markdown
    said = await messages(hosted)
    assert "Un mot de l’équipe" in said
    assert "Merci à tous.\n" not in said
    assert "Ces souvenirs nous ont fait rire." in said
    assert "« Ces souvenirs" not in said


async def test_a_note_can_be_taken_away(hosted: Room) -> None:
    await three_posts(hosted)
    await hosted.host.voices.note(hosted.cafe_id, "Un beau café.", CAMILLE)
    await hosted.until_the_end()
    assert await hosted.host.voices.drop_note(hosted.cafe_id, CAMILLE)
    assert not await hosted.host.voices.drop_note(hosted.cafe_id, CAMILLE)
    assert (await hosted.published()).note is None
    assert "Un beau café" not in await messages(hosted)
    assert "Un beau café" not in await hosted.everything_kept()


@pytest.mark.parametrize(
    ("note", "why"),
    [
        ("  \n ", "vide"),
        ("x" * 1_001, "1\u202f001 caractères"),
        ("Quelqu’un a dit que la sienne avait un fil, et je tirais dessus pour aller plus loin !", "reprend"),
        ("Bravo à Marc pour son histoire.", "nomme"),
        ("Bravo à @vio pour son histoire.", "nomme"),
    ],
)
async def test_a_note_that_may_not_stand_is_refused_in_one_sentence(hosted: Room, note: str, why: str) -> None:
    await three_posts(hosted)
    with pytest.raises(CallError) as refused:
        await hosted.host.voices.note(hosted.cafe_id, note, CAMILLE)
    assert why in refusal(refused.value)
    assert (await hosted.record()).notes == ()


async def test_a_note_names_only_who_said_yes_and_as_long_as_they_do(hosted: Room) -> None:
    await three_posts(hosted)
    await hosted.consent("Marc", Consent.NAMED)
    await hosted.host.voices.note(hosted.cafe_id, "Bravo à Marc pour son histoire.", CAMILLE)
    await hosted.until_the_end()
    assert (await hosted.published()).note is not None
    await hosted.consent("Marc", Consent.ANONYMOUS)
    await hosted.ticker.tick()
    assert (await hosted.published()).note is None
    assert "Bravo à Marc" not in await messages(hosted)
    assert "car quelqu’un y est nommé qui n’a pas dit oui" in " ".join((await hosted.at_the_desk())[-1].split())
    await hosted.withdraw("Marc")
    assert "Bravo" not in await hosted.everything_kept()


async def test_who_changed_what_is_kept_without_anybodys_words(hosted: Room) -> None:
    first, *_ = await three_posts(hosted)
    await hosted.host.voices.star(hosted.cafe_id, first, CAMILLE)
    await hosted.host.voices.unpick(hosted.cafe_id, first, Pick.STAR, CAMILLE)
    await hosted.host.voices.leave_out(hosted.cafe_id, first, CAMILLE)
    await hosted.host.voices.note(hosted.cafe_id, "Un beau café.", CAMILLE)
    await hosted.host.voices.drop_note(hosted.cafe_id, CAMILLE)
    async with hosted.store.reading() as store:
        changes = await store.history(hosted.cafe_id, 10)
    assert [one.what for one in reversed(changes)] == ["star", "star off", "leave-out", "note", "note off"]
    assert "beau café" not in str(changes)
    assert FIRST not in str(changes)


async def test_who_writes_a_note_may_sign_it_and_no_other_host_is_named(unopened: Room) -> None:
    await unopened.begin(hosts=("camille", "solange"), desk="fr")
    await unopened.until(1, 10)
    for name in ("Camille", "Solange"):
        await unopened.say(name, "Bonjour !")
    await unopened.host.voices.note(unopened.cafe_id, "À bientôt !\nCamille", CAMILLE)
    assert (await unopened.host.flashback(unopened.cafe_id)).note == "À bientôt !\nCamille"
    with pytest.raises(CallError):
        await unopened.host.voices.note(unopened.cafe_id, "Et merci à Solange.", CAMILLE)


async def test_when_retention_ends_a_note_that_names_somebody_goes_and_no_other(hosted: Room) -> None:
    first, *_ = await three_posts(hosted)
    await hosted.consent("Marc", Consent.NAMED)
    memory = (await hosted.cafe()).script.workshop("memory")
    await hosted.host.voices.note(hosted.cafe_id, "Bravo à Marc pour son histoire.", CAMILLE)
    await hosted.host.voices.note(hosted.cafe_id, "Un beau début.", CAMILLE, memory)
    await hosted.host.voices.star(hosted.cafe_id, first, CAMILLE)
    await hosted.until_the_end()
    hosted.clock.move_to((await hosted.cafe()).publishes_at + timedelta(days=RETENTION_DAYS))
    await hosted.ticker.tick()
    published = await hosted.published()
    assert (published.note, published.workshops[0].note) == (None, "Un beau début.")
    assert published.workshops[0].voices[0].text == FIRST
    assert "Bravo à Marc" not in await messages(hosted)
    assert "Un beau début." in await messages(hosted)
    assert "Bravo" not in await hosted.everything_kept()
    assert "les noms des membres ne sont plus gardés" in " ".join((await hosted.at_the_desk())[-1].split())
    assert (await hosted.record()).picks == ()
    for refused in (
        hosted.host.voices.star(hosted.cafe_id, first, CAMILLE),
        hosted.host.voices.note(hosted.cafe_id, "Encore un mot.", CAMILLE),
        hosted.host.voices.preview(hosted.cafe_id),
    ):
        with pytest.raises(CallError):
            await refused
