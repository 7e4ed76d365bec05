"""The desk: what hosts are told, in one message for each look, and once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from bot.domain import BeatKind, Cafe, Delivery, DeskNote, DeskNoteKind, DeskRoom, OutboundMessage, RoomRef
from bot.errors import Fault
from bot.markup import Block, Items, paragraph, split
from bot.ports import Clock, Platform, Store
from bot.showing import shown
from bot.wording import Wording, wording

MOST_LINES = 12
"""How many things one message tells at most; of the others it says how many they are."""


class Desk:
    """Tells the desks what has been noted. Without a desk the log and ``cafe status`` show it all the same."""

    def __init__(
        self, store: Store, platforms: Mapping[str, Platform], clock: Clock, desks: Sequence[DeskRoom], zone: str
    ) -> None:
        self._store = store
        self._platforms = platforms
        self._clock = clock
        self._desks = desks
        self._zone = zone

    async def tell(self) -> None:
        """Owe each desk one message about everything that has been noted since the last one."""
        served = [desk for desk in self._desks if desk.room.platform in self._platforms]
        async with self._store.reading() as store:
            if not await store.untold() or (self._desks and not served):
                return
        async with self._store.writing() as work:
            notes = await work.untold()
            if not notes:
                return
            cafes = {one.cafe: cafe for one in notes if one.cafe and (cafe := await work.cafe(one.cafe))}
            for desk in served:
                await work.owe(self._deliveries(desk, [one for one in notes if _is_for(desk, one, cafes)], cafes))
            await work.mark_told([one.key for one in notes])

    async def note_faults(self, faults: Mapping[str, Fault]) -> None:
        """Note faults that hosts are to know of, by the key under which each is told once."""
        async with self._store.writing() as work:
            for key, one in faults.items():
                values = {name: str(value) for name, value in one.values.items()}
                await work.note(
                    DeskNote(f"programme/{key}", DeskNoteKind.PROGRAMME, self._clock.now(), why=one.key, values=values)
                )

    async def note_store_is_back(self) -> None:
        """Note that the database could not be used for a while, and can be again."""
        now = self._clock.now()
        async with self._store.writing() as work:
            await work.note(DeskNote(f"store/{now.isoformat()}", DeskNoteKind.STORE_BACK, now))

    def _deliveries(self, desk: DeskRoom, notes: Sequence[DeskNote], cafes: Mapping[str, Cafe]) -> list[Delivery]:
        if not notes:
            return []
        can = self._platforms[desk.room.platform].can
        say = wording(desk.language, can.prefix)
        lines = [sentence(one, cafes.get(one.cafe or ""), say, self._zone, self._named(one.room)) for one in notes]
        blocks: list[Block] = [paragraph(say.say("desk.title", n=len(lines)))]
        blocks.append(Items(tuple((line,) for line in lines[:MOST_LINES])))
        if len(lines) > MOST_LINES:
            blocks.append(paragraph(say.say("desk.more", n=len(lines) - MOST_LINES)))
        return [
            Delivery(f"desk/{notes[0].key}/{desk.room}/{number}", None, desk.room, OutboundMessage(body))
            for number, body in enumerate(split(blocks, can.dialect, can.text_limit), 1)
        ]

    def _named(self, room: RoomRef | None) -> str:
        if room is None:
            return ""
        platform = self._platforms.get(room.platform)
        return shown(platform.title_of(room) if platform is not None else room.room)


def _is_for(desk: DeskRoom, note: DeskNote, cafes: Mapping[str, Cafe]) -> bool:
    cafe = cafes.get(note.cafe or "")
    return desk.hears_of_cafe(cafe) if cafe else desk.hears_of([note.room] if note.room else [])


def sentence(note: DeskNote, cafe: Cafe | None, say: Wording, zone: str, room: str) -> str:
    """What a note tells, in one or two sentences: what, why, and what to do. ``room`` is what its room is called."""
    if note.kind in (DeskNoteKind.PROGRAMME, DeskNoteKind.LACKING):
        values = {name: _read(name, value) for name, value in note.values.items()}
        told = say.say(f"fault.{note.why}", **values)
        return told if note.kind is DeskNoteKind.PROGRAMME else say.say("desk.lacking", why=told)
    moment = say.moment(note.until, cafe.zone if cafe else zone) if note.until else ""
    why = say.say(f"why.{note.why}") if note.why else ""
    if cafe is None:
        return say.say(f"desk.{note.kind.value}", room=room, moment=moment)
    title = cafe.script.worded(say.language).title
    what = _beat_named(note.beat, note.workshop, cafe, say) if note.beat else ""
    if note.kind is DeskNoteKind.THREAD_GONE:
        what = _beat_named(BeatKind.OPEN_WORKSHOP, note.workshop, cafe, say)
    if note.kind in (DeskNoteKind.NOTE_HELD, DeskNoteKind.NOTE_GONE, DeskNoteKind.NOTE_ENDED):
        what = _note_named(note.workshop, cafe, say)
    return say.say(
        f"desk.{note.kind.value}",
        cafe=title,
        what=what,
        why=why,
        moment=moment,
        room=room,
        script=cafe.script.name,
    )


def _read(name: str, value: str) -> object:
    """What fills a sentence, as it was before it was kept: a number, a day, or words."""
    if name == "n" and value.isdecimal():
        return int(value)
    try:
        return date.fromisoformat(value) if name == "date" else value
    except ValueError:
        return value


def _beat_named(kind: BeatKind, workshop: str | None, cafe: Cafe, say: Wording) -> str:
    """A step of a café as hosts call it: "the workshop “A memory”"."""
    words = cafe.script.worded(say.language).workshops.get(workshop or "")
    return say.say(f"beat.{kind.value}", title=words.title if words else "")


def _note_named(workshop: str | None, cafe: Cafe, say: Wording) -> str:
    words = cafe.script.worded(say.language).workshops.get(workshop or "")
    return say.say("desk.note_of_workshop", title=words.title) if words else say.say("desk.note_of_cafe")
