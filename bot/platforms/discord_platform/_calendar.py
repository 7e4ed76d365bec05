"""The events of a server: a café and its meetings among them, once each (docs/decisions/0083-events-on-discord.md).

An event carries no key and no nonce. What is there tells instead: one of the bot's own that leads to the same message.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import discord

from bot.domain import Announcement
from bot.errors import NoSuchPlace, NotAllowed, PlatformError, fault
from bot.markup import shortened
from bot.platforms.discord_platform._account import Account
from bot.platforms.discord_platform._refusals import Refusals
from bot.platforms.discord_platform._rights import Right, Shape
from bot.platforms.discord_platform._rooms import Place, snowflake
from bot.ports import Clock

AHEAD = timedelta(minutes=1)
"""How long after an event is made it begins, where what it tells of has begun already: Discord takes none that begins
in the past."""

_EXTERNAL = 3
_GUILD_ONLY = 2
_SCHEDULED, _ACTIVE, _COMPLETED, _CANCELLED = 1, 2, 3, 4
_FULL = 30038
_FINISHED = 180000
_LONGEST_NAME = 100
_LONGEST_PLACE = 100

_Event = Mapping[str, Any]
_Payload = dict[str, Any]


class Calendar:
    """Makes events of the kind that Discord calls external, changes and ends them: the bot's own alone."""

    def __init__(self, account: Account, refusals: Refusals, clock: Clock) -> None:
        self._account = account
        self._refusals = refusals
        self._clock = clock

    async def announce(self, place: Place, announcement: Announcement, known: str | None) -> str:
        """Have an event say that; returns its id. Raises as `bot.ports.Platform.announce`."""
        if known is not None:
            event = await self._event(place, known)
            if event is None or event["status"] not in (_SCHEDULED, _ACTIVE):
                raise NoSuchPlace(fault("discord_gone", channel=place.name))
        else:
            event = next(iter(await self._ours(place, announcement)), None)
        if event is None:
            return await self._make(place, announcement)
        if changes := self._changes(place, announcement, event):
            await self._change(place, event, changes)
        return str(event["id"])

    async def call_off(self, place: Place, announcement: Announcement, known: str | None) -> None:
        """End an event that has begun, cancel one that has not. One that is over or gone is no fault."""
        if known is not None:
            found = await self._event(place, known)
            events: Sequence[_Event] = () if found is None else (found,)
        else:
            events = await self._ours(place, announcement)
        for event in events:
            if event["status"] in (_SCHEDULED, _ACTIVE):
                ended = _CANCELLED if event["status"] == _SCHEDULED else _COMPLETED
                await self._change(place, event, {"status": ended})

    async def _make(self, place: Place, announcement: Announcement) -> str:
        client = await self._account.online()
        begins = max(announcement.begins, self._clock.now() + AHEAD)
        payload = {
            **_told(place, announcement),
            "privacy_level": _GUILD_ONLY,
            "entity_type": _EXTERNAL,
            "scheduled_start_time": begins.isoformat(),
            "scheduled_end_time": max(announcement.ends, begins + AHEAD).isoformat(),
        }
        full = False
        with self._asking(place):
            try:
                await client.http.create_guild_scheduled_event(place.guild, **payload)
            except discord.HTTPException as error:
                if error.code != _FULL:
                    raise
                full = True
        if full:
            # Not remembered as a missing right: those that are there can still be changed and ended.
            raise NotAllowed(fault("discord_events_full", channel=place.name))
        # Where the answer was lost, discord.py has asked again; or another worker has been as quick.
        ours = await self._ours(place, announcement)
        if not ours:
            raise PlatformError(fault("discord_unreachable"))
        for event in ours[1:]:
            with self._asking(place):
                await client.http.delete_scheduled_event(place.guild, snowflake(str(event["id"])))
        return str(ours[0]["id"])

    async def _ours(self, place: Place, announcement: Announcement) -> list[_Event]:
        """The events of ours that lead to that message and are not over, the oldest first."""
        client = await self._account.online()
        with self._asking(place):
            found: Sequence[_Event] = await client.http.get_scheduled_events(place.guild, with_user_count=False)
        me, address = client.user.id if client.user else 0, _address(place, announcement)
        ours = [
            one
            for one in found
            if str(one.get("creator_id")) == str(me) and address in (one.get("description") or "").split()
        ]
        return sorted((one for one in ours if one["status"] in (_SCHEDULED, _ACTIVE)), key=lambda one: int(one["id"]))

    async def _event(self, place: Place, known: str) -> _Event | None:
        client = await self._account.online()
        try:
            with self._asking(place):
                event: _Event = await client.http.get_scheduled_event(
                    place.guild, snowflake(known), with_user_count=False
                )
        except NoSuchPlace:
            return None
        return event

    async def _change(self, place: Place, event: _Event, changes: _Payload) -> None:
        client = await self._account.online()
        with self._asking(place):
            try:
                await client.http.edit_scheduled_event(place.guild, snowflake(str(event["id"])), **changes)
            except discord.HTTPException as error:
                # It has come to its end meanwhile.
                if error.code != _FINISHED:
                    raise

    def _changes(self, place: Place, announcement: Announcement, event: _Event) -> _Payload:
        """What an event does not say as it should. The beginning of one that has begun stays what it was."""
        wanted, now = _told(place, announcement), self._clock.now()
        changes = {name: value for name, value in wanted.items() if event.get(name) != value}
        if _instant(event.get("scheduled_end_time")) != announcement.ends and announcement.ends > now:
            changes["scheduled_end_time"] = announcement.ends.isoformat()
        ahead = event["status"] == _SCHEDULED and announcement.begins > now + AHEAD
        if ahead and _instant(event["scheduled_start_time"]) != announcement.begins:
            changes["scheduled_start_time"] = announcement.begins.isoformat()
        return changes

    def _asking(self, place: Place) -> Any:
        return self._refusals.asking(place.guild, Right.CREATE_EVENTS, channel=place.name)


def _told(place: Place, announcement: Announcement) -> _Payload:
    """What an event says: its name, what it is about with the way to it, and where it takes place."""
    where = announcement.where or f"#{place.name}"
    return {
        "name": shortened(announcement.title, _LONGEST_NAME),
        "description": f"{announcement.about}\n\n{_address(place, announcement)}",
        "entity_metadata": {"location": shortened(where, _LONGEST_PLACE)},
    }


def _address(place: Place, announcement: Announcement) -> str:
    """Where more of it is to be read by everybody."""
    server = f"https://discord.com/channels/{place.guild}"
    if place.shape is Shape.FORUM:
        return f"{server}/{announcement.message}"
    if announcement.thread == announcement.message:
        return f"{server}/{announcement.thread}"
    return f"{server}/{place.id}/{announcement.message}"


def _instant(text: str | None) -> datetime | None:
    return None if text is None else discord.utils.parse_time(text)
