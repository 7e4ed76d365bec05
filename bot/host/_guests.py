"""Guests: invited by a host into one workshop, where they speak in the café's name."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping

from bot.domain import Cafe, CafeState, Delivery, Guest, Home, HostChange, MemberRef, OutboundMessage, Workshop
from bot.errors import CallError, fault
from bot.markup import paragraph, split
from bot.naming import marks_of
from bot.ports import Clock, Platform, Store
from bot.showing import shown
from bot.wording import wording

LONGEST_WORDS = 1_500
"""The longest text that is said in the café's name, in code points. What a home's own way of writing adds to it may
make it too long all the same."""


class Guests:
    """Who speaks in the café's name, beside the café itself. ``send`` makes what is owed."""

    def __init__(
        self, store: Store, platforms: Mapping[str, Platform], clock: Clock, send: Callable[[], Awaitable[None]]
    ) -> None:
        self._store = store
        self._platforms = platforms
        self._clock = clock
        self._send = send

    async def invite(self, cafe: Cafe, workshop: Workshop, member: MemberRef, by: MemberRef) -> bool:
        """Let somebody speak in the café's name in a workshop; false if they may already."""
        async with self._store.writing() as work:
            made = await work.invite(Guest(cafe.id, workshop.key, member))
            if made:
                # Like a host's, a guest's name is in nobody's quotation.
                await work.keep_names(cafe.id, marks_of(cafe.secret, member))
                await work.record_change(self._change("guest", cafe, workshop, by, guest=str(member)))
        return made

    async def uninvite(self, cafe: Cafe, workshop: Workshop, member: MemberRef, by: MemberRef) -> bool:
        """Let them no more; false if they may not anyway. What they have said stays."""
        async with self._store.writing() as work:
            gone = await work.uninvite(Guest(cafe.id, workshop.key, member))
            if gone:
                await work.record_change(self._change("guest off", cafe, workshop, by, guest=str(member)))
        return gone

    async def say(self, cafe: Cafe, workshop: Workshop, text: str, by: MemberRef, name: str, *, host: bool) -> bool:
        """Say something in a workshop in the café's name, signed with the speaker's own. A guest does so in their own
        workshops, a host in each. It is nobody's contribution: it is not counted and not quoted. Returns whether each
        room has it already; one that refuses is asked again later.

        Raises `CallError` where the workshop is not theirs, has not opened, or the café is closed, and where the text
        and its signature are more than one message in one of the homes.
        """
        if len(text) > LONGEST_WORDS:
            raise CallError(fault("command_too_long", n=LONGEST_WORDS))
        async with self._store.writing() as work:
            now = await work.cafe(cafe.id)
            if not host and Guest(cafe.id, workshop.key, by) not in await work.guests(cafe.id):
                raise CallError(fault("guest_not_here", title=_title(cafe, workshop)))
            if now is None or now.state.step >= CafeState.CLOSED.step:
                raise CallError(fault("command_cafe_closed", title=cafe.title))
            token = secrets.token_hex(8)
            owed = [
                self._delivery(now, workshop, home, text, name, token)
                for home in now.homes
                if await work.place(now.id, home.room, workshop.key)
            ]
            if not owed:
                raise CallError(fault("command_not_open_yet", title=_title(now, workshop)))
            await work.owe(owed)
            await work.keep_names(now.id, marks_of(now.secret, by, name))
            await work.keep_said(now.id, token, by, [one.key for one in owed])
            await work.record_change(self._change("say", now, workshop, by, message=token))
        await self._send()
        async with self._store.reading() as store:
            return not {one.key for one in owed} & {one.key for one in await store.replies_owed()}

    def _delivery(self, cafe: Cafe, workshop: Workshop, home: Home, text: str, name: str, token: str) -> Delivery:
        can, say = self._platforms[home.room.platform].can, wording(home.language)
        title = cafe.script.worded(home.language).title
        blocks = [paragraph(text), paragraph(say.say("cafe.spoken_by", name=name, title=title))]
        body, *rest = split(blocks, can.dialect, can.text_limit)
        if rest:
            raise CallError(fault("say_too_long"))
        key = f"{cafe.id}/said/{home.room}/{token}"
        return Delivery(key, cafe.id, home.room, OutboundMessage(body), workshop=workshop.key)

    def _change(self, what: str, cafe: Cafe, workshop: Workshop, by: MemberRef, **about: str) -> HostChange:
        return HostChange(self._clock.now(), by, what, cafe.id, {"workshop": workshop.key, **about})


def _title(cafe: Cafe, workshop: Workshop) -> str:
    return shown(cafe.script.worded(cafe.language).workshops[workshop.key].title)
