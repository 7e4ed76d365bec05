"""A blind workshop: everybody answers before they see the others' answers (truth 9)."""

from __future__ import annotations

import asyncio
import logging
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import time
from io import StringIO
from pathlib import Path
from typing import cast

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from rich.console import Console

from bot.cli._asking import status_lines
from bot.domain import BeatKind, Script, Visibility, zone_of
from bot.errors import NoSuchPlace
from bot.pages import rendered
from bot.platforms.terminal_platform import CAN, TerminalPlatform
from bot.ports import Abilities
from bot.telling import Telling
from bot.terminal_front import TerminalFront
from bot.wording import wording
from tests.platforms.person import Hand, typed
from tests.platforms.scene import StillClock
from tests.stories.room import ZONE, Room, script, texts

SECRET = "Le mien était caché sous une pile de zinnias."


def blind_script(key: str = "memory", ends_day: int | None = 2) -> Script:
    """The café of three days with one blind workshop, which ends on that day at noon."""
    usual = script()
    ends = {"ends_day": ends_day, "ends_at": time(12)} if ends_day else {"ends_day": None, "ends_at": None}
    workshops = [
        replace(one, visibility=Visibility.BLIND, **ends) if one.key == key else one for one in usual.workshops
    ]
    return replace(usual, workshops=tuple(workshops))


@pytest.fixture
async def blind(unopened: Room) -> Room:
    """A room in which the first workshop is blind until noon of the second day."""
    await unopened.begin(told=blind_script())
    await unopened.until(1, 10)
    return unopened


async def read_by(room: Room, reader: str | None, workshop: str = "memory") -> str:
    """What that member, or else anybody, reads in a workshop's thread."""
    messages = await room.terminal.messages(room.ref, await room.thread(workshop), reader=reader)
    return "\n".join(message.text for message in messages)


async def test_nobody_reads_the_others_before_they_have_answered(blind: Room) -> None:
    await blind.say("Vio", SECRET)
    assert SECRET in await read_by(blind, "vio")
    assert SECRET not in await read_by(blind, "marc")
    await blind.say("Marc", "Le nôtre était au mur.")
    assert SECRET in await read_by(blind, "marc")
    assert SECRET not in await read_by(blind, "léa")
    assert "au mur" in await read_by(blind, "vio")


async def test_the_workshop_says_how_it_goes_and_when_it_is_opened(blind: Room) -> None:
    opening = next(one.text for one in await blind.said_by_the_bot() if one.begins)
    assert "tant que vous n’avez pas répondu" in opening
    assert "mardi 3 mars" in opening
    notice = (await blind.said_by_the_bot())[0].text
    assert "sauf les hôtes" in notice


async def test_from_the_workshops_end_on_everybody_reads_everything(blind: Room) -> None:
    await blind.say("Vio", SECRET)
    await blind.until(2, 11, 59)
    assert SECRET not in await read_by(blind, None)
    await blind.until(2, 12, 1)
    assert SECRET in await read_by(blind, None)
    assert "tout le monde peut lire" in await read_by(blind, None)


@pytest.mark.parametrize(("ends_day", "key", "opened"), [(None, "memory", (3, 9)), (None, "last", (3, 20))])
async def test_without_an_end_it_is_unsealed_at_the_closing_words_or_at_the_close(
    unopened: Room, ends_day: int | None, key: str, opened: tuple[int, int]
) -> None:
    await unopened.begin(told=blind_script(key, ends_day))
    async with unopened.store.reading() as store:
        beats = await store.beats(unopened.cafe_id)
    [unseal] = [beat for beat in beats if beat.kind is BeatKind.UNSEAL]
    assert unseal.workshop == key
    assert (unseal.due.astimezone(zone_of(ZONE)).hour, unseal.due.day) == (opened[1], opened[0] + 1)
    kinds = [beat.kind for beat in beats]
    assert kinds.index(BeatKind.UNSEAL) < kinds.index(BeatKind.CLOSE)


async def test_whoever_answered_while_the_bot_died_is_let_in_at_the_next_start(blind: Room) -> None:
    await blind.say("Vio", SECRET)
    await blind.terminal.close()
    await blind.say("Marc", "Le nôtre était au mur.")
    again = await blind.reopened()
    await again.host.listen()
    assert SECRET in await read_by(again, "marc")
    await again.database.close()


async def test_talk_that_is_no_answer_opens_nothing(unopened: Room) -> None:
    await unopened.begin(told=blind_script("moment"))
    await unopened.until(2, 10)
    await unopened.say("Vio", "1", "moment")
    await unopened.say("Marc", "Alors, que disent les autres ?", "moment")
    assert "1" not in (await read_by(unopened, "marc", "moment")).splitlines()
    await unopened.terminal.choose(unopened.ref, "marc", "Marc", "moment", ["2"])
    assert "1" in (await read_by(unopened, "marc", "moment")).splitlines()


async def test_until_it_is_unsealed_the_counts_say_how_many_and_not_what(unopened: Room) -> None:
    await unopened.begin(told=blind_script("moment"))
    await unopened.until(2, 10)
    await unopened.say("Vio", "1", "moment")
    poll = (await unopened.host.flashback(unopened.cafe_id)).workshops[1]
    assert (poll.counts.posts, poll.result, poll.voices) == (1, {}, ())
    await unopened.until(2, 13)
    poll = (await unopened.host.flashback(unopened.cafe_id)).workshops[1]
    assert [option["votes"] for option in poll.result["options"]] == [1, 0]


