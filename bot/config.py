"""The configuration: ``config.toml`` and the environment, every fault at once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.domain import MemberRef, zone_of
from bot.errors import ConfigurationError, Fault, fault
from bot.showing import nearest, shown
from bot.toml_lines import key_lines, nearest_line

DEFAULT_FILE = Path("config.toml")
"""Read if it is there and no other file is named."""


class TerminalSettings(BaseModel):
    """The terminal platform, which is there as long as no other is configured."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    room: str = Field(default="café", min_length=1, max_length=100)
    """The name of the room."""

    hosts: tuple[str, ...] = ()
    """Who hosts there: their own messages are not part of a café."""


class Settings(BaseSettings):
    """All that can be configured; ``config.example.toml`` shows each key.

    A key may also come from the environment, as ``CAFE_`` and its name in capitals, which then wins over the file.
    """

    model_config = SettingsConfigDict(extra="forbid", frozen=True, env_prefix="CAFE_", env_nested_delimiter="__")

    language: Literal["fr", "en"] | None = None
    """The language of cafés opened in the terminal; the command line's own where it is not given."""

    zone: str | None = None
    """The zone of scripts that name none, as an IANA name; this machine's where it is not given."""

    scripts: tuple[Path, ...] = (Path("prompts"),)
    """The folders of scripts; those that ship with the bot are always found, after them."""

    terminal: TerminalSettings = TerminalSettings()

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                zone_of(value)
            except (KeyError, ValueError, OSError):
                raise ValueError("unknown_zone") from None
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over the file."""
        return env_settings, init_settings

    def host_refs(self, platform: str) -> frozenset[MemberRef]:
        """The hosts of the terminal platform of that name."""
        return frozenset(MemberRef(platform, name) for name in self.terminal.hosts)


def read_settings(file: Path | None) -> Settings:
    """The settings from that file; from `DEFAULT_FILE` where none is named and it is there, else the defaults.

    Raises `ConfigurationError` with every fault, each with its file and line.
    """
    if file is None:
        if not DEFAULT_FILE.is_file():
            return _settings({}, "", None)
        file = DEFAULT_FILE
    try:
        text = file.read_bytes().decode("utf-8-sig")
        values = tomllib.loads(text)
    except FileNotFoundError:
        raise ConfigurationError(fault("config_missing", path=shown(str(file)))) from None
    except (OSError, ValueError) as error:
        if isinstance(error, tomllib.TOMLDecodeError):
            raise ConfigurationError(_broken(error, file)) from None
        raise ConfigurationError(fault("config_unreadable", file=str(file))) from None
    except RecursionError:
        raise ConfigurationError(fault("config_nested", file=str(file))) from None
    return _settings(values, text, file)


def _broken(error: tomllib.TOMLDecodeError, file: Path) -> Fault:
    import re

    found = re.search(r"\(at line (\d+)", str(error))
    return fault("config_broken", file=str(file), line=int(found[1]) if found else None)


def _settings(values: Mapping[str, Any], text: str, file: Path | None) -> Settings:
    try:
        return Settings(**values)
    except ValidationError as error:
        lines = key_lines(text)
        faults = [_fault(one, lines, file) for one in error.errors()]
        raise ConfigurationError(*sorted(faults, key=lambda one: one.line or 0)) from None


def _fault(error: Any, lines: dict[tuple[str, ...], int], file: Path | None) -> Fault:
    path = tuple(str(part) for part in error["loc"])
    key = ".".join(path)
    place: dict[str, Any] = {
        "file": str(file) if file else None,
        "line": nearest_line(lines, path),
    }
    if error["type"] == "extra_forbidden":
        known = _known_keys(path[:-1])
        near = nearest(path[-1], known)
        if near is None:
            return fault("config_unknown", key=shown(key), known=", ".join(sorted(known)), **place)
        return fault("config_unknown_near", key=shown(key), near=near, **place)
    if path[:1] == ("zone",):
        return fault("config_zone", value=shown(str(error["input"])), **place)
    sort = "config_language" if path[:1] == ("language",) else _SORTS.get(error["type"], "config_value")
    return fault(sort, key=shown(key), **place)


_SORTS = {
    "string_type": "config_text",
    "string_too_short": "config_text",
    "string_too_long": "config_text",
    "tuple_type": "config_list",
    "model_type": "config_table",
    "path_type": "config_text",
}


def _known_keys(path: tuple[str, ...]) -> set[str]:
    model: type[BaseModel] = Settings
    for name in path:
        field = model.model_fields.get(name)
        if field is None or not isinstance(field.annotation, type) or not issubclass(field.annotation, BaseModel):
            return set()
        model = field.annotation
    return set(model.model_fields)
