"""Components and embeds as Discord gives them back: numbered, whole, and their pictures where they can be fetched."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import TypeAlias

from . import _rules
from ._message_payloads import attachment_payload
from ._numbers import Component
from ._refusals import Invalid
from ._things import Attachment, Payload

Find: TypeAlias = Callable[[str], Payload]
"""From an address, perhaps ``attachment://name``, to what is told of the picture there."""

SELECTS = (
    Component.STRING_SELECT,
    Component.USER_SELECT,
    Component.ROLE_SELECT,
    Component.MENTIONABLE_SELECT,
    Component.CHANNEL_SELECT,
)
WITH_A_SPOILER = (Component.CONTAINER, Component.FILE, Component.THUMBNAIL)
NO_PICTURE: Payload = {"width": None, "height": None, "content_type": None}


def finder(attachments: Sequence[Attachment], base: str) -> Find:
    """Looks among the files of the message. Raises `Invalid` for one that did not come with it."""
    by_name = {one.filename: one for one in attachments}

    def find(address: str) -> Payload:
        if not address.startswith("attachment://"):
            return {"id": "1", "url": address, "proxy_url": address, **NO_PICTURE}
        name = address.removeprefix("attachment://")
        if name not in by_name:
            raise Invalid("components", f"The referenced attachment was not found: {name}")
        told = attachment_payload(by_name[name], base)
        there = {"id": told["id"], "attachment_id": told["id"], "url": told["url"], "proxy_url": told["url"]}
        return {**NO_PICTURE, **there, "content_type": told["content_type"]}

    return find


def numbered(components: list[Payload]) -> list[Payload]:
    """A copy in which each has a number of its own."""
    copied = copy.deepcopy(components)
    for number, one in enumerate(_rules.parts(copied), 1):
        one["id"] = one.get("id") or number
    return copied


def shown(components: list[Payload], find: Find) -> list[Payload]:
    """Those of a message, whole."""
    copied = numbered(components)
    for one in _rules.parts(copied):
        kind = one["type"]
        for each in (one, *one.get("options", ())):
            if each.get("emoji"):
                each["emoji"] = {name: value for name, value in each["emoji"].items() if value is not None}
        if kind in WITH_A_SPOILER:
            one.setdefault("spoiler", False)
        if kind == Component.CONTAINER:
            one.setdefault("accent_color", None)
        elif kind == Component.SEPARATOR:
            one["spacing"], one["divider"] = one.get("spacing") or 1, one.get("divider", True)
        elif kind == Component.THUMBNAIL:
            one |= {"media": find(one["media"]["url"]), "description": one.get("description")}
        elif kind == Component.FILE:
            found = find(one["file"]["url"])
            one |= {"file": found, "name": found["url"].rpartition("/")[2], "size": None}
        elif kind == Component.MEDIA_GALLERY:
            one["items"] = [
                {
                    "media": find(item["media"]["url"]),
                    "description": item.get("description"),
                    "spoiler": bool(item.get("spoiler")),
                }
                for item in one["items"]
            ]
        elif kind in SELECTS:
            least, most = one.get("min_values"), one.get("max_values")
            one |= {"min_values": 1 if least is None else least, "max_values": 1 if most is None else most}
    return copied


def embed(given: Payload, find: Find) -> Payload:
    """An embed as it is shown: nothing empty in it, its pictures found."""
    whole: Payload = {"type": "rich", **{key: value for key, value in given.items() if value is not None}}
    for name in ("image", "thumbnail"):
        if name in whole:
            found = find(whole[name]["url"])
            whole[name] = {"url": found["url"], "proxy_url": found["proxy_url"], "width": 1, "height": 1}
    if "fields" in whole:
        whole["fields"] = [{"inline": False, **one} for one in whole["fields"]]
    return whole
