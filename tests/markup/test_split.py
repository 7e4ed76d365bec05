"""A long message becomes several, cut where a reader would pause, and nothing of it is lost."""

import re
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.markup import (
    SMALLEST_LIMIT,
    Block,
    Code,
    Dialect,
    Emphasis,
    Heading,
    Items,
    Link,
    Paragraph,
    Quotation,
    Strong,
    paragraph,
    render,
    shown,
    split,
)
from tests.markup.reading import HOSTILE, LIVE, Reader

DIALECTS: tuple[Dialect, ...] = ("markdown", "html", "plain")
FAMILY = "👩‍👩‍👧‍👦"
WORDS = st.text(min_size=1, max_size=150) | HOSTILE
SPANS = st.lists(
    WORDS | st.builds(Strong, WORDS) | st.builds(Code, WORDS) | st.builds(Emphasis, WORDS), min_size=1, max_size=3
).map(tuple)
BLOCKS = st.lists(
    st.builds(Heading, WORDS)
    | st.builds(Paragraph, SPANS)
    | st.builds(Items, st.lists(SPANS, min_size=1, max_size=4).map(tuple), st.booleans())
    | st.builds(Quotation, WORDS, st.none() | WORDS),
    max_size=5,
)


def read(text: str, dialect: Dialect) -> str:
    """What a reader sees, without white space and the marks of lists and quotations."""
    if dialect == "html":
        text = Reader(text).text
    elif dialect == "markdown":
        text = re.sub(r"<(https?://[^\s<>]+)>", lambda found: unquote(found[1]), text, flags=re.IGNORECASE)
    return re.sub(r"[\s\u200b\\*#>│•—–.\d%_~`-]", "", text)


def test_a_short_message_stays_one() -> None:
    assert split([Heading("Bonjour"), paragraph("Entrez.")], "markdown", 2000) == ["### Bonjour\nEntrez."]


def test_no_message_at_all_gives_no_part() -> None:
    assert split([], "html", 2000) == []
    assert split([paragraph(" \u200b ")], "plain", 2000) == []


def test_blocks_stay_whole_and_a_heading_goes_with_what_it_announces() -> None:
    blocks: list[Block] = [paragraph("a" * 40), Heading("Titre"), paragraph("b" * 40)]
    assert split(blocks, "plain", 60) == ["a" * 40, "Titre\n\n" + "b" * 40]


def test_a_long_post_is_cut_at_its_lines_before_its_sentences_before_its_words() -> None:
    lines = "Un premier vers qui tient la ligne\nEt un second, plus long. Avec deux phrases."
    assert split([paragraph(lines)], "plain", 70) == lines.split("\n")
    sentences = "Voici une phrase entière, posée là. En voici une autre, un peu plus longue."
    assert split([paragraph(sentences)], "plain", 60) == [
        "Voici une phrase entière, posée là.",
        "En voici une autre, un peu plus longue.",
    ]
    assert split([paragraph("mot " * 20)], "plain", 50) == ["mot " * 11 + "mot", "mot " * 7 + "mot"]


def test_families_and_flags_are_never_torn_apart() -> None:
    for part in split([paragraph(FAMILY * 30)], "plain", 50):
        assert part == FAMILY * (len(part) // len(FAMILY))
    for part in split([paragraph("🇫🇷🇧🇪" * 40)], "plain", 51):
        assert len(part) % 2 == 0


def test_a_cut_quotation_names_its_author_once_at_the_end() -> None:
    parts = split([Quotation("Une idée. " * 30, "Vio")], "markdown", 120)
    assert [part.count("Vio") for part in parts] == [0] * (len(parts) - 1) + [1]
    assert all(line.startswith("> ") for part in parts for line in part.split("\n"))


def test_no_word_is_torn_for_a_long_name() -> None:
    assert split([Quotation("Bonjour", "V" * 40)], "plain", 50) == ["│ Bonjour", "│ — " + "V" * 40]


def test_a_numbered_list_goes_on_counting() -> None:
    parts = split([Items(tuple((f"idée numéro {n}",) for n in range(1, 9)), numbered=True)], "plain", 60)
    assert [int(number) for part in parts for number in re.findall(r"^(\d+)\.", part, re.M)] == list(range(1, 9))


def test_a_link_longer_than_a_message_is_written_out() -> None:
    url = "https://example.org/" + "a" * 100
    parts = split([paragraph(Link("la page", url))], "html", 60)
    assert url in "".join(Reader(part).text for part in parts).replace(" ", "")


def test_too_small_a_limit_is_refused() -> None:
    with pytest.raises(ValueError, match="49"):
        split([paragraph("a")], "plain", SMALLEST_LIMIT - 1)


@settings(max_examples=150, deadline=None)
@given(BLOCKS, st.sampled_from(DIALECTS), st.integers(SMALLEST_LIMIT, 400))
def test_whatever_is_split_fits_and_reads_the_same(blocks: list[Block], dialect: Dialect, limit: int) -> None:
    parts = split(blocks, dialect, limit)
    assert all(part and len(part) <= limit for part in parts)
    assert "".join(read(part, dialect) for part in parts) == read(render(blocks, dialect), dialect)
    if dialect != "html":
        assert not any(LIVE.search(part) for part in parts if dialect == "markdown")
    assert all(shown(part.replace("\u200b", "")) == part.replace("\u200b", "") for part in parts if dialect == "plain")


@settings(max_examples=30, deadline=None)
@given(HOSTILE.map(lambda text: text * 40), st.sampled_from(DIALECTS))
def test_a_very_long_post_is_split_in_good_time(text: str, dialect: Dialect) -> None:
    assert all(len(part) <= 2000 for part in split([Quotation(text, "Vio")], dialect, 2000))
