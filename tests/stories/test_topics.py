"""Topics: members suggest them, others support them, a host takes one, and its author is told, once and alone."""

from __future__ import annotations

import asyncio

import pytest

from bot.domain import Consent, MemberRef, RoomRef
from bot.errors import CallError
from bot.host import LONGEST_TOPIC, ListedTopic, Topics
from bot.ports import Store
from tests.stories.fates import Death, at_call, fated_platform
from tests.stories.room import Room

OWLS = "Les chouettes de la place, et qui les nourrit"


def topics_of(room: Room, store: Store | None = None) -> Topics:
    return Topics(store or room.store, {"terminal": room.terminal}, room.clock)


def refused(error: pytest.ExceptionInfo[CallError]) -> str:
    return error.value.faults[0].key


async def suggested(room: Room, name: str, text: str) -> int:
    made = await topics_of(room).suggest(room.ref_of(name), room.ref, text)
    assert made.topic is not None
    return made.topic.number


async def test_the_most_supported_stand_first_and_nobody_is_named(room: Room) -> None:
    topics = topics_of(room)
    owls, bread = await suggested(room, "Vio", OWLS), await suggested(room, "Ana", "Le pain du dimanche")
    await topics.support(room.ref_of("Sam"), room.ref, bread)
    await topics.support(room.ref_of("Sam"), room.ref, bread)
    await topics.support(room.ref_of("Vio"), room.ref, bread)
    assert await topics.topics(room.ref_of("Vio"), room.ref) == (
        ListedTopic(bread, "Le pain du dimanche", 2, mine=False, supported=True, taken=False),
        ListedTopic(owls, OWLS, 0, mine=True, supported=False, taken=False),
    )


async def test_what_is_nearly_the_same_is_offered_to_be_supported(room: Room) -> None:
    topics, ana = topics_of(room), room.ref_of("Ana")
    owls = await suggested(room, "Vio", OWLS)
    near = await topics.suggest(ana, room.ref, "les CHOUETTES de la place et qui les nourrit ?")
    assert near.topic is None
    assert [one.number for one in near.alike] == [owls]
    assert len(await topics.topics(ana, room.ref)) == 1
    again = await topics.suggest(ana, room.ref, "les chouettes de la place et qui les nourrit ?", anyway=True)
    assert again.topic is not None
    assert again.topic.number != owls


@pytest.mark.parametrize(
    ("text", "said"),
    [("  \n ", "topic_empty"), ("\0", "topic_empty"), ("x" * (LONGEST_TOPIC + 1), "topic_long")],
)
async def test_a_topic_is_short_and_says_something(room: Room, text: str, said: str) -> None:
    with pytest.raises(CallError) as error:
        await topics_of(room).suggest(room.ref_of("Vio"), room.ref, text)
    assert refused(error) == said


async def test_a_topic_is_one_line_whatever_is_in_it(room: Room) -> None:
    number = await suggested(room, "Vio", " # Un titre\n\n@everyone\u2028<b>\ud800 et voilà ")
    (listed,) = await topics_of(room).topics(room.ref_of("Vio"), room.ref)
    assert (listed.number, listed.text) == (number, "# Un titre @everyone <b> et voilà")


async def test_who_suggests_too_much_is_asked_to_wait(room: Room) -> None:
    for number in range(10):
        text = f"{'abcdefghij'[number] * 9} {number}"
        await suggested(room, "Vio", text)
    with pytest.raises(CallError) as error:
        await suggested(room, "Vio", "Encore un")
    assert refused(error) == "topic_many"


async def test_a_taken_topic_is_told_to_its_author_alone_and_once(room: Room) -> None:
    topics, host = topics_of(room), room.ref_of("Camille")
    await room.until(1, 10)
    owls = await suggested(room, "Vio", OWLS)
    await topics.support(room.ref_of("Ana"), room.ref, owls)
    taken = await topics.take(host, room.ref, owls, "owls")
    assert (taken.taken, taken.script) == (True, "owls")
    with pytest.raises(CallError) as error:
        await topics.take(host, room.ref, owls)
    assert refused(error) == "topic_taken"
    for _ in range(3):
        await room.ticker.tick()
    [told] = await room.told("Vio")
    assert "owls" in told
    assert OWLS not in told
    assert await room.told("Ana") == []
    assert all(OWLS not in one.text for one in await room.said_by_the_bot())
    (listed,) = await topics.topics(room.ref_of("Ana"), room.ref)
    assert (listed.taken, listed.supported) == (True, True)


