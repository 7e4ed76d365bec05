"""What hosts say about a flashback, before it is published and after: star, leave out, note, preview, publish."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.digest.flashback import Flashback
from bot.digest.live import Live
from bot.digest.notes import names_somebody, quotes_somebody
from bot.digest.verbatim import Quoting
from bot.domain import (
    LONGEST_NOTE,
    BeatKind,
    Cafe,
    CafeState,
    HostChange,
    HostNote,
    HostPick,
    MemberRef,
    Pick,
    Post,
    PostRef,
    Progress,
    Publishing,
    Record,
    Workshop,
    clean_text,
)
from bot.errors import CallError, fault
from bot.host._drafting import published_from
from bot.host._publishing import hidden_notes, host_flashback
from bot.host._retention import require_kept
from bot.host._showing import pictures_of
from bot.pages import Pictured
from bot.ports import Clock, Reading, Store, Writing
from bot.showing import shown
from bot.wording import At

PICTURES_OF_A_PREVIEW = 2_000_000
"""How much the pictures of a preview weigh together at most, in bytes: chat servers take no large files."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The flashback as it would be published now, for the host: by the platform's ids, and what is sealed stays so.

    ``hidden_notes`` are the workshops (``None`` for the café) whose note may not stand there. ``publishes_at`` is when
    it is to be published, ``None`` where it waits for a host or is published.
    """

    record: Record
    flashback: Flashback
    pictures: Pictured
    hidden_notes: tuple[str | None, ...]
    publishes_at: datetime | None


class Voices:
    """What hosts decide of a flashback. ``renew`` makes those anew that have changed."""

    def __init__(
        self, store: Store, clock: Clock, publishing: Publishing, renew: Callable[[], Awaitable[None]]
    ) -> None:
        self._store = store
        self._clock = clock
        self._publishing = publishing
        self._renew = renew

    # --- picks ----------------------------------------------------------------------------------------------

    async def star(self, cafe: str, post: PostRef, by: MemberRef) -> Post:
        """Make a post its workshop's first voice, before what was starred earlier.

        Raises `CallError` where there is no such post, where it is in no workshop, and where it may not be quoted:
        what its author, the café's rule and the names in it say holds against any star, and which of them is not told.
        """
        async with self._store.writing() as work:
            record = await work.record(cafe)
            found = post_named(record, post)
            if found.workshop is None:
                raise CallError(fault("star_no_workshop"))
            others = replace(record, picks=tuple(one for one in record.picks if one.post != found.ref))
            if Quoting(Live(others)).quote(found) is None:
                raise CallError(fault("star_not_quotable"))
            await self._pick(work, record, found, Pick.STAR, by)
        await self._renew()
        return found

    async def leave_out(self, cafe: str, post: PostRef, by: MemberRef) -> Post:
        """Keep a post from every quotation; it still counts. Raises `CallError` where there is no such post."""
        async with self._store.writing() as work:
            record = await work.record(cafe)
            found = post_named(record, post)
            await self._pick(work, record, found, Pick.LEAVE_OUT, by)
        await self._renew()
        return found

    async def unpick(self, cafe: str, post: PostRef, pick: Pick, by: MemberRef) -> bool:
        """Take back that a post was starred, or left out; false where it was not. Raises `CallError`."""
        async with self._store.writing() as work:
            record = await work.record(cafe)
            found = post_named(record, post)
            if all((one.post, one.pick) != (found.ref, pick) for one in record.picks):
                return False
            await work.drop_pick(cafe, found.ref)
            await self._record(work, record, f"{_COMMANDS[pick]} off", by, post=found.own_id)
        await self._renew()
        return True

    async def _pick(self, work: Writing, record: Record, post: Post, pick: Pick, by: MemberRef) -> None:
        await work.keep_pick(record.cafe.id, HostPick(post.ref, pick, by, self._clock.now()))
        if pick is Pick.LEAVE_OUT:
            await work.drop_card(record.cafe.id, post.ref)
        await self._record(work, record, _COMMANDS[pick], by, post=post.own_id)

    # --- notes ----------------------------------------------------------------------------------------------

    async def note(self, cafe: str, text: str, by: MemberRef, workshop: Workshop | None = None) -> bool:
        """Put the hosts' own words into the flashback, about a workshop or the whole café, in place of what they said
        there before; returns whether there was anything. Raises `CallError` for a note that is too long, names
        somebody who has not said yes to it, or quotes a member: a quotation has its proof, and goes with its post.
        """
        said = clean_text(text).strip()
        if not said:
            raise CallError(fault("note_empty"))
        if len(said) > LONGEST_NOTE:
            raise CallError(fault("note_too_long", length=len(said), most=LONGEST_NOTE))
        key = workshop.key if workshop else None
        async with self._store.writing() as work:
            record = await work.record(cafe)
            _require_held(record)
            if quotes_somebody(said, record):
                raise CallError(fault("note_quotes"))
            if names_somebody(said, record, by):
                raise CallError(fault("note_names"))
            await work.keep_note(cafe, HostNote(key, said, by, self._clock.now()))
            await self._record(work, record, "note", by, **_of(key))
        await self._renew()
        return any(one.workshop == key for one in record.notes)

    async def drop_note(self, cafe: str, by: MemberRef, workshop: Workshop | None = None) -> bool:
        """Take the hosts' words about a workshop, or the whole café, away for good; false where there are none."""
        key = workshop.key if workshop else None
        async with self._store.writing() as work:
            record = await work.record(cafe)
            require_kept(record.cafe)
            if not await work.drop_note(cafe, key):
                return False
            await self._record(work, record, "note off", by, **_of(key))
        await self._renew()
        return True

    # --- preview and publish ----------------------------------------------------------------------------------

    async def preview(self, cafe: str) -> Preview:
        """The flashback as it would be published now, for the host."""
        async with self._store.reading() as store:
            record = await store.record(cafe)
            require_kept(record.cafe)
            flashback = host_flashback(record)
            pictures = await pictures_of(store, flashback, record, PICTURES_OF_A_PREVIEW)
            beats = await store.beats(cafe)
            released = await store.publishing_released(cafe)
        due = next((one.due for one in beats if one.kind is BeatKind.PUBLISH and one.progress is Progress.DUE), None)
        held = not self._publishing.unattended and not released
        return Preview(
            record,
            flashback,
            pictures,
            hidden_notes(record, flashback),
            None if held else due,
        )

    async def publish(self, cafe: str, by: MemberRef) -> None:
        """Have the flashback published at once.

        Raises `CallError` before the close, and before members have had the promised time to see how they are quoted
        (truth 6): that of the configuration (`Publishing.time_to_look`), at most until the instant that was told at
        the close. What is published, or has nothing to give back, is refused too.
        """
        now = self._clock.now()
        async with self._store.writing() as work:
            known = await self._publishable(work, cafe, now)
            if not await work.release_publishing(cafe, by, now):
                raise CallError(fault("publish_done", title=shown(known.title)))
            await work.record_change(HostChange(now, by, "publish", cafe))

    async def require_publishable(self, cafe: str) -> None:
        """Raises `CallError` where `publish` would now."""
        async with self._store.reading() as store:
            await self._publishable(store, cafe, self._clock.now())

    async def _publishable(self, store: Reading, cafe: str, now: datetime) -> Cafe:
        record = await store.record(cafe)
        known = record.cafe
        _require_held(record)
        if known.state is CafeState.PUBLISHED:
            raise CallError(fault("publish_done", title=shown(known.title)))
        earliest = published_from(known, await store.beats(cafe), self._publishing)
        if earliest is None:
            raise CallError(fault("publish_not_closed", title=shown(known.title)))
        if now < earliest:
            raise CallError(fault("publish_too_early", moment=At(earliest, known.zone)))
        return known

    async def _record(self, work: Writing, record: Record, what: str, by: MemberRef, **about: str) -> None:
        """Keep who said it; and that a flashback which is on its way or published is to be made anew."""
        cafe = record.cafe
        await work.record_change(HostChange(self._clock.now(), by, what, cafe.id, about))
        if cafe.state.step >= CafeState.CLOSED.step:
            await work.note_change(cafe.id)


_COMMANDS = {Pick.STAR: "star", Pick.LEAVE_OUT: "leave-out"}
"""The command that makes each pick."""


def _of(workshop: str | None) -> dict[str, str]:
    return {"workshop": workshop} if workshop else {}


def _require_held(record: Record) -> None:
    require_kept(record.cafe)
    if record.cafe.state is CafeState.NOT_HELD:
        raise CallError(fault("flashback_not_held", title=shown(record.cafe.title)))


def post_named(record: Record, wanted: PostRef) -> Post:
    """The live post of that id: the platform's, on the platform that it was given on or else on the only one that has
    it, or the café's own. Raises `CallError`."""
    require_kept(record.cafe)
    posts = record.posts
    found = (
        [one for one in posts if one.ref == wanted]
        or [one for one in posts if one.own_id == wanted.id]
        or [one for one in posts if wanted.id in (one.ref.id, str(one.ref))]
    )
    if not found:
        raise CallError(fault("voice_unknown", post=shown(wanted.id)))
    if len(found) > 1:
        raise CallError(fault("voice_ambiguous", candidates=", ".join(str(one.ref) for one in found)))
    return found[0]
