"""The log: what happened, for the operator, with no word of a member and no secret in it.

The program's own records are an `Event` and fields: ids, counts, seconds, keys of faults. They go to standard error,
as sentences on a terminal and as JSON Lines anywhere else. Records of libraries are not ours to trust: of them only
the template is told, never what was put into it, and of an exception its type and its place, never its message.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, TextIO, TypeAlias, cast

import structlog
from structlog.stdlib import BoundLogger, ExtraAdder, ProcessorFormatter, render_to_log_kwargs

from bot.errors import CafeError, NotTaken, OwnFault, fault
from bot.showing import shown
from bot.wording import Wording

Level: TypeAlias = Literal["debug", "info", "warning", "error"]
Style: TypeAlias = Literal["auto", "human", "json"]

_HOUSE = Path(__file__).parent.parent
_MOST_FRAMES = 12


class Event(StrEnum):
    """What is told of, by name: the ``event`` of a JSON line, and the key of its sentence below ``[log]``.

    Whoever filters logs relies on these names and on those of the fields.
    """

    STARTED = "started"
    STOPPING = "stopping"
    STOPPED = "stopped"
    HEALTH_LISTENS = "health_listens"
    BEAT_DONE = "beat_done"
    BEAT_REFUSED = "beat_refused"
    BEAT_FAILED = "beat_failed"
    NOTICE = "notice"
    CLAIMS_NOT_RENEWED = "claims_not_renewed"
    BEATS_UNREADABLE = "beats_unreadable"
    DELIVERED = "delivered"
    PROGRAMME_UNREADABLE = "programme_unreadable"
    PROGRAMME_PLANNED = "programme_planned"
    PROGRAMME_TELLS = "programme_tells"
    EVENT_LEFT_OUT = "event_left_out"
    RENEWAL_FAILED = "renewal_failed"
    RENEWAL_REFUSED = "renewal_refused"
    REPLY_FAILED = "reply_failed"
    REPLY_REFUSED = "reply_refused"
    COMMAND_FAILED = "command_failed"
    COMMAND_UNKNOWN = "command_unknown"
    COMMANDS_REFUSED = "commands_refused"
    LETTING_IN_REFUSED = "letting_in_refused"
    ERASING_REFUSED = "erasing_refused"
    THREAD_GONE = "thread_gone"
    PICTURE_FAILED = "picture_failed"
    PICTURE_REFUSED = "picture_refused"
    UPLOADS_NOT_LAID_OUT = "uploads_not_laid_out"
    ROOM_READ_BACK = "room_read_back"
    ROOM_UNREAD = "room_unread"
    UNEXPECTED = "unexpected"
    LISTENING_FAILED = "listening_failed"
    CONNECTION_ENDED = "connection_ended"
    STORING_FAILED = "storing_failed"
    THREAD_ASLEEP = "thread_asleep"
    ROOM_UNPREPARED = "room_unprepared"
    LOOKING_REFUSED = "looking_refused"
    LOOKING_FAILED = "looking_failed"
    LISTENS = "listens"
    LISTENS_NO_MORE = "listens_no_more"


def logger(name: str) -> BoundLogger:
    """A logger for a file of ours: ``log.info(Event.DELIVERED, cafe=..., delivery=...)``.

    Fields are ids, numbers and keys, by names that a `logging.LogRecord` does not have already (``name``, ``args``...).
    A member's words or name, a title, a secret are no fields.
    """
    wrapped = structlog.wrap_logger(
        logging.getLogger(name), processors=[render_to_log_kwargs], wrapper_class=BoundLogger
    )
    return cast(BoundLogger, wrapped)


def faults_of(error: BaseException) -> str:
    """An error as a field: the keys of its faults, or its type where it is none of ours."""
    if isinstance(error, CafeError):
        return ", ".join(one.key for one in error.faults)
    return type(error).__name__


def own_fault(error: BaseException) -> OwnFault:
    """A programming error as a fault: its type and its place, without a word of what it says."""
    place = next(reversed([one for one in places_of(error.__traceback__) if one.startswith(("bot/", "cogs/"))]), "?")
    return OwnFault(fault("unexpected", error=type(error).__name__, place=place))


@contextmanager
def own_faults() -> Iterator[None]:
    """Have whatever is none of the program's named faults come out as `OwnFault`, what a database in good health
    will not take among them."""
    try:
        yield
    except NotTaken as error:
        raise OwnFault(*error.faults) from None
    except CafeError:
        raise
    except Exception as error:
        raise own_fault(error) from None


def told_of(fault: OwnFault) -> dict[str, object]:
    """A fault of our own as fields: the type of the error and its place."""
    return dict(fault.faults[0].values)


def places_of(trace: TracebackType | None) -> list[str]:
    """Where an exception came by, its own place last: ``bot/ticker.py:57 run``. Neither a line of code nor a value."""
    frames = traceback.walk_tb(trace)
    found = [f"{_short(frame.f_code.co_filename)}:{line} {frame.f_code.co_name}" for frame, line in frames]
    return found[-_MOST_FRAMES:]


def set_up(words: Wording, level: Level = "warning", style: Style = "auto") -> None:
    """Write the log to standard error from now on. ``auto`` is ``human`` on a terminal and ``json`` elsewhere.

    Records of libraries are told from ``warning`` on: below that they are of their own workings.
    """
    logging.raiseExceptions = False  # a record that cannot be written would be told of with all that is in it
    handler = _ToStandardError()
    handler.setFormatter(formatter(words, style))
    root = logging.getLogger()
    for former in [one for one in root.handlers if isinstance(one, _ToStandardError)]:
        root.removeHandler(former)
    root.addHandler(handler)
    ours = logging.getLevelNamesMapping()[level.upper()]
    root.setLevel(max(ours, logging.WARNING))
    for house in ("bot", "cogs"):
        logging.getLogger(house).setLevel(ours)


def tell_unexpected(_loop: object, context: Mapping[str, Any]) -> None:
    """What asyncio is to do with an exception that nobody waits for (its exception handler)."""
    error = context.get("exception")
    logger("bot.logs").error(Event.UNEXPECTED, exc_info=error if isinstance(error, BaseException) else None)


def formatter(words: Wording, style: Style = "auto") -> logging.Formatter:
    """What turns a record into a line."""
    terminal = sys.stderr.isatty()
    if style == "json" or (style == "auto" and not terminal):
        return ProcessorFormatter(
            processors=[_told, structlog.processors.JSONRenderer(ensure_ascii=False)], **_AS_GIVEN
        )
    from structlog.dev import ConsoleRenderer

    def worded(_logger: object, _method: str, told: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        key = f"log.{told['event']}"
        told["event"] = words.say(key) if words.has(key) else told["event"]
        told["timestamp"] = told.pop("time")
        return told

    renderer = ConsoleRenderer(colors=terminal, pad_event_to=0, sort_keys=False)
    return ProcessorFormatter(processors=[_told, worded, renderer], **_AS_GIVEN)


_AS_GIVEN: dict[str, Any] = {"use_get_message": False, "pass_foreign_args": True}
"""A record's message is not put together: what goes into a template is not to be told."""


