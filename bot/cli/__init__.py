"""The command line of the contracts: ``cafe``.

Nothing heavy is imported before a command runs, so that ``cafe --help`` answers at once.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Sequence
from contextlib import suppress

from bot.cli._voice import say_faults, spoken_language
from bot.errors import CafeError, fault
from bot.wording import Wording, wording


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status: 0 done, 1 faults found by the work, 2 a wrong call or configuration."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    words = wording(spoken_language(given, os.environ))
    try:
        status = _perform(given, words)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        _hush()
        return 0
    except OSError as error:
        _hush()
        place = str(error.filename) if error.filename is not None else None
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            say_faults([fault("system_full", file=place)], words)
        else:
            say_faults([fault("system_refused", file=place, reason=error.strerror or str(error))], words)
        return 1
    except Exception as error:
        # A fault of ours. What it says may hold anything, so its type and its place alone are told.
        from bot.logs import own_fault

        say_faults(own_fault(error).faults, words)
        return 1
    return status


def _perform(given: Sequence[str], words: Wording) -> int:
    import click

    from bot.cli._program import call_fault, program, write_out

    try:
        status = program(words).main(given, prog_name="cafe", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        write_out(error.ctx.get_help() if error.ctx else "")
        return 0
    except click.UsageError as error:
        say_faults([call_fault(error)], words)
        return 2
    except click.Abort:
        return 130
    except CafeError as error:
        say_faults(error.faults, words)
        return error.status
    return status if isinstance(status, int) else 0


def _hush() -> None:
    """Keep Python from complaining once more when it closes a standard output that takes nothing any more."""
    with suppress(io.UnsupportedOperation):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def run() -> None:
    """The entry point of the installed command."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            # Whoever started the command has closed this one.
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - it lives as long as we do
        elif mode == "w" and isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    sys.exit(main())
