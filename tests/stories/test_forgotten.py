"""Whoever has something forgotten: no output holds a word of it, whatever they did and whenever they ask for it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings

from bot.domain import Consent, PostRef
from bot.errors import CallError
from bot.host import Mine, Receipt, Scope, receipt_sentences
from bot.wording import wording
from tests.stories.lives import LIVES, OTHERS, UNIQUE, WHAT, Life, lived, with_more
from tests.stories.outputs import EVERYWHERE
from tests.stories.room import Room, texts

WORDS = "Le mien avait un fil et je tirais dessus pour aller plus loin."


class Logged(logging.Handler):
    """All that the program itself has logged."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.getMessage()} {vars(record)}")


@pytest.fixture
def logged() -> Iterator[Logged]:
    handler, log = Logged(), logging.getLogger("bot")
    before = log.level
    log.addHandler(handler)
    log.setLevel(logging.DEBUG)
    yield handler
    log.removeHandler(handler)
    log.setLevel(before)


async def leaks(room: Room, words: list[str]) -> list[str]:
    """The outputs that hold one of these words, each with the word."""
    found = []
    for name, output in EVERYWHERE.items():
        given_out = await output(room)
        found += [f"{name}: {word}" for word in words if word.casefold() in given_out.casefold()]
    return found


