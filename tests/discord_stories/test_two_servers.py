"""One bot in two servers, one French and one English: to each in its language, and neither hears of the other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.cogs.scene import Community, told
from tests.discord_server import Channel, Guild, Message, Permission, Person
from tests.stories.room import script, texts
from tests.stories.test_hosts_command import STRUCTURE, WORDS

HERE = "Le mien avait un fil et je tirais dessus pour aller plus loin."
THERE = "Ours stood in the hall, and everybody listened to everybody."


class Teahouse:
    """The English community, in a server of its own. Zoe hosts it, and is a member of the French one."""

    def __init__(self, community: Community) -> None:
        server = community.server
        self.community = community
        self.guild: Guild = server.new_guild("Teahouse", locale="en-GB")
        self.channel: Channel = server.new_text(self.guild, "teahouse")
        sees = server.guilds.role(self.guild, "events", Permission.MANAGE_EVENTS)
        community.zoe.joins(self.guild, roles=(sees,))
        self.role = sees
        self.cafe_id = ""
        self.bob: Person = server.new_person(self.guild, "Bob", locale="en-US")

    @property
    def said(self) -> list[Message]:
        """What the bot has said there to everybody."""
        channels = (*self.guild.channels.values(), *self.guild.threads.values())
        found = [one for channel in channels for one in channel.messages.values() if one.only_for is None]
        return sorted(
            (one for one in found if one.author is self.community.server.world.bot and one.content),
            key=lambda one: one.id,
        )

    def thread(self, name: str) -> Channel:
        return next(one for one in self.guild.threads.values() if one.name == name)


@pytest.fixture
async def teahouse(community: Community, tmp_path: Path) -> Teahouse:
    teahouse = Teahouse(community)
    community.uploads, community.shelves = tmp_path / "uploads", [tmp_path / "shelf"]
    await community.platform.close()
    community.another_room(teahouse.channel, teahouse.role)
    community._work()
    await community.begin()
    here = community.cafe_id
    await community.begin_in(teahouse.channel, "en", replace(script(), name="tea"))
    teahouse.cafe_id, community.cafe_id = community.cafe_id, here
    return teahouse


async def test_each_is_asked_told_and_quoted_in_its_own_language(community: Community, teahouse: Teahouse) -> None:
    await community.until(1, 10)
    notices = [next(one.content for one in said if "### " in one.content) for said in (community.said(), teahouse.said)]
    assert "Ce que le café garde" in notices[0]
    assert "What the café keeps" in notices[1]
    community.vio.says(await community.thread("memory"), HERE)
    teahouse.bob.says(teahouse.thread("A memory"), THERE)
    await community.settle()
    assert "Les ateliers" in "".join(one.content for one in community.said())
    assert "The workshops" in "".join(one.content for one in teahouse.said)
    await community.until(5, 12)
    french, english = ("\n".join(one.content for one in said) for said in (community.said(), teahouse.said))
    assert HERE in french
    assert THERE in english
    assert HERE not in english
    assert THERE not in french
    assert "1 personne" in french
    assert "1 person" in english
    assert "Un souvenir" not in english
    assert "A memory" not in french
    assert texts(await community.published()).count(HERE) >= 1


async def test_commands_answer_about_the_server_in_which_they_are_given(
    community: Community, teahouse: Teahouse
) -> None:
    await community.until(1, 10)
    zoe, camille = community.zoe, community.camille
    asked = told(await zoe.runs(teahouse.channel, "cafe status"))
    assert "A first phone" in asked
    assert teahouse.cafe_id in asked
    assert community.cafe_id not in asked
    assert community.cafe_id in told(await camille.runs(community.desk, "café état"))
    for name in ("status", "history", "preview", "audit"):
        refused = told(await zoe.runs(teahouse.channel, f"cafe {name}", cafe=community.cafe_id))
        assert "A first phone" not in refused, name
    here = await zoe.runs(community.channel, "topic suggest", text="Postcards")
    assert here.private
    assert "Postcards" in told(await community.vio.runs(community.channel, "sujet liste"))
    assert "Postcards" not in told(await teahouse.bob.runs(teahouse.channel, "topic list"))


async def test_the_history_is_that_of_the_server_in_which_it_is_asked_for(
    community: Community, teahouse: Teahouse
) -> None:
    await community.until(1, 10)
    zoe, camille, desk = community.zoe, community.camille, community.desk
    await camille.runs(desk, "café reformuler", atelier="moment", partie="title", texte="Un autre moment")
    await community.vio.runs(community.channel, "sujet proposer", texte="Les cartes postales")
    await camille.runs(desk, "sujet retenir", numéro=1)
    await zoe.runs(teahouse.channel, "cafe reword", workshop="moment", part="title", text="Another moment")
    here, there = (
        told(await camille.runs(desk, "café historique")),
        told(await zoe.runs(teahouse.channel, "cafe history")),
    )
    assert "/café reformuler" in here
    assert "Le bon moment" in here
    assert "/sujet retenir" in here
    assert "Zoe" not in here
    assert "cafe reword" in there
    assert "Camille" not in there
    assert "Le bon moment" not in there
    assert "/topic take" not in there


async def test_an_uploaded_script_is_known_only_where_it_was_uploaded(community: Community, teahouse: Teahouse) -> None:
    camille, zoe, here, there = community.camille, community.zoe, community.channel, teahouse.channel

    async def upload(who: Person, channel: Channel, command: str, name: str, words: str = WORDS) -> str:
        files = [who.file("script.toml", STRUCTURE.encode()), who.file("fr.toml", words.encode())]
        key = "nom" if who is camille else "name"
        of = ("fichiers", "fichiers2") if who is camille else ("files", "files2")
        return told(await who.runs(channel, command, **{key: name}, **dict(zip(of, files, strict=True))))

    await upload(camille, here, "café script", "bonjour")
    assert await zoe.completes(there, "cafe open", "script") == []
    unknown = told(await zoe.runs(there, "cafe open", script="bonjou"))
    assert "bonjour" not in unknown
    assert "Bonjour" not in told(await zoe.runs(there, "cafe open", script="bonjour"))
    refused = await upload(zoe, there, "cafe script", "bonjour", WORDS.replace("Bonjour", "Pirate"))
    assert "another name" in refused
    assert "Pirate" not in refused
    assert "Pirate" in await upload(zoe, there, "cafe script", "pirate", WORDS.replace("Bonjour", "Pirate"))
    assert [one["value"] for one in await zoe.completes(there, "cafe open", "script")] == ["pirate"]
    assert [one["value"] for one in await camille.completes(here, "café ouvrir", "script")] == ["bonjour"]
    everybodys = community.shelves[0] / "everybodys"
    everybodys.mkdir(parents=True)
    (everybodys / "script.toml").write_text(STRUCTURE, encoding="utf-8")
    assert "another name" in await upload(zoe, there, "cafe script", "everybodys")
    opened = told(await camille.runs(here, "café ouvrir", script="bonjour", quand="2026-03-20 09:00"))
    assert "Bonjour" in opened


async def test_who_is_in_both_decides_for_each(community: Community, teahouse: Teahouse) -> None:
    await community.until(1, 10)
    zoe = community.zoe
    zoe.says(await community.thread("memory"), "En français aussi, j’ai un souvenir de fil.")
    await community.settle()
    assert "En français aussi" in told(await zoe.runs(community.channel, "me quotations"))
    assert "En français aussi" not in told(await zoe.runs(teahouse.channel, "me quotations"))
    asked = await zoe.runs(teahouse.channel, "me forget", what="cafe")
    await community.replies(zoe, asked, "Yes, I am sure")
    assert await community.kept("Zoe") == ["En français aussi, j’ai un souvenir de fil."]
