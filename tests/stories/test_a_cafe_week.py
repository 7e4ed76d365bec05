"""A café, from its presentation to its flashback."""

from __future__ import annotations

import pytest

from bot.domain import CafeState
from bot.errors import NotAllowed
from bot.host import LEASE, Host
from bot.ticker import Ticker
from tests.stories.room import Room, texts


async def test_before_its_hour_nothing_is_said(room: Room) -> None:
    await room.ticker.tick()
    assert await room.said_by_the_bot() == []
    assert (await room.cafe()).state is CafeState.PLANNED


async def test_the_cafe_is_presented_with_the_notice_of_what_is_kept(room: Room) -> None:
    await room.until(1, 9, 5)
    [presentation] = await room.said_by_the_bot()
    for part in ("Le premier téléphone", "Parlons-en.", "Pour tout le monde.", "lundi 2 mars 2026 à 09:00"):
        assert part in presentation.text
    assert "Ce que le café garde" in presentation.text
    assert "on peut vous citer sans votre nom" in presentation.text
    assert "Votre nom n’apparaît que si vous dites oui" in presentation.text
    assert "/retirer" in presentation.text
    assert (await room.cafe()).state is CafeState.PRESENTED


async def test_the_notice_links_to_the_whole_where_the_configuration_says_where_and_goes_on_doing_so(
    unopened: Room,
) -> None:
    await unopened.begin(hosts=("camille",))
    page = "https://exemple.org/cafes/vie_privee"
    around = {"terminal": unopened.terminal}
    unopened.host = Host(unopened.store, around, unopened.clock, notice_link=page)
    unopened.ticker = Ticker(unopened.store, unopened.host, unopened.clock, worker="worker", lease=LEASE)
    await unopened.until(1, 9, 5)
    [presentation] = await unopened.said_by_the_bot()
    assert f"Tout est dit ici\u202f: {page}" in presentation.text
    await unopened.host.replanning.extend(unopened.cafe_id, 1, unopened.ref_of("Camille"))
    await unopened.ticker.tick()
    [revised, _] = await unopened.said_by_the_bot()
    assert "jeudi 5 mars 2026" in revised.text
    assert page in revised.text


async def test_workshops_open_one_after_another_each_in_a_thread_of_its_own(room: Room) -> None:
    await room.until(1, 12)
    assert [thread.title for thread in await room.terminal.threads(room.ref)] == ["Un souvenir"]
    await room.until(2, 12)
    opened = await room.terminal.threads(room.ref)
    assert [thread.title for thread in opened] == ["Un souvenir", "Le bon moment", "Jusqu’où"]
    asked = (await room.said_by_the_bot())[2].text
    assert "1. Tôt" in asked
    assert "2. Plus tard" in asked


async def test_a_member_takes_part_by_simply_replying(room: Room) -> None:
    await room.until(1, 10)
    await room.say("Vio", "Le mien avait un fil.")
    [post] = (await room.record()).posts
    assert (post.text, post.workshop, post.answer, post.late) == ("Le mien avait un fil.", "memory", True, False)


async def test_a_reply_to_somebody_elses_post_is_talk_between_the_two(room: Room) -> None:
    await room.until(1, 10)
    first = await room.say("Vio", "Le mien avait un fil.")
    await room.say("Marc", "Tout à fait d’accord !", to=first)
    await room.say("Vio", "Et il était gris.", to=first)
    answers = {post.text: post.answer for post in (await room.record()).posts}
    assert answers == {"Le mien avait un fil.": True, "Tout à fait d’accord !": False, "Et il était gris.": True}


async def test_what_is_said_outside_the_cafes_threads_is_never_kept(room: Room) -> None:
    await room.until(1, 10)
    await room.say("Vio", "Qui vient déjeuner ?", None)
    assert (await room.record()).posts == ()
    assert "déjeuner" not in await room.everything_kept()


async def test_a_late_answer_counts_and_is_marked_late(room: Room) -> None:
    await room.until(2, 19)
    await room.say("Vio", "1", "moment")
    await room.until(2, 21)
    await room.say("Marc", "2", "moment")
    assert [(post.text, post.late) for post in (await room.record()).posts] == [("1", False), ("2", True)]
    await room.until_the_end()
    assert (await room.published()).workshops[1].result["voters"] == 2


async def test_votes_come_by_words_and_by_private_choice_and_the_latest_counts(room: Room) -> None:
    await room.until(2, 10)
    await room.say("Vio", "Tôt", "moment")
    await room.say("Marc", "1", "moment")
    await room.terminal.choose(room.ref, "marc", "Marc", "moment", ["2"])
    await room.terminal.choose(room.ref, "léa", "Léa", "far", ["7"])
    assert await room.told("Marc") == [
        "C’est noté, entre vous et moi. Vous pouvez changer d’avis jusqu’à la fermeture du café."
    ]
    await room.until_the_end()
    workshops = (await room.published()).workshops
    assert [option["votes"] for option in workshops[1].result["options"]] == [1, 1]
    assert workshops[2].result["values"] == {"7": 1}