# What goes wrong here is not made smaller: each of many tries would live a whole café.
@settings(
    max_examples=2,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(life=LIVES)
@example(life=Life(WHAT, Consent.NAMED, None, "published"))
@example(life=Life(WHAT, Consent.NAMED, None, "frozen"))
@example(life=Life(WHAT, None, Consent.CAFE_NAME, "closed"))
@example(life=Life((*WHAT, "edit"), Consent.NONE, Consent.NAMED, "open"))
def test_no_output_holds_a_word_of_whoever_was_forgotten(life: Life, memory: Path, logged: Logged) -> None:
    async def told() -> None:
        with TemporaryDirectory(dir=memory) as folder:
            room = Room(Path(folder) / "cafe.db")
            try:
                await room.begin(desk="fr", hosts=("camille",), told=with_more(), beside=("terrasse",))
                words = await lived(room, life)
                assert await leaks(room, words[:1]), "the search finds what is there"
                receipt = await room.host.forgetting.everything(room.ref_of(words[0]))
                assert receipt.scope is Scope.ALL
                assert receipt.rooms
                assert await leaks(room, words) == []
                # Nothing comes back: not when the room is read again, nor when the café goes on to its end.
                room = await room.reopened()
                room.work(hosts=("camille",))
                await room.host.listen()
                await room.until_the_end()
                assert await leaks(room, words) == []
            finally:
                await room.database.close()

    asyncio.run(told())
    assert UNIQUE not in "\n".join(logged.lines)


async def test_a_receipt_says_what_was_erased_and_what_cannot_be(room: Room) -> None:
    await room.until(1, 10)
    post = await room.say("Vio", WORDS)
    other = await room.say("Marc", OTHERS)
    await room.react("Vio", other)
    await room.react("Marc", post)
    await room.until(2, 10)
    await room.terminal.choose(room.ref, "vio", "Vio", "far", ["3"])
    receipt = await room.host.forgetting.everything(room.ref_of("Vio"))
    [taken] = receipt.taken
    assert (taken.tally.posts, taken.tally.reactions, taken.tally.choices) == (1, 1, 1)
    for language, said in (("fr", "1 message, 1 réaction et 1 vote"), ("en", "1 post, 1 reaction, and 1 vote")):
        told = "\n".join(receipt_sentences(receipt, wording(language)))
        assert said in told.replace("\u202f", " ")
        assert any(word in told for word in ("sauvegardes", "backups"))


async def test_forgetting_twice_finds_nothing_the_second_time(room: Room) -> None:
    await room.until(1, 10)
    await room.say("Vio", WORDS)
    await room.host.forgetting.everything(room.ref_of("Vio"))
    assert await room.host.forgetting.everything(room.ref_of("Vio")) == Receipt(Scope.ALL, (), rooms=True)


async def test_one_post_is_forgotten_and_the_others_stay(room: Room) -> None:
    await room.until(1, 10)
    post = await room.say("Vio", WORDS)
    await room.say("Vio", "Une autre histoire, qui peut rester là où elle est.")
    await room.until_the_end()
    receipt = await room.host.forgetting.post(room.ref_of("Vio"), room.cafe_id, PostRef("terminal", post))
    flashback = await room.published()
    assert receipt.taken[0].tally.posts == 1
    assert texts(flashback)
    assert WORDS not in str(flashback)
    assert flashback.coverage.withdrawn == 1
    assert all(WORDS not in one.text for one in await room.said_by_the_bot())
    assert WORDS not in await room.everything_kept()


@pytest.mark.parametrize("whose", ["somebody else's", "unknown", "forgotten already"])
async def test_a_post_that_is_not_theirs_is_not_forgotten(room: Room, whose: str) -> None:
    await room.until(1, 10)
    mine, other = await room.say("Vio", WORDS), await room.say("Marc", OTHERS)
    post = {"somebody else's": other, "unknown": "9999", "forgotten already": mine}[whose]
    if post == mine:
        await room.host.forgetting.post(room.ref_of("Vio"), room.cafe_id, PostRef("terminal", mine))
    with pytest.raises(CallError, match="forget_no_post"):
        await room.host.forgetting.post(room.ref_of("Vio"), room.cafe_id, PostRef("terminal", post))
    with pytest.raises(CallError, match="forget_no_post"):
        await room.host.forgetting.post(room.ref_of("Vio"), "no-such-café", PostRef("terminal", post))
    assert OTHERS in await room.everything_kept()


async def test_a_café_is_forgotten_and_the_next_one_meets_them(room: Room) -> None:
    await room.until(1, 10)
    await room.say("Vio", WORDS)
    receipt = await room.host.forgetting.cafe(room.ref_of("Vio"), room.cafe_id)
    assert receipt.taken[0].tally.posts == 1
    await room.say("Vio", "Je dis encore une chose.")
    assert (await room.record()).posts == ()
    with pytest.raises(CallError, match="forget_no_cafe"):
        await room.host.forgetting.cafe(room.ref_of("Vio"), "no-such-café")


async def test_nothing_more_is_collected_until_they_choose_again(room: Room) -> None:
    await room.until(1, 10)
    other = await room.say("Marc", OTHERS)
    await room.say("Vio", WORDS)
    await room.host.forgetting.everything(room.ref_of("Vio"))
    await room.say("Vio", "Je dis encore une chose.")
    await room.react("Vio", other)
    await room.withdraw("Vio")
    await room.until(2, 10)
    await room.terminal.choose(room.ref, "vio", "Vio", "far", ["3"])
    record = await room.record()
    assert {post.author.id for post in record.posts} == {"marc"}
    assert (record.reactions, record.choices) == ((), ())
    assert room.ref_of("Vio") not in record.members
    await room.consent("Vio", Consent.ANONYMOUS)
    await room.say("Vio", "Me revoilà, avec une autre histoire.")
    assert [post.text for post in (await room.record()).posts][1:] == ["Me revoilà, avec une autre histoire."]


@pytest.mark.parametrize("line", ["sujet proposer un café sur la pluie", "moi suivre oui", "moi rappels oui"])
async def test_whoever_was_forgotten_asks_for_nothing_that_would_be_kept(room: Room, line: str) -> None:
    await room.until(1, 10)
    await room.say("Vio", WORDS)
    await room.command("Vio", "moi", "oublier tout")
    group, _, rest = line.partition(" ")
    with pytest.raises(CallError, match="care_gone"):
        await room.command("Vio", group, rest)
    await room.command("Vio", "moi", "rattraper")
    assert "vio" not in (await room.everything_kept()).casefold()
    await room.command("Vio", "moi", "consentement anonyme")
    await room.command("Vio", group, rest)


async def test_a_post_made_before_forgetting_and_read_afterwards_is_not_kept(room: Room) -> None:
    await room.until(1, 10)
    await room.say("Vio", WORDS)
    events = [event async for event in room.terminal.read_back(room.ref, None)]
    await room.host.forgetting.everything(room.ref_of("Vio"))
    await room.until(1, 11)
    await room.consent("Vio", Consent.NAMED)
    await room.host.receive(events)
    assert (await room.record()).posts == ()


async def test_mine_is_all_that_is_kept_of_oneself_and_nobody_elses_words(room: Room) -> None:
    await room.until(1, 10)
    other = await room.say("Marc", OTHERS)
    await room.say("Vio", WORDS)
    await room.react("Vio", other)
    await room.consent("Vio", Consent.CAFE_NAME)
    await room.until(2, 10)
    await room.terminal.choose(room.ref, "vio", "Vio", "far", ["3"])
    file = await Mine(room.store).file(room.ref_of("Vio"), wording("fr"))
    assert file.content is not None
    for mine in (WORDS, "👍", '"choices": ["3"]', "cafe_name", "C’est noté"):
        assert mine in file.content
    assert OTHERS not in file.content
    assert "marc" not in file.content.casefold()
    only = await Mine(room.store).file(room.ref_of("Vio"), wording("fr"), room.cafe_id)
    assert only.content == file.content
    with pytest.raises(CallError, match="quotation_no_cafe"):
        await Mine(room.store).file(room.ref_of("Vio"), wording("fr"), "no-such-café")


@pytest.mark.parametrize("way", ["café", "all", "withdrawal"])
async def test_what_a_guest_said_in_the_cafés_name_leaves_with_them(unopened: Room, way: str) -> None:
    room = unopened
    await room.begin(hosts=("camille",))
    await room.until(1, 10)
    await room.command("Camille", "café", "invité memory gus")
    await room.command("Gus", "café", "dire memory Zibeline, au nom du café.")
    file = await Mine(room.store).file(room.ref_of("Gus"), wording("fr"))
    assert "Zibeline, au nom du café" in (file.content or "")
    if way == "withdrawal":
        await room.withdraw("Gus")
    else:
        forgetting = room.host.forgetting
        gus = room.ref_of("Gus")
        receipt = await (forgetting.everything(gus) if way == "all" else forgetting.cafe(gus, room.cafe_id))
        assert receipt.taken[0].tally.said == 1
        assert "1 message au nom du café" in "\n".join(receipt_sentences(receipt, wording("fr"))).replace("\u202f", " ")
    assert "Zibeline" not in await room.everything_kept()
    assert all("Zibeline" not in one.text for one in await room.said_by_the_bot())
    raw = b"".join(file.read_bytes() for file in room.path.parent.glob(room.path.name + "*"))
    assert b"Zibeline" not in raw
