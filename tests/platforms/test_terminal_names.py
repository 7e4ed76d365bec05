"""What a name has to be, and who hears of what somebody chose."""

from __future__ import annotations

import pytest

from bot.errors import PlatformError
from bot.platforms.terminal_platform._rules import Reader, accepted_name
from bot.stage import StageEvent, StageEventKind
from tests.platforms.scene import MONDAY


@pytest.mark.parametrize("name", ["", "  ", "\u200b", "\u202e", "\u2066\u2069", "\u3164", "\u2800", "\u0301"])
def test_a_name_has_something_to_be_seen(name: str) -> None:
    with pytest.raises(PlatformError):
        accepted_name(name)


@pytest.mark.parametrize("name", ["Zoé", "李", "🦄", "X"])
def test_whatever_can_be_seen_is_a_name(name: str) -> None:
    assert accepted_name(name) == name


@pytest.mark.parametrize("kind", [StageEventKind.CHOSE, StageEventKind.CONSENTED, StageEventKind.WITHDREW])
def test_what_somebody_chose_is_theirs_to_know(kind: StageEventKind) -> None:
    event = StageEvent(position=1, room="café", kind=kind, at=MONDAY, member="ann")
    assert Reader("ann", (), False).hears_of(event)
    assert not Reader("bob", (), False).hears_of(event)
