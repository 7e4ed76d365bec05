"""Imports point one way, and each library is known in one place."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

ROOMS: list[set[str]] = [
    {"errors", "domain"},
    {"wording", "showing", "toml_lines", "markup", "cafe_names", "naming", "lettering", "pictures"},
    {"kinds", "script", "rhythm", "lateness", "digest", "conversation", "programme", "nudging", "replanning"},
    {"ports", "store", "config", "pages", "stage", "scene", "clock", "logs", "secret_files", "programme_file"},
    {"host", "ticker", "commands"},
    {"platforms", "terminal_front", "matrix_front"},
    {"foresight"},
    {
        "health",
        "health_pages",
        "wiring",
        "rehearsal",
        "replay",
        "restoring",
        "telling",
        "page_files",
        "cli",
        "__main__",
    },
]
"""The rooms of the house, from the ground up: what stands in one imports from its own row and from those before."""

KNOWN_IN = {
    "sqlalchemy": ("bot/store/",),
    "aiosqlite": ("bot/store/",),
    "alembic": ("bot/store/",),
    "asyncpg": ("bot/store/",),
    "apscheduler": ("bot/clock.py",),
    "dateutil": ("bot/programme/_calendar.py",),
    "discord": ("cogs/", "bot/platforms/discord_platform"),
    "nio": ("bot/platforms/matrix_platform",),
    "jinja2": ("bot/pages/",),
    "babel": ("bot/wording.py",),
    "click": ("bot/cli/",),
    "rich": ("bot/cli/", "bot/pages/", "bot/telling.py", "bot/terminal_front/"),
    "aiohttp": ("bot/health_pages.py", "bot/platforms/"),
    "prometheus_client": ("bot/health.py", "bot/health_pages.py"),
    "structlog": ("bot/logs.py",),
    "pydantic": (
        "bot/config/",
        "bot/wiring/_matrix.py",
        "bot/platforms/discord_platform",
        "bot/platforms/matrix_platform",
    ),
    "rapidfuzz": ("bot/kinds/",),
    "stopwordsiso": ("bot/digest/",),
    "confusable_homoglyphs": ("bot/lettering.py",),
    "icalendar": ("bot/kinds/",),
    "PIL": ("bot/script/", "bot/pictures.py"),
    "pydantic_settings": ("bot/config/",),
}
"""Which files may know a library."""

PLATFORM_NAMES = ("discord", "matrix", "terminal")


def sources() -> list[Path]:
    return sorted(path for folder in ("bot", "cogs") for path in (ROOT / folder).rglob("*.py"))


def room_of(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if parts[0] == "bot" and len(parts) > 1 else None


def imports(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.lineno, node.module
            if node.module in ("bot", "bot.platforms", "bot.store"):
                yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def row_of(room: str) -> int:
    return next(number for number, row in enumerate(ROOMS) if room in row)


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_imports_from_its_own_row_of_the_house_and_from_those_below(path: Path) -> None:
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    own = room_of(module)
    if own is None or own == "__init__":
        return
    for line, name in imports(path):
        other = room_of(name)
        if other is None or other == own or other.startswith("__"):
            continue
        assert row_of(other) <= row_of(own), f"{path}:{line}: {own} imports {name}, which stands above it"


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_library_is_known_in_one_place(path: Path) -> None:
    relative = path.relative_to(ROOT).as_posix()
    for line, name in imports(path):
        allowed = KNOWN_IN.get(name.partition(".")[0])
        assert allowed is None or relative.startswith(allowed), f"{path}:{line}: {name} is not to be known here"


@pytest.mark.parametrize(
    "path", [one for one in sources() if one.is_relative_to(ROOT / "bot")], ids=lambda path: str(path.relative_to(ROOT))
)
def test_the_bot_never_imports_what_is_brought_by_name(path: Path) -> None:
    for line, name in imports(path):
        assert name.partition(".")[0] != "cogs", f"{path}:{line}: cogs are loaded by name"


def test_the_domain_and_the_errors_know_the_standard_library_only() -> None:
    import sys

    for path in (ROOT / "bot" / "errors.py", *(ROOT / "bot" / "domain").glob("*.py")):
        for line, module in imports(path):
            own = module.startswith(("bot.domain", "bot.errors"))
            assert own or module.partition(".")[0] in sys.stdlib_module_names, f"{path}:{line}: {module}"


def test_rows_do_not_import_in_circles() -> None:
    edges: dict[str, set[str]] = {}
    for path in sources():
        own = room_of(".".join(path.relative_to(ROOT).with_suffix("").parts))
        if own is None or own.startswith("__"):
            continue
        found = {room for _, name in imports(path) if (room := room_of(name)) and not room.startswith("__")}
        edges.setdefault(own, set()).update(found - {own})
    done: set[str] = set()

    def walk(room: str, way: tuple[str, ...]) -> None:
        assert room not in way, f"imports go in a circle: {' -> '.join([*way, room])}"
        if room not in done:
            for other in sorted(edges.get(room, ())):
                walk(other, (*way, room))
            done.add(room)

    for room in sorted(edges):
        walk(room, ())


CORE = (
    "errors",
    "domain",
    "kinds",
    "script",
    "rhythm",
    "lateness",
    "markup",
    "digest",
    "ports",
    "host",
    "ticker",
    "store",
    "programme",
    "replanning",
    "commands",
    "naming",
    "lettering",
    "wording",
    "nudging",
)
NAMED = re.compile(rf"(?:{'|'.join(PLATFORM_NAMES)})(?:\.|$)", re.IGNORECASE)
"""A platform's name, alone or at the beginning of a key."""


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_platform_is_named_by_the_core(path: Path) -> None:
    own = room_of(".".join(path.relative_to(ROOT).with_suffix("").parts))
    if own not in CORE:
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert not NAMED.match(node.value), f"{path}:{node.lineno}: asks for a platform by its name"


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_the_time_is_asked_of_the_clock_alone(path: Path) -> None:
    if path.name == "clock.py":
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and node.attr in ("now", "utcnow", "today", "time_ns", "monotonic"):
            owner = node.value
            name = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
            assert name not in ("datetime", "date", "time"), f"{path}:{node.lineno}: asks the machine for the time"
