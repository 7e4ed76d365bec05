"""Where the cafés of a programme live: the rooms it names, made ready on their platforms."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress

from bot.domain import Home, RoomRef, Script, Visibility, Workshop
from bot.errors import PlatformError, fault
from bot.ports import Platform, SealsInSome


class Places:
    """Finds rooms. ``rooms`` are those of a programme that names none. ``language`` is what a café of a script speaks
    in a room.

    A room is named as its platform knows it, after the account's name and a colon where there are several accounts.
    """

    def __init__(
        self, platforms: Mapping[str, Platform], *, rooms: Sequence[str], language: Callable[[Script, RoomRef], str]
    ) -> None:
        self._platforms = platforms
        self._rooms = tuple(rooms)
        self._language = language

    def home(self, room: RoomRef, script: Script) -> Home:
        """That room as the home of a café of that script."""
        return Home(room, self._language(script, room))

    def is_home(self, home: Home, script: Script) -> bool:
        """Whether a café of that script would still speak there as it does."""
        return home == self.home(home.room, script)

    async def homes(self, rooms: Sequence[str], script: Script) -> tuple[Home, ...]:
        """The homes of a café in these rooms. Raises `bot.errors.PlatformError` where a room is not to be had."""
        homes = []
        for name in rooms or self._rooms:
            platform, room = self._found(name)
            homes.append(self.home(await platform.open_room(room), script))
        return tuple(dict.fromkeys(homes))

    def opens_in(self, rooms: Sequence[str], reach: Collection[RoomRef]) -> bool:
        """Whether a café of a programme that names these rooms opens in one of the others."""
        names = {name for room in reach for name in (room.room, str(room))}
        return not names.isdisjoint(rooms or self._rooms)

    def tells_apart(self, home: Home) -> bool:
        """Whether two cafés at once can be told apart there: each workshop has a thread of its own."""
        platform = self._platforms.get(home.room.platform)
        return platform is None or platform.can.threads

    async def unsealable(self, room: RoomRef, script: Script) -> Sequence[Workshop]:
        """The workshops of a script whose answers could not be kept from being read in that room; none where
        that is not known now."""
        platform = self._platforms.get(room.platform)
        blind = [one for one in script.workshops if one.visibility is Visibility.BLIND]
        if not blind or not isinstance(platform, SealsInSome):
            return ()
        with suppress(PlatformError):
            return () if await platform.seals_in(room) else blind
        return ()

    def _found(self, name: str) -> tuple[Platform, str]:
        account, colon, room = name.partition(":")
        if colon and room and account in self._platforms:
            return self._platforms[account], room
        if len(self._platforms) != 1:
            known = ", ".join(sorted(self._platforms)) or "-"
            raise PlatformError(fault("programme_room_account", room=name, known=known))
        return next(iter(self._platforms.values())), name
