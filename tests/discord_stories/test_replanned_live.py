"""Hosts change a running café by commands; what members look at, the index and the questions, follows in place."""

from __future__ import annotations

from bot.domain import CafeState
from tests.cogs.scene import Community
from tests.cogs.shapes import both
from tests.discord_server import Message


def index(community: Community) -> Message:
    """The one message that lists the workshops, as a member sees it."""
    channels = (*community.guild.channels.values(), *community.guild.threads.values())
    [found] = [one for each in channels for one in community.ana.sees(each) if "Les ateliers" in one.content]
    assert found.pinned_at is not None
    return found


def line(community: Community, title: str) -> str:
    """What the index says of a workshop."""
    [found] = [one for one in index(community).content.splitlines() if title in one]
    return found.partition("·")[2].strip().replace("\\", "")


def last(community: Community) -> str:
    """What everybody was told last."""
    return [one for one in community.said() if one.channel is not community.desk][-1].content


async def does(community: Community, command: str, **options: object) -> str:
    """What Camille is told who gives a command, and says yes where she is asked."""
    asked = await community.camille.runs(community.counter, f"café {command}", **options)
    if asked.message is not None and asked.message.components:
        return await community.replies(community.camille, asked, "Oui, je suis sûr·e")
    return asked.text


@both
async def test_each_workshop_that_is_open_is_a_link_in_the_index_for_as_long_as_it_has_a_place(
    community: Community,
) -> None:
    await community.begin()
    await community.until(1, 12)
    memory = await community.thread("memory")
    address = f"https://discord.com/channels/{community.guild.id}/{memory.id}"
    assert f"[Un souvenir](<{address}>) · ouvert" in index(community).content
    assert "**Le bon moment**" in index(community).content, "what has not opened leads nowhere"

    await community.until(2, 12)
    moment = await community.thread("moment")
    assert f"[Le bon moment](<{address.removesuffix(str(memory.id))}{moment.id}>)" in index(community).content


@both
async def test_the_index_leads_no_more_to_a_thread_that_was_deleted(community: Community) -> None:
    await community.begin()
    await community.until(2, 12)
    memory = await community.thread("memory")
    moment = await community.thread("moment")
    community.server.owner_of(community.guild).deletes_thread(memory)
    await community.settle()
    await community.until(2, 13)
    assert f"/{memory.id}" not in index(community).content
    assert "**Un souvenir**" in index(community).content
    assert line(community, "Un souvenir") == "n’a pas de fil ici"
    assert f"/{moment.id}>) · ouvert" in index(community).content, "the rest stays true"
    await community.until(5, 12)
    assert line(community, "Un souvenir") == "terminé"


@both
async def test_move_skip_add_reword_and_extend_show_at_once_in_the_index(community: Community) -> None:
    await community.begin()
    await community.until(1, 12)
    there = index(community).id
    assert line(community, "Le bon moment") == "mardi 3 mars 2026 à 09:00"

    await does(community, "déplacer", atelier="moment", quand="mardi 15:00")
    assert line(community, "Le bon moment") == "mardi 3 mars 2026 à 15:00 (déplacé)"
    assert "ouvrira le mardi 3 mars 2026 à 15:00" in last(community)

    await does(community, "passer", atelier="far")
    assert line(community, "Jusqu’où") == "n’aura pas lieu"

    await does(community, "ajouter", genre="question", quand="mardi 18:00", texte="Un détour | Et si l’on attendait ?")
    assert line(community, "Un détour") == "mardi 3 mars 2026 à 18:00"

    await does(community, "reformuler", atelier="memory", partie="titre", texte="Un vieux souvenir")
    assert line(community, "Un vieux souvenir") == "ouvert"
    assert (await community.thread("memory")).name == "Un vieux souvenir"
    await does(community, "reformuler", atelier="memory", partie="question", texte="Racontez-le-nous.")
    assert "Racontez-le-nous." in community.question("Racontez").content
    assert not any("Racontez. " in one.content for one in community.said())

    await does(community, "prolonger", jours=2)
    assert "ferme le vendredi 6 mars 2026 à 20:00" in index(community).content
    assert index(community).id == there, "kept true in place"

    await community.until(2, 21)
    titles = [one for one in community.titles() if one != "Le premier téléphone"]
    assert titles == ["Un vieux souvenir", "Le bon moment", "Un détour"]
    await community.until(8, 12)
    assert (await community.cafe()).state is CafeState.PUBLISHED
    assert community.server.world.pings == []


@both
async def test_a_pause_stands_in_the_index_and_its_end_puts_everything_off(community: Community) -> None:
    await community.begin()
    await community.until(1, 18)
    await does(community, "pause")
    assert line(community, "Le bon moment") == "en pause"
    await community.until(2, 12)
    assert "Le bon moment" not in community.titles()
    community.vio.says(await community.thread("memory"), "J’écris pendant la pause.")
    await community.settle()
    assert await community.kept("Vio") == ["J’écris pendant la pause."]
    await does(community, "reprendre")
    assert line(community, "Le bon moment") == "mercredi 4 mars 2026 à 09:00"
    assert "Le café ferme le jeudi 5 mars 2026 à 20:00" in index(community).content
    await community.until(3, 10)
    assert "Le bon moment" in community.titles()
    assert line(community, "Le bon moment").startswith("ouvert")


async def test_a_change_that_the_room_refuses_is_made_good_later(community: Community) -> None:
    await community.begin()
    await community.until(1, 12)
    community.server.trouble.answer_with(
        503, times=20, method="PATCH|POST", route=r"^/channels/\{channel_id\}/messages"
    )
    told = await does(community, "déplacer", atelier="moment", quand="mardi 15:00")
    assert "ouvrira le mardi 3 mars 2026 à 15:00" in told
    community.server.trouble.end()
    await community.until(1, 14)
    assert line(community, "Le bon moment") == "mardi 3 mars 2026 à 15:00 (déplacé)"
    assert "ouvrira le mardi 3 mars 2026 à 15:00" in last(community)
