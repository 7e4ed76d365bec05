"""Hosts and members use the café's commands where Discord's users expect them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.domain import CafeState
from tests.cogs.scene import Community, told
from tests.cogs.shapes import both
from tests.discord_server import CommandType, NoAnswer, Person
from tests.stories.test_hosts_command import STRUCTURE, WORDS


@both
async def test_a_host_opens_a_café_moves_a_workshop_and_closes_it(community: Community) -> None:
    await community.listening()
    assert "Le premier téléphone" in await community.asks(community.camille, "café ouvrir", script="first-phone")
    async with community.store.reading() as store:
        [cafe] = await store.cafes()
    community.cafe_id = cafe.id
    assert [home.room for home in cafe.homes] == [community.room]
    moved = await community.asks(community.camille, "café déplacer", atelier="moment", quand="jour 2 10:00")
    assert "« Le bon moment » ouvrira le" in moved
    await community.until(1, 12)
    asked = await community.camille.runs(community.counter, "café fermer")
    assert "pour de bon" in asked.text
    assert asked.message is not None
    assert (await community.cafe()).state is CafeState.OPEN
    assert "ferme maintenant" in await community.replies(community.camille, asked, "Oui, je suis sûr·e")
    assert asked.message.components == []
    await community.until(1, 13)
    assert (await community.cafe()).state.step >= CafeState.CLOSED.step


async def test_a_no_leaves_everything_as_it_is(community: Community) -> None:
    await community.begin()
    await community.until(1, 12)
    asked = await community.camille.runs(community.channel, "café fermer")
    assert await community.replies(community.camille, asked, "Non, laisser") == "Je n’ai rien changé."
    assert (await community.cafe()).state is CafeState.OPEN


async def test_a_yes_that_comes_too_late_or_after_a_restart_changes_nothing(community: Community) -> None:
    await community.begin()
    await community.until(1, 12)
    asked = await community.camille.runs(community.channel, "café fermer")
    community.clock.forward(minutes=6)
    assert "plus d’actualité" in await community.replies(community.camille, asked, "Oui, je suis sûr·e")
    asked = await community.camille.runs(community.channel, "café fermer")
    await community.die()
    assert "plus d’actualité" in await community.replies(community.camille, asked, "Oui, je suis sûr·e")
    assert (await community.cafe()).state is CafeState.OPEN


async def test_members_see_in_the_help_what_they_may_do_and_find_nothing_else(community: Community) -> None:
    await community.begin()
    for_vio = await community.asks(community.vio, "moi aide")
    assert "/moi citations" in for_vio
    assert "/café" not in for_vio
    for_camille = await community.asks(community.camille, "café aide")
    assert "/café ouvrir SCRIPT" in for_camille
    assert "`non` seul le retire" in for_camille
    assert "\\`" not in for_camille
    assert "`/moi rappels oui` le demande" in await community.asks(community.vio, "moi rappels")
    assert community.vio.menu(community.channel) == ["moi", "sujet"]
    assert community.camille.menu(community.channel) == ["café", "moi", "sujet"]
    assert community.zoe.menu(community.channel) == ["me", "topic"]
    assert community.vio.menu(community.channel, CommandType.MESSAGE) == ["C’est ma réponse", "Reprendre mes mots"]
    assert community.camille.menu(community.channel, CommandType.MESSAGE)[0] == "Ajouter au flashback"


async def test_everybody_is_answered_in_their_own_language(community: Community) -> None:
    await community.begin()
    assert "Personne n’a encore proposé de sujet" in await community.asks(community.vio, "sujet liste")
    assert "Nobody has suggested a topic here yet" in await community.asks(community.zoe, "topic list")


async def test_what_is_offered_while_somebody_types(community: Community) -> None:
    await community.begin()
    await community.until(1, 12)
    camille, channel = community.camille, community.channel

    async def offered(command: str, option: str, typed: str = "", who: Person = camille, **others: str) -> list[str]:
        return [one["value"] for one in await who.completes(channel, command, option, typed, **others)]

    assert await offered("café ouvrir", "script", "fir") == ["first-phone"]
    assert await offered("café déplacer", "atelier", "jus") == ["Jusqu’où"]
    assert len(await offered("café déplacer", "atelier", café=community.cafe_id)) == 4
    assert await offered("café déplacer", "atelier", café="no such café") == []
    assert await offered("café fermer", "café") == [community.cafe_id]
    assert await offered("moi données", "café", who=community.vio) == [community.cafe_id]
    assert await offered("moi dire", "atelier", who=community.vio) == [], "nothing for who may not give the command"


@both
async def test_a_guest_speaks_in_the_cafés_name_though_the_hosts_menu_is_hidden(community: Community) -> None:
    await community.begin()
    await community.until(1, 12)
    refused = await community.asks(community.vio, "moi dire", atelier="memory", texte="Bonjour.")
    assert "`/moi dire` n’est pas pour vous ici : `/moi aide` montre" in refused
    invited = await community.asks(community.camille, "café invité", atelier="memory", qui=community.vio)
    assert "Vio peut maintenant parler" in invited
    history = await community.asks(community.camille, "café historique")
    assert "Vio" in history
    assert str(community.vio.id) not in history
    await community.asks(community.vio, "moi dire", atelier="memory", texte="Bonjour de la part de Vio.")
    assert any("Bonjour de la part de Vio." in one.content for one in community.said())


async def test_a_script_comes_as_attachments_and_its_faults_are_told_one_by_one(
    community: Community, tmp_path: Path
) -> None:
    community.uploads = tmp_path / "uploads"
    community.serve()
    await community.listening()
    camille, channel = community.camille, community.channel
    structure = camille.file("script.toml", STRUCTURE.replace("question", "quesion").encode())
    words = camille.file("fr.toml", WORDS.encode())
    wrong = await camille.runs(channel, "café script", nom="bonjour", fichiers=structure, fichiers2=words)
    assert "script.toml" in told(wrong)
    assert [one["value"] for one in await camille.completes(channel, "café ouvrir", "script")] == []
    structure = camille.file("script.toml", STRUCTURE.encode())
    words = camille.file("fr.toml", WORDS.encode())
    await camille.runs(channel, "café script", nom="bonjour", fichiers=structure, fichiers2=words)
    assert [one["value"] for one in await camille.completes(channel, "café ouvrir", "script")] == ["bonjour"]
    assert "Bonjour" in await community.asks(camille, "café ouvrir", script="bonjour")


async def test_more_faults_than_a_message_holds_are_counted_and_all_of_them_are_in_a_file(
    community: Community, tmp_path: Path
) -> None:
    community.uploads = tmp_path / "uploads"
    community.serve()
    await community.listening()
    camille = community.camille
    stray = "".join(f"stray{number} = 1\n" for number in range(600))
    files = {
        "fichiers": camille.file("script.toml", (stray + STRUCTURE).encode()),
        "fichiers2": camille.file("fr.toml", WORDS.encode()),
    }
    wrong = await camille.runs(community.channel, "café script", nom="bonjour", **files)
    *said, more = told(wrong).split("\n")
    assert more == f"… et {600 - len(said)} autres erreurs : tout est dans le fichier."
    assert wrong.message is not None
    assert len(wrong.message.content) <= 2_000
    [file] = wrong.message.attachments
    assert file.filename == "reponse.txt"
    lines = file.content.decode().split("\n")
    assert len(lines) == 600
    assert "stray0" in lines[0]
    assert "stray599" in lines[-1]


async def test_what_a_command_gives_as_a_file_is_one(community: Community) -> None:
    await community.begin()
    await community.until(1, 12)
    community.vio.says(await community.thread("memory"), "Le mien avait un fil.")
    await community.settle()
    seen = await community.vio.runs(community.channel, "moi données")
    assert seen.message is not None
    assert [one.filename.rsplit(".", 1)[-1] for one in seen.message.attachments] == ["jsonl"]
    assert b"Le mien avait un fil." in seen.message.attachments[0].content


async def test_a_long_answer_comes_in_parts_and_one_too_long_as_a_file(
    community: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    await community.begin()
    help = await community.camille.runs(community.channel, "café aide")
    await help.followed(1)
    assert all(len(one.content) <= 2_000 for one in (help.message, *help.followups) if one)
    assert all(one.only_for == community.camille.user.id for one in help.followups)
    monkeypatch.setattr("cogs._reply.MOST_MESSAGES", 1)
    help = await community.camille.runs(community.channel, "café aide")
    assert help.message is not None
    assert help.text == "C’est long : tout est dans le fichier."
    [file] = help.message.attachments
    assert "/café ouvrir SCRIPT" in file.content.decode()


async def test_what_members_say_formats_nothing_and_notifies_nobody(community: Community) -> None:
    await community.begin()
    nasty = f"**gras** <@{community.ana.id}> @everyone [ici](https://example.org)"
    await community.asks(community.vio, "sujet proposer", texte=nasty)
    shown = await community.asks(community.zoe, "topic list")
    assert "**gras**" not in shown
    assert re.search(r"(?<!\\)<@\d", shown) is None
    assert community.server.world.pings == []


async def test_the_desk_and_a_thread_are_of_the_same_community(community: Community) -> None:
    await community.begin()
    await community.until(1, 12)
    for channel in (community.desk, await community.thread("memory")):
        seen = await community.camille.runs(channel, "café état")
        assert "Le premier téléphone" in told(seen)
        assert seen.private


async def test_any_channel_of_a_server_with_one_community_will_do_and_of_two_it_is_asked(community: Community) -> None:
    await community.begin()
    elsewhere = community.server.new_text(community.guild, "ailleurs")
    assert "Personne n’a encore" in told(await community.vio.runs(elsewhere, "sujet liste"))
    await community.platform.close()
    second = community.server.new_text(community.guild, "deuxième")
    community.another_room(second)
    await community.host.listen()
    assert "Je ne sais pas de quel café" in told(await community.vio.runs(elsewhere, "sujet liste"))
    assert "Personne n’a encore" in told(await community.vio.runs(second, "sujet liste"))


async def test_whoever_has_left_still_has_everything_forgotten_by_a_direct_message(community: Community) -> None:
    await community.begin()
    await community.until(1, 12)
    community.vio.says(await community.thread("memory"), "Le mien avait un fil.")
    await community.settle()
    assert await community.kept("Vio")
    direct = community.server.world.direct_channel(community.vio.user)
    assert community.vio.menu(direct) == ["moi"]
    asked = await community.vio.runs(direct, "moi oublier", quoi="all")
    assert "dans tous les cafés" in asked.text
    await community.replies(community.vio, asked, "Oui, je suis sûr·e")
    assert await community.kept("Vio") == []


async def test_a_fault_of_ours_is_one_sentence_and_never_a_traceback(
    community: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    await community.begin()

    async def broken(*_: object) -> None:
        raise ZeroDivisionError("secret words")

    monkeypatch.setattr(type(community.services.topics), "topics", broken)
    seen = await community.asks(community.vio, "sujet liste")
    assert "Quelque chose a échoué qui n’aurait pas dû" in seen
    assert "secret" not in seen
    assert "\n" not in seen


async def test_a_command_that_comes_too_late_is_not_done_and_told_directly(community: Community) -> None:
    await community.begin()
    community.server.patience = 0.05
    community.server.trouble.be_slow(0.3, method="POST", route=".*callback.*")
    with pytest.raises(NoAnswer):
        await community.vio.runs(community.channel, "sujet proposer", texte="Les cartes postales")
    await community.until_inbox(community.vio, 1)
    assert [one.content for one in community.vio.inbox] == [
        "C’est arrivé trop tard chez moi : recommencez, s’il vous plaît."
    ]
    community.server.patience = 3
    assert "Personne n’a encore" in await community.asks(community.vio, "sujet liste")


async def test_a_command_that_discord_knew_otherwise_is_told_so(community: Community) -> None:
    """Until somebody's Discord has learnt the commands of a new version, it sends those of the old one."""
    await community.begin()
    [group] = [one for one in community.server.commands.of(None).values() if one["name"] == "topic"]
    group["options"].append({"name": "gone", "description": "…", "type": 1})
    assert "Cette commande a changé" in await community.asks(community.vio, "sujet gone")
