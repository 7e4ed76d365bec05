"""Settings whose value stands in a file of its own, as Docker and systemd hand over secrets.

``CAFE_DATABASE_FILE=/run/secrets/database`` gives the key ``database`` the content of that file. In the folder that
systemd names in ``CREDENTIALS_DIRECTORY`` (``LoadCredential=``) a file ``cafe_database`` does the same.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.errors import ConfigurationError, fault
from bot.showing import shown

ENDING = "_FILE"
LARGEST = 100_000
"""The largest such file, in bytes."""


def is_file_variable(name: str) -> bool:
    """Whether a variable names a file instead of giving a value."""
    return name.upper().endswith(ENDING)


def values_in_files(environment: Mapping[str, str], prefix: str) -> dict[str, str]:
    """What files give, by the name of the variable each stands for, in small letters; a line break at the end is no
    part of it. A file that a variable names wins over a credential.

    Raises `ConfigurationError` for every file that cannot be read, never with what is in it.
    """
    read: dict[str, str] = {}
    faults = []
    for variable, name, path in _files(environment, prefix):
        try:
            with path.open("rb") as file:
                content = file.read(LARGEST + 1)
            if len(content) > LARGEST:
                raise ValueError
            read[name] = content.decode("utf-8-sig").rstrip("\r\n")
        except (OSError, ValueError):
            faults.append(fault("config_secret_file", file=variable, path=shown(str(path))))
    if faults:
        raise ConfigurationError(*faults)
    return read


def _files(environment: Mapping[str, str], prefix: str) -> Iterator[tuple[str, str, Path]]:
    folder = environment.get("CREDENTIALS_DIRECTORY")
    if folder and os.path.isdir(folder):
        for path in sorted(Path(folder).iterdir()):
            if path.name.upper().startswith(prefix) and path.is_file():
                yield "CREDENTIALS_DIRECTORY", path.name.lower(), path
    for variable, value in environment.items():
        if variable.upper().startswith(prefix) and is_file_variable(variable) and value:
            yield variable, variable[: -len(ENDING)].lower(), Path(value)
