"""What whoever has asked for something is told, alone."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from bot.commands import Answer, blocks_of
from bot.domain import OutboundFile
from bot.errors import CafeError, NotAllowed, OwnFault
from bot.logs import Event, faults_of, logger, own_faults, told_of
from bot.markup import Block, paragraph, render, split
from bot.matrix_front._asked import Asked
from bot.platforms.limits import MATRIX
from bot.platforms.matrix_platform import Heard, Pressed, Speaking
from bot.wording import Wording

MOST_MESSAGES = 4
"""In how many messages something is shown; what is longer comes as a file."""

_log = logger(__name__)


class Reply:
    """The answer to one thing that somebody said or pressed: in a room where they are alone with the bot. Where they
    cannot be written to, one sentence says so where they have asked: what is for them alone is never said there."""

    def __init__(self, speaking: Speaking, heard: Heard | Pressed, words: Wording) -> None:
        self.words = words
        self._speaking = speaking
        self._heard = heard
        self._told = 0

    async def say(self, *sentences: str, asked: Asked | None = None) -> None:
        """Say some sentences; ``asked`` is what the answer to them means."""
        await self.show_blocks([paragraph(one) for one in sentences], asked=asked)

    async def show(self, answer: Answer) -> None:
        """Show what a command has to say."""
        await self.show_blocks(blocks_of(answer, self.words), answer.files)

    async def show_blocks(
        self, blocks: Sequence[Block], files: Sequence[OutboundFile] = (), *, asked: Asked | None = None
    ) -> None:
        """Show blocks and files, as long as they fit into a few messages; else it is a file. What is asked stands in
        the last message."""
        texts = split(list(blocks), "html", MATRIX.text_limit)
        if len(texts) > MOST_MESSAGES and asked is None:
            whole = OutboundFile(self.words.say("matrix.long_file"), "", content=render(list(blocks), "plain"))
            files, texts = [whole, *files], split([paragraph(self.words.say("matrix.long"))], "html", MATRIX.text_limit)
        try:
            for number, text in enumerate(texts, 1):
                asks = asked.as_content() if asked is not None and number == len(texts) else None
                await self._speaking.tell(self._heard.user, text, self._key(), asks)
            for file in files:
                await self._speaking.hand(self._heard.user, file, self._key())
        except NotAllowed:
            await self._say_where_asked(self.words.say("matrix.not_alone"))

    async def refuse(self, error: CafeError) -> None:
        """Say why not: a sentence for each fault."""
        await self.say(*(self.words.fault(one) for one in error.faults))

    @asynccontextmanager
    async def telling(self, what: str) -> AsyncIterator[None]:
        """Have whatever fails inside told in a sentence. A fault of our own goes to the log too, as ``what``. What
        cannot be told is noted in the log."""
        try:
            try:
                with own_faults():
                    yield
            except CafeError as error:
                if isinstance(error, OwnFault):
                    _log.error(Event.COMMAND_FAILED, command=what, **told_of(error))
                await self.refuse(error)
        except CafeError as error:
            _log.warning(Event.REPLY_REFUSED, faults=faults_of(error))

    async def _say_where_asked(self, sentence: str) -> None:
        heard = self._heard
        [html] = split([paragraph(sentence)], "html", MATRIX.text_limit)
        thread, to = (heard.thread, heard.event) if isinstance(heard, Heard) else (None, heard.post)
        await self._speaking.say(heard.place, html, self._key(), thread, to)

    def _key(self) -> str:
        self._told += 1
        return f"asked/{self._heard.event}/{self._told}"
