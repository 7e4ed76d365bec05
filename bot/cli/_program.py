"""The commands, with their options and their help in the reader's language."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from bot import __version__
from bot.errors import Fault, fault
from bot.wording import Wording, languages

_Command = Callable[..., Any]


class _InOrder(click.Group):
    """A group that lists its commands in the order in which they were added."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


def program(words: Wording) -> click.Group:
    """The whole command line, speaking these words."""
    group = _InOrder(
        name="cafe",
        help=words.say("cli.help"),
        context_settings={"help_option_names": ["--help"]},
        params=[
            click.Option(
                ["--version"],
                is_flag=True,
                is_eager=True,
                expose_value=False,
                callback=_print_version,
                help=words.say("cli.option.version"),
            )
        ],
    )
    script = click.Argument(["script"], metavar="SCRIPT")
    cafe = click.Argument(["cafe"], metavar="CAFE")
    commands: list[tuple[str, list[click.Parameter]]] = [
        ("demo", [_out(words, "cafe-demo")]),
        ("check", [click.Option(["--online"], is_flag=True, help=words.say("cli.option.online"))]),
        ("rehearse", [script, _file(words, "cast"), _out(words, "cafe-out")]),
        ("run", []),
        ("open", [script]),
        ("list", []),
        ("status", [click.Argument(["cafe"], metavar="[CAFE]", required=False)]),
        (
            "replay",
            [
                click.Argument(["file"], metavar="FILE", type=click.Path(path_type=Path)),
                click.Option(["--script"], metavar="SCRIPT", help=words.say("cli.option.script")),
                _file(words, "workshops"),
                click.Option(["--spoken"], type=click.Choice(languages()), help=words.say("cli.option.spoken")),
                click.Option(["--zone"], metavar="ZONE", help=words.say("cli.option.zone")),
                _out(words, "cafe-out"),
            ],
        ),
        (
            "flashback",
            [
                cafe,
                click.Option(
                    ["--format"], type=click.Choice(["md", "html", "json"]), help=words.say("cli.option.format")
                ),
                click.Option(
                    ["--out"], metavar="DIR", type=click.Path(path_type=Path), help=words.say("cli.option.out_instead")
                ),
            ],
        ),
    ]
    for name, parameters in commands:
        group.add_command(_command(words, name, parameters))
    return group


def _command(words: Wording, name: str, parameters: list[click.Parameter]) -> click.Command:
    everywhere: list[click.Parameter] = [
        click.Option(
            ["--config"], metavar="FILE", type=click.Path(path_type=Path), help=words.say("cli.option.config")
        ),
        click.Option(
            ["--data"],
            metavar="DIR",
            type=click.Path(path_type=Path),
            default=Path("data"),
            show_default=True,
            help=words.say("cli.option.data"),
        ),
        click.Option(["--language"], type=click.Choice(languages()), help=words.say("cli.option.language")),
        click.Option(
            ["--help"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_print_help,
            help=words.say("cli.option.help"),
        ),
    ]
    example = words.say("cli.example", example=words.say(f"cli.{name}.example"))
    return click.Command(
        name,
        params=[*parameters, *everywhere],
        help=words.say(f"cli.{name}.help"),
        epilog=example,
        callback=functools.partial(_run, words, name),
        add_help_option=False,
    )


def _run(words: Wording, name: str, /, **given: Any) -> int:
    from bot.cli import _asking, _playing, _running

    work: dict[str, _Command] = {
        "demo": _playing.demo,
        "rehearse": _playing.rehearse,
        "replay": _playing.replay,
        "run": _running.run,
        "open": _running.open_now,
        "check": _asking.check,
        "list": _asking.list_cafes,
        "status": _asking.status,
        "flashback": _asking.flashback,
    }
    given.pop("language")
    return int(work[name](words, **given) or 0)


def _out(words: Wording, default: str) -> click.Option:
    return click.Option(
        ["--out"],
        metavar="DIR",
        type=click.Path(path_type=Path),
        default=Path(default),
        show_default=True,
        help=words.say("cli.option.out"),
    )


def _file(words: Wording, name: str) -> click.Option:
    return click.Option(
        [f"--{name}"], metavar="FILE", type=click.Path(path_type=Path), help=words.say(f"cli.option.{name}")
    )


def _print_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        click.echo(f"cafe-host {__version__}")
        context.exit()


def _print_help(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        click.echo(context.get_help())
        context.exit()


def call_fault(error: click.UsageError) -> Fault:
    """A wrong call as a fault of ours, said in the reader's language."""
    command = error.ctx.command_path if error.ctx else "cafe"
    if isinstance(error, click.NoSuchOption):
        near = next(iter(error.possibilities or ()), None)
        if near:
            return fault("call_unknown_option_near", option=error.option_name, near=near, command=command)
        return fault("call_unknown_option", option=error.option_name, command=command)
    if isinstance(error, click.MissingParameter):
        name = error.param.make_metavar(error.ctx) if error.param and error.ctx else "?"
        return fault("call_missing", name=name, command=command)
    if isinstance(error, click.BadParameter) and isinstance(error.param, click.Option):
        kind = error.param.type
        if isinstance(kind, click.Choice):
            return fault("call_choice", option=error.param.opts[0], choices=", ".join(map(str, kind.choices)))
    if isinstance(error, click.exceptions.NoSuchCommand):
        return fault("call_unknown_command", name=error.command_name)
    message = error.format_message()
    return fault("call_wrong", reason=message, command=command)
