"""Whoever follows bears a role, and what opens a workshop mentions that role alone: the only mention there ever is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain import MemberRef, Withdrew
from tests.cogs.scene import Community
from tests.discord_server import Clock, DiscordServer, Message, Permission, Person, Role


class Following(Community):
    """A community with a role for whoever follows."""

    follow_role: Role

    def account(self, **how):  # type: ignore[no-untyped-def]
        if not hasattr(self, "follow_role"):
            self.follow_role = self.server.guilds.role(self.guild, "café", Permission(0), mentionable=True)
        how.setdefault("followers", {str(self.channel.id): str(self.follow_role.id)})
        return super().account(**how)

    def bears(self, who: Person) -> bool:
        return self.follow_role.id in self.guild.members[who.user.id].roles

    def pings(self) -> list[tuple[Message, set[int]]]:
        """What has notified anybody, but for replies to the bot by members."""
        return [(message, who) for message, who in self.server.world.pings if message.author is self.server.world.bot]


@pytest.fixture(params=["text", "forum"])
async def either(
    request: pytest.FixtureRequest, discord_server: DiscordServer, discord_clock: Clock, tmp_path: Path
) -> AsyncIterator[Following]:
    discord_clock.forward(minutes=-5)
    community = Following(discord_server, discord_clock, tmp_path / "cafe.db", request.param)
    yield community
    await community.close()


@pytest.fixture
async def following(discord_server: DiscordServer, discord_clock: Clock, tmp_path: Path) -> AsyncIterator[Following]:
    discord_clock.forward(minutes=-5)
    community = Following(discord_server, discord_clock, tmp_path / "cafe.db")
    yield community
    await community.close()


async def test_a_week_calls_its_followers_once_a_workshop_and_nobody_else(either: Following) -> None:
    await either.begin()
    await either.until(1, 8)
    floor = either.channel if either.shape == "text" else either.beside
    seen = await either.vio.runs(floor, "me follow", switch="on")
    assert "vous portez maintenant le rôle" in seen.text
    assert (either.bears(either.vio), either.bears(either.ana)) == (True, False)
    await either.until(5, 12)
    pings = either.pings()
    assert len(pings) == 4, "one for each workshop, the closing words among them"
    assert all(who == {either.vio.user.id} for _, who in pings)
    assert all(one.mentioned_roles == [either.follow_role.id] for one, _ in pings)
    assert either.vio.inbox == []


async def test_who_follows_no_more_leaves_or_is_forgotten_bears_it_no_more(following: Following) -> None:
    await following.begin()
    await following.until(1, 10)
    vio = MemberRef("discord", following.vio.id)
    for way in ("unfollow", "withdraw", "forget the café", "forget everything"):
        await following.asks(following.vio, "me follow", switch="on")
        if way != "unfollow":
            assert following.bears(following.vio), way
        following.clock.forward(minutes=1)
        match way:
            case "unfollow":
                assert following.bears(following.vio)
                await following.asks(following.vio, "me follow", switch="off")
            case "withdraw":
                event = Withdrew(room=following.room, at=following.clock.now(), author=following.vio.id, name="Vio")
                await following.host.receive([event])
            case "forget the café":
                await following.host.forgetting.cafe(vio, following.cafe_id)
            case _:
                await following.host.forgetting.everything(vio)
        assert not following.bears(following.vio), way
        following.clock.forward(minutes=1)
        await following.asks(following.vio, "me consent", choice="anonymous")
        following.clock.forward(minutes=1)
    assert not await _due(following)


async def test_a_role_that_could_not_be_taken_away_is_at_the_next_start(following: Following) -> None:
    await following.begin()
    await following.until(1, 10)
    await following.asks(following.vio, "me follow", switch="on")
    following.server.trouble.answer_with(503, method="DELETE", route="roles", times=20)
    await following.host.forgetting.everything(MemberRef("discord", following.vio.id))
    following.server.trouble.end()
    assert following.bears(following.vio)
    assert await _due(following)
    await following.die()
    assert not following.bears(following.vio)
    assert not await _due(following)


async def _due(community: Following) -> list[MemberRef]:
    async with community.store.reading() as store:
        return list(await store.calls_to_end(["discord"]))


async def test_without_a_role_the_bot_says_that_it_cannot(community: Community) -> None:
    await community.begin()
    await community.until(1, 10)
    assert "pas de rôle à donner" in await community.asks(community.vio, "me follow", switch="on")
    async with community.store.reading() as store:
        assert await store.wishes_of(MemberRef("discord", community.vio.id)) == []


async def test_what_keeps_followers_from_being_called_is_told(following: Following) -> None:
    room = await following.platform.open_room(str(following.channel.id))

    async def faults() -> list[str]:
        return [one.key for one in await following.platform.inspection.following_faults(room)]

    assert await faults() == []
    role, guilds = following.follow_role, following.server.guilds
    guilds.change_role(following.guild, role, mentionable=False)
    assert await faults() == ["follow_role_silent"]
    guilds.change_role(following.guild, role, mentionable=True, position=99)
    assert await faults() == ["follow_role_above"]
    guilds.delete_role(following.guild, role)
    assert await faults() == ["follow_role_gone"]
    assert "manage_roles" not in (await following.platform.inspection.introduction()).invitation
    assert _permissions((await following.platform.inspection.introduction()).invitation) & Permission.MANAGE_ROLES


def _permissions(link: str) -> int:
    from urllib.parse import parse_qs, urlsplit

    return int(parse_qs(urlsplit(link).query)["permissions"][0])
