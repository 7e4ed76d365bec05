"""The configuration: ``config.toml`` and the environment, every fault at once."""

from __future__ import annotations

from bot.config._discord import DiscordRoomSettings, DiscordSettings
from bot.config._matrix import MatrixAccount, MatrixRoomSettings, MatrixSettings
from bot.config._reading import DEFAULT_FILE, LARGEST_FILE, read_settings
from bot.config._settings import (
    HealthSettings,
    LogSettings,
    PictureSettings,
    PublishingSettings,
    Settings,
    TerminalSettings,
)

__all__ = [
    "DEFAULT_FILE",
    "LARGEST_FILE",
    "DiscordRoomSettings",
    "DiscordSettings",
    "HealthSettings",
    "LogSettings",
    "MatrixAccount",
    "MatrixRoomSettings",
    "MatrixSettings",
    "PictureSettings",
    "PublishingSettings",
    "Settings",
    "TerminalSettings",
    "read_settings",
]
