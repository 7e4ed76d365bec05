"""The terminal's telling of a café's days: what the bot says in full, of what members say a few lines a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from bot.domain import zone_of
from bot.markup import shown
from bot.stage import StageEvent, StageEventKind, StageMessage
from bot.wording import Wording

POSTS_TOLD = 5
"""How many posts of a workshop are told each day; of the others, how many there were."""

_LONGEST_LINE = 220
"""A post is told with at most so many code points."""


class Telling:
    """Tells what happens in a room, day by day. ``read`` gives the words of a message as they are read there."""

    def __init__(self, console: Console, words: Wording, zone: str, *, read: Callable[[str], str] = shown) -> None:
        self._console = console
        self._words = words
        self._zone = zone_of(zone)
        self._read = read
        self._day: date | None = None
        self._told: Counter[str | None] = Counter()
        self._untold: Counter[StageEventKind] = Counter()

    async def tell(self, events: Sequence[StageEvent]) -> None:
        """Tell what has just happened."""
        for event in events:
            self._turn_page(event)
            message = event.message
            if event.kind is not StageEventKind.MADE or message is None:
                self._untold[event.kind] += 1
            elif message.private_with is not None or message.erased:
                continue
            elif message.bots_own:
                self._bot(message, event)
            elif self._told[message.thread] < POSTS_TOLD:
                self._told[message.thread] += 1
                self._post(message, event)
            else:
                self._untold[StageEventKind.MADE] += 1

    def finish(self) -> None:
        """Tell how the last day ended."""
        parts = [
            self._words.say(f"telling.{name}", n=self._untold[kind])
            for kind, name in _COUNTED.items()
            if self._untold[kind]
        ]
        if parts:
            sentence = self._words.say("telling.besides", what=self._words.listing(parts))
            self._console.print(Padding(Text(sentence, style="dim italic"), (0, 0, 1, 7), expand=False))
        self._untold.clear()
        self._told.clear()

    def _turn_page(self, event: StageEvent) -> None:
        day = event.at.astimezone(self._zone).date()
        if day != self._day:
            self.finish()
            self._day = day
            self._console.print(Rule(Text(self._words.day(day), style="bold"), style="dim", align="left"))

    def _bot(self, message: StageMessage, event: StageEvent) -> None:
        self._beside_hour(event, Text(self._words.say("telling.bot"), style="bold"))
        self._console.print(Padding(Text(self._read(message.text)), (0, 0, 1, 7), expand=False))

    def _post(self, message: StageMessage, event: StageEvent) -> None:
        text = " ".join(shown(message.text).split())
        if len(text) > _LONGEST_LINE:
            text = text[:_LONGEST_LINE].rsplit(" ", 1)[0] + " […]"
        line = Text.assemble((shown(message.name or ""), "bold cyan"), "  ", text)
        self._beside_hour(event, line)

    def _beside_hour(self, event: StageEvent, line: Text) -> None:
        hour = self._words.hour(event.at.astimezone(self._zone).time())
        row = Table.grid(padding=(0, 2, 0, 0))
        row.add_column(no_wrap=True)
        row.add_column(ratio=1)
        row.add_row(Text(hour, style="dim"), line)
        self._console.print(row)


_COUNTED = {
    StageEventKind.MADE: "posts",
    StageEventKind.REACTED: "reactions",
    StageEventKind.CHOSE: "votes",
    StageEventKind.EDITED: "edits",
    StageEventKind.ERASED: "erasures",
    StageEventKind.WITHDREW: "withdrawals",
}
