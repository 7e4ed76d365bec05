"""What a member missed since they were last here: at most five things, and nothing of what is hidden."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain import BeatKind, Consent, Script, Visibility
from bot.errors import CallError
from bot.host import CatchUp, Missed
from tests.stories.room import Room, script


async def missed(room: Room, name: str) -> Missed:
    return await CatchUp(room.store, room.clock).catch_up(room.ref_of(name), room.ref)


def with_memory(visibility: Visibility) -> Script:
    told = script()
    return replace(
        told,
        workshops=tuple(replace(one, visibility=visibility) if one.key == "memory" else one for one in told.workshops),
    )


async def test_who_was_never_here_hears_of_all_since_the_beginning(room: Room) -> None:
    await room.until(2, 12)
    told = await missed(room, "Vio")
    assert told.since is None
    assert told.opened == ("memory", "moment", "far")
    assert (told.answers, told.replies, told.liked) == (0, 0, None)
    assert told.next is not None
    assert (told.next.kind, told.next.workshop) == (BeatKind.CALL_CLOSING_WORDS, "last")


async def test_only_what_came_since_is_told(room: Room) -> None:
    await room.until(1, 12)
    mine = await room.say("Vio", "Le mien avait un fil.")
    await room.say("Ana", "Avant tout cela.")
    room.clock.move_to(room.clock.now().replace(minute=30))
    await room.react("Vio", mine)
    await room.until(2, 12)
    await room.say("Sam", "Le mien était rouge.")
    await room.say("Sam", "Un fil, vraiment ?", to=mine)
    await room.say("Vio", "Oui !", to=mine)
    room.clock.move_to(room.clock.now().replace(minute=30))
    told = await missed(room, "Ana")
    assert told.opened == ("moment", "far")
    assert told.answers == 2, "one goes on with their own"
    assert told.replies == 0
    told = await missed(room, "Vio")
    assert (told.opened, told.answers, told.replies) == ((), 0, 0), "Vio has just been here"


async def test_replies_to_me_are_counted(room: Room) -> None:
    await room.until(1, 12)
    mine = await room.say("Vio", "Le mien avait un fil.")
    room.clock.move_to(room.clock.now().replace(minute=30))
    await room.say("Sam", "Un fil, vraiment ?", to=mine)
    await room.say("Ana", "Comme chez moi.", to=mine)
    assert (await missed(room, "Vio")).replies == 2
    room.clock.move_to(room.clock.now().replace(minute=45))
    assert (await missed(room, "Vio")).replies == 0, "they have caught up"


@pytest.mark.parametrize(
    ("choice", "author"),
    [(Consent.NAMED, "Ana"), (Consent.ANONYMOUS, None), (None, None)],
)
async def test_what_most_reacted_to_is_quoted_as_its_author_allows(
    room: Room, choice: Consent | None, author: str | None
) -> None:
    await room.until(1, 12)
    loved = await room.say("Ana", "Le mien sonnait comme une cloche.")
    other = await room.say("Sam", "Le mien était rouge.")
    if choice:
        await room.consent("Ana", choice)
    for name in ("Sam", "Leo"):
        await room.react(name, loved)
    await room.react("Leo", other)
    told = await missed(room, "Vio")
    assert told.liked is not None
    assert (told.liked.text, told.liked.author, told.fans) == ("Le mien sonnait comme une cloche.", author, 2)


async def test_who_is_not_to_be_quoted_is_not(room: Room) -> None:
    await room.until(1, 12)
    loved = await room.say("Ana", "Le mien sonnait comme une cloche.")
    named = await room.say("Leo", "Comme disait Vio, tout passe.")
    await room.say("Vio", "Bonjour à tous.")
    await room.consent("Ana", Consent.NONE)
    for name in ("Sam", "Leo", "Vio"):
        await room.react(name, loved)
        await room.react(name, named)
    assert (await missed(room, "Zoe")).liked is None


@pytest.mark.parametrize("visibility", [Visibility.BLIND, Visibility.HIDDEN])
async def test_of_what_is_hidden_there_is_nothing_not_even_a_number(unopened: Room, visibility: Visibility) -> None:
    room = unopened
    await room.begin(told=with_memory(visibility))
    await room.until(1, 12)
    mine = await room.say("Vio", "Le mien avait un fil.")
    room.clock.move_to(room.clock.now().replace(minute=30))
    said = await room.say("Ana", "Un secret.")
    await room.say("Ana", "Un fil !", to=mine)
    await room.say("Sam", "Le mien aussi.")
    await room.react("Sam", said)
    for name in ("Vio", "Zoe"):
        told = await missed(room, name)
        assert (told.answers, told.replies, told.liked, told.fans) == (0, 0, None, 0)


async def test_votes_are_counted_where_nothing_is_hidden(room: Room) -> None:
    await room.until(2, 12)
    for name in ("Ana", "Sam"):
        await room.terminal.choose(room.ref, name.lower(), name, "moment", ("1",))
        await room.terminal.choose(room.ref, name.lower(), name, "far", ("7",))
    assert (await missed(room, "Vio")).answers == 2, "the scale hides how it stands"


async def test_of_who_has_left_nothing_is_kept_not_even_that_they_asked(room: Room) -> None:
    await room.until(1, 12)
    await room.withdraw("Vio")
    await missed(room, "Vio")
    room.clock.move_to(room.clock.now().replace(minute=30))
    assert (await missed(room, "Vio")).since is None


async def test_erased_and_withdrawn_words_are_not_told(room: Room) -> None:
    await room.until(1, 12)
    loved = await room.say("Ana", "Le mien sonnait comme une cloche.")
    await room.react("Sam", loved)
    await room.terminal.erase(room.ref, "ana", loved)
    told = await missed(room, "Vio")
    assert (told.answers, told.liked) == (0, None)


async def test_where_no_cafe_was_there_is_nothing_to_miss(room: Room) -> None:
    with pytest.raises(CallError) as error:
        await missed(room, "Vio")
    assert error.value.faults[0].key == "care_no_cafe"


async def test_once_all_is_over_nothing_comes(room: Room) -> None:
    await room.until_the_end()
    assert (await missed(room, "Vio")).next is None
