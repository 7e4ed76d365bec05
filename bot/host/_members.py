"""The members whom a café knows, by which name, and what they decide: how they are quoted, and that they leave."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.cafe_names import veils_of
from bot.domain import Cafe, ConsentGiven, Inbound, Member, MemberRef, Withdrew
from bot.host._door import Doorkeeper
from bot.host._forgotten_notes import drop_notes_naming
from bot.host._wishes import leave
from bot.naming import marks_of
from bot.ports import Writing


class Members:
    """Meets them in one unit of work. ``touch`` is told of each café whose words have changed, ``answer`` owes a member
    a sentence in private: the café, the member, the event, the answer's key and that of its wording."""

    def __init__(
        self,
        work: Writing,
        door: Doorkeeper,
        touch: Callable[..., Awaitable[None]],
        answer: Callable[[Cafe, MemberRef, Inbound, str, str], None],
    ) -> None:
        self._work = work
        self._door = door
        self._touch = touch
        self._answer = answer
        self._known: dict[tuple[str, MemberRef], Member] = {}
        self._marked: dict[tuple[str, MemberRef], str] = {}
        """The name of each whose marks were kept last."""

    async def consent(self, event: ConsentGiven) -> None:
        """A member says how they may be quoted, which also brings back who had everything forgotten."""
        author = MemberRef(event.room.platform, event.author)
        cafe = await self._door.cafe(event)
        away = await self._work.absence(author)
        if cafe is None or (away is not None and event.at < away.at):
            return
        if away is not None:
            await self._work.come_back(author, event.at)
        await self._meet(cafe, author, event.name)
        if await self._work.keep_consent(cafe.id, author, event.choice, event.at):
            self._known.pop((cafe.id, author), None)
            await self._meet(cafe, author, event.name)
            await self._touch(cafe)
            key = f"{author}/consent/{event.position or event.at.isoformat()}"
            self._answer(cafe, author, event, key, f"cafe.consent_kept.{event.choice.value}")

    async def withdraw(self, event: Withdrew) -> None:
        """A member leaves every café of the room that knows them, and the latest one in any case."""
        author = MemberRef(event.room.platform, event.author)
        if await self.is_away(author, event):
            return
        await leave(self._work, author, event.room, event.at, called=self._door.calls_followers(event.room))
        for cafe in await self._door.cafes(event):
            await self._meet(cafe, author, event.name)
            if await self._work.withdraw(cafe.id, author, event.at):
                for workshop, veil in veils_of(cafe, author).items():
                    await self._work.drop_choice(cafe.id, workshop, veil)
                self._known.pop((cafe.id, author), None)
                # What others say of them is not to be quoted either, though their name is not kept any more.
                await self.mark(cafe, author, event.name)
                await drop_notes_naming(self._work, cafe, author, event.at)
                # What they said in the café's name leaves the rooms, however far the café is.
                await self._touch(cafe, True)
                key = f"{author}/withdrew/{event.position or event.at.isoformat()}"
                self._answer(cafe, author, event, key, "cafe.withdrawn")

    async def takes_part(self, cafe: Cafe, author: MemberRef, event: Inbound, name: str) -> bool:
        """Whether what a member says counts; if so they are known by that name from now on."""
        known = self._known.get((cafe.id, author)) or await self._work.member(cafe.id, author)
        if not self._door.lets_in(event, author, known):
            return False
        # Whom a backup that was put back did not know may have left since it was made.
        return self._door.lets_in(event, author, await self._meet(cafe, author, name))

    async def _meet(self, cafe: Cafe, member: MemberRef, name: str) -> Member:
        """The member as the café knows them, by that name; of a former one its marks are kept."""
        known = self._known.get((cafe.id, member)) or await self._work.member(cafe.id, member)
        if known is None or (known.name != name and not known.withdrawn):
            if known is not None:
                await self.mark(cafe, member, known.name)
            met = known is None
            known = await self._work.meet(cafe.id, member, name)
            standing = await self._work.standing_consent(member) if met else None
            if standing is not None and await self._work.follow_standing(cafe.id, member, standing):
                known = await self._work.member(cafe.id, member) or known
        self._known[cafe.id, member] = known
        return known

    async def is_away(self, member: MemberRef, event: Inbound) -> bool:
        """Whether a member has had everything forgotten, and had not chosen again when they did this."""
        away = await self._work.absence(member)
        return away is not None and not away.lets_in(event.at)

    async def mark(self, cafe: Cafe, member: MemberRef, name: str) -> None:
        """Keep the marks of that name of a member, as the latest of theirs."""
        if self._marked.get((cafe.id, member)) != name:
            await self._work.keep_names(cafe.id, marks_of(cafe.secret, member, name))
            self._marked[cafe.id, member] = name
