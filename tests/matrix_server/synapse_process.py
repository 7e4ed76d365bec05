"""Synapse as it comes, by a clock that the tests set. Run as a process of its own: CONFIGURATION DIAL.

Only the time that it writes down is set (`synapse.util.clock.Clock.time`): what it waits for goes on by the
machine's. It ends with the process that has started it.
"""

from __future__ import annotations

import importlib
import os
import sys
import threading
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.matrix_server._clock import Dial


def main(configuration: str, dial: Path) -> None:
    threading.Thread(target=_end_with_whoever_started_it, daemon=True).start()
    set_to, clock = Dial(dial), importlib.import_module("synapse.util.clock").Clock
    of_the_machine = clock.time

    def time(self: Any) -> float:
        return set_to.read() or float(of_the_machine(self))

    clock.time = time
    sys.argv = ["synapse", "--config-path", configuration]
    importlib.import_module("synapse.app.homeserver").main()


def _end_with_whoever_started_it() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
