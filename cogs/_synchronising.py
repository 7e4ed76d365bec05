"""Discord is told of the commands where they differ from what it has, and else left alone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

import discord
from discord import app_commands
from discord.http import Route

from bot.errors import CafeError
from bot.logs import Event, faults_of, logger
from bot.platforms.discord_platform import in_our_words

_log = logger(__name__)

_SAID = ("type", "name", "name_localizations", "description", "description_localizations")
_TAKEN = ("required", "autocomplete", "min_value", "max_value", "min_length", "max_length")


async def synchronise(tree: app_commands.CommandTree[Any]) -> bool:
    """Tell Discord of the commands, unless it knows them as they are; returns whether it had to be told. What Discord
    refuses leaves the commands that it has, and the log says so."""
    try:
        with in_our_words():
            if fingerprint(await registered(tree.client)) == fingerprint(await wanted(tree)):
                return False
            await tree.sync()
    except CafeError as error:
        _log.warning(Event.COMMANDS_REFUSED, faults=faults_of(error))
        return False
    return True


async def wanted(tree: app_commands.CommandTree[Any]) -> list[dict[str, Any]]:
    """The commands as Discord is to know them."""
    translator = tree.translator
    if translator is None:
        return [one.to_dict(tree) for one in tree.get_commands()]
    return [await one.get_translated_payload(tree, translator) for one in tree.get_commands()]


async def registered(client: discord.Client) -> Sequence[dict[str, Any]]:
    """The commands as Discord has them, with their names in every language: discord.py would not ask for those."""
    route = Route("GET", "/applications/{application_id}/commands", application_id=client.application_id)
    found: Sequence[dict[str, Any]] = await client.http.request(route, params={"with_localizations": "true"})
    return found


def fingerprint(commands: Sequence[Mapping[str, Any]]) -> str:
    """The same for the same commands, whoever tells of them: Discord adds ids, and leaves out what is usual."""
    plain = sorted((_command(one) for one in commands), key=lambda one: (one["type"], one["name"]))
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _command(one: Mapping[str, Any]) -> dict[str, Any]:
    rights = one.get("default_member_permissions")
    contexts = one.get("contexts")
    return {
        **_option({"type": 1, **one}),
        "default_member_permissions": None if rights is None else str(rights),
        "contexts": None if contexts is None else sorted(contexts),
    }


def _option(one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **{key: one.get(key) or None for key in _SAID},
        **{key: None if (value := one.get(key)) is False else value for key in _TAKEN},
        "choices": [
            {key: choice.get(key) or None for key in ("name", "name_localizations")} | {"value": choice["value"]}
            for choice in one.get("choices") or ()
        ],
        "options": [_option(inner) for inner in one.get("options") or ()],
    }
