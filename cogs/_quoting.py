"""How a member is quoted: what they can choose, and what would be quoted of them, each with its own choice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import discord

from bot.domain import Cafe, Consent
from bot.host import OwnQuotation
from bot.markup import Block, Quotation, paragraph, render, shortened, shown
from bot.platforms.discord_platform import Pressed, Service, mark_of
from bot.wording import Wording
from cogs._asking import Asking
from cogs._reply import Reply

MOST_MENUS = 5
"""How many menus stand under one message."""

MOST_QUOTATIONS = 20
"""How many are shown at once; the command shows the others."""

LONGEST_SHOWN = 280
"""How much of a quotation is shown above its menu, in code points: the command shows all of it."""

RULE = "rule"


class Quoting:
    """Shows what can be chosen. The choice itself is made by the commands (`cogs._counter.Counter.choose`)."""

    def __init__(self, service: Service, asking: Asking) -> None:
        self._service = service
        self._asking = asking

    async def consent(self, interaction: discord.Interaction[Any], pressed: Pressed) -> None:
        """The four choices, to the one who has pressed."""
        reply = Reply(interaction)
        if not await reply.defer():
            return await reply.say(reply.words.say("discord.too_late"))
        async with reply.telling(what="consent"):
            cafe = await self._asking.cafe_of(pressed)
            view = discord.ui.View(timeout=None)
            for one in Consent:
                label = reply.words.say(f"discord.consent.{one.value}")
                custom_id = _custom_id(f"consent.{one.value}", cafe, "")
                view.add_item(discord.ui.Button(custom_id=custom_id, label=label))
            view.stop()
            await reply.say(reply.words.say("discord.how_quoted"), view=view)

    async def quotations(self, interaction: discord.Interaction[Any], pressed: Pressed) -> None:
        """What would be quoted of the one who has pressed, with a menu for each."""
        reply = Reply(interaction)
        if not await reply.defer():
            return await reply.say(reply.words.say("discord.too_late"))
        async with reply.telling(what="quotations"):
            cafe = await self._asking.cafe_of(pressed)
            mine = await self._service.host.consents.quotations(self._asking.member(interaction), cafe.id)
            if not mine.quotations:
                return await reply.say(render([paragraph(_none(reply.words, mine.title))], "markdown"))
            for page in _pages(mine.quotations[:MOST_QUOTATIONS]):
                await reply.say(_told(page, reply.words), view=_menus(page, cafe, reply.words))
            if len(mine.quotations) > MOST_QUOTATIONS:
                await reply.say(reply.words.say("discord.more_quotations"))


def choice_in(pressed: Pressed) -> tuple[str, str] | None:
    """What a button or menu of this file is for: ``consent`` or ``quote``, and the choice that a button stands for;
    ``None`` for any other one."""
    what, dot, choice = pressed.action.partition(".")
    return (what, choice) if dot and what in ("consent", "quote") else None


def _none(words: Wording, title: str) -> str:
    return words.say("command.said.no_quotations", title=shown(title))


def _pages(quotations: Sequence[OwnQuotation]) -> Iterator[Sequence[OwnQuotation]]:
    for first in range(0, len(quotations), MOST_MENUS):
        yield quotations[first : first + MOST_MENUS]


def _told(page: Sequence[OwnQuotation], words: Wording) -> str:
    blocks: list[Block] = []
    for one in page:
        how = one.choice.value if one.shown else Consent.NONE.value
        where = {"number": one.post.id, "workshop": shown(one.workshop or "")}
        blocks.append(paragraph(words.say(f"command.said.quotation.{how}", **where)))
        if one.text:
            blocks.append(Quotation(shortened(one.text, LONGEST_SHOWN), one.author))
    return render(blocks, "markdown")


def _menus(page: Sequence[OwnQuotation], cafe: Cafe, words: Wording) -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    for number, one in enumerate(page):
        options = [
            discord.SelectOption(
                label=words.say(f"discord.consent.{choice}"),
                value=choice,
                default=choice == (one.chosen.value if one.chosen else RULE),
            )
            for choice in (*(each.value for each in Consent), RULE)
        ]
        placeholder = words.say("discord.how_this", number=one.post.id)
        view.add_item(
            discord.ui.Select(
                custom_id=_custom_id(f"quote.{number}", cafe, one.post.id), placeholder=placeholder, options=options
            )
        )
    view.stop()
    return view


def _custom_id(action: str, cafe: Cafe, about: str) -> str:
    return Pressed(action, cafe.id, about, mark_of(cafe.id, about, action)).custom_id
