"""The page to send and to print: one file that asks nothing of anybody's network."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from bot.digest.flashback import Flashback
from bot.domain import Picture, ScriptWords
from bot.markup import shown
from bot.pages._charts import drawn
from bot.pages._palette import DARK, LIGHT
from bot.pages._pictured import address_of, embedded
from bot.pages._results import Chart, File, Row
from bot.pages._sections import Section
from bot.pages._view import ClosingPlace, View, view

_LONG_VOICE = 320
_LONG_TITLE = 60
_FEWEST_FOR_CONTENTS = 7
_FEWEST_FOR_CHART = 4
_MOST_NAMED_BARS = 8
_TOGETHER = re.compile(
    r"« \S{1,16}(?: [:;!?»]+[.,)]*(?!\S))?|(?<!\S)\S{1,16} [:;!?»]+[.,)]*(?!\S)"
    r"|(?:\b[^\W\d]{2} )?\b\d{1,2} [^\W\d]{3,10} \d{4}\b|\b[^\W\d]{3,10} \d{1,2}, \d{4}\b"
)
"""What no line may part: a French guillemet or double mark and its word, a date. A word too long for a phone may."""


def html_page(
    flashback: Flashback,
    words: ScriptWords | None = None,
    picture: Path | None = None,
    *,
    zone: str = "UTC",
    pictures: Mapping[tuple[str, int], Picture] | None = None,
) -> str:
    """The flashback as one self-contained HTML file, without scripts and without anything to load.

    ``words`` are the script's, in the café's language. ``picture`` is put into the file if it is a PNG, JPEG,
    GIF or WebP under `LARGEST_PICTURE`; one that is missing or too large is left out. ``zone`` is where dates are read.
    ``pictures`` are members', by the post's id in the flashback and the attachment's place (from 0).
    """
    shape = view(flashback, words, zone)
    return (
        _templates()
        .get_template("page.html.jinja")
        .render(
            view=shape,
            say=shape.words.say,
            language=shape.words.language,
            picture=embedded(picture),
            picture_alt=shown(words.picture_alt).strip() if words else "",
            light=LIGHT,
            dark=DARK,
            contents=len(shape.sections) >= _FEWEST_FOR_CONTENTS,
            activity=_activity(shape),
            long_title=_LONG_TITLE,
            calm=any(len(quote.text) > _LONG_VOICE for quote in shape.best),
            drawn=drawn,
            long_voice=_LONG_VOICE,
            brought=_Brought(pictures or {}),
        )
    )


class _Brought:
    """What was brought to a workshop: pictures that the page shows, and what it tells of the other files."""

    def __init__(self, pictures: Mapping[tuple[str, int], Picture]) -> None:
        self._pictures = pictures

    def pictures(self, files: Sequence[File]) -> list[tuple[File, str]]:
        """The files that are shown, each with its data address."""
        return [(one, address_of(kept)) for one in files if (kept := self._pictures.get((one.post, one.number)))]

    def others(self, files: Sequence[File]) -> list[str]:
        """What the files show that are not shown."""
        told = (one.said for one in files if one.said and (one.post, one.number) not in self._pictures)
        return list(dict.fromkeys(told))


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["kept"] = _kept
    return templates


def _kept(text: str) -> Markup:
    """The text, character for character, with what belongs together kept on one line."""
    pieces, at = [], 0
    for found in _TOGETHER.finditer(text):
        pieces += [escape(text[at : found.start()]), Markup('<span class="kept">{}</span>').format(found[0])]
        at = found.end()
    return Markup("").join([*pieces, escape(text[at:])])


def _activity(shape: View) -> Chart | None:
    """Where people talked: messages per workshop, by title where there are few and by number where there are many."""
    places: tuple[Section | ClosingPlace, ...] = (*shape.sections, *shape.closing_places)
    busiest = max((place.posts for place in places), default=0)
    if len(places) < _FEWEST_FOR_CHART or not busiest:
        return None
    words = shape.words
    few = len(places) <= _MOST_NAMED_BARS
    rows = tuple(
        Row(
            place.title if few else f"{place.number}. {place.title}",
            place.posts,
            words.number(place.posts),
            place.posts / busiest,
        )
        for place in places
    )
    said = [words.say("page.chart.posts_each")]
    if shape.elsewhere:
        said.append(words.say("page.elsewhere", n=shape.elsewhere))
    return Chart("bars" if few else "lines", words.say("page.chart.posts"), " ".join(said), rows)
