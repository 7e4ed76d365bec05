"""What a platform, a store and a clock must offer. The core speaks to these and to nothing else.

A platform translates and connects, nothing more: it never decides who may do what, and never drops an event.
A store keeps everything; what is written within one unit of work is written whole or not at all.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol, TypeAlias

from bot.domain import (
    Beat,
    Cafe,
    CafeState,
    Choice,
    Consent,
    Delivery,
    DeskNote,
    Inbound,
    Member,
    MemberRef,
    NameMark,
    OutboundMessage,
    OwedPicture,
    Picture,
    Post,
    Posted,
    PostRef,
    Progress,
    Record,
    RoomRef,
)
from bot.lateness import CLOCKS_AGREE, LONGEST_WAIT
from bot.markup import Dialect
from bot.programme import KeptChange, KeptOccasion, Notice, Programme

Door: TypeAlias = Callable[[Sequence[Inbound]], Awaitable[None]]
"""Where a platform hands in what happened, in order. It returns once all of it is stored; an event handed
in twice changes nothing."""


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a platform can do: static data, readable without importing its library.

    ``text_limit`` is the longest body of one message in code points, ``title_limit`` that of a thread's title,
    ``label_limit`` that of a choice in a poll of the platform's own, which takes ``choice_limit`` choices;
    ``file_limit`` is in bytes. ``archives_after`` is how long a thread may be silent before the platform puts it
    away. ``None`` is no limit. ``speaks`` is false for a room that
    can only be read (a file). ``keeps_keys`` says that the platform keeps a delivery's key with the
    message, so that `Platform.find` never has to guess. ``seals`` says that the platform can keep what is said in a
    sealed thread from those who have not answered; where it cannot, such answers are taken as private messages.
    ``ways`` is the key of the sentence that tells members how to choose privately there how they are quoted, and how
    to leave.
    """

    dialect: Dialect
    text_limit: int
    speaks: bool = True
    threads: bool = True
    private_messages: bool = True
    keeps_keys: bool = True
    files: bool = True
    seals: bool = False
    ways: str | None = None
    title_limit: int | None = None
    choice_limit: int | None = None
    label_limit: int | None = None
    file_limit: int | None = None
    archives_after: timedelta | None = None


class Platform(Protocol):
    """One account on one platform. Faults are raised as `bot.errors.PlatformError`."""

    @property
    def name(self) -> str:
        """The account's name in the configuration: the ``platform`` of every reference it hands out."""

    @property
    def can(self) -> Abilities:
        """What this platform can do."""

    async def connect(self, door: Door) -> None:
        """Start listening; from now on what happens goes through the door. Returns once ready. All else can be asked
        of an account that does not listen: a worker may speak where another one listens."""

    async def close(self) -> None:
        """Stop listening and let go of the connection; what is being handed in is finished first. It may be connected
        again."""

    async def open_room(self, name: str) -> RoomRef:
        """The room of that name or id, ready for a café; made if it may be and is not there."""

    async def post(self, room: RoomRef, message: OutboundMessage, key: str) -> Posted:
        """Post a message with its delivery's key; returns the ids it got."""

    async def find(self, room: RoomRef, message: OutboundMessage, key: str, since: datetime) -> Posted | None:
        """The bot's own message of that key posted since that instant, if it is there (truth 1)."""

    async def revise(self, room: RoomRef, posted: Posted, message: OutboundMessage) -> None:
        """Replace the words of a message of ours."""

    async def retract(self, room: RoomRef, posted: Posted) -> None:
        """Take a message of ours back for good. One that is gone already is no fault."""

    async def close_room(self, room: RoomRef, threads: Sequence[str]) -> None:
        """Lock these threads, so that nothing more is said there. Repeating it changes nothing."""

    async def let_in(self, room: RoomRef, thread: str, member: MemberRef) -> None:
        """Let a member who has answered read the others' answers in a sealed thread. Repeating it changes nothing, nor
        does it change anything in a thread that is not sealed. Raises `NoSuchPlace`."""

    async def unseal(self, room: RoomRef, thread: str) -> None:
        """Let everybody read what was said in a sealed thread. Repeating it changes nothing. Raises `NoSuchPlace`."""

    async def fetch(self, room: RoomRef, post: Post, number: int, limit: int) -> bytes:
        """The bytes of the attachment at place ``number`` (from 0) of a post in that room. Raises `bot.errors.TooBig`
        for more than ``limit`` bytes, of which no more are read than that, `NoSuchPlace` for a post or a file that is
        not there, and `PlatformError` where it may go better later."""

    def read_back(self, room: RoomRef, since: str | None) -> AsyncIterator[Inbound]:
        """All that happened in the room after that position (``None``: from its beginning), in order,
        the bot's own messages left out."""


