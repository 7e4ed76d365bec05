"""Over the whole test run: no log and no standard error holds what members say, their names, or a secret.

What goes in at the doors (the terminal's people, the host, the store, the settings) is remembered for as long as a
test lasts; every record that is logged meanwhile is written as the program would write it and searched, and so is
what is left on standard error.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
import logging
import re
from collections.abc import Generator
from typing import Any

import pydantic
import pytest

from bot import logs
from bot.host._receiving import Receiver
from bot.platforms.terminal_platform import TerminalPlatform
from bot.store.writing import SqlWriting
from bot.wording import wording

SHORTEST_TEXT = 12
"""A shorter text may stand in a log by accident."""

SHORTEST_NAME = 3


def needle_of(text: str) -> str | None:
    """The part of a text that would be found again in a log, whatever was escaped or cut off."""
    longest = max(re.split(r"[\"'\\\s]{2,}|[\"\\\n\r\t]", text), key=len).strip()[:40]
    return longest if len(longest) >= SHORTEST_TEXT else None


class Watch(logging.Handler):
    """What a test has let in, and what was logged meanwhile."""

    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.texts: set[str] = set()
        self.names: set[str] = set()
        self.secrets: set[str] = set()
        self.lines: list[str] = []
        self.setFormatter(logs.formatter(wording("en"), "json"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    def forget(self) -> None:
        for kept in (self.texts, self.names, self.secrets, self.lines):
            kept.clear()

    def heard_text(self, text: object) -> None:
        if isinstance(text, str) and (needle := needle_of(text)):
            self.texts.add(needle)

    def heard_member(self, name: object, platform: str = "", id: object = "") -> None:
        if isinstance(name, str) and len(name) >= SHORTEST_NAME and name[0].isupper():
            self.names.add(name)
        if platform and isinstance(id, str) and len(id) >= SHORTEST_NAME:
            self.texts.add(f"{platform}:{id}")

    def heard_secret(self, secret: object) -> None:
        if isinstance(secret, str) and len(secret) >= SHORTEST_NAME:
            self.secrets.add(secret)

    def leaks(self, standard_error: str = "") -> list[str]:
        """What has leaked, each with where it was found."""
        logged = "\n".join(self.lines)
        found = []
        for place, haystack in (("the log", logged), ("standard error", standard_error)):
            if haystack:
                found += [f"{one!r} is in {place}" for one in self.texts | self.secrets if one in haystack]
        for name in self.names if logged else ():
            if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", logged):
                found.append(f"the name {name!r} is in the log")
        return sorted(found)


watch = Watch()


def pytest_configure() -> None:
    logging.getLogger().addHandler(watch)
    _listen_at(TerminalPlatform, ("say", "tell", "edit", "join", "choose", "consent", "withdraw"))
    _listen_at(Receiver, ("take",))
    _listen_at(SqlWriting, ("meet", "keep_post", "edit_post", "add_topic"))
    _listen_at(pydantic.SecretStr, ("__init__",))


def _listen_at(door: type, names: tuple[str, ...]) -> None:
    for name in names:
        way_in = getattr(door, name)
        parameters = inspect.signature(way_in)

        @functools.wraps(way_in)
        def heard(*given: Any, _way_in: Any = way_in, _parameters: Any = parameters, **named: Any) -> Any:
            with contextlib.suppress(TypeError):  # a wrong call: the way in itself says so
                _hear(_parameters.bind(*given, **named).arguments)
            return _way_in(*given, **named)

        setattr(door, name, heard)


def _hear(given: dict[str, Any]) -> None:
    """Remember what is given at a door, by the names that its parameters have there."""
    told = given.get("event") or given.get("post")
    watch.heard_secret(given.get("secret_value"))
    watch.heard_text(given.get("text"))
    watch.heard_text(getattr(told, "text", None))
    watch.heard_member(given.get("name"))
    watch.heard_member(getattr(told, "name", None))
    if isinstance(author := given.get("author"), str) and isinstance(given.get("self"), TerminalPlatform):
        watch.heard_member(author, given["self"].name, author)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup() -> Generator[None]:
    watch.forget()
    logging.getLogger("bot").setLevel(logging.DEBUG)
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.passed and not item.get_closest_marker("leaks") and (found := watch.leaks(report.capstderr)):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} tells what is nobody's business:\n" + "\n".join(found[:10])
    return report
