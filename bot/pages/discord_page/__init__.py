"""A café as Discord shows it: one file that asks nothing of anybody's network and runs no script.

It is drawn from a scene (`bot.scene`) alone, without Discord and without its library.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.markup import shown
from bot.pages.discord_page._view import view_of
from bot.pages.discord_page._written import discord_text
from bot.scene import Scene
from bot.wording import wording

__all__ = ["discord_page", "discord_text"]

_AVATARS = ("#5865f2", "#3a7d5c", "#a8543b", "#8a4fa3", "#3f6fb0", "#8f6a1f")
"""White letters stand on each of them with a contrast of at least 4.5 to 1."""


def discord_page(scene: Scene, title: str, *, language: str, zone: str) -> str:
    """The scene as HTML, in the room's language. ``title`` is the café's; ``zone`` is where hours are read."""
    words = wording(language, "/")
    return (
        _templates()
        .get_template("page.html.jinja")
        .render(
            view=view_of(scene, words, zone),
            title=" ".join(shown(title).split()),
            say=words.say,
            language=words.language,
            avatars=_AVATARS,
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
