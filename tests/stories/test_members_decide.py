"""What is kept of members, how they are quoted, and how they leave."""

from __future__ import annotations

import pytest

from bot.domain import Consent, Home, PostEdited
from tests.stories.room import ZONE, Room, authors, script, texts

WORDS = "Le mien avait un fil et je tirais dessus pour aller plus loin."


async def test_silence_never_means_the_name(room: Room) -> None:
    await room.until(1, 10)
    await room.say("Vio", WORDS)
    await room.until_the_end()
    flashback = await room.published()
    assert WORDS in texts(flashback)
    assert authors(flashback) == {None}


async def test_where_the_script_says_so_silence_means_not_quoted(unopened: Room) -> None:
    await unopened.begin(quotes=Consent.NONE)
    await unopened.until(1, 10)
    await unopened.say("Vio", WORDS)
    assert "on ne vous cite pas" in (await unopened.said_by_the_bot())[0].text
    await unopened.until_the_end()
    flashback = await unopened.published()
    assert texts(flashback) == []
    assert flashback.counts.posts == 1


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        (Consent.NAMED, "avec votre nom"),
        (Consent.CAFE_NAME, "nom de café inventé"),
        (Consent.ANONYMOUS, "sans nom"),
        (Consent.NONE, "jamais cité·e"),
    ],
)
async def test_a_member_chooses_and_is_told_so_alone(room: Room, choice: Consent, told: str) -> None:
    await room.until(1, 10)
    await room.say("Vio", WORDS)
    await room.consent("Vio", choice)
    assert told in (await room.told("Vio"))[0]
    await room.until_the_end()
    flashback = await room.published()
    quoted = authors(flashback)
    match choice:
        case Consent.NAMED:
            assert quoted == {"Vio"}
        case Consent.CAFE_NAME:
            [name] = quoted
            assert name not in (None, "Vio", "vio")
        case Consent.ANONYMOUS:
            assert quoted == {None}
        case Consent.NONE:
            assert texts(flashback) == []


async def test_a_choice_made_after_the_close_still_counts(room: Room) -> None:
    await room.until(1, 10)
    await room.say("Vio", WORDS)
    await room.until(3, 21)
    await room.consent("Vio", Consent.NONE)
    await room.until_the_end()
    assert texts(await room.published()) == []


async def test_a_choice_made_after_publication_changes_what_is_published(room: Room) -> None:
    await room.until(1, 10)
    await room.say("Vio", WORDS)
    await room.until_the_end()
    await room.consent("Vio", Consent.NONE)
    assert texts(await room.published()) == []
    assert all(WORDS not in message.text for message in await room.said_by_the_bot())


async def test_nothing_said_before_the_notice_is_ever_kept(room: Room) -> None:
    early = await room.say("Vio", "Je passais par là.", None)
    await room.until(1, 10)
    await room.terminal.edit(room.ref, "vio", early, "Je passais toujours par là.")
    await room.until_the_end()
    assert "passais" not in await room.everything_kept()


async def test_a_hosts_own_messages_are_not_part_of_the_cafe(unopened: Room) -> None:
    await unopened.begin(hosts=("camille",))
    await unopened.until(1, 10)
    await unopened.say("Camille", "Bienvenue à toutes et à tous.")
    assert (await unopened.record()).posts == ()


async def test_only_the_latest_words_of_a_post_are_kept(room: Room) -> None:
    await room.until(1, 10)
    post = await room.say("Vio", "Ma voisine Huguette exagère.")
    await room.terminal.edit(room.ref, "vio", post, "Ma voisine exagère.")
    assert [one.text for one in (await room.record()).posts] == ["Ma voisine exagère."]
    assert "Huguette" not in await room.everything_kept()


async def test_a_deleted_post_leaves_no_word_and_never_comes_back(room: Room) -> None:
    await room.until(1, 10)
    post = await room.say("Vio", "Ceci est un secret.")
    await room.react("Marc", post)
    await room.terminal.erase(room.ref, "vio", post)
    again = await room.reopened()
    await again.host.listen()
    assert (await again.record()).posts == ()
    assert (await again.record()).reactions == ()
    assert "Ceci est" not in await again.everything_kept()
    await again.database.close()


async def test_words_deleted_after_publication_leave_the_flashback_in_place(room: Room) -> None:
    await room.until(1, 10)
    post = await room.say("Vio", WORDS)
    await room.say("Marc", "Le nôtre était au mur, dans le couloir, et tout le monde écoutait.")
    await room.until_the_end()
    before = await room.said_by_the_bot()
    assert any(WORDS in message.text for message in before)
    await room.terminal.erase(room.ref, "vio", post)
    flashback = await room.published()
    after = await room.said_by_the_bot()
    assert WORDS not in texts(flashback)
    assert flashback.counts.posts == 1
    assert [message.id for message in after] == [message.id for message in before]
    assert all(WORDS not in message.text for message in after)
    assert WORDS not in await room.everything_kept()


