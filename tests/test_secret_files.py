"""A value of the configuration may stand in a file of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import read_settings
from bot.errors import ConfigurationError


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("CAFE_ZONE", "CREDENTIALS_DIRECTORY"):
        monkeypatch.delenv(name, raising=False)


def test_a_variable_may_name_the_file_of_a_value(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "zone").write_text("Europe/Lisbon\n", encoding="utf-8")
    (tmp_path / "room").write_text("salon\r\n", encoding="utf-8")
    monkeypatch.setenv("CAFE_ZONE_FILE", str(tmp_path / "zone"))
    monkeypatch.setenv("CAFE_TERMINAL__ROOM_FILE", str(tmp_path / "room"))
    settings = read_settings(None)
    assert (settings.zone, settings.terminal.room) == ("Europe/Lisbon", "salon")


def test_a_credential_of_the_supervisor_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "cafe_zone").write_text("Europe/Lisbon", encoding="utf-8")
    (tmp_path / "somebody-elses").write_text("x", encoding="utf-8")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert read_settings(None).zone == "Europe/Lisbon"


def test_the_nearest_wins_a_value_over_a_file_and_both_over_the_configuration(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "config.toml").write_text('zone = "Europe/Paris"', encoding="utf-8")
    (tmp_path / "zone").write_text("Europe/Lisbon", encoding="utf-8")
    monkeypatch.setenv("CAFE_ZONE_FILE", str(tmp_path / "zone"))
    assert read_settings(None).zone == "Europe/Lisbon"
    monkeypatch.setenv("CAFE_ZONE", "Europe/Rome")
    assert read_settings(None).zone == "Europe/Rome"


@pytest.mark.parametrize("content", [None, b"\xff\xfe\xff", b"x" * 200_000])
def test_a_file_that_cannot_be_read_is_named_and_not_what_is_in_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / "zone").write_bytes(content)
    monkeypatch.setenv("CAFE_ZONE_FILE", str(tmp_path / "zone"))
    with pytest.raises(ConfigurationError) as raised:
        read_settings(None)
    (fault,) = raised.value.faults
    assert (fault.key, fault.file) == ("config_secret_file", "CAFE_ZONE_FILE")
    assert "xxx" not in repr(raised.value)


def test_what_is_wrong_in_a_file_is_told_at_its_variable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "zone").write_text("Europe/Atlantis", encoding="utf-8")
    monkeypatch.setenv("CAFE_ZONE_FILE", str(tmp_path / "zone"))
    with pytest.raises(ConfigurationError) as raised:
        read_settings(None)
    assert raised.value.faults[0].file == "CAFE_ZONE_FILE"
