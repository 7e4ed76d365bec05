"""The ground goes from under the bot: thrown out and invited again, a channel or a thread deleted, direct messages
closed. The café goes on where it can, and nothing that was said is lost."""

from __future__ import annotations

from bot.domain import CafeState, RoomRef
from tests.cogs.scene import Community, told
from tests.cogs.shapes import both
from tests.discord_server import CAFE_RIGHTS, Channel, Form, NoAnswer
from tests.stories.room import texts

BEFORE = "Le mien avait un fil et je tirais dessus pour aller plus loin."
MEANWHILE = "On attendait son tour dans le couloir, une pièce dans la main."
AFTER = "Il sonnait toujours au milieu du repas, et mon père ne répondait pas."


def at_the_desk(community: Community) -> str:
    return "\n".join(one.content for one in community.camille.sees(community.desk))


@both
async def test_thrown_out_and_invited_again_the_café_goes_on_and_the_gap_is_read(community: Community) -> None:
    await community.begin()
    await community.until(1, 10)
    thread = await community.thread("memory")
    community.vio.says(thread, BEFORE)
    await community.settle()
    community.server.guilds.remove_bot(community.guild)
    community.ana.says(thread, MEANWHILE)
    await community.until(1, 20)
    community.server.guilds.invite_bot(community.guild, CAFE_RIGHTS)
    await community.settle()
    assert [one.text for one in (await community.record()).posts] == [BEFORE, MEANWHILE]
    community.zoe.says(thread, AFTER)
    await community.until(5, 12)
    assert (await community.cafe()).state is CafeState.PUBLISHED
    assert {BEFORE, MEANWHILE, AFTER} <= set(texts(await community.published()))
    assert community.server.invalid_requests < 20


@both
async def test_thrown_out_over_an_opening_it_opens_late_and_says_so(community: Community) -> None:
    await community.begin()
    await community.until(1, 20)
    community.server.guilds.remove_bot(community.guild)
    await community.until(2, 11)
    assert "Le bon moment" not in community.titles()
    community.server.guilds.invite_bot(community.guild, CAFE_RIGHTS)
    await community.settle()
    await community.until(2, 14)
    assert "Le bon moment" in community.titles()
    assert "un salon refuse" in at_the_desk(community)
    assert (await community.cafe()).state is CafeState.OPEN


async def test_invited_again_while_the_process_was_off_what_was_said_between_is_read(community: Community) -> None:
    """Nobody had said anything before, so there is no position from which to read on."""
    await community.begin()
    await community.until(1, 10)
    thread = await community.thread("memory")
    await community.platform.close()
    community.server.guilds.remove_bot(community.guild)
    community.clock.forward(minutes=5)
    community.ana.says(thread, MEANWHILE)
    community.clock.forward(minutes=5)
    community.server.guilds.invite_bot(community.guild, CAFE_RIGHTS)
    await community.die()
    assert [one.text for one in (await community.record()).posts] == [MEANWHILE]


@both
async def test_a_channel_deleted_under_the_bot_is_told_and_stops_no_other_café(community: Community) -> None:
    await community.begin()
    await community.until(1, 10)
    community.vio.says(await community.thread("memory"), BEFORE)
    await community.settle()
    first, gone = community.cafe_id, community.channel
    other = community.server.new_text(community.guild, "ailleurs")
    await community.begin_in(other)
    community.server.guilds.delete_channel(gone)
    await community.until(2, 9, 30)
    assert "un salon refuse" in at_the_desk(community)
    open_there = [one.name for one in community.guild.threads.values() if one.parent_id == other.id]
    assert open_there == ["Un souvenir", "Le bon moment", "Jusqu’où"]
    community.ana.says(community.guild.threads[int(await place(community, other))], "2")
    await community.settle()
    assert [one.text for one in (await community.record()).posts] == ["2"]
    seen = await community.camille.runs(community.desk, "café état")
    assert "Le premier téléphone" in told(seen)
    community.cafe_id = first
    await community.host.looking.look()
    await community.die()
    assert [one.text for one in (await community.record()).posts] == [BEFORE], "not to be read is not erased"
    assert community.server.invalid_requests == 0


