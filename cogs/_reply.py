"""What whoever has pressed or commanded something is told, alone: at once, or once it is done."""

from __future__ import annotations

import asyncio
import contextlib
import io
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import discord

from bot.commands import Answer, blocks_of, words_there
from bot.domain import OutboundFile
from bot.errors import CafeError, Fault, OwnFault
from bot.logs import Event, faults_of, logger, own_faults, told_of
from bot.markup import paragraph, render, split
from bot.platforms.discord_platform import in_our_words, urgently
from bot.platforms.files import read_file
from bot.platforms.limits import DISCORD
from bot.wording import Wording
from cogs._words import language_of

LONGEST = 2_000
MOST_MESSAGES = 4
"""In how many messages something is shown; what is longer comes as a file."""

MOST_FILES = 10
LARGEST_FILE = 10_000_000

_TOO_LATE = 10062
_EXPIRED = (50027, 10015)

_log = logger(__name__)


class Reply:
    """The answer to one interaction. Where Discord takes none any more, it is sent to the member directly: they have
    asked for it, and would not know else."""

    def __init__(self, interaction: discord.Interaction[Any]) -> None:
        self._interaction = interaction
        self.language = language_of(interaction.locale)
        self.late = False
        self._instead = False

    @property
    def words(self) -> Wording:
        """The bot's own words in the language of whoever is answered."""
        return words_there(DISCORD, self.language)

    async def defer(self, *, instead: bool = False) -> bool:
        """Tell Discord that an answer comes; returns whether it came in time to say so. ``instead`` has it take the
        place of the message that was pressed."""
        try:
            with in_our_words():
                try:
                    if instead:
                        await self._interaction.response.defer()
                        self._instead = True
                    else:
                        await self._interaction.response.defer(ephemeral=True, thinking=True)
                except discord.NotFound as error:
                    if error.code != _TOO_LATE:
                        raise
                    self.late = True
        except CafeError as error:
            _log.warning(Event.REPLY_REFUSED, faults=faults_of(error))
            self.late = True
        return not self.late

    async def say(self, *texts: str, files: Sequence[discord.File] = (), view: discord.ui.View | None = None) -> None:
        """Say it; each text has its own message, the files and buttons go with the last one."""
        try:
            with in_our_words():
                try:
                    if not self.late:
                        await self._say(texts, files, view)
                except discord.HTTPException as error:
                    if error.code not in (_TOO_LATE, *_EXPIRED):
                        raise
                    self.late = True
                if self.late:
                    await self._say_directly(texts, files)
        except CafeError as error:
            _log.warning(Event.REPLY_REFUSED, faults=faults_of(error))

    async def _say(self, texts: Sequence[str], files: Sequence[discord.File], view: discord.ui.View | None) -> None:
        for number, text in enumerate(texts, 1):
            last = number == len(texts)
            if self._instead:
                self._instead = False
                await self._interaction.edit_original_response(
                    content=text, attachments=files if last else [], view=view if last else None
                )
                continue
            with_it: dict[str, Any] = {"content": text, "ephemeral": True}
            if last and files:
                with_it["files"] = files
            if last and view is not None:
                with_it["view"] = view
            if self._interaction.response.is_done():
                # The first one fills the place that was held for it, unless the café has told them something meanwhile.
                await self._interaction.followup.send(**with_it, wait=True)
            else:
                await self._interaction.response.send_message(**with_it)

    async def _say_directly(self, texts: Sequence[str], files: Sequence[discord.File]) -> None:
        for file in files:
            # It may have been read for the answer that came too late.
            file.reset()
        with urgently(), contextlib.suppress(discord.Forbidden):
            for number, text in enumerate(texts, 1):
                await self._interaction.user.send(text, files=files if number == len(texts) else [])

    async def show(self, answer: Answer) -> None:
        """Show what a command has to say, as long as it fits into a few messages; else it is a file."""
        blocks = blocks_of(answer, self.words)
        files = [await _file(one) for one in answer.files[:MOST_FILES]]
        texts = split(blocks, "markdown", LONGEST, MOST_MESSAGES + 1)
        if len(texts) > MOST_MESSAGES:
            files = [self._whole(render(blocks, "plain")), *files][:MOST_FILES]
            texts = [self.words.say("discord.long")]
        await self.say(*texts, files=files)

    async def refuse(self, error: CafeError) -> None:
        """Say why not: a sentence for each fault. Where one message cannot hold them all, it says how many more there
        are, and a file holds them."""
        lines = self._beginning(error.faults)
        if len(lines) == len(error.faults):
            await self.say("\n".join(lines))
            return
        more = self.words.say("discord.more_faults", n=len(error.faults) - len(lines))
        while lines and len("\n".join((*lines, more))) > LONGEST:
            lines.pop()
            more = self.words.say("discord.more_faults", n=len(error.faults) - len(lines))
        whole = "\n".join(self.words.fault(one) for one in error.faults)
        await self.say("\n".join((*lines, more)), files=[self._whole(whole)])

    def _beginning(self, faults: Sequence[Fault]) -> list[str]:
        """The sentences of as many faults as one message holds, or nothing where the first fills more than that."""
        lines: list[str] = []
        length = 0
        for one in faults:
            line = render([paragraph(*self.words.fault_spans(one))], "markdown")
            length += len(line) + 1
            if length > LONGEST:
                break
            lines.append(line)
        return lines

    def _whole(self, text: str) -> discord.File:
        return discord.File(io.BytesIO(text.encode()), self.words.say("discord.long_file"))

    @asynccontextmanager
    async def telling(self, *, what: str | None = None, written: str = "") -> AsyncIterator[None]:
        """Have whatever fails inside told in a sentence; what was ``written`` for it is given back, for a form that was
        sent is gone. A fault of our own goes to the log too, as ``what``; it does so already where a command was
        performed."""
        try:
            with own_faults(), in_our_words():
                yield
        except CafeError as error:
            if what is not None and isinstance(error, OwnFault):
                _log.error(Event.COMMAND_FAILED, command=what, **told_of(error))
            await self.refuse(error)
            if written.strip():
                given_back = (paragraph(self.words.say("discord.given_back")), paragraph(written))
                await self.say(*split(given_back, "markdown", LONGEST))


async def _file(file: OutboundFile) -> discord.File:
    content = (
        file.content.encode()
        if file.content is not None
        else await asyncio.to_thread(read_file, Path(file.path), LARGEST_FILE)
    )
    return discord.File(io.BytesIO(content), file.name, description=file.alt[:1_024] or None)
