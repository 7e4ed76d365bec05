"""How Discord says no: a status, a code of its own, and a sentence."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """A request that Discord would refuse. ``body`` is the answer's JSON."""

    def __init__(self, status: int, code: int, message: str, **more: Any) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.body: dict[str, Any] = {"message": message, "code": code, **more}


class Invalid(Refused):
    """400 with 50035: the request's form is wrong. In a test that is the bot's fault (`Fault`)."""

    def __init__(self, where: str, what: str) -> None:
        path: dict[str, Any] = {"_errors": [{"code": "INVALID", "message": what}]}
        for key in reversed([part for part in where.split(".") if part]):
            path = {key: path}
        super().__init__(400, 50035, "Invalid Form Body", errors=path)
        self.where = where
        self.what = what


def unknown(thing: str, code: int) -> Refused:
    """404: there is no such thing."""
    return Refused(404, code, f"Unknown {thing}")


def no_access() -> Refused:
    """403: the channel cannot be seen."""
    return Refused(403, 50001, "Missing Access")


def no_right() -> Refused:
    """403: a permission is missing."""
    return Refused(403, 50013, "Missing Permissions")


def archived() -> Refused:
    """400: what is asked for cannot be done in an archived thread."""
    return Refused(400, 50083, "Thread is archived")


UNKNOWN_CHANNEL = ("Channel", 10003)
UNKNOWN_GUILD = ("Guild", 10004)
UNKNOWN_MEMBER = ("Member", 10007)
UNKNOWN_MESSAGE = ("Message", 10008)
UNKNOWN_ROLE = ("Role", 10011)
UNKNOWN_USER = ("User", 10013)
UNKNOWN_EMOJI = ("Emoji", 10014)
UNKNOWN_WEBHOOK = ("Webhook", 10015)
UNKNOWN_INTERACTION = ("interaction", 10062)
UNKNOWN_COMMAND = ("application command", 10063)
UNKNOWN_EVENT = ("Guild Scheduled Event", 10070)
