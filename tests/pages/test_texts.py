"""The same flashback as Markdown, in a terminal, and in a chat: nothing comes alive, nobody is pinged."""

import re
import unicodedata
from dataclasses import replace
from itertools import pairwise

import pytest
from markdown_it import MarkdownIt
from rich.cells import cell_len

from bot.digest.flashback import Counts, Flashback
from bot.domain import ScriptWords, WorkshopWords
from bot.markup import Dialect, Heading, Paragraph, Quotation, shown, split
from bot.pages import markdown_page, message_blocks, terminal_page
from bot.wording import wording
from tests.pages.samples import (
    ALONE,
    EMPTY,
    ENGLISH,
    FRENCH,
    FRENCH_WORDS,
    HOSTILE,
    MANY,
    SAMPLES,
    flashback_of,
    workshop,
)

EVERY_SAMPLE = pytest.mark.parametrize("flashback", SAMPLES.values(), ids=SAMPLES)
LIVE = re.compile(r"@(everyone|here|room)|<(@|#|/|:|a:|t:)", re.IGNORECASE)
BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")


def voices(flashback: Flashback) -> list[str]:
    """What the workshops' voices and the closing words say."""
    said = [voice.text for one in flashback.workshops for voice in one.voices]
    return [shown(text).strip() for text in [*said, *(word.text for word in flashback.closing_words)]]


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u200b│]", "", text)


# --- markdown ---------------------------------------------------------------------------------------------


@EVERY_SAMPLE
def test_a_reader_of_the_markdown_file_finds_every_voice_and_no_html(flashback: Flashback) -> None:
    page = markdown_page(flashback, FRENCH_WORDS)
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(page)
    children = [child for token in tokens for child in token.children or []]
    assert not [token for token in [*tokens, *children] if token.type.startswith("html")]
    assert not [token for token in tokens if token.type in ("code_block", "fence", "hr")]
    read = squeezed("".join(child.content for child in children))
    if flashback is not HOSTILE:
        assert [text for text in voices(flashback) if squeezed(text) not in read] == []
    assert not LIVE.search(page)
    assert not BIDI.search(page)


def test_the_markdown_file_has_one_title_and_its_headings_in_order() -> None:
    levels = [len(line.split(" ")[0]) for line in markdown_page(FRENCH).splitlines() if re.match("#+ ", line)]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_markdown_file_counts_votes_in_a_table_and_keeps_line_breaks() -> None:
    page = markdown_page(FRENCH, FRENCH_WORDS)
    assert "| À l’entrée au collège | 11 |" in page
    assert "sans passer par moi.\\\n> J’ai dit non." in page
    assert "— [Vio](<https://discord.com/channels/1/2/3>) · 14 réactions" in page


# --- terminal ---------------------------------------------------------------------------------------------


@EVERY_SAMPLE
@pytest.mark.parametrize("width", [24, 60, 80])
def test_a_terminal_gets_no_control_character_and_no_line_too_wide(flashback: Flashback, width: int) -> None:
    page = terminal_page(flashback, FRENCH_WORDS, width)
    assert not [one for one in page if unicodedata.category(one) in ("Cc", "Cs") and one != "\n"]
    assert not BIDI.search(page)
    assert max(cell_len(line) for line in page.splitlines()) <= width


@EVERY_SAMPLE
def test_a_terminal_gets_every_voice(flashback: Flashback) -> None:
    page = squeezed(terminal_page(flashback))
    assert [text for text in voices(flashback) if squeezed(text) not in page] == []


def test_a_terminal_draws_votes_as_bars_with_their_numbers() -> None:
    page = terminal_page(FRENCH, FRENCH_WORDS)
    assert re.search(r"À l’entrée au collège\n  █+ 11 voix\n", page)
    assert "0 · Jamais, c’est à lui" in page


# --- chat -------------------------------------------------------------------------------------------------


def test_the_first_message_is_short_then_comes_one_for_each_workshop_and_one_to_part() -> None:
    messages = message_blocks(FRENCH, FRENCH_WORDS, zone="Europe/Paris")
    assert messages[0][0] == Heading("Le premier téléphone")
    assert len(messages) == 1 + 5 + 1
    assert [message[0] for message in messages[1:6]] == [
        Heading("1 · Le jour où la question s’est posée"),
        Heading("2 · Le bon moment"),
        Heading("3 · Les règles qui tiennent"),
        Heading("4 · Jusqu’où regarder"),
        Heading("5 · Avec ou sans, qui reste dehors ?"),
    ]
    assert Quotation("Moins seule avec mes doutes.", "quelqu’un") in messages[-1]
    assert sum(len(part) for part in split(messages[0], "markdown", 2000)) < 1000


