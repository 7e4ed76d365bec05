"""How a member is quoted: what they can choose, and what would be quoted of them, each with its own choice."""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain import Consent, RoomRef
from bot.markup import Block, Items, paragraph, shortened, shown
from bot.matrix_front._asked import Asked
from bot.matrix_front._asking import Asking
from bot.matrix_front._reply import Reply
from bot.matrix_front._service import Service
from bot.wording import Wording

MOST_QUOTATIONS = 20
"""How many are offered at once; the command chooses among the others."""

LONGEST_SHOWN = 120
"""How much of a quotation stands beside its number, in code points."""

RULE = "rule"


class Quoting:
    """Offers what can be chosen. The choice itself is made by the commands."""

    def __init__(self, service: Service, asking: Asking) -> None:
        self._service = service
        self._asking = asking

    async def consent(self, cafe: str, room: RoomRef, reply: Reply) -> None:
        """The four choices. Raises `CallError` for a café that is not there any more."""
        known = await self._asking.cafe(cafe)
        choices = [one.value for one in Consent]
        asked = Asked("consent", _numbered(choices), known.id, room=room.room)
        await reply.show_blocks(_choices("matrix.how_quoted", choices, reply.words), asked=asked)

    async def which(self, user: str, cafe: str, room: RoomRef, reply: Reply) -> None:
        """What would be quoted of a member, each with a number by which they choose it; nothing where there is
        nothing."""
        mine = await self._service.host.consents.quotations(self._asking.member(user), cafe)
        offered = [one for one in mine.quotations if one.text][:MOST_QUOTATIONS]
        if not offered:
            return
        asked = Asked("which", _numbered(one.post.id for one in offered), cafe, room=room.room)
        lines = Items(tuple((shown(shortened(one.text or "", LONGEST_SHOWN)),) for one in offered), numbered=True)
        await reply.show_blocks([paragraph(reply.words.say("matrix.which")), lines], asked=asked)

    async def how(self, asked: Asked, post: str, reply: Reply) -> None:
        """The choices for one quotation."""
        choices = [*(one.value for one in Consent), RULE]
        then = Asked("quote", _numbered(choices), asked.cafe, post, asked.room)
        await reply.show_blocks(_choices("matrix.how_this", choices, reply.words), asked=then)


def _numbered(values: Iterable[str]) -> dict[str, str]:
    return {str(number): value for number, value in enumerate(values, 1)}


def _choices(key: str, choices: Iterable[str], words: Wording) -> list[Block]:
    labels = tuple((words.say(f"discord.consent.{one}"),) for one in choices)
    return [paragraph(words.say(key)), Items(labels, numbered=True)]
