"""The commands, with their options and their help in the reader's language."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from bot import __version__
from bot.cli._help import SpokenCommand, SpokenGroup
from bot.errors import CallError, Fault, fault
from bot.showing import nearest, shown
from bot.wording import Wording, languages

_Work = Callable[..., Any]
_Spoken = tuple[str, list[click.Parameter]]
"""A command's name, and what it takes besides the options of every command."""

_EVERYWHERE = ("--config", "--data", "--language")
"""The options that every command takes."""


class _FilePath(click.Path):
    """A file or a folder as a `Path`, which need not be there."""

    def __init__(self) -> None:
        # Whether it can be read is asked where it is read, and answered in the reader's language.
        super().__init__(path_type=Path, readable=False)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if "\0" in str(value):
            raise CallError(fault("call_nul"))
        return super().convert(value, param, ctx)


def program(words: Wording) -> click.Group:
    """The whole command line, speaking these words."""
    group = SpokenGroup(
        words,
        name="cafe",
        help=words.say("cli.help"),
        params=[
            click.Option(
                ["--version"],
                is_flag=True,
                is_eager=True,
                expose_value=False,
                callback=_print_version,
                help=words.say("cli.option.version"),
            ),
            click.Option(
                ["--language"],
                type=click.Choice(languages()),
                # Heard before anything is read (`bot.cli._voice.spoken_language`), wherever it stands.
                expose_value=False,
                help=words.say("cli.option.language"),
            ),
            _help(words),
        ],
        add_help_option=False,
    )
    for name, parameters in (*_before_a_cafe(words), *_hosting(words), *_given_back(words)):
        group.add_command(_command(words, name, parameters))
    group.add_command(_database_group(words))
    return group


def _before_a_cafe(words: Wording) -> list[_Spoken]:
    """The commands of whoever begins, or writes a café."""
    return [
        ("init", [click.Argument(["folder"], metavar="[DIR]", required=False, type=_FilePath())]),
        ("demo", [_out(words, "cafe-demo")]),
        (
            "check",
            [
                click.Argument(["script"], metavar="[SCRIPT]", required=False),
                click.Option(["--online"], is_flag=True, help=words.say("cli.option.online")),
            ],
        ),
        (
            "rehearse",
            [
                _script(),
                _file(words, "cast"),
                click.Option(["--day"], metavar="DATE", help=words.say("cli.option.day")),
                click.Option(["--interactive"], is_flag=True, help=words.say("cli.option.interactive")),
                click.Option(["--html"], is_flag=True, help=words.say("cli.option.html")),
                click.Option(
                    ["--room"],
                    type=click.Choice(["forum", "text"]),
                    default="forum",
                    help=_with_default(words, "room", "forum"),
                ),
                _out(words, "cafe-out"),
            ],
        ),
    ]


def _hosting(words: Wording) -> list[_Spoken]:
    """The commands that hold cafés, and say how they are."""
    return [
        ("run", [_out(words, "cafe-out")]),
        ("open", [_script()]),
        ("list", []),
        ("status", [_maybe_cafe()]),
        ("logout", []),
    ]


def _given_back(words: Wording) -> list[_Spoken]:
    """The commands that give back, or take back, what was said."""
    return [
        (
            "replay",
            [
                click.Argument(["file"], metavar="FILE", type=_FilePath()),
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
                _cafe(),
                _format(words, "format", "md", "html", "json"),
                click.Option(["--out"], metavar="DIR", type=_FilePath(), help=words.say("cli.option.out_instead")),
            ],
        ),
        ("export", [_cafe(), _format(words, "export_format", "jsonl", "csv")]),
        ("forget", [click.Argument(["member"], metavar="MEMBER")]),
        ("audit", [_maybe_cafe()]),
    ]


def _database_group(words: Wording) -> click.Group:
    """The commands for the care of the database, below ``cafe db``."""
    group = SpokenGroup(words, name="db", help=words.say("cli.db.help"), params=[_help(words)], add_help_option=False)
    file = click.Argument(["file"], metavar="FILE", type=_FilePath())
    commands: list[_Spoken] = [
        ("db upgrade", []),
        ("db check", []),
        ("db backup", [file]),
        ("db restore", [file]),
    ]
    for name, parameters in commands:
        group.add_command(_command(words, name, parameters))
    return group


def _command(words: Wording, name: str, parameters: list[click.Parameter]) -> click.Command:
    everywhere: list[click.Parameter] = [
        click.Option(["--config"], metavar="FILE", type=_FilePath(), help=words.say("cli.option.config")),
        click.Option(
            ["--data"],
            metavar="DIR",
            type=_FilePath(),
            default=Path("data"),
            help=_with_default(words, "data", "data"),
        ),
        click.Option(["--language"], type=click.Choice(languages()), help=words.say("cli.option.language")),
        _help(words),
    ]
    key = name.replace(" ", "_")
    example = words.say("cli.example", example=words.say(f"cli.{key}.example"))
    return SpokenCommand(
        words,
        name=name.rpartition(" ")[2],
        params=[*parameters, *everywhere],
        help=words.say(f"cli.{key}.help"),
        epilog=f"\b\n{example}",
        # Left to us, so that it is said in the reader's language.
        context_settings={"allow_extra_args": True},
        callback=functools.partial(_run, words, name),
        add_help_option=False,
    )


