"""All that can be configured, and what each value may be."""

from __future__ import annotations

import os
import re
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
    ValidationInfo,
    field_validator,
)
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot.config._discord import DiscordSettings
from bot.config._matrix import MatrixSettings
from bot.domain import RETENTION_DAYS, zone_of
from bot.logs import Level, Style
from bot.programme import Programme
from bot.secret_files import is_file_variable, values_in_files

PREFIX, NESTED = "CAFE_", "__"
"""What the name of a variable begins with, and what stands between the names of a table and of its key."""

_ADDRESS = re.compile(r"postgres(ql)?://[^\s\0]+")


def _without_nul(value: Any) -> Any:
    if "\0" in str(value):
        raise ValueError("nul")
    return value


def _page(value: str) -> str:
    """The address of a page that a browser opens, as people can read it."""
    if not re.fullmatch(r"https?://[^\s<>\0]{1,500}", value):
        raise ValueError("notice_link")
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
    """Who hosts there: their own messages are not part of a café. Where nobody hosts or operates, whoever goes by the
    word for a host does."""

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

    model_config = SettingsConfigDict(extra="forbid", frozen=True, env_prefix=PREFIX, env_nested_delimiter=NESTED)

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

    notice_link: Annotated[str, AfterValidator(_page)] | None = None
    """The address of a page where members read all of what is kept of them; the notice of each café names it."""

    away: tuple[_Absence, ...] = ()
    """When no host is there: a day, or the first and the last one. The rehearsal warns of what falls into it."""

    morning: _Hour = time(9)
    """The hour, in the bot's zone, at which the desk gets its morning list; ``None``, written ``never``, for none."""

    terminal: TerminalSettings = TerminalSettings()

    discord: DiscordSettings = DiscordSettings()

    matrix: MatrixSettings = MatrixSettings()

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
        files.env_vars = values_in_files(os.environ, PREFIX)
        return environment, files, init_settings

    @property
    def goes_out(self) -> bool:
        """Whether cafés live elsewhere than in the terminal."""
        return bool(self.discord.rooms or self.matrix.at_work)
