"""What can be asked of a store."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain import (
    Beat,
    Cafe,
    Delivery,
    DeskNote,
    Member,
    MemberRef,
    OwedPicture,
    Picture,
    Post,
    PostRef,
    Record,
    RoomRef,
)
from bot.lateness import CLOCKS_AGREE, LONGEST_WAIT
from bot.ports._answers import AnswersReading
from bot.ports._cards import CardsReading
from bot.ports._care import CareReading
from bot.ports._carrying import CarriedReading
from bot.ports._keeping import KeepingReading
from bot.ports._linking import LinkingReading
from bot.ports._members import MembersReading
from bot.ports._people import PeopleReading
from bot.ports._replanning import Replanned
from bot.ports._uploads import UploadReading
from bot.ports._voices import VoicesReading
from bot.programme import KeptChange, KeptOccasion


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at a store finds to be done by whoever serves some platforms.

    ``due`` is when the next beat that is not done falls due (a claimed one when its lease ends), ``None`` where there
    is none. ``replies`` says that a delivery without a beat is owed, ``changes`` that a flashback or an index is to be
    made anew, or that something is to leave a room, ``untold`` that there is something the desk is to be told.
    ``held_until`` is when the last claim on a beat ends, ``waits_until`` until when one that was given back waits at
    most: both show a clock that has been set back. ``nudges`` says that somebody wishes to be reminded of something.
    """

    due: datetime | None
    replies: bool
    changes: bool
    untold: bool = False
    held_until: datetime | None = None
    waits_until: datetime | None = None
    nudges: bool = False

    def calls_for_work(self, now: datetime, lease: timedelta = LONGEST_WAIT) -> bool:
        """Whether there is anything to be done at that instant, by somebody whose claims last so long."""
        if self.replies or self.changes or self.untold or (self.due is not None and self.due <= now):
            return True
        held = self.held_until is not None and self.held_until > now + lease + CLOCKS_AGREE
        return held or (self.waits_until is not None and self.waits_until > now + LONGEST_WAIT + CLOCKS_AGREE)


class Reading(
    Replanned,
    VoicesReading,
    CardsReading,
    AnswersReading,
    CarriedReading,
    CareReading,
    KeepingReading,
    LinkingReading,
    MembersReading,
    PeopleReading,
    UploadReading,
    Protocol,
):
    """What can be asked of a store, all answers from one moment."""

    async def cafes(self) -> Sequence[Cafe]:
        """Every café, by opening, then id."""

    async def has_cafe(self, cafe: str) -> bool:
        """Whether there is a café of that id."""

    async def rooms_to_read_back(self, platforms: Collection[str]) -> Sequence[tuple[RoomRef, str | None]]:
        """The rooms on those platforms in which a café lives or lived, each once, sorted, with how far its history has
        been stored."""

    async def cafe(self, cafe: str) -> Cafe | None:
        """The café of that id."""

    async def cafes_in(self, room: RoomRef) -> Sequence[Cafe]:
        """The cafés that live or lived in that room, the latest opening first."""

    async def cafe_from(self, source: str) -> Cafe | None:
        """The café that was replayed from the conversation of that fingerprint."""

    async def beats(self, cafe: str) -> Sequence[Beat]:
        """The beats of a café, in the order in which they are to be performed."""

    async def look(self, platforms: Collection[str]) -> Look:
        """What is to be done by whoever serves these platforms: of the beats those of cafés with a home there. Costs
        the same however many cafés there are."""

    async def opened_last(self, cafe: str) -> datetime | None:
        """When a workshop last opened in one of the café's rooms, this café's or another's."""

    async def untold(self) -> Sequence[DeskNote]:
        """The notices that the desk has not been told yet, in the order they were noted."""

    async def open_rooms(self, platforms: Collection[str]) -> Mapping[RoomRef, str]:
        """The rooms on these platforms where a café has been presented and is not closed, and one such café each."""

    async def latest_of_room(self, room: RoomRef) -> DeskNote | None:
        """The latest notice about that room."""

    async def deliveries(self, beat: str) -> Sequence[Delivery]:
        """The deliveries of a beat, in the order they were owed."""

    async def owed(self, beat: str) -> Sequence[Delivery]:
        """The deliveries of a beat that are not done, in the order they were owed."""

    async def replies_owed(self) -> Sequence[Delivery]:
        """The deliveries without a beat that are not done, in the order they were owed: answers to members, and what
        the desk is told."""

    async def known_of_others(self, delivery: Delivery, message: str | None = None) -> Collection[str]:
        """The ids by which other deliveries to the same room are known there: of their messages, and of the threads
        that these began. With ``message``, those of whoever has that one."""

    async def sealed(self) -> Sequence[tuple[str, str]]:
        """The café and the workshop of each seal that is still to be opened, once the workshop has opened."""

    async def place(self, cafe: str, room: RoomRef, workshop: str | None) -> str | None:
        """The thread of a workshop, or with ``None`` the café's own one, in one of the café's homes."""

    async def threads(self, cafe: str, room: RoomRef) -> Sequence[str]:
        """All threads of a café in one of its homes, its own among them; sorted."""

    async def opened_in(self, cafe: str, room: RoomRef) -> Collection[str]:
        """The workshops of a café that have opened in that room: the opening is said there, or is being said; where
        nothing is said (a file), its beat is done. In a café that came back with a backup one that was due before that
        counts too, until it is known."""

    async def workshop_at(self, room: RoomRef, thread: str) -> tuple[str, str | None] | None:
        """The café and the workshop whose thread that is; ``None`` instead of the workshop for the café's own."""

    async def position(self, room: RoomRef) -> str | None:
        """How far the room's history has been stored."""

    async def post(self, cafe: str, post: PostRef) -> Post | None:
        """The post as it stands; ``None`` for one that is unknown or erased."""

    async def pictures_owed(self, platforms: Collection[str]) -> Sequence[OwedPicture]:
        """The pictures that are still to be fetched from these platforms, by café, post and number."""

    async def picture(self, cafe: str, post: PostRef, number: int) -> Picture | None:
        """The picture that is kept of the attachment at place ``number`` (from 0) of a live post."""

    async def cafe_of_post(self, room: RoomRef, post: PostRef) -> str | None:
        """The café in that room that has a live post of that id."""

    async def member(self, cafe: str, member: MemberRef) -> Member | None:
        """The member as that café knows them."""

    async def record(self, cafe: str) -> Record:
        """All that is known of a café (live data alone). Raises `bot.errors.StoreError` where it is not there."""

    async def changes(self, cafe: str) -> int:
        """How many changes of a café's words its published flashback has not taken over yet."""

    async def changed_cafes(self, platforms: Collection[str]) -> Sequence[str]:
        """The cafés with such changes whose every home is on one of these platforms, by id."""

    async def flashback(self, cafe: str) -> bytes | None:
        """The flashback as published, as JSON."""

    async def occasions(self) -> Sequence[KeptOccasion]:
        """Every occasion of a programme that was planned or missed, by date, then programme."""

    async def programme_changes(self) -> Sequence[KeptChange]:
        """What hosts have said of single dates of a programme, by programme, then date."""

    async def programme_looks(self) -> Mapping[str, datetime]:
        """Until which instant each programme has been looked at."""
