"""The programme: which scripts open when. Pure: the calendar, and the reading of ``[[programme]]``."""

from bot.programme._calendar import NOTHING_YET, clocks_change, dates, foreseen, occasions, opening
from bot.programme._programme import Change, Every, History, Occasion, Opening, Programme, Recurrence, Skip, Turn
from bot.programme._reading import CHANGE_KEYS, KEYS, read_programmes

__all__ = [
    "CHANGE_KEYS",
    "KEYS",
    "NOTHING_YET",
    "Change",
    "Every",
    "History",
    "Occasion",
    "Opening",
    "Programme",
    "Recurrence",
    "Skip",
    "Turn",
    "clocks_change",
    "dates",
    "foreseen",
    "occasions",
    "opening",
    "read_programmes",
]
