"""The same café where the portal grants no Message Content: whoever speaks to the bot takes part, the others are left
alone, and everybody is told so."""

from __future__ import annotations

import pytest

from bot.digest.counts import words_in
from bot.domain import CafeState
from bot.host import Audited, Auditing
from tests.cogs.scene import Community, told
from tests.cogs.shapes import both
from tests.discord_server import Form, Intent, Message
from tests.stories.room import texts

HOW = "Je ne lis ici que ce qui m’est adressé"
REPLIED = "Le mien avait un fil et je tirais dessus pour aller plus loin."
MENTIONED = "On attendait son tour dans le couloir, une pièce dans la main."
PRESSED = "Il sonnait toujours au milieu du repas, et mon père ne répondait pas."
POINTED = "J’avais appris le numéro de ma grand-mère par cœur."
ASIDE = "Quelqu’un a vu mes clefs ?"


@pytest.fixture
async def unread(community: Community) -> Community:
    """The community, of which the bot may only read what is said to it."""
    community.server.gateway.granted &= ~Intent.MESSAGE_CONTENT
    community.how = {**community.how, "reads_all": False}
    await community.platform.close()
    community._work()
    await community.begin()
    await community.until(1, 10)
    return community


@both
async def test_a_whole_week_of_those_who_speak_to_the_bot(unread: Community) -> None:
    thread, question = await unread.thread("memory"), unread.question()
    unread.vio.says(question.channel, REPLIED, reply_to=question)
    unread.ana.says(thread, f"<@{unread.server.world.bot.id}> {MENTIONED}")
    lou = unread.server.new_person(unread.guild, "Lou", locale="fr")
    form = Form.of(await lou.clicks(question, "Répondre"))
    await lou.submits(form, {"Votre réponse": PRESSED})
    pointed = unread.zoe.says(thread, POINTED)
    seen = await unread.zoe.runs_on(pointed, "This is my answer")
    assert told(seen) == "Noted: this message is your answer."
    unread.ana.says(thread, ASIDE)
    unread.ana.says(question.channel, ASIDE, reply_to=question, ping=False)
    await unread.settle()
    posts = (await unread.record()).posts
    assert sorted((one.text, one.workshop, one.answer) for one in posts) == sorted(
        (text, "memory", True) for text in (REPLIED, MENTIONED, PRESSED, POINTED)
    )
    await unread.until(5, 12)
    assert (await unread.cafe()).state is CafeState.PUBLISHED
    flashback = await unread.published()
    assert (flashback.counts.participants, flashback.counts.posts) == (4, 4)
    assert len(set(texts(flashback)) & {REPLIED, MENTIONED, PRESSED, POINTED}) >= 3
    assert ASIDE not in await unread.everything_kept()


@both
async def test_members_are_told_how_to_take_part_where_they_are_asked(unread: Community) -> None:
    [presented] = [one for one in unread.said() if "Parlons-en." in one.content]
    assert HOW in presented.content
    assert HOW in unread.question().content


async def test_where_all_is_read_nobody_is_told_to_speak_to_the_bot(community: Community) -> None:
    await community.begin()
    await community.until(1, 10)
    assert not any(HOW in one.content for one in community.said())


@both
async def test_a_reply_to_the_question_is_kept_true_after_a_restart(unread: Community) -> None:
    question = unread.question()
    kept = unread.vio.says(question.channel, REPLIED, reply_to=question)
    await unread.settle()
    await unread.platform.close()
    missed = unread.ana.says(question.channel, MENTIONED, reply_to=question)
    unread.ana.says(await unread.thread("memory"), ASIDE)
    await unread.die()
    assert {(one.text, one.workshop) for one in (await unread.record()).posts} == {
        (REPLIED, "memory"),
        (MENTIONED, "memory"),
    }
    unread.vio.edits(kept, "Le mien était rouge, avec un fil.")
    unread.ana.deletes(missed)
    await unread.settle()
    await unread.host.looking.look()
    assert [one.text for one in (await unread.record()).posts] == ["Le mien était rouge, avec un fil."]


async def test_with_the_intent_a_reply_in_the_channel_is_an_answer_too(community: Community) -> None:
    """Whoever does not open the thread replies to the question where it stands."""
    await community.begin()
    await community.until(1, 10)
    community.vio.says(community.channel, REPLIED, reply_to=community.question())
    community.ana.says(community.channel, ASIDE)
    await community.settle()
    assert [(one.text, one.workshop, one.answer) for one in (await community.record()).posts] == [
        (REPLIED, "memory", True)
    ]


TOLD = "je ne peux pas lire ce qu’il dit à présent"


async def pointed_at(unread: Community, *, edited_before: bool = False) -> Message:
    """What Vio has said to the others and then called an answer."""
    message = unread.vio.says(await unread.thread("memory"), POINTED)
    if edited_before:
        unread.clock.forward(minutes=1)
        unread.vio.edits(message, MENTIONED)
    assert "C’est noté" in told(await unread.vio.runs_on(message, "C’est ma réponse"))
    # What has just been pressed could be answered in the room itself.
    unread.clock.forward(minutes=20)
    return message


