"""What the bot needs to be allowed on Discord, what of it is missing somewhere, and the link that asks for it. Pure."""

from __future__ import annotations

from enum import StrEnum

import discord


class Shape(StrEnum):
    """What sort of channel a café lives in."""

    FORUM = "forum"
    """A forum: all there is lives in its posts, which are threads."""
    TEXT = "text"
    """A text channel with threads."""
    COMPANION = "companion"
    """A text channel beside a forum, in whose private threads blind answers live: a forum has none."""
    DESK = "desk"
    """A text channel in which hosts are told things, and nothing else happens."""


class Right(StrEnum):
    """A right by the name that discord.py gives it: the name of its sentence's key, too."""

    VIEW = "view_channel"
    HISTORY = "read_message_history"
    SEND = "send_messages"
    SEND_IN_THREADS = "send_messages_in_threads"
    BEGIN_THREADS = "create_public_threads"
    BEGIN_PRIVATE_THREADS = "create_private_threads"
    MANAGE_THREADS = "manage_threads"
    ATTACH = "attach_files"
    PIN = "pin_messages"
    CREATE_EVENTS = "create_events"
    MANAGE_CHANNELS = "manage_channels"
    POLLS = "send_polls"
    ROLES = "manage_roles"


_EVERYWHERE = (Right.VIEW, Right.HISTORY, Right.SEND_IN_THREADS, Right.MANAGE_THREADS, Right.ATTACH)

NEEDED: dict[Shape, tuple[Right, ...]] = {
    # In a forum, sending messages is making posts.
    Shape.FORUM: (*_EVERYWHERE, Right.SEND, Right.PIN, Right.POLLS),
    Shape.TEXT: (*_EVERYWHERE, Right.SEND, Right.PIN, Right.POLLS, Right.BEGIN_THREADS, Right.BEGIN_PRIVATE_THREADS),
    Shape.COMPANION: (
        Right.VIEW,
        Right.HISTORY,
        Right.SEND_IN_THREADS,
        Right.MANAGE_THREADS,
        Right.BEGIN_PRIVATE_THREADS,
    ),
    Shape.DESK: (Right.VIEW, Right.HISTORY, Right.SEND),
}
"""What is needed in a channel of each shape, the most telling first. Administrator is never needed."""

WISHED: dict[Shape, tuple[Right, ...]] = {
    Shape.FORUM: (Right.CREATE_EVENTS, Right.MANAGE_CHANNELS),
    Shape.TEXT: (Right.CREATE_EVENTS,),
    Shape.COMPANION: (),
}
"""What a café can do without: the server's events, a forum's tags and guidelines."""


def missing(permissions: int, shape: Shape, *, wished: bool = False) -> list[Right]:
    """What the bot lacks in a channel of that shape; with ``wished``, of what it can do without. ``permissions`` are
    those it has there, as Discord counts them together from roles and overwrites. Without seeing a channel nothing can
    be done there: then that alone is said."""
    has = discord.Permissions(permissions)
    if has.administrator:
        return []
    lacks = [right for right in NEEDED[shape] if not getattr(has, right.value)]
    if wished:
        return [] if Right.VIEW in lacks else [right for right in WISHED[shape] if not getattr(has, right.value)]
    return [Right.VIEW] if Right.VIEW in lacks else lacks


def needed_permissions() -> int:
    """All rights that a bot needs for cafés of any shape, with those that it can do without, as one number."""
    rights = {right.value: True for asked in (NEEDED, WISHED) for rights in asked.values() for right in rights}
    return discord.Permissions(**rights).value


def invitation(application: int, *, sets_up: bool = False, gives_roles: bool = False) -> str:
    """The link that invites the bot into a server, with exactly the needed rights; with ``sets_up``, with what it needs
    to make a private channel. ``application`` is its id; ``gives_roles`` says that followers get a role."""
    asked = discord.Permissions(needed_permissions())
    if sets_up:
        asked.update(manage_channels=True, manage_roles=True)
    if gives_roles:
        asked.update(manage_roles=True)
    return discord.utils.oauth_url(application, permissions=asked, scopes=("bot", "applications.commands"))
