"""A workshop in words. Within it each quotation stands once: where its votes are told, else among its fellows."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.digest.flashback import Counts, Stance, WorkshopFlashback
from bot.domain import WorkshopWords
from bot.markup import shown
from bot.pages._quotes import Quote, marked, one_line, quoted, told_by, votes_on
from bot.pages._results import Result, result
from bot.wording import Wording

FIRST_IDEAS = 10
"""How many ideas of a brainstorm are told at once, those whose votes are told among them."""

_COUNTED = ("participants", "posts", "reactions")


@dataclass(frozen=True, slots=True)
class StanceView:
    """A verbatim with what the votes on it say; its note says the same in words."""

    quote: Quote
    for_: int
    against: int


@dataclass(frozen=True, slots=True)
class ThemeView:
    """What some answers have in common, how many people spoke of it, and some of them."""

    label: str
    people: str
    voices: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One workshop as it is shown; ``number`` from 1.

    ``ideas`` are the contributions that stand one by one (a brainstorm's ideas, a mockup's remarks, a meeting's
    questions) and in no agreement and no tension; the first ``ideas_at_once`` of them are to be seen at once.
    ``note`` is what the hosts have to say, no quotation.
    """

    number: int
    title: str
    question: str
    kind: str
    posts: int
    activity: str
    result: Result
    voices: tuple[Quote, ...]
    ideas_title: str
    ideas: tuple[Quote, ...]
    ideas_at_once: int
    themes: tuple[ThemeView, ...]
    agreements: tuple[StanceView, ...]
    tensions: tuple[StanceView, ...]
    note: str

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """Every quotation in this workshop's part of the page."""
        stances = (one.quote for one in (*self.agreements, *self.tensions))
        return (*stances, *self.ideas, *self.voices, *(voice for theme in self.themes for voice in theme.voices))

    @property
    def told(self) -> frozenset[tuple[str, str]]:
        """Whose words stand in this workshop's part of the page, as (post, text)."""
        return told_by(self.quotes) | frozenset(self.result.in_text)

    @property
    def first_ideas(self) -> tuple[Quote, ...]:
        """The ideas to be seen at once."""
        return self.ideas[: self.ideas_at_once]

    @property
    def more_ideas(self) -> tuple[Quote, ...]:
        """The other ideas."""
        return self.ideas[self.ideas_at_once :]

    @property
    def more_key(self) -> str:
        """The key of the sentence that says how many those are."""
        return "page.more_ideas" if self.kind == "brainstorm" else "page.more_items"


def section(words: Wording, number: int, one: WorkshopFlashback, script: WorkshopWords | None, zone: str) -> Section:
    """A workshop as it is shown. A title and choices are the script's where it is given; hours are read in ``zone``."""
    outcome = result(words, one, script, zone)
    if activity(words, one.counts) == words.say("page.quiet") and outcome.said == (words.say("page.no_votes"),):
        # That nobody voted is said by nobody having been there.
        outcome = replace(outcome, said=())
    agreements, tensions = (_stances(words, one, stances) for stances in (one.agreements, one.tensions))
    told = told_by(tuple(stance.quote for stance in (*agreements, *tensions)))
    if any(passage in told for passage in outcome.in_text):
        left = tuple(passage for passage in outcome.in_text if passage not in told)
        outcome = replace(outcome, in_text=left, text="\n\n".join(text for _, text in left))
    ideas = tuple(idea for idea in outcome.ideas if not idea.is_among(told))
    above = len(outcome.ideas) - len(ideas)
    # A brainstorm's best voices are ideas of its own list, a meeting's are among its notes: once is enough.
    told |= told_by(ideas) | frozenset(outcome.in_text)
    voices = tuple(quote for quote in (quoted(words, voice) for voice in one.voices) if not quote.is_among(told))
    themes = _themes(words, one, told | told_by(voices))

    def all_marked(quotes: tuple[Quote, ...]) -> tuple[Quote, ...]:
        return tuple(marked(words, quote, one.late) for quote in quotes)

    return Section(
        number=number,
        title=one_line((script and script.title) or one.title) or words.say("page.workshop_number", number=number),
        question=shown(script.question).strip() if script else "",
        kind=one.kind,
        posts=one.counts.posts,
        activity=activity(words, one.counts, len(one.late)),
        result=outcome,
        voices=all_marked(voices),
        ideas_title=words.say("page.other_ideas" if above and one.kind == "brainstorm" else outcome.ideas_title),
        ideas=all_marked(ideas),
        ideas_at_once=max(FIRST_IDEAS - above, 0),
        themes=tuple(replace(theme, voices=all_marked(theme.voices)) for theme in themes),
        agreements=tuple(replace(stance, quote=marked(words, stance.quote, one.late)) for stance in agreements),
        tensions=tuple(replace(stance, quote=marked(words, stance.quote, one.late)) for stance in tensions),
        note=shown(one.note or "").strip(),
    )


def activity(words: Wording, counts: Counts, late: int = 0) -> str:
    """How many took part in a workshop, wrote and reacted there, and how many answers were late, in words."""
    if not (counts.posts or counts.participants):
        return words.say("page.quiet")
    told = words.listing([words.say(f"page.count.{name}", n=n) for name in _COUNTED if (n := getattr(counts, name))])
    return f"{told} · {words.say('page.late_answers', n=late)}" if late else told


def _stances(words: Wording, one: WorkshopFlashback, stances: tuple[Stance, ...]) -> tuple[StanceView, ...]:
    # A stance brings no address of its own; the voice of the same post does.
    urls = {voice.post: quoted(words, voice).url for voice in one.voices}
    return tuple(
        StanceView(
            replace(quoted(words, stance), note=votes_on(words, stance), url=urls.get(stance.post)),
            stance.for_,
            stance.against,
        )
        for stance in stances
    )


def _themes(words: Wording, one: WorkshopFlashback, told: frozenset[tuple[str, str]]) -> tuple[ThemeView, ...]:
    themes = []
    for theme in one.themes:
        voices = tuple(quote for quote in (quoted(words, voice) for voice in theme.voices) if not quote.is_among(told))
        told |= told_by(voices)
        people = words.say("page.count.participants", n=theme.authors)
        themes.append(ThemeView(one_line(theme.label), people, voices))
    return tuple(themes)
