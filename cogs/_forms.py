"""A form as Discord shows it, and what comes back of it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import discord

from bot.domain import FieldKind, Form
from bot.wording import Wording

MOST_IN_A_GROUP = 10
MOST_IN_A_SELECT = 25
FIELD = "answer"

_BY_HAND = discord.ComponentType.text_input.value


class FormModal(discord.ui.Modal):
    """The form of one workshop. What it is about stands in its custom_id: it is taken in by `cogs._counter.Counter`,
    after a restart too, and discord.py has nothing to remember of it."""

    def __init__(self, form: Form, custom_id: str, words: Wording) -> None:
        super().__init__(title=form.title, custom_id=custom_id, timeout=None)
        self.add_item(
            discord.ui.Label(text=form.label, description=form.hint or None, component=_component(form, words))
        )
        self.stop()


def given_in(data: Mapping[str, Any]) -> tuple[str, ...]:
    """What was filled in: the values that were chosen, or a text."""
    return tuple(text for part in data.get("components", ()) for text in _values(part))


def written_in(data: Mapping[str, Any]) -> str:
    """What was written by hand, and nothing that was chosen."""
    return "\n".join(text for part in data.get("components", ()) for text in _values(part, _BY_HAND))


def _values(part: Mapping[str, Any], kind: int | None = None) -> Iterator[str]:
    for inner in (part.get("component"), *part.get("components", ())):
        if inner is not None:
            yield from _values(inner, kind)
    if kind not in (None, part.get("type")):
        return
    if part.get("value") is not None:
        yield str(part["value"])
    yield from map(str, part.get("values") or ())


def _component(form: Form, words: Wording) -> discord.ui.Item[Any]:
    if form.kind is FieldKind.TEXT:
        return discord.ui.TextInput(
            custom_id=FIELD,
            style=discord.TextStyle.paragraph,
            max_length=form.most,
            default="\n".join(form.former)[: form.most] or None,
        )
    if len(form.options) > MOST_IN_A_SELECT:
        # More than a menu holds: the value itself, as the options are counted.
        ends = {"first": form.options[0].value, "last": form.options[-1].value}
        hint = words.say("discord.number_between", **ends)
        return discord.ui.TextInput(
            custom_id=FIELD, max_length=6, placeholder=hint, default=" ".join(form.former)[:6] or None
        )
    few = 2 <= len(form.options) <= MOST_IN_A_GROUP
    if form.kind is FieldKind.ONE and few:
        radio: discord.ui.RadioGroup[Any] = discord.ui.RadioGroup(custom_id=FIELD)
        for one in form.options:
            radio.add_option(label=one.label, value=one.value, default=one.value in form.former[:1])
        return radio
    most = min(form.most, len(form.options))
    if form.kind is FieldKind.SEVERAL and few:
        boxes: discord.ui.CheckboxGroup[Any] = discord.ui.CheckboxGroup(custom_id=FIELD, min_values=1, max_values=most)
        for one in form.options:
            boxes.add_option(label=one.label, value=one.value, default=one.value in form.former[:most])
        return boxes
    options = [
        discord.SelectOption(label=one.label, value=one.value, default=one.value in form.former[:most])
        for one in form.options
    ]
    return discord.ui.Select(custom_id=FIELD, options=options, min_values=1, max_values=most)
