"""A blind workshop in a forum that has no channel for its answers: hosts hear of it before it is too late."""

from __future__ import annotations

import pytest

from tests.cogs.scene import Community
from tests.stories.test_blind import blind_script

NAMES_THE_KEY = "Nommez-lui un salon textuel avec"


@pytest.mark.parametrize(("community", "warned"), [("forum", True), ("text", False)], indirect=["community"])
async def test_a_host_is_warned_when_they_open_it_and_the_desk_names_the_reason(
    community: Community, warned: bool
) -> None:
    community.how.pop("companions", None)
    community.scripts["first-phone"] = blind_script()
    await community.platform.close()
    community._work()
    await community.listening()
    opened = await community.asks(community.camille, "café ouvrir", script="first-phone")
    assert (NAMES_THE_KEY in opened, "ne pourront pas y ouvrir : Un souvenir" in opened) == (warned, warned)
    async with community.store.reading() as store:
        community.cafe_id = (await store.cafes())[0].id
    await community.until(2, 13)
    told = "\n".join(one.content for one in community.camille.sees(community.desk))
    assert (NAMES_THE_KEY.lower() in told) == warned
    assert "ne répond pas" not in told
    assert "il a ouvert plus tard" not in told
