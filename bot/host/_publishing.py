"""The flashback: computed, proved as the last step, published, and kept true when words go afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot import __version__
from bot.digest import flashback_of, from_json, proved, published, to_json
from bot.digest.at_home import at_home
from bot.digest.flashback import Flashback, WorkshopFlashback
from bot.domain import (
    Beat,
    BeatKind,
    Cafe,
    CafeState,
    Delivery,
    DeskNote,
    DeskNoteKind,
    OutboundFile,
    OutboundMessage,
    Posted,
    Progress,
    Record,
    Script,
    ScriptWords,
    Visibility,
    Workshop,
)
from bot.errors import PlatformError
from bot.host._delivering import Deliverer
from bot.host._placed import placed, standing
from bot.host._retracting import retracted
from bot.host._saying import flashback_deliveries
from bot.pages import message_blocks, rendered
from bot.ports import Abilities, Clock, Platform, Store, Writing

PAGES = ("html", "md")
"""The formats in which a flashback goes along with its messages."""


def host_flashback(record: Record) -> Flashback:
    """The flashback for the host: with the platform's ids.

    What is hidden or anonymous stays sealed until the café has closed, what is blind until it is unsealed (truth 9).
    """
    return proved(flashback_of(record, __version__, sealed_in(record)), record).flashback


def sealed_in(record: Record) -> frozenset[str]:
    """The workshops of which nothing may be seen yet."""
    goes_on = record.cafe.state.step < CafeState.CLOSED.step
    return frozenset(one.key for one in record.cafe.script.workshops if goes_on and _is_sealed(one, record))


def _is_sealed(workshop: Workshop, record: Record) -> bool:
    # Who looks at an anonymous poll before and after one vote would know that vote.
    if workshop.anonymous or workshop.visibility is Visibility.HIDDEN:
        return True
    return workshop.visibility is Visibility.BLIND and workshop.key not in record.unsealed


def hidden_notes(record: Record, flashback: Flashback) -> tuple[str | None, ...]:
    """The workshops (``None`` for the café) in a flashback whose note may not stand there."""
    shown: dict[str | None, str | None] = {one.id: one.note for one in flashback.workshops}
    shown[None] = flashback.note
    return tuple(one.workshop for one in record.notes if one.workshop in shown and shown[one.workshop] is None)


def in_language(flashback: Flashback, script: Script, language: str) -> Flashback:
    """The flashback with the script's own words in another of its languages: titles and the labels of choices."""
    words = script.worded(language)
    return replace(
        flashback,
        cafe=replace(flashback.cafe, language=language, title=words.title),
        workshops=tuple(_workshop_in(one, script, words) for one in flashback.workshops),
    )


def _workshop_in(flashback: WorkshopFlashback, script: Script, words: ScriptWords) -> WorkshopFlashback:
    workshop, worded = script.workshop(flashback.id), words.workshops.get(flashback.id)
    if workshop is None or worded is None:
        return flashback
    result = dict(flashback.result)
    if workshop.choices and result.get("options"):
        # An option's id is its place among the script's choices, from 1.
        result["options"] = [
            {**option, "label": worded.choices[workshop.choices[int(option["id"]) - 1]]} for option in result["options"]
        ]
    if workshop.kind == "meeting" and result:
        result["place"] = worded.place or result["place"]
        result["guest"] = worded.guest or None
    return replace(flashback, title=worded.title, result=result)


