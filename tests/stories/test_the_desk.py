"""What hosts are told at their desk: what happened, why, and what to do; once, in one message for each look."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta

import pytest

from bot.cli._asking import status_lines
from bot.domain import Home, OutboundMessage, Posted, Progress, RoomRef
from bot.errors import NotAllowed, PlatformError, StoreError, fault
from bot.host import LEASE
from bot.lateness import Why
from bot.platforms.terminal_platform import TerminalPlatform
from bot.store.stage import SqlStage
from bot.ticker import Ticker
from bot.wording import wording
from tests.stories.fates import Death, at_call, fated_platform, fated_store
from tests.stories.room import MONDAY, ZONE, Room, script


def plain(text: str) -> str:
    """A text with its narrow spaces as ordinary ones."""
    return text.replace("\u202f", " ")


STATUSES = ("due", "late", "done_late", "put_off", "skipped", "failed", "refused", "held")
AT_THE_DESK = ("late", "put_off", "skipped", "refused", "failed", "left_out")

WORDS = "Le mien avait un fil et je tirais dessus."


async def test_a_week_in_which_all_goes_well_says_nothing_at_the_desk_but_that_the_draft_is_there(
    unopened: Room,
) -> None:
    await unopened.begin(desk="fr")
    await unopened.until(3, 19)
    assert await unopened.at_the_desk() == []
    await unopened.until_the_end()
    [draft] = await unopened.at_the_desk()
    assert "le brouillon de son flashback est prêt. Il paraît le jeudi 5 mars 2026 à 20:00" in plain(draft)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "fr",
            [
                "« Le premier téléphone », avec du retard, mais c’est fait : l’atelier « Le bon moment ».",
                "« Le premier téléphone », en attente jusqu’au mardi 3 mars 2026 à 15:00 : l’atelier « Jusqu’où ». "
                "Les ateliers en retard ouvrent un par un, à trois heures d’intervalle.",
            ],
        ),
        (
            "en",
            [
                "“A first phone”: the workshop “The right time”, done later than planned",
                "“A first phone”: the workshop “How far” did not happen in time and will on Tuesday, March 3, 2026 at "
                "15:00. Workshops that are late open one by one, three hours apart.",
            ],
        ),
    ],
)
async def test_what_was_late_is_told_in_one_message_in_the_hosts_language(
    unopened: Room, language: str, told: list[str]
) -> None:
    await unopened.begin(desk=language)
    await unopened.until(1, 12)
    await unopened.say("Vio", WORDS)
    unopened.sleep_until(2, 12)
    await unopened.ticker.tick()
    [message] = await unopened.at_the_desk()
    for sentence in told:
        assert sentence in plain(message)
    assert WORDS not in message
    await unopened.until(3, 12)
    assert len(await unopened.at_the_desk()) == 1, "what was put off has been told"


async def test_a_cafe_that_is_not_held_is_told_with_how_to_hold_it(unopened: Room) -> None:
    await unopened.begin(desk="en")
    unopened.sleep_until(30, 12)
    await unopened.ticker.tick()
    await unopened.ticker.tick()
    [message] = await unopened.at_the_desk()
    assert "The café “A first phone” is not held, and nothing was said to the members." in message
    assert "To hold it now: /cafe open first-phone." in message
    assert await unopened.said_by_the_bot() == []


async def test_many_cafes_missed_are_one_message_and_not_a_burst(unopened: Room) -> None:
    await unopened.begin(desk="en")
    for week in range(1, 20):
        day = MONDAY + timedelta(weeks=week)
        await unopened.host.open(script(), [Home(unopened.ref, "fr")], zone=ZONE, day=day)
    unopened.sleep_until(300, 12)
    await unopened.ticker.tick()
    [message] = await unopened.at_the_desk()
    assert message.count("is not held") == 12
    assert "and 8 more: /cafe status shows them." in message


@pytest.mark.parametrize("after", [False, True], ids=["before it is there", "once it is there"])
async def test_a_death_at_the_desk_tells_nothing_twice_and_drops_nothing(unopened: Room, after: bool) -> None:
    dies = at_call("Platform.post", Death(), after=after)
    await unopened.begin(desk="fr", platforms={"terminal": fated_platform(unopened.terminal, dies)})
    unopened.sleep_until(30, 12)
    with pytest.raises(Death):
        await unopened.ticker.tick()
    again = await unopened.reopened()
    await again.host.listen()
    again.clock.move_to(again.clock.now() + timedelta(minutes=3))
    await again.ticker.tick()
    assert len(await again.at_the_desk()) == 1
    await again.database.close()


async def test_the_desk_is_read_by_hosts_alone(unopened: Room) -> None:
    await unopened.begin(desk="fr")
    unopened.sleep_until(30, 12)
    await unopened.ticker.tick()
    assert len(await unopened.terminal.read_desk("Camille")) == 1
    with pytest.raises(NotAllowed):
        await unopened.terminal.read_desk("vio")
    for reading in (unopened.terminal.messages, unopened.terminal.threads, unopened.terminal.reactions):
        with pytest.raises(NotAllowed):
            await reading(unopened.desks[0].room)
    with pytest.raises(NotAllowed):
        await unopened.terminal.say(unopened.desks[0].room, "vio", "Vio", "Coucou")
    assert [room.room for room in await unopened.terminal.rooms()] == ["café"]


async def test_without_a_desk_the_status_shows_the_same(room: Room) -> None:
    await room.until(1, 12)
    room.sleep_until(2, 12)
    await room.ticker.tick()
    lines = "\n".join(await status_lines(room.store, room.clock, wording("en")))
    assert "Late, but done on Tuesday, March 3, 2026 at 12:00: the workshop “Le bon moment”." in lines
    assert "Waiting since Tuesday, March 3, 2026 at 09:00: the workshop “Jusqu’où”." in lines
    room.sleep_until(3, 19)
    await room.ticker.tick()
    lines = "\n".join(await status_lines(room.store, room.clock, wording("fr")))
    assert "Cela n’aura pas lieu : l’atelier « Jusqu’où ». C’est le moment des mots de la fin." in plain(lines)
    assert "Cela n’aura pas lieu : les mots de la fin, « Votre mot de la fin »." in plain(lines)


async def test_a_cafe_that_was_not_held_is_shown_for_a_week(room: Room) -> None:
    room.sleep_until(8, 12)
    await room.ticker.tick()
    assert "not held" in (await status_lines(room.store, room.clock, wording("en")))[0]
    room.sleep_until(12, 12)
    assert await status_lines(room.store, room.clock, wording("en")) == [wording("en").say("status.nothing")]


async def test_in_french_the_status_agrees_with_whatever_it_is_said_of(room: Room) -> None:
    """Of the presentation, of the closing words and of a workshop alike: nothing is masculine by itself."""
    room.sleep_until(1, 11)
    await room.ticker.tick()
    await room.until(2, 12)
    room.sleep_until(3, 19)
    await room.ticker.tick()
    status = plain("\n".join(await status_lines(room.store, room.clock, wording("fr"))))
    assert "Avec du retard, mais c’est fait, le lundi 2 mars 2026 à 11:00 : la présentation." in status
    assert "Cela n’aura pas lieu : les mots de la fin, « Votre mot de la fin »." in status
    assert "À venir : la fermeture, le mercredi 4 mars 2026 à 20:00." in status
    assert "prévu le" not in status


def test_no_french_sentence_about_a_beat_agrees_with_it() -> None:
    """A beat is a presentation, a workshop or closing words; a participle would fit one of them only."""
    say = wording("fr")
    shown = {"what": "…", "moment": "mardi", "cafe": "…", "room": "…", "why": ""}
    said = [
        *(say.say(f"status.{one}", **shown) for one in STATUSES),
        *(say.say(f"desk.{one}", **shown) for one in AT_THE_DESK),
        *(say.say(f"why.{one}") for one in Why),
    ]
    participles = r"\b(?:prévu|retiré|déplacé|refusé|abandonné|laissé|attendu|terminé|fait)e?s?\b"
    with_their_own_subject = r"(?:[Cc]’est|C’était|Le café était|Le café aurait été) (?:déjà )?\w+"
    for one in said:
        assert not re.search(participles, re.sub(with_their_own_subject, "", one), re.IGNORECASE), one


# --- refusals -----------------------------------------------------------------------------------------------------


class Stubborn(TerminalPlatform):
    """The terminal platform, which refuses to begin the threads of those titles."""

    refused: tuple[str, ...] = ()

    async def post(self, room: RoomRef, message: OutboundMessage, key: str) -> Posted:
        if message.begins in self.refused:
            raise NotAllowed(fault("stage_locked"))
        return await super().post(room, message, key)


def stubborn(room: Room) -> Stubborn:
    return Stubborn(SqlStage(room.database), room.clock, moderators=["camille"], desk="bureau")


async def test_a_refusal_is_told_at_first_and_when_it_is_given_up_and_not_in_between(unopened: Room) -> None:
    platform = stubborn(unopened)
    await unopened.begin(desk="fr", platforms={"terminal": platform})
    platform.refused = ("Le bon moment",)
    await unopened.until(2, 19)
    [message] = await unopened.at_the_desk()
    status = plain("\n".join(await status_lines(unopened.store, unopened.clock, wording("fr"))))
    assert (
        "Un salon refuse, et je réessaie : l’atelier « Le bon moment », en attente depuis le mardi 3 mars 2026 à 09:00."
    ) in status
    assert "un salon refuse : l’atelier « Le bon moment ». Je n’ai pas le droit d’écrire dans le salon" in plain(
        message
    )
    await unopened.until_the_end()
    async with unopened.store.reading() as store:
        ends = {one.workshop or one.kind.value: one for one in await store.beats(unopened.cafe_id)}
    assert (ends["moment"].progress, ends["moment"].why) == (Progress.FAILED, "not_allowed")
    assert ends["close"].progress is Progress.DONE, "what a room refuses does not hold the close back"
    assert ends["publish"].progress is Progress.DONE
    [_, given_up, _] = await unopened.at_the_desk()
    assert "j’y renonce après trop de refus : l’atelier « Le bon moment »." in plain(given_up)
    status = "\n".join(await status_lines(unopened.store, unopened.clock, wording("en"), unopened.cafe_id))
    assert "Given up: the workshop “Le bon moment”. I may not write in the room" in status


async def test_a_workshop_that_is_refused_lets_the_next_one_pass(unopened: Room) -> None:
    platform = stubborn(unopened)
    platform.refused = ("Un souvenir",)
    await unopened.begin(platforms={"terminal": platform})
    await unopened.until(2, 9, 20)
    assert [thread.title for thread in await unopened.terminal.threads(unopened.ref)] == ["Le bon moment", "Jusqu’où"]
    platform.refused = ()
    await unopened.until(2, 20)
    assert [thread.title for thread in await unopened.terminal.threads(unopened.ref)][2:] == ["Un souvenir"]


# --- silence ------------------------------------------------------------------------------------------------------


class CutOff:
    """A fate: nothing can be read for a while."""

    on = False

    def __call__(self, point: str) -> None:
        if self.on and point == "Platform.read_back: before":
            raise PlatformError(fault("platform_not_connected", platform="here"))


async def look_for(room: Room, length: timedelta) -> None:
    """Let the time pass with a look every ten minutes, as a running bot does more often."""
    end = room.clock.now() + length
    while room.clock.now() < end:
        room.clock.move_to(room.clock.now() + timedelta(minutes=10))
        await room.ticker.tick()


async def test_a_room_that_falls_silent_is_told_once_and_once_when_it_is_back(unopened: Room) -> None:
    cut_off = CutOff()
    await unopened.begin(desk="en", platforms={"terminal": fated_platform(unopened.terminal, cut_off)})
    await unopened.until(1, 12)
    await look_for(unopened, timedelta(hours=2))
    assert await unopened.at_the_desk() == [], "that nobody writes is no silence"
    cut_off.on = True
    await look_for(unopened, timedelta(hours=5))
    [silent] = await unopened.at_the_desk()
    assert "I have not been able to read the room “café” since Monday, March 2, 2026" in silent
    cut_off.on = False
    await look_for(unopened, timedelta(hours=3))
    [_, back] = await unopened.at_the_desk()
    assert "I can read the room “café” again" in back


# --- the database -------------------------------------------------------------------------------------------------


async def test_a_database_that_did_not_answer_for_a_while_is_told_once_it_does(unopened: Room) -> None:
    await unopened.begin(desk="en")
    troubles = 2

    def fate(point: str) -> None:
        nonlocal troubles
        if point == "Store.reading: before its beginning" and troubles:
            troubles -= 1
            raise StoreError(fault("store_locked", path="cafe.db"))

    ticker = Ticker(fated_store(unopened.store, fate), unopened.host, unopened.clock, worker="worker", lease=LEASE)
    running = asyncio.create_task(ticker.run())
    async with asyncio.timeout(20):
        while not await unopened.at_the_desk():  # noqa: ASYNC110 - nothing rings when the desk is told
            await asyncio.sleep(0)
    ticker.stop()
    await running
    [message] = await unopened.at_the_desk()
    assert "The database did not answer for a while." in message
