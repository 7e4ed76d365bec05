"""One café in two channels or servers at once: one record, one flashback, each with its language and links."""

from __future__ import annotations

import pytest

from bot.domain import Home
from tests.cogs.scene import Community

HERE = "Le mien avait un fil et je tirais dessus pour aller plus loin."
THERE = "Ours stood in the hall, and everybody listened to everybody."


@pytest.mark.parametrize("communities", [1, 2])
async def test_one_flashback_is_read_in_both_channels(community: Community, communities: int) -> None:
    guild = community.guild if communities == 1 else community.server.new_guild("Teahouse", locale="en-GB")
    terrace = community.server.new_text(guild, "terrace")
    community.another_room(terrace)
    there = await community.platform.open_room(str(terrace.id))
    await community.begin(beside=[Home(there, "en")])
    await community.until(1, 10)
    rooms = [await community.platform.open_room(str(community.channel.id)), there]
    async with community.store.reading() as store:
        threads = [await store.place(community.cafe_id, room, "memory") for room in rooms]
    vio, zoe = community.vio, community.server.new_person(guild, "Zelda", locale="en-GB")
    said = [
        who.says(where.threads[int(thread or 0)], text)
        for who, where, thread, text in ((vio, community.guild, threads[0], HERE), (zoe, guild, threads[1], THERE))
    ]
    await community.settle()
    await vio.runs(community.channel, "moi consentement", choix="nom")
    await zoe.runs(terrace, "me consent", choice="named")
    await community.until(5, 12)
    french, english = (
        "\n".join(one.content for one in channel.messages.values() if one.author is community.server.world.bot)
        for channel in (community.channel, terrace)
    )
    for read in (french, english):
        assert HERE in read
        assert THERE in read
    assert "2 personnes" in french
    assert "2 people" in english
    for number, read in enumerate((french, english)):
        assert [f"/{one.id})" in read or f"/{one.id}>" in read for one in said] == [number == 0, number == 1]
    async with community.store.reading() as store:
        kept = await store.cafe(community.cafe_id)
    assert kept is not None
    assert [home.title for home in kept.homes] == [f"#{one.name}" for one in (community.channel, terrace)]
