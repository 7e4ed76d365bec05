"""The fields of one line, each read by a rule; what is wrong is gathered, so that one reading names it all."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from typing import Any

from bot.conversation._times import Times
from bot.domain import LONGEST_POST, Attachment, Consent
from bot.errors import Fault, fault

LONGEST_ID = 200
LONGEST_NAME = 200
LONGEST_TITLE = 200
LONGEST_EMOJI = 64
LONGEST_ATTACHMENT_NAME = 500
_ADDRESS = re.compile(r"[/\\]|[A-Za-z][A-Za-z0-9+.-]*:")
"""How an address of the web begins, and an absolute path."""
LONGEST_ALTERNATIVE = 4_000
LONGEST_ADDRESS = 2_000
MOST_CHOICES = 20
MOST_ATTACHMENTS = 100

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*")
_WHOLE = re.compile(r"-?[0-9]{1,9}")
_LONGEST_SHOWN = 60
_NEVER = datetime.min.replace(tzinfo=UTC)


def shown(value: str) -> str:
    """A value of the file as a fault may repeat it: short, and harmless to a terminal."""
    short = value if len(value) <= _LONGEST_SHOWN else value[: _LONGEST_SHOWN - 1] + "…"
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in short)


class Fields:
    """One line's object. A field that is wrong adds to ``faults`` and reads as an empty value of its type."""

    def __init__(self, values: dict[str, Any], file: str, line: int, times: Times) -> None:
        self.values = values
        self.line = line
        self.faults: list[Fault] = []
        self.offset = timedelta()
        """The offset of the clock that `instant` was read on."""
        self.file = file
        self._times = times

    def wrong(self, found: Fault) -> None:
        """Note a fault of this line."""
        self.faults.append(replace(found, file=self.file, line=self.line))

    def identifier(self, field: str) -> str:
        """An id: text that is not empty."""
        return sys.intern(self._checked(field, self.values.get(field), LONGEST_ID, filled=True))

    def identifier_if_any(self, field: str) -> str | None:
        """An id, or ``None`` where it is missing or null."""
        return None if self.values.get(field) is None else self.identifier(field)

    def name(self, field: str = "name") -> str:
        """The member's name; empty where the line gives none."""
        given = self.values.get(field)
        return "" if given is None else sys.intern(self._checked(field, given, LONGEST_NAME).strip())

    def emoji(self) -> str:
        """The emoji of a reaction."""
        return sys.intern(self._checked("emoji", self.values.get("emoji"), LONGEST_EMOJI, filled=True))

    def text(self, field: str = "text") -> str:
        """The text of a post; it may be empty, as when there is only a picture."""
        return self._checked(field, self.values.get(field), LONGEST_POST)

    def title(self) -> str | None:
        """The title of a conversation, if it has one."""
        given = self.values.get("title")
        return None if given is None else self._checked("title", given, LONGEST_TITLE).strip() or None

    def language(self) -> str | None:
        """The language tag of a conversation, if it has one."""
        given = self.values.get("language")
        if given is None:
            return None
        if not isinstance(given, str) or len(given) > _LONGEST_SHOWN or not _LANGUAGE.fullmatch(given):
            self.wrong(fault("conversation_language"))
            return None
        return given

    def version(self, newest: int) -> int:
        """The version of the format; ``newest`` stands where there is none."""
        given = self.values.get("version", newest)
        if not isinstance(given, int) or isinstance(given, bool) or given < 1:
            self.wrong(fault("conversation_version", newest=str(newest)))
            return newest
        return given

    def instant(self) -> datetime:
        """When it happened, in UTC."""
        given = self.values.get("at")
        if given is None:
            self.wrong(fault("conversation_missing_field", field="at"))
            return _NEVER
        moment = self._times.read(given) if isinstance(given, str) else fault("conversation_time_unreadable")
        if isinstance(moment, Fault):
            self.wrong(moment)
            return _NEVER
        self.offset = moment.offset
        return moment.at

    def consent(self) -> Consent:
        """How a member may be quoted."""
        given = self.values.get("choice")
        if isinstance(given, str) and given in list(Consent):
            return Consent(given)
        self.wrong(fault("conversation_consent", known=", ".join(Consent)))
        return Consent.NONE

    def choices(self) -> tuple[str, ...]:
        """What was chosen: between one and `MOST_CHOICES` texts."""
        given = self.values.get("choices")
        if not isinstance(given, list) or not 1 <= len(given) <= MOST_CHOICES:
            self.wrong(fault("conversation_choices", limit=MOST_CHOICES))
            return ()
        return tuple(sys.intern(self._checked("choices", one, LONGEST_ID, filled=True)) for one in given)

    def attachments(self, named: str = "name") -> tuple[Attachment, ...]:
        """The files that came with a post; the name of each stands under ``named``."""
        given = self.values.get("attachments")
        if given is None:
            return ()
        if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
            self.wrong(fault("conversation_attachments"))
            return ()
        if len(given) > MOST_ATTACHMENTS:
            self.wrong(fault("conversation_many_attachments", n=len(given), limit=MOST_ATTACHMENTS))
            return ()
        return tuple(self._attachment(one, named) for one in given)

    def _attachment(self, given: dict[str, Any], named: str) -> Attachment:
        alternative, address = given.get("alt"), given.get("url")
        return Attachment(
            name=self._checked(f"attachments.{named}", given.get(named), LONGEST_ATTACHMENT_NAME, filled=True),
            alt=None if alternative is None else self._checked("attachments.alt", alternative, LONGEST_ALTERNATIVE),
            url=None if address is None else self._checked("attachments.url", address, LONGEST_ADDRESS),
            # A relative path, to a file beside this one.
            fetchable=isinstance(address, str) and bool(address) and _ADDRESS.match(address) is None,
        )

    def workshop_among(self, known: Sequence[str] | None, key: str | None) -> None:
        """Note a fault for a workshop that is not among the known ones; with ``None`` every workshop is."""
        if known is None or not key or key in known:
            return
        if not known:
            self.wrong(fault("conversation_no_workshops", workshop=shown(key)))
            return
        nearest = get_close_matches(key, known, n=1, cutoff=0.0)[0]
        self.wrong(fault("conversation_unknown_workshop", workshop=shown(key), nearest=shown(nearest)))

    def chosen_among(self, offered: Sequence[str] | range, workshop: str, chosen: Sequence[str]) -> tuple[str, ...]:
        """The positions (the numbers of a scale) that were chosen, each of them given as such or by a key.

        Notes a fault for what is none of them. A position is never taken for a key.
        """
        if isinstance(offered, range):
            for one in chosen:
                if one and not (_WHOLE.fullmatch(one) and int(one) in offered):
                    self.wrong(_off_scale(one, offered, workshop))
            return tuple(chosen)
        positions = [str(place) for place in range(1, len(offered) + 1)]
        return tuple(one if one in positions else self._place(one, offered, workshop) for one in chosen if one)

    def _place(self, key: str, offered: Sequence[str], workshop: str) -> str:
        if key in offered:
            return str(offered.index(key) + 1)
        near = get_close_matches(key, offered, n=1)
        told, place, last = shown(key), shown(workshop), str(len(offered))
        if near:
            close = shown(near[0])
            self.wrong(fault("conversation_choice_unknown_near", choice=told, workshop=place, last=last, nearest=close))
        else:
            known = ", ".join(map(shown, offered))
            self.wrong(fault("conversation_choice_unknown", choice=told, workshop=place, last=last, known=known))
        return key

    def _checked(self, field: str, given: object, longest: int, *, filled: bool = False) -> str:
        """The text given, if a store can keep it; ``longest`` in code points, ``filled`` refuses a blank one."""
        if given is None:
            found = fault("conversation_missing_field", field=field)
        elif not isinstance(given, str):
            found = fault("conversation_not_text", field=field)
        elif len(given) > longest:
            found = fault("conversation_too_long", field=field, n=len(given), limit=longest)
        elif unstorable := _UNSTORABLE.search(given):
            key = "conversation_nul" if unstorable[0] == "\x00" else "conversation_surrogate"
            found = fault(key, field=field)
        elif filled and not given.strip():
            found = fault("conversation_empty_field", field=field)
        else:
            return given
        self.wrong(found)
        return ""


def _off_scale(choice: str, scale: range, workshop: str) -> Fault:
    low, high = str(scale[0]), str(scale[-1])
    return fault("conversation_choice_off_scale", choice=shown(choice), workshop=shown(workshop), low=low, high=high)
