"""Who may do what, by Discord's own algorithm: base roles, then overwrites, then what a thread and silence change."""

from __future__ import annotations

from datetime import datetime

from ._numbers import EVERYTHING, NO_RIGHTS, Permission
from ._refusals import no_access, no_right
from ._things import Channel, Guild, Member, Thread, User

WHILE_TIMED_OUT = Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY
NEEDS_SENDING = (
    Permission.MENTION_EVERYONE | Permission.SEND_TTS_MESSAGES | Permission.ATTACH_FILES | Permission.EMBED_LINKS
)
DIRECT = (
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.ATTACH_FILES
    | Permission.EMBED_LINKS
    | Permission.ADD_REACTIONS
    | Permission.SEND_POLLS
    | Permission.PIN_MESSAGES
)
"""What both ends of a direct message may."""


def base(guild: Guild, member: Member) -> Permission:
    """The rights in the guild as a whole."""
    if guild.owner is member.user:
        return EVERYTHING
    rights = guild.everyone.permissions
    for role in member.roles:
        rights |= guild.roles[role].permissions
    return EVERYTHING if Permission.ADMINISTRATOR in rights else rights


def overwritten(rights: Permission, channel: Channel, guild: Guild, member: Member) -> Permission:
    """Those rights after the channel's overwrites: everybody's, then all roles' together, then the member's own."""
    if everyone := channel.overwrites.get(guild.id):
        rights = rights & ~everyone.deny | everyone.allow
    allow = deny = NO_RIGHTS
    for role in member.roles:
        if one := channel.overwrites.get(role):
            allow |= one.allow
            deny |= one.deny
    rights = rights & ~deny | allow
    if own := channel.overwrites.get(member.user.id):
        rights = rights & ~own.deny | own.allow
    return rights


def rights_in(channel: Channel, user: User, now: datetime) -> Permission:
    """What a user may in a channel or a thread. Nothing at all where they cannot see it."""
    guild = channel.guild
    if guild is None:
        return DIRECT
    member = guild.members.get(user.id)
    if member is None:
        return NO_RIGHTS
    rights = base(guild, member)
    if rights == EVERYTHING:
        return rights
    parent = guild.channels[channel.parent_id] if isinstance(channel, Thread) and channel.parent_id else channel
    rights = overwritten(rights, parent, guild, member)
    if member.timed_out_until and member.timed_out_until > now:
        rights &= WHILE_TIMED_OUT
    if Permission.VIEW_CHANNEL not in rights:
        return NO_RIGHTS
    if isinstance(channel, Thread):
        if channel.private and user.id not in channel.members and Permission.MANAGE_THREADS not in rights:
            return NO_RIGHTS
        if Permission.SEND_MESSAGES_IN_THREADS in rights:
            return rights | Permission.SEND_MESSAGES
        return rights & ~(Permission.SEND_MESSAGES | NEEDS_SENDING)
    if Permission.SEND_MESSAGES not in rights:
        rights &= ~NEEDS_SENDING
    return rights


def need(channel: Channel, user: User, wanted: Permission, now: datetime) -> Permission:
    """The user's rights there. Raises `Refused`: 50001 where they cannot see the channel, 50013 where they may not."""
    rights = rights_in(channel, user, now)
    if Permission.VIEW_CHANNEL not in rights:
        raise no_access()
    if wanted & ~rights:
        raise no_right()
    return rights


def need_in_guild(guild: Guild, user: User, wanted: Permission) -> Permission:
    """The user's rights in the guild. Raises `Refused`: 50001 for a stranger, 50013 where one is missing."""
    member = guild.members.get(user.id)
    if member is None:
        raise no_access()
    rights = base(guild, member)
    if wanted & ~rights:
        raise no_right()
    return rights


def highest_role(guild: Guild, member: Member) -> int:
    """The position of a member's highest role; the owner stands above all."""
    if guild.owner is member.user:
        return 1 << 30
    return max((guild.roles[role].position for role in member.roles), default=0)
