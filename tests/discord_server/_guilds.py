"""Guilds, their channels, roles and members: made by the tests, changed by whoever has the right."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from ._numbers import MEMBERS_RIGHTS, NO_RIGHTS, ChannelType, Intent, Permission
from ._payloads import (
    channel_payload,
    guild_payload,
    happening_payload,
    member_payload,
    role_payload,
    thread_member_payload,
    thread_payload,
    user_payload,
)
from ._refusals import Refused
from ._things import Channel, Guild, Member, Overwrite, Payload, Role, Tag, User
from ._threads import Threads
from ._world import World

CHANNELS_LIMIT = 500


def named(name: str, kind: ChannelType) -> str:
    """A channel's name as Discord writes it: where people write, in small letters, with hyphens for blanks."""
    return name if kind in (ChannelType.CATEGORY, ChannelType.VOICE) else "-".join(name.lower().split())


class Guilds:
    """What makes a server what it is. No rights are asked for here, the routes do that."""

    def __init__(self, world: World, threads: Threads) -> None:
        self.world = world
        self.threads = threads

    def user(self, name: str, display_name: str | None = None, **more: Any) -> User:
        user = User(self.world.snowflake(), name, display_name, **more)
        self.world.users[user.id] = user
        return user

    def found(self, name: str, *, locale: str = "fr", community: bool = True) -> Guild:
        """A guild, without the bot, owned by somebody of its own."""
        # Guilds a millisecond apart stand in shards one after another.
        number = self.world.snowflake() + (len(self.world.guilds) << 22)
        owner = self.user(f"owner-{len(self.world.guilds) + 1}")
        guild = Guild(number, name, owner, locale, community)
        guild.roles[number] = Role(number, "@everyone", MEMBERS_RIGHTS, 0)
        guild.members[owner.id] = Member(owner, self.world.now())
        self.world.guilds[number] = guild
        return guild

    def invite_bot(self, guild: Guild, rights: Permission) -> Role:
        """Let the bot in (again), with a role of its own that has these rights."""
        role = self.role(guild, self.world.bot.name, rights, managed_by=self.world.bot.id)
        guild.members[self.world.bot.id] = Member(self.world.bot, self.world.now(), roles={role.id})
        self.world.emit("GUILD_CREATE", self.whole(guild), Intent.GUILDS, guild)
        return role

    def remove_bot(self, guild: Guild) -> None:
        """Throw the bot out; its role goes with it, its messages stay."""
        member = guild.members.pop(self.world.bot.id)
        self.world.emit("GUILD_DELETE", {"id": str(guild.id), "unavailable": False}, Intent.GUILDS, guild)
        for number in member.roles:
            if guild.roles[number].managed_by:
                del guild.roles[number]

    def whole(self, guild: Guild) -> Payload:
        """A guild as the gateway describes it to the bot: its channels, hidden
        ones too, the threads that it can see, and itself as the only member."""
        bot = self.world.bot
        return {
            **guild_payload(guild),
            "joined_at": member_payload(guild.members[bot.id])["joined_at"],
            "large": False,
            "member_count": len(guild.members),
            "members": [member_payload(guild.members[bot.id])],
            "channels": [channel_payload(one) for one in guild.channels.values()],
            "threads": [
                thread_payload(one, bot.id)
                for one in guild.threads.values()
                if not one.archived and self.world.sees(one, bot) and (not one.private or bot.id in one.members)
            ],
            "voice_states": [],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [happening_payload(one, guild) for one in guild.happenings.values()],
            "soundboard_sounds": [],
        }

    def join(self, guild: Guild, user: User, nick: str | None = None, roles: tuple[Role, ...] = ()) -> Member:
        member = Member(user, self.world.now(), nick, {role.id for role in roles})
        guild.members[user.id] = member
        payload = {**member_payload(member), "guild_id": str(guild.id)}
        self.world.emit("GUILD_MEMBER_ADD", payload, Intent.GUILD_MEMBERS, guild)
        return member

    def leave(self, guild: Guild, user: User) -> None:
        del guild.members[user.id]
        for thread in guild.threads.values():
            thread.members.pop(user.id, None)
        payload = {"guild_id": str(guild.id), "user": user_payload(user)}
        self.world.emit("GUILD_MEMBER_REMOVE", payload, Intent.GUILD_MEMBERS, guild)

    def role(
        self, guild: Guild, name: str, rights: Permission = NO_RIGHTS, *, above: Role | None = None, **more: Any
    ) -> Role:
        """A new role. It comes in at the bottom, below the bot's, unless it is to stand right ``above`` another one."""
        position = above.position + 1 if above else 1
        for other in guild.roles.values():
            if other.position >= position:
                other.position += 1
                self._tell_role(guild, other, "UPDATE")
        role = Role(self.world.snowflake(), name, rights, position, **more)
        guild.roles[role.id] = role
        self._tell_role(guild, role, "CREATE")
        return role

    def change_role(self, guild: Guild, role: Role, **changes: Any) -> None:
        for name, value in changes.items():
            setattr(role, name, value)
        self._tell_role(guild, role, "UPDATE")

    def delete_role(self, guild: Guild, role: Role) -> None:
        del guild.roles[role.id]
        for member in guild.members.values():
            member.roles.discard(role.id)
        payload = {"guild_id": str(guild.id), "role_id": str(role.id)}
        self.world.emit("GUILD_ROLE_DELETE", payload, Intent.GUILDS, guild)

    def _tell_role(self, guild: Guild, role: Role, what: str) -> None:
        payload = {"guild_id": str(guild.id), "role": role_payload(role)}
        self.world.emit(f"GUILD_ROLE_{what}", payload, Intent.GUILDS, guild)

    def tell_member(self, guild: Guild, member: Member) -> None:
        """Say that a member has changed; the bot hears of itself without the intent for members."""
        own = member.user is self.world.bot
        payload = {**member_payload(member), "guild_id": str(guild.id)}
        self.world.emit("GUILD_MEMBER_UPDATE", payload, Intent.GUILDS if own else Intent.GUILD_MEMBERS, guild)

    def channel(self, guild: Guild, name: str, kind: ChannelType = ChannelType.TEXT, **more: Any) -> Channel:
        """A new channel. Raises `Refused` for a forum where the guild is no community."""
        if kind in (ChannelType.FORUM, ChannelType.MEDIA, ChannelType.NEWS) and not guild.community:
            raise Refused(400, 50024, "Cannot execute action on this channel type")
        if len(guild.channels) >= CHANNELS_LIMIT:
            raise Refused(400, 30013, f"Maximum number of guild channels reached ({CHANNELS_LIMIT})")
        more.setdefault("position", len(guild.channels))
        channel = Channel(self.world.snowflake(), kind, named(name, kind), guild, **more)
        guild.channels[channel.id] = channel
        self.world.tell_channel(channel, "CHANNEL_CREATE")
        return channel

    def tag(self, forum: Channel, name: str, **more: Any) -> Tag:
        tag = Tag(self.world.snowflake(), name, **more)
        forum.tags.append(tag)
        self.world.tell_channel(forum)
        return tag

    def change_channel(self, channel: Channel, **changes: Any) -> None:
        if "name" in changes:
            changes["name"] = named(changes["name"], channel.type)
        for name, value in changes.items():
            setattr(channel, name, value)
        if "tags" in changes:
            known = {tag.id for tag in channel.tags}
            for thread in self.world.threads_of(channel):
                thread.applied_tags = [tag for tag in thread.applied_tags if tag in known]
        self.world.tell_channel(channel)

    def overwrite(self, channel: Channel, overwrite: Overwrite) -> None:
        """Set what a role or a member may in a channel. A bot that sees it again is told of its threads."""
        before = self.world.sees(channel, self.world.bot)
        channel.overwrites[overwrite.id] = overwrite
        self.world.tell_channel(channel)
        if not before and self.world.sees(channel, self.world.bot):
            self._sync_threads(channel)

    def _sync_threads(self, channel: Channel) -> None:
        assert channel.guild is not None
        bot = self.world.bot
        threads = [one for one in self.world.threads_of(channel) if not one.archived]
        threads = [one for one in threads if not one.private or bot.id in one.members]
        payload = {
            "guild_id": str(channel.guild.id),
            "channel_ids": [str(channel.id)],
            "threads": [thread_payload(one, bot.id) for one in threads],
            "members": [thread_member_payload(one, bot.id) for one in threads if bot.id in one.members],
        }
        self.world.emit("THREAD_LIST_SYNC", payload, Intent.GUILDS, channel.guild, channel)

    def delete_channel(self, channel: Channel) -> None:
        """A channel goes with all that is in it."""
        assert channel.guild is not None
        payload = {**channel_payload(channel), "guild_id": str(channel.guild.id)}
        for thread in self.world.threads_of(channel):
            del channel.guild.threads[thread.id]
        del channel.guild.channels[channel.id]
        self.world.emit("CHANNEL_DELETE", payload, Intent.GUILDS, channel.guild)

    def time_out(self, guild: Guild, user: User, during: timedelta) -> None:
        member = guild.members[user.id]
        member.timed_out_until = self.world.now() + during
        self.tell_member(guild, member)
