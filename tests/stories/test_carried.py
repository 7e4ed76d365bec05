"""What a member says by a form is posted for them: it is theirs in everything, and leaves the room with them."""

from __future__ import annotations

import shutil
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import CompressedClock
from bot.domain import (
    RETENTION_DAYS,
    Consent,
    MemberRef,
    Posted,
    PostRef,
    RoomRef,
    Script,
    Visibility,
    Withdrew,
)
from bot.errors import CallError, NotAllowed, fault
from bot.host import LEASE, Host, receipt_sentences
from bot.platforms.terminal_platform import CAN, TerminalPlatform
from bot.ports import Abilities
from bot.store.engine import Database
from bot.store.stage import SqlStage
from bot.wording import wording
from tests.stories.fates import Death, Life, fated_platform, fated_store
from tests.stories.room import Room, authors, script, texts

ANSWER = "Le mien avait un fil et je tirais dessus pour aller plus loin."
ANOTHER = "Zibeline : le mien était rouge, et je le cachais sous mon lit."
OTHERS = "Le nôtre était posé dans le couloir, sur un tabouret."


class Carrier(TerminalPlatform):
    """The terminal platform, as one that does not keep its rooms itself: what is to leave them has to be retracted.
    ``refuses`` has it refuse that; ``retracted`` counts how often it was asked."""

    refuses = False
    retracted = 0
    abilities = replace(CAN, erases=False)
    meanwhile: Callable[[], Awaitable[object]] | None = None

    def __init__(self, database: Database, clock: CompressedClock) -> None:
        super().__init__(SqlStage(database), clock, moderators=["camille"], desk="bureau")

    @property
    def can(self) -> Abilities:
        return self.abilities

    async def carry(
        self, room: RoomRef, thread: str | None, member: MemberRef, name: str, text: str, key: str
    ) -> Posted:
        door, self._door = self._door, None if self.meanwhile else self._door
        posted = await super().carry(room, thread, member, name, text, key)
        self._door = door
        if self.meanwhile is not None:
            meanwhile, self.meanwhile = self.meanwhile, None
            await meanwhile()
        return posted

    async def retract(self, room: RoomRef, posted: Posted) -> None:
        self.retracted += 1
        if self.refuses:
            raise NotAllowed(fault("stage_locked"))
        await super().retract(room, posted)


async def begun(room: Room, told: Script | None = None, abilities: Abilities | None = None) -> Carrier:
    """A café on a platform that carries, until ten on its first day."""
    platform = Carrier(room.database, room.clock)
    platform.abilities = abilities or platform.abilities
    room.terminal = platform
    await room.begin(told=told)
    await room.until(1, 10)
    return platform


def blind_script() -> Script:
    """The café of three days, its first workshop blind until the second evening."""
    usual = script()
    workshops = tuple(
        replace(one, visibility=Visibility.BLIND, ends_day=2, ends_at=usual.closes_at) if one.key == "memory" else one
        for one in usual.workshops
    )
    return replace(usual, workshops=workshops)


async def fill_in(room: Room, name: str, text: str, workshop: str = "memory", interaction: str = "i1") -> None:
    await room.host.forms.submit(room.cafe_id, workshop, room.ref_of(name), name, room.ref, [text], interaction)


async def in_the_room(room: Room) -> list[tuple[str, str | None]]:
    """What stands in the bot's name for members: the words and whose they are."""
    public = await room.terminal.messages(room.ref)
    return [(one.text, one.author) for one in public if one.carried]


async def post_of(room: Room, text: str) -> PostRef:
    return next(one.ref for one in (await room.record()).posts if one.text == text)


async def refusal(room: Room, text: str, workshop: str = "memory", language: str = "fr") -> str:
    with pytest.raises(CallError) as refused:
        await fill_in(room, "Vio", text, workshop)
    [told] = refused.value.faults
    return wording(language).fault(told)


# --- said -------------------------------------------------------------------------------------------------------------


async def test_what_is_filled_in_is_posted_and_is_its_authors_in_everything(unopened: Room) -> None:
    await begun(unopened)
    await fill_in(unopened, "Vio", ANSWER)
    [post] = (await unopened.record()).posts
    assert (post.text, post.author.id, post.workshop, post.answer) == (ANSWER, "vio", "memory", True)
    assert await in_the_room(unopened) == [(ANSWER, "vio")]
    await unopened.react("Marc", post.ref.id)
    await unopened.say("Marc", "Tout à fait d’accord !", to=post.ref.id)
    await unopened.consent("Vio", Consent.NAMED)
    await unopened.until_the_end()
    flashback = await unopened.published()
    assert ANSWER in texts(flashback)
    assert "Vio" in authors(flashback)
    assert (flashback.counts.participants, flashback.counts.posts, flashback.counts.reactions) == (2, 2, 1)
    assert [one.answer for one in (await unopened.record()).posts] == [True, False]


