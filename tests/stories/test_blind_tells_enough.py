"""The thread of a blind workshop opens to whoever says something of their own, and tells the others why it has not."""

from __future__ import annotations

import pytest

from tests.stories.room import Room
from tests.stories.test_blind import SECRET, blind_script, read_by

HINT = "Votre réponse à « Un souvenir » est notée. Si vous ne lisez pas encore celles des autres, dites-en un peu plus"


@pytest.fixture
async def blind(unopened: Room) -> Room:
    """A room in which the first workshop is blind until noon of the second day, and somebody has answered."""
    await unopened.begin(told=blind_script())
    await unopened.until(1, 10)
    await unopened.say("Vio", SECRET)
    return unopened


async def hints(room: Room, name: str) -> int:
    """How often somebody was told that they have said too little."""
    return sum(HINT in one for one in await room.told(name))


async def test_a_word_in_passing_opens_nothing_and_its_author_is_told_why_alone_and_once(blind: Room) -> None:
    before = len(await blind.said_by_the_bot())
    await blind.say("Marc", "ok")
    await blind.say("Marc", "ok ok")
    assert SECRET not in await read_by(blind, "marc")
    assert await hints(blind, "Marc") == 1
    assert await hints(blind, "Vio") == 0
    assert len(await blind.said_by_the_bot()) == before
    assert [post.answer for post in (await blind.record()).posts] == [True, True, True], "they count as anywhere"


async def test_it_opens_once_enough_is_said_in_one_line_or_in_several(blind: Room) -> None:
    await blind.say("Marc", "Rouge.")
    assert SECRET not in await read_by(blind, "marc")
    await blind.say("Marc", "Au mur.")
    assert SECRET in await read_by(blind, "marc")
    await blind.say("Marc", "ok")
    assert await hints(blind, "Marc") == 1


async def test_it_opens_once_the_answer_is_edited_into_one(blind: Room) -> None:
    post = await blind.say("Marc", "ok")
    await blind.terminal.edit(blind.ref, "marc", post, "OK : le nôtre était au mur.")
    assert SECRET in await read_by(blind, "marc")


async def test_an_edit_to_a_word_in_passing_is_told_to_its_author_who_has_read_nothing(blind: Room) -> None:
    post = await blind.say("Marc", "…")
    assert await hints(blind, "Marc") == 0, "that was no answer at all"
    await blind.terminal.edit(blind.ref, "marc", post, "ok")
    assert await hints(blind, "Marc") == 1
    assert SECRET not in await read_by(blind, "marc")


async def test_a_restart_lets_nobody_in_who_was_not(blind: Room) -> None:
    await blind.say("Marc", "ok")
    await blind.terminal.close()
    await blind.say("Léa", "ok")
    await blind.say("Ana", "Le nôtre était au mur.")
    again = await blind.reopened()
    await again.host.listen()
    assert [SECRET in await read_by(again, name) for name in ("marc", "léa", "ana")] == [False, False, True]
    assert [await hints(again, name) for name in ("Marc", "Léa", "Ana")] == [1, 1, 0]
    await again.database.close()


async def test_once_everybody_reads_everything_nobody_is_told_to_say_more(blind: Room) -> None:
    await blind.until(2, 13)
    await blind.say("Marc", "ok")
    assert await hints(blind, "Marc") == 0
    assert SECRET in await read_by(blind, "marc")


async def test_who_has_read_stays_in_whatever_becomes_of_their_answer_and_is_told_nothing_untrue(blind: Room) -> None:
    """What was erased leaves nothing, not even that its author was let in; what they are told holds either way."""
    post = await blind.say("Marc", "Le nôtre était au mur.")
    await blind.terminal.erase(blind.ref, "marc", post)
    await blind.say("Marc", "Non.")
    assert SECRET in await read_by(blind, "marc")
    assert [one for one in await blind.told("Marc") if "Pour lire" in one] == []
    assert await hints(blind, "Marc") == 1


async def test_a_home_in_english_tells_it_in_english(unopened: Room) -> None:
    await unopened.begin(told=blind_script(), language="en")
    await unopened.until(1, 10)
    await unopened.say("Marc", "ok")
    told = (
        "Your answer to “A memory” is noted. If you do not read the others’ yet, say a little more, in the same thread"
    )
    assert told in (await unopened.told("Marc"))[-1]


async def test_a_vote_opens_a_blind_poll_however_short(unopened: Room) -> None:
    await unopened.begin(told=blind_script("moment"))
    await unopened.until(2, 10)
    await unopened.say("Vio", "1", "moment")
    await unopened.say("Marc", "2", "moment")
    assert "1" in (await read_by(unopened, "marc", "moment")).splitlines()
    assert "un peu plus" not in "\n".join(await unopened.told("Marc"))