class Publisher:
    """Publishes flashbacks and keeps the published ones true."""

    def __init__(self, store: Store, platforms: Mapping[str, Platform], clock: Clock, deliverer: Deliverer) -> None:
        self._store = store
        self._platforms = platforms
        self._clock = clock
        self._deliverer = deliverer

    async def owe(self, beat: Beat) -> None:
        """Keep the flashback as it is to be published, and owe its messages; those not yet there are made anew."""
        async with self._store.reading() as store:
            unfinished = await store.owed(beat.key)
        await self._deliverer.settle(unfinished)
        async with self._store.writing() as work:
            await self._compose(work, beat)

    async def renew(self, cafe: str) -> None:
        """Make a flashback that is on its way or published anew after words have gone or changed: in the store, and
        in the rooms in place. What a room refuses stays noted, to be done again: raises the first `PlatformError` once
        all others had their turn.

        Several workers may be at it at once, a slow one with words that are older by now. So whoever has put words into
        a room looks whether they are still the newest, and does it again if not.
        """
        put: dict[str, OutboundMessage] = {}
        kept = await retracted(self._store, self._platforms, self._deliverer, cafe)
        while not await self._renewed(cafe, put, kept):
            """Somebody has made it anew meanwhile, and our words may have been the last to come."""

    async def _renewed(self, cafe: str, put: dict[str, OutboundMessage], kept: PlatformError | None) -> bool:
        """Take over what has changed; false if the flashback is another one by now. ``put`` is what we have last put
        into the rooms, by the delivery's key, ``kept`` why something else could not leave a room."""
        async with self._store.writing() as work:
            beat = next(one for one in await work.beats(cafe) if one.kind is BeatKind.PUBLISH)
            changes = await work.changes(cafe)
            if await work.flashback(cafe) is None:
                if kept is not None:
                    raise kept
                await work.settle_changes(cafe, changes)
                return True
            there = await work.deliveries(beat.key)
            if not changes and not there:
                # No word has changed, and none was on its way anywhere: what is kept is what would be made.
                return True
            wanted = await self._compose(work, beat)
            ours = await work.flashback(cafe)
        refused = await self._revise(wanted, there, put) or kept
        if beat.progress is Progress.DONE:
            async with self._store.reading() as store:
                owed = await store.owed(beat.key)
            try:
                await self._deliverer.make_all(owed)
            except PlatformError as error:
                refused = refused or error
        async with self._store.writing() as work:
            if await work.flashback(cafe) != ours:
                return False
            if refused is None:
                await work.settle_changes(cafe, changes)
        if refused is not None:
            raise refused
        return True

    async def take_out(self, work: Writing, cafe: str) -> None:
        """Have a flashback that is kept, and the messages that are kept of it, hold nothing more of what is gone from
        the store, in this unit of work. Those that are in their rooms are blank here until `renew` has revised them."""
        if await work.flashback(cafe) is None:
            return
        beat = next(one for one in await work.beats(cafe) if one.kind is BeatKind.PUBLISH)
        wanted = {one.key: one.message for one in await self._compose(work, beat)}
        for delivery in await work.deliveries(beat.key):
            if delivery.message != wanted.get(delivery.key):
                await work.reword(delivery.key, replace(delivery.message, body="", formatted=None, files=()))

    async def _compose(self, work: Writing, beat: Beat) -> list[Delivery]:
        """Make the flashback and its messages; where the posts are kept no more, the messages alone."""
        record = await work.record(beat.cafe)
        frozen = await work.flashback(beat.cafe) if record.cafe.frozen_at is not None else None
        if record.cafe.frozen_at is not None and frozen is None:
            return []
        flashback = from_json(frozen) if frozen is not None else published(host_flashback(record), record)
        if frozen is None:
            await self._tell_hidden_notes(work, record, flashback)
        wanted = self._messages(record, beat, flashback)
        await work.forgo(beat.key, [one.key for one in wanted])
        await work.owe(wanted, anew=True)
        if frozen is None:
            await work.keep_flashback(beat.cafe, to_json(flashback), self._clock.now())
        return wanted

    async def _tell_hidden_notes(self, work: Writing, record: Record, flashback: Flashback) -> None:
        """Have the desk told, once, of each note that may not stand: somebody it names has not said yes, any more."""
        for workshop in hidden_notes(record, flashback):
            key = f"{record.cafe.id}/note/{workshop or ''}"
            kind, now = DeskNoteKind.NOTE_HELD, self._clock.now()
            await work.note(DeskNote(key, kind, now, record.cafe.id, workshop=workshop))

    async def _revise(
        self, wanted: Sequence[Delivery], there: Sequence[Delivery], put: dict[str, OutboundMessage]
    ) -> PlatformError | None:
        """Bring the messages that are in the rooms up to date; returns the first refusal."""
        new = {one.key: one for one in wanted}
        refused: PlatformError | None = None
        for delivery in there:
            platform = self._platforms.get(delivery.room.platform)
            async with self._store.reading() as store:
                posted = await standing(store, delivery)
            if platform is None or posted is None:
                continue
            try:
                if delivery.key not in new:
                    await platform.retract(delivery.room, posted)
                    async with self._store.writing() as work:
                        await work.drop_delivery(delivery.key)
                    continue
                message = new[delivery.key].message
                # What is kept may be somebody else's words, put there before ours; and what was made anew while
                # somebody had it in hand may be in the room as it was.
                if message != delivery.message or message != put.get(delivery.key, message) or delivery.reworded:
                    put[delivery.key] = message
                    if not platform.can.edits_hide:
                        await self._owe_anew(platform, posted, new[delivery.key])
                        continue
                    async with self._store.reading() as store:
                        there_now = await placed(store, delivery, message)
                    await platform.revise(delivery.room, posted, there_now)
                    async with self._store.writing() as work:
                        await work.reword(delivery.key, message)
            except PlatformError as error:
                refused = refused or error
        return refused

    async def _owe_anew(self, platform: Platform, posted: Posted, wanted: Delivery) -> None:
        """Take a message back for good, and owe it once more as it is to be."""
        await platform.retract(wanted.room, posted)
        async with self._store.writing() as work:
            await work.drop_delivery(wanted.key)
            await work.owe([wanted], anew=True)

    def _messages(self, record: Record, beat: Beat, flashback: Flashback) -> list[Delivery]:
        owed: list[Delivery] = []
        cafe = record.cafe
        for home in cafe.homes:
            platform = self._platforms.get(home.room.platform)
            if platform is not None and platform.can.speaks:
                there = in_language(at_home(flashback, record, home.room), cafe.script, home.language)
                messages = message_blocks(there, cafe.script.worded(home.language), zone=cafe.zone)
                owed += flashback_deliveries(
                    cafe, beat, home, platform.can, messages, _pages(cafe, there, platform.can)
                )
        return owed


def _pages(cafe: Cafe, flashback: Flashback, can: Abilities) -> tuple[OutboundFile, ...]:
    """The whole flashback as a page that opens anywhere, and as a text, where such files go along and as far as the
    platform takes them. Pictures stay where they were: what is said is the same whatever has become of a file."""
    if not can.pages:
        return ()
    bare = replace(cafe, script=replace(cafe.script, picture=None))
    made = ((format, rendered(bare, flashback, format)) for format in PAGES)
    files = tuple(
        OutboundFile(f"flashback.{format}", flashback.cafe.title, content=content.decode("utf-8"))
        for format, content in made
        if can.file_limit is None or len(content) <= can.file_limit
    )
    return files[: can.files_each]
