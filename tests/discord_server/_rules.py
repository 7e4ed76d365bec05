"""What Discord refuses although its API description allows it. Each breach is an `Invalid`, the bot's own mistake."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ._numbers import LINK_BUTTON, Component, MessageFlag
from ._refusals import Invalid
from ._things import Payload

CONTENT_LIMIT = 2000
EMBEDS_LIMIT = 6000
POLL_ANSWER_LIMIT = 55
POLL_QUESTION_LIMIT = 300
ROWS_LIMIT = 5
V2_COMPONENTS_LIMIT = 40
V2_TEXT_LIMIT = 4000
CUSTOM_ID_LIMIT = 100
TAGS_OF_A_POST = 5
TAGS_OF_A_FORUM = 20
ADDRESS = re.compile(r"(https?|attachment)://[^\s]+")


def message(request: Payload, files: int, *, empty: bool = False) -> None:
    """The rules of a message. ``files`` is how many come with it; ``empty``: it may say nothing. Raises `Invalid`."""
    content = request.get("content") or ""
    if len(content) > CONTENT_LIMIT:
        raise Invalid("content", f"Must be {CONTENT_LIMIT} or fewer in length.")
    said = [content.strip(), request.get("embeds"), request.get("components"), request.get("poll"), files]
    said += [request.get("sticker_ids"), request.get("attachments")]
    if not empty and not any(said):
        raise Invalid("content", "Cannot send an empty message")
    mentions(request.get("allowed_mentions") or {})
    embeds(request.get("embeds") or [])
    if poll := request.get("poll"):
        _poll(poll)
    components(request)


def mentions(allowed: Payload) -> None:
    for kind in ("users", "roles"):
        if kind in (allowed.get("parse") or ()) and allowed.get(kind):
            raise Invalid(f"allowed_mentions.{kind}", "Mutually exclusive with parse")


def embeds(given: list[Payload]) -> None:
    total = 0
    for number, embed in enumerate(given):
        parts = [embed.get("title"), embed.get("description")]
        parts += [(embed.get("footer") or {}).get("text"), (embed.get("author") or {}).get("name")]
        for each in embed.get("fields") or ():
            parts += [each.get("name"), each.get("value")]
            if not (each.get("name") or "").strip() or not (each.get("value") or "").strip():
                raise Invalid(f"embeds.{number}.fields", "This field is required")
        total += sum(len(part or "") for part in parts)
        addresses = [embed.get("url"), (embed.get("author") or {}).get("url")]
        addresses += [(embed.get(name) or {}).get("url") for name in ("image", "thumbnail")]
        for address in addresses:
            if address is not None and not ADDRESS.fullmatch(address):
                raise Invalid(f"embeds.{number}.url", "Not a well formed URL.")
    if total > EMBEDS_LIMIT:
        raise Invalid("embeds", f"Embed size exceeds maximum size of {EMBEDS_LIMIT}")


def _poll(poll: Payload) -> None:
    if len(poll["question"].get("text") or "") > POLL_QUESTION_LIMIT:
        raise Invalid("poll.question.text", f"Must be {POLL_QUESTION_LIMIT} or fewer in length.")
    for number, answer in enumerate(poll["answers"]):
        text = answer["poll_media"].get("text") or ""
        if not 1 <= len(text) <= POLL_ANSWER_LIMIT:
            raise Invalid(f"poll.answers.{number}", f"Must be between 1 and {POLL_ANSWER_LIMIT} in length.")


def parts(components: list[Payload]) -> Iterator[Payload]:
    """Every component, those inside others too."""
    for one in components:
        yield one
        yield from parts(one.get("components") or [])
        yield from parts([inner for key in ("accessory", "component") if (inner := one.get(key))])


def components(request: Payload) -> None:
    given: list[Payload] = request.get("components") or []
    every = list(parts(given))
    v2 = bool((request.get("flags") or 0) & MessageFlag.IS_COMPONENTS_V2)
    if v2:
        for name in ("content", "embeds", "poll", "sticker_ids"):
            if request.get(name):
                raise Invalid(name, "Cannot be used with MessageFlags.IS_COMPONENTS_V2")
        if len(every) > V2_COMPONENTS_LIMIT:
            raise Invalid("components", f"At most {V2_COMPONENTS_LIMIT} components in all")
        if sum(len(one.get("content") or "") for one in every) > V2_TEXT_LIMIT:
            raise Invalid("components", f"At most {V2_TEXT_LIMIT} characters in all")
    elif any(one["type"] != Component.ACTION_ROW for one in given):
        raise Invalid("components", "Components V2 need MessageFlags.IS_COMPONENTS_V2")
    elif len(given) > ROWS_LIMIT:
        raise Invalid("components", f"Must be {ROWS_LIMIT} or fewer in length.")
    _rows(every)
    custom_ids(every)


def _rows(every: list[Payload]) -> None:
    for row in every:
        if row["type"] != Component.ACTION_ROW:
            continue
        inside = row["components"]
        width = sum(1 if one["type"] == Component.BUTTON else 5 for one in inside)
        if not inside or width > 5:
            raise Invalid("components", "A row holds one to five buttons, or one select")
    for one in every:
        if one["type"] != Component.BUTTON:
            continue
        if (one["style"] == LINK_BUTTON) != ("url" in one) or (one["style"] == LINK_BUTTON) == ("custom_id" in one):
            raise Invalid("components", "A button has either an address or a custom_id")
        if not one.get("label") and not one.get("emoji"):
            raise Invalid("components", "A button needs a label or an emoji")


def custom_ids(every: list[Payload]) -> None:
    seen: set[str] = set()
    for one in every:
        name = one.get("custom_id")
        if name is None:
            continue
        if not 1 <= len(name) <= CUSTOM_ID_LIMIT:
            raise Invalid("components.custom_id", f"Must be between 1 and {CUSTOM_ID_LIMIT} in length.")
        if name in seen:
            raise Invalid("components.custom_id", "Component custom id cannot be duplicated")
        seen.add(name)


def forum_post(request: Payload) -> None:
    if not request.get("message"):
        raise Invalid("message", "This field is required")
    if len(request.get("applied_tags") or ()) > TAGS_OF_A_POST:
        raise Invalid("applied_tags", f"Must be {TAGS_OF_A_POST} or fewer in length.")


def tags(request: Payload) -> None:
    """The tags of a post, or those of a forum."""
    if len(request.get("applied_tags") or ()) > TAGS_OF_A_POST:
        raise Invalid("applied_tags", f"Must be {TAGS_OF_A_POST} or fewer in length.")
    if len(request.get("available_tags") or ()) > TAGS_OF_A_FORUM:
        raise Invalid("available_tags", f"Must be {TAGS_OF_A_FORUM} or fewer in length.")


def name(request: Payload, longest: int = 100) -> None:
    """The name of a channel, a thread, an event."""
    text: Any = request.get("name")
    if text is not None and not 1 <= len(text.strip()) <= longest:
        raise Invalid("name", f"Must be between 1 and {longest} in length.")
