"""What cannot be undone is asked about once more, of whoever may do it as they say yes."""

from __future__ import annotations

from bot.commands import MOST_OF_ONE
from bot.domain import CafeState
from tests.cogs.scene import Community, told
from tests.discord_server import Person

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
    asked = [await community.vio.runs(community.channel, "moi oublier", quoi="all") for _ in range(MOST_OF_ONE + 1)]
    assert "plus d’actualité" in await community.replies(community.vio, asked[0], YES)
    assert "plus d’actualité" not in await community.replies(community.vio, asked[1], YES)
    assert "plus d’actualité" not in await community.replies(community.camille, first, YES)


async def test_what_would_be_refused_is_refused_without_asking(community: Community) -> None:
    await community.begin()
    await community.until(1, 12)
    camille, channel = community.camille, community.channel
    theirs = community.vio.says(await community.thread("memory"), "Le mien avait un fil.")
    await community.settle()

    async def refusal(who: Person, command: str, **given: str) -> str:
        seen = await who.runs(channel, command, **given)
        assert seen.message is not None
        assert not any(one.components for one in (seen.message, *seen.followups)), "no button is offered"
        return told(seen)

    assert "n’est pas encore fermé" in await refusal(camille, "café publier")
    assert "est déjà ouvert" in await refusal(camille, "café passer", atelier="memory")
    assert "Il n’y a pas d’atelier « zzz »" in await refusal(camille, "café passer", atelier="zzz")
    assert "n° 9" in await refusal(community.vio, "sujet reprendre", numéro="9")
    assert "ou plus, de message de vous" in await refusal(
        community.ana, "moi oublier", quoi="post", message=str(theirs.id)
    )
    asked = await community.vio.runs(channel, "moi oublier", quoi="post", message=str(theirs.id))
    assert asked.message is not None
    assert asked.message.components