async def test_who_withdraws_takes_everything_back_and_is_left_alone(room: Room) -> None:
    await room.until(1, 10)
    await room.say("Vio", WORDS)
    post = await room.say("Marc", "Le nôtre était au mur.")
    await room.react("Vio", post)
    await room.until(2, 10)
    await room.terminal.choose(room.ref, "vio", "Vio", "far", ["3"])
    await room.withdraw("Vio")
    assert "effacé" in (await room.told("Vio"))[-1]
    await room.say("Vio", "Je dis encore une chose.")
    await room.react("Vio", post)
    record = await room.record()
    assert [one.text for one in record.posts] == ["Le nôtre était au mur."]
    assert (record.reactions, record.choices) == ((), ())
    kept = await room.everything_kept()
    assert "tirais" not in kept
    assert "encore une chose" not in kept
    assert "Vio" not in kept
    await room.until_the_end()
    assert (await room.published()).counts.participants == 1


async def test_who_withdrew_can_come_back_by_choosing_again(room: Room) -> None:
    await room.until(1, 10)
    await room.say("Vio", WORDS)
    await room.withdraw("Vio")
    await room.consent("Vio", Consent.NAMED)
    await room.say("Vio", "Me revoilà, avec une autre histoire de téléphone à raconter.")
    record = await room.record()
    assert [one.text for one in record.posts] == ["Me revoilà, avec une autre histoire de téléphone à raconter."]
    assert record.members[room.ref_of("Vio")].name == "Vio"


async def test_what_is_written_to_the_bot_alone_is_not_kept(room: Room) -> None:
    await room.until(1, 10)
    await room.terminal.tell(room.ref, "vio", "Vio", "Un mot pour toi seulement.")
    assert "je ne le garde pas" in (await room.told("Vio"))[0]
    assert "toi seulement" not in await room.everything_kept()


async def test_a_quotation_never_names_another_member(room: Room) -> None:
    await room.until(1, 10)
    await room.say("Marc", "Le nôtre était au mur, dans le couloir, et tout le monde écoutait.")
    await room.say("Vio", "Comme chez Marc, le mien avait un fil.")
    await room.until_the_end()
    assert all("Marc" not in text for text in texts(await room.published()))


async def test_an_old_choice_that_is_handed_in_again_does_not_undo_a_newer_one(room: Room) -> None:
    await room.until(1, 10)
    await room.say("Vio", WORDS)
    await room.consent("Vio", Consent.NAMED)
    await room.until(1, 11)
    await room.withdraw("Vio")
    await room.until(1, 12)
    await room.consent("Vio", Consent.ANONYMOUS)
    await room.say("Vio", "Me revoilà, avec une autre histoire de téléphone à raconter.")
    before = await room.record()
    await room.host.receive([event async for event in room.terminal.read_back(room.ref, None)])
    assert await room.record() == before
    assert before.members[room.ref_of("Vio")].consent is Consent.ANONYMOUS


async def test_nothing_about_a_member_is_kept_before_the_notice(room: Room) -> None:
    await room.terminal.consent(room.ref, "vio", "Vio", Consent.NAMED)
    await room.until(1, 10)
    assert (await room.record()).members == {}
    assert "Vio" not in await room.everything_kept()


async def test_who_leaves_leaves_every_cafe_of_the_room(room: Room) -> None:
    await room.until(1, 10)
    await room.say("Vio", WORDS)
    await room.until_the_end()
    first = room.cafe_id
    assert WORDS in texts(await room.published())
    day = room.clock.now().date()
    second = await room.host.open(script(), [Home(room.ref, "fr")], zone=ZONE, day=day)
    await room.ticker.tick()
    await room.withdraw("Vio")
    assert second.id != first
    assert texts(await room.published()) == []
    assert WORDS not in await room.everything_kept()


async def test_nobody_votes_in_a_workshop_that_has_not_opened(room: Room) -> None:
    await room.until(1, 10)
    await room.terminal.choose(room.ref, "vio", "Vio", "far", ["7"])
    assert (await room.record()).choices == ()


async def test_erased_words_are_not_left_in_the_databases_files(room: Room) -> None:
    await room.until(1, 10)
    post = await room.say("Vio", "Le mot hippopotame ne se dit nulle part ailleurs.")
    await room.terminal.erase(room.ref, "vio", post)
    await room.until(1, 11)
    files = [file.read_bytes() for file in room.path.parent.glob("cafe.db*")]
    assert all(b"hippopotame" not in content for content in files)


async def test_an_edit_after_the_close_takes_words_away_and_brings_none_in(room: Room) -> None:
    await room.until(1, 10)
    post = await room.say("Vio", WORDS)
    await room.until(2, 10)
    vote = await room.say("Vio", "1", "moment")
    await room.until_the_end()
    for edited, text in ((post, "Achetez mes téléphones pas chers !"), (vote, "2")):
        await room.host.receive([PostEdited(room=room.ref, at=room.clock.now(), post=edited, text=text)])
    flashback = await room.published()
    assert texts(flashback) == []
    assert [option["votes"] for option in flashback.workshops[1].result["options"]] == [0, 0]
    assert WORDS not in await room.everything_kept()
