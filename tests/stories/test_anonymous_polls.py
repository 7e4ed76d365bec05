"""An anonymous poll: totals, and no way from a choice to a member."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.digest import to_json
from bot.domain import Script, Visibility
from bot.pages import rendered
from bot.store import tables
from tests.stories.room import Room, script


def anonymous_script() -> Script:
    """The café of three days, its poll anonymous."""
    usual = script()
    workshops = tuple(replace(one, anonymous=one.kind == "poll") for one in usual.workshops)
    return replace(usual, workshops=workshops)


@pytest.fixture
async def polled(unopened: Room) -> Room:
    """A room in which the anonymous poll has opened."""
    await unopened.begin(told=anonymous_script())
    await unopened.until(2, 10)
    return unopened


async def choose(room: Room, name: str, choice: str) -> None:
    await room.terminal.choose(room.ref, name.lower(), name, "moment", [choice])


async def votes(room: Room) -> list[int]:
    await room.until_the_end()
    return [option["votes"] for option in (await room.published()).workshops[1].result["options"]]


async def test_no_choice_is_kept_with_a_member_or_an_instant(polled: Room) -> None:
    for name in ("Vio", "Marc", "Léa"):
        await choose(polled, name, "1")
    async with polled.database.reading() as connection:
        kept = [tuple(row) for row in await connection.execute(select(tables.choices))]
    assert len(kept) == 3
    assert not any(name in str(kept).casefold() for name in ("vio", "marc", "léa", "terminal"))
    assert len({str(one.at) for one in (await polled.record()).choices}) == 1


async def test_a_second_choice_replaces_the_first(polled: Room) -> None:
    for name, choice in (("Vio", "1"), ("Marc", "1"), ("Léa", "1"), ("Vio", "2")):
        await choose(polled, name, choice)
    assert await votes(polled) == [2, 1]


async def test_who_withdraws_takes_their_choice_away(polled: Room) -> None:
    for name, choice in (("Vio", "2"), ("Marc", "1"), ("Léa", "1"), ("Ana", "1")):
        await choose(polled, name, choice)
    await polled.withdraw("Vio")
    assert await votes(polled) == [3, 0]


@pytest.mark.parametrize(("voters", "told"), [(1, []), (2, []), (3, [3, 0])])
async def test_below_three_votes_only_their_number_is_told(polled: Room, voters: int, told: list[int]) -> None:
    for name in ("Vio", "Marc", "Léa")[:voters]:
        await choose(polled, name, "1")
    assert await votes(polled) == told
    flashback = await polled.published()
    assert flashback.workshops[1].result["voters"] == voters
    page = rendered(await polled.cafe(), flashback, "md").decode()
    assert ("en dessous de trois voix" in page) is (voters < 3)


async def test_before_the_close_nobody_sees_how_the_votes_stand(polled: Room) -> None:
    for name in ("Vio", "Marc", "Léa"):
        await choose(polled, name, "1")
    assert (await polled.host.flashback(polled.cafe_id)).workshops[1].result == {}


async def test_a_blind_anonymous_poll_stays_sealed_to_the_close(unopened: Room) -> None:
    both = anonymous_script()
    blind = tuple(replace(one, visibility=Visibility.BLIND) if one.anonymous else one for one in both.workshops)
    await unopened.begin(told=replace(both, workshops=blind))
    await unopened.until(2, 10)
    await choose(unopened, "Vio", "1")
    await unopened.until(3, 12)
    assert (await unopened.host.flashback(unopened.cafe_id)).workshops[1].result == {}


async def test_what_is_written_in_the_thread_is_no_vote(polled: Room) -> None:
    await polled.say("Vio", "1", "moment")
    assert not any(post.answer for post in (await polled.record()).posts)
    assert "anonyme" in (await polled.told("Vio"))[-1]


async def test_participants_are_the_fewest_there_can_have_been(polled: Room) -> None:
    for name in ("Vio", "Marc", "Léa"):
        await choose(polled, name, "1")
    assert (await polled.host.flashback(polled.cafe_id)).counts.participants == 3
    await polled.say("Vio", "Le mien avait un fil.")
    assert (await polled.host.flashback(polled.cafe_id)).counts.participants == 3
    for name in ("Ana", "Sam", "Noé"):
        await polled.say(name, f"Celui de {len(name)} ans.")
    assert (await polled.host.flashback(polled.cafe_id)).counts.participants == 4


async def test_no_output_leads_from_a_choice_to_a_member(polled: Room) -> None:
    for name in ("Vio", "Marc", "Léa"):
        await choose(polled, name, "1")
    marks = [choice.author.id for choice in (await polled.record()).choices]
    await polled.until_the_end()
    shown = to_json(await polled.published()).decode() + to_json(await polled.host.flashback(polled.cafe_id)).decode()
    assert not any(mark in shown for mark in [*marks, "vio", "marc", "léa"])