async def test_after_the_end_the_flashback_is_like_any_other(blind: Room) -> None:
    await blind.say("Vio", SECRET)
    await blind.until_the_end()
    assert SECRET in texts(await blind.published())


class Unsealing(TerminalPlatform):
    """The terminal as a platform that cannot seal."""

    @property
    def can(self) -> Abilities:
        return replace(CAN, seals=False)


async def test_where_nothing_can_be_sealed_answers_are_taken_in_private(unopened: Room) -> None:
    plain = Unsealing(unopened.terminal._stage, unopened.clock)
    unopened.terminal = plain
    await unopened.begin(told=blind_script())
    await unopened.until(1, 10)
    await plain.tell(unopened.ref, "vio", "Vio", SECRET)
    assert "noté" in (await unopened.told("Vio"))[-1]
    assert [(post.text, post.workshop, post.answer) for post in (await unopened.record()).posts] == [
        (SECRET, "memory", True)
    ]
    assert SECRET not in "\n".join(message.text for message in await unopened.said_by_the_bot())
    await unopened.until(2, 13)
    assert "ne sont plus scellées" in await read_by(unopened, None)
    await plain.tell(unopened.ref, "marc", "Marc", "Trop tard pour ceci.")
    assert "je ne le garde pas" in (await unopened.told("Marc"))[-1]
    await unopened.until_the_end()
    assert SECRET in texts(await unopened.published())


# --- no word of it, anywhere --------------------------------------------------------------------------------


async def everything_shown(room: Room, reader: str) -> str:
    """All that can be read, in whatever way, by somebody who plays that member: rooms, logs, commands, drafts."""
    terminal, thread = room.terminal, await room.thread("memory")
    shown: list[object] = [
        *await terminal.messages(room.ref, reader=reader),
        *await terminal.messages(room.ref, thread, reader=reader),
        *await terminal.messages(room.ref),
        *await terminal.log(room.ref, 0),
        *await terminal.reactions(room.ref, reader=reader),
        *await terminal.inbox(room.ref, reader),
        *await status_lines(room.store, room.clock, wording("fr")),
    ]
    cafe, flashback = await room.cafe(), await room.host.flashback(room.cafe_id)
    shown += [rendered(cafe, flashback, format).decode() for format in ("json", "md", "html")]
    paper = StringIO()
    console = Console(file=paper, width=200, color_system=None, force_terminal=False)
    await Telling(console, wording("fr"), ZONE).tell(await terminal.log(room.ref, 0))
    hand = Hand(terminal, room.ref, cast(StillClock, room.clock), "fr")
    # A reply to the workshop's own message would be an answer.
    posts = [str(number) for number in range(1, 12) if str(number) != thread]
    lines = ["/status", "/in 1", "/read", "/in", "/in 0", *(f"/reply {number} Et alors ?" for number in posts)]
    lines += [f"/react {number} 👍" for number in posts]
    front = TerminalFront(terminal, room.ref, hand, lines=typed(*lines), console=console, prompt=False, speaker=reader)
    await asyncio.wait_for(front.run(), timeout=60)
    return "\n".join([paper.getvalue(), *map(str, shown)])


DEEDS = st.lists(
    st.tuples(st.sampled_from(["vio", "marc", "ana"]), st.sampled_from(["say", "reply", "edit", "react", "erase"])),
    min_size=1,
    max_size=6,
)


async def act(room: Room, deeds: Sequence[tuple[str, str]]) -> set[str]:
    """Do this in the blind thread; returns the words said by each, all unlike."""
    thread, said = await room.thread("memory"), set()
    posts: dict[str, str] = {}
    for number, (who, deed) in enumerate(deeds):
        word = f"zinnia{who}{number}"
        own, others = posts.get(who), [post for name, post in posts.items() if name != who]
        if deed in ("say", "reply") or own is None:
            reply_to = others[0] if deed == "reply" and others and own else None
            posts[who] = await room.terminal.say(room.ref, who, who.title(), word, thread=thread, reply_to=reply_to)
            said.add(word)
        elif deed == "edit":
            await room.terminal.edit(room.ref, who, own, word)
            said.add(word)
        elif deed == "react" and others:
            await room.terminal.react(room.ref, who, others[0], "🦄")
        elif deed == "erase":
            await room.terminal.erase(room.ref, who, posts.pop(who))
    return said


@settings(
    max_examples=3, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(deeds=DEEDS)
async def test_no_word_of_a_sealed_answer_is_to_be_read_anywhere_by_who_has_not_answered(
    caplog: pytest.LogCaptureFixture, deeds: list[tuple[str, str]]
) -> None:
    caplog.clear()
    caplog.set_level(logging.DEBUG, "bot")
    with tempfile.TemporaryDirectory() as folder:
        room = Room(Path(folder) / "cafe.db")
        await room.begin(told=blind_script())
        await room.until(1, 10)
        await room.terminal.join("léa", "Léa")
        said = await act(room, deeds)
        shown = await everything_shown(room, "léa") + "\n".join(caplog.messages)
        assert {word for word in said if word in shown} == set()
        assert "🦄" not in shown
        await room.until(2, 13)
        live = {message.text for message in await room.terminal.messages(room.ref, await room.thread("memory"))}
        seen = await read_by(room, "léa")
        assert all(word in seen for word in said & live)
        await room.database.close()


async def test_who_has_not_answered_cannot_reply_or_react_to_what_is_sealed(blind: Room) -> None:
    post = await blind.say("Vio", SECRET)
    with pytest.raises(NoSuchPlace):
        await blind.react("Marc", post)
    with pytest.raises(NoSuchPlace):
        await blind.say("Marc", "Bien dit.", to=post)
