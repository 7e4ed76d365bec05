"""A café to keep, and what members say in it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from bot.cafe_names import own_id
from bot.domain import (
    Attachment,
    Beat,
    BeatKind,
    Cafe,
    Choice,
    Consent,
    Delivery,
    Home,
    MemberRef,
    OutboundMessage,
    Post,
    PostRef,
    RoomRef,
    Script,
    ScriptWords,
    Visibility,
    Workshop,
    WorkshopWords,
)
from bot.ports import Store

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LEASE = timedelta(minutes=2)
MINUTE = timedelta(minutes=1)
INSTANT = timedelta(microseconds=1)
"""The smallest difference that two instants can have."""

PLATFORMS = frozenset({"town", "village"})
SQUARE = RoomRef("town", "square")
HARBOUR = RoomRef("village", "harbour")
VIO, ANA, SAM = (MemberRef("town", name) for name in ("vio", "ana", "sam"))

SCRIPT = Script(
    name="first-phone",
    languages=("fr", "en"),
    days=4,
    opens_at=time(9),
    closes_at=time(18, 30),
    workshops=(
        Workshop("memory", "question", 1, time(9)),
        Workshop("moment", "poll", 2, time(9), Visibility.HIDDEN, ("early", "late"), ends_day=3, ends_at=time(20)),
        Workshop("far", "scale", 2, time(12), minimum=1, maximum=5),
    ),
    words={
        "fr": ScriptWords(
            "Le premier téléphone « à soi »",
            "Quand ?\n\nEt pourquoi\u202f?",
            "Pour les parents 👨‍👩‍👧",
            ("Ana",),
            "Un téléphone",
            {"moment": WorkshopWords("Le moment", "Quand ?", {"late": "Tard", "early": "Tôt"})},
        ),
        "en": ScriptWords("A first phone", workshops={"far": WorkshopWords("How far", "", {}, "near", "far")}),
    },
    zone="Europe/Paris",
    publishes_after_hours=12,
    quotes=Consent.NONE,
    yes=("👍",),
    no=("👎", "🚫"),
    picture="/srv/prompts/first-phone/picture.png",
    follows="Screens at the table",
)


def a_cafe(id: str = "phones", **changes: object) -> Cafe:
    """A café on two platforms, planned; with those fields changed."""
    cafe = Cafe(
        id=id,
        script=SCRIPT,
        zone="Europe/Paris",
        language="fr",
        opening_day=date(2026, 3, 2),
        opens_at=MONDAY,
        closes_at=MONDAY + timedelta(days=3),
        publishes_at=MONDAY + timedelta(days=4),
        homes=(Home(SQUARE, "fr"), Home(HARBOUR, "en")),
        secret=b"\x00a secret of this cafe alone\xff",
    )
    return replace(cafe, **changes)  # type: ignore[arg-type]


def beats(cafe: str, *dues: datetime) -> list[Beat]:
    """Beats of a café, one for each due instant, in the order in which they are to be performed."""
    return [
        Beat(f"{cafe}/{number}", cafe, BeatKind.OPEN_WORKSHOP, due, f"w{number}") for number, due in enumerate(dues, 1)
    ]


def a_post(id: str, author: MemberRef = VIO, text: str = "Ours was red.", cafe: Cafe | None = None) -> Post:
    """A post with everything a post can have."""
    ref = PostRef(author.platform, id)
    return Post(
        ref=ref,
        own_id=own_id((cafe or a_cafe()).secret, ref),
        author=author,
        at=MONDAY,
        text=text,
        workshop="memory",
        answer=True,
        late=True,
        reply_to=PostRef(author.platform, "before"),
        attachments=(
            Attachment(f"{text}.png", f"seen: {text}", f"https://town.example/{text}.png"),
            Attachment("bare"),
        ),
        url=f"https://town.example/{text}",
    )


def a_choice(author: MemberRef, *choices: str, at: datetime = MONDAY, workshop: str = "moment") -> Choice:
    """A member's choice in the poll."""
    return Choice(workshop, author, choices, at)


def a_delivery(key: str, beat: str | None = "phones/1", body: str = "Welcome.", **message: object) -> Delivery:
    """What the first beat owes to the square; the message begins the thread of a workshop."""
    words = OutboundMessage(body=body, begins="A first memory", **message)  # type: ignore[arg-type]
    return Delivery(key=key, cafe="phones", room=SQUARE, message=words, beat=beat, workshop="memory")


class Stand(ABC):
    """One database, fresh, and whoever connects to it."""

    @abstractmethod
    async def connect(self) -> Store:
        """A store on the database over a connection of its own; the stand closes it."""

    @abstractmethod
    async def values(self) -> Sequence[object]:
        """Every value of every column of every table, read past the store."""

    @abstractmethod
    async def at_rest(self) -> bytes:
        """What lies on the disk after all is written out; empty where that cannot be read."""

    async def holds(self, words: str) -> bool:
        """Whether the words are anywhere: in a column, or on the disk."""
        return bool(await self.held([words]))

    async def held(self, words: Iterable[str]) -> set[str]:
        """Those of the words that are anywhere."""
        columns = "\n".join(
            one.decode("utf-8", "replace") if isinstance(one, bytes) else str(one) for one in await self.values()
        )
        disk = await self.at_rest()
        return {one for one in words if one in columns or one.encode() in disk}


async def opened(store: Store, cafe: Cafe, *dues: datetime) -> Cafe:
    """Keep a café with beats due at those instants."""
    async with store.writing() as work:
        await work.add_cafe(cafe, beats(cafe.id, *dues))
    return cafe
