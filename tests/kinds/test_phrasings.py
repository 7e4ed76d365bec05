"""How people vote: hundreds of phrasings, each of them a vote, a question back, or nothing at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import Workshop, WorkshopWords
from bot.kinds import Read, Reading, Unclear, explained, kind_of
from bot.kinds.reading import read_choices
from bot.wording import languages, wording
from tests.kinds.phrasings import ASK, NO, POLL, SCALE, SEVERAL, YES_NO, Wanted

CHOICES = Workshop("moment", "poll", 1, time(9), choices=("primary", "start", "during", "later", "depends"))
CHOICES_WORDS = {
    "fr": WorkshopWords(
        "Le bon moment",
        choices={
            "primary": "Dès l’école primaire",
            "start": "À l’entrée au collège",
            "during": "Pendant le collège",
            "later": "Pas avant le lycée",
            "depends": "Ça dépend de l’enfant",
        },
    ),
    "en": WorkshopWords(
        "The right time",
        choices={
            "primary": "From primary school",
            "start": "When they start year 7",
            "during": "During middle school",
            "later": "Not before sixth form",
            "depends": "It depends on the child",
        },
    ),
}
YES = Workshop("yes", "poll", 1, time(9), choices=("yes", "rather-yes", "rather-no", "no"))
YES_WORDS = {
    "fr": WorkshopWords(
        "Alors", choices={"yes": "Oui", "rather-yes": "Plutôt oui", "rather-no": "Plutôt non", "no": "Non"}
    ),
    "en": WorkshopWords("So", choices={"yes": "Yes", "rather-yes": "Rather yes", "rather-no": "Rather no", "no": "No"}),
}
FAR = Workshop("far", "scale", 1, time(9))

JUMBLE = ["je", "vote", "pas", "2", "3", "pour", "la", ",", ".", "ou", "et", "lycée", "collège", "oui", "deux", "sept"]
JUMBLE += ["/", "10", "?", "the", "last", "one", "maybe", "8,5", "\n", "-", "sur", "parce que", "non", "n°", "%"]

CASES = [
    *((CHOICES, CHOICES_WORDS, text, wanted) for text, wanted in POLL),
    *((FAR, {}, text, wanted) for text, wanted in SCALE),
    *((YES, YES_WORDS, text, wanted) for text, wanted in YES_NO),
    *((replace(CHOICES, several=2), CHOICES_WORDS, text, wanted) for text, wanted in SEVERAL),
]


def as_wanted(read: Read) -> Wanted:
    if isinstance(read, Unclear):
        return ASK
    if read is None:
        return NO
    places = tuple(map(int, read.choices))
    return places[0] if len(places) == 1 else places


@pytest.mark.parametrize(("workshop", "words", "text", "wanted"), CASES, ids=lambda one: repr(one)[:50])
def test_what_somebody_writes_is_the_vote_they_mean_or_none(
    workshop: Workshop, words: dict[str, WorkshopWords], text: str, wanted: Wanted
) -> None:
    read = kind_of(workshop.kind).read(workshop, words, text)
    assert as_wanted(read) == (wanted[0] if isinstance(wanted, tuple) and len(wanted) == 1 else wanted), read


@pytest.mark.parametrize(("workshop", "words", "text", "wanted"), CASES, ids=lambda one: repr(one)[:50])
def test_what_is_not_certain_can_be_told_in_every_language(
    workshop: Workshop, words: dict[str, WorkshopWords], text: str, wanted: Wanted
) -> None:
    read = kind_of(workshop.kind).read(workshop, words, text)
    if isinstance(read, Unclear):
        for language in languages():
            own = words.get(language, WorkshopWords("W"))
            assert len(explained(read, workshop, own, wording(language))) > 40


@given(number=st.integers(1, 5), before=st.sampled_from(["pas ", "sauf ", "not ", "peut-être ", "maybe ", "entre "]))
def test_no_number_behind_a_doubt_is_ever_a_vote(number: int, before: str) -> None:
    assert not isinstance(kind_of("poll").read(CHOICES, CHOICES_WORDS, f"{before}{number}"), Reading)


@given(st.integers(1, 5), st.integers(1, 5), st.sampled_from([" ou ", " or ", "-", "/", " to ", " voire "]))
def test_two_numbers_are_never_one_vote(one: int, other: int, between: str) -> None:
    read = kind_of("poll").read(CHOICES, CHOICES_WORDS, f"{one}{between}{other}")
    assert one == other or isinstance(read, Unclear)


@given(st.lists(st.sampled_from(JUMBLE)).map(" ".join))
def test_no_jumble_of_voting_words_makes_a_kind_stumble(text: str) -> None:
    for workshop, words in ((CHOICES, CHOICES_WORDS), (FAR, {}), (replace(CHOICES, several=2), CHOICES_WORDS)):
        read = kind_of(workshop.kind).read(workshop, words, text)
        if isinstance(read, Reading):
            assert 1 <= len(read.choices) <= workshop.several
        elif isinstance(read, Unclear):
            assert explained(read, workshop, words.get("fr", WorkshopWords("W")), wording("fr"))


MARKET = ((1, "Des légumes de saison"), (2, "Le pain"), (3, "Du fromage"), (4, "Un bouquet de fleurs"))
STALLS = ((1, "Bread"), (2, "A bunch of flowers"), (3, "Some cheese"))


@pytest.mark.parametrize(
    ("labels", "text", "wanted"),
    [
        (MARKET, "le pain et les fleurs", ("2", "4")),
        (MARKET, "le fromage et les fleurs", ("3", "4")),
        (MARKET, "du fromage et puis des fleur", ("3", "4")),
        (MARKET, "pain, fleurs", ("2", "4")),
        (MARKET, "le pain, parce que les fleurs fanent", ("2",)),
        (STALLS, "bread and flowers", ("1", "2")),
        (STALLS, "bread and cheese", ("1", "3")),
        (STALLS, "cheese and flowers", ("2", "3")),
    ],
)
def test_a_label_named_whole_hides_no_other_one_beside_it(
    labels: tuple[tuple[int, str], ...], text: str, wanted: tuple[str, ...]
) -> None:
    read = read_choices(text, labels, len(labels), several=2)
    assert isinstance(read, Reading)
    assert read.choices == wanted


def test_of_two_choices_where_one_is_not_certain_none_is_dropped_in_silence() -> None:
    read = read_choices("le pain et les fleurs, les deux !", MARKET, 4, several=2)
    assert isinstance(read, Unclear) or (isinstance(read, Reading) and read.choices == ("2", "4"))


GARDEN = ((1, "Le jardin"), (2, "La terrasse"), (3, "Rien du tout"))
BOTH = ((1, "Le jardin"), (2, "La terrasse"), (3, "Aucun des deux"))
TERRACE = ((1, "The garden"), (2, "The terrace"), (3, "None of these"))
LITTLE = ((1, "Presque rien"), (2, "Rien du tout"))


@pytest.mark.parametrize(
    ("labels", "text", "wanted"),
    [
        *(
            (GARDEN, text, 3)
            for text in ("rien", "Rien !", "moi, rien", "je dirais rien", "rien de tout ça", "rien, merci")
        ),
        *((BOTH, text, 3) for text in ("aucun", "Aucun, merci", "aucune", "moi c’est aucun", "aucun des 2")),
        *((TERRACE, text, 3) for text in ("none", "None!", "none of them", "I'd say none", "none for me, thanks")),
        (GARDEN, "rien ?", ASK),
        (GARDEN, "Rien. Enfin si, le jardin.", ASK),
        (GARDEN, "rien à dire", NO),
        (GARDEN, "le jardin, rien d'autre", 1),
        (BOTH, "aucun jardin", ASK),
        (TERRACE, "none of your business", NO),
        (LITTLE, "rien", NO),
    ],
)
def test_the_word_of_refusal_names_the_choice_that_begins_with_it(
    labels: tuple[tuple[int, str], ...], text: str, wanted: Wanted
) -> None:
    assert as_wanted(read_choices(text, labels, len(labels), several=1)) == wanted
