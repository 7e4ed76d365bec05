"""The files that a command is about: the one that it is said beside, and the one that it replies to."""

from __future__ import annotations

from collections.abc import Sequence

from bot.commands import Command, Kind, Upload
from bot.errors import CallError, TooBig, fault
from bot.platforms.matrix_platform import Heard, Speaking

LARGEST_UPLOAD = 20_000_000
"""The largest file that is taken, in bytes."""


async def brought(speaking: Speaking, heard: Heard, command: Command) -> Sequence[Upload]:
    """The files that were brought to a command, which takes none as a rule. Whoever may not give it was told so before.
    Raises `CallError` for one that takes files where there is none, or too large a one, and `PlatformError`."""
    if not any(one.kind is Kind.FILES for one in command.parameters):
        return ()
    found = []
    for event in (heard.event, heard.reply_to):
        try:
            file = None if event is None else await speaking.brought(heard.place, event, LARGEST_UPLOAD)
        except TooBig:
            raise CallError(fault("matrix_upload_big", most=LARGEST_UPLOAD // 1_000_000)) from None
        if file is not None:
            found.append(Upload(file.name, file.content))
    if not found:
        raise CallError(fault("matrix_no_upload"))
    return found
