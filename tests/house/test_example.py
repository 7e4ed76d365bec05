"""``config.example.toml`` shows every key with its default, and nothing else."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel, SecretStr

from bot.config import DiscordRoomSettings, MatrixRoomSettings, Settings, read_settings
from bot.programme import KEYS as PROGRAMME_KEYS
from tests.conftest import ROOT

EXAMPLE = ROOT / "config.example.toml"
TEXT = EXAMPLE.read_text(encoding="utf-8")

SECTIONS = {("programme",), ("discord", "room"), ("matrix", "room"), ("matrix", "accounts")}
"""What there is several times, each a section of its own."""

# A line such as `# zone = "Europe/Paris"` is a key that may be left out, with an example.
LEFT_OUT = re.compile(r"^# (?=\w+ = |\[)", re.MULTILINE)


def keys(model: type[BaseModel] = Settings, above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every key of the settings with its default, that of a table's own among them."""
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from keys(field.annotation, (*above, name))
        elif (*above, name) not in SECTIONS:
            yield (*above, name), field.get_default(call_default_factory=True)


def found(text: str, path: tuple[str, ...]) -> Any:
    value: Any = tomllib.loads(text)
    for name in path:
        value = value.get(name, {}) if isinstance(value, dict) else {}
    return None if value == {} else value


@pytest.mark.parametrize(("path", "default"), list(keys()), ids=lambda one: str(one)[:40])
def test_every_key_is_there_with_its_default_or_with_an_example_of_what_is_left_out(
    path: tuple[str, ...], default: Any
) -> None:
    shown = found(TEXT, path)
    if default is None:
        assert shown is None, f"{path} has no default, so it is to be commented out"
        assert found(LEFT_OUT.sub("", TEXT), path) is not None, f"{path} has no example"
    else:
        assert getattr(read_settings(EXAMPLE), path[0]) == getattr(Settings(), path[0])
        assert shown is not None, f"{path} is not there"


def test_every_key_that_is_there_is_known(tmp_path: Any) -> None:
    file = tmp_path / "config.toml"
    file.write_text(LEFT_OUT.sub("", TEXT), encoding="utf-8")
    read_settings(file)


@pytest.mark.parametrize("path", [path for path, _ in keys()], ids=".".join)
def test_every_key_has_a_comment_beside_it_or_above(path: tuple[str, ...]) -> None:
    lines = TEXT.splitlines()
    (number,) = [
        number
        for number, line in enumerate(lines)
        if re.match(rf"(# )?{path[-1]} = ", line) and _table_of(lines, number) == path[:-1]
    ]
    above = lines[number - 1] if number else ""
    assert re.search(r"\s#\s", lines[number][2:]) or (above.startswith("# ") and not LEFT_OUT.match(above))


def _table_of(lines: list[str], number: int) -> tuple[str, ...]:
    for line in reversed(lines[:number]):
        if header := re.match(r"(?:# )?\[+([\w.]+)\]+", line):
            return tuple(header[1].split("."))
    return ()


@pytest.mark.parametrize(
    "path", [path for path, _ in keys() if path[-1] in ("database", "token", "password")], ids=".".join
)
def test_a_secret_names_its_variable(path: tuple[str, ...]) -> None:
    model: Any = Settings
    for name in path[:-1]:
        model = model.model_fields[name].annotation
    assert SecretStr.__name__ in str(model.model_fields[path[-1]].annotation)
    assert "CAFE_" + "__".join(path).upper() in TEXT


def test_a_programme_is_shown_with_its_keys() -> None:
    shown = tomllib.loads(LEFT_OUT.sub("", TEXT)).get("programme")
    assert shown, "there is no [[programme]]"
    assert all(set(one) <= set(PROGRAMME_KEYS) for one in shown)


def test_a_room_on_discord_is_shown_with_its_keys() -> None:
    shown = tomllib.loads(LEFT_OUT.sub("", TEXT))["discord"].get("room")
    assert shown, "there is no [[discord.room]]"
    assert set(shown[0]) == set(DiscordRoomSettings.model_fields)


def test_a_room_on_matrix_is_shown_with_its_keys() -> None:
    shown = tomllib.loads(LEFT_OUT.sub("", TEXT))["matrix"].get("room")
    assert shown, "there is no [[matrix.room]]"
    assert set(shown[0]) == set(MatrixRoomSettings.model_fields)


def test_another_account_on_matrix_is_shown_with_a_room() -> None:
    [shown] = tomllib.loads(LEFT_OUT.sub("", TEXT))["matrix"]["accounts"].values()
    assert {"homeserver", "user", "room"} <= set(shown)