class Observer:
    """Who is told what the bot does, in order to count it (`bot.health`). It changes nothing and raises nothing.

    This one pays no attention.
    """

    def looked(self, at: datetime) -> None:
        """The beats were looked at, and all that was due has had its turn."""

    def listening(self, platform: str) -> None:
        """An account is connected, and its rooms are read back."""

    def standing_by(self, platform: str) -> None:
        """Another worker listens to an account; this one is ready to take over."""

    def received(self, platform: str, at: datetime) -> None:
        """Something came in from an account at that instant, and is kept."""

    def refused(self, platform: str) -> None:
        """An account's platform has refused something, or could not be reached."""


class Clock(Protocol):
    """The one place that is asked for the time."""

    def now(self) -> datetime:
        """The instant, UTC."""

    async def wait_until(self, instant: datetime) -> None:
        """Return once that instant has come; at once if it is past."""


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at a store finds to be done by whoever serves some platforms.

    ``due`` is when the next beat that is not done falls due (a claimed one when its lease ends), ``None`` where there
    is none. ``replies`` says that a delivery without a beat is owed, ``changes`` that a flashback is to be made anew,
    ``untold`` that there is something the desk is to be told. ``held_until`` is when the last claim on a beat ends,
    ``waits_until`` until when one that was given back waits at most: both show a clock that has been set back.
    """

    due: datetime | None
    replies: bool
    changes: bool
    untold: bool = False
    held_until: datetime | None = None
    waits_until: datetime | None = None

    def calls_for_work(self, now: datetime, lease: timedelta = LONGEST_WAIT) -> bool:
        """Whether there is anything to be done at that instant, by somebody whose claims last so long."""
        if self.replies or self.changes or self.untold or (self.due is not None and self.due <= now):
            return True
        held = self.held_until is not None and self.held_until > now + lease + CLOCKS_AGREE
        return held or (self.waits_until is not None and self.waits_until > now + LONGEST_WAIT + CLOCKS_AGREE)


class Reading(Protocol):
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

    async def sealed(self) -> Sequence[tuple[str, str]]:
        """The café and the workshop of each seal that is still to be opened, once the workshop has opened."""

    async def place(self, cafe: str, room: RoomRef, workshop: str) -> str | None:
        """The thread of a workshop in one of the café's homes."""

    async def workshop_at(self, room: RoomRef, thread: str) -> tuple[str, str] | None:
        """The café and the workshop whose thread that is."""

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


