"""What can be configured of the accounts on Matrix."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, SecretStr, model_validator

_USER = re.compile(r"@[^:\s\0]{1,200}:[^\s\0]{1,200}")
_ROOM = re.compile(r"#[^:\s\0]{1,200}:[^\s\0]{1,200}|![^\s\0]{1,250}")


def _homeserver(value: Any) -> Any:
    """The address of a homeserver, without a slash at its end."""
    text = value.strip().rstrip("/") if isinstance(value, str) else ""
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("https", "http") and bool(parts.hostname) and not parts.query and parts.port != 0
    except ValueError:
        good = False
    if not good or re.search(r"[\s\0]", text):
        raise ValueError("matrix_homeserver")
    return text


def _user(value: Any) -> Any:
    if not isinstance(value, str) or not _USER.fullmatch(value.strip()):
        raise ValueError("matrix_user")
    return value.strip()


def _room(value: Any) -> Any:
    if not isinstance(value, str) or not _ROOM.fullmatch(value.strip()):
        raise ValueError("matrix_room")
    return value.strip()


def _prefix(value: Any) -> Any:
    """What stands before a command: nothing that people begin a word with."""
    text = value if isinstance(value, str) else ""
    if not 1 <= len(text) <= 5 or any(one.isalnum() or not one.isprintable() or one.isspace() for one in text):
        raise ValueError("matrix_prefix")
    return text


def _level(value: Any) -> Any:
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= 9:
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 1 << 53:
        raise ValueError("matrix_host_level")
    return value


def _account(value: Any) -> Any:
    """What an account is called: a part of a variable's name, and of a file's."""
    if not isinstance(value, str) or not re.fullmatch(r"[a-z][a-z0-9]{0,19}", value):
        raise ValueError("matrix_called")
    return value


MatrixUser = Annotated[str, BeforeValidator(_user)]
"""Somebody's id: ``@name:example.org``."""

MatrixRoom = Annotated[str, BeforeValidator(_room)]
"""A room's id (``!...``) or address (``#name:example.org``)."""


class MatrixRoomSettings(BaseModel):
    """One community's place on Matrix: where its cafés live, and who its hosts are."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    room: MatrixRoom
    """The room in whose threads cafés live."""

    language: Literal["fr", "en"] = "fr"
    """What the bot speaks there."""

    desk: MatrixRoom | None = None
    """A room that hosts alone can read: there they are told what happens behind the scene."""

    hosts: tuple[MatrixUser, ...] = ()
    """The accounts that host there."""

    host_level: Annotated[int, BeforeValidator(_level)] | None = None
    """The power level in the room from which on somebody hosts there; ``None``: nobody does by their level."""

    @model_validator(mode="after")
    def _apart(self) -> MatrixRoomSettings:
        if self.desk is not None and self.desk == self.room:
            raise ValueError("desk_in_room")
        return self


class MatrixAccount(BaseModel):
    """An account on Matrix."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    homeserver: Annotated[str, BeforeValidator(_homeserver)] | None = None
    """The address of its homeserver's client-server interface."""

    user: MatrixUser | None = None
    """The account's id."""

    password: SecretStr | None = None
    """Its password, a secret: it is used once, to log in; then a token is kept in the data folder."""

    token: SecretStr | None = None
    """An access token, a secret, instead of the password."""

    encryption: bool = False
    """Whether the bot reads, and speaks in, rooms that are encrypted; takes the extra ``e2e``."""

    encryption_secret: SecretStr | None = None
    """What its keys are kept under in the data folder, a secret."""

    operators: tuple[MatrixUser, ...] = ()
    """The accounts of those who run the bot: they may do all that hosts may, everywhere."""

    prefix: Annotated[str, BeforeValidator(_prefix)] = "!"
    """What stands before a command."""

    flashback_page: bool = False
    """Whether a flashback goes along as a page, in a file: a homeserver may go on handing it out once it was taken
    back."""

    room: tuple[MatrixRoomSettings, ...] | None = None
    """The rooms, one for each community."""

    @model_validator(mode="after")
    def _account_known(self) -> Self:
        if self.room and (self.homeserver is None or self.user is None):
            raise ValueError("matrix_account")
        if self.encryption and self.encryption_secret is None:
            raise ValueError("matrix_encryption_secret")
        return self

    @property
    def rooms(self) -> tuple[MatrixRoomSettings, ...]:
        """The rooms there are."""
        return self.room or ()

    @property
    def hostless(self) -> tuple[MatrixRoomSettings, ...]:
        """The rooms in which nobody hosts."""
        return () if self.operators else tuple(one for one in self.rooms if not one.hosts and one.host_level is None)


class MatrixSettings(MatrixAccount):
    """The account on Matrix, and whatever others there are beside it, on any homeservers."""

    accounts: dict[Annotated[str, BeforeValidator(_account)], MatrixAccount] = {}
    """The others, by what they are called here."""

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        users = [one.user for one in self.each.values() if one.user is not None]
        if len(set(users)) < len(users):
            raise ValueError("matrix_twice")
        return self

    @property
    def each(self) -> Mapping[str, MatrixAccount]:
        """Every account, by its name: the ``platform`` of all references."""
        return {"matrix": self, **{self.name_of(called): one for called, one in self.accounts.items()}}

    @staticmethod
    def name_of(called: str) -> str:
        """The name of another account, by what it is called in the configuration."""
        return f"matrix-{called}"

    @property
    def at_work(self) -> Mapping[str, MatrixAccount]:
        """Those that have rooms."""
        return {name: one for name, one in self.each.items() if one.rooms}
