"""The configuration: ``config.toml`` and the environment, every fault at once."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from datetime import date, time
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    InstanceOf,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from bot.domain import RETENTION_DAYS, MemberRef, zone_of
from bot.errors import ConfigurationError, Fault, fault
from bot.logs import Level, Style
from bot.programme import Programme, read_programmes
from bot.secret_files import ENDING, is_file_variable, values_in_files
from bot.showing import nearest, shown
from bot.stage import member_id
from bot.toml_lines import key_lines, line_too_deep, nearest_line

DEFAULT_FILE = Path("config.toml")
"""Read if it is there and no other file is named."""


LARGEST_FILE = 1_000_000
"""The largest file that is read, in bytes."""

_PREFIX, _NESTED = "CAFE_", "__"

_ADDRESS = re.compile(r"postgres(ql)?://[^\s\0]+")


def _without_nul(value: Any) -> Any:
    if "\0" in str(value):
        raise ValueError("nul")
    return value


def _absence(value: Any) -> Any:
    """A day, or the first and the last one with two dots between them."""
    if isinstance(value, date):
        return (value, value)
    if not isinstance(value, str):
        raise ValueError("away")
    first, dots, last = value.partition("..")
    try:
        begins = date.fromisoformat(first.strip())
        ends = date.fromisoformat(last.strip()) if dots else begins
    except ValueError:
        raise ValueError("away") from None
    if ends < begins:
        raise ValueError("away")
    return (begins, ends)


def _hour(value: Any) -> Any:
    """An hour on the wall, or never."""
    if value == "never" or value is None:
        return None
    if isinstance(value, time):
        return value
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{1,2}:[0-9]{2}", value):
        raise ValueError("hour")
    return time.fromisoformat(value.zfill(5))


_Hour = Annotated[time | None, BeforeValidator(_hour)]
_Absence = Annotated[tuple[date, date], BeforeValidator(_absence)]
_Name = Annotated[str, AfterValidator(_without_nul)]
_Folder = Annotated[Path, AfterValidator(_without_nul)]


class TerminalSettings(BaseModel):
    """The terminal platform, which is there as long as no other is configured."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    room: _Name = Field(default="café", min_length=1, max_length=100)
    """The name of the room."""

    hosts: tuple[_Name, ...] = ()
    """Who hosts there: their own messages are not part of a café."""

    operators: tuple[_Name, ...] = ()
    """Who runs the bot, and may do all that hosts may."""

    desk: _Name | None = Field(default=None, min_length=1, max_length=100)
    """The name of a second room, which hosts alone can read: there they are told what happens behind the scene."""

    @field_validator("desk")
    @classmethod
    def _apart(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is not None and value == info.data.get("room"):
            raise ValueError("desk_in_room")
        return value


class LogSettings(BaseModel):
    """What is told to the operator, on standard error."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    level: Level | None = None
    """The least that is told; where it is not given, ``info``, and ``warning`` where somebody types."""

    format: Style = "auto"
    """``human``: sentences; ``json``: JSON Lines; ``auto``: sentences on a terminal, JSON Lines elsewhere."""


class HealthSettings(BaseModel):
    """Where the bot answers how it is (`bot.health`)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    port: int | None = Field(default=None, ge=1, le=65535)
    """The port of ``/health`` and ``/metrics``; nobody is answered where it is not given."""

    open_to_network: bool = False
    """Whether other machines are answered too; else this machine alone."""


class PictureSettings(BaseModel):
    """What pictures that members bring to a mission or a mockup may be."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    largest: int = Field(default=8_000_000, ge=100_000, le=50_000_000)
    """The largest file that is taken, in bytes."""

    widest: int = Field(default=2_000, ge=200, le=8_000)
    """How wide and how high a picture is kept at most, in pixels."""


class PublishingSettings(BaseModel):
    """When flashbacks are published."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    unattended: bool = True
    """Whether a flashback is published by itself at its instant; else it waits for a host."""

    time_to_look: int = Field(default=24, ge=0, le=720)
    """How many hours after the close members have at least to see how they are quoted, before a host may publish
    earlier than was said at the close."""


class Settings(BaseSettings):
    """All that can be configured; ``config.example.toml`` shows each key.

    A key may also come from the environment, as ``CAFE_`` and its name in capitals, which then wins over the file.
    """

    model_config = SettingsConfigDict(extra="forbid", frozen=True, env_prefix=_PREFIX, env_nested_delimiter=_NESTED)

    database: SecretStr | None = None
    """The address of a database on a PostgreSQL server, a secret; a SQLite file in the data folder where it is not
    given."""

    upgrade: Literal["automatic", "by_hand"] = "automatic"
    """Whether an older database is upgraded by whatever opens it, or by ``cafe db upgrade`` alone."""

    language: Literal["fr", "en"] | None = None
    """The language of cafés opened in the terminal; the command line's own where it is not given."""

    zone: str | None = None
    """The zone of scripts that name none, as an IANA name; this machine's where it is not given."""

    scripts: tuple[_Folder, ...] = (Path("prompts"),)
    """The folders of scripts; those that ship with the bot are always found, after them."""

    retention_days: int = Field(default=RETENTION_DAYS, ge=1, le=36_500)
    """How many days after a café's publication its members' words are kept. Each café keeps to what its notice said."""

    away: tuple[_Absence, ...] = ()
    """When no host is there: a day, or the first and the last one. The rehearsal warns of what falls into it."""

    morning: _Hour = time(9)
    """The hour, in the bot's zone, at which the desk gets its morning list; ``None``, written ``never``, for none."""

    terminal: TerminalSettings = TerminalSettings()

    programme: tuple[InstanceOf[Programme], ...] = ()
    """Which scripts open when; read by `bot.programme.read_programmes`, from the file alone."""

    pictures: PictureSettings = PictureSettings()

    publishing: PublishingSettings = PublishingSettings()

    log: LogSettings = LogSettings()

    health: HealthSettings = HealthSettings()

    @field_validator("database")
    @classmethod
    def _an_address(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _ADDRESS.fullmatch(value.get_secret_value()):
            raise ValueError("no_address")
        return value

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
        """The environment wins over the file; a value in it over one in a file that it names."""
        environment = EnvSettingsSource(settings_cls)
        environment.env_vars = {key: one for key, one in environment.env_vars.items() if not is_file_variable(key)}
        files = EnvSettingsSource(settings_cls)
        files.env_vars = values_in_files(os.environ, _PREFIX)
        return environment, files, init_settings

    def host_refs(self, platform: str) -> frozenset[MemberRef]:
        """The hosts of the terminal platform of that name, operators included."""
        return frozenset(MemberRef(platform, member_id(name)) for name in self.terminal.hosts) | self.operator_refs(
            platform
        )

    def operator_refs(self, platform: str) -> frozenset[MemberRef]:
        """The operators of the terminal platform of that name."""
        return frozenset(MemberRef(platform, member_id(name)) for name in self.terminal.operators)


def read_settings(file: Path | None) -> Settings:
    """The settings from that file; from `DEFAULT_FILE` where none is named and it is there, else the defaults.

    Raises `ConfigurationError` with every fault, each with its file and line.
    """
    if file is None:
        if not DEFAULT_FILE.is_file():
            return _settings({}, "", None)
        file = DEFAULT_FILE
    text = _text(file)
    if (line := line_too_deep(text)) is not None:
        raise ConfigurationError(fault("config_nested", file=str(file), line=line))
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(_broken(error, text, file)) from None
    except ValueError:
        # A number of thousands of digits.
        raise ConfigurationError(fault("config_unclear", file=str(file))) from None
    except RecursionError:
        raise ConfigurationError(fault("config_nested", file=str(file))) from None
    return _settings(values, text, file)


def _text(file: Path) -> str:
    try:
        if not file.exists():
            raise ConfigurationError(fault("config_missing", path=shown(str(file))))
        if not file.is_file():
            raise ConfigurationError(fault("config_not_file", file=str(file)))
        with file.open("rb") as stream:
            content = stream.read(LARGEST_FILE + 1)
    except PermissionError:
        raise ConfigurationError(fault("config_not_allowed", file=str(file))) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise ConfigurationError(fault("config_unreadable", path=shown(str(file)), reason=reason)) from None
    if len(content) > LARGEST_FILE:
        raise ConfigurationError(fault("config_too_big", file=str(file)))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigurationError(fault("config_not_utf8", file=str(file), line=line)) from None


def _broken(error: tomllib.TOMLDecodeError, text: str, file: Path) -> Fault:
    if found := re.search(r"\(at line (\d+)", str(error)):
        return fault("config_broken", file=str(file), line=int(found[1]))
    return fault("config_cut_off", file=str(file), line=max(1, len(text.splitlines())))


def _settings(values: Mapping[str, Any], text: str, file: Path | None) -> Settings:
    lines = key_lines(text)
    # Names that begin so are not keys but switches of pydantic-settings itself.
    private = [key for key in values if key.startswith("_")]
    faults = [_unknown((key,), {"file": str(file), "line": nearest_line(lines, (key,))}) for key in private]
    read = {key: value for key, value in values.items() if key not in private}
    if "programme" in read:
        read["programme"], wrong = read_programmes(read["programme"], lines, str(file))
        faults += wrong
    try:
        made = Settings(**read)
    except ValidationError as error:
        faults += [_fault(one, lines, file) for one in error.errors()]
    except SettingsError as error:
        faults.append(_unread_variable(error))
    if faults:
        raise ConfigurationError(*sorted(faults, key=lambda one: one.line or 0))
    return made


def _unread_variable(error: SettingsError) -> Fault:
    """A variable that had to be JSON and is not; only the sentence of the error says which."""
    found = re.search(r'field "(\w+)"', str(error))
    field = found[1] if found else "scripts"
    if field == "programme":
        return fault("programme_environment", file=f"{_PREFIX}PROGRAMME")
    sort = "config_environment_list" if field == "scripts" else "config_environment_table"
    return fault(sort, file=f"{_PREFIX}{field.upper()}")


def _place(path: tuple[str, ...], lines: dict[tuple[str, ...], int], file: Path | None) -> dict[str, Any]:
    """Where a value comes from: the variable that gives it, which wins, or the line of the file."""
    variables = {name.upper(): name for name in os.environ}
    for length in range(len(path), 0, -1):
        wanted = _PREFIX + _NESTED.join(path[:length]).upper()
        if name := variables.get(wanted) or variables.get(wanted + ENDING):
            return {"file": name, "line": None}
    return {"file": str(file) if file else None, "line": nearest_line(lines, path)}


def _unknown(path: tuple[str, ...], place: dict[str, Any]) -> Fault:
    key, known = shown(".".join(path)), _known_keys(path[:-1])
    near = nearest(path[-1], known)
    if near is None:
        return fault("config_unknown", key=key, known=", ".join(sorted(known)), **place)
    return fault("config_unknown_near", key=key, near=near, **place)


def _fault(error: Any, lines: dict[tuple[str, ...], int], file: Path | None) -> Fault:
    path = tuple(str(part) for part in error["loc"])
    key = ".".join(part for part in path if not part.isdecimal())
    place = _place(path, lines, file)
    if error["type"] == "extra_forbidden":
        return _unknown(path, place)
    if path[:1] == ("programme",):
        return fault("programme_environment", file=f"{_PREFIX}PROGRAMME")
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
    if error["type"] == "value_error" and "desk_in_room" in error["msg"]:
        return fault("config_desk", key=shown(key), **place)
    sort = "config_language" if path[:1] == ("language",) else _SORTS.get(error["type"], "config_value")
    return fault(sort, key=shown(key), **place)


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
    for name in path:
        field = model.model_fields.get(name)
        if field is None or not isinstance(field.annotation, type) or not issubclass(field.annotation, BaseModel):
            return set()
        model = field.annotation
    return set(model.model_fields)
