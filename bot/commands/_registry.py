"""Every command but the help, which is about the others."""

from __future__ import annotations

from bot.commands import (
    auditing,
    crossing,
    deciding,
    following,
    hosting,
    linking,
    programming,
    replanning,
    topics,
    voicing,
)
from bot.commands._command import Command

COMMANDS: tuple[Command, ...] = (
    *hosting.COMMANDS,
    *replanning.COMMANDS,
    *voicing.COMMANDS,
    *programming.COMMANDS,
    *deciding.COMMANDS,
    *crossing.COMMANDS,
    *linking.COMMANDS,
    *topics.COMMANDS,
    *following.COMMANDS,
    *auditing.COMMANDS,
)
"""In the order of the help."""
