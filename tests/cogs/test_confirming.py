"""What cannot be undone is asked about once more, of whoever may do it as they say yes."""

from __future__ import annotations

from bot.commands import MOST_OF_ONE
from bot.domain import CafeState
from tests.cogs.scene import Community

YES = "Oui, je suis sûr·e"


async def test_who_hosts_no_more_by_the_time_of_the_yes_does_nothing(community: Community) -> None:
    await community.begin()
    await community.until(1, 12)
    asked = await community.camille.runs(community.channel, "café fermer")
    community.guild.members[community.camille.user.id].roles.clear()
    before = await community.everything_kept()
    assert "n’est pas pour vous ici" in await community.replies(community.camille, asked, YES)
    assert await community.everything_kept() == before
    assert (await community.cafe()).state is CafeState.OPEN


async def test_however_much_somebody_asks_for_what_others_are_asked_waits(community: Community) -> None:
    await community.begin()
    await community.until(1, 10)
    first = await community.camille.runs(community.channel, "café fermer")
    asked = [
        await community.vio.runs(community.channel, "moi oublier", quoi="post", message="1")
        for _ in range(MOST_OF_ONE + 1)
    ]
    assert "plus d’actualité" in await community.replies(community.vio, asked[0], YES)
    assert "plus d’actualité" not in await community.replies(community.vio, asked[1], YES)
    assert "plus d’actualité" not in await community.replies(community.camille, first, YES)