def _run(words: Wording, name: str, /, **given: Any) -> int:
    from bot import logs
    from bot.cli import _asking, _auditing, _beginning, _caring, _leaving, _members, _playing, _running

    logs.set_up(words)

    work: dict[str, _Work] = {
        "init": _beginning.init,
        "demo": _playing.demo,
        "rehearse": _playing.rehearse,
        "replay": _playing.replay,
        "run": _running.run,
        "open": _running.open_now,
        "check": _asking.check,
        "list": _asking.list_cafes,
        "status": _asking.status,
        "logout": _leaving.logout,
        "flashback": _asking.flashback,
        "export": _members.export,
        "forget": _members.forget,
        "audit": _auditing.audit,
        "db upgrade": _caring.upgrade,
        "db check": _caring.check,
        "db backup": _caring.backup,
        "db restore": _caring.restore,
    }
    if extra := click.get_current_context().args:
        raise CallError(fault("call_too_many", extra=shown(" ".join(extra)), command=f"cafe {name}"))
    given.pop("language")
    try:
        return int(work[name](words, **given) or 0)
    except BrokenPipeError:
        # With its number click would take it for its own, and end with status 1.
        raise BrokenPipeError from None


def _script() -> click.Argument:
    return click.Argument(["script"], metavar="SCRIPT")


def _cafe() -> click.Argument:
    return click.Argument(["cafe"], metavar="CAFE")


def _maybe_cafe() -> click.Argument:
    return click.Argument(["cafe"], metavar="[CAFE]", required=False)


def _format(words: Wording, key: str, *formats: str) -> click.Option:
    return click.Option(["--format"], type=click.Choice(formats), help=words.say(f"cli.option.{key}"))


def _out(words: Wording, default: str) -> click.Option:
    return click.Option(
        ["--out"],
        metavar="DIR",
        type=_FilePath(),
        default=Path(default),
        help=_with_default(words, "out", default),
    )


def _with_default(words: Wording, name: str, default: str) -> str:
    return words.say(f"cli.option.{name}") + " " + words.say("cli.default", value=default)


def _help(words: Wording) -> click.Option:
    return click.Option(
        ["--help"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_print_help,
        help=words.say("cli.option.help"),
    )


def _file(words: Wording, name: str) -> click.Option:
    return click.Option([f"--{name}"], metavar="FILE", type=_FilePath(), help=words.say(f"cli.option.{name}"))


def _print_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        write_out(f"cafe-host {__version__}")
        context.exit()


def _print_help(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        write_out(context.get_help())
        context.exit()


def write_out(text: str) -> None:
    """Write a text to standard output as it is; click would choose another encoding for it."""
    sys.stdout.write(text + "\n")


def call_fault(error: click.UsageError) -> Fault:
    """A wrong call as a fault of ours, said in the reader's language."""
    command = error.ctx.command_path if error.ctx else "cafe"
    match error:
        case click.exceptions.NoSuchCommand():
            return _unknown_command(error)
        case click.NoSuchOption():
            return _unknown_option(error, command)
        case click.BadOptionUsage():
            option = next((one for one in _options(error) if error.option_name in one.opts), None)
            key = "call_takes_no_value" if option is not None and option.is_flag else "call_value_missing"
            return fault(key, option=shown(error.option_name), command=command)
        case click.MissingParameter():
            name = error.param.make_metavar(error.ctx) if error.param and error.ctx else "?"
            return fault("call_missing", name=name, command=command)
        case click.BadParameter(param=click.Option(type=click.Choice() as kind) as option):
            return fault("call_choice", option=option.opts[0], choices=", ".join(map(str, kind.choices)))
    return fault("call_wrong", reason=error.format_message(), command=command)


def _unknown_command(error: click.exceptions.NoSuchCommand) -> Fault:
    known = (
        error.ctx.command.list_commands(error.ctx) if error.ctx and isinstance(error.ctx.command, click.Group) else []
    )
    near = nearest(error.command_name, known)
    if near is None:
        return fault("call_unknown_command", name=shown(error.command_name))
    return fault("call_unknown_command_near", name=shown(error.command_name), near=near)


def _unknown_option(error: click.NoSuchOption, command: str) -> Fault:
    option = shown(error.option_name)
    if error.option_name in _EVERYWHERE:
        return fault("call_option_too_early", option=option)
    near = nearest(error.option_name, [name for one in _options(error) for name in one.opts])
    if near is None:
        return fault("call_unknown_option", option=option, command=command)
    return fault("call_unknown_option_near", option=option, near=near)


def _options(error: click.UsageError) -> list[click.Option]:
    parameters = error.ctx.command.params if error.ctx else []
    return [one for one in parameters if isinstance(one, click.Option)]
