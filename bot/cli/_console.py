"""The console that the commands write on: what they print is data, never markup."""

from __future__ import annotations

from typing import NoReturn

from rich.console import Console


class PlainConsole(Console):
    """A console that changes nothing in what it is given: no markup, no ``:name:`` turned into an emoji."""

    def __init__(self, *, stderr: bool = False) -> None:
        super().__init__(stderr=stderr, highlight=False, markup=False, emoji=False)

    def say(self, line: str) -> None:
        """Write a line: whole in a pipe, broken between words on a terminal."""
        self.print(line, soft_wrap=not self.is_terminal)

    def on_broken_pipe(self) -> NoReturn:
        """Leave it to `bot.cli.main`: a reader that has had enough is no fault."""
        raise BrokenPipeError
