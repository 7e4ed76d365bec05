"""What is wrong in the configuration: one sentence each, with the variable, or the file and line, it comes from."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic_settings import SettingsError

from bot.config._settings import NESTED, PREFIX, Settings
from bot.errors import Fault, fault
from bot.secret_files import ENDING
from bot.showing import nearest, shown
from bot.toml_lines import nearest_line


def unread_variable(error: SettingsError) -> Fault:
    """A variable that had to be JSON and is not; only the sentence of the error says which."""
    found = re.search(r'field "(\w+)"', str(error))
    field = found[1] if found else "scripts"
    if field == "programme":
        return fault("programme_environment", file=f"{PREFIX}PROGRAMME")
    sort = "config_environment_list" if field == "scripts" else "config_environment_table"
    return fault(sort, file=f"{PREFIX}{field.upper()}")


def _place(path: tuple[str, ...], lines: dict[tuple[str, ...], int], file: Path | None) -> dict[str, Any]:
    """Where a value comes from: the variable that gives it, which wins, or the line of the file."""
    variables = {name.upper(): name for name in os.environ}
    for length in range(len(path), 0, -1):
        wanted = PREFIX + NESTED.join(path[:length]).upper()
        if name := variables.get(wanted) or variables.get(wanted + ENDING):
            return {"file": name, "line": None}
    return {"file": str(file) if file else None, "line": nearest_line(lines, path)}


def unknown_key(path: tuple[str, ...], place: dict[str, Any]) -> Fault:
    """A key that there is not, with the nearest one there is."""
    named = tuple(part for part in path if not part.isdecimal())
    key, known = shown(".".join(named)), _known_keys(named[:-1])
    near = nearest(path[-1], known)
    if near is None:
        return fault("config_unknown", key=key, known=", ".join(sorted(known)), **place)
    return fault("config_unknown_near", key=key, near=near, **place)


def setting_fault(error: Any, lines: dict[tuple[str, ...], int], file: Path | None) -> Fault:
    """What pydantic found wrong, as a fault of ours with its place."""
    path = tuple(str(part) for part in error["loc"])
    if path[-1:] in (("token",), ("password",), ("encryption_secret",)):
        # Its value is a secret, and is never shown.
        variable = PREFIX + NESTED.join(path).upper()
        return fault("config_token", key=path[-1], variable=variable, **_place(path, lines, file))
    key = ".".join(part for part in path if not part.isdecimal())
    place = _place(path, lines, file)
    if error["type"] == "extra_forbidden":
        return unknown_key(path, place)
    if path[:1] == ("programme",):
        return fault("programme_environment", file=f"{PREFIX}PROGRAMME")
    if path == ("database",):
        # Its value is a secret, and is never shown.
        return fault("config_database", **place)
    if path == ("zone",) and error["type"] == "value_error":
        return fault("config_zone", value=shown(error["input"]), **place)
    if path[:1] == ("away",) and error["type"] == "value_error":
        return fault("config_away", value=shown(error["input"]), **place)
    if path == ("morning",):
        return fault("config_morning", value=shown(str(error["input"])), **place)
    if error["type"] == "literal_error" and path != ("language",):
        allowed = ", ".join(re.findall(r"'([^']*)'", error["ctx"]["expected"]))
        return fault("config_one_of", key=shown(key), value=shown(error["input"]), allowed=allowed, **place)
    if error["type"] == "value_error":
        for sort in _OWN:
            if sort in error["msg"]:
                return fault(f"config_{sort}", key=shown(key), **place)
    sort = "config_language" if path[:1] == ("language",) else _SORTS.get(error["type"], "config_value")
    return fault(sort, key=shown(key), **place)


_OWN = (
    "desk_in_room",
    "discord_id",
    "discord_shards",
    "discord_servers",
    "matrix_homeserver",
    "matrix_user",
    "matrix_room",
    "matrix_account",
    "matrix_encryption_secret",
    "matrix_called",
    "matrix_twice",
    "matrix_prefix",
    "matrix_host_level",
    "notice_link",
)
"""What our own rules call wrong: each is a sentence."""

_SORTS = {
    "value_error": "config_nul",
    "string_type": "config_text",
    "string_too_short": "config_text",
    "string_too_long": "config_text",
    "tuple_type": "config_list",
    "model_type": "config_table",
    "path_type": "config_text",
}


def _known_keys(path: tuple[str, ...]) -> set[str]:
    model: type[BaseModel] = Settings
    names = iter(path)
    for name in names:
        field = model.model_fields.get(name)
        below = _model_in(field.annotation) if field else None
        if field is None or below is None:
            return set()
        if get_origin(field.annotation) is dict:
            # What follows is what one of several tables is called.
            next(names, None)
        model = below
    return set(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The table that a key holds, once or several times."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for one in get_args(annotation) if (found := _model_in(one))), None)
