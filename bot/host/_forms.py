"""The forms by which members answer: what is asked, what they have answered so far, and how an answer comes in."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from weakref import WeakValueDictionary

from bot.cafe_names import veiled
from bot.domain import (
    Beat,
    Cafe,
    CafeState,
    Carried,
    Chosen,
    FieldKind,
    Form,
    Inbound,
    MemberRef,
    Option,
    PostMade,
    PostRef,
    Progress,
    RoomRef,
    Visibility,
    Workshop,
    WorkshopWords,
    clean_text,
)
from bot.errors import CallError, fault
from bot.host._asking import is_gone
from bot.host._carrying import Carrying
from bot.host._saying import answered_alone
from bot.kinds import kind_of
from bot.lateness import opens
from bot.markup import shortened
from bot.ports import Clock, Platform, Reading, Store
from bot.wording import Wording, wording

LONGEST_TITLE = 45
"""The longest title, and the longest label of a field, in code points."""

LONGEST_HINT = 100
"""The longest hint, and the longest label of an option."""

LONGEST_ANSWER = 1_500
"""The longest text that is taken by a form."""


class Forms:
    """The use cases of answering by a form. ``hosts`` are the members whose own messages are never collected. ``take``
    takes in what is answered, by the same door as everything else."""

    def __init__(
        self,
        store: Store,
        platforms: Mapping[str, Platform],
        clock: Clock,
        hosts: Collection[MemberRef],
        take: Callable[[Sequence[Inbound]], Awaitable[None]],
        carrying: Carrying,
    ) -> None:
        self._store = store
        self._platforms = platforms
        self._clock = clock
        self._hosts = hosts
        self._take = take
        self._carrying = carrying
        self._turns: WeakValueDictionary[tuple[str, str, MemberRef], asyncio.Lock] = WeakValueDictionary()

    async def form(self, cafe: str, workshop: str, member: MemberRef, language: str) -> Form:
        """What a member fills in to answer a workshop, in that language as far as the script speaks it. Raises
        `CallError` where they cannot: one sentence says why."""
        async with self._store.reading() as store:
            known, asked = await self._open(store, cafe, workshop, member)
            self._require_way(asked, member.platform)
            return await _form(store, known, asked, member, language)

    async def asked_alone(self, cafe: str, workshop: str, member: MemberRef, language: str) -> Form:
        """The same for a member who answers alone with the bot: what they choose is handed in (`submit`), what they say
        is a private message to it. Raises `CallError` where neither is an answer."""
        async with self._store.reading() as store:
            known, asked = await self._open(store, cafe, workshop, member)
            if not answered_alone(asked, self._platforms[member.platform].can):
                self._require_way(asked, member.platform)
            return await _form(store, known, asked, member, language)

    async def submit(
        self,
        cafe: str,
        workshop: str,
        member: MemberRef,
        name: str,
        room: RoomRef,
        given: Sequence[str],
        interaction: str,
    ) -> None:
        """Take what a member has filled in: the values that they chose, or their text, which the platform then posts
        for them where the others can read it. ``room`` is where they did, ``interaction`` the platform's own name for
        this one time: the same again changes nothing. A death in the middle leaves either nothing, or a message that is
        read back as theirs.

        Where a member has one answer, the new one takes the place of what was carried for them. What one member sends
        at once is taken one after another. Raises `CallError` where it cannot be taken, `PlatformError` where it could
        not be posted.
        """
        async with self._turns.setdefault((cafe, workshop, member), asyncio.Lock()):
            async with self._store.reading() as store:
                known, asked = await self._open(store, cafe, workshop, member)
                self._require_way(asked, member.platform)
                if room not in [home.room for home in known.homes]:
                    raise CallError(fault("form_no_workshop"))
                thread = await store.place(cafe, room, workshop)
                takes_text = not kind_of(asked.kind).takes_choices
                if takes_text and thread is None and self._platforms[room.platform].can.threads:
                    # It has opened, so it had one.
                    title = known.script.worded(_language(known, room)).workshops[workshop].title
                    raise CallError(fault("form_thread_gone", title=title))
                former = await store.said_by_form(cafe, workshop, member) if kind_of(asked.kind).one_answer else ()
            if not takes_text:
                chosen = Chosen(
                    room=room,
                    at=self._clock.now(),
                    workshop=workshop,
                    author=member.id,
                    name=name,
                    choices=tuple(given),
                    token=interaction,
                )
                return await self._take([chosen])
            text = _accepted(given)
            if [one.text for one in former] != [text]:
                await self._carry(known, asked, room, thread, member, name, text, interaction)
            elif asked.visibility is Visibility.BLIND:
                # Whoever has left the room and come back says it again in order to read the others.
                await self._take([_said(room, thread, former[0].ref.id, former[0].at, member, name, text)])

    async def _carry(
        self,
        cafe: Cafe,
        workshop: Workshop,
        room: RoomRef,
        thread: str | None,
        member: MemberRef,
        name: str,
        text: str,
        interaction: str,
    ) -> None:
        posted = await self._platforms[room.platform].carry(room, thread, member, name, text, f"form/{interaction}")
        ref = PostRef(room.platform, posted.message)
        made = _said(room, thread, posted.message, self._clock.now(), member, name, text)
        await self._take([replace(made, url=posted.url)])
        async with self._store.writing() as work:
            kept = await work.post(cafe.id, ref) is not None
            stays = kind_of(workshop.kind).one_answer and await work.said_by_form(cafe.id, workshop.key, member)
            if not kept:
                # They have left or answered anew meanwhile, or the café has closed.
                await work.keep_carried(Carried(ref, room, thread), None, None)
        await self._carrying.take_back()
        if not kept:
            raise CallError(fault("form_replaced" if stays else "form_lost"))

    async def _open(self, store: Reading, cafe: str, workshop: str, member: MemberRef) -> tuple[Cafe, Workshop]:
        """The café and the workshop, as long as that member can answer there."""
        known = await store.cafe(cafe)
        asked = known.script.workshop(workshop) if known else None
        homes = [one for one in known.homes if one.room.platform == member.platform] if known else []
        if known is None or asked is None or not homes:
            raise CallError(fault("form_no_workshop"))
        if known.is_over(self._clock.now()) or known.state.step >= CafeState.CLOSED.step:
            raise CallError(fault("form_closed", title=known.script.worded(homes[0].language).title))
        title = known.script.worded(homes[0].language).workshops[asked.key].title
        beat = next((one for one in await store.beats(cafe) if one.workshop == asked.key and opens(one)), None)
        if asked.skipped or _came_to_nothing(beat):
            raise CallError(fault("form_skipped", title=title))
        if known.presented_at is None or not [
            one for one in homes if asked.key in await store.opened_in(cafe, one.room)
        ]:
            raise CallError(fault("form_not_open", title=title))
        if member in self._hosts:
            raise CallError(fault("form_host"))
        if await is_gone(store, member, known):
            raise CallError(fault("care_gone"))
        return known, asked

    def _require_way(self, workshop: Workshop, account: str) -> None:
        """Raises `CallError` where what is said by a form could not be read by those who may read it, and by no
        others."""
        can = self._platforms[account].can
        if kind_of(workshop.kind).takes_choices:
            return
        if workshop.visibility is Visibility.BLIND and not can.seals:
            raise CallError(fault("form_privately"))
        if not can.carries:
            raise CallError(fault("form_by_reply"))


def _said(
    room: RoomRef, thread: str | None, post: str, at: datetime, member: MemberRef, name: str, text: str
) -> PostMade:
    """What was carried for a member, as it comes in."""
    return PostMade(room=room, at=at, post=post, author=member.id, name=name, text=text, thread=thread, carried=True)


def _accepted(given: Sequence[str]) -> str:
    text = clean_text("\n".join(given)).strip()
    if not text:
        raise CallError(fault("form_empty"))
    if len(text) > LONGEST_ANSWER:
        raise CallError(fault("form_too_long", n=len(text), most=LONGEST_ANSWER))
    return text


def _language(cafe: Cafe, room: RoomRef) -> str:
    return next(home.language for home in cafe.homes if home.room == room)


def _came_to_nothing(beat: Beat | None) -> bool:
    return beat is None or beat.progress in (Progress.SKIPPED, Progress.FAILED)


async def _form(store: Reading, cafe: Cafe, workshop: Workshop, member: MemberRef, language: str) -> Form:
    say = wording(language)
    words = cafe.script.worded(language).workshops[workshop.key]
    kind, most = _field(workshop)
    return Form(
        title=shortened(words.title, LONGEST_TITLE),
        label=shortened(_label(kind, workshop, say), LONGEST_TITLE),
        hint=shortened(words.question, LONGEST_HINT),
        kind=kind,
        most=most,
        options=_options(kind, workshop, words),
        former=await _former(store, cafe, workshop, member),
    )


def _field(workshop: Workshop) -> tuple[FieldKind, int]:
    if not kind_of(workshop.kind).takes_choices:
        return FieldKind.TEXT, LONGEST_ANSWER
    if not workshop.choices:
        return FieldKind.SCALE, 1
    return (FieldKind.SEVERAL, workshop.several) if workshop.several > 1 else (FieldKind.ONE, 1)


def _label(kind: FieldKind, workshop: Workshop, say: Wording) -> str:
    return say.say(
        f"form.{kind.value}", n=workshop.several, minimum=str(workshop.minimum), maximum=str(workshop.maximum)
    )


def _options(kind: FieldKind, workshop: Workshop, words: WorkshopWords) -> tuple[Option, ...]:
    if kind is FieldKind.SCALE:
        ends = {workshop.minimum: words.min_label, workshop.maximum: words.max_label}
        numbers = range(workshop.minimum, workshop.maximum + 1)
        labels = [(str(one), f"{one} · {ends[one]}" if ends.get(one) else str(one)) for one in numbers]
    else:
        labels = [(str(place), words.choices.get(key, key)) for place, key in enumerate(workshop.choices, 1)]
    return tuple(Option(value, shortened(label, LONGEST_HINT)) for value, label in labels)


async def _former(store: Reading, cafe: Cafe, workshop: Workshop, member: MemberRef) -> tuple[str, ...]:
    """What that member has answered so far, for their own eyes: in an anonymous poll, what is kept under their mark;
    in words, what a new answer takes the place of, whatever it says, and else what they have typed last."""
    kind = kind_of(workshop.kind)
    who = veiled(cafe.secret, workshop.key, member) if workshop.anonymous else member
    posts, choices = await store.answers_of(cafe.id, workshop.key, who)
    if kind.takes_choices:
        spoken = {language: cafe.script.worded(language).workshops[workshop.key] for language in cafe.script.languages}
        return tuple(kind.votes(workshop, spoken, posts, choices).get(who, ()))
    said = await store.said_by_form(cafe.id, workshop.key, member) or posts
    return (said[-1].text,) if said and kind.one_answer else ()
