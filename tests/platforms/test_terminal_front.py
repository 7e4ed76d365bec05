"""The café on a terminal: what a person types, and what they see."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from bot.domain import Attachment, MemberRef, Posted, PostMade
from bot.stage import StageMessage
from bot.terminal_front import TerminalFront
from bot.terminal_front._shown import View
from bot.terminal_front._typed import COMMANDS, shown_command
from bot.wording import wording
from tests.platforms.person import Hand, Terminal
from tests.platforms.stand import said

# --- what is shown ---------------------------------------------------------------------------------------------


def test_what_was_carried_for_a_member_is_shown_as_theirs() -> None:
    at = datetime(2026, 3, 2, 8, tzinfo=UTC)
    carried = StageMessage(id="3", room="café", at=at, text="Du pain.", from_bot=True, author="vio", carried=True)
    view = View(wording("fr"), "Europe/Paris", {}, "/entrer")
    assert [line.plain for line in view.message(replace(carried, name="Vio"))] == [
        "#3 Vio 09:00 (par un formulaire): Du pain."
    ]


# --- a week -------------------------------------------------------------------------------------------------


async def test_a_person_plays_a_café(terminal_at: Terminal) -> None:
    shown = await terminal_at.type(
        "/open",
        "/open bread",
        "/next",
        "/as Vio",
        "/in 1",
        "Bread, of course.",
        "/as Ana",
        "/reply 3 Mine has nuts.",
        "/react 3 👍",
        "/status",
        "/quit",
    )
    assert shown.splitlines() == [
        "Cafés that can be opened:",
        "  /open bread",
        "  /open salt",
        "The café “Our bread” is open.",
        "#1 Café 09:00",
        "  │ A week about bread.",
        "#2 Café (The basket) 09:00",
        "  │ What do you bring?",
        "  → To answer, type: /in 1",
        "You are Vio now.",
        "You are in the workshop “The basket”: what you type goes there.",
        "#3 Vio (The basket) 09:00: Bread, of course.",
        "You are Ana now.",
        "#4 Ana (The basket) 09:00 → #3: Mine has nuts.",
        "👍 Ana → #3",
        "Tuesday, March 3, 2026 at 09:00",
        "1 of 2 workshops",
        "The workshops that are open, to go into:",
        "  /in 1 — The basket",
        "See you soon!",
    ]


async def test_une_personne_joue_un_café(terminal_at: Terminal) -> None:
    shown = await terminal_at.type(
        "/ouvrir bread",
        "/suite",
        "/je Léa",
        "/dans 1",
        "Du pain !",
        "/répondre 3 Et du sel.",
        "/réagir 3 👍",
        "/modifier 3 Du bon pain !",
        "/effacer 4",
        "/attendre 1 jour",
        "/où",
        "/quitter",
        language="fr",
    )
    assert shown.splitlines() == [
        "Le café «\u202fOur bread\u202f» est ouvert.",
        "#1 Café 09:00",
        "  │ A week about bread.",
        "#2 Café (The basket) 09:00",
        "  │ What do you bring?",
        "  → Pour répondre, tapez\u202f: /dans 1",
        "Vous êtes maintenant Léa.",
        "Vous êtes dans l’atelier «\u202fThe basket\u202f»\u202f: ce que vous tapez s’y dit.",
        "#3 Léa (The basket) 09:00: Du pain !",
        "#4 Léa (The basket) 09:00 → #3: Et du sel.",
        "👍 Léa → #3",
        "#3 Léa (The basket) 09:00 (modifié): Du bon pain !",
        "Le message n°\u00a04 a été retiré.",
        "24 h later",
        "mercredi 4 mars 2026 à 09:00",
        "1 of 2 workshops",
        "Les ateliers ouverts, pour y entrer\u202f:",
        "  /dans 1 — The basket",
        "À bientôt\u202f!",
    ]


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_the_welcome_says_in_six_lines_what_to_type(terminal_at: Terminal, language: str) -> None:
    welcome = (await terminal_at.whole(language=language)).splitlines()
    assert len(welcome) == 6
    typed_so = set(re.findall(r"/\S+", " ".join(welcome)))
    words = wording(language)
    assert typed_so == {shown_command(one, words) for one in ("as", "open", "in", "next", "wait", "help", "quit")}


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_the_help_names_every_command(terminal_at: Terminal, language: str) -> None:
    help_lines = await terminal_at.type("/help", language=language)
    for command in COMMANDS:
        assert shown_command(command, wording(language)) in help_lines.split()


async def test_coming_back_the_end_of_the_conversation_is_shown_again(terminal_at: Terminal) -> None:
    await terminal_at.type("/as Vio", *[f"Thought {number}." for number in range(12)])
    again = await terminal_at.type("/quit")
    assert again.splitlines()[0] == "Earlier in this room:"
    assert "Thought 2." in again
    assert "Thought 1." not in again


async def test_the_lines_may_simply_end(terminal_at: Terminal) -> None:
    assert (await terminal_at.type("/as Vio", "Bread.")).splitlines()[-1] == "#1 Vio 09:00: Bread."


# --- who and where ------------------------------------------------------------------------------------------


async def test_nobody_speaks_before_saying_who_they_are(terminal_at: Terminal) -> None:
    shown = await terminal_at.type("Hello?")
    assert shown == "Nobody is speaking yet: say who you are first, for example “/as Vio”.\n"
    assert await terminal_at.history() == []


async def test_a_known_member_is_played_by_name_or_id_in_any_case(terminal_at: Terminal) -> None:
    await terminal_at.platform.say(terminal_at.room, "u7", "Violette B.", "Hello.")
    await terminal_at.type("/as violette b.", "By name.", "/as U7", "By id.", "/as Viola", "Another.")
    posts = [one for one in await terminal_at.history() if isinstance(one, PostMade)]
    assert [(one.author, one.name) for one in posts] == [("u7", "Violette B.")] * 3 + [("viola", "Viola")]


async def test_who_speaks_first_can_be_said_beforehand(terminal_at: Terminal) -> None:
    assert "You are Vio now." in await terminal_at.type(speaker="Vio")


async def test_the_workshops_are_listed_and_nobody_is_moved(terminal_at: Terminal) -> None:
    shown = await terminal_at.type("/in", "/next", "/next", "/as Vio", "/in 2", "/in", "Salt.")
    lines = shown.splitlines()
    assert lines[0] == "No workshop has opened yet: type /next to let time pass."
    assert lines[-4:] == [
        "0. The room, outside the workshops",
        "1. The basket",
        "2. The table",
        "#3 Vio (The table) 09:00: Salt.",
    ]


async def test_zero_leads_back_to_the_room(terminal_at: Terminal) -> None:
    shown = await terminal_at.type("/next", "/as Vio", "/in 1", "/in 0", "Talk.")
    assert shown.splitlines()[-2:] == ["You are in the room: what you type goes there.", "#2 Vio 09:00: Talk."]


async def test_a_closed_workshop_is_shown_as_closed_and_refuses_with_a_sentence(terminal_at: Terminal) -> None:
    thread = (await terminal_at.platform.post(terminal_at.room, said("Bring.", begins="The basket"), "k")).message
    await terminal_at.platform.close_room(terminal_at.room, [thread])
    shown = await terminal_at.type("/in", "/as Vio", "/in 1", "Too late?")
    assert "1. The basket (closed)" in shown
    assert "This workshop is closed: nothing more can be said" in shown


async def test_the_prompt_says_who_speaks_and_where(terminal_at: Terminal) -> None:
    shown = await terminal_at.type("/next", "/as Vio", "/in 1", prompt=True)
    for prompt in ("> ", "Vio > ", "Vio in The basket > "):
        assert prompt in shown


async def test_time_that_brings_nothing_to_see_says_when_it_is(terminal_at: Terminal) -> None:
    shown = await terminal_at.type("/next", "/next", "/next", "/next")
    assert shown.splitlines()[-2:] == [
        "Nothing new; it is Thursday, March 5, 2026 at 09:00.",
        "Nothing new; it is Friday, March 6, 2026 at 09:00.",
    ]
    assert shown.count("Nothing new") == 2, "a workshop that opens is something"


# --- what others do -----------------------------------------------------------------------------------------


async def test_what_happens_while_nobody_types_is_shown_as_it_comes(terminal_at: Terminal) -> None:
    platform, room = terminal_at.platform, terminal_at.room
    paper = StringIO()
    appeared: asyncio.Queue[str] = asyncio.Queue()

    class Screen(StringIO):
        def write(self, text: str) -> int:
            appeared.put_nowait(text)
            return paper.write(text)

    async def waiting() -> AsyncIterator[str]:
        yield "/as Vio"
        await platform.say(room, "ana", "Ana", "Anybody there?")
        while "Anybody there?" not in paper.getvalue():
            await appeared.get()
        yield "/quit"

    console = Console(file=Screen(), width=60, color_system=None)
    hand = Hand(platform, room, terminal_at.clock, "en")
    await asyncio.wait_for(TerminalFront(platform, room, hand, lines=waiting(), console=console).run(), timeout=20)
    assert "#1 Ana 09:00: Anybody there?" in paper.getvalue()


async def test_a_private_message_is_shown_to_whom_it_is_for_alone(terminal_at: Terminal) -> None:
    platform, room = terminal_at.platform, terminal_at.room

    async def lines() -> AsyncIterator[str]:
        yield "/as Ana"
        await platform.post(room, said("Your vote is counted.", to=MemberRef("terminal", "vio")), "k1")
        yield "/status"
        yield "/as Vio"

    paper = StringIO()
    hand = Hand(platform, room, terminal_at.clock, "en")
    console = Console(file=paper, width=60, color_system=None)
    await TerminalFront(platform, room, hand, lines=lines(), console=console).run()
    assert paper.getvalue().splitlines()[-3:] == [
        "You are Vio now.",
        "#1 Café 09:00 (only you see this)",
        "  │ Your vote is counted.",
    ]
    assert paper.getvalue().count("Your vote is counted.") == 1


async def test_what_members_write_is_data_for_the_terminal(terminal_at: Terminal) -> None:
    await terminal_at.platform.say(
        terminal_at.room,
        "eve",
        "Eve\x1b[31m [bold]",
        "[red]boo[/red] :smile: \x1b]0;title\x07 \u202etxet\nline two\n#9 Café 09:00",
        attachments=[Attachment("a\x1b[2J.png", "[link=x]", "https://example.org/[b]")],
    )
    shown = await terminal_at.type("/quit")
    assert not [one for one in shown if (ord(one) < 32 and one != "\n") or one == "\u202e"]
    assert shown.splitlines()[1:5] == [
        "#1 Eve[31m [bold] 09:00: [red]boo[/red] :smile: ]0;title txet",
        "    line two",
        "    #9 Café 09:00",
        "    [a[2J.png: [link=x]] https://example.org/[b]",
    ]


async def test_a_message_that_the_bot_corrects_is_shown_again(terminal_at: Terminal) -> None:
    platform, room = terminal_at.platform, terminal_at.room
    posted = await platform.post(room, said("Three of you."), "k1")

    async def lines() -> AsyncIterator[str]:
        await platform.revise(room, posted, said("Two of you."))
        yield "/quit"

    paper = StringIO()
    hand = Hand(platform, room, terminal_at.clock, "en")
    console = Console(file=paper, width=60, color_system=None)
    await TerminalFront(platform, room, hand, lines=lines(), console=console).run()
    assert paper.getvalue().splitlines()[-3:-1] == ["#1 Café 09:00 (edited)", "  │ Two of you."]


async def test_a_long_line_is_not_cut_in_a_pipe(terminal_at: Terminal) -> None:
    assert "word " * 100 + "end" in await terminal_at.type("/as Vio", "word " * 100 + "end")


async def test_what_is_taken_back_or_closed_is_told(terminal_at: Terminal) -> None:
    platform, room = terminal_at.platform, terminal_at.room
    begun: Posted = await platform.post(room, said("Bring.", begins="The basket"), "k1")

    async def lines() -> AsyncIterator[str]:
        yield "/as Vio"
        yield "/react 1 👍"
        yield "/unreact 1 👍"
        await platform.close_room(room, [begun.message])
        await platform.retract(room, begun)
        yield "/quit"

    paper = StringIO()
    console = Console(file=paper, width=60, color_system=None)
    hand = Hand(platform, room, terminal_at.clock, "en")
    await TerminalFront(platform, room, hand, lines=lines(), console=console).run()
    shown = paper.getvalue()
    assert shown.splitlines()[-4:] == [
        "Vio takes 👍 back from #1.",
        "The workshop “The basket” is closed.",
        "#1 has been taken back.",
        "See you soon!",
    ]
    assert "👍 Vio → #1\n" in shown


async def test_a_file_of_this_machine_is_attached_with_what_it_shows(terminal_at: Terminal, tmp_path: Path) -> None:
    (tmp_path / "my loaf.png").write_bytes(b"bread")
    shown = await terminal_at.type(
        "/open bread",
        "/next",
        "/as Vio",
        "/in 1",
        f'/joindre "{tmp_path}/my loaf.png" A loaf',
        f"/attach {tmp_path}/gone.png",
        "/attach",
    )
    assert "[my loaf.png: A loaf]" in shown
    assert str(tmp_path) not in shown.replace(f"“{tmp_path}/gone.png”", "")
    assert "There is no file" in shown
    assert "/attach FILE DESCRIPTION" in shown


async def test_a_file_is_taken_out_of_a_message(terminal_at: Terminal, tmp_path: Path) -> None:
    (tmp_path / "loaf.png").write_bytes(b"bread")
    shown = await terminal_at.type(
        "/open bread",
        "/next",
        "/as Vio",
        "/in 1",
        f"/attach {tmp_path}/loaf.png A loaf",
        "Bread, of course.",
        "/détacher",
        "/detach 4",
        "/detach 3 2",
        "/detach 3 1",
        "/detach 3",
    )
    assert "/detach MESSAGE FILE" in shown
    assert "This message has no file" in shown
    assert "from 1 to 1" in shown
    assert shown.count("#3") == 3, "it is shown, taken back, and there no more"


@pytest.mark.parametrize("named", ["The basket", "the basket", "the b", "BASKET", "1"])
async def test_a_workshop_is_entered_by_its_number_its_title_or_a_part_of_it(terminal_at: Terminal, named: str) -> None:
    shown = await terminal_at.type("/next", "/next", "/as Vio", f"/in {named}")
    assert "You are in the workshop “The basket”" in shown.replace("\n", " ")


async def test_a_name_that_fits_several_is_refused_with_those_it_could_be(terminal_at: Terminal) -> None:
    shown = await terminal_at.type("/next", "/next", "/as Vio", "/in 1", "/in the", "Still here.")
    assert "“the” could be several workshops" in shown
    assert "1 “The basket”, 2 “The table”" in shown
    (said,) = [one for one in await terminal_at.history() if isinstance(one, PostMade)]
    assert said.thread is not None


@pytest.mark.parametrize("named", ['"The table"', "« the table »", "“The table”"])
async def test_a_workshop_is_found_by_its_title_in_quotation_marks(terminal_at: Terminal, named: str) -> None:
    shown = await terminal_at.type("/next", "/next", "/as Vio", f"/in {named}", "Here.")
    assert "There is no workshop" not in shown
    assert [one.thread for one in await terminal_at.history() if isinstance(one, PostMade)] == ["2"], shown


async def test_a_workshop_is_entered_however_its_accents_and_apostrophes_are_typed(terminal_at: Terminal) -> None:
    await terminal_at.platform.post(terminal_at.room, said("De 0 à 10.", begins="Jusqu’où, l’été ?"), "k")
    shown = await terminal_at.type("/je Vio", "/dans JUSQU'OU, L'ETE", "/dans l’ete", language="fr")
    assert shown.count("Vous êtes dans l’atelier") == 2
