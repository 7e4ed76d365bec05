"""A flashback in words: what every page and message shows, said once in the café's language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.digest.flashback import ClosingWord, Counts, Flashback, HomeWord, Stance, Voice, WorkshopFlashback
from bot.domain import ScriptWords, zone_of
from bot.markup import safe_url, shown
from bot.pages._quotes import Quote, marked, one_line, quoted, votes_on
from bot.pages._sections import Section, activity, section
from bot.wording import Wording, wording

FIRST_CLOSING_WORDS = 10
"""How many closing words a message or a terminal shows; a page has them all."""

_MOST_BEST_LINES = 3
_FIGURES = ("participants", "workshops", "posts", "reactions", "words")


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the café and the words under it."""

    number: str
    label: str


@dataclass(frozen=True, slots=True)
class ClosingPlace:
    """A workshop whose answers are the closing words; ``number`` follows those of the sections."""

    number: int
    title: str
    posts: int
    activity: str
    note: str


@dataclass(frozen=True, slots=True)
class LinkView:
    """An address that members shared; ``url`` is ``None`` where it must not become a link."""

    text: str
    url: str | None
    place: str


@dataclass(frozen=True, slots=True)
class HomeView:
    """One home of the café beside the others: what it is called, how many wrote what there, and the words that were
    written more there, in one sentence or none."""

    name: str
    activity: str
    more: str


@dataclass(frozen=True, slots=True)
class View:
    """A whole flashback as it is shown. ``elsewhere`` counts the messages that were in no workshop; ``note`` is what
    the hosts have to say, no quotation. ``homes`` are those that are compared, ``both`` is what was said in
    all of them, in one sentence or none."""

    words: Wording
    title: str
    dates: str
    lasted: str
    empty: bool
    presentation: tuple[str, ...]
    for_whom: str
    guests: tuple[str, ...]
    figures: tuple[Figure, ...]
    counted: str
    best: tuple[Quote, ...]
    sections: tuple[Section, ...]
    closing_places: tuple[ClosingPlace, ...]
    closing: tuple[Quote, ...]
    homes: tuple[HomeView, ...]
    both: str
    elsewhere: int
    links: tuple[LinkView, ...]
    thanks: tuple[str, ...]
    next: tuple[str, ...]
    method: tuple[str, ...]
    version: str
    note: str

    def place_of(self, quote: Quote) -> Section | None:
        """The workshop in which a quotation was said, if it stands in one."""
        return next((one for one in self.sections if quote.is_among(one.told)), None)


def view(flashback: Flashback, script: ScriptWords | None = None, zone: str = "UTC") -> View:
    """Everything there is to show of a flashback. ``zone`` is where its dates are read.

    Titles and choices are said in the script's words where they are given: a home may speak another language than
    the café.
    """
    words = wording(flashback.cafe.language)
    places = [one for one in flashback.workshops if _only_closing(one, flashback)]
    sections = tuple(
        section(words, number, one, script.workshops.get(one.id) if script else None, zone)
        for number, one in enumerate((one for one in flashback.workshops if one not in places), 1)
    )
    days, dates = _dates(words, flashback, zone)
    return View(
        words=words,
        title=one_line((script and script.title) or flashback.cafe.title) or words.say("page.untitled"),
        dates=dates,
        lasted=words.say("page.lasted", n=days),
        empty=not (flashback.counts.participants or flashback.counts.posts),
        presentation=_paragraphs(script.presentation) if script else (),
        for_whom=shown(script.for_whom).strip() if script else "",
        guests=tuple(one_line(guest) for guest in script.guests) if script else (),
        figures=_figures(words, flashback.counts),
        counted=_counted(words, flashback.counts),
        best=_best(words, flashback, sections),
        sections=sections,
        closing_places=tuple(_closing_places(words, places, script, len(sections) + 1)),
        closing=tuple(_closing_words(words, flashback, places)),
        homes=tuple(_homes(words, flashback)),
        both=_said(words, "page.homes.both", flashback.homes.both) if flashback.homes else "",
        elsewhere=max(flashback.counts.posts - sum(one.counts.posts for one in flashback.workshops), 0),
        links=tuple(_links(flashback)),
        thanks=tuple(_thanks(words, flashback)),
        next=tuple(shown(one.text).strip() for one in flashback.next),
        method=tuple(_method(words, flashback)),
        version=one_line(flashback.method.version),
        note=shown(flashback.note or "").strip(),
    )


# --- quotations -------------------------------------------------------------------------------------------


def _best(words: Wording, flashback: Flashback, sections: Iterable[Section]) -> tuple[Quote, ...]:
    """The lines that stand first: at most three, and none where they would only repeat the few there are.

    A voice of the whole café that stands in no workshop is always among them.
    """
    below = frozenset[tuple[str, str]]().union(*(one.told for one in sections))
    late = frozenset[str]().union(*(one.late for one in flashback.workshops))
    quotes = [marked(words, quoted(words, one), late) for one in flashback.voices]
    alone = [quote for quote in quotes if not quote.is_among(below)]
    if len(below) <= _MOST_BEST_LINES:
        return tuple(alone)
    first = quotes[:_MOST_BEST_LINES]
    return tuple(first + [quote for quote in alone if quote not in first])


