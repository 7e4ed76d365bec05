"""What stands in the menu of a message: hosts put it first, members make it their answer, or take it back."""

from __future__ import annotations

from tests.cogs.scene import Community, told
from tests.cogs.shapes import both
from tests.discord_server import Message

WORDS = "Le mien avait un fil."


async def said(community: Community, day: int = 1) -> Message:
    """What Vio has said in a workshop."""
    await community.begin()
    await community.until(day, 10)
    message = community.vio.says(await community.thread("memory"), WORDS)
    await community.settle()
    return message


@both
async def test_a_host_adds_a_message_to_the_flashback(community: Community) -> None:
    message = await said(community)
    seen = await community.camille.runs_on(message, "Ajouter au flashback")
    assert seen.private
    assert "première voix de « Un souvenir »" in told(seen)
    async with community.store.reading() as store:
        assert [one.what for one in await store.history(community.cafe_id, 1)] == ["star"]


async def test_a_member_who_finds_the_hosts_entry_may_not_use_it(community: Community) -> None:
    message = await said(community)
    for one in community.server.commands.of(None).values():
        one["default_member_permissions"] = None
    seen = await community.ana.runs_on(message, "Ajouter au flashback")
    assert "n’est pas pour vous ici" in told(seen)


async def test_without_the_intent_a_member_points_at_their_answer(community: Community) -> None:
    community.how = {"reads_all": False}
    await community.platform.close()
    community._work()
    message = await said(community)
    assert await community.kept("Vio") == [], "nothing of it could be read"
    seen = await community.vio.runs_on(message, "C’est ma réponse")
    assert told(seen) == "C’est noté : ce message est votre réponse."
    [post] = (await community.record()).posts
    assert (post.text, post.workshop, post.answer) == (WORDS, "memory", True)
    await community.vio.runs_on(message, "C’est ma réponse")
    assert await community.kept("Vio") == [WORDS], "once is enough"


async def test_only_ones_own_message_in_a_workshop_of_an_open_café_is_an_answer(community: Community) -> None:
    message = await said(community)
    assert "n’est pas de vous" in told(await community.ana.runs_on(message, "C’est ma réponse"))
    elsewhere = community.vio.says(community.channel, "Bonjour.")
    assert "pas d’atelier dans ce fil" in told(await community.vio.runs_on(elsewhere, "C’est ma réponse"))
    host = community.camille.says(await community.thread("memory"), "Bienvenue.")
    assert "Vous êtes hôte" in told(await community.camille.runs_on(host, "C’est ma réponse"))
    asked = await community.ana.runs(community.channel, "moi oublier", quoi="all")
    await community.replies(community.ana, asked, "Oui, je suis sûr·e")
    late = community.ana.says(await community.thread("memory"), "Et moi ?")
    assert "ne compte pas ici" in told(await community.ana.runs_on(late, "C’est ma réponse"))
    thread = await community.thread("memory")
    await community.until(4, 10)
    thread.archived = False
    assert "est fermé" in told(await community.vio.runs_on(message, "C’est ma réponse"))


async def test_a_member_takes_back_their_words_and_nobody_elses(community: Community) -> None:
    message = await said(community)
    refused = await community.ana.runs_on(message, "Reprendre mes mots")
    assert told(refused) == "Seule la personne dont ce sont les mots peut les reprendre."
    asked = await community.vio.runs_on(message, "Reprendre mes mots")
    assert await community.kept("Vio") == [WORDS], "asked about first"
    await community.replies(community.vio, asked, "Oui, je suis sûr·e")
    assert await community.kept("Vio") == []


@both
async def test_words_are_taken_back_out_of_a_flashback_that_is_out(community: Community) -> None:
    message = await said(community)
    await community.until(5, 12)
    assert any("avait un fil" in one.content for one in community.said())
    message.channel.archived = False  # type: ignore[attr-defined]
    asked = await community.vio.runs_on(message, "Reprendre mes mots")
    await community.replies(community.vio, asked, "Oui, je suis sûr·e")
    assert not any("avait un fil" in one.content for one in community.said())


async def test_an_entry_speaks_english_to_whoever_does(community: Community) -> None:
    message = await said(community)
    refused = await community.zoe.runs_on(message, "Take back my words")
    assert told(refused) == "Only the person whose words these are can take them back."