async def test_the_same_interaction_twice_is_one_post(unopened: Room) -> None:
    await begun(unopened)
    for _ in range(2):
        await fill_in(unopened, "Vio", ANSWER)
    assert await in_the_room(unopened) == [(ANSWER, "vio")]
    assert len((await unopened.record()).posts) == 1


async def test_a_new_answer_takes_the_place_of_the_one_that_was_carried(unopened: Room) -> None:
    await begun(unopened)
    await fill_in(unopened, "Vio", ANOTHER)
    form = await unopened.host.forms.form(unopened.cafe_id, "memory", unopened.ref_of("Vio"), "fr")
    assert form.former == (ANOTHER,)
    await fill_in(unopened, "Vio", ANSWER, interaction="i2")
    assert await in_the_room(unopened) == [(ANSWER, "vio")]
    assert [one.text for one in (await unopened.record()).posts] == [ANSWER]
    await fill_in(unopened, "Vio", ANSWER, interaction="i3")
    assert await in_the_room(unopened) == [(ANSWER, "vio")], "nothing has changed"


async def test_what_a_member_has_typed_stays_beside_what_they_fill_in(unopened: Room) -> None:
    await begun(unopened)
    await unopened.say("Vio", ANOTHER)
    await fill_in(unopened, "Vio", ANSWER)
    assert [one.text for one in (await unopened.record()).posts] == [ANOTHER, ANSWER]


async def test_each_idea_of_a_brainstorm_is_one_more(unopened: Room) -> None:
    usual = script()
    workshops = tuple(replace(one, kind="brainstorm") if one.key == "memory" else one for one in usual.workshops)
    await begun(unopened, replace(usual, workshops=workshops))
    await fill_in(unopened, "Vio", "Un panier à l’entrée.")
    await fill_in(unopened, "Vio", "Une boîte sur le frigo.", interaction="i2")
    assert len(await in_the_room(unopened)) == 2


async def test_a_choice_is_kept_and_noted_once_for_one_interaction(unopened: Room) -> None:
    await begun(unopened)
    await unopened.until(2, 10)
    for _ in range(2):
        await unopened.host.forms.submit(
            unopened.cafe_id, "moment", unopened.ref_of("Vio"), "Vio", unopened.ref, ["2"], "i1"
        )
        unopened.clock.move_to(unopened.clock.now() + timedelta(seconds=1))
    [choice] = (await unopened.record()).choices
    assert (choice.author.id, choice.choices) == ("vio", ("2",))
    assert len(await unopened.told("Vio")) == 1
    assert await in_the_room(unopened) == []


async def test_who_fills_in_a_blind_workshop_is_let_in_and_read_by_nobody_else(unopened: Room) -> None:
    await begun(unopened, blind_script())
    await unopened.say("Marc", OTHERS)
    await fill_in(unopened, "Vio", ANSWER)
    thread = await unopened.thread("memory")
    read = {name: await unopened.terminal.messages(unopened.ref, thread, reader=name) for name in ("vio", "zoé")}
    assert {OTHERS, ANSWER} <= {one.text for one in read["vio"]}
    assert not {OTHERS, ANSWER} & {one.text for one in read["zoé"]}


# --- not taken --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "workshop", "sentence"),
    [
        (" \n ", "memory", "Votre réponse est vide"),
        ("mot " * 400, "memory", "Votre réponse compte 1\u202f599 caractères"),
        (ANSWER, "moment", "n’est pas encore ouvert"),
        (ANSWER, "nowhere", "Je ne trouve plus cet atelier"),
    ],
)
async def test_what_cannot_be_taken_is_said_in_one_sentence(
    unopened: Room, text: str, workshop: str, sentence: str
) -> None:
    await begun(unopened)
    assert sentence in await refusal(unopened, text, workshop)
    assert await in_the_room(unopened) == []


async def test_where_nothing_is_carried_there_is_no_form_for_words(unopened: Room) -> None:
    await begun(unopened, abilities=replace(CAN, carries=False))
    assert "simplement en écrivant" in await refusal(unopened, ANSWER)


async def test_where_nothing_is_sealed_a_blind_answer_is_never_carried(unopened: Room) -> None:
    await begun(unopened, blind_script(), replace(CAN, seals=False))
    assert "écrivez-moi à moi seul" in await refusal(unopened, ANSWER)


async def test_whoever_leaves_while_their_words_are_posted_leaves_none(unopened: Room) -> None:
    platform = await begun(unopened)
    await unopened.say("Vio", ANOTHER)
    platform.meanwhile = lambda: unopened.host.forgetting.everything(unopened.ref_of("Vio"))
    assert "trop tard" in await refusal(unopened, ANSWER)
    assert await in_the_room(unopened) == []
    assert (await unopened.record()).posts == ()