@EVERY_SAMPLE
@pytest.mark.parametrize(("dialect", "limit"), [("markdown", 2000), ("html", 16000), ("plain", 4000)])
def test_no_message_pings_anybody_and_each_fits(flashback: Flashback, dialect: Dialect, limit: int) -> None:
    for blocks in message_blocks(flashback, FRENCH_WORDS):
        for part in split(blocks, dialect, limit):
            assert 0 < len(part) <= limit
            assert not BIDI.search(part)
            assert not re.search("@(everyone|here|room)", part, re.IGNORECASE)
            if dialect == "markdown":
                assert not LIVE.search(part)
            if dialect == "html":
                assert "<script" not in part


def test_an_empty_cafe_is_one_kind_message_and_its_workshop() -> None:
    first, *_ = message_blocks(EMPTY)
    assert any(isinstance(block, Paragraph) and "Personne n’a écrit" in str(block.spans[0]) for block in first)


def test_one_person_alone_is_not_quoted_twice() -> None:
    quotations = [block for blocks in message_blocks(ALONE) for block in blocks if isinstance(block, Quotation)]
    assert quotations == [Quotation("Je suis là.", "quelqu’un")]


def test_a_sealed_workshop_says_that_it_is_sealed() -> None:
    assert "under seal" in str(message_blocks(ENGLISH)[2])


def test_a_large_debate_has_a_message_for_each_of_its_workshops() -> None:
    assert len(message_blocks(MANY)) == 1 + 29 + 1


# --- kinds ------------------------------------------------------------------------------------------------


def test_a_tie_is_told_as_a_tie_and_no_votes_as_none() -> None:
    options = [{"id": "a", "label": "Oui", "votes": 3}, {"id": "b", "label": "Non", "votes": 3}]
    tie = workshop("w", "Alors ?", "poll", result={"options": options, "voters": 6})
    none = workshop("x", "Alors ?", "poll", result={"options": [], "voters": 0})
    page = terminal_page(flashback_of("Un café", counts=Counts(6, 2, 1), workshops=(tie, none)))
    assert "À égalité, 3 voix chacune\u202f: «\u202fOui\u202f» et «\u202fNon\u202f». 6 personnes ont voté." in page
    assert "Personne n’a voté." in page


def test_a_wide_scale_is_drawn_in_ten_steps() -> None:
    result = {"min": 0, "max": 100, "values": {"7": 3, "9": 1, "100": 2}, "median": 8.5, "voters": 6}
    page = terminal_page(
        flashback_of(
            "A café", "en", counts=Counts(6, 1, 1), workshops=(workshop("w", "How far?", "scale", result=result),)
        )
    )
    assert "Half answered 8.5 or less. 6 people voted." in page
    assert re.search(r"0–10  █+ 4 votes", page)
    assert re.search(r"99–100  █+ 2 votes", page)


def scale_page(votes: dict[str, int], median: float, script: ScriptWords | None = None) -> str:
    result = {"min": 0, "max": 10, "values": votes, "median": median, "voters": sum(votes.values())}
    counts = Counts(30, 1, 1)
    made = flashback_of("Un café", counts=counts, workshops=(workshop("w", "Où ?", "scale", result=result),))
    return terminal_page(made, script)


def test_half_of_the_answers_to_a_scale_is_told_from_five_voters_up() -> None:
    assert "La moitié a répondu 4,5 ou moins. 30 personnes ont voté." in scale_page({"4": 15, "5": 15}, 4.5)
    few = scale_page({"4": 2, "5": 2}, 4.5)
    assert "La moitié" not in few
    assert "4 personnes ont voté." in few


def test_an_end_of_a_scale_is_named_only_where_it_has_a_name() -> None:
    lines = scale_page({"0": 3, "10": 3}, 5).splitlines()
    assert "0" not in lines
    assert "10" not in lines
    labelled = WorkshopWords("Où ?", "?", min_label="Jamais", max_label="Toujours")
    named = scale_page({"0": 3, "10": 3}, 5, ScriptWords("Un café", workshops={"w": labelled})).splitlines()
    assert {"0 · Jamais", "10 · Toujours"} <= set(named)


