"""What the members of the disturbed café do, whatever becomes of the bot: a list of lines, each at its own instant."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time

from bot.domain import Consent, RoomRef, Script, Visibility, Workshop
from bot.platforms.terminal_platform import TerminalPlatform
from bot.rhythm import instant
from tests.stories.room import MONDAY, ZONE
from tests.stories.room import script as week

CAFE = "disturbed"
ROOM = RoomRef("terminal", "café")
BEGINNING = datetime(2026, 3, 2, 7, 55, tzinfo=UTC)
STEP = 1000
"""How far apart the ids of two lines are: what the bot says in between takes those after the first."""

WORKSHOPS = (
    Workshop("memory", "question", 1, time(9, 30)),
    Workshop("moment", "poll", 2, time(9), choices=("early", "late"), ends_day=2, ends_at=time(18)),
    Workshop("last", "closing_word", 3, time(9), visibility=Visibility.BLIND),
)


def script() -> Script:
    return replace(week(), workshops=WORKSHOPS, publishes_after_hours=1)


Deed = Callable[[TerminalPlatform, str | None], Awaitable[object]]


@dataclass(frozen=True)
class Line:
    """What a member does at an instant. ``down`` is said while the bot was switched off on purpose."""

    at: datetime
    deed: Deed
    workshop: str | None = None
    name: str | None = None
    down: bool = False


def _says(name: str, text: str, to: str | None = None) -> Deed:
    async def deed(server: TerminalPlatform, thread: str | None) -> None:
        reply_to = id_of(to) if to else None
        await server.say(ROOM, name.lower(), name, text, thread=thread, reply_to=reply_to)

    return deed


def _edits(name: str, post: str, text: str) -> Deed:
    return lambda server, _: server.edit(ROOM, name.lower(), id_of(post), text)


def _erases(name: str, post: str) -> Deed:
    return lambda server, _: server.erase(ROOM, name.lower(), id_of(post))


def _reacts(name: str, post: str, emoji: str = "👍") -> Deed:
    return lambda server, _: server.react(ROOM, name.lower(), id_of(post), emoji)


def _unreacts(name: str, post: str, emoji: str = "👍") -> Deed:
    return lambda server, _: server.unreact(ROOM, name.lower(), id_of(post), emoji)


def _chooses(name: str, choice: str) -> Deed:
    return lambda server, _: server.choose(ROOM, name.lower(), name, "moment", [choice])


def _consents(name: str, choice: Consent) -> Deed:
    return lambda server, _: server.consent(ROOM, name.lower(), name, choice)


def _withdraws(name: str) -> Deed:
    return lambda server, _: server.withdraw(ROOM, name.lower(), name)


def _tells(name: str, text: str) -> Deed:
    return lambda server, _: server.tell(ROOM, name.lower(), name, text)


def _line(
    day: int, clock: str, deed: Deed, workshop: str | None = None, name: str | None = None, down: bool = False
) -> Line:
    hour, minute = map(int, clock.split(":"))
    return Line(instant(MONDAY, day, time(hour, minute), ZONE), deed, workshop, name, down)


# Each workshop is answered more than three hours after it has opened, and nothing is done within three hours of the
# close: a bot that is down for less than that leaves no member before a closed door.
LINES = (
    _line(1, "13:00", _says("Vio", "Le mien avait un fil et je tirais dessus."), "memory", "thread"),
    _line(1, "13:10", _says("Marc", "Dans la cuisine, et tout le monde écoutait."), "memory", "kitchen"),
    _line(1, "13:20", _says("Léa", "Je dis ceci et je le regretterai."), "memory", "regret"),
    _line(1, "13:30", _reacts("Vio", "kitchen")),
    _line(1, "13:40", _edits("Marc", "kitchen", "Dans la cuisine : toute la famille écoutait.")),
    _line(1, "13:50", _consents("Vio", Consent.NAMED)),
    _line(1, "14:00", _says("Ana", "Tout à fait comme chez nous !", to="kitchen"), "memory", "agreed"),
    _line(1, "14:10", _erases("Léa", "regret")),
    _line(1, "14:20", _says("Zoé", "Celui de ma grand-mère était gris."), "memory", "grey", down=True),
    _line(1, "14:30", _reacts("Ana", "grey", "❤️"), down=True),
    _line(1, "14:40", _edits("Zoé", "grey", "Celui de ma grand-mère était gris et lourd."), down=True),
    _line(1, "14:50", _says("Bob", "Dit pendant la panne, puis repris."), "memory", "taken", down=True),
    _line(1, "15:00", _erases("Bob", "taken"), down=True),
    _line(1, "15:10", _consents("Zoé", Consent.CAFE_NAME), down=True),
    _line(1, "15:20", _says("Marc", "Et vous, vous l’aviez où ?", to="grey"), "memory", "where"),
    _line(2, "13:00", _chooses("Vio", "1")),
    _line(2, "13:10", _chooses("Marc", "2")),
    _line(2, "13:20", _chooses("Marc", "1")),
    _line(2, "13:30", _chooses("Ana", "9")),
    _line(2, "13:40", _says("Ana", "2 parce que rien ne presse."), "moment", "slowly"),
    _line(2, "13:50", _tells("Zoé", "Ceci ne regarde que le bot."), None, "secret"),
    _line(2, "14:00", _says("Bob", "1, comme tout le monde dans sa classe."), "moment", "class"),
    _line(2, "14:10", _reacts("Zoé", "class")),
    _line(2, "14:20", _withdraws("Bob")),
    _line(2, "14:30", _reacts("Marc", "slowly")),
    _line(3, "13:00", _says("Vio", "Je repars avec une question de plus."), "last", "question"),
    _line(3, "13:10", _says("Marc", "Merci, j’ai changé d’avis."), "last", "changed"),
    _line(3, "13:20", _says("Ana", "À refaire avec nos enfants, autour de la table."), "last", "again"),
    _line(3, "13:30", _reacts("Vio", "again")),
    _line(3, "13:40", _reacts("Vio", "changed")),
    _line(3, "13:50", _unreacts("Vio", "changed")),
    _line(4, "13:00", _erases("Marc", "kitchen")),
    _line(4, "13:10", _withdraws("Ana")),
)
END = instant(MONDAY, 4, time(18), ZONE)

GONE = ("regretterai", "puis repris", "ne regarde que", "dans sa classe", "la famille écoutait", "autour de la table")
"""Words that were taken back, or never were the café's."""


def id_of(name: str) -> str:
    """The id that the chat server gives to the message of that line."""
    return str(STEP * (1 + next(number for number, line in enumerate(LINES) if line.name == name)))