async def test_what_comes_after_the_close_is_neither_kept_nor_left_standing(unopened: Room) -> None:
    platform = await begun(unopened)
    await unopened.until(3, 19)

    async def the_hour_strikes() -> None:
        unopened.sleep_until(3, 20)

    platform.meanwhile = the_hour_strikes
    assert "trop tard" in await refusal(unopened, ANSWER)
    assert await in_the_room(unopened) == []


# --- taken back -------------------------------------------------------------------------------------------------------


async def forget_post(room: Room) -> None:
    await room.host.forgetting.post(room.ref_of("Vio"), room.cafe_id, await post_of(room, ANSWER))


async def forget_cafe(room: Room) -> None:
    await room.host.forgetting.cafe(room.ref_of("Vio"), room.cafe_id)


async def forget_everything(room: Room) -> None:
    await room.host.forgetting.everything(room.ref_of("Vio"))


async def withdraw(room: Room) -> None:
    await room.withdraw("Vio")


async def erase_it(room: Room) -> None:
    await room.terminal.erase(room.ref, "vio", (await post_of(room, ANSWER)).id)


async def moderate(room: Room) -> None:
    await room.terminal.erase(room.ref, "camille", (await post_of(room, ANSWER)).id)


WAYS = [forget_post, forget_cafe, forget_everything, withdraw, erase_it, moderate]
EACH_WAY = pytest.mark.parametrize("way", WAYS, ids=[way.__name__ for way in WAYS])


@EACH_WAY
@pytest.mark.parametrize("published", [False, True], ids=["open", "published"])
async def test_it_leaves_the_room_however_it_is_taken_back(
    unopened: Room, way: Callable[[Room], Awaitable[None]], published: bool
) -> None:
    await begun(unopened)
    await fill_in(unopened, "Vio", ANSWER)
    await fill_in(unopened, "Marc", OTHERS, interaction="i2")
    if published:
        await unopened.until_the_end()
        assert ANSWER in texts(await unopened.published())
    await way(unopened)
    assert await in_the_room(unopened) == [(OTHERS, "marc")]
    assert [one.text for one in (await unopened.record()).posts] == [OTHERS]
    async with unopened.store.reading() as store:
        assert await store.carried_to_retract(["terminal"]) == []
    if published:
        assert ANSWER not in texts(await unopened.published())


@pytest.mark.parametrize("way", ["post", "everything", "withdrawal"])
async def test_it_leaves_the_room_years_after_retention_has_ended(unopened: Room, way: str) -> None:
    await begun(unopened)
    await fill_in(unopened, "Vio", ANSWER)
    await fill_in(unopened, "Marc", OTHERS, interaction="i2")
    post, vio = await post_of(unopened, ANSWER), unopened.ref_of("Vio")
    await unopened.consent("Vio", Consent.NONE)
    await unopened.until_the_end()
    unopened.clock.move_to((await unopened.cafe()).publishes_at + timedelta(days=RETENTION_DAYS + 700))
    await unopened.ticker.tick()
    assert (await unopened.record()).posts == ()
    assert len(await in_the_room(unopened)) == 2
    if way == "post":
        await unopened.host.forgetting.post(vio, unopened.cafe_id, post)
    elif way == "everything":
        await unopened.host.forgetting.everything(vio)
    else:
        at = unopened.clock.now()
        await unopened.host.receive([Withdrew(room=unopened.ref, at=at, author="vio", name="Vio")])
    assert await in_the_room(unopened) == [(OTHERS, "marc")]


@pytest.mark.parametrize("scope", ["post", "cafe", "all"])
async def test_the_receipt_says_what_leaves_the_room_and_what_does_not(unopened: Room, scope: str) -> None:
    await begun(unopened)
    await fill_in(unopened, "Vio", ANSWER)
    typed = await unopened.say("Marc", OTHERS)
    vio, marc = (unopened.ref_of(name) for name in ("Vio", "Marc"))
    forgetting, post = unopened.host.forgetting, await post_of(unopened, ANSWER)
    if scope == "post":
        receipts = [
            await forgetting.post(vio, unopened.cafe_id, post),
            await forgetting.post(marc, unopened.cafe_id, PostRef("terminal", typed)),
        ]
    elif scope == "cafe":
        receipts = [await forgetting.cafe(who, unopened.cafe_id) for who in (vio, marc)]
    else:
        receipts = [await forgetting.everything(who) for who in (vio, marc)]
    said = ["\n".join(receipt_sentences(one, wording("fr"))) for one in receipts]
    assert ["par un formulaire, quitte le salon" in one for one in said] == [True, False]
    assert all("Ce que vous avez écrit vous-même reste dans le salon" in one for one in said)


