"""A modal as a member fills it in: what they are asked, what they may write, what is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from ._interactions import Interaction
from ._numbers import Component
from ._rules import parts
from ._things import Attachment, Payload

Filled: TypeAlias = "str | bool | Sequence[str] | Sequence[Attachment] | None"

WITH_OPTIONS = (Component.STRING_SELECT, Component.RADIO_GROUP, Component.CHECKBOX_GROUP)


@dataclass(frozen=True)
class Field:
    """One thing that a form asks for. ``value`` is what stands in it already."""

    label: str
    component: Payload

    @property
    def custom_id(self) -> str:
        return str(self.component["custom_id"])

    @property
    def options(self) -> list[str]:
        """The labels to choose from."""
        return [one["label"] for one in self.component.get("options") or ()]

    @property
    def value(self) -> Any:
        """What is there before anything is filled in: a text, or the labels chosen."""
        if self.component["type"] in WITH_OPTIONS:
            return [one["label"] for one in self.component["options"] if one.get("default")]
        if self.component["type"] == Component.CHECKBOX:
            return bool(self.component.get("default"))
        return self.component.get("value") or ""


@dataclass(frozen=True)
class Form:
    """The modal that an interaction opened. ``texts`` are its text displays."""

    interaction: Interaction
    title: str
    custom_id: str
    texts: list[str]
    fields: list[Field]

    @classmethod
    def of(cls, interaction: Interaction) -> Form:
        """Raises `AssertionError` where none has opened."""
        modal = interaction.modal
        assert modal is not None, f"no form has opened, but {interaction.response!r}"
        fields = []
        for one in modal["components"]:
            if one["type"] == Component.LABEL:
                fields.append(Field(one["label"], one["component"]))
            elif one["type"] == Component.ACTION_ROW:
                fields += [Field(inner.get("label") or "", inner) for inner in one["components"]]
        texts = [one["content"] for one in parts(modal["components"]) if one["type"] == Component.TEXT_DISPLAY]
        return cls(interaction, modal["title"], modal["custom_id"], texts, fields)

    def field(self, name: str) -> Field:
        """By its label or its custom_id. Raises `LookupError`."""
        for one in self.fields:
            if name in (one.label, one.custom_id):
                return one
        raise LookupError(f"the form {self.title!r} does not ask for {name!r}: {[one.label for one in self.fields]}")

    def filled(self, given: Mapping[str, Filled]) -> tuple[Payload, list[Attachment]]:
        """What is sent: each field as given, else as it stood. Raises `AssertionError` for what a client would not let
        be sent."""
        by_id = {self.field(name).custom_id: value for name, value in given.items()}
        files: list[Attachment] = []
        components: list[Payload] = []
        assert self.interaction.modal is not None
        for one in self.interaction.modal["components"]:
            sent: Payload = {"type": one["type"], "id": one["id"]}
            if one["type"] == Component.LABEL:
                sent["component"] = self._sent(one["component"], by_id, files)
            elif one["type"] == Component.ACTION_ROW:
                sent["components"] = [self._sent(inner, by_id, files) for inner in one["components"]]
            components.append(sent)
        data: Payload = {"custom_id": self.custom_id, "components": components}
        if files:
            data["resolved"] = {"attachments": files}
        return data, files

    def _sent(self, component: Payload, by_id: Mapping[str, Filled], files: list[Attachment]) -> Payload:
        field = Field("", component)
        given = by_id.get(field.custom_id, field.value)
        kind = component["type"]
        sent: Payload = {"type": kind, "id": component["id"], "custom_id": field.custom_id}
        if kind == Component.TEXT_INPUT:
            assert isinstance(given, str)
            return {**sent, "value": self._text(component, given)}
        if kind == Component.CHECKBOX:
            return {**sent, "value": bool(given)}
        if kind == Component.FILE_UPLOAD:
            uploaded = [one for one in (given or ()) if isinstance(one, Attachment)]
            files += uploaded
            return {**sent, "values": [str(one.id) for one in uploaded]}
        values = chosen(component, given)
        return (
            {**sent, "value": values[0] if values else None}
            if kind == Component.RADIO_GROUP
            else {
                **sent,
                "values": values,
            }
        )

    def _text(self, component: Payload, text: str) -> str:
        least, most = component.get("min_length") or 0, component.get("max_length") or 4000
        assert text or not component.get("required", True), f"{component['custom_id']} has to be filled in"
        assert not text or least <= len(text) <= most, f"{len(text)} characters, where {least} to {most} fit"
        return text


def chosen(component: Payload, given: Filled) -> list[str]:
    """The values of what is chosen by label or by value. Raises `AssertionError` where so many cannot be chosen."""
    assert not isinstance(given, bool)
    wanted = [given] if isinstance(given, str) else list(given or ())
    if component["type"] not in WITH_OPTIONS:
        return [str(one) for one in wanted]
    by_label = {one["label"]: one["value"] for one in component["options"]}
    values = [by_label.get(str(one), str(one)) for one in wanted]
    assert set(values) <= set(by_label.values()), f"{wanted} is not to be chosen: {list(by_label)}"
    radio = component["type"] == Component.RADIO_GROUP
    least = component.get("min_values")
    least = (1 if component.get("required", True) else 0) if radio or least is None else least
    most = 1 if radio else component.get("max_values")
    most = (len(by_label) if component["type"] == Component.CHECKBOX_GROUP else 1) if most is None else most
    assert least <= len(values) <= most or not (values or component.get("required", True)), (
        f"{len(values)} chosen, where {least} to {most} may be"
    )
    return values
