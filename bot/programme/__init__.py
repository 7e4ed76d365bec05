"""The programme: which scripts open when. Pure: the calendar, and the reading of ``[[programme]]``."""

from bot.programme._calendar import NOTHING_YET, clocks_change, dates, foreseen, occasions, opening
from bot.programme._notice import Notice
from bot.programme._programme import (
    Change,
    Every,
    History,
    KeptChange,
    KeptOccasion,
    Occasion,
    Opening,
    Outcome,
    Programme,
    Recurrence,
    Skip,
    Turn,
    history_of,
)
from bot.programme._reading import CHANGE_KEYS, KEYS, read_programmes
from bot.programme._year import year_ahead

__all__ = [
    "CHANGE_KEYS",
    "KEYS",
    "NOTHING_YET",
    "Change",
    "Every",
    "History",
    "KeptChange",
    "KeptOccasion",
    "Notice",
    "Occasion",
    "Opening",
    "Outcome",
    "Programme",
    "Recurrence",
    "Skip",
    "Turn",
    "clocks_change",
    "dates",
    "foreseen",
    "history_of",
    "occasions",
    "opening",
    "read_programmes",
    "year_ahead",
]
