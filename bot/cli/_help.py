"""The frame of a help page in the reader's language: click knows it in English alone."""

from __future__ import annotations

from typing import Any

import click

from bot.wording import Wording


class SpokenCommand(click.Command):
    """A command whose help page speaks these words."""

    def __init__(self, words: Wording, **given: Any) -> None:
        super().__init__(options_metavar=words.say("cli.frame.any_options"), **given)
        self._words = words

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the call; a fault in it knows the command."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write how to call it."""
        _write_usage(self, self._words, ctx, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write its options."""
        _write_options(self, self._words, ctx, formatter)

    def get_short_help_str(self, limit: int = 45) -> str:
        """Its first sentence, whole."""
        return (self.help or "").partition(". ")[0].rstrip(".") + "."


class SpokenGroup(click.Group):
    """A group of commands, in the order in which they were added, whose help page speaks these words."""

    def __init__(self, words: Wording, **given: Any) -> None:
        super().__init__(
            options_metavar=words.say("cli.frame.any_options"),
            subcommand_metavar=words.say("cli.frame.any_command"),
            **given,
        )
        self._words = words

    def get_short_help_str(self, limit: int = 45) -> str:
        """Its first sentence, whole."""
        return (self.help or "").partition(". ")[0].rstrip(".") + "."

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands, in their order."""
        return list(self.commands)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write how to call it."""
        _write_usage(self, self._words, ctx, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write its options, then its commands."""
        _write_options(self, self._words, ctx, formatter)
        with formatter.section(self._words.say("cli.frame.commands")):
            formatter.write_dl([(name, one.get_short_help_str()) for name, one in self.commands.items()])


def _write_usage(command: click.Command, words: Wording, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    pieces = " ".join(command.collect_usage_pieces(ctx))
    formatter.write_usage(ctx.command_path, pieces, words.say("cli.frame.usage") + " ")


def _write_options(command: click.Command, words: Wording, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    options = [one for one in command.get_params(ctx) if isinstance(one, click.Option)]
    records = [record for one in options if (record := one.get_help_record(ctx)) is not None]
    with formatter.section(words.say("cli.frame.options")):
        formatter.write_dl(records)