class _ToStandardError(logging.StreamHandler[TextIO]):
    """Writes to standard error as it is when the record comes: it may have been given another place since."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record."""
        self.stream = sys.stderr
        super().emit(record)


_fields = ExtraAdder()


def _told(_logger: object, _method: str, found: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """All that is told of a record, in its order."""
    record: logging.LogRecord = found["_record"]
    ours = isinstance(record.msg, Event)
    told: dict[str, Any] = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": record.levelname.lower(),
        "event": str(record.msg) if ours else _template(record, found["positional_args"]),
    }
    if ours:
        fields: dict[str, Any] = {"_record": record}
        _fields(logging.getLogger(record.name), _method, fields)
        del fields["_record"]
        told |= {name: _plain(value) for name, value in fields.items()}
    else:
        told |= {"logger": record.name, "at": f"{_short(record.pathname)}:{record.lineno} {record.funcName}"}
    error = found.get("exc_info")
    if error and error[1] is not None:
        told |= {"error": _chain(error[1]), "trace": places_of(error[2])}
    return told


def _template(record: logging.LogRecord, values: object) -> str:
    """What a library says, before anything is put into it. What has been put in already cannot be told apart."""
    return shown(record.msg) if values and isinstance(record.msg, str) else record.name


def _chain(error: BaseException) -> str:
    """The type of an exception, and of those that led to it."""

    def types() -> Iterator[str]:
        one: BaseException | None = error
        for _ in range(_MOST_FRAMES):
            if one is None:
                return
            yield f"{type(one).__name__}: {faults_of(one)}" if isinstance(one, CafeError) else type(one).__name__
            one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)

    return " < ".join(types())


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | float) else shown(value)


def _short(path: str) -> str:
    """A file's path from the program's folder on, or from that of the libraries."""
    file = Path(path)
    if file.is_relative_to(_HOUSE) and "site-packages" not in file.relative_to(_HOUSE).parts:
        return file.relative_to(_HOUSE).as_posix()
    return "/".join(file.parts[-2:])
