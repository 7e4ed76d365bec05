"""The settings, from the file and the environment."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_settings import SettingsError

from bot.config._faults import setting_fault, unknown_key, unread_variable
from bot.config._settings import Settings
from bot.errors import ConfigurationError, Fault, fault
from bot.programme import read_programmes
from bot.showing import shown
from bot.toml_lines import key_lines, line_too_deep, nearest_line

DEFAULT_FILE = Path("config.toml")
"""Read if it is there and no other file is named."""

LARGEST_FILE = 1_000_000
"""The largest file that is read, in bytes."""


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
    faults = [unknown_key((key,), {"file": str(file), "line": nearest_line(lines, (key,))}) for key in private]
    read = {key: value for key, value in values.items() if key not in private}
    if "programme" in read:
        read["programme"], wrong = read_programmes(read["programme"], lines, str(file))
        faults += wrong
    try:
        made = Settings(**read)
    except ValidationError as error:
        faults += [setting_fault(one, lines, file) for one in error.errors()]
    except SettingsError as error:
        faults.append(unread_variable(error))
    if faults:
        raise ConfigurationError(*sorted(faults, key=lambda one: one.line or 0))
    return made
