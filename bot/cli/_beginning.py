"""init: a folder to begin with."""

from __future__ import annotations

import shlex
from datetime import timedelta
from pathlib import Path

from bot.cli._called import called
from bot.cli._console import PlainConsole
from bot.cli._voice import printable
from bot.clock import RealClock
from bot.errors import CallError, fault
from bot.showing import folder_fault, shown
from bot.wording import Wording, languages

_MODELS = Path(__file__).parent.parent / "beginnings"
_SCRIPT = "first-cafe"
_FIRST_DAY = b"2026-01-01"
"""Stands in the models where the programme begins."""


def init(words: Wording, *, config: Path | None, data: Path, folder: Path | None) -> int:
    """A commented configuration and a first script, in the person's language. Nothing is overwritten: where one of
    the files is there, none is written."""
    into = folder or Path()
    script = Path("prompts") / _SCRIPT
    texts = {
        Path("config.toml"): f"config.{words.language}.toml",
        script / "script.toml": f"script.{words.language}.toml",
        **{script / f"{language}.toml": f"words.{language}.toml" for language in languages()},
    }
    for there in (into / "config.toml", into / script):
        if there.exists() or there.is_symlink():
            raise CallError(fault("init_there", path=shown(str(there))))
    # Next month: whoever begins has some time to write before the programme opens anything.
    next_month = RealClock().now().date().replace(day=28) + timedelta(days=4)
    first_day = next_month.replace(day=1).isoformat().encode()
    try:
        (into / script).mkdir(parents=True)
        for name, model in texts.items():
            with (into / name).open("xb") as file:
                file.write((_MODELS / model).read_bytes().replace(_FIRST_DAY, first_day))
    except OSError as error:
        raise CallError(folder_fault(into, "cafe init", error)) from None
    console = PlainConsole()
    console.say(words.say("init.written"))
    for name in texts:
        console.say(f"  {printable(str(into / name))}")
    console.say(words.say("init.next"))
    steps = [words.say("init.go", folder=printable(shlex.quote(str(into))))] if into != Path() else []
    cafe = printable(called(into))
    steps += [words.say("init.edit", folder=str(script)), words.say("init.check", cafe=cafe)]
    steps += [words.say("init.rehearse", cafe=cafe, script=_SCRIPT), words.say("init.run", cafe=cafe)]
    for step in steps:
        console.say(f"  {step}")
    return 0
