"""``python -m bot`` is ``cafe``."""

from bot.cli import run

run()
