"""From a request's body to what a message is made of."""

from __future__ import annotations

from typing import Any

from . import _components, _rules
from ._marks import poll_from
from ._numbers import MessageFlag
from ._refusals import Invalid, Refused
from ._routing import Call
from ._things import Attachment, Channel, Message, Payload

FILE_LIMIT = 10 * 2**20
SENT_FLAGS = MessageFlag.SUPPRESS_EMBEDS | MessageFlag.SUPPRESS_NOTIFICATIONS | MessageFlag.IS_COMPONENTS_V2


def attachments_of(call: Call, request: Payload, before: Message | None = None) -> list[Attachment]:
    """The files that came with a request, described as it says, behind those of the message that it keeps."""
    described = request.get("attachments")
    files = dict(call.files)
    kept = {one.id: one for one in (before.attachments if before else ())}
    if described is None:
        found = [*kept.values(), *files.values()]
    else:
        found = []
        for one in described:
            number = int(one["id"])
            attachment = files.pop(number, None) or kept.get(number)
            if attachment is None:
                raise Invalid("attachments", f"There is no file of the number {number}")
            attachment.description = one.get("description", attachment.description)
            attachment.title = one.get("title", attachment.title)
            attachment.filename = one.get("filename") or attachment.filename
            found.append(attachment)
        found += files.values()
    if any(len(one.content) > FILE_LIMIT for one in call.files.values()):
        raise Refused(413, 40005, "Request entity too large")
    if len(found) > 10:
        raise Invalid("attachments", "Must be 10 or fewer in length.")
    call.server.keep_files(found)
    return found


def new_message(call: Call, request: Payload, channel: Channel | None = None) -> dict[str, Any]:
    """What `Messages.post` is given for a request that makes a message. Raises `Refused`."""
    _rules.message(request, len(call.files))
    files = attachments_of(call, request)
    find = _components.finder(files, call.server.world.base)
    given: dict[str, Any] = {
        "content": request.get("content") or "",
        "embeds": [_components.embed(one, find) for one in request.get("embeds") or ()],
        "components": _components.shown(request.get("components") or [], find),
        "flags": MessageFlag(request.get("flags") or 0) & SENT_FLAGS,
        "attachments": files,
        "allowed_mentions": request.get("allowed_mentions"),
        "nonce": request.get("nonce"),
    }
    if poll := request.get("poll"):
        given["poll"] = poll_from(poll, call.server.world.now())
    if (reference := request.get("message_reference")) and channel:
        there = channel.messages.get(int(reference["message_id"]))
        if there is None and reference.get("fail_if_not_exists", True):
            # No fault of the bot: what it replies to may be deleted meanwhile.
            raise Refused(
                400, 50035, "Invalid Form Body", errors=Invalid("message_reference", "Unknown").body["errors"]
            )
        given["reply_to"] = there
    return given


def changed_message(call: Call, request: Payload, message: Message) -> dict[str, Any]:
    """What `Messages.change` is given for a request that edits. Raises `Refused`."""
    flags = message.flags
    if "flags" in request:
        flags = flags & ~SENT_FLAGS | MessageFlag(request["flags"] or 0) & SENT_FLAGS
    after = {
        "content": message.content,
        "embeds": message.embeds,
        "components": message.components,
        "poll": None,
        **{key: value for key, value in request.items() if key in ("content", "embeds", "components")},
        "flags": int(flags),
    }
    files = attachments_of(call, request, message)
    find = _components.finder(files, call.server.world.base)
    _rules.message(after, len(files), empty=message.poll is not None)
    changes: dict[str, Any] = {"flags": flags, "attachments": files}
    if "content" in request:
        changes |= {"content": request["content"] or "", "allowed_mentions": request.get("allowed_mentions")}
    if "embeds" in request:
        changes["embeds"] = [_components.embed(one, find) for one in request["embeds"] or ()]
    if "components" in request:
        changes["components"] = _components.shown(request["components"] or [], find)
    return changes
