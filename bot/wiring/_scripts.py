"""Where scripts lie, and what their cafés live by where they say nothing of it."""

from __future__ import annotations

from pathlib import Path

from bot.config import Settings
from bot.domain import Script, zone_of

SHIPPED = next(
    (
        folder
        for folder in (Path(__file__).parents[1] / "prompts", Path(__file__).parents[2] / "prompts")
        if folder.is_dir()
    ),
    Path("prompts"),
)
"""The folder of the scripts that ship with the bot: inside the installed package, or beside it in a clone."""


UPLOADS = "scripts"
"""The folder, in the data folder, of the scripts that hosts have uploaded."""


def script_folders(settings: Settings, data: Path | None = None) -> list[Path]:
    """Where scripts are looked for: those that hosts have uploaded into the data folder, the configured folders, then
    the shipped one."""
    folders = [folder for folder in settings.scripts if folder.resolve() != SHIPPED.resolve()]
    return [*([data / UPLOADS] if data else []), *folders, SHIPPED]


def zone_for(script: Script | None, settings: Settings) -> str:
    """The zone a café of that script lives in: the script's, else the configured one, else this machine's."""
    if named := (script and script.zone) or settings.zone:
        return named
    from tzlocal import get_localzone_name

    try:
        zone_of(name := get_localzone_name() or "UTC")
    except (KeyError, ValueError, OSError):
        return "UTC"
    return name


def language_for(script: Script, settings: Settings, *spoken: str) -> str:
    """The language a café of that script speaks: the first of those spoken in its room that the script has, the
    configured one before them, else the script's own."""
    return next((one for one in (settings.language, *spoken) if one in script.languages), script.languages[0])
