"""The page to send and to print: one file that asks nothing of anybody's network."""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.digest.flashback import Flashback
from bot.domain import ScriptWords
from bot.markup import shown
from bot.pages._charts import drawn
from bot.pages._palette import DARK, LIGHT
from bot.pages._results import Chart, Row
from bot.pages._view import View, view

LARGEST_PICTURE = 300_000
"""The largest picture that a page carries within itself, in bytes; a larger one is left out."""

_SIGNATURES = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpeg", b"GIF8": "gif"}
_LONG_VOICE = 320
_FEWEST_FOR_CONTENTS = 7
_FEWEST_FOR_CHART = 4
_MOST_NAMED_BARS = 8


def html_page(
    flashback: Flashback, words: ScriptWords | None = None, picture: Path | None = None, *, zone: str = "UTC"
) -> str:
    """The flashback as one self-contained HTML file, without scripts and without anything to load.

    ``words`` are the script's, in the café's language. ``picture`` is put into the file if it is a PNG, JPEG,
    GIF or WebP under `LARGEST_PICTURE`; one that is missing or too large is left out. ``zone`` is where dates are read.
    """
    shape = view(flashback, words, zone)
    return (
        _templates()
        .get_template("page.html.jinja")
        .render(
            view=shape,
            say=shape.words.say,
            language=shape.words.language,
            picture=_embedded(picture),
            picture_alt=shown(words.picture_alt).strip() if words else "",
            light=LIGHT,
            dark=DARK,
            contents=len(shape.sections) >= _FEWEST_FOR_CONTENTS,
            activity=_activity(shape),
            drawn=drawn,
            long_voice=_LONG_VOICE,
        )
    )


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _embedded(picture: Path | None) -> str | None:
    """The picture as a data address."""
    if picture is None or not picture.is_file() or picture.stat().st_size >= LARGEST_PICTURE:
        return None
    content = picture.read_bytes()
    kind = next((name for start, name in _SIGNATURES.items() if content.startswith(start)), None)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        kind = "webp"
    return f"data:image/{kind};base64,{base64.b64encode(content).decode('ascii')}" if kind else None


def _activity(shape: View) -> Chart | None:
    """Where people talked: messages per workshop, by title where there are few and by number where there are many."""
    busiest = max((section.posts for section in shape.sections), default=0)
    if len(shape.sections) < _FEWEST_FOR_CHART or not busiest:
        return None
    say = shape.words.say
    few = len(shape.sections) <= _MOST_NAMED_BARS
    rows = tuple(
        Row(
            section.title if few else f"{section.number}. {section.title}",
            section.posts,
            shape.words.number(section.posts),
            section.posts / busiest,
        )
        for section in shape.sections
    )
    return Chart("bars" if few else "lines", say("page.chart.posts"), say("page.chart.posts_each"), rows)
