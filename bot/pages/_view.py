"""A flashback in words: what every page and message shows, said once in the café's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from bot.digest.flashback import ClosingWord, Counts, Flashback, Stance, Voice, WorkshopFlashback
from bot.domain import ScriptWords, WorkshopWords, zone_of
from bot.markup import safe_url, shown
from bot.pages._results import Quote, Result, result
from bot.wording import Wording, wording

_MOST_BEST_LINES = 3
_FIGURES = ("participants", "workshops", "posts", "reactions", "words")


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the café and the words under it."""

    number: str
    label: str


@dataclass(frozen=True, slots=True)
class StanceView:
    """A verbatim with what the votes on it say, in words and in numbers."""

    quote: Quote
    for_: int
    against: int
    votes: str


@dataclass(frozen=True, slots=True)
class ThemeView:
    """What some answers have in common, how many people spoke of it, and some of them."""

    label: str
    people: str
    voices: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One workshop as it is shown; ``number`` from 1."""

    number: int
    title: str
    question: str
    kind: str
    posts: int
    activity: str
    result: Result
    voices: tuple[Quote, ...]
    themes: tuple[ThemeView, ...]
    agreements: tuple[StanceView, ...]
    tensions: tuple[StanceView, ...]

    @property
    def posts_quoted(self) -> frozenset[str]:
        """The posts of which words stand in this workshop's part of the page."""
        ideas = (post for idea in self.result.ideas for post in idea.posts)
        return frozenset([*(quote.post for quote in self.voices), *ideas])


@dataclass(frozen=True, slots=True)
class LinkView:
    """An address that members shared; ``url`` is ``None`` where it must not become a link."""

    text: str
    url: str | None
    place: str


@dataclass(frozen=True, slots=True)
class View:
    """A whole flashback as it is shown."""

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
    closing: tuple[Quote, ...]
    links: tuple[LinkView, ...]
    thanks: tuple[str, ...]
    next: tuple[str, ...]
    method: tuple[str, ...]
    version: str

    def place_of(self, quote: Quote) -> Section | None:
        """The workshop in which a quotation was said, if it stands in one."""
        return next((one for one in self.sections if quote.post in one.posts_quoted), None)


def view(flashback: Flashback, script: ScriptWords | None = None, zone: str = "UTC") -> View:
    """Everything there is to show of a flashback. ``zone`` is where its dates are read.

    Titles and choices are said in the script's words where they are given: a home may speak another language than
    the café.
    """
    words = wording(flashback.cafe.language)
    closing_places = {one.id for one in flashback.workshops if _only_closing(one, flashback)}
    sections = tuple(
        _section(words, number, one, script.workshops.get(one.id) if script else None, zone)
        for number, one in enumerate((one for one in flashback.workshops if one.id not in closing_places), 1)
    )
    days, dates = _dates(words, flashback, zone)
    return View(
        words=words,
        title=_line((script and script.title) or flashback.cafe.title) or words.say("page.untitled"),
        dates=dates,
        lasted=words.say("page.lasted", n=days),
        empty=not (flashback.counts.participants or flashback.counts.posts),
        presentation=_paragraphs(script.presentation) if script else (),
        for_whom=shown(script.for_whom).strip() if script else "",
        guests=tuple(_line(guest) for guest in script.guests) if script else (),
        figures=_figures(words, flashback.counts),
        counted=_counted(words, flashback.counts),
        best=_best(words, flashback, sections),
        sections=sections,
        closing=tuple(_quote(words, one) for one in _closing_words(flashback, closing_places)),
        links=tuple(_links(flashback)),
        thanks=tuple(_thanks(words, flashback)),
        next=tuple(shown(one.text).strip() for one in flashback.next),
        method=tuple(_method(words, flashback)),
        version=_line(flashback.method.version),
    )


# --- quotations -------------------------------------------------------------------------------------------


def _quote(words: Wording, said: Voice | ClosingWord | Stance) -> Quote:
    reactions = said.reactions if isinstance(said, Voice) else 0
    url = said.url if isinstance(said, Voice) and said.author else None
    return Quote(
        text=shown(said.text).strip(),
        by=_line(said.author) if said.author else words.say("page.someone"),
        named=bool(said.author),
        note=words.say("page.count.reactions", n=reactions) if reactions else "",
        url=safe_url(url) if url else None,
        post=said.post,
    )


