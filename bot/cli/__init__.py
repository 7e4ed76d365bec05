"""The command line of the contracts: ``cafe``.

Nothing heavy is imported before a command runs, so that ``cafe --help`` answers at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from bot.cli._voice import say_faults, spoken_language
from bot.errors import CafeError
from bot.wording import wording


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status: 0 done, 1 faults found by the work, 2 a wrong call or configuration."""
    import click

    from bot.cli._program import call_fault, program

    given = list(sys.argv[1:] if arguments is None else arguments)
    words = wording(spoken_language(given, os.environ))
    try:
        status = program(words).main(given, prog_name="cafe", standalone_mode=False)
        sys.stdout.flush()
    except click.UsageError as error:
        say_faults([call_fault(error)], words)
        return 2
    except CafeError as error:
        say_faults(error.faults, words)
        return error.status
    except (click.Abort, KeyboardInterrupt):
        return 130
    except BrokenPipeError:
        # The reader has had enough; Python would complain once more when it closes the standard output.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return status if isinstance(status, int) else 0


def run() -> None:
    """The entry point of the installed command."""
    sys.exit(main())
