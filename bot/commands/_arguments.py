"""What was given -> what a handler gets, each kind by its own rule, every fault one sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.commands._command import Command, Kind, Parameter, Upload
from bot.commands._finding import MOST_CAFES, cafes_for, find_cafe, find_workshop, require_opened, workshops_for
from bot.commands._moments import day_of, wall_of
from bot.commands._typed import choice_of, shown_word, usage
from bot.domain import Cafe, CafeState, Caller, MemberRef, PostRef, clean_text
from bot.errors import CallError, fault
from bot.ports import Reading
from bot.showing import shown
from bot.wording import Wording

LONGEST_TEXT = 4_000
"""The longest text that a command takes, in code points: what a form of a chat server holds."""

LONGEST_NAME = 200
"""The longest name that a command takes, in code points."""

_OVER = (CafeState.PUBLISHED, CafeState.NOT_HELD)

_NEAREST = (
    *(CafeState.OPEN, CafeState.CLOSING, CafeState.PRESENTED),
    *(CafeState.CLOSED, CafeState.PUBLISHED, CafeState.PLANNED, CafeState.NOT_HELD),
)
"""Which café of a room is meant where none is named: the one that people are in, else the one whose flashback comes,
else the last one published; one that is still to come only if there is no other."""


class Arguments:
    """Reads what was given to one command by one caller, within one moment of the store."""

    def __init__(self, store: Reading, caller: Caller, now: datetime, zone: str, words: Wording) -> None:
        self._store = store
        self._caller = caller
        self._now = now
        self._zone = zone
        self._words = words

    async def cafe(self, given: str | None) -> Cafe:
        """The café that a command is about: the one named, else that of the caller's room, else the only one that is
        not over, else the only one there is.

        Raises `CallError`.
        """
        if given:
            return find_cafe(given, await self._cafes())
        here = await self._store.cafes_in(self._caller.room)
        if here:
            # Of those that stand alike, the latest opening.
            return min(here, key=lambda one: _NEAREST.index(one.state))
        known = await self._cafes()
        others = [one for one in known if one.state not in _OVER] or list(known)
        if len(others) == 1:
            return others[0]
        if others:
            candidates = ", ".join(one.id for one in others[:MOST_CAFES])
            raise CallError(fault("command_which_cafe", candidates=candidates, first=others[0].id))
        raise CallError(fault("command_no_cafe"))

    async def _cafes(self) -> Sequence[Cafe]:
        return cafes_for(self._caller, await self._store.cafes())

    async def read(
        self, command: Command, given: Mapping[str, str], files: Sequence[Upload], cafe: Cafe | None
    ) -> dict[str, Any]:
        """The arguments of a command, typed. Raises `CallError`."""
        found: dict[str, Any] = {}
        for one in command.parameters:
            if one.kind is Kind.FILES:
                found[one.name] = tuple(files)
                missing = not files
            else:
                value = clean_text(given.get(one.name, "")).strip()
                missing = not value
                found[one.name] = None if missing else await self._value(one, value, cafe)
            if missing and one.required:
                name = shown_word(f"command.parameter.{one.name}", self._words)
                raise CallError(fault("command_missing", name=name, usage=usage(command, self._words)))
        return found

    async def _value(self, parameter: Parameter, value: str, cafe: Cafe | None) -> Any:
        zone = cafe.zone if cafe else self._zone
        match parameter.kind:
            case Kind.CAFE:
                return find_cafe(value, await self._cafes())
            case Kind.WORKSHOP:
                among = await workshops_for(self._caller, cafe, self._store) if cafe else None
                if cafe is not None:
                    await require_opened(value, self._caller, cafe, self._store, self._words)
                return find_workshop(value, cafe, self._words, among)
            case Kind.POST:
                return self._post(value, cafe)
            case Kind.MEMBER:
                return self._member(value)
            case Kind.DAY:
                return day_of(value, cafe, self._now, zone)
            case Kind.WHEN:
                return wall_of(value, cafe, self._now, zone)
            case Kind.NUMBER:
                if not (value.isascii() and value.isdecimal() and len(value) <= 9):
                    raise CallError(fault("command_number", value=shown(value)))
                return int(value)
            case Kind.CHOICE:
                return self._choice(value, parameter)
            case Kind.SCRIPT | Kind.WORD:
                if any(char.isspace() for char in value) or len(value) > 200:
                    raise CallError(fault("command_word", value=shown(value)))
                return value
        if parameter.kind is Kind.NAME and len(value) > LONGEST_NAME:
            raise CallError(fault("command_too_long", n=LONGEST_NAME))
        if len(value) > LONGEST_TEXT:
            raise CallError(fault("command_too_long", n=LONGEST_TEXT))
        return value

    def _post(self, value: str, cafe: Cafe | None) -> PostRef:
        """A message by its number or id, or by a link to it: the last part of it is the id."""
        last = value.rstrip("/").rsplit("/", 1)[-1] if "://" in value else value.removeprefix("#")
        if not last or len(last) > 255 or any(char.isspace() for char in last):
            raise CallError(fault("command_post", value=shown(value)))
        return PostRef(self._caller.room.platform, last)

    def _member(self, value: str) -> MemberRef:
        """Somebody by their id: ``platform:id``, an id of this platform, or the platform's way of mentioning them."""
        mention = re.fullmatch(r"<@!?(\d+)>", value)
        account, colon, id = value.partition(":")
        if mention:
            return MemberRef(self._caller.room.platform, mention[1])
        if colon and account == self._caller.room.platform and id:
            return MemberRef(account, id)
        return MemberRef(self._caller.room.platform, value)

    def _choice(self, value: str, parameter: Parameter) -> str:
        found = choice_of(value, parameter)
        if found is None:
            known = [shown_word(f"command.choice.{one}", self._words) for one in parameter.choices]
            raise CallError(fault("command_choice", value=shown(value), choices=", ".join(known)))
        return found