class Writing(Reading, Protocol):
    """A unit of work: what is read in it is true until it ends; all of it is written, or nothing."""

    async def add_cafe(self, cafe: Cafe, beats: Iterable[Beat]) -> None:
        """Keep a new café with its beats. Raises `bot.errors.AlreadyThere` for a source that is there."""

    async def move_cafe(self, cafe: str, state: CafeState, at: datetime) -> None:
        """Move a café forward; a state it has passed already changes nothing. ``at`` is kept as the instant
        of the presentation when it moves to `CafeState.PRESENTED`."""

    async def claim_beat(self, now: datetime, lease: timedelta, worker: str, platforms: Collection[str]) -> Beat | None:
        """Claim the earliest beat that is due, or whose claim has run out, of a café with a home on one of these
        platforms. A café's beats are claimed in order: none while an earlier one of the same café is not done,
        but for those set aside, which hold back only the close and what comes after it. A claim that ends later
        than ``now`` and its lease, or a waiting longer than `bot.lateness.LONGEST_WAIT`, is void: the clock was
        set back."""

    async def finish_beat(
        self, beat: Beat, now: datetime, progress: Progress = Progress.DONE, why: str | None = None
    ) -> bool:
        """End a claimed beat: done, skipped or failed, and ``why``; false if somebody has claimed it since (an
        older generation)."""

    async def release_beat(
        self, beat: Beat, retry_at: datetime, why: str, *, aside: bool = False, refused_at: datetime | None = None
    ) -> bool:
        """Give a claimed beat back, due again at ``retry_at``; ``why`` is kept for the hosts. ``aside`` lets those
        behind it pass; ``refused_at`` counts as one more refusal by a room."""

    async def skip_rest(self, cafe: str, now: datetime, why: str) -> None:
        """Skip all beats of a café that are still to be done, whoever has claimed them."""

    async def move_workshop(self, cafe: str, workshop: str, at: datetime) -> None:
        """Keep when a workshop that opens late does so; an instant that is kept already stays."""

    async def note(self, notice: DeskNote) -> bool:
        """Keep something the desk is to be told; false if its key is there."""

    async def mark_told(self, keys: Iterable[str]) -> None:
        """Note that the desk is being told of these notices."""

    async def owe(self, deliveries: Iterable[Delivery], anew: bool = False) -> None:
        """Keep deliveries to be made. One whose key is there and was never claimed gets the new message;
        one that was claimed stays as it is, unless ``anew``: then only one that is made does."""

    async def forgo(self, beat: str, keys: Iterable[str]) -> None:
        """Drop the deliveries of a beat that were never claimed and whose key is not among these."""

    async def fail_deliveries(self, beat: str) -> None:
        """Give up the deliveries of a beat that are not done."""

    async def drop_home(self, cafe: str, room: RoomRef) -> None:
        """Let a café live in that room no more."""

    async def reword(self, key: str, message: OutboundMessage) -> None:
        """Keep the new words of a delivery that the platform has taken over."""

    async def drop_delivery(self, key: str) -> None:
        """Let go of a delivery that the platform has taken back."""

    async def claim_delivery(self, key: str, now: datetime, lease: timedelta, worker: str) -> Delivery | None:
        """Claim one delivery; ``None`` if it is done or somebody else's claim still runs. The answer's
        ``claimed_at`` is the instant of the *first* claim, from which the room has to be looked through."""

    async def release_delivery(self, delivery: Delivery) -> bool:
        """Give a claimed delivery back that the platform has refused; false for an older generation."""

    async def mark_delivered(self, delivery: Delivery, posted: Posted, now: datetime) -> bool:
        """Keep the platform's ids of a delivery and the words that were sent, and mark it done; a thread that
        it began becomes its workshop's place. False for an older generation."""

    async def claim_listener(self, account: str, worker: str, now: datetime, lease: timedelta) -> int | None:
        """Claim to be the one who listens to an account, or renew that claim: the claim's generation; ``None`` while
        somebody else's claim holds. Taking over from somebody begins a new generation."""

    async def listens(self, account: str, worker: str, generation: int) -> bool:
        """Whether nobody has taken that claim over since."""

    async def release_listener(self, account: str, worker: str, generation: int) -> None:
        """Let go of a claim; one that somebody has taken over stays theirs."""

    async def keep_position(self, room: RoomRef, position: str) -> None:
        """Keep how far the room's history has been stored."""

    async def meet(self, cafe: str, member: MemberRef, name: str) -> Member:
        """The member as the café knows them, made known if they were not; the latest name is kept."""

    async def keep_names(self, cafe: str, names: Iterable[NameMark]) -> None:
        """Keep marks of names that no verbatim may hold (`bot.domain.Record.names`); a set."""

    async def foresee(self, room: RoomRef, posts: Collection[str], members: Collection[str]) -> None:
        """Look up at once, in the cafés of that room, what the steps to come are about: posts and members by their ids.
        It changes no answer."""

    async def keep_post(self, cafe: Cafe, post: Post) -> bool:
        """Keep a new post; false if its id is known already, live or erased."""

    async def edit_post(self, cafe: str, post: PostRef, text: str, answer: bool, at: datetime) -> bool:
        """Replace a live post's text if this edit is not older than the kept one; false if nothing changed.
        ``answer`` is whether the new text answers its workshop."""

    async def erase_post(self, cafe: str, post: PostRef, at: datetime) -> None:
        """Take a post's words, attachments, pictures and reactions away and keep its id without them, known before or
        not."""

    async def owe_picture(self, owed: OwedPicture) -> None:
        """Keep that a picture of a post is to be fetched; one that is known already stays as it is."""

    async def keep_picture(self, owed: OwedPicture, picture: Picture) -> bool:
        """Keep a picture that was owed; false, and nothing kept, where it is owed no more: its post has gone, or
        somebody else has kept it. It goes with its post (`erase_post`)."""

    async def drop_picture(self, owed: OwedPicture) -> bool:
        """Let go of a picture that is owed and cannot be kept; false where it is owed no more."""

    async def put_off_picture(self, owed: OwedPicture) -> None:
        """Count one more try of a picture that stays owed."""

    async def keep_reaction(self, cafe: str, post: PostRef, author: MemberRef, emoji: str, at: datetime) -> None:
        """Keep a reaction; a set, so a second time changes nothing. One on an erased post is not kept."""

    async def drop_reaction(self, cafe: str, post: PostRef, author: MemberRef, emoji: str) -> None:
        """Take a reaction away."""

    async def keep_choice(self, cafe: str, choice: Choice) -> None:
        """Keep a member's choice in place of their earlier one in that workshop."""

    async def drop_choice(self, cafe: str, workshop: str, author: MemberRef) -> None:
        """Take a choice away; one that is not there is no fault."""

    async def keep_consent(self, cafe: str, member: MemberRef, choice: Consent, at: datetime) -> bool:
        """Keep how a member may be quoted; a member who had withdrawn takes part again. False, and nothing
        kept, if they decided something later than that."""

    async def withdraw(self, cafe: str, member: MemberRef, at: datetime) -> bool:
        """Erase all that a member said, chose and reacted in a café, and mark them as withdrawn. False, and
        nothing erased, if they decided something later than that."""

    async def note_change(self, cafe: str) -> None:
        """Note that a café's words have changed since its flashback was made."""

    async def settle_changes(self, cafe: str, changes: int) -> None:
        """Note that the flashback has taken over so many changes; if there are more by now, all stay noted."""

    async def keep_flashback(self, cafe: str, flashback: bytes, at: datetime) -> None:
        """Keep a flashback as published, in place of an earlier one."""

    async def take_occasion(self, occasion: KeptOccasion, at: datetime) -> bool:
        """Keep an occasion of a programme; false, and nothing kept, if its key is there: somebody else has it."""

    async def give_occasion(self, occasion: KeptOccasion, cafe: str) -> None:
        """Keep which café an occasion has become."""

    async def withdraw_cafe(self, cafe: str) -> bool:
        """Delete a planned café, with its occasion, as if it had never been planned; false, and nothing deleted, if
        anything of it has begun."""

    async def keep_programme_change(self, change: KeptChange) -> None:
        """Keep what a host said of one date of a programme, in place of what was said before."""

    async def drop_programme_change(self, programme: str, day: date) -> None:
        """Forget what hosts said of that date."""

    async def keep_looks(self, looks: Mapping[str, datetime]) -> None:
        """Keep until which instant each programme has been looked at, and forget all other programmes. An instant
        before the one that is kept changes nothing."""


class Store(Protocol):
    """Where cafés are kept. Faults are raised as `bot.errors.StoreError`."""

    def reading(self) -> AbstractAsyncContextManager[Reading]:
        """A moment to read in."""

    def writing(self) -> AbstractAsyncContextManager[Writing]:
        """A unit of work; an exception inside undoes all of it."""

    async def close(self) -> None:
        """Let go of the database."""


class ProgrammeSource(Protocol):
    """Where the programme is written."""

    def look(self) -> tuple[Sequence[Programme], Sequence[Notice]]:
        """The programmes as they are written now, and what there is to tell of it. What is wrong changes nothing:
        the former programmes go on."""