def test_each_other_kind_has_its_words() -> None:
    kinds = (
        workshop("a", "A", "writing", result={"text": "Il était une fois\nun café.", "parts": ["p1"]}),
        workshop(
            "b",
            "B",
            "mission",
            result={
                "items": [
                    {"post": "p", "attachments": [{"name": "a.png", "alt": "Un banc", "url": "https://x.example/a"}]}
                ]
            },
        ),
        workshop(
            "c",
            "C",
            "meeting",
            result={"at": "2026-03-05T18:00:00Z", "place": "La Halle", "questions": ["p"], "notes": "On se revoit."},
        ),
    )
    flashback = flashback_of("Un café", counts=Counts(3, 3, 3), workshops=kinds)
    page = terminal_page(flashback, zone="Europe/Paris").replace("\n", " ")
    for words in (
        "un café.",
        "Un banc",
        "jeudi 5 mars 2026 à 19:00",
        "La Halle",
        "Une question y a été posée.",
        "On se revoit.",
    ):
        assert words in page
    assert "x.example" not in page


def test_remarks_say_which_image_they_are_about_and_a_text_who_wrote_it() -> None:
    def passage(post: str, author: str | None, text: str) -> dict[str, object]:
        return {"post": post, "author": author, "text": text, "attachments": []}

    items = [
        {**passage("p1", "Vio", "Trop sombre."), "image": 2},
        {**passage("p2", None, "Jolies couleurs."), "image": None},
    ]
    parts = [passage("p3", "Malo", "Cher téléphone,"), passage("p4", None, "tu dors.")]
    tale = {"text": "Cher téléphone,\n\ntu dors.", "parts": ["p3", "p4"], "passages": parts}
    talk = {"at": None, "place": None, "questions": ["p5"], "notes": None, "guest": "Solène Kervadec"}
    kinds = (
        workshop("a", "A", "mockup", result={"items": items, "images": 2}),
        workshop("b", "B", "writing", result=tale),
        workshop("c", "C", "meeting", result={**talk, "asked": [passage("p5", None, "Et la nuit ?")], "noted": []}),
    )
    alts = WorkshopWords("A", "?", image_alts=("Un bouton", "Un menu"))
    page = terminal_page(
        flashback_of("Un café", counts=Counts(3, 3, 5), workshops=kinds), ScriptWords("Un café", workshops={"a": alts})
    )
    for words in (
        "— Vio · image 2\u202f: Un menu",
        "Les remarques",
        "Écrit par Malo et d’autres.",
        "Avec Solène Kervadec.",
        "Les questions",
        "│ Et la nuit ?",
    ):
        assert words in page


@pytest.mark.parametrize(("kind", "told"), [("mission", "Et 2 autres messages"), ("brainstorm", "Et 2 autres idées")])
def test_what_is_too_much_for_one_message_is_counted_in_the_words_of_its_kind(kind: str, told: str) -> None:
    said = [
        {"post": f"p{n}", "posts": [f"p{n}"], "author": None, "text": f"Un banc, {n}.", "attachments": []}
        for n in range(12)
    ]
    one = workshop("a", "A", kind, result={"items": said, "ideas": said})
    assert told in terminal_page(flashback_of("Un café", counts=Counts(3, 1, 12), workshops=(one,)))


def test_a_home_in_another_language_reads_the_scripts_words_in_its_own() -> None:
    head = replace(FRENCH.cafe, language="en")
    words = ScriptWords(
        "A first phone", workshops={"time": WorkshopWords("The right time", "", {"start": "At twelve"})}
    )
    page = terminal_page(replace(FRENCH, cafe=head), words)
    assert "A first phone" in page
    assert "2. The right time" in page
    assert "In front: At twelve, 11 votes. 28 people voted." in page


def test_both_languages_say_the_same_things_of_a_page() -> None:
    french, english = wording("fr"), wording("en")
    keys = {key for key in french.keys() | english.keys() if key.startswith("page.")}
    assert keys <= french.keys() & english.keys()
    assert all(french.names(key) == english.names(key) for key in keys)