async def test_whoever_edits_an_answer_that_cannot_be_read_any_more_is_told_alone(unread: Community) -> None:
    """People edit in order to remove: the former words go. They are not told so in front of others."""
    message = await pointed_at(unread)
    for words in ("Je l’ai oublié.", "Non : je l’ai su longtemps."):
        unread.clock.forward(minutes=1)
        unread.vio.edits(message, words)
    await unread.settle()
    assert await unread.kept("Vio") == [""]
    assert POINTED not in await unread.everything_kept()
    assert [TOLD in one.content for one in unread.vio.inbox] == [True], "once, and nobody else"
    assert not any(TOLD in one.content for one in unread.said())
    await unread.vio.runs_on(message, "C’est ma réponse")
    [post] = (await unread.record()).posts
    assert (post.text, post.answer) == ("Non : je l’ai su longtemps.", True), "brought in again"


async def test_what_was_edited_before_it_was_pointed_at_stays_as_it_is(unread: Community) -> None:
    """A pin or a preview tells of a message again, with the edit it had; a restart compares it."""
    message = await pointed_at(unread, edited_before=True)
    unread.server.marks.pin(message, unread.guild.owner, pinned=True)
    await unread.settle()
    await unread.host.looking.look()
    await unread.die()
    await unread.host.looking.look()
    assert await unread.kept("Vio") == [MENTIONED]
    assert unread.vio.inbox == []


async def test_an_edit_while_the_bot_was_away_takes_the_words_away_too(unread: Community) -> None:
    message = await pointed_at(unread)
    await unread.platform.close()
    unread.vio.edits(message, "Je l’ai oublié.")
    await unread.die()
    await unread.host.looking.look()
    assert await unread.kept("Vio") == [""]
    assert [TOLD in one.content for one in unread.vio.inbox] == [True]


async def test_an_edit_after_the_publishing_takes_the_words_out_of_the_flashback(unread: Community) -> None:
    message = await pointed_at(unread)
    await unread.until(5, 12)
    assert POINTED in texts(await unread.published())
    message.channel.archived = False  # type: ignore[attr-defined]
    unread.vio.edits(message, "Je l’ai oublié.")
    await unread.settle()
    assert POINTED not in texts(await unread.published())
    assert not any(POINTED in one.content for one in unread.said())
    assert ["ni gardés ni cités" in one.content for one in unread.vio.inbox] == [True]


async def audited(unread: Community) -> Audited:
    """The café's figures, counted again."""
    services = unread.services
    return await Auditing(services.store, services.platforms, services.host.hosts).audit(unread.cafe_id)


KEPT_BACK = "ne me montre pas les mots de {} contribution"


async def test_an_audit_names_what_the_history_shows_no_words_of_and_calls_no_true_figure_false(
    unread: Community,
) -> None:
    thread, question = await unread.thread("memory"), unread.question()
    unread.vio.says(question.channel, REPLIED, reply_to=question)
    unread.ana.says(thread, f"<@{unread.server.world.bot.id}> {MENTIONED}")
    message = await pointed_at(unread)
    unread.ana.reacts(message, "👍")
    unread.ana.says(thread, ASIDE)
    await unread.settle()
    found = await audited(unread)
    assert (found.differences, found.kept_back) == ((), 1)
    told = (await unread.camille.runs(unread.counter, "café audit")).text
    assert KEPT_BACK.format(1) in told
    assert "Tout concorde" in told
    await unread.until(5, 12)
    found = await audited(unread)
    assert (found.differences, found.kept_back) == ((), 1)


async def test_an_audit_still_finds_a_post_that_is_not_in_the_room_any_more(unread: Community) -> None:
    message = await pointed_at(unread)
    await unread.platform.close()
    unread.vio.deletes(message)
    await unread.die()
    found = await audited(unread)
    assert found.kept_back == 0
    [row] = [one for one in found.differences if one.figure == "rows.posts"]
    assert (row.told, row.counted, row.posts) == (True, False, (f"discord:{message.id}",))


async def test_a_contribution_whose_words_are_shown_no_more_counts_as_one_without_words(unread: Community) -> None:
    """Its author took part and has not taken that back (docs/NUMBERS.md); an audit counts it alike."""
    thread = await unread.thread("memory")
    unread.ana.says(thread, f"<@{unread.server.world.bot.id}> {MENTIONED}")
    message = await pointed_at(unread)
    unread.ana.reacts(message, "👍")
    unread.clock.forward(minutes=1)
    unread.vio.edits(message, "Je l’ai oublié.")
    await unread.settle()
    await unread.until(5, 12)
    flashback = await unread.published()
    counts = flashback.counts
    assert (counts.participants, counts.posts, counts.reactions) == (2, 2, 1)
    assert counts.words == words_in(MENTIONED)
    assert (flashback.coverage.posts_used, set(texts(flashback))) == (1, {MENTIONED})
    found = await audited(unread)
    assert (found.differences, found.kept_back) == ((), 1)
