"""One warning, and its sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from bot.wording import Wording


@dataclass(frozen=True, slots=True)
class Warned:
    """Something that would go wrong. The sentence is ``foresight.<key>``; its values are instants (UTC), days,
    hours on the wall, numbers and texts of the script.
    """

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


def worded(warned: Warned, say: Wording, zone: str) -> str:
    """The warning as a sentence, its instants as moments in that zone."""

    def shown(value: object) -> object:
        match value:
            case datetime():
                return say.moment(value, zone)
            case date():
                return say.day(value)
            case time():
                return say.hour(value)
            case _:
                return value

    return say.say(f"foresight.{warned.key}", **{name: shown(value) for name, value in warned.values.items()})
