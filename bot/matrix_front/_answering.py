"""Answering a workshop alone: the bot asks, and a number or what is written there is the answer."""

from __future__ import annotations

from bot.domain import FieldKind, Form, RoomRef
from bot.errors import CallError, fault
from bot.markup import Block, Items, Strong, paragraph
from bot.matrix_front._asked import Asked
from bot.matrix_front._asking import Asking
from bot.matrix_front._reply import Reply
from bot.matrix_front._service import Service
from bot.platforms.matrix_platform import Heard, Pressed
from bot.wording import Wording


class Answering:
    """Asks, and takes choices in. An answer in words comes in by the same door as any other private message."""

    def __init__(self, service: Service, asking: Asking) -> None:
        self._service = service
        self._asking = asking

    async def ask(self, pressed: Pressed, room: RoomRef, cafe: str, workshop: str, reply: Reply) -> None:
        """Ask a member alone what a workshop asks. Raises `CallError` where they cannot answer it so."""
        await self._require_member(pressed.user, room)
        member = self._asking.member(pressed.user)
        form = await self._service.host.forms.asked_alone(cafe, workshop, member, self._asking.language(room))
        numbers = {one.value: one.value for one in form.options}
        asked = Asked("answer", numbers, cafe, workshop, room.room, max(1, form.most if form.options else 1))
        await reply.show_blocks(_asked(form, reply.words), asked=asked)

    async def take(self, heard: Heard, room: RoomRef, asked: Asked, chosen: tuple[str, ...]) -> None:
        """Take in what was chosen. Raises `CallError` where it cannot be taken."""
        await self._require_member(heard.user, room)
        caller = await self._asking.caller(heard.user, room)
        member = self._asking.member(heard.user)
        await self._service.host.forms.submit(asked.cafe, asked.about, member, caller.name, room, chosen, heard.event)

    async def _require_member(self, user: str, room: RoomRef) -> None:
        """Raises `CallError` for somebody who is not in the room, and for somebody who hosts there: what hosts say is
        never collected."""
        commands = self._service.commands
        caller = await self._asking.caller(user, room)
        await commands.require_member(caller)
        if commands.named("cafe", "open") in await commands.permitted(caller):
            raise CallError(fault("form_host"))


def _asked(form: Form, words: Wording) -> list[Block]:
    blocks: list[Block] = [paragraph(Strong(form.title)), paragraph(form.hint)]
    if form.kind is FieldKind.SCALE:
        ends = [one.label for one in (form.options[0], form.options[-1])]
        blocks.append(paragraph(words.say("matrix.answer_scale", first=ends[0], last=ends[1])))
    elif form.options:
        blocks.append(Items(tuple((one.label,) for one in form.options), numbered=True))
        blocks.append(paragraph(words.say("matrix.answer_number", n=form.most)))
    else:
        blocks.append(paragraph(words.say("matrix.answer_words")))
    if form.former:
        blocks.append(paragraph(words.say("matrix.answered_so_far", answer=", ".join(form.former))))
    return blocks
