"""The rules of the terminal's rooms are those of a real chat server."""

from __future__ import annotations

import pytest

from bot.domain import (
    LONGEST_POST,
    Attachment,
    MemberRef,
    OutboundFile,
    OutboundMessage,
    Posted,
    RoomRef,
)
from bot.errors import CafeError, NoSuchPlace, NotAllowed, PlatformError
from bot.platforms.terminal_platform import CAN, TerminalPlatform
from tests.platforms.stand import everything, said


async def question(terminal: TerminalPlatform, room: RoomRef) -> str:
    """A workshop's thread."""
    posted = await terminal.post(room, said("What do you bring?", begins="The basket"), "question")
    assert posted.thread is not None
    return posted.thread


def faults(raised: pytest.ExceptionInfo[CafeError]) -> list[str]:
    return [one.key for one in raised.value.faults]


async def test_only_its_author_edits_a_message(terminal: TerminalPlatform, salon: RoomRef) -> None:
    post = await terminal.say(salon, "vio", "Vio", "Bread.")
    for somebody in ("ana", "mo"):
        with pytest.raises(NotAllowed) as refused:
            await terminal.edit(salon, somebody, post, "Cake.")
        assert faults(refused) == ["stage_not_yours"]
    assert [one.text for one in await terminal.messages(salon)] == ["Bread."]


async def test_its_author_and_a_moderator_erase_a_message_and_nobody_else(
    terminal: TerminalPlatform, salon: RoomRef
) -> None:
    first = await terminal.say(salon, "vio", "Vio", "Bread.")
    second = await terminal.say(salon, "vio", "Vio", "Salt.")
    with pytest.raises(NotAllowed):
        await terminal.erase(salon, "ana", first)
    await terminal.erase(salon, "vio", first)
    await terminal.erase(salon, "mo", second)
    assert await terminal.messages(salon) == []
    with pytest.raises(NoSuchPlace):
        await terminal.erase(salon, "vio", first)


async def test_nothing_can_be_done_to_a_message_that_is_not_there(terminal: TerminalPlatform, salon: RoomRef) -> None:
    gone = await terminal.say(salon, "vio", "Vio", "Bread.")
    await terminal.erase(salon, "vio", gone)
    for message in (gone, "77", "", "０", "-1", "1" * 40, "x"):
        with pytest.raises(NoSuchPlace):
            await terminal.react(salon, "ana", message, "👍")
        with pytest.raises(NoSuchPlace):
            await terminal.edit(salon, "vio", message, "Cake.")
        with pytest.raises(NoSuchPlace):
            await terminal.say(salon, "ana", "Ana", "Me too.", reply_to=message)


async def test_a_locked_thread_refuses_everything_but_taking_back(terminal: TerminalPlatform, salon: RoomRef) -> None:
    thread = await question(terminal, salon)
    post = await terminal.say(salon, "vio", "Vio", "Bread.", thread=thread)
    await terminal.react(salon, "ana", post, "👍")
    await terminal.close_room(salon, [thread])
    attempts = [
        terminal.say(salon, "vio", "Vio", "Salt.", thread=thread),
        terminal.edit(salon, "vio", post, "Cake."),
        terminal.react(salon, "leo", post, "👍"),
        terminal.react(salon, "leo", thread, "👍"),
        terminal.post(salon, said("One more thing.", thread=thread), "k9"),
    ]
    for attempt in attempts:
        with pytest.raises(NotAllowed) as refused:
            await attempt
        assert faults(refused) == ["stage_locked"]
    await terminal.unreact(salon, "ana", post, "👍")
    await terminal.erase(salon, "vio", post)
    assert await terminal.reactions(salon) == []
    assert [one.text for one in await terminal.messages(salon, thread)] == ["What do you bring?"]


async def test_in_a_locked_thread_the_bot_still_corrects_itself_and_answers_in_private(
    terminal: TerminalPlatform, salon: RoomRef
) -> None:
    thread = await question(terminal, salon)
    summary = await terminal.post(salon, said("“Bread.” — Vio", thread=thread), "summary")
    await terminal.close_room(salon, [thread])
    await terminal.revise(salon, summary, said("One answer.", thread=thread))
    assert await terminal.post(salon, said("“Bread.” — Vio", thread=thread), "summary") == summary
    await terminal.post(salon, said("Too late.", thread=thread, to=MemberRef("terminal", "vio")), "late")
    assert (await terminal.messages(salon, thread))[-1].text == "One answer."
    assert [one.text for one in await terminal.inbox(salon, "vio")] == ["Too late."]


async def test_closing_a_room_locks_all_its_threads_or_none(terminal: TerminalPlatform, salon: RoomRef) -> None:
    thread = await question(terminal, salon)
    with pytest.raises(NoSuchPlace):
        await terminal.close_room(salon, [thread, "404"])
    assert [one.locked for one in await terminal.threads(salon)] == [False]


