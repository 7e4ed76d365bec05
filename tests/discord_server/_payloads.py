"""Things as Discord writes them: ids as strings, times as ISO 8601, everything a client may look for."""

from __future__ import annotations

from datetime import datetime

from ._numbers import COUNTED, Permission
from ._things import (
    Channel,
    Guild,
    Happening,
    Member,
    Payload,
    Role,
    Tag,
    Thread,
    User,
)


def text_of(instant: datetime) -> str:
    return instant.isoformat(timespec="microseconds")


def maybe(instant: datetime | None) -> str | None:
    return text_of(instant) if instant else None


def id_of(number: int | None) -> str | None:
    return None if number is None else str(number)


def emoji_payload(key: str) -> Payload:
    """From ``👍`` or ``name:id``."""
    name, _, number = key.partition(":")
    return {"id": number, "name": name} if number.isdigit() else {"id": None, "name": key}


def user_payload(user: User) -> Payload:
    return {
        "id": str(user.id),
        "username": user.name,
        "global_name": user.display_name,
        "discriminator": "0000" if user.bot else "0",
        "avatar": None,
        "public_flags": 0,
        "flags": 0,
        "primary_guild": None,
        **({"bot": True} if user.bot else {}),
    }


def member_payload(member: Member, *, user: bool = True) -> Payload:
    return {
        "nick": member.nick,
        "avatar": None,
        "banner": None,
        "roles": [str(role) for role in sorted(member.roles)],
        "joined_at": text_of(member.joined_at),
        "premium_since": None,
        "communication_disabled_until": maybe(member.timed_out_until),
        "pending": False,
        "flags": 0,
        "deaf": False,
        "mute": False,
        **({"user": user_payload(member.user)} if user else {}),
    }


def role_payload(role: Role) -> Payload:
    return {
        "id": str(role.id),
        "name": role.name,
        "description": None,
        "permissions": str(int(role.permissions)),
        "position": role.position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": role.managed_by is not None,
        "mentionable": role.mentionable,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
        **({"tags": {"bot_id": str(role.managed_by)}} if role.managed_by else {}),
    }


def tag_payload(tag: Tag) -> Payload:
    return {
        "id": str(tag.id),
        "name": tag.name,
        "moderated": tag.moderated,
        "emoji_id": id_of(tag.emoji_id),
        "emoji_name": tag.emoji_name,
    }


def channel_payload(channel: Channel, rights: Permission | None = None) -> Payload:
    if isinstance(channel, Thread):
        return thread_payload(channel)
    whole: Payload = {
        "id": str(channel.id),
        "type": int(channel.type),
        "flags": channel.flags,
        "last_message_id": id_of(channel.last_message_id),
        "last_pin_timestamp": maybe(channel.last_pin),
    }
    if channel.guild is None:
        return {**whole, "recipients": [user_payload(channel.recipient)] if channel.recipient else []}
    whole |= {
        "guild_id": str(channel.guild.id),
        "name": channel.name,
        "parent_id": id_of(channel.parent_id),
        "topic": channel.topic,
        "nsfw": channel.nsfw,
        "position": channel.position,
        "rate_limit_per_user": channel.slowmode,
        "permission_overwrites": [
            {"id": str(one.id), "type": one.type, "allow": str(int(one.allow)), "deny": str(int(one.deny))}
            for one in channel.overwrites.values()
        ],
        **({"permissions": str(int(rights))} if rights is not None else {}),
        **({"default_auto_archive_duration": channel.auto_archive} if channel.auto_archive else {}),
    }
    if channel.holds_posts:
        whole |= {
            "available_tags": [tag_payload(tag) for tag in channel.tags],
            "default_reaction_emoji": channel.default_reaction,
            "default_sort_order": channel.default_sort,
            "default_forum_layout": channel.default_layout,
            "default_thread_rate_limit_per_user": 0,
        }
    return whole


def thread_payload(thread: Thread, member_id: int | None = None) -> Payload:
    """``member_id``: whose membership the payload carries, if they are in it."""
    assert thread.guild is not None
    assert thread.changed_at is not None
    whole: Payload = {
        "id": str(thread.id),
        "type": int(thread.type),
        "guild_id": str(thread.guild.id),
        "parent_id": str(thread.parent_id),
        "owner_id": str(thread.owner_id),
        "name": thread.name,
        "flags": thread.flags,
        "last_message_id": id_of(thread.last_message_id),
        "last_pin_timestamp": maybe(thread.last_pin),
        "rate_limit_per_user": thread.slowmode,
        "message_count": sum(one.type in COUNTED and one.id != thread.id for one in thread.messages.values()),
        "total_message_sent": thread.sent,
        "member_count": min(len(thread.members), 50),
        "applied_tags": [str(tag) for tag in thread.applied_tags],
        "thread_metadata": {
            "archived": thread.archived,
            "locked": thread.locked,
            "auto_archive_duration": thread.archives_after,
            "archive_timestamp": text_of(thread.changed_at),
            "create_timestamp": maybe(thread.created_at),
            **({"invitable": thread.invitable} if thread.private else {}),
        },
    }
    if member_id in thread.members:
        whole["member"] = thread_member_payload(thread, member_id)
    return whole


def thread_member_payload(thread: Thread, user_id: int) -> Payload:
    return {
        "id": str(thread.id),
        "user_id": str(user_id),
        "join_timestamp": text_of(thread.members[user_id]),
        "flags": 0,
    }


def happening_payload(happening: Happening, guild: Guild) -> Payload:
    return {
        "id": str(happening.id),
        "guild_id": str(guild.id),
        "channel_id": id_of(happening.channel_id),
        "creator_id": str(happening.creator.id),
        "creator": user_payload(happening.creator),
        "name": happening.name,
        "description": happening.description,
        "scheduled_start_time": text_of(happening.starts_at),
        "scheduled_end_time": maybe(happening.ends_at),
        "privacy_level": 2,
        "status": happening.status,
        "entity_type": happening.entity_type,
        "entity_id": None,
        "entity_metadata": {"location": happening.location} if happening.location else None,
        "user_count": len(happening.interested),
        "image": None,
        "recurrence_rule": None,
        "user_rsvp": None,
        "guild_scheduled_event_exceptions": [],
    }


ABSENT = (
    "icon",
    "description",
    "home_header",
    "splash",
    "discovery_splash",
    "banner",
    "application_id",
    "afk_channel_id",
    "system_channel_id",
    "widget_channel_id",
    "max_presences",
    "vanity_url_code",
    "rules_channel_id",
    "safety_alerts_channel_id",
    "public_updates_channel_id",
    "incidents_data",
)
"""What a guild of the tests has none of."""

LOWEST = (
    "system_channel_flags",
    "verification_level",
    "default_message_notifications",
    "mfa_level",
    "explicit_content_filter",
    "premium_tier",
    "premium_subscription_count",
    "nsfw_level",
)


def guild_payload(guild: Guild) -> Payload:
    """A guild as a request for it is answered; the gateway adds who and what is in it."""
    return {
        "id": str(guild.id),
        "name": guild.name,
        "owner_id": str(guild.owner.id),
        "preferred_locale": guild.locale,
        "features": ["COMMUNITY", "NEWS"] if guild.community else [],
        "roles": [role_payload(role) for role in guild.roles.values()],
        **dict.fromkeys(ABSENT),
        **dict.fromkeys(LOWEST, 0),
        "widget_enabled": False,
        "premium_progress_bar_enabled": False,
        "nsfw": False,
        "region": "deprecated",
        "afk_timeout": 300,
        "max_members": 500_000,
        "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25,
        "emojis": [],
        "stickers": [],
    }
