"""What was said is told once, at its best place; what is long is shortened, and says so."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digest.flashback import ClosingWord, Counts, Flashback, Stance, Theme, Voice
from bot.markup import split
from bot.pages import html_page, markdown_page, message_blocks, terminal_page
from bot.pages._html import _kept
from bot.pages._wrapping import wrapped
from tests.pages.samples import FRENCH, FRENCH_WORDS, flashback_of, workshop
from tests.pages.test_html_page import Reader

Telling = Callable[[Flashback], str]


def as_page(flashback: Flashback) -> str:
    return Reader(html_page(flashback)).text


def as_chat(flashback: Flashback) -> str:
    return "\n".join(part for blocks in message_blocks(flashback) for part in split(blocks, "plain", 4000))


TELLINGS: dict[str, Telling] = {
    "page": as_page,
    "markdown": markdown_page,
    "terminal": lambda flashback: terminal_page(flashback, width=500),
    "chat": as_chat,
}
EVERY_TELLING = pytest.mark.parametrize("told", TELLINGS.values(), ids=TELLINGS)
SHORTENED = pytest.mark.parametrize("told", [TELLINGS["terminal"], TELLINGS["chat"]], ids=["terminal", "chat"])

WET, DRY, LOUD = "Il pleut sur le marché", "Il fait sec au bois", "On entend la fanfare"
AGREED = Stance("p1", "Vio", WET, 0.91, 9, 0)
MARKET = workshop(
    "w1",
    "Le marché",
    voices=(Voice("p1", "Vio", WET, 9, "https://example.org/p1"), Voice("p2", None, DRY, 2)),
    themes=(Theme("eau", ("eau",), ("p2", "p3"), 2, (Voice("p2", None, DRY, 2), Voice("p3", None, LOUD, 1))),),
    agreements=(AGREED,),
)


def cafe(*workshops: object, **parts: object) -> Flashback:
    return flashback_of("Un café", counts=Counts(9, len(workshops), 60, 30, 400), workshops=workshops, **parts)  # type: ignore[arg-type]


def brainstorm(n: int, agreements: tuple[Stance, ...] = ()) -> Flashback:
    ideas = [{"posts": [f"i{k:02}"], "text": f"Idée numéro {k:02}", "author": None, "support": n - k} for k in range(n)]
    return cafe(workshop("w1", "Des idées", "brainstorm", result={"ideas": ideas}, agreements=agreements))


def meeting(*notes: str, agreements: tuple[Stance, ...] = ()) -> Flashback:
    """A café with a meeting whose notes are its only answers, all of them voices of the café too."""
    noted = [{"post": f"n{k}", "author": None, "text": text} for k, text in enumerate(notes)]
    found = {"at": None, "place": None, "questions": [], "notes": "\n\n".join(notes), "asked": [], "noted": noted}
    voices = tuple(Voice(f"n{k}", None, text) for k, text in enumerate(notes))
    one = workshop("w1", "Le rendez-vous", "meeting", result=found, voices=voices, agreements=agreements)
    return cafe(one, voices=voices)


@EVERY_TELLING
def test_a_note_of_a_meeting_stands_among_the_notes_alone(told: Telling) -> None:
    text = told(meeting(WET, DRY))
    assert (text.count(WET), text.count(DRY)) == (1, 1)


@EVERY_TELLING
def test_a_note_that_people_agree_on_stands_with_its_votes_alone(told: Telling) -> None:
    text = told(meeting(WET, DRY, agreements=(Stance("n0", None, WET, 0.91, 9, 0),)))
    assert (text.count(WET), text.count(DRY)) == (1, 1)


def parting(n: int, **parts: object) -> Flashback:
    words = tuple(ClosingWord(f"c{k:02}", None, f"Mot numéro {k:02}") for k in range(n))
    return cafe(MARKET, workshop("last", "Votre mot", "closing_word", **parts), closing_words=words)


# --- once -------------------------------------------------------------------------------------------------


@EVERY_TELLING
def test_in_a_workshop_each_quotation_stands_once_and_with_its_votes_where_it_has_any(told: Telling) -> None:
    text = told(cafe(MARKET))
    assert [text.count(said) for said in (WET, DRY, LOUD)] == [1, 1, 1]
    assert "9 pour, 0 contre" in text
    assert "9 réactions" not in text.partition(WET)[2].partition(DRY)[0]


@EVERY_TELLING
def test_an_idea_on_which_people_voted_stands_with_its_votes_and_no_longer_in_the_list(told: Telling) -> None:
    text = told(FRENCH)
    assert text.count("Pas de téléphone à table. Parents compris.") == 1
    assert text.count("Il dort dans la cuisine, avec les nôtres.") == 1
    assert text.count("On choisit les règles ensemble et on les relit à Noël.") == 1
    assert text.index("Là où l’on se rejoint") < text.index("Les autres idées")


@EVERY_TELLING
def test_a_brainstorm_without_votes_simply_has_its_ideas(told: Telling) -> None:
    text = told(brainstorm(3))
    assert "Les idées" in text
    assert "Les autres idées" not in text


@EVERY_TELLING
def test_two_people_who_said_the_same_are_both_heard(told: Telling) -> None:
    twice = cafe(workshop("w", "Alors ?", voices=(Voice("p9", None, WET, 1),), agreements=(AGREED,)))
    assert told(twice).count(WET) == 2


@EVERY_TELLING
def test_a_closing_word_with_votes_stands_once_among_the_closing_words(told: Telling) -> None:
    text = told(parting(3, agreements=(Stance("c01", None, "Mot numéro 01", 0.83, 4, 0),)))
    assert text.count("Mot numéro 01") == 1
    assert "4 pour, 0 contre" in text.partition("Mot numéro 01")[2].partition("Mot numéro 02")[0]


def test_the_best_lines_may_come_back_later_and_lead_there() -> None:
    quotes = tuple(Voice(f"q{k}", None, f"Une voix {k}", 1) for k in range(4))
    page = html_page(cafe(MARKET, workshop("w2", "Le bois", voices=quotes), voices=(Voice("p1", "Vio", WET, 9),)))
    assert Reader(page).text.count(WET) == 2
    assert '<a href="#w1"><bdi>Le marché</bdi></a>' in page


def test_a_named_voice_keeps_its_address_where_its_votes_are_told() -> None:
    assert '<a href="https://example.org/p1" rel="noopener noreferrer"><b><bdi>Vio</bdi></b></a> · 9 pour' in html_page(
        cafe(MARKET)
    )


# --- for and against --------------------------------------------------------------------------------------


def bars(for_: int, against: int) -> list[tuple[str, str]]:
    voted = cafe(workshop("w", "Alors ?", agreements=(Stance("p", None, WET, 0.9, for_, against),)))
    return re.findall(r'<i class="(\w+)" style="flex-grow:(\d+)">', html_page(voted))


def test_the_bar_is_drawn_from_the_votes_and_nobody_against_is_nothing() -> None:
    assert bars(9, 0) == [("for", "9")]
    assert bars(8, 7) == [("for", "8"), ("against", "7")]
    assert bars(0, 0) == []


# --- what is long -----------------------------------------------------------------------------------------


def test_of_many_ideas_the_page_shows_ten_and_folds_the_others() -> None:
    page = html_page(brainstorm(25))
    shown, _, folded = page.partition('<details class="more">')
    assert (shown.count("Idée numéro"), folded.count("Idée numéro")) == (10, 15)
    assert "<summary>Et 15 autres idées</summary>" in folded
    assert "details.more::details-content { display: block; content-visibility: visible; }" in page


def test_ideas_told_with_their_votes_are_among_the_ten() -> None:
    page = html_page(brainstorm(25, (Stance("i00", None, "Idée numéro 00", 0.9, 9, 0),)))
    shown, _, folded = page.partition('<details class="more">')
    assert (shown.count("Idée numéro"), folded.count("Idée numéro")) == (10, 15)


@SHORTENED
def test_a_terminal_and_a_chat_show_ten_ideas_and_say_how_many_more(told: Telling) -> None:
    text = told(brainstorm(25))
    assert text.count("Idée numéro") == 10
    assert "Et 15 autres idées" in text


@SHORTENED
def test_a_terminal_and_a_chat_show_ten_closing_words_and_say_how_many_more(told: Telling) -> None:
    text = told(parting(25))
    assert text.count("Mot numéro") == 10
    assert "Et 15 autres mots de la fin" in text
    assert "Et un autre mot de la fin" in told(parting(11))


@pytest.mark.parametrize("told", [TELLINGS["page"], TELLINGS["markdown"]], ids=["page", "markdown"])
def test_the_files_have_every_idea_and_every_closing_word(told: Telling) -> None:
    assert told(brainstorm(25)).count("Idée numéro") == 25
    assert told(parting(25)).count("Mot numéro") == 25


# --- sums -------------------------------------------------------------------------------------------------


def test_the_messages_add_up_the_closing_words_and_what_was_said_elsewhere_too() -> None:
    each = [workshop(f"w{k}", f"Atelier {k}", counts=Counts(3, 1, 10 + k, 0, 40)) for k in range(3)]
    last = workshop("last", "Votre mot", "closing_word", counts=Counts(5, 1, 20, 0, 60))
    page = html_page(cafe(*each, last, closing_words=(ClosingWord("c", None, "Au revoir"),)))
    cells = re.findall(r'<th scope="row"><bdi>([^<]+)</bdi></th><td>(\d+)</td>', page)
    assert cells == [("Atelier 0", "10"), ("Atelier 1", "11"), ("Atelier 2", "12"), ("Votre mot", "20")]
    assert "7 autres ont été écrits ailleurs dans le café." in page


@EVERY_TELLING
def test_the_closing_words_say_how_many_came_to_leave_one(told: Telling) -> None:
    assert "Votre mot · 5 personnes et 20 messages" in told(parting(3, counts=Counts(5, 1, 20, 0, 60)))


def test_the_contents_of_a_long_cafe_lead_to_its_closing_words() -> None:
    each = [workshop(f"w{k}", f"Atelier {k}") for k in range(9)]
    last = workshop("last", "Votre mot", "closing_word")
    page = html_page(cafe(*each, last, closing_words=(ClosingWord("c", None, "Au revoir"),)))
    assert '10</span> <a href="#closing"><bdi>Votre mot</bdi></a>' in page
    assert ">10</text>" in page


# --- lines ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", range(12, 40))
def test_a_line_never_begins_with_a_french_mark_nor_ends_with_an_open_guillemet(width: int) -> None:
    lines = list(wrapped("Personne ne sait : on dit « oui », ou « non » ; et toi ? Rien !", width))
    assert not [line for line in lines if line[0] in ":;!?»" or line[-1] == "«"]


def test_on_the_page_what_belongs_together_stays_on_one_line() -> None:
    kept = re.findall(
        r'<span class="kept">([^<]+)</span>', _kept("Du 17 janvier 2019 au 15 mars 2019 : « oui », et toi ?")
    )
    assert kept == ["Du 17 janvier 2019", "au 15 mars 2019", "« oui »,", "toi ?"]


@given(st.text(alphabet="ab «»:;!?.,<&\n12", max_size=60))
def test_keeping_words_together_changes_no_character(text: str) -> None:
    assert Reader(f"<p>{_kept(text)}</p>").text == text


def test_a_long_title_is_set_smaller_and_shortened_where_it_is_only_a_reference() -> None:
    title = "Comment faire partager ces choix à l’échelon européen et international pour que nul ne soit lésé ?"
    many = tuple(Voice(f"q{k}", None, f"Une voix {k}", 1) for k in range(4))
    page = html_page(cafe(workshop("w1", title, voices=many), voices=many[:1]))
    assert '<h3 class="long"' in page
    assert "international pour…</bdi></a>" in page
    assert title in Reader(page).text
    assert '<h1 class="long"' in html_page(replace(FRENCH, cafe=replace(FRENCH.cafe, title=title)))
    assert '<h1 class="long"' not in html_page(FRENCH, FRENCH_WORDS)