async def test_nobody_takes_back_what_was_carried_for_somebody_else(unopened: Room) -> None:
    await begun(unopened)
    await fill_in(unopened, "Vio", ANSWER)
    post = await post_of(unopened, ANSWER)
    with pytest.raises(CallError):
        await unopened.host.forgetting.post(unopened.ref_of("Marc"), unopened.cafe_id, post)
    with pytest.raises(NotAllowed):
        await unopened.terminal.erase(unopened.ref, "marc", post.id)
    with pytest.raises(NotAllowed):
        await unopened.terminal.edit(unopened.ref, "vio", post.id, ANOTHER)
    assert await in_the_room(unopened) == [(ANSWER, "vio")]


async def test_a_room_that_refuses_is_asked_again_later_and_after_a_restart(unopened: Room) -> None:
    platform = await begun(unopened)
    await fill_in(unopened, "Vio", ANSWER)
    platform.refuses = True
    await forget_everything(unopened)
    assert (await unopened.record()).posts == (), "here it has gone at once"
    for _ in range(60 * 6):
        unopened.clock.move_to(unopened.clock.now() + timedelta(minutes=1))
        await unopened.ticker.tick()
    assert 6 < platform.retracted < 13, "after 1, 2, 4, ... minutes, and at most an hour"
    again = await unopened.reopened()
    again.terminal = Carrier(again.database, again.clock)
    again.work(platforms={"terminal": again.terminal})
    assert len(await in_the_room(again)) == 1
    await again.host.listen()
    assert await in_the_room(again) == []
    async with again.store.reading() as store:
        assert await store.carried_to_retract(["terminal"]) == []
    await again.database.close()


# --- deaths -----------------------------------------------------------------------------------------------------------


async def one_life(path: Path, former: Room, life: Life | None, deed: Callable[[Room], Awaitable[None]]) -> Room:
    """One process that listens, does that, and looks once at what is due; its room as it is afterwards."""
    room = Room(path, CompressedClock(former.clock.now()))
    room.ref, room.cafe_id = former.ref, former.cafe_id
    platform = Carrier(room.database, room.clock)
    room.terminal = platform
    room.work(platforms={"terminal": platform}, worker="one")
    if life is not None:
        store = fated_store(room.store, life)
        room.host = Host(store, {"terminal": fated_platform(platform, life)}, room.clock, worker="one")
    try:
        await room.host.listen()
        await deed(room)
        await room.ticker.tick()
    except Death:
        await room.database.close()
        raise
    return room


async def nothing(room: Room) -> None:
    """Just wake up."""


async def filled_in(room: Room) -> None:
    await fill_in(room, "Vio", ANSWER, interaction="i9")


async def taken_back(room: Room) -> None:
    await room.host.forgetting.everything(room.ref_of("Marc"))


async def relived(unopened: Room, deed: Callable[[Room], Awaitable[None]], share: int) -> None:
    await begun(unopened)
    await fill_in(unopened, "Vio", ANOTHER, interaction="i1")
    await fill_in(unopened, "Marc", OTHERS, interaction="i2")
    await unopened.terminal.close()
    await unopened.database.close()
    points: list[str] = []
    whole = Path(shutil.copy(unopened.path, unopened.path.with_name("whole.db")))
    await (await one_life(whole, unopened, Life(None, points), deed)).database.close()
    for dies_at in range(1, len(points) + 1, share):
        path = Path(shutil.copy(unopened.path, unopened.path.with_name("dying.db")))
        with pytest.raises(Death):
            await one_life(path, unopened, Life(dies_at), deed)
        unopened.clock.move_to(unopened.clock.now() + 2 * LEASE)
        again = await one_life(path, unopened, None, nothing)
        standing, kept = await in_the_room(again), [one.text for one in (await again.record()).posts]
        async with again.store.reading() as store:
            assert await store.carried_to_retract(["terminal"]) == []
        await again.database.close()
        assert sorted(text for text, _ in standing) == sorted(kept), points[dies_at - 1]
        for left in path.parent.glob("dying.db*"):
            left.unlink()


DEEDS = pytest.mark.parametrize("deed", [filled_in, taken_back], ids=["filling in", "taking back"])


@DEEDS
async def test_after_a_death_the_room_and_the_store_say_the_same(
    unopened: Room, deed: Callable[[Room], Awaitable[None]]
) -> None:
    await relived(unopened, deed, 7)


@pytest.mark.soak
@DEEDS
async def test_after_a_death_anywhere_the_room_and_the_store_say_the_same(
    unopened: Room, deed: Callable[[Room], Awaitable[None]]
) -> None:
    await relived(unopened, deed, 1)
