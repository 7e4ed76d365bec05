"""Every command but the help, which is about the others."""

from __future__ import annotations

from bot.commands import auditing, hosting, programming
from bot.commands._command import Command

COMMANDS: tuple[Command, ...] = (
    *hosting.COMMANDS,
    *programming.COMMANDS,
    *auditing.COMMANDS,
)
"""In the order of the help."""
