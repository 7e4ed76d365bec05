"""What a platform, a store and a clock must offer. The core speaks to these and to nothing else.

A platform translates and connects, nothing more: it never decides who may do what, and never drops an event.
A store keeps everything; what is written within one unit of work is written whole or not at all.
"""

from bot.ports._care import CareReading, CareWriting
from bot.ports._clock import Clock
from bot.ports._platform import (
    CALL_LENGTH,
    Abilities,
    Door,
    LinksThreads,
    LosesThreads,
    Observer,
    Parted,
    Platform,
    SealsInSome,
)
from bot.ports._programme import ProgrammeSource
from bot.ports._reading import Look, Reading
from bot.ports._turns import Turns
from bot.ports._writing import Store, Writing

__all__ = [
    "CALL_LENGTH",
    "Abilities",
    "CareReading",
    "CareWriting",
    "Clock",
    "Door",
    "LinksThreads",
    "Look",
    "LosesThreads",
    "Observer",
    "Parted",
    "Platform",
    "ProgrammeSource",
    "Reading",
    "SealsInSome",
    "Store",
    "Turns",
    "Writing",
]
