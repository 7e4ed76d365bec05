"""How the bot answers an interaction: the first answer, follow-ups, changes. The token in the path is the right to."""

from __future__ import annotations

from . import _rules
from ._components import numbered
from ._interactions import Interaction, Kind, Response
from ._numbers import Component, MessageFlag
from ._refusals import UNKNOWN_WEBHOOK, Invalid, unknown
from ._requests import changed_message, new_message
from ._routing import Call, route
from ._things import Payload

CALLBACK = "/interactions/{interaction_id}/{interaction_token}/callback"
WEBHOOK = "/webhooks/{webhook_id}/{webhook_token}"
ORIGINAL = WEBHOOK + "/messages/@original"
MESSAGE = WEBHOOK + "/messages/{message_id}"
CHOICES_LIMIT = 25
FORM_LIMIT = 5
TITLE_LIMIT = 45

ALLOWED = {
    Kind.COMMAND: (Response.MESSAGE, Response.DEFERRED_MESSAGE, Response.MODAL),
    Kind.COMPONENT: (
        Response.MESSAGE,
        Response.DEFERRED_MESSAGE,
        Response.DEFERRED_UPDATE,
        Response.UPDATE,
        Response.MODAL,
    ),
    Kind.AUTOCOMPLETE: (Response.CHOICES,),
    Kind.MODAL_SUBMIT: (Response.MESSAGE, Response.DEFERRED_MESSAGE, Response.DEFERRED_UPDATE, Response.UPDATE),
}


def flags_of(request: Payload) -> MessageFlag:
    return MessageFlag(request.get("flags") or 0) & MessageFlag.EPHEMERAL


@route("POST", CALLBACK, token=False)
async def answer(call: Call) -> Payload | None:
    interactions = call.server.interactions
    to = interactions.unanswered(call.id("interaction_id"), call.texts["interaction_token"])
    kind, data = Response(call.body["type"]), call.body.get("data") or {}
    if kind not in ALLOWED[to.kind]:
        raise Invalid("type", f"{to.kind.name} cannot be answered by {kind.name}")
    if kind in (Response.UPDATE, Response.DEFERRED_UPDATE) and to.pressed is None:
        raise Invalid("type", f"There is no message that {kind.name} could change")
    if kind is Response.MESSAGE:
        given = new_message(call, data)
        given["flags"] |= flags_of(data)
        interactions.say(to, given, first=True)
    elif kind is Response.DEFERRED_MESSAGE:
        interactions.say(to, {"flags": flags_of(data) | MessageFlag.LOADING}, first=True)
    elif kind is Response.UPDATE and to.pressed:
        interactions.rewrite(to, to.pressed, changed_message(call, data, to.pressed))
    elif kind is Response.CHOICES:
        to.choices = choices_of(data)
    elif kind is Response.MODAL:
        to.modal = modal_of(data)
    to.response = kind
    to.tell()
    return callback(call, to) if call.query.get("with_response") in ("1", "true") else None


def choices_of(data: Payload) -> list[Payload]:
    found: list[Payload] = data.get("choices") or []
    if len(found) > CHOICES_LIMIT:
        raise Invalid("choices", f"Must be {CHOICES_LIMIT} or fewer in length.")
    if any(not 1 <= len(one["name"]) <= 100 for one in found):
        raise Invalid("choices", "Must be between 1 and 100 in length.")
    return found


def modal_of(data: Payload) -> Payload:
    if not 1 <= len(data.get("title") or "") <= TITLE_LIMIT:
        raise Invalid("title", f"Must be between 1 and {TITLE_LIMIT} in length.")
    given = data["components"]
    if not 1 <= len(given) <= FORM_LIMIT:
        raise Invalid("components", f"Must be between 1 and {FORM_LIMIT} in length.")
    every = list(_rules.parts(given))
    _rules.custom_ids(every)
    for one in every:
        if one["type"] in (Component.RADIO_GROUP, Component.CHECKBOX_GROUP, Component.STRING_SELECT):
            _options(one)
        if one["type"] == Component.TEXT_INPUT and len(one.get("value") or "") > (one.get("max_length") or 4000):
            raise Invalid("components.value", "Must be as short as max_length")
    return {**data, "components": numbered(given)}


def _options(field: Payload) -> None:
    values = [one["value"] for one in field["options"]]
    if len(set(values)) != len(values):
        raise Invalid("components.options", "The specified option value is already used")
    chosen = sum(bool(one.get("default")) for one in field["options"])
    most = 1 if field["type"] == Component.RADIO_GROUP else field.get("max_values") or len(values)
    if chosen > most:
        raise Invalid("components.options", "More options are chosen beforehand than may be")


def callback(call: Call, to: Interaction) -> Payload:
    told: Payload = {"interaction": {"id": str(to.id), "type": int(to.kind)}}
    message = to.message or (to.pressed if to.response is Response.UPDATE else None)
    if message:
        told["interaction"] |= {
            "response_message_id": str(message.id),
            "response_message_loading": MessageFlag.LOADING in message.flags,
            "response_message_ephemeral": MessageFlag.EPHEMERAL in message.flags,
        }
    if message and to.response in (Response.MESSAGE, Response.UPDATE):
        told["resource"] = {"type": int(to.response), "message": call.server.world.payload(message)}
    return told


def interaction_of(call: Call) -> Interaction:
    if call.id("webhook_id") != call.me.id:
        raise unknown(*UNKNOWN_WEBHOOK)
    return call.server.interactions.by_token(call.texts["webhook_token"])


@route("POST", WEBHOOK, token=False)
async def follow_up(call: Call) -> Payload:
    to = interaction_of(call)
    given = new_message(call, call.body)
    given["flags"] |= flags_of(call.body)
    said = call.server.interactions.say(to, given, first=False)
    to.tell()
    return call.server.world.payload(said)


@route("GET", ORIGINAL, token=False)
@route("GET", MESSAGE, token=False)
async def one_answer(call: Call) -> Payload:
    to = interaction_of(call)
    return call.server.world.payload(call.server.interactions.answer_of(to, call.texts.get("message_id", "@original")))


@route("PATCH", ORIGINAL, token=False)
@route("PATCH", MESSAGE, token=False)
async def change_answer(call: Call) -> Payload:
    to = interaction_of(call)
    found = call.server.interactions.answer_of(to, call.texts.get("message_id", "@original"))
    changed = call.server.interactions.rewrite(to, found, changed_message(call, call.body, found))
    return call.server.world.payload(changed)


@route("DELETE", ORIGINAL, token=False)
@route("DELETE", MESSAGE, token=False)
async def delete_answer(call: Call) -> None:
    to = interaction_of(call)
    call.server.messages.remove(call.server.interactions.answer_of(to, call.texts.get("message_id", "@original")))
    to.tell()
