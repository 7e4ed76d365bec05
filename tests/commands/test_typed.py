"""What is typed after the name of a group: nothing of a free text is lost or cut but what names an argument at its
end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import Command, group_of, read_line
from bot.commands._registry import COMMANDS
from bot.commands._typed import usage
from bot.errors import CallError
from bot.wording import Wording, wording

FRENCH = wording("fr", "/")
ENGLISH = wording("en", "/")


def read(group: str, line: str, say: Wording = FRENCH) -> dict[str, str]:
    return dict(read_line(COMMANDS, COMMANDS, group, line, say).given)


def command(group: str, name: str) -> Command:
    return next(one for one in COMMANDS if (one.group, one.name) == (group, name))


# --- free texts -----------------------------------------------------------------------------------------------

LETTERS = st.characters(blacklist_categories=("Cs", "Cc"))
TEXTS = st.text(LETTERS, min_size=1, max_size=60)
WORDS = st.text(st.characters(whitelist_categories=("L", "N")), min_size=1, max_size=12)
COLONS = st.lists(
    st.one_of(
        WORDS, st.sampled_from([":", "café :", "note:", "http://a.b/c", "12:30", '"', "«", "»", "oui", "café: non"])
    ),
    min_size=1,
    max_size=8,
).map(" ".join)


def is_whole(text: str) -> bool:
    """Whether it stands in quotation marks as a whole: they are not part of it then."""
    return (text[0] + text[-1]) in ('""', "«»") and len(text) > 1


@given(st.one_of(TEXTS, COLONS))
def test_a_text_that_names_no_argument_is_kept_to_the_letter(text: str) -> None:
    said = text.strip()
    # Something before it, so that no name stands at its beginning.
    kept = read("cafe", f"dire memory Oui. {said}")["text"]
    assert kept == f"Oui. {said}".strip()


@given(st.one_of(TEXTS, COLONS), st.sampled_from(["café", "cafe", "CAFÉ", "Cafe"]), WORDS)
def test_the_café_is_read_at_the_end_of_a_text_and_the_text_is_whole(text: str, name: str, cafe: str) -> None:
    said = read("cafe", f"dire memory Oui. {text} {name}:{cafe}")
    assert said == {"workshop": "memory", "text": f"Oui. {text}".strip(), "cafe": cafe}


@given(TEXTS.filter(lambda text: '"' not in text), WORDS)
def test_in_quotation_marks_everything_is_text(text: str, cafe: str) -> None:
    said = read("cafe", f'dire memory "{text} café:{cafe}"')
    assert said == {"workshop": "memory", "text": f"{text} café:{cafe}".strip()}


@given(COLONS)
def test_all_that_was_typed_is_in_what_was_read(text: str) -> None:
    said = read("topic", f"proposer Un sujet : {text} malgré:oui")
    assert said == {"text": f"Un sujet : {text}", "anyway": "oui"}


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("On se retrouve malgré:tout", "On se retrouve malgré:tout"),
        ("La question : oui ou non", "La question : oui ou non"),
        ("Voir https://example.org/café:1", "Voir https://example.org/café:1"),
        ("Deux points à la fin café:", "Deux points à la fin café:"),
        ("Elle dit « au café:demain »", "Elle dit « au café:demain »"),
        ("malgré:oui", ""),
    ],
)
def test_what_only_looks_like_an_argument_stays_text(line: str, text: str) -> None:
    assert read("topic", f"proposer {line}").get("text", "") == text


def test_several_arguments_are_read_at_the_end_each_once() -> None:
    said = read("cafe", 'mot Merci à tous ! atelier:memory café:"Le premier téléphone"')
    assert said == {"text": "Merci à tous !", "workshop": "memory", "cafe": "Le premier téléphone"}
    twice = read("cafe", "dire memory Merci. café:a café:b")
    assert twice == {"workshop": "memory", "text": "Merci. café:a", "cafe": "b"}


def test_a_long_line_is_read_at_once() -> None:
    line = "dire memory " + "a :« " * 20_000 + " " * 20_000 + "b:«"
    assert read("cafe", line)["text"].endswith("b:«")


# --- how a command is written ---------------------------------------------------------------------------------


@pytest.mark.parametrize("say", [FRENCH, ENGLISH], ids=["fr", "en"])
@pytest.mark.parametrize("one", COMMANDS, ids=lambda one: one.key)
def test_a_command_is_understood_as_its_usage_shows_it(one: Command, say: Wording) -> None:
    word, _, line = usage(one, say).removeprefix("/").partition(" ")
    group = group_of(word)
    assert group == one.group
    assert read_line(COMMANDS, COMMANDS, group, line.split(" ")[0], say).command == one


def test_what_comes_after_a_text_or_another_choice_is_shown_with_its_name() -> None:
    assert usage(command("topic", "suggest"), FRENCH) == "/sujet proposer TEXTE [malgré:oui]"
    assert usage(command("cafe", "note"), ENGLISH) == "/cafe note [TEXT] [workshop:…] [switch:on|off]"
    assert usage(command("me", "nudges"), FRENCH) == "/moi rappels [oui|non] [fuseau:…] [de:…] [à:…]"
    assert usage(command("cafe", "extend"), FRENCH) == "/café prolonger JOURS"


def test_a_command_that_is_not_permitted_is_neither_read_nor_offered() -> None:
    with pytest.raises(CallError) as caught:
        read_line(COMMANDS, [command("me", "mine")], "cafe", "pause", FRENCH)
    assert caught.value.faults[0].key == "command_not_yours"
    with pytest.raises(CallError) as caught:
        read_line(COMMANDS, [command("me", "mine")], "cafe", "paus", FRENCH)
    assert caught.value.faults[0].key == "command_unknown"