async def test_two_hosts_who_take_one_at_once_take_it_once(room: Room) -> None:
    topics, host = topics_of(room), room.ref_of("Camille")
    owls = await suggested(room, "Vio", OWLS)
    came = await asyncio.gather(*(topics.take(host, room.ref, owls) for _ in range(2)), return_exceptions=True)
    assert sorted(type(one).__name__ for one in came) == ["CallError", "ListedTopic"]
    await room.ticker.tick()
    assert len(await room.told("Vio")) == 1


@pytest.mark.parametrize("after", [False, True], ids=["before it is there", "once it is there"])
async def test_a_death_tells_the_author_once(unopened: Room, after: bool) -> None:
    dies = at_call("Platform.post", Death(), after=after)
    await unopened.begin(platforms={"terminal": fated_platform(unopened.terminal, dies)})
    owls = await suggested(unopened, "Vio", OWLS)
    await topics_of(unopened).take(unopened.ref_of("Camille"), unopened.ref, owls)
    with pytest.raises(Death):
        await unopened.ticker.tick()
    again = await unopened.reopened()
    await again.until(1, 9)
    assert len(await again.told("Vio")) == 1
    await again.database.close()


async def test_a_topic_is_of_one_room(room: Room) -> None:
    owls = await suggested(room, "Vio", OWLS)
    elsewhere = RoomRef("terminal", "ailleurs")
    topics = topics_of(room)
    assert await topics.topics(room.ref_of("Vio"), elsewhere) == ()
    with pytest.raises(CallError) as error:
        await topics.support(room.ref_of("Ana"), elsewhere, owls)
    assert refused(error) == "topic_unknown"


async def test_one_s_own_is_not_supported_and_may_be_taken_back(room: Room) -> None:
    topics, vio, ana = topics_of(room), room.ref_of("Vio"), room.ref_of("Ana")
    owls = await suggested(room, "Vio", OWLS)
    with pytest.raises(CallError) as error:
        await topics.support(vio, room.ref, owls)
    assert refused(error) == "topic_own"
    with pytest.raises(CallError) as error:
        await topics.take_back(ana, room.ref, owls)
    assert refused(error) == "topic_not_supported"
    await topics.support(ana, room.ref, owls)
    await topics.take_back(ana, room.ref, owls)
    assert (await topics.topics(ana, room.ref))[0].support == 0
    await topics.take_back(vio, room.ref, owls)
    assert await topics.topics(ana, room.ref) == ()
    assert OWLS not in await room.everything_kept()
    assert await suggested(room, "Ana", "Autre chose") != owls, "a number is not given again"


async def test_who_leaves_takes_their_topics_and_support_along_and_suggests_no_more(room: Room) -> None:
    topics, vio = topics_of(room), room.ref_of("Vio")
    await room.until(1, 10)
    await suggested(room, "Vio", OWLS)
    bread = await suggested(room, "Ana", "Le pain du dimanche")
    await topics.support(vio, room.ref, bread)
    await room.withdraw("Vio")
    (left,) = await topics.topics(room.ref_of("Sam"), room.ref)
    assert (left.number, left.support) == (bread, 0)
    assert OWLS not in await room.everything_kept()
    for asked in (topics.suggest(vio, room.ref, OWLS), topics.support(vio, room.ref, bread)):
        with pytest.raises(CallError) as error:
            await asked
        assert refused(error) == "care_gone"
    await room.consent("Vio", Consent.ANONYMOUS)
    await suggested(room, "Vio", OWLS)


async def test_an_author_who_left_before_it_was_taken_is_told_nothing(room: Room) -> None:
    await room.until(1, 10)
    owls = await suggested(room, "Vio", OWLS)
    await room.withdraw("Vio")
    before = await room.told("Vio")
    with pytest.raises(CallError) as error:
        await topics_of(room).take(MemberRef("terminal", "camille"), room.ref, owls)
    assert refused(error) == "topic_unknown"
    await room.ticker.tick()
    assert await room.told("Vio") == before
