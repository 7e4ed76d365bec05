"""The host of all cafés."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time, timedelta

from bot.digest.flashback import Flashback
from bot.domain import (
    ANYWHERE,
    RETENTION_DAYS,
    Beat,
    Cafe,
    DeskRoom,
    Home,
    HostChange,
    Inbound,
    MemberRef,
    Publishing,
    RoomRef,
    Script,
)
from bot.errors import CafeError
from bot.host._cards import Cards
from bot.host._care import Care
from bot.host._carrying import Carrying
from bot.host._consents import Consents
from bot.host._contact import Contact
from bot.host._delivering import Deliverer
from bot.host._desk import Desk
from bot.host._ears import Ears
from bot.host._followers import Followers
from bot.host._forgetting import Forgetting
from bot.host._forms import Forms
from bot.host._gathering import Gatherer
from bot.host._holding import LEASE, Holding
from bot.host._indexing import IndexKeeper
from bot.host._keeping import Keeper
from bot.host._linking import Linking
from bot.host._looking import LookingAgain
from bot.host._performing import Performer
from bot.host._pictures import Pictures
from bot.host._planning import plan_cafe, require_alone
from bot.host._polls import Polls
from bot.host._publishing import Publisher
from bot.host._reading_back import ReadingBack
from bot.host._renewing import renew_each
from bot.host._replanning import Replanning
from bot.host._replying import Replies
from bot.host._retention import Retention, kept_flashback
from bot.host._sealing import Sealing
from bot.host._settling import Settler
from bot.host._taking_back import TAKES_BACK
from bot.host._voices import Voices
from bot.lateness import DO, Deed, Verdict, opens
from bot.logs import logger
from bot.pictures import Limits
from bot.ports import Clock, Observer, Platform, Store

_log = logger(__name__)


class Host:
    """The use cases of the café. ``hosts`` are the members whose own messages are never collected, ``desks`` the
    rooms where hosts are told what happens behind the scene, ``zone`` that of times that belong to no café,
    ``retention_days`` how long after their publication cafés opened from now on are kept. ``morning`` is the hour in
    that zone at which the desks get their morning list, ``None`` for never. ``publishing`` says when flashbacks may be
    published, ``notice_link`` where members read all of what is kept of them.

    A beat may be performed again after a death in its middle: what is done stays done once.
    """

    def __init__(
        self,
        store: Store,
        platforms: Mapping[str, Platform],
        clock: Clock,
        *,
        worker: str = "worker",
        hosts: Iterable[MemberRef] = (),
        lease: timedelta = LEASE,
        observer: Observer | None = None,
        desks: Sequence[DeskRoom] = (),
        zone: str = "UTC",
        limits: Limits | None = None,
        retention_days: int | None = RETENTION_DAYS,
        morning: time | None = None,
        publishing: Publishing | None = None,
        notice_link: str | None = None,
    ) -> None:
        self._retention_days = retention_days
        self._store = store
        self._platforms = platforms
        self._clock = clock
        self._hosts = frozenset(hosts)
        self._claims: dict[str, int] = {}
        self._receiving = asyncio.Lock()
        self._observer = observer or Observer()
        self.ears = Ears(platforms)
        """Where it can listen."""
        self._sealing = Sealing(store, platforms)
        self.pictures = Pictures(store, platforms, clock, limits or Limits(), self.send_replies)
        """What members bring is fetched there."""
        self._keeper = Keeper(
            store,
            platforms,
            self._hosts,
            self._sealing,
            self.pictures,
            worker,
            self._claims,
            self.ears,
            self.renew_flashbacks,
        )
        self._polls = Polls(store, platforms, self.receive)
        self._reading_back = ReadingBack(self._receiving, self._keeper, self._polls)
        self.holding = Holding(store, clock, lease)
        """What is in hand here is known there."""
        self._deliverer = Deliverer(
            store, platforms, clock, worker, lease, self._reading_back.again, self._observer, self.holding
        )
        publishing = publishing or Publishing()
        self._replies = Replies(store, platforms, clock, self._deliverer)
        self._settler = Settler(store, platforms, clock, self._deliverer, publishing, notice_link)
        self._publisher = Publisher(store, platforms, clock, self._deliverer)
        self._index = IndexKeeper(store, platforms, clock, self._deliverer, notice_link)
        self._performer = Performer(
            store,
            platforms,
            clock,
            self._deliverer,
            self._publisher,
            self._settler,
            self._sealing,
            Retention(store, clock, self._publisher, self._read_back),
            self._read_back,
            self._polls,
        )
        self._contact = Contact(store, platforms, clock, self.ears, self._reading_back.read)
        self.consents = Consents(store, clock, self.renew_flashbacks)
        """Members choose there how they are quoted."""
        self.followers = Followers(store, platforms)
        """Whoever follows a room is called there."""
        self.forgetting = Forgetting(store, platforms, clock, self._publisher, self.renew_flashbacks, self.followers)
        """What members have forgotten goes there."""
        self.cards = Cards(store, platforms, clock, self.send_replies, self.renew_flashbacks)
        """What crosses to other homes goes there."""
        self.linking = Linking(store, clock, self.renew_flashbacks)
        """Members link their accounts there."""
        self._gatherer = Gatherer(self._receiving, self._keeper.keep)
        self.replanning = Replanning(store, platforms, clock, self._follow_plan)
        """What hosts change of a running café goes there."""
        self.desk = Desk(store, platforms, clock, desks, zone)
        """What hosts are told goes there."""
        self._carrying = Carrying(store, platforms, clock)
        self.forms = Forms(store, platforms, clock, self._hosts, self.receive, self._carrying)
        """Members answer by a form there."""
        self.care = Care(store, platforms, clock, desks, zone, morning)
        """Who wished to be reminded is, from there."""
        self.looking = LookingAgain(store, platforms, clock, self.ears, self.receive)
        """What was erased while nobody listened is found there."""
        self.voices = Voices(store, clock, publishing, self.renew_flashbacks)
        """What hosts say about a flashback goes there."""

    @property
    def hosts(self) -> frozenset[MemberRef]:
        """The members whose own messages are never collected."""
        return self._hosts

    @property
    def platforms(self) -> frozenset[str]:
        """The platforms it can serve."""
        return frozenset(self._platforms)

    @property
    def serves(self) -> frozenset[str]:
        """Whose beats it performs: those of its platforms' cafés; and, unless it keeps no retention at all, as a
        replay does, the ends of retention of all others."""
        return self.platforms if self._retention_days is None else self.platforms | {ANYWHERE}

    def stop(self) -> None:
        """Begin no further delivery: the one in hand is finished, the others stay owed to the next start."""
        self._deliverer.stop()
        self.pictures.stop()

    # --- opening ------------------------------------------------------------------------------------------

    async def open(
        self,
        script: Script,
        homes: Sequence[Home],
        *,
        zone: str,
        day: date,
        id: str | None = None,
        secret: bytes | None = None,
        source: str | None = None,
        by: MemberRef | None = None,
        anyway: bool = False,
    ) -> Cafe:
        """Plan a café: keep it with a snapshot of its script and all its beats.

        ``day`` is its day 1 in ``zone``. ``by`` is the host who asked for it in a room: they are stopped from opening a
        script twice in the same room and the same days by mistake, unless they say ``anyway``. ``id``, ``secret`` and
        ``source`` are given for a replay and a demonstration, whose bytes have to come out the same each time.
        Raises `CallError` if it would be over already, and for a mistake as above, `bot.errors.AlreadyThere` for a
        source that is there.
        """
        now = self._clock.now()
        async with self._store.writing() as work:
            cafe = await plan_cafe(
                work,
                script,
                homes,
                zone=zone,
                day=day,
                now=now,
                hosts=self._hosts,
                id=id,
                secret=secret,
                source=source,
                retention_days=self._retention_days,
            )
            if by is not None and not anyway:
                await require_alone(work, cafe)
            if by is not None:
                await work.record_change(HostChange(now, by, "open", cafe.id, {"script": script.name}))
        return cafe

    # --- beats --------------------------------------------------------------------------------------------

    async def perform(self, beat: Beat) -> Verdict:
        """Judge a claimed beat, and do what it asks for if it is still of use; returns the verdict, to be settled.
        Raises `bot.errors.PlatformError` where a room refuses; performing it again then does what is left.
        """
        async with self._store.reading() as store:
            cafe = await store.cafe(beat.cafe)
        if cafe is None:
            return DO
        verdict = await self._settler.judge(cafe, beat)
        if verdict.deed in (Deed.DO, Deed.DO_LATE):
            await self._performer.perform(beat, await self._settler.take_up(cafe, beat, verdict))
            if opens(beat):
                # A home that had been out of reach has the workshop from now on.
                await self.cards.cross(cafe.id)
        return verdict

    async def settle(self, beat: Beat, verdict: Verdict) -> None:
        """Keep what has become of a claimed beat, and what the desk is told of it."""
        await self._settler.settle(beat, verdict)

    async def refused(self, beat: Beat, error: CafeError, *, stopping: bool = False) -> None:
        """Keep that a room has refused a claimed beat, or that it came upon a fault of ours: it is tried again, later
        each time, or given up. One that a stop has interrupted is given back as it is."""
        await self._settler.refused(beat, error, stopping)

    # --- what comes in ------------------------------------------------------------------------------------

    async def listen(self, claims: Mapping[str, int] | None = None) -> None:
        """Connect, and read back what was said while nobody listened, before anything newer is kept: a
        position is never stored past something unread (truth 2). A room that refuses keeps no other one waiting: it is
        tried again by itself (`look_at_rooms`), and until then nothing newer of it is kept.

        ``claims`` say at which ears to listen, with the generation of the claim to listen there
        (`bot.host.Listening`); without them, at all of this worker's own, by whoever works here alone.
        """
        ears = self.ears.mine() if claims is None else list(claims)
        accounts = self.ears.accounts(ears)
        self._claims.update(claims or {})
        async with self._receiving:
            async with self._store.reading() as store:
                rooms = [room for room, _ in await store.rooms_to_read_back(accounts)]
            rooms = [room for room in rooms if await self.ears.of(room) in ears]
            self._keeper.fall_behind(rooms)
            for ear in ears:
                await self.ears.connect(ear, self.receive)
            unread = [room for room in rooms if not await self._reading_back.first(room)]
        await self._polls.count_all(accounts)
        for name in accounts:
            self._observer.listening(name)
        await self.forgetting.clear_rooms()
        await self.followers.end_calls()
        await self._carrying.take_back()
        await self._contact.wait_for(unread)
        await self._sealing.recall()
        await self.pictures.recall(accounts)
        await self.looking.begin(ears)
        await self.let_in()
        await self.send_replies()

    async def leave(self, ear: str) -> None:
        """Stop listening there: somebody else does from now on."""
        await self.ears.leave(ear)
        await self._contact.leave(ear)
        self.looking.leave(ear)
        self.stand_by(ear)

    def stand_by(self, ear: str) -> None:
        """Know that somebody else listens there."""
        if not self.ears.hears(account := self.ears.account(ear)):
            self._observer.standing_by(account)

    async def receive(self, events: Sequence[Inbound]) -> None:
        """Keep what happened in the rooms; what is known already changes nothing. Returns once it is stored. What one
        call brings is stored whole or not at all; what several bring at the same time is stored together.
        """
        answered = await self._gatherer.bring(events)
        for room in {event.room for event in events}:
            self._contact.heard(room)
        for platform in {event.room.platform for event in events}:
            self._observer.received(platform, self._clock.now())
        await self.let_in()
        if any(isinstance(event, TAKES_BACK) for event in events):
            await self._carrying.take_back()
            await self.followers.end_calls()
        if answered:
            await self.send_replies()

    async def look_at_rooms(self) -> None:
        """See whether the rooms of open cafés can still be read, now and then; try again those that refused to be read
        back at the start."""
        await self._contact.look()

    async def _read_back(self, room: RoomRef) -> None:
        await self._reading_back.read(room)
        await self.let_in()
        await self.send_replies()

    async def renew_flashbacks(self) -> None:
        """Take changed words over into the flashbacks that are on their way or published, and have what was carried and
        taken back leave its room; what a room refuses is done later."""
        async with self._store.reading() as store:
            changed = await store.changed_cafes(self.platforms)
        await renew_each(changed, self._publisher.renew)
        await self._carrying.take_back()

    async def renew_indexes(self) -> None:
        """Take changed plans over into what was posted of them; what a room refuses is taken over later."""
        async with self._store.reading() as store:
            changed = await store.changed_plans(self.platforms)
        await renew_each(changed, self._index.renew)

    async def _follow_plan(self) -> None:
        self.care.look_anew()
        await self.send_replies()
        await self.renew_indexes()

    async def let_in(self) -> None:
        """Let whoever has answered in a sealed thread read the others there; one who is refused waits on."""
        await self._sealing.let_in()

    async def send_replies(self) -> None:
        """Send the private answers that are still owed; one that is refused stays owed."""
        await self._replies.send()

    # --- the flashback ------------------------------------------------------------------------------------

    async def flashback(self, cafe: str) -> Flashback:
        """The flashback as it stands now, computed again from the store, for the host; the frozen one once retention
        has ended. Raises `CallError` where there is none then."""
        async with self._store.reading() as store:
            return await kept_flashback(store, cafe)
