"""The log tells what happened, and neither words of members nor secrets."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any

import pytest

from bot import logs
from bot.errors import PlatformError, fault
from bot.logs import Event
from bot.wording import languages, wording
from tests.leaks import Watch, needle_of

SAID = "It rained on the first evening, and nobody minded."


def line(logger: str, message: object, *values: object, style: logs.Style = "json", **more: Any) -> str:
    record = logging.getLogger(logger).makeRecord(
        logger,
        logging.ERROR,
        "/srv/library/deep/file.py",
        12,
        message,
        values,
        more.pop("exc_info", None),
        "work",
        more,
    )
    return logs.formatter(wording("fr"), style).format(record)


def failed(error: BaseException) -> Any:
    try:
        raise error
    except BaseException:
        import sys

        return sys.exc_info()


@pytest.mark.parametrize("language", languages())
def test_every_event_has_its_sentence(language: str) -> None:
    assert all(wording(language).has(f"log.{event}") for event in Event)
    assert {key for key in sorted(wording(language).keys()) if key.startswith("log.")} == {
        f"log.{event}" for event in Event
    }


def test_a_line_of_json_has_the_events_name_and_its_fields() -> None:
    told = json.loads(line("bot.ticker", Event.BEAT_DONE, cafe="lamp-2026-03-02", late=3.5))
    assert (told["event"], told["level"], told["cafe"], told["late"]) == ("beat_done", "error", "lamp-2026-03-02", 3.5)
    assert told["time"].endswith("Z")


def test_a_person_reads_a_sentence_in_their_language() -> None:
    told = line("bot.ticker", Event.BEAT_DONE, style="human", cafe="lamp")
    assert "Une étape d’un café est faite." in told
    assert "cafe=lamp" in told


def test_of_a_library_the_template_is_told_and_nothing_that_was_put_into_it() -> None:
    told = line("aiosqlite", "executing %s", SAID)
    assert json.loads(told)["event"] == "executing %s"
    assert SAID not in told
    assert SAID not in line("nio", f"cannot read {SAID}")
    assert SAID not in line("nio", "two places %s %s", SAID)
    assert SAID not in line("nio", {"body": SAID})


@pytest.mark.parametrize("style", ["json", "human"])
def test_of_an_exception_the_type_and_the_place_are_told(style: logs.Style) -> None:
    error = ValueError(SAID)
    error.__cause__ = KeyError(SAID)
    error.add_note(SAID)
    told = line("bot.ticker", Event.BEAT_FAILED, style=style, exc_info=failed(error))
    assert "ValueError < KeyError" in told
    assert "tests/test_logs.py:" in told
    assert SAID not in told


def test_of_a_fault_of_ours_the_key_is_told_and_not_its_values() -> None:
    error = PlatformError(fault("no_such_room", room=SAID))
    told = line("bot.host", Event.BEAT_FAILED, exc_info=failed(error))
    assert json.loads(told)["error"] == "PlatformError: no_such_room"


def test_a_field_is_one_line_and_never_a_long_one() -> None:
    told = json.loads(line("bot.host", Event.BEAT_DONE, cafe="a\n\x1b[31mb" + "c" * 200))
    assert told["cafe"].isprintable()
    assert len(told["cafe"]) <= 60


def test_the_log_goes_to_standard_error_once_however_often_it_is_set_up(capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(3):
        logs.set_up(wording("en"), "info", "json")
    logs.logger("bot.ticker").info(Event.BEAT_DONE, cafe="lamp")
    logs.logger("bot.ticker").debug(Event.DELIVERED, cafe="lamp")
    logging.getLogger("library").info("of its own workings")
    captured = capsys.readouterr()
    assert [json.loads(one)["event"] for one in captured.err.splitlines()] == ["beat_done"]
    assert captured.out == ""


def test_a_record_that_cannot_be_written_is_not_told_with_all_that_is_in_it(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(wording("en"), "info", "json")
    logging.getLogger("library").error("%d of them", SAID)
    assert SAID not in capsys.readouterr().err


async def test_a_task_that_nobody_waited_for_is_told_without_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(wording("en"), "info", "json")

    async def fail() -> None:
        raise ValueError(SAID)

    asyncio.get_running_loop().call_exception_handler({"message": SAID, "exception": failed(ValueError(SAID))[1]})
    told = capsys.readouterr().err
    assert "ValueError" in told
    assert SAID not in told


# --- the watch itself finds what leaks ------------------------------------------------------------------------


def test_the_watch_finds_words_names_members_and_secrets_that_leak() -> None:
    own = Watch()
    own.heard_text(SAID)
    own.heard_member("Huguette", "terminal", "huguette")
    own.heard_secret("s3cret-token")
    own.lines.append('{"event": "beat_done", "why": "from Huguette"}')
    assert own.leaks() == ["the name 'Huguette' is in the log"]
    own.lines.append(json.dumps({"a": SAID, "b": "terminal:huguette", "c": "s3cret-token"}))
    assert len(own.leaks()) == 4
    own.lines.clear()
    assert own.leaks(f"Traceback\nValueError: {SAID}") == [f"{needle_of(SAID)!r} is in standard error"]