async def test_a_private_message_is_nobody_elses_business(terminal: TerminalPlatform, salon: RoomRef) -> None:
    told = await terminal.tell(salon, "vio", "Vio", "Something personal.")
    with pytest.raises(NoSuchPlace):
        await terminal.react(salon, "ana", told, "👍")
    with pytest.raises(NoSuchPlace):
        await terminal.say(salon, "ana", "Ana", "What?", reply_to=told)
    assert await terminal.messages(salon) == []
    assert await terminal.inbox(salon, "ana") == []


async def test_the_bot_cannot_change_what_a_member_wrote(terminal: TerminalPlatform, salon: RoomRef) -> None:
    post = await terminal.say(salon, "vio", "Vio", "Bread.")
    posted = Posted(post)
    with pytest.raises(NotAllowed):
        await terminal.revise(salon, posted, said("Cake."))
    with pytest.raises(NotAllowed):
        await terminal.retract(salon, posted)


@pytest.mark.parametrize("text", ["", "  \n ", "\0", "a" * (LONGEST_POST + 1)])
async def test_a_text_that_no_room_takes_is_refused(terminal: TerminalPlatform, salon: RoomRef, text: str) -> None:
    with pytest.raises(PlatformError):
        await terminal.say(salon, "vio", "Vio", text)
    assert await everything(terminal.read_back(salon, None)) == []


async def test_the_longest_post_is_taken_and_a_picture_needs_no_words(
    terminal: TerminalPlatform, salon: RoomRef
) -> None:
    await terminal.say(salon, "vio", "Vio", "a" * LONGEST_POST)
    await terminal.say(salon, "vio", "Vio", "", attachments=[Attachment("loaf.png")])
    assert [len(one.text) for one in await terminal.messages(salon)] == [LONGEST_POST, 0]


async def test_the_bot_keeps_to_its_own_limit(terminal: TerminalPlatform, salon: RoomRef) -> None:
    await terminal.post(salon, said("a" * CAN.text_limit), "k1")
    with pytest.raises(PlatformError):
        await terminal.post(salon, said("a" * (CAN.text_limit + 1)), "k2")


async def test_a_file_of_the_bot_comes_with_its_text_for_those_who_do_not_see_it(
    terminal: TerminalPlatform, salon: RoomRef
) -> None:
    chart = OutboundFile("chart.png", "Seven of ten say bread", "/data/chart.png")
    await terminal.post(salon, OutboundMessage("The flashback.", files=(chart,)), "k1")
    (shown,) = await terminal.messages(salon)
    assert shown.attachments == (Attachment("chart.png", "Seven of ten say bread"),)


@pytest.mark.parametrize("words", ["", "I agree", "oui", "no", "👍 yes", "+1", "👍" * 40])
async def test_a_reaction_is_an_emoji_never_words(terminal: TerminalPlatform, salon: RoomRef, words: str) -> None:
    post = await terminal.say(salon, "vio", "Vio", "Bread.")
    with pytest.raises(PlatformError) as refused:
        await terminal.react(salon, "ana", post, words)
    assert faults(refused) == ["stage_not_emoji"]


@pytest.mark.parametrize("choices", [[], ["bread"], ["2 "], ["1"] * 26, ["99999"]])
async def test_a_vote_is_a_number_never_words(terminal: TerminalPlatform, salon: RoomRef, choices: list[str]) -> None:
    with pytest.raises(PlatformError) as refused:
        await terminal.choose(salon, "ana", "Ana", "w1", choices)
    assert faults(refused) == ["stage_choice"]


async def test_a_name_that_says_nothing_is_refused(terminal: TerminalPlatform, salon: RoomRef) -> None:
    for name in ("", " \n", "a" * 101):
        with pytest.raises(PlatformError):
            await terminal.say(salon, "vio", name, "Bread.")
        with pytest.raises(PlatformError):
            await terminal.open_room(name)


async def test_a_member_of_another_platform_cannot_be_written_to_here(
    terminal: TerminalPlatform, salon: RoomRef
) -> None:
    with pytest.raises(NoSuchPlace):
        await terminal.post(salon, said("Hello.", to=MemberRef("discord", "42")), "k1")
    with pytest.raises(NoSuchPlace):
        await terminal.say(RoomRef("discord", "salon"), "vio", "Vio", "Bread.")


async def test_an_answer_to_a_message_erased_meanwhile_still_goes(terminal: TerminalPlatform, salon: RoomRef) -> None:
    post = await terminal.say(salon, "vio", "Vio", "Bread?")
    await terminal.erase(salon, "vio", post)
    await terminal.post(salon, said("Gladly.", reply_to=post), "k1")
    with pytest.raises(NoSuchPlace):
        await terminal.post(salon, said("Gladly.", reply_to="404"), "k2")