async def test_a_choice_that_was_not_offered_is_refused_to_the_member_alone(room: Room) -> None:
    await room.until(2, 10)
    before = len(await room.said_by_the_bot())
    await room.terminal.choose(room.ref, "marc", "Marc", "moment", ["9"])
    assert "choisissez parmi celles" in (await room.told("Marc"))[0]
    assert len(await room.said_by_the_bot()) == before
    assert (await room.record()).choices == ()


async def test_reactions_are_a_set_and_can_be_taken_back(room: Room) -> None:
    await room.until(1, 10)
    post = await room.say("Vio", "Le mien avait un fil.")
    for name in ("Marc", "Léa", "Marc"):
        await room.react(name, post)
    await room.terminal.unreact(room.ref, "léa", post, "👍")
    assert [one.author.id for one in (await room.record()).reactions] == ["marc"]


async def test_the_close_locks_the_workshops_and_says_when_the_flashback_comes(room: Room) -> None:
    await room.until(3, 19)
    await room.say("Vio", "Je repars contente.", "last")
    await room.until(3, 20, 30)
    assert "Le flashback" in (await room.said_by_the_bot())[-1].text
    assert "mercredi 4 mars" not in (await room.said_by_the_bot())[-1].text
    assert "jeudi 5 mars 2026 à 20:00" in (await room.said_by_the_bot())[-1].text
    with pytest.raises(NotAllowed):
        await room.say("Marc", "Encore un mot", "last")
    assert (await room.cafe()).state is CafeState.CLOSED


async def test_the_flashback_gives_back_what_was_said_in_the_members_own_words(room: Room) -> None:
    await room.until(1, 10)
    post = await room.say("Vio", "Le mien avait un fil et je tirais dessus pour aller plus loin.")
    await room.react("Marc", post)
    await room.until(3, 10)
    await room.say("Vio", "Je repars avec une idée.", "last")
    await room.until_the_end()
    flashback = await room.published()
    counts = flashback.counts
    assert (counts.participants, counts.workshops, counts.posts, counts.reactions) == (1, 4, 2, 1)
    assert "Le mien avait un fil et je tirais dessus pour aller plus loin." in texts(flashback)
    assert [word.text for word in flashback.closing_words] == ["Je repars avec une idée."]
    said = "\n".join(message.text for message in await room.said_by_the_bot())
    assert "je tirais dessus" in said
    assert (await room.cafe()).state is CafeState.PUBLISHED


async def test_the_same_cafe_speaks_english_in_an_english_room(unopened: Room) -> None:
    await unopened.begin(language="en")
    await unopened.until(2, 10)
    said = "\n".join(message.text for message in await unopened.said_by_the_bot())
    assert "What the café keeps" in said
    assert "1. Early" in said
    await unopened.say("Wren", "Early", "moment")
    await unopened.until_the_end()
    assert (await unopened.published()).workshops[1].result["options"][0] == {"id": "1", "label": "Early", "votes": 1}
    assert all("atelier" not in message.text for message in await unopened.said_by_the_bot())


async def test_what_is_published_goes_by_the_cafes_own_ids(room: Room) -> None:
    await room.until(1, 10)
    post = await room.say("Vio", "Le mien avait un fil.")
    await room.until_the_end()
    published = (await room.published()).workshops[0]
    for_the_host = (await room.host.flashback(room.cafe_id)).workshops[0]
    assert for_the_host.unplaced == (post,)
    assert published.unplaced != (post,)
    assert published.unplaced[0].startswith("p")


async def test_hosts_see_which_answers_were_late_and_members_do_not(room: Room) -> None:
    await room.until(2, 10)
    early = await room.say("Vio", "Plus tard, quand elle prendra le bus seule.", "moment")
    await room.until(2, 21)
    late = await room.say("Ange", "Tôt, pour appeler sa grand-mère tranquillement.", "moment")
    await room.until_the_end()
    for_the_host = (await room.host.flashback(room.cafe_id)).workshops[1]
    assert for_the_host.late == (late,)
    assert {voice.post for voice in for_the_host.voices} == {early, late}
    assert (await room.published()).workshops[1].late == ()
    assert not any("en retard" in message.text for message in await room.said_by_the_bot())


async def test_hidden_votes_are_in_no_draft_before_the_close(room: Room) -> None:
    await room.until(2, 10)
    await room.say("Vio", "7 parce que je suis inquiète", "far")
    draft = (await room.host.flashback(room.cafe_id)).workshops[2]
    assert (draft.result, draft.voices, draft.unplaced) == ({}, (), ())
    await room.until_the_end()
    assert (await room.published()).workshops[2].result["values"] == {"7": 1}
