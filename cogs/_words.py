"""The names and descriptions of commands, in the languages that Discord shows them in."""

from __future__ import annotations

import discord
from discord import app_commands

from bot.markup import shortened
from bot.wording import wording

LONGEST_NAME = 32
LONGEST_DESCRIPTION = 100

_SPOKEN = {discord.Locale.french: "fr"}
"""Whoever reads another language finds the English words."""


def language_of(locale: discord.Locale) -> str:
    """What the bot answers to somebody whose Discord speaks that language."""
    return _SPOKEN.get(locale, "en")


def name(key: str) -> app_commands.locale_str:
    """The first word of a key of the locales, as a name: small letters and no spaces."""
    return _both(*(wording(one).say(key).split()[0].lower()[:LONGEST_NAME] for one in ("en", "fr")))


def name_after(key: str, beginning: str | None) -> app_commands.locale_str:
    """The same without what stands before the first dash: ``programme-skip`` is ``skip`` below ``programme``; the one
    that the others begin with is called what ``beginning`` says, else as it is."""
    words = [wording(one).say(key).split()[0].lower().partition("-")[2] for one in ("en", "fr")]
    return _both(*words) if all(words) else name(beginning or key)


def described(key: str) -> app_commands.locale_str:
    """A sentence of the locales, as a description: as much of it as fits."""
    return _both(*(shortened(wording(one).say(key), LONGEST_DESCRIPTION) for one in ("en", "fr")))


def label(key: str) -> app_commands.locale_str:
    """The first word of a key of the locales, as people read it: ``café name``."""
    return _both(*(wording(one).say(key).split()[0].replace("_", " ") for one in ("en", "fr")))


def title(key: str) -> app_commands.locale_str:
    """A few words of the locales, as the name of what stands in a menu of messages."""
    return _both(*(wording(one).say(key)[:LONGEST_NAME] for one in ("en", "fr")))


def numbered(words: app_commands.locale_str, number: int) -> app_commands.locale_str:
    """One of several of the same name."""
    return _both(f"{words.message}{number}", f"{words.extras['fr']}{number}")


def _both(english: str, french: str) -> app_commands.locale_str:
    return app_commands.locale_str(english, fr=french)


class Translator(app_commands.Translator):
    """Tells Discord the names in the languages that have their own."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        """The words in a language; ``None`` where the English ones are shown."""
        spoken = _SPOKEN.get(locale)
        return None if spoken is None else string.extras.get(spoken)
