"""How it is known that Discord itself has put a thread away, and no moderator has."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.discord_platform._threads import SLACK, put_away_for_silence

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
SILENCES = st.sampled_from([timedelta(minutes=one) for one in (60 * 24, 4320, 10080)])


@given(SILENCES, st.integers(1, 6), st.timedeltas(timedelta(), SLACK))
def test_after_its_silence_discord_has_done_it_each_time_that_it_was_woken(
    silence: timedelta, times: int, later: timedelta
) -> None:
    assert put_away_for_silence(MONDAY + times * silence + later, MONDAY, silence)


@given(SILENCES, st.data())
def test_before_its_silence_is_over_somebody_has_done_it(silence: timedelta, data: st.DataObject) -> None:
    early = data.draw(st.timedeltas(timedelta(), silence - timedelta(seconds=1)))
    assert not put_away_for_silence(MONDAY + early, MONDAY, silence)


@given(SILENCES, st.integers(1, 6), st.data())
def test_in_between_somebody_has_done_it(silence: timedelta, times: int, data: st.DataObject) -> None:
    off = data.draw(st.timedeltas(SLACK + timedelta(seconds=1), silence - timedelta(seconds=1)))
    assert not put_away_for_silence(MONDAY + times * silence + off, MONDAY, silence)


def test_a_thread_that_never_falls_asleep_is_not_woken() -> None:
    assert not put_away_for_silence(MONDAY, MONDAY, timedelta())