def _only_closing(workshop: WorkshopFlashback, flashback: Flashback) -> bool:
    """Whether a workshop has nothing to show but its closing words, which have a place of their own."""
    return workshop.kind == "closing_word" and bool(flashback.closing_words or workshop.voices) and not workshop.themes


def _closing_places(
    words: Wording, places: Sequence[WorkshopFlashback], script: ScriptWords | None, first: int
) -> Iterator[ClosingPlace]:
    for number, one in enumerate(places, first):
        worded = script.workshops.get(one.id) if script else None
        title = one_line((worded and worded.title) or one.title) or words.say("page.closing")
        note = shown(one.note or "").strip()
        yield ClosingPlace(number, title, one.counts.posts, activity(words, one.counts, len(one.late)), note)


def _closing_words(words: Wording, flashback: Flashback, places: Sequence[WorkshopFlashback]) -> Iterator[Quote]:
    """Each closing word once, with the votes on it where they make an agreement or a tension."""
    stances = {stance.post: stance for one in places for stance in (*one.agreements, *one.tensions)}
    said: dict[str, ClosingWord | Voice | Stance] = {one.post: one for one in flashback.closing_words}
    for voice in (voice for one in places for voice in one.voices):
        said.setdefault(voice.post, voice)
    for post, stance in stances.items():
        said.setdefault(post, stance)
    late = frozenset[str]().union(*(one.late for one in places))
    for post, one in said.items():
        quote = quoted(words, one)
        if post in stances:
            quote = replace(quote, note=votes_on(words, stances[post]))
        yield marked(words, quote, late)


# --- the café ---------------------------------------------------------------------------------------------


def _dates(words: Wording, flashback: Flashback, zone: str) -> tuple[int, str]:
    """How many days the café was open, the first and the last one counted, and which."""
    opened = flashback.cafe.opened_at.astimezone(zone_of(zone)).date()
    # A café that closes at midnight was open until the end of the day before.
    closed = (flashback.cafe.closed_at.astimezone(zone_of(zone)) - timedelta(microseconds=1)).date()
    if closed <= opened:
        return 1, words.say("page.one_day", day=words.day(opened))
    return (closed - opened).days + 1, words.say("page.dates", start=words.day(opened), end=words.day(closed))


def _figures(words: Wording, counts: Counts) -> tuple[Figure, ...]:
    return tuple(
        Figure(words.number(n), words.say(f"page.figure.{name}", n=n))
        for name in _FIGURES
        if (n := getattr(counts, name)) or name == "participants"
    )


def _counted(words: Wording, counts: Counts) -> str:
    return words.listing([words.say(f"page.count.{name}", n=n) for name in _FIGURES if (n := getattr(counts, name))])


def _homes(words: Wording, flashback: Flashback) -> Iterator[HomeView]:
    for number, one in enumerate(flashback.homes.each if flashback.homes else (), 1):
        counted = [words.say(f"page.count.{name}", n=n) for name in _FIGURES if (n := getattr(one, name, 0))]
        name = one_line(one.name) or words.say("page.homes.unnamed", number=number)
        yield HomeView(name, words.listing(counted), _said(words, "page.homes.more", one.more))


def _said(words: Wording, key: str, said: Sequence[HomeWord]) -> str:
    quoted_words = [words.say("page.homes.word", word=one_line(one.word)) for one in said]
    return words.say(key, words=words.listing(quoted_words)) if quoted_words else ""


def _links(flashback: Flashback) -> Iterable[LinkView]:
    for one in flashback.links:
        url, title = shown(one.url).strip(), one_line(one.title or "")
        place = url.partition("://")[2].partition("/")[0].removeprefix("www.")
        yield LinkView(title or url, safe_url(url), place if title else "")


def _thanks(words: Wording, flashback: Flashback) -> Iterable[str]:
    for one in flashback.thanks:
        keys = (one.why, f"page.thanks.{one.why}")
        why = next((words.say(key) for key in keys if words.has(key) and not words.names(key)), "")
        name = one_line(one.author)
        yield words.say("page.thanks_for", name=name, why=why) if why else name


def _method(words: Wording, flashback: Flashback) -> Iterable[str]:
    coverage = flashback.coverage
    yield words.say("page.method.counted")
    if flashback.counts.posts:
        yield words.say("page.method.proved")
        yield words.say("page.method.names")
    if coverage.participants:
        heard = coverage.participants_heard
        if heard >= coverage.participants:
            yield words.say("page.method.all_heard", n=coverage.participants)
        else:
            yield words.say("page.method.heard", n=heard, all=coverage.participants)
    if coverage.posts:
        yield words.say("page.method.used", n=coverage.posts_used, all=coverage.posts)
    if coverage.withdrawn:
        yield words.say("page.method.withdrawn", n=coverage.withdrawn)
    if coverage.single_voice_ideas:
        yield words.say("page.method.single_voices", n=len(coverage.single_voice_ideas))
    if starred := flashback.method.rules.get("starred"):
        yield words.say("page.method.starred", n=starred)
    yield words.say("page.method.erased")


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in shown(text).split("\n\n") if part.strip())
