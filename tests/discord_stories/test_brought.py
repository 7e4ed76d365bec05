"""A mission on Discord: the pictures that members bring are kept without place or hour, those of late answers too."""

from __future__ import annotations

from datetime import time

from tests.cogs.scene import Community
from tests.cogs.shapes import both
from tests.discord_server import Person, Thread
from tests.photographs import PLACE, photograph
from tests.stories.brought import SHOWS, with_a_mission


async def brings(community: Community, who: Person, where: Thread, words: str) -> None:
    picture = who.file("cabane.jpg", photograph(), "image/jpeg", SHOWS)
    who.says(where, words, files=(picture,))
    await community.settle()
    await community.host.pictures.settle()


async def kept(community: Community) -> list[bytes]:
    async with community.database.reading() as connection:
        found = await connection.exec_driver_sql("SELECT content FROM pictures WHERE content IS NOT NULL")
        return [row.content for row in found]


@both
async def test_a_picture_that_comes_after_the_end_is_kept_like_the_others_and_marked_late(community: Community) -> None:
    await community.begin(told=with_a_mission(ends_day=1, ends_at=time(12)))
    await community.until(1, 10)
    mission = await community.thread("seek")
    await brings(community, community.vio, mission, "Celle du port.")
    await community.until(1, 13)
    await brings(community, community.ana, mission, "")
    posts = (await community.record()).posts
    assert [(one.text, one.late) for one in posts] == [("Celle du port.", False), ("", True)]
    assert [[(each.name, each.alt) for each in one.attachments] for one in posts] == [[("cabane.jpg", SHOWS)]] * 2
    pictures = await kept(community)
    assert len(pictures) == 2
    assert not any(PLACE in one for one in pictures)

    community.ana.deletes(list(mission.messages.values())[-1])
    await community.settle()
    assert len(await kept(community)) == 1
