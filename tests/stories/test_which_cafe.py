"""Which café a command is about where a room has several: the one people are in, then the one whose flashback comes."""

from __future__ import annotations

import pytest

from bot.domain import CafeState, Consent
from tests.stories.room import Room


@pytest.fixture
async def hosted(unopened: Room) -> Room:
    """The café of three days on its first morning, and another one that opens on Friday."""
    await unopened.begin(hosts=("camille",))
    await unopened.until(1, 10)
    await unopened.say("Vio", "Le mien avait un fil et je tirais dessus pour aller plus loin.")
    await unopened.command("Camille", "café", "ouvrir first-phone vendredi 9h")
    return unopened


async def test_a_café_to_come_does_not_stand_before_the_open_one(hosted: Room) -> None:
    said = await hosted.command("Camille", "café", "passer moment")
    assert "n’aura pas lieu" in said
    assert "Le bon moment · n’aura pas lieu" in await hosted.index()


async def test_members_see_and_choose_their_quotations_while_the_next_café_is_planned(hosted: Room) -> None:
    await hosted.until(4, 12)
    assert (await hosted.cafe()).state is CafeState.CLOSED
    assert "je tirais dessus" in await hosted.command("Vio", "moi", "citations")
    await hosted.command("Vio", "moi", "consentement nom")
    member = (await hosted.record()).members[hosted.ref_of("Vio")]
    assert member.consent is Consent.NAMED


async def test_the_published_one_is_meant_until_the_next_is_presented(hosted: Room) -> None:
    await hosted.until(4, 21)
    assert (await hosted.cafe()).state is CafeState.PUBLISHED
    assert "je tirais dessus" in await hosted.command("Vio", "moi", "citations")


async def test_a_planned_café_can_be_taken_back_before_anybody_has_seen_it(hosted: Room) -> None:
    said = await hosted.command("Camille", "café", "fermer café:first-phone-2026-03-06")
    assert "n’aura pas lieu" in said
    async with hosted.store.reading() as store:
        assert [one.id for one in await store.cafes()] == [hosted.cafe_id]
        assert [one.what for one in await store.history(None, 2)] == ["close"], "what was opened went with the café"
