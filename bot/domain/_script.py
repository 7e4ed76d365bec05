"""What describes a café: structure once, wording per language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time

from bot.domain._states import Consent, Visibility


@dataclass(frozen=True, slots=True)
class Workshop:
    """The structure of one workshop of a script; its words are in `WorkshopWords`.

    ``day`` counts from 1, the café's opening day. ``ends_day`` and ``ends_at`` are both given or both
    ``None``; after that instant an answer is late, and still counts. ``choices`` are the keys of a poll's
    choices in order, of which a member may have ``several``; in an ``anonymous`` poll nobody ever sees who chose
    what. ``minimum`` and ``maximum`` are the ends of a scale, ``images`` the absolute paths of a mockup's. A meeting
    begins on ``meets_day`` at ``meets_at`` and takes so many ``minutes``; ``address`` is where, on a map or on the
    web, the same in every language. A ``skipped`` one was taken out of its café by a host before it opened.
    """

    key: str
    kind: str
    day: int
    at: time
    visibility: Visibility = Visibility.OPEN
    choices: tuple[str, ...] = ()
    minimum: int = 0
    maximum: int = 10
    ends_day: int | None = None
    ends_at: time | None = None
    several: int = 1
    anonymous: bool = False
    images: tuple[str, ...] = ()
    meets_day: int | None = None
    meets_at: time | None = None
    minutes: int = 60
    address: str = ""
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class WorkshopWords:
    """The wording of one workshop in one language.

    ``choices`` maps a choice's key to its label. ``image_alts`` say what each image of a mockup shows, in their order.
    ``place`` and ``guest`` are a meeting's, as members read them. ``speakers`` are who speaks in a session of an event,
    ``addresses`` what is useful beside the question: a web address, a street, a telephone, each with what it is.
    """

    title: str
    question: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    min_label: str = ""
    max_label: str = ""
    image_alts: tuple[str, ...] = ()
    place: str = ""
    guest: str = ""
    speakers: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ScriptWords:
    """The wording of a script in one language. ``workshops`` is by the workshop's key."""

    title: str
    presentation: str = ""
    for_whom: str = ""
    guests: tuple[str, ...] = ()
    picture_alt: str = ""
    workshops: Mapping[str, WorkshopWords] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Script:
    """What describes a café: structure once, wording per language.

    ``languages`` is never empty, its first is the café's own. The café opens on day 1 at ``opens_at`` and
    closes on day ``days`` at ``closes_at``; the flashback is due ``publishes_after_hours`` later.
    ``quotes`` is what a member's silence allows: `Consent.ANONYMOUS` or `Consent.NONE`. ``picture`` is a
    file's absolute path. ``workshops`` are in the order of their opening.
    """

    name: str
    languages: tuple[str, ...]
    days: int
    opens_at: time
    closes_at: time
    workshops: tuple[Workshop, ...]
    words: Mapping[str, ScriptWords]
    zone: str | None = None
    publishes_after_hours: int = 24
    quotes: Consent = Consent.ANONYMOUS
    yes: tuple[str, ...] = ("👍", "❤️")
    no: tuple[str, ...] = ("👎",)
    picture: str | None = None
    follows: str | None = None

    def worded(self, language: str) -> ScriptWords:
        """The wording in that language, or else in the café's own."""
        return self.words.get(language) or self.words[self.languages[0]]

    def workshop(self, key: str) -> Workshop | None:
        """The workshop with that key, if there is one."""
        return next((one for one in self.workshops if one.key == key), None)
