"""What can be written into a store."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime, timedelta
from typing import Protocol

from bot.domain import (
    Attachment,
    Beat,
    Cafe,
    CafeState,
    Choice,
    Consent,
    Delivery,
    DeskNote,
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
    RoomRef,
)
from bot.ports._cards import CardsWriting
from bot.ports._care import CareWriting
from bot.ports._carrying import CarriedWriting
from bot.ports._keeping import KeepingWriting
from bot.ports._linking import LinkingWriting
from bot.ports._members import MembersWriting
from bot.ports._people import PeopleWriting
from bot.ports._reading import Reading
from bot.ports._replanning import Replanning
from bot.ports._uploads import UploadWriting
from bot.ports._voices import VoicesWriting
from bot.programme import KeptChange, KeptOccasion


class Writing(
    Replanning,
    VoicesWriting,
    CardsWriting,
    CarriedWriting,
    CareWriting,
    KeepingWriting,
    LinkingWriting,
    MembersWriting,
    Reading,
    PeopleWriting,
    UploadWriting,
    Protocol,
):
    """A unit of work: what is read in it is true until it ends; all of it is written, or nothing."""

    async def add_cafe(self, cafe: Cafe, beats: Iterable[Beat]) -> None:
        """Keep a new café with its beats. Raises `bot.errors.AlreadyThere` for a source that is there."""

    async def move_cafe(self, cafe: str, state: CafeState, at: datetime) -> None:
        """Move a café forward; a state it has passed already changes nothing. ``at`` is kept as the instant
        of the presentation when it moves to `CafeState.PRESENTED`."""

    async def claim_beat(
        self,
        now: datetime,
        lease: timedelta,
        worker: str,
        platforms: Collection[str],
        *,
        but: Collection[str] = (),
    ) -> Beat | None:
        """Claim the earliest beat that is due, or whose claim has run out, of a café with a home on one of these
        platforms; ``but`` none with these keys, which the worker has in hand still. A café's beats are claimed in
        order: none while an earlier one of the same café is not done, but for those set aside, which hold back the
        close and the publishing, an unsealing the publishing alone. A claim that ends later than ``now`` and its lease,
        or a waiting longer than `bot.lateness.LONGEST_WAIT`, is void: the clock was set back."""

    async def finish_beat(
        self, beat: Beat, now: datetime, progress: Progress = Progress.DONE, why: str | None = None
    ) -> bool:
        """End a claimed beat: done, skipped or failed, and ``why``; false if somebody has claimed it since (an
        older generation). The café's index is to be made anew then (`note_plan_change`)."""

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

    async def call_home(self, cafe: str, room: RoomRef, title: str) -> None:
        """Keep what the room of a café's home is called."""

    async def reword(self, key: str, message: OutboundMessage) -> None:
        """Keep the new words of a delivery that the platform has taken over."""

    async def drop_delivery(self, key: str) -> None:
        """Let go of a delivery that the platform has taken back."""

    async def claim_delivery(self, key: str, now: datetime, lease: timedelta, worker: str) -> Delivery | None:
        """Claim one delivery; ``None`` if it is done or of no use any more, or somebody else's claim still runs. The
        answer's ``claimed_at`` is the instant of the *first* claim, from which the room has to be looked through."""

    async def release_delivery(self, delivery: Delivery) -> bool:
        """Give a claimed delivery back that the platform has refused; false for an older generation."""

    async def mark_delivered(self, delivery: Delivery, posted: Posted, now: datetime) -> bool:
        """Keep the platform's ids of a delivery and the words that were sent, and mark it done; a thread that
        it began becomes its workshop's place, or the café's own one. False for an older generation."""

    async def renew_claims(self, beats: Mapping[str, int], deliveries: Mapping[str, int], until: datetime) -> None:
        """Have claims hold until then: of beats and deliveries by their key, with the generation of each claim. One
        that is another's by now, or over, stays as it is."""

    async def drop_place(self, room: RoomRef, thread: str) -> None:
        """Let go of a thread that is not there any more: it is nobody's place."""

    async def claim_listener(self, account: str, worker: str, now: datetime, lease: timedelta) -> int | None:
        """Claim to be the one who listens to an account, or who is at something else of that name (`bot.ports.Turns`),
        or renew that claim: the claim's generation; ``None`` while somebody else's claim holds. Taking over from
        somebody begins a new generation."""

    async def listens(self, account: str, worker: str, generation: int) -> bool:
        """Whether nobody has taken that claim over since."""

    async def release_listener(self, account: str, worker: str, generation: int) -> None:
        """Let go of a claim; one that somebody has taken over stays theirs."""

    async def keep_position(self, room: RoomRef, position: str) -> None:
        """Keep how far the room's history has been stored."""

    async def meet(self, cafe: str, member: MemberRef, name: str) -> Member:
        """The member as the café knows them, made known if they were not; the latest name is kept."""

    async def keep_names(self, cafe: str, names: Iterable[NameMark]) -> None:
        """Keep marks of names that no verbatim may hold (`bot.domain.Record.names`). A name is the latest one of its
        owner from now on, also one that was kept before; of each owner the latest `bot.naming.KEPT_NAMES` stay."""

    async def foresee(self, room: RoomRef, posts: Collection[str], members: Collection[str]) -> None:
        """Look up at once, in the cafés of that room, what the steps to come are about: posts and members by their ids.
        It changes no answer."""

    async def keep_post(self, cafe: Cafe, post: Post) -> bool:
        """Keep a new post; false if its id is known already, live or erased."""

    async def edit_post(
        self,
        cafe: str,
        post: PostRef,
        text: str,
        answer: bool,
        at: datetime,
        attachments: Sequence[Attachment] | None = None,
    ) -> bool:
        """Replace a live post's text if this edit is not older than the kept one; false if nothing changed.
        ``answer`` is whether the new text answers its workshop. ``attachments``, where given, replace the earlier ones:
        the pictures of those that are gone (`bot.domain.still_attached`) go too, the others go along to their new
        places."""

    async def erase_post(self, cafe: str, post: PostRef, at: datetime) -> None:
        """Take a post's words, attachments, pictures and reactions away and keep its id without them, known before or
        not. Where retention has ended, its verbatims alone (`take_back`). One that was carried is to leave its room."""

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

    async def drop_reaction(self, cafe: str, post: PostRef, author: MemberRef, emoji: str, at: datetime) -> None:
        """Take a reaction away that was taken back at that instant."""

    async def keep_choice(self, cafe: str, choice: Choice) -> None:
        """Keep a member's choice in place of their earlier one in that workshop."""

    async def drop_choice(self, cafe: str, workshop: str, author: MemberRef) -> None:
        """Take a choice away; one that is not there is no fault."""

    async def keep_consent(self, cafe: str, member: MemberRef, choice: Consent, at: datetime) -> bool:
        """Keep how a member may be quoted; a member who had withdrawn takes part again. False, and nothing
        kept, if they decided something later than that.

        Here and wherever else a café name is chosen, one is drawn for whoever has none in that café, and kept until
        they withdraw: the first of `bot.cafe_names.invented_names` that is nobody’s there by then."""

    async def withdraw(self, cafe: str, member: MemberRef, at: datetime) -> bool:
        """Erase all that a member said, chose and reacted in a café, and mark them as withdrawn; of the name that they
        were known by the marks stay, so that nobody is quoted with it. False, and nothing erased, if they decided
        something later than that. Where retention has ended, their verbatims alone (`take_back`)."""

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
