"""What a person types at the terminal: votes, consent, private words, faults, and both languages."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest

from bot.commands import folded
from bot.domain import Chosen, Consent, ConsentGiven, PostMade, Withdrew
from bot.terminal_front import lines_of
from bot.terminal_front._typed import COMMANDS, consent, duration, understood
from bot.wording import languages, wording
from tests.platforms.person import Terminal
from tests.platforms.stand import said

# --- votes, consent, private --------------------------------------------------------------------------------


async def test_a_vote_by_number_inside_the_workshop_or_from_outside(terminal_at: Terminal) -> None:
    shown = await terminal_at.type(
        "/next", "/next", "/as Vio", "/vote 2 1,3", "/in 1", "/vote 4", "/voter 1 2", "/vote", "/vote 9 1", "/vote non"
    )
    votes = [(one.workshop, one.choices) for one in await terminal_at.history() if isinstance(one, Chosen)]
    assert votes == [("w2", ("1", "3")), ("w1", ("4",)), ("w1", ("2",))]
    assert shown.count("Sent to the café alone.") == 3
    assert "Type for example: /vote WORKSHOP CHOICE" in shown
    assert "There is no workshop “9”" in shown
    assert "A vote is the number of a choice" in shown


async def test_where_there_is_nothing_to_vote_on_it_says_so(terminal_at: Terminal) -> None:
    assert "There is nothing to vote on there" in await terminal_at.type("/as Vio", "/vote 2")


@pytest.mark.parametrize(
    ("line", "choice"),
    [
        ("/consent named", Consent.NAMED),
        ("/consent cafe_name", Consent.CAFE_NAME),
        ("/accord nom de café", Consent.CAFE_NAME),
        ("/accord Anonyme", Consent.ANONYMOUS),
        ("/accord rien", Consent.NONE),
    ],
)
async def test_a_member_says_how_they_may_be_quoted(terminal_at: Terminal, line: str, choice: Consent) -> None:
    await terminal_at.type("/as Vio", line)
    assert [one.choice for one in await terminal_at.history() if isinstance(one, ConsentGiven)] == [choice]


async def test_a_member_writes_in_private_and_withdraws(terminal_at: Terminal) -> None:
    shown = await terminal_at.type("/as Vio", "/private Am I late?", "/withdraw")
    assert "#1 Vio 09:00 (only the café sees this): Am I late?" in shown
    told, gone = await terminal_at.history()
    assert isinstance(told, PostMade)
    assert told.private
    assert isinstance(gone, Withdrew)


# --- faults -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("/statsu", "There is no command “/statsu”: did you mean “/status”?"),
        ("/repnodre 3 x", "There is no command “/repnodre”: did you mean “/reply”?"),
        ("/[red]", "There is no command “/[red]”: did you mean “/"),
        ("/reply 3", "Type for example: /reply MESSAGE TEXT"),
        ("/reply three Yes", "“three” is not the number of a message"),
        ("/reply 99 Yes", "There is no message #99 here any more"),
        ("/react 99", "Type for example: /react MESSAGE 👍"),
        ("/delete", "Type for example: /delete MESSAGE"),
        ("/delete #0", "There is no message #0 here"),
        ("/edit 1 \0", "Message #1 is somebody else’s"),
        ("/delete 1", "Message #1 is somebody else’s"),
        ("/react 1 nice", "A reaction is one emoji"),
        ("/in nowhere", "There is no workshop “nowhere”: type “/in” to see them."),
        ("/read 0", "There is no workshop “0”"),
        ("/wait forever", "Type for example: /wait 1 day, 3 h, 30 min"),
        ("/consent maybe", "Type for example: /consent named, cafe_name, anonymous or none"),
        ("/as", "Type for example: /as NAME"),
        ("/private", "This message is empty"),
        ("/open cake", "prompts/cake/cafe.toml:3: A name has"),
    ],
)
async def test_a_fault_is_one_sentence_and_the_evening_goes_on(terminal_at: Terminal, line: str, sentence: str) -> None:
    await terminal_at.platform.post(terminal_at.room, said("Welcome."), "k1")
    shown = await terminal_at.type("/as Vio", line, "Still here.")
    assert sentence in shown
    assert shown.endswith("#2 Vio 09:00: Still here.\n")


async def test_a_text_may_begin_with_a_slash(terminal_at: Terminal) -> None:
    await terminal_at.type("/as Vio", "//etc/hosts", "", "   ")
    assert [one.text for one in await terminal_at.history() if isinstance(one, PostMade)] == ["/etc/hosts"]


# --- what is typed ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("1 day", timedelta(days=1)),
        ("1 jour", timedelta(days=1)),
        ("2 days", timedelta(days=2)),
        ("3 h", timedelta(hours=3)),
        ("3h", timedelta(hours=3)),
        ("30 min", timedelta(minutes=30)),
        ("2 jours 3 heures", timedelta(days=2, hours=3)),
        ("1 semaine", timedelta(weeks=1)),
        ("", None),
        ("0 h", None),
        ("day", None),
        ("1", None),
        ("-1 day", None),
        ("1 day or so", None),
        ("1 lightyear", None),
        ("99999 weeks", None),
        ("１ day", None),
    ],
)
def test_a_length_of_time_in_both_languages(text: str, length: timedelta | None) -> None:
    assert duration(text) == length


def test_every_command_is_understood_in_every_language_and_means_one_thing() -> None:
    meanings: dict[str, set[str]] = {}
    for language in languages():
        for command in COMMANDS:
            for alias in wording(language).say(f"terminal.command.{command}").split():
                meanings.setdefault(folded(alias), set()).add(command)
                assert understood(f"/{alias} x").command == command
    assert [alias for alias, means in meanings.items() if len(means) > 1] == []


def test_consent_is_understood_with_and_without_accents() -> None:
    assert consent("NOM DE CAFE") is consent("nom_de_café") is Consent.CAFE_NAME
    assert consent("perhaps") is None


async def test_lines_come_from_a_pipe_until_it_ends() -> None:
    reading, writing = os.pipe()
    os.write(writing, "/as Zoé\r\n\nBread\xa0!\nno line end".encode() + b"\xff")
    os.close(writing)
    try:
        assert [line async for line in lines_of(reading)] == ["/as Zoé", "", "Bread\xa0!", "no line end\ufffd"]
    finally:
        os.close(reading)
