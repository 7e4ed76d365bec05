"""Who does not see the café's channel: by direct message, from another server or another channel, they neither read it
nor become a member; whoever is known there still decides about their own words."""

from __future__ import annotations

import pytest

from tests.cogs.scene import Community, told
from tests.discord_server import Permission, Person

WORDS = "Je me souviens du téléphone gris de ma grand-mère."
ONLY = "Seules les personnes qui voient le salon"


@pytest.fixture
async def liked(community: Community) -> Community:
    """Ana has written, and Vio likes it."""
    await community.begin()
    await community.until(1, 10)
    said = community.ana.says(await community.thread("memory"), WORDS)
    await community.settle()
    community.vio.reacts(said, "❤️")
    await community.settle()
    return community


async def directly(who: Person, command: str, **options: str) -> str:
    """What somebody is told who gives a command in a direct message."""
    channel = who.server.world.direct_channel(who.user)
    return told(await who.runs(channel, command, **options))


async def test_a_stranger_does_nothing_by_direct_message(liked: Community) -> None:
    elsewhere = liked.server.new_guild("Ailleurs")
    mallory = liked.server.new_person(elsewhere, "téléphone", locale="fr")
    mallory.writes_to_bot("salut")
    await liked.settle()
    before = await liked.everything_kept()
    for command, options in (
        ("moi rattraper", {}),
        ("moi rappels", {"activer": "on"}),
        ("moi consentement", {"choix": "none"}),
        ("moi suivre", {}),
        ("moi données", {}),
    ):
        seen = await directly(mallory, command, **options)
        assert seen.startswith(ONLY), command
        assert "\n" not in seen
    assert await liked.everything_kept() == before


async def test_who_is_there_may_ask_by_direct_message(liked: Community) -> None:
    assert WORDS in await directly(liked.camille, "moi rattraper")
    paul = liked.server.new_person(liked.guild, "Paul", locale="fr")
    assert ONLY not in await directly(paul, "moi consentement", choix="none")


async def test_who_has_left_decides_about_their_own_words_and_reads_nobody_elses(liked: Community) -> None:
    liked.vio.leaves(liked.guild)
    liked.ana.leaves(liked.guild)
    assert (await directly(liked.vio, "moi rattraper")).startswith(ONLY)
    assert WORDS in await directly(liked.ana, "moi citations")
    assert ONLY not in await directly(liked.ana, "moi consentement", choix="none")


async def test_who_does_not_see_the_channel_reads_nothing_of_it_from_another_one(liked: Community) -> None:
    public = liked.server.new_text(liked.guild, "public")
    await liked.vio.runs(public, "sujet proposer", texte="Les cartes postales")
    liked.server.forbid(liked.channel, Permission.VIEW_CHANNEL, whom=liked.zoe.user)
    liked.zoe.user.locale = "fr"
    before = await liked.everything_kept()
    for command, options in (
        ("moi rattraper", {}),
        ("sujet liste", {}),
        ("sujet soutenir", {"numéro": 1}),
        ("moi consentement", {"choix": "none"}),
    ):
        seen = told(await liked.zoe.runs(public, command, **options))
        assert seen.startswith(ONLY), command
    assert await liked.zoe.completes(public, "moi données", "café") == []
    assert await liked.vio.completes(public, "moi données", "café") != []
    assert await liked.everything_kept() == before
    assert "cartes postales" in told(await liked.vio.runs(public, "sujet liste"))
