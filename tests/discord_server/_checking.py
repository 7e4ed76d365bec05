"""Each request against Discord's own API description: path, query, body, and keys that it does not know."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from ._routing import Call
from ._things import Payload

NAME = "urn:discord"

OVERLOOKED = re.compile(
    r"id|(.*\.)?(tts|nsfw|embeds\[\d+\]\.flags"
    r"|attachments\[\d+\]\.(content_type|height|proxy_url|size|spoiler|url|width))"
)
"""Keys that discord.py sends also where the description has none; Discord pays no attention to them."""


class Checker:
    """``description`` is Discord's OpenAPI document."""

    def __init__(self, description: Payload) -> None:
        # Discord takes whole numbers for ids too, which its description does not say.
        description["components"]["schemas"]["SnowflakeType"]["type"] = ["string", "integer"]
        self.description = description
        resource = Resource.from_contents(description, default_specification=DRAFT202012)
        self.registry: Registry[Any] = Registry().with_resource(NAME, resource)
        self._validators: dict[str, Draft202012Validator] = {}
        self._found: dict[tuple[str, str], str | None] = {}

    @classmethod
    @functools.cache
    def of(cls, path: Path) -> Checker:
        """The one of that file, read once."""
        return cls(json.loads(path.read_text(encoding="utf-8")))

    def knows(self, method: str, path: str) -> bool:
        """Whether the description has that route."""
        return method.lower() in self.description["paths"].get(path, {})

    def wrong(self, call: Call) -> str | None:
        """What is wrong with a request, in a sentence; ``None`` where nothing is."""
        operation = self.description["paths"].get(call.route, {}).get(call.method.lower())
        if operation is None:
            return "the API description has no such route"
        return self._wrong_query(call, operation) or self._wrong_body(call, operation)

    def wrong_answer(self, call: Call, status: int, body: Any) -> str | None:
        """What is wrong with an answer of ours; ``None`` where nothing is."""
        operation = self.description["paths"][call.route][call.method.lower()]
        told = operation["responses"].get(str(status))
        if told is None:
            return f"there is no answer {status}"
        schema = told.get("content", {}).get("application/json", {}).get("schema")
        return None if schema is None else self.error(schema, body)

    def _wrong_query(self, call: Call, operation: Payload) -> str | None:
        parameters = {one["name"]: one for one in operation.get("parameters", ()) if one["in"] == "query"}
        for name, text in call.query.items():
            # Discord pays no attention to parameters that it does not know, and discord.py sends some.
            errors = [self.error(parameters[name]["schema"], one) for one in _readings(text) if name in parameters]
            if errors and all(errors):
                return f"parameter {name}: {errors[0]}"
        return None

    def _wrong_body(self, call: Call, operation: Payload) -> str | None:
        kinds = operation.get("requestBody", {}).get("content", {})
        schema = kinds.get("application/json", {}).get("schema")
        if schema is None:
            multipart = kinds.get("multipart/form-data", {}).get("schema")
            return None if call.body is None or multipart else "a body where none is expected"
        if call.body is None:
            return "the body is missing" if operation["requestBody"].get("required") else None
        if error := self.error(schema, _with_whole_rights(call.body)):
            return error
        unknown = next(self._unknown(schema, call.body, ""), None)
        return f"unknown key {unknown}" if unknown else None

    def error(self, schema: Payload, value: Any) -> str | None:
        """Why a value does not fit a schema of the description."""
        key = json.dumps(schema, sort_keys=True)
        looked_at = key, json.dumps(value)
        if looked_at not in self._found:
            self._found[looked_at] = self._error(key, value)
        return self._found[looked_at]

    def _error(self, key: str, value: Any) -> str | None:
        if key not in self._validators:
            # A reference inside the schema is one into the description.
            whole = json.loads(key.replace('"#/', f'"{NAME}#/'))
            self._validators[key] = Draft202012Validator(whole, registry=self.registry)
        error = best_match(self._validators[key].iter_errors(value))
        return f"{'.'.join(map(str, error.absolute_path))}: {error.message[:300]}" if error else None

    def _resolved(self, schema: Payload) -> Iterator[Payload]:
        """The plain schemas that a schema stands for: references followed, alternatives and parts side by side."""
        if "$ref" in schema:
            target: Any = self.description
            for step in schema["$ref"].removeprefix("#/").split("/"):
                target = target[step.replace("~1", "/").replace("~0", "~")]
            yield from self._resolved(target)
            return
        parts = [one for key in ("oneOf", "anyOf", "allOf") for one in schema.get(key, ())]
        for part in parts:
            yield from self._resolved(part)
        if "properties" in schema or "items" in schema or not parts:
            yield schema

    def _unknown(self, schema: Payload, value: Any, where: str) -> Iterator[str]:
        """The keys of a body that none of its possible schemas names."""
        candidates = list(self._resolved(schema))
        if isinstance(value, list):
            items = [one["items"] for one in candidates if "items" in one]
            for number, one in enumerate(value if items else ()):
                yield from self._unknown({"anyOf": items}, one, f"{where}[{number}]")
        if not isinstance(value, dict):
            return
        candidates = [one for one in candidates if "properties" in one or one.get("additionalProperties")]
        if not candidates or any(one.get("additionalProperties") for one in candidates):
            return
        if "type" in value:
            candidates = [one for one in candidates if self._may_be(one, value["type"])] or candidates
        for name, inner in value.items():
            schemas = [one["properties"][name] for one in candidates if name in one["properties"]]
            there = f"{where}.{name}".lstrip(".")
            if schemas:
                yield from self._unknown({"anyOf": schemas}, inner, there)
            elif not OVERLOOKED.fullmatch(there):
                yield there

    def _may_be(self, schema: Payload, kind: Any) -> bool:
        """Whether a schema's ``type`` property takes that value: it tells components and commands apart."""
        given = schema["properties"].get("type")
        return given is None or self.error(given, kind) is None


def _readings(text: str) -> list[Any]:
    """What a parameter may mean: a number, a truth, a text."""
    numbers = [int(text)] if text.lstrip("-").isdigit() else []
    truths = [text in ("1", "true")] if text in ("0", "1", "true", "false") else []
    return [*numbers, *truths, text]


RIGHTS = ("allow", "deny", "permissions")


def _with_whole_rights(value: Any) -> Any:
    """Rights are texts in Discord's documentation and whole numbers in its description: both are taken."""
    if isinstance(value, list):
        return [_with_whole_rights(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        name: int(one) if name in RIGHTS and isinstance(one, str) and one.isdigit() else _with_whole_rights(one)
        for name, one in value.items()
    }
