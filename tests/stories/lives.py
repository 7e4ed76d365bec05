"""What somebody may do in a café, in words that nobody else uses."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from datetime import time, timedelta

from hypothesis import strategies as st

from bot.domain import RETENTION_DAYS, Attachment, Consent, MemberRef, PostRef, Script, Workshop, WorkshopWords
from bot.errors import CallError
from tests.stories.room import Room, script

OTHERS = "Le nôtre était au mur, dans le couloir, et tout le monde écoutait."
UNIQUE = "zibeline"
"""What every word of the member who is forgotten begins with, and nothing else anywhere."""

WHAT = (
    "post",
    "edit",
    "reply",
    "caption",
    "vote",
    "veiled",
    "react",
    "ask",
    "closing",
    "unclear",
    "consent",
    "topic",
    "wishes",
    "say",
    "card",
)
MOMENTS = ("open", "closed", "published", "frozen")


@dataclass(frozen=True)
class Life:
    """What somebody does in a café, how they want to be quoted, and when they have it all forgotten."""

    deeds: tuple[str, ...]
    consent: Consent | None
    always: Consent | None
    moment: str


LIVES = st.builds(
    Life,
    deeds=st.lists(st.sampled_from(WHAT), min_size=1, max_size=8).map(tuple),
    consent=st.sampled_from([None, *Consent]),
    always=st.sampled_from([None, *Consent]),
    moment=st.sampled_from(MOMENTS),
)


def with_more() -> Script:
    """The café of the stories, with a mission and an anonymous poll."""
    more = (
        Workshop("bring", "mission", 1, time(9, 40)),
        Workshop("secret", "poll", 2, time(9, 10), choices=("early", "late"), anonymous=True),
    )
    whole = script()
    titles = {
        "bring": WorkshopWords("Rapporter", "Quoi ?"),
        "secret": WorkshopWords("Entre nous", "Quand ?", {"early": "Tôt", "late": "Tard"}),
    }
    words = {key: replace(one, workshops={**one.workshops, **titles}) for key, one in whole.words.items()}
    workshops = sorted((*whole.workshops, *more), key=lambda one: (one.day, one.at))
    return replace(whole, workshops=tuple(workshops), words=words)


async def lived(room: Room, life: Life) -> list[str]:
    """Live it; returns all words that are this member's alone."""
    living = _Living(room)
    await living.on_monday(life)
    await living.on_the_days_after(life.deeds)
    await _until(room, life.moment)
    return living.words


class _Living:
    """The member, in the café of the stories."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._name = f"{UNIQUE}name".capitalize()
        self._who = self._name.lower()
        self.words = [self._who, self._name]

    async def on_monday(self, life: Life) -> None:
        """Say a first thing, decide how it may be quoted, and do what can be done at any time."""
        room = self._room
        await room.until(1, 10)
        self._first = await room.say(self._name, f"{self._said(0, 'first')} et je tirais dessus pour aller plus loin.")
        self._other = await room.say("Marc", OTHERS)
        await room.react("Marc", self._first)
        if life.always is not None:
            await room.host.consents.always(MemberRef("terminal", self._who), life.always)
        if life.consent is not None:
            await room.consent(self._name, life.consent)
        for number, deed in enumerate(life.deeds, 1):
            await self._write(deed, number)
            await self._command(deed, number)

    async def on_the_days_after(self, deeds: tuple[str, ...]) -> None:
        """Vote, and leave a closing word."""
        room, who, name = self._room, self._who, self._name
        await room.until(2, 10)
        if "vote" in deeds:
            await room.terminal.choose(room.ref, who, name, "far", ["3"])
        if "unclear" in deeds:
            await room.say(name, f"1 ou 2, {self._said(50, 'unclear')}", "moment")
        if "veiled" in deeds:
            await room.terminal.choose(room.ref, who, name, "secret", ["1"])
        await room.until(3, 10)
        if "closing" in deeds:
            await room.say(name, f"Je pars avec {self._said(60, 'closing')} dans la tête.", "last")

    async def _write(self, deed: str, number: int) -> None:
        room, who, name = self._room, self._who, self._name
        match deed:
            case "post":
                await room.say(name, f"{self._said(number, 'post')} est un mot que je ne dis nulle part ailleurs.")
            case "edit":
                words = f"{self._said(number, 'edit')} et je tirais dessus encore."
                await room.terminal.edit(room.ref, who, self._first, words)
            case "reply":
                await room.say(name, f"{self._said(number, 'reply')}, voilà ce que je réponds.", to=self._other)
            case "caption":
                file, alt, url = (self._said(number, what) for what in ("file", "alt", "url"))
                brought = [Attachment(f"{file}.png", alt, f"https://x/{url}")]
                thread = await room.thread("bring")
                await room.terminal.say(room.ref, who, name, "", thread=thread, attachments=brought)
            case "react":
                await room.react(name, self._other)
            case "ask":
                await room.terminal.tell(room.ref, who, name, f"{self._said(number, 'private')} entre nous.")

    async def _command(self, deed: str, number: int) -> None:
        room, who, name = self._room, self._who, self._name
        match deed:
            case "topic":
                await room.command(name, "sujet", f"proposer {self._said(number, 'topic')} pour la prochaine fois")
            case "say":
                await room.command("Camille", "café", f"invité memory {who}")
                await room.command(name, "café", f"dire memory {self._said(number, 'said')} au nom du café.")
            case "card":
                crosses = await room.say(
                    name, f"{self._said(number, 'card')} est un mot que je laisse passer de l’autre côté."
                )
                # How the member is quoted may not let it.
                with contextlib.suppress(CallError):
                    await room.command("Camille", "café", f"carte {crosses}")
                    await room.command(name, "moi", f"carte {crosses} oui")
            case "wishes":
                await room.command(name, "moi", "suivre oui")
                await room.command(name, "moi", "rappels oui")
                await room.command(name, "moi", "rattraper")
            case "consent":
                post = PostRef("terminal", self._first)
                await room.host.consents.quotation(MemberRef("terminal", who), room.cafe_id, post, Consent.NAMED)

    def _said(self, number: int, what: str) -> str:
        word = f"{UNIQUE}{what}{number}"
        self.words.append(word)
        return word


async def _until(room: Room, moment: str) -> None:
    if moment != "open":
        await room.until(3, 21)
    if moment in ("published", "frozen"):
        await room.until_the_end()
    if moment == "frozen":
        room.clock.move_to((await room.cafe()).publishes_at + timedelta(days=RETENTION_DAYS))
        await room.ticker.tick()
