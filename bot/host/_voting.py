"""Choices: by a button or a form, or in a poll of the platform's own. Each member has one vote, the latest, whichever
way they gave it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TypeGuard

from bot.cafe_names import veiled
from bot.domain import (
    Ballot,
    Cafe,
    CafeState,
    Choice,
    Chosen,
    Inbound,
    MemberRef,
    PollCounted,
    RoomRef,
    Voted,
    Workshop,
)
from bot.host._door import Doorkeeper
from bot.host._members import Members
from bot.kinds import Read, Reading, kind_of
from bot.ports import Platform, Writing


class Voting:
    """Takes choices in, within one unit of work. ``note_answer`` is told of each by a button or a form, ``answer`` owes
    a member a sentence in private. To a vote in a poll nothing is answered: nobody has asked for it, and the poll shows
    it."""

    def __init__(
        self,
        work: Writing,
        platforms: Mapping[str, Platform],
        door: Doorkeeper,
        members: Members,
        note_answer: Callable[[Cafe, str | None, Read, Inbound, MemberRef], Awaitable[None]],
        answer: Callable[[Cafe, MemberRef, Inbound, str, str], None],
    ) -> None:
        self._work = work
        self._platforms = platforms
        self._door = door
        self._members = members
        self._note_answer = note_answer
        self._answer = answer

    async def choose(self, event: Chosen) -> None:
        """A button or a form."""
        author = MemberRef(event.room.platform, event.author)
        cafe = await self._door.cafe(event)
        workshop = cafe.script.workshop(event.workshop) if cafe else None
        if (
            cafe is None
            or workshop is None
            or self._door.is_host(author, event)
            or await self._members.is_away(author, event)
        ):
            return
        key = f"{author}/{workshop.key}/{event.token or event.position or event.at.isoformat()}"
        made = self._door.plan(cafe)
        choice = Choice(workshop.key, author, event.choices, event.at, late=self._is_late(cafe, workshop, event.at))
        kind = kind_of(workshop.kind)
        # A file may tell of a choice in a workshop whose kind it does not know; in a room it would be no answer.
        can = self._platforms[event.room.platform].can
        valid = kind.votes(workshop, {}, (), (choice,)) if kind.takes_choices else not can.speaks
        if event.at < made.workshops[workshop.key] or workshop.skipped or not valid:
            self._answer(cafe, author, event, key, "cafe.choice_refused")
            return
        if not await self._members.takes_part(cafe, author, event, event.name):
            return
        if workshop.anonymous:
            # Neither who nor when: the order of the instants would tell who.
            who = veiled(cafe.secret, workshop.key, author)
            await self._work.keep_choice(cafe.id, replace(choice, author=who, at=made.workshops[workshop.key]))
        else:
            await self._work.keep_choice(cafe.id, choice)
        await self._note_answer(cafe, workshop.key, Reading(choice.choices), event, author)
        self._answer(cafe, author, event, key, "cafe.choice_kept_late" if choice.late else "cafe.choice_kept")

    async def vote(self, event: Voted) -> None:
        """One vote in a poll of the platform's own, given or taken back."""
        author = MemberRef(event.room.platform, event.author)
        cafe, workshop = await self._polled(event, event.room, event.thread)
        if cafe is None or workshop is None:
            return
        known = await self._known(cafe, workshop, author)
        if event.taken_back:
            if _is_of(known, event.room):
                left = tuple(one for one in known.choices if one != event.choice)
                await self._keep(cafe, replace(known, choices=left, at=max(known.at, event.at)))
            return
        if self._door.is_host(author, event) or await self._members.is_away(author, event):
            return
        before = known.choices if _is_of(known, event.room) and workshop.several > 1 else ()
        choices = tuple(sorted({*before, event.choice}, key=_place))
        late = self._is_late(cafe, workshop, event.at)
        choice = Choice(workshop.key, author, choices, event.at, late, polled_in=event.room.room)
        if _valid(workshop, choice) and await self._members.takes_part(cafe, author, event, event.name):
            await self._keep(cafe, choice)

    async def count(self, event: PollCounted) -> None:
        """All votes of a poll of the platform's own, compared with those that are kept of it. One that nobody had heard
        of comes with the poll's instant: whatever else that member has said of it is later, and counts. So is what was
        heard while it was being counted, and stays."""
        cafe, workshop = await self._polled(event, event.room, event.thread)
        if cafe is None or workshop is None or cafe.state.step >= CafeState.CLOSED.step:
            return
        kept = await self._work.polled(cafe.id, workshop.key, event.room)
        newer = _heard_meanwhile({one.author.id: one.at for one in kept}, event)
        for ballot in event.ballots:
            if ballot.author not in newer:
                await self._compare(cafe, workshop, ballot, event)
        voters = {one.author for one in event.ballots}
        for choice in kept:
            if choice.author.id not in voters | newer:
                await self._work.drop_choice(cafe.id, workshop.key, choice.author)

    async def _compare(self, cafe: Cafe, workshop: Workshop, ballot: Ballot, event: PollCounted) -> None:
        author = MemberRef(event.room.platform, ballot.author)
        known = await self._known(cafe, workshop, author)
        if known is not None:
            if _is_of(known, event.room) and known.choices != ballot.choices:
                await self._keep(cafe, replace(known, choices=ballot.choices))
            return
        choice = Choice(workshop.key, author, ballot.choices, event.at, polled_in=event.room.room)
        if (
            not ballot.by_host
            and not self._door.is_host(author, event)
            and not await self._members.is_away(author, event)
            and _valid(workshop, choice)
            and await self._members.takes_part(cafe, author, event, ballot.name)
        ):
            await self._keep(cafe, choice)

    async def _polled(self, event: Inbound, room: RoomRef, thread: str) -> tuple[Cafe | None, Workshop | None]:
        """The café and the workshop whose poll that is; not one whose votes nobody may read."""
        cafe = await self._door.cafe(event)
        place = await self._work.workshop_at(room, thread)
        if cafe is None or place is None or place[1] is None:
            return None, None
        workshop = cafe.script.workshop(place[1])
        taken = workshop is not None and workshop.choices and not workshop.anonymous
        return cafe, workshop if taken else None

    async def _known(self, cafe: Cafe, workshop: Workshop, author: MemberRef) -> Choice | None:
        _, choices = await self._work.answers_of(cafe.id, workshop.key, author)
        return next(iter(choices), None)

    async def _keep(self, cafe: Cafe, choice: Choice) -> None:
        if choice.choices:
            await self._work.keep_choice(cafe.id, choice)
        else:
            await self._work.drop_choice(cafe.id, choice.workshop, choice.author)

    def _is_late(self, cafe: Cafe, workshop: Workshop, at: datetime) -> bool:
        ends = self._door.plan(cafe).ends.get(workshop.key)
        return ends is not None and at >= ends


def _is_of(choice: Choice | None, room: RoomRef) -> TypeGuard[Choice]:
    """Whether a choice was made in the poll of that room: a café has one in each."""
    return choice is not None and choice.polled_in == room.room


def _heard_meanwhile(kept: Mapping[str, datetime], event: PollCounted) -> set[str]:
    """Whose votes in a poll were given, changed or taken back while it was being counted."""
    if event.kept_before is None:
        return set()
    return {author for author, _ in event.kept_before ^ frozenset(kept.items())}


def _valid(workshop: Workshop, choice: Choice) -> bool:
    return bool(kind_of(workshop.kind).votes(workshop, {}, (), (choice,)))


def _place(choice: str) -> int:
    return int(choice) if choice.isdecimal() else 0
