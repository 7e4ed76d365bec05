"""Where a member has one answer, one message stands for them: however often, and whatever, they say by the form."""

from __future__ import annotations

import asyncio

import pytest

from bot.errors import CallError
from bot.host import Host
from bot.wording import wording
from tests.stories.carrier import ANOTHER, ANSWER, begun, fill_in, in_the_room
from tests.stories.room import Room


async def shown(room: Room) -> tuple[str, ...]:
    """What the form begins with for Vio."""
    return (await room.host.forms.form(room.cafe_id, "memory", room.ref_of("Vio"), "fr")).former


async def kept(room: Room) -> list[str]:
    return [one.text for one in (await room.record()).posts]


async def test_of_several_forms_sent_at_once_one_answer_stays(unopened: Room) -> None:
    await begun(unopened)
    said = [f"{number} : {ANSWER}" for number in range(5)]
    await asyncio.gather(*(fill_in(unopened, "Vio", text, interaction=text) for text in said))
    assert await kept(unopened) == [said[-1]]
    assert await in_the_room(unopened) == [(said[-1], "vio")]
    assert await shown(unopened) == (said[-1],)


async def test_of_two_sent_to_two_processes_one_stays_and_both_are_told_the_truth(unopened: Room) -> None:
    platform = await begun(unopened)
    other = Host(unopened.store, {"terminal": platform}, unopened.clock, worker="two")
    vio = unopened.ref_of("Vio")
    platform.meanwhile = lambda: other.forms.submit(
        unopened.cafe_id, "memory", vio, "Vio", unopened.ref, [ANOTHER], "i2"
    )
    with pytest.raises(CallError) as refused:
        await fill_in(unopened, "Vio", ANSWER)
    assert "a pris la place" in wording("fr").fault(refused.value.faults[0])
    assert await kept(unopened) == [ANOTHER]
    assert await in_the_room(unopened) == [(ANOTHER, "vio")]


async def test_what_says_nothing_is_shown_and_replaced_as_an_answer_is(unopened: Room) -> None:
    await begun(unopened)
    for number, text in enumerate((ANSWER, "🙃", "?!", "👍", ANOTHER, "…")):
        await fill_in(unopened, "Vio", text, interaction=f"i{number}")
        assert await kept(unopened) == [text]
        assert await in_the_room(unopened) == [(text, "vio")]
        assert await shown(unopened) == (text,)
    await unopened.say("Vio", ANSWER)
    assert await shown(unopened) == ("…",), "what the form would replace"