def _best(words: Wording, flashback: Flashback, sections: Iterable[Section]) -> tuple[Quote, ...]:
    """The lines that stand first: at most three, and none where they would only repeat the few there are.

    A voice of the whole café that stands in no workshop is always among them.
    """
    below = {(quote.post, quote.text) for section in sections for quote in section.voices}
    below |= {(post, idea.text) for section in sections for idea in section.result.ideas for post in idea.posts}
    quotes = [_quote(words, one) for one in flashback.voices]
    alone = [quote for quote in quotes if (quote.post, quote.text) not in below]
    if len(below) <= _MOST_BEST_LINES:
        return tuple(alone)
    first = quotes[:_MOST_BEST_LINES]
    return tuple(first + [quote for quote in alone if quote not in first])


def _only_closing(workshop: WorkshopFlashback, flashback: Flashback) -> bool:
    """Whether a workshop has nothing to show but its closing words, which have a place of their own."""
    return (
        workshop.kind == "closing_word"
        and bool(flashback.closing_words or workshop.voices)
        and not (workshop.agreements or workshop.tensions or workshop.themes)
    )


def _closing_words(flashback: Flashback, places: set[str]) -> list[ClosingWord | Voice]:
    said: list[ClosingWord | Voice] = list(flashback.closing_words)
    there = {one.post for one in said}
    for workshop in flashback.workshops:
        if workshop.id in places:
            said += [voice for voice in workshop.voices if voice.post not in there]
    return said


# --- workshops --------------------------------------------------------------------------------------------


def _section(words: Wording, number: int, one: WorkshopFlashback, script: WorkshopWords | None, zone: str) -> Section:
    outcome = result(words, one, script, zone)
    told = {(post, idea.text) for idea in outcome.ideas for post in idea.posts}
    # A brainstorm's best voices are ideas of its own list: once is enough.
    voices = tuple(
        quote for quote in (_quote(words, voice) for voice in one.voices) if (quote.post, quote.text) not in told
    )
    return Section(
        number=number,
        title=_line((script and script.title) or one.title) or words.say("page.workshop_number", number=number),
        question=shown(script.question).strip() if script else "",
        kind=one.kind,
        posts=one.counts.posts,
        activity=_activity(words, one.counts),
        result=outcome,
        voices=voices,
        themes=tuple(
            ThemeView(
                _line(theme.label),
                words.say("page.count.participants", n=theme.authors),
                tuple(_quote(words, voice) for voice in theme.voices),
            )
            for theme in one.themes
        ),
        agreements=tuple(_stance(words, stance) for stance in one.agreements),
        tensions=tuple(_stance(words, stance) for stance in one.tensions),
    )


def _stance(words: Wording, stance: Stance) -> StanceView:
    votes = words.say(
        "page.stance", for_=words.say("page.for", n=stance.for_), against=words.say("page.against", n=stance.against)
    )
    return StanceView(_quote(words, stance), stance.for_, stance.against, votes)


def _activity(words: Wording, counts: Counts) -> str:
    if not (counts.posts or counts.participants):
        return words.say("page.quiet")
    named = (("participants", counts.participants), ("posts", counts.posts), ("reactions", counts.reactions))
    return words.listing([words.say(f"page.count.{name}", n=n) for name, n in named if n])


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


def _links(flashback: Flashback) -> Iterable[LinkView]:
    for one in flashback.links:
        url, title = shown(one.url).strip(), _line(one.title or "")
        place = url.partition("://")[2].partition("/")[0].removeprefix("www.")
        yield LinkView(title or url, safe_url(url), place if title else "")


def _thanks(words: Wording, flashback: Flashback) -> Iterable[str]:
    for one in flashback.thanks:
        keys = (one.why, f"page.thanks.{one.why}")
        why = next((words.say(key) for key in keys if words.has(key) and not words.names(key)), "")
        name = _line(one.author)
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
    if coverage.single_voice_ideas:
        yield words.say("page.method.single_voices", n=len(coverage.single_voice_ideas))
    yield words.say("page.method.erased")


def _line(text: str) -> str:
    return " ".join(part for part in shown(text).replace("\n", " ").split(" ") if part)


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in shown(text).split("\n\n") if part.strip())
