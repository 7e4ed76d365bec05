"""Whoever has no right to it tries every command of the hosts, every entry of their menu and every button of others:
one sentence to them alone, and nothing has changed."""

from __future__ import annotations

from collections.abc import Awaitable

import pytest

from tests.cogs.scene import Community, told
from tests.discord_server import Form, Interaction, Message, Permission, Person
from tests.discord_stories.everything import given_to, of_hosts, typed

WORDS = "Le mien avait un fil."


@pytest.fixture
async def opened(community: Community) -> Message:
    """The first workshop is open, Vio has written in it; the server shows every command to everybody: the menu is no
    right."""
    await community.begin()
    await community.until(1, 10)
    said = community.vio.says(await community.thread("memory"), WORDS)
    await community.settle()
    for one in community.server.commands.of(None).values():
        one["default_member_permissions"] = None
    return said


async def refused(community: Community, trying: Awaitable[Interaction], sentence: str) -> None:
    """That is answered with one line, to whoever tried alone."""
    seen = await trying
    assert seen.private
    assert sentence in told(seen)
    assert "\n" not in told(seen).strip()
    assert seen.message is not None
    assert not seen.message.components


def managing_events(community: Community) -> Person:
    """Somebody whom Discord shows the hosts' commands, and who hosts nothing."""
    role = community.server.guilds.role(community.guild, "agenda", Permission.MANAGE_EVENTS)
    return community.server.new_person(community.guild, "Mo", roles=(role,), locale="fr")


def administrating(community: Community) -> Person:
    """Somebody who may do everything in that server, and is no host of its café."""
    role = community.server.guilds.role(community.guild, "patron", Permission.ADMINISTRATOR)
    return community.server.new_person(community.guild, "Pat", roles=(role,), locale="fr")


def a_member(community: Community) -> Person:
    return community.vio


def hosting_elsewhere(community: Community) -> Person:
    """A host of another community's, in its own server, who has come here too."""
    elsewhere = community.server.new_guild("Ailleurs")
    role = community.server.guilds.role(elsewhere, "hôtes", Permission.MANAGE_EVENTS)
    person = community.server.new_person(elsewhere, "Solange", roles=(role,), locale="fr")
    person.joins(community.guild)
    return person


@pytest.mark.parametrize("somebody", [a_member, managing_events, administrating, hosting_elsewhere])
async def test_every_command_of_the_hosts_is_refused(community: Community, opened: Message, somebody: object) -> None:
    who: Person = somebody(community)  # type: ignore[operator]
    before, said = await community.everything_kept(), len(community.said())
    tried = 0
    for command in of_hosts(community):
        given = given_to(community, command, who, cafe=community.cafe_id)
        trying = who.runs(community.channel, typed(community, command), **given)
        await refused(community, trying, "n’est pas pour vous ici")
        tried += 1
    await refused(community, who.runs_on(opened, "Ajouter au flashback"), "n’est pas pour vous ici")
    assert tried > 20
    assert await community.everything_kept() == before
    assert len(community.said()) == said


async def test_the_words_of_others_are_nobody_elses_to_take_back_point_at_or_quote(
    community: Community, opened: Message
) -> None:
    form = Form.of(await community.vio.clicks(community.question(), "Répondre"))
    await community.vio.submits(form, {"Votre réponse": "Il était rouge."})
    thread = await community.thread("memory")
    [carried] = [one for one in thread.messages.values() if "rouge" in one.content]
    await community.settle()
    before = await community.everything_kept()
    for who in (community.ana, community.camille):
        own = "Seule la personne dont ce sont les mots peut les reprendre."
        await refused(community, who.runs_on(opened, "Reprendre mes mots"), own)
        await refused(community, who.runs_on(carried, "Reprendre mes mots"), own)
        await refused(community, who.clicks(carried, "Reprendre mes mots"), own)
        await refused(community, who.runs_on(opened, "C’est ma réponse"), "n’est pas de vous")
        given = {"message": str(opened.id), "choix": "nom"}
        await refused(community, who.runs(community.channel, "moi citer", **given), "de vous")
        theirs = {"quoi": "message", "message": str(opened.id)}
        await refused(community, who.runs(community.channel, "moi oublier", **theirs), "de vous")
    assert await community.everything_kept() == before


async def test_nobody_confirms_what_somebody_else_was_asked(community: Community, opened: Message) -> None:
    """Nobody sees the question of another; whoever forges the press of its button is told that it is over."""
    asked = await community.camille.runs(community.channel, "café fermer")
    assert asked.message is not None
    with pytest.raises(LookupError):
        await community.ana.clicks(asked.message, "Oui, je suis sûr·e")
    asked.message.only_for = None
    before = await community.everything_kept()
    forged = await community.ana.clicks(asked.message, "Oui, je suis sûr·e")
    await forged.until(lambda _: "plus d’actualité" in asked.text)
    assert await community.everything_kept() == before
