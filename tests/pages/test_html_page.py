"""The page a community manager sends: whole in one file, readable by everybody, safe whatever was written."""

import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from bot.digest.flashback import Counts, Flashback, Voice
from bot.markup import shown
from bot.pages import LARGEST_PICTURE, html_page
from bot.pages._palette import DARK, GROUNDS, LIGHT, MARKS, TEXT
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

VOID = {"meta", "img", "br", "rect", "line"}
EVERY_SAMPLE = pytest.mark.parametrize("flashback", SAMPLES.values(), ids=SAMPLES)
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


class Reader(HTMLParser):
    """A strict reader: each tag closed in its turn, each id once."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.headings: list[int] = []
        self.pieces: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []
        ids = [attributes["id"] for _, attributes in self.tags if "id" in attributes]
        assert len(ids) == len(set(ids))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    def attributes(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.tags if name == tag]


def everything_said(flashback: Flashback) -> list[str]:
    """Each text of a member that the flashback quotes."""
    texts = [*(voice.text for voice in flashback.voices), *(word.text for word in flashback.closing_words)]
    for one in flashback.workshops:
        texts += [voice.text for voice in one.voices]
        texts += [stance.text for stance in (*one.agreements, *one.tensions)]
        texts += [voice.text for theme in one.themes for voice in theme.voices]
        texts += [idea["text"] for idea in (one.result or {}).get("ideas", ())]
    return [shown(text).strip() for text in texts]


@EVERY_SAMPLE
def test_the_page_is_well_formed_and_asks_nothing_of_any_network(flashback: Flashback) -> None:
    page = html_page(flashback, FRENCH_WORDS)
    reader = Reader(page)
    names = {name for name, _ in reader.tags}
    assert not names & {"script", "link", "iframe", "object", "embed", "form", "base", "video", "audio"}
    assert [one["content"] for one in reader.attributes("meta") if one.get("http-equiv")] == [POLICY]
    assert all(not key.startswith("on") for _, attributes in reader.tags for key in attributes)
    assert all(one["src"].startswith("data:") for one in reader.attributes("img"))
    style = page[page.index("<style>") : page.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style


@EVERY_SAMPLE
def test_the_page_can_be_walked_through_by_its_headings_and_landmarks(flashback: Flashback) -> None:
    reader = Reader(html_page(flashback))
    assert reader.headings[0] == 1
    assert reader.headings.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(reader.headings))
    assert {"header", "main", "footer"} <= {name for name, _ in reader.tags}
    assert reader.attributes("html")[0]["lang"] == flashback.cafe.language
    ids = {attributes.get("id") for _, attributes in reader.tags}
    for attributes in (attributes for _, attributes in reader.tags):
        assert set(attributes.get("aria-labelledby", "").split()) <= ids
        if attributes.get("href", "").startswith("#"):
            assert attributes["href"][1:] in ids


@EVERY_SAMPLE
def test_every_voice_is_on_the_page_as_words(flashback: Flashback) -> None:
    reader = Reader(html_page(flashback))
    missing = [text for text in everything_said(flashback) if text not in reader.text]
    assert missing == []


@EVERY_SAMPLE
def test_links_lead_only_to_honest_addresses_and_tell_them_nothing(flashback: Flashback) -> None:
    for link in Reader(html_page(flashback)).attributes("a"):
        assert re.match(r"#|https?://", link["href"])
        if not link["href"].startswith("#"):
            assert "noreferrer" in link["rel"]


def test_nothing_a_member_wrote_becomes_a_tag() -> None:
    page = html_page(HOSTILE)
    assert "<script" not in page
    assert "<b>gras" not in page
    assert "<img src=x" not in page
    assert "{{ 7*7 }}" in Reader(page).text
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\x00-\x09\x0b-\x1f\x7f-\x9f]", page)


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60))
def test_whatever_is_said_the_page_stays_whole(text: str) -> None:
    said = flashback_of(
        text, counts=Counts(1, 1, 1), workshops=(workshop("w", text, voices=(Voice("p", text, text),)),)
    )
    assert shown(text).strip() in Reader(html_page(said)).text


def test_the_page_speaks_the_language_of_the_cafe() -> None:
    french, english = Reader(html_page(FRENCH)).text, Reader(html_page(ENGLISH)).text
    assert "Du lundi 2 mars 2026 au dimanche 8 mars 2026" in french
    assert "9\u202f260" in french
    assert "personnes ont pris part" in french
    assert "From Monday, March 2, 2026 to Sunday, March 8, 2026" in english
    assert "people took part" in english
    assert "someone" in english


def test_dates_are_those_of_the_cafes_own_zone() -> None:
    assert "Monday, March 9" in Reader(html_page(ENGLISH, zone="Pacific/Kiritimati")).text


def test_whoever_gave_no_name_is_someone_and_has_no_link() -> None:
    anonymous = flashback_of(
        "Un café",
        counts=Counts(1, 1, 1, 0, 3),
        workshops=(workshop("w", "Alors ?", voices=(Voice("p", None, "Je suis là.", 0, "https://example.org/post"),)),),
    )
    page = html_page(anonymous)
    assert "— quelqu’un" in page
    assert "https://example.org/post" not in page


def test_line_breaks_are_kept_and_directions_are_kept_apart() -> None:
    page = html_page(FRENCH)
    assert '<p class="said" dir="auto">Le mien avait huit ans' in page
    assert "sans passer par moi.\nJ’ai dit non." in page
    assert "white-space: pre-line" in page


def test_what_is_empty_is_left_out() -> None:
    page = Reader(html_page(EMPTY)).text
    assert "Personne n’a écrit pendant ce café." in page
    for title in ("Les mots de la fin", "Les liens partagés", "Et maintenant", "Là où", "Sommaire", "Les voix"):
        assert title not in page


def test_one_person_and_one_sentence_make_a_page_too() -> None:
    text = Reader(html_page(ALONE)).text
    assert text.count("Je suis là.") == 1
    assert "personne a pris part" in text
    assert "La seule personne qui a pris part" in text


def test_a_sealed_workshop_shows_nothing_of_what_was_said_in_it() -> None:
    text = Reader(html_page(ENGLISH)).text
    assert "still under seal" in text


def test_many_workshops_have_a_table_of_contents() -> None:
    reader = Reader(html_page(MANY))
    assert [link["href"] for link in reader.attributes("a")][1:30] == [f"#w{n}" for n in range(1, 30)]
    assert [nav["class"] for nav in reader.attributes("nav")] == ["contents"]


def test_every_chart_has_a_name_a_description_and_its_numbers_in_a_table() -> None:
    page = html_page(FRENCH, FRENCH_WORDS)
    reader = Reader(page)
    charts = reader.attributes("svg")
    assert len(charts) == 3
    assert all(chart["role"] == "img" and chart["aria-labelledby"] for chart in charts)
    assert len(reader.attributes("table")) == 3
    assert "À l’entrée au collège\u202f: 11 voix" in page
    assert "0 · Jamais, c’est à lui" in page


def test_a_long_label_stays_within_a_narrow_page() -> None:
    options = [{"id": "1", "label": "長い答え" * 20, "votes": 2}, {"id": "2", "label": "x" * 200, "votes": 1}]
    poll = workshop("w", "Alors ?", "poll", result={"options": options, "voters": 3})
    page = html_page(flashback_of("Un café", counts=Counts(3, 1, 1), workshops=(poll,)))
    lines = re.findall(r'<text x="0[^"]*" y="\d+">([^<]+)</text>', page)
    assert len(lines) > 8
    assert max(map(cell_len, lines)) <= 38


def test_people_who_agree_and_people_who_do_not_stand_side_by_side() -> None:
    page = html_page(FRENCH)
    assert 'class="sides two"' in page
    assert "17 pour, 1 contre" in page
    assert "8 pour, 9 contre" in page


def test_a_cafe_where_nobody_could_say_no_claims_no_agreement() -> None:
    text = Reader(html_page(MANY)).text
    assert "Là où" not in text


def test_the_picture_is_carried_along_with_its_description(tmp_path: Path) -> None:
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 100)
    image = Reader(html_page(FRENCH, FRENCH_WORDS, picture)).attributes("img")[0]
    assert image["src"].startswith("data:image/png;base64,")
    assert image["alt"] == FRENCH_WORDS.picture_alt


@pytest.mark.parametrize("content", [b"<svg onload='x'>", b"\x89PNG\r\n\x1a\n" + b"0" * LARGEST_PICTURE, None])
def test_a_picture_that_is_too_large_or_no_picture_is_left_out(tmp_path: Path, content: bytes | None) -> None:
    picture = tmp_path / "picture.png"
    if content is not None:
        picture.write_bytes(content)
    assert "<img" not in html_page(FRENCH, FRENCH_WORDS, picture)


def test_the_same_flashback_always_gives_the_same_page() -> None:
    assert html_page(FRENCH, FRENCH_WORDS) == html_page(FRENCH, FRENCH_WORDS)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted([_luminance(one), _luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["by day", "by night"])
def test_every_colour_can_be_read_on_every_ground(palette: dict[str, str]) -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    for ground in GROUNDS:
        assert min(contrast(palette[name], palette[ground]) for name in TEXT) >= 4.5
        assert min(contrast(palette[name], palette[ground]) for name in MARKS) >= 3


def test_both_palettes_name_the_same_colours() -> None:
    assert LIGHT.keys() == DARK.keys()
