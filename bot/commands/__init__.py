"""What people ask of the café, on every platform alike: names, rights and arguments here, the work in `bot.host`.

A platform hands in who asks, which command, and what was given; it gets an `Answer`, which is data, and shows it with
`blocks_of`. Nothing here knows how a command is typed, pressed or chosen from a menu; `read_line` is for the platforms
where people type.
"""

from bot.commands._answer import Answer, Line, Said, Shown, blocks_of, sentence
from bot.commands._command import GROUPS, Call, Command, Kind, Parameter, Upload, Wall
from bot.commands._commands import Commands
from bot.commands._confirming import ASKED_FOR, MOST_OF_ONE, Confirming, question
from bot.commands._finding import MOST_CAFES, find_cafe, meant_by, rooms_knowing
from bot.commands._folding import folded
from bot.commands._rights import Binding, Rights
from bot.commands._services import Services
from bot.commands._spelling import OWN_GROUP, families, for_others, is_hidden, words_there
from bot.commands._status import listed, statuses
from bot.commands._typed import Typed, group_of, read_line, shown_name, unquoted

__all__ = [
    "ASKED_FOR",
    "GROUPS",
    "MOST_CAFES",
    "MOST_OF_ONE",
    "OWN_GROUP",
    "Answer",
    "Binding",
    "Call",
    "Command",
    "Commands",
    "Confirming",
    "Kind",
    "Line",
    "Parameter",
    "Rights",
    "Said",
    "Services",
    "Shown",
    "Typed",
    "Upload",
    "Wall",
    "blocks_of",
    "families",
    "find_cafe",
    "folded",
    "for_others",
    "group_of",
    "is_hidden",
    "listed",
    "meant_by",
    "question",
    "read_line",
    "rooms_knowing",
    "sentence",
    "shown_name",
    "statuses",
    "unquoted",
    "words_there",
]
