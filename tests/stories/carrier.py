"""A café on a platform that carries what members say by a form, and what stands there for them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.clock import CompressedClock
from bot.domain import MemberRef, Posted, PostRef, RoomRef, Script, Visibility
from bot.errors import NotAllowed, fault
from bot.platforms.terminal_platform import CAN, TerminalPlatform
from bot.ports import Abilities
from bot.store.engine import Database
from bot.store.stage import SqlStage
from tests.stories.room import Room, script

ANSWER = "Le mien avait un fil et je tirais dessus pour aller plus loin."
ANOTHER = "Zibeline : le mien était rouge, et je le cachais sous mon lit."
OTHERS = "Le nôtre était posé dans le couloir, sur un tabouret."


class Carrier(TerminalPlatform):
    """The terminal platform, as one that does not keep its rooms itself: what is to leave them has to be retracted.
    ``refuses`` has it refuse that; ``retracted`` counts how often it was asked."""

    refuses = False
    retracted = 0
    abilities = replace(CAN, erases=False)
    meanwhile: Callable[[], Awaitable[object]] | None = None

    def __init__(self, database: Database, clock: CompressedClock) -> None:
        super().__init__(SqlStage(database), clock, moderators=["camille"], desk="bureau")

    @property
    def can(self) -> Abilities:
        return self.abilities

    async def carry(
        self, room: RoomRef, thread: str | None, member: MemberRef, name: str, text: str, key: str
    ) -> Posted:
        door, self._door = self._door, None if self.meanwhile else self._door
        posted = await super().carry(room, thread, member, name, text, key)
        self._door = door
        if self.meanwhile is not None:
            meanwhile, self.meanwhile = self.meanwhile, None
            await meanwhile()
        return posted

    async def retract(self, room: RoomRef, posted: Posted) -> None:
        self.retracted += 1
        if self.refuses:
            raise NotAllowed(fault("stage_locked"))
        await super().retract(room, posted)


async def begun(room: Room, told: Script | None = None, abilities: Abilities | None = None) -> Carrier:
    """A café on a platform that carries, until ten on its first day."""
    platform = Carrier(room.database, room.clock)
    platform.abilities = abilities or platform.abilities
    room.terminal = platform
    await room.begin(told=told)
    await room.until(1, 10)
    return platform


def blind_script() -> Script:
    """The café of three days, its first workshop blind until the second evening."""
    usual = script()
    workshops = tuple(
        replace(one, visibility=Visibility.BLIND, ends_day=2, ends_at=usual.closes_at) if one.key == "memory" else one
        for one in usual.workshops
    )
    return replace(usual, workshops=workshops)


async def fill_in(room: Room, name: str, text: str, workshop: str = "memory", interaction: str = "i1") -> None:
    await room.host.forms.submit(room.cafe_id, workshop, room.ref_of(name), name, room.ref, [text], interaction)


async def in_the_room(room: Room) -> list[tuple[str, str | None]]:
    """What stands in the bot's name for members: the words and whose they are."""
    public = await room.terminal.messages(room.ref)
    return [(one.text, one.author) for one in public if one.carried]


async def post_of(room: Room, text: str) -> PostRef:
    return next(one.ref for one in (await room.record()).posts if one.text == text)