async def place(community: Community, channel: Channel) -> str:
    """The thread of the poll in another channel."""
    async with community.store.reading() as store:
        found = await store.place(community.cafe_id, RoomRef("discord", str(channel.id)), "moment")
    assert found is not None
    return found


@both
async def test_a_thread_that_a_moderator_deletes_takes_its_posts_along_and_nothing_else(community: Community) -> None:
    await community.begin()
    await community.until(1, 10)
    community.vio.says(await community.thread("memory"), BEFORE)
    await community.settle()
    owner = community.server.owner_of(community.guild)
    owner.deletes_thread(await community.thread("memory"))
    await community.until(2, 10)
    community.ana.says(await community.thread("moment"), "Plus tard, parce que c’est bien assez tôt.")
    await community.settle()
    await community.host.looking.look()
    assert [one.author.id for one in (await community.record()).posts] == [community.ana.id]
    await community.until(5, 12)
    assert (await community.cafe()).state is CafeState.PUBLISHED
    assert BEFORE not in texts(await community.published())


@both
async def test_a_thread_deleted_while_the_process_was_off_is_missed_though_nobody_had_said_anything(
    community: Community,
) -> None:
    await community.begin()
    await community.until(2, 10)
    owner, thread = community.server.owner_of(community.guild), await community.thread("memory")
    await community.platform.close()
    owner.deletes_thread(thread)
    await community.die()
    await community.host.looking.look()
    await community.until(2, 11)
    assert at_the_desk(community).count("supprimé le fil de l’atelier") == 1
    async with community.store.reading() as store:
        assert await store.workshop_at(community.room, str(thread.id)) is None
    await community.until(5, 12)
    assert (await community.cafe()).state is CafeState.PUBLISHED


async def test_closed_direct_messages_are_in_nobodys_way(community: Community) -> None:
    await community.begin()
    for one in (community.vio, community.ana):
        one.closes_direct_messages()
    await community.until(2, 10)
    community.vio.says(await community.thread("moment"), "Ni l’un ni l’autre, ou les deux ?")
    await community.settle()
    form = Form.of(await community.vio.clicks(community.question("Le bon moment"), "Répondre"))
    await community.vio.submits(form, {"Votre choix": "Tôt"})
    assert "C’est noté" in await community.asks(community.vio, "moi consentement", choix="nom")
    await community.asks(community.ana, "moi suivre")
    community.server.patience = 0.05
    community.server.trouble.be_slow(0.3, method="POST", route=".*callback.*")
    try:
        await community.ana.runs(community.channel, "sujet liste")
    except NoAnswer:
        community.server.patience = 3
    community.ana.says(await community.thread("moment"), "2")
    await community.settle()
    await community.until(5, 12)
    assert [one["votes"] for one in (await community.published()).workshops[1].result["options"]] == [1, 1]
    assert community.vio.inbox == []
    assert community.ana.inbox == []
    assert community.server.invalid_requests < 10


async def test_what_was_edited_after_the_close_while_the_process_was_off_is_not_quoted(community: Community) -> None:
    """Nobody had read what it said before: an edit brings nothing into a closed café (decision 0008)."""
    await community.begin()
    await community.until(1, 10)
    thread = await community.thread("memory")
    community.vio.says(thread, BEFORE)
    await community.settle()
    await community.platform.close()
    meanwhile = community.ana.says(thread, MEANWHILE)
    community.time.move_to((await community.cafe()).closes_at)
    community.clock.forward(minutes=1)
    community.ana.edits(meanwhile, AFTER)
    await community.die()
    await community.until(5, 12)
    assert (await community.cafe()).state is CafeState.PUBLISHED
    quoted = set(texts(await community.published()))
    assert BEFORE in quoted
    assert not {MEANWHILE, AFTER} & quoted
