"""Topics that members suggest for the cafés to come, support, and see taken."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain import Delivery, HostChange, MemberRef, OutboundMessage, RoomRef, Topic, clean_text
from bot.errors import CallError, fault
from bot.host._asking import language_there, require_collected
from bot.kinds import alike
from bot.markup import paragraph, split
from bot.ports import Clock, Platform, Reading, Store
from bot.ports import Writing as Work
from bot.wording import wording

LONGEST_TOPIC = 200
"""The longest topic, in code points."""

MOST_OF_ONE = 10
"""How many topics of one member may wait in a room at the same time."""


@dataclass(frozen=True, slots=True)
class ListedTopic:
    """A topic as one reader sees it: without its author, for nobody is named without a yes. ``support`` counts the
    others who want it; ``mine`` and ``supported`` are the reader's own part in it. ``taken`` says that a host has
    taken it, ``script`` what it became."""

    number: int
    text: str
    support: int
    mine: bool
    supported: bool
    taken: bool
    script: str | None = None


@dataclass(frozen=True, slots=True)
class Suggested:
    """What came of a suggestion: a new topic; or nothing, because ``alike`` say nearly the same and can be supported
    instead."""

    topic: ListedTopic | None
    alike: tuple[ListedTopic, ...] = ()


class Topics:
    """The topics of a room. They belong to the room in which they were suggested. Each step raises
    `bot.errors.CallError` for what cannot be."""

    def __init__(self, store: Store, platforms: Mapping[str, Platform], clock: Clock) -> None:
        self._store = store
        self._platforms = platforms
        self._clock = clock

    async def topics(self, by: MemberRef, room: RoomRef) -> tuple[ListedTopic, ...]:
        """All topics of a room: those that wait, the most supported first, then the earliest; then those taken, the
        latest first."""
        async with self._store.reading() as store:
            return _listed(await store.topics(room), by)

    async def suggest(self, by: MemberRef, room: RoomRef, text: str, *, anyway: bool = False) -> Suggested:
        """Suggest a topic. Where one that waits says nearly the same (docs/decisions/0010) nothing is kept, and it is
        offered instead, unless it is to be kept ``anyway``."""
        wanted = _one_line(text)
        if not wanted:
            raise CallError(fault("topic_empty"))
        if len(wanted) > LONGEST_TOPIC:
            raise CallError(fault("topic_long", length=len(wanted), limit=LONGEST_TOPIC))
        async with self._store.writing() as work:
            await require_collected(work, by, room)
            waiting = [one for one in await work.topics(room) if one.taken_at is None]
            near = _alike(wanted, waiting)
            if near and not anyway:
                return Suggested(None, _listed(near, by))
            if sum(one.author == by for one in waiting) >= MOST_OF_ONE:
                raise CallError(fault("topic_many", limit=MOST_OF_ONE))
            topic = await work.add_topic(room, by, wanted, self._clock.now())
        return Suggested(_listed([topic], by)[0])

    async def support(self, by: MemberRef, room: RoomRef, number: int) -> ListedTopic:
        """Support a topic, once; a second time changes nothing."""
        async with self._store.writing() as work:
            await require_collected(work, by, room)
            topic = await _waiting(work, room, number)
            if topic.author == by:
                raise CallError(fault("topic_own", number=number))
            await work.support_topic(number, by, self._clock.now())
            return _listed([await _known(work, room, number)], by)[0]

    async def take_back(self, by: MemberRef, room: RoomRef, number: int) -> None:
        """Take one's own topic away, words and all, or one's support for somebody else's."""
        async with self._store.writing() as work:
            topic = await _known(work, room, number)
            if topic.author == by:
                await work.erase_topic(number, self._clock.now())
            elif not await work.drop_support(number, by):
                raise CallError(fault("topic_not_supported", number=number))

    async def require_own(self, by: MemberRef, room: RoomRef, number: int) -> None:
        """Raises `CallError` where `take_back` would now."""
        async with self._store.reading() as store:
            if (await _known(store, room, number)).author != by and number not in await store.supported_by(by):
                raise CallError(fault("topic_not_supported", number=number))

    async def take(
        self, by: MemberRef, room: RoomRef, number: int, script: str | None = None, *, language: str = "fr"
    ) -> ListedTopic:
        """Take a topic, as a host: for a café of that script, where one is named. Its author is told, once and alone,
        in the room's language, or in ``language`` where no café was held there."""
        now = self._clock.now()
        async with self._store.writing() as work:
            topic = await _waiting(work, room, number)
            if not await work.take_topic(number, now, script):
                raise CallError(fault("topic_taken", number=number))
            about = {"topic": str(number), **({"script": script} if script else {})}
            await work.record_change(HostChange(now, by, "take", None, about, room))
            await self._tell_author(work, topic, script, await language_there(work, room, language))
            return _listed([await _known(work, room, number)], by)[0]

    async def _tell_author(self, work: Work, topic: Topic, script: str | None, language: str) -> None:
        """Owe the answer to who suggested it. Their words are not in it: they may still be taken back."""
        platform = self._platforms.get(topic.room.platform)
        if platform is None or not (platform.can.speaks and platform.can.private_messages):
            return
        key = "care.topic_taken_script" if script else "care.topic_taken"
        sentence = wording(language).say(key, number=topic.number, script=script or "")
        body = split([paragraph(sentence)], platform.can.dialect, platform.can.text_limit)[0]
        message = OutboundMessage(body=body, to=topic.author)
        await work.owe([Delivery(f"topic/{topic.room}/{topic.number}/taken", None, topic.room, message)])


def _one_line(text: str) -> str:
    """A text as one line, without signs that nobody sees."""
    shown = "".join(
        " " if char.isspace() or unicodedata.category(char) in ("Cc", "Zl", "Zp") else char for char in clean_text(text)
    )
    return " ".join(shown.split())


def _alike(text: str, topics: Sequence[Topic]) -> list[Topic]:
    groups = alike([text, *(one.text for one in topics)])
    folded = text.casefold()
    near = {place - 1 for group in groups if 0 in group for place in group if place}
    # What tells nothing besides ("Et vous ?") is alike only where it is the same.
    near |= {place for place, one in enumerate(topics) if one.text.casefold() == folded}
    return [topics[place] for place in sorted(near)]


async def _known(work: Reading, room: RoomRef, number: int) -> Topic:
    found = next((one for one in await work.topics(room) if one.number == number), None)
    if found is None:
        raise CallError(fault("topic_unknown", number=number))
    return found


async def _waiting(work: Work, room: RoomRef, number: int) -> Topic:
    topic = await _known(work, room, number)
    if topic.taken_at is not None:
        raise CallError(fault("topic_taken", number=number))
    return topic


def _listed(topics: Sequence[Topic], reader: MemberRef) -> tuple[ListedTopic, ...]:
    waiting = sorted((one for one in topics if one.taken_at is None), key=lambda one: (-_support(one), one.number))
    taken = sorted(
        ((one.taken_at, one) for one in topics if one.taken_at is not None), key=lambda pair: pair[0], reverse=True
    )
    return tuple(
        ListedTopic(
            one.number,
            one.text,
            _support(one),
            one.author == reader,
            reader in one.supporters,
            one.taken_at is not None,
            one.script,
        )
        for one in [*waiting, *(topic for _, topic in taken)]
    )


def _support(topic: Topic) -> int:
    return len(topic.supporters - {topic.author})
