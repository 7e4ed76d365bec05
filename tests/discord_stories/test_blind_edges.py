"""A blind workshop, and what people do at its edges: leave and come back, take back, press too late."""

from __future__ import annotations

from tests.cogs.scene import Community, told
from tests.cogs.shapes import both
from tests.discord.week import blind
from tests.discord_server import Form, Permission
from tests.stories.room import texts

WORDS = "Le mien avait un fil et je tirais dessus pour aller plus loin."


async def answers(community: Community, words: str = WORDS) -> str:
    """Vio answers by the form, as it is shown to them; what they are told."""
    form = Form.of(await community.vio.clicks(community.question(), "Répondre"))
    seen = await community.vio.submits(form, {"Votre réponse": words})
    await community.settle()
    return told(seen)


async def inside(community: Community) -> bool:
    return community.vio.user.id in (await community.thread("memory")).members


@both
async def test_whoever_leaves_and_comes_back_is_let_in_by_the_answer_they_gave(community: Community) -> None:
    """The form shows it again: to send it as it is, is enough."""
    await community.begin(told=blind())
    await community.until(1, 10)
    await answers(community)
    assert await inside(community)
    community.vio.leaves(community.guild)
    assert not await inside(community)
    community.vio.joins(community.guild)
    assert "Votre réponse est prise" in await answers(community)
    assert await inside(community)
    assert await community.kept("Vio") == [WORDS], "and it is one answer still"
    assert [WORDS in one.content for one in (await community.thread("memory")).messages.values()].count(True) == 1


@both
async def test_whoever_takes_their_only_answer_back_has_read_the_others_and_stays(community: Community) -> None:
    await community.begin(told=blind())
    await community.until(1, 10)
    await answers(community)
    thread = await community.thread("memory")
    [said] = [one for one in thread.messages.values() if WORDS in one.content]
    asked = await community.vio.clicks(said, "Reprendre mes mots")
    await community.replies(community.vio, asked, "Oui, je suis sûr·e")
    await community.settle()
    assert await community.kept("Vio") == []
    assert not any(WORDS in one.content for one in thread.messages.values())
    assert await inside(community)
    await community.until(5, 12)
    assert WORDS not in texts(await community.published())


@both
async def test_after_the_close_the_answers_may_be_read_and_none_is_taken(community: Community) -> None:
    await community.begin(told=blind())
    await community.until(1, 10)
    await answers(community)
    await community.until(4, 10)
    question = community.question()
    late = await community.ana.clicks(question, "Répondre")
    assert late.modal is None
    assert "est fermé" in told(late)
    opened = await community.ana.clicks(question, "Lire les réponses")
    await opened.until(lambda seen: bool(seen.followups))
    assert "Voici ce que les autres ont répondu" in opened.followups[0].content
    assert community.ana.user.id in (await community.thread("memory")).members


async def test_a_reply_to_the_question_where_all_can_read_it_is_no_answer(community: Community) -> None:
    await community.begin(told=blind())
    await community.until(1, 10)
    community.vio.says(community.question().channel, WORDS, reply_to=community.question())
    await community.settle()
    assert await community.kept("Vio") == []
    assert not await inside(community)


@both
async def test_where_no_private_thread_can_begin_nothing_is_asked_until_one_can(community: Community) -> None:
    """A question whose answers cannot be kept apart is better not asked."""
    channel = community.channel if community.shape == "text" else community.beside
    community.server.forbid(channel, Permission.CREATE_PRIVATE_THREADS)
    await community.begin(told=blind())
    await community.until(1, 10)
    assert "Un souvenir" not in [one.name for one in community.guild.threads.values()]
    assert not any("answer" in str(one.components) for one in community.said())
    assert "un salon refuse" in "\n".join(one.content for one in community.camille.sees(community.desk))
    community.server.allow(channel, Permission.CREATE_PRIVATE_THREADS)
    await community.settle()
    await community.until(1, 12)
    assert "Votre réponse est prise" in await answers(community)
    assert await inside(community)
