"""A name in disguise names all the same: figures at its end or in its letters, letters drawn out, joined, taken apart
or only looking alike. An ordinary sentence with figures and signs in it names nobody."""

from __future__ import annotations

import pytest

from bot.digest.names import Names
from bot.domain import MemberRef
from bot.naming import marks_of
from tests.digest.test_names import SECRET, names


@pytest.mark.parametrize("by_marks", [False, True])
@pytest.mark.parametrize(
    ("name", "text"),
    [
        # Figures at the ends.
        ("Lucas06", "Lucas a raison"),
        ("lucas06", "comme Lucas"),
        ("Marie75", "merci Marie"),
        ("75Marie", "merci MARIE"),
        ("DarkLord99", "DarkLord"),
        ("DarkLord99", "merci Dark Lord"),
        ("Huguette", "Huguette2024"),
        ("Huguette", "merci 2024huguette"),
        ("Marie Dupont", "merci Marie2"),
        # Parts of a name in small letters.
        ("marie_dupont", "comme Marie"),
        ("marie dupont", "comme Marie"),
        ("marie dupont", "Marie a raison"),
        ("le_grand_huguette", "merci Huguette"),
        ("petit rose", "merci Rose"),
        # Words joined.
        ("x_DarkLord_x", "DarkLord"),
        ("Marie Dupont", "MerciMarie"),
        ("Huguette", "MerciHuguette"),
        ("Huguette", "MerciHuguette2"),
        ("Huguette", "merci_huguette"),
        # Letters that are apostrophes.
        ("Anna", "merci d\u02bcAnna"),
        ("Anna", "merci d\ua78cAnna"),
        ("Anna", "merci d\u02b9Anna"),
        ("Vio", "Vio\u02bcs idea"),
        # Figures for letters.
        ("Paul", "merci Pau1"),
        ("Isa", "1sa a raison"),
        ("Paul", "P4u1"),
        ("Paul Dupont", "P4u1"),
        ("Gilles", "Gi11es"),
        ("Gilles", "G111es"),
        ("Ana", "4n4"),
        ("Leo", "L30"),
        ("Bob", "80b"),
        ("Bob", "8ob"),
        ("Zoé", "2oe"),
        ("Gilles", "6illes"),
        ("Gilles", "9illes"),
        ("Huguette", "Hu9uette"),
        ("Huguette", "Hugu€tte"),
        ("Léo", "L€o"),
        ("Huguette", "MerciHugu3tte2024"),
        ("Pau1", "merci Paul"),
        ("Hugu3tte", "Huguette a raison"),
        ("Mariiie", "MARIE a raison"),
        # Letters drawn out beside a real double.
        ("Huguette", "Huuuguettte"),
        ("Huguette", "HUUUGUETTTTE"),
        ("Gilles", "Giiillles"),
        ("Marie Dupont", "merci Mariiiie"),
        # Letters that look alike.
        ("Huguette", "\ua4e7uguette"),
        ("Huguette", "\u13bbuguette"),
        ("Huguette", "\u2c8euguette"),
        ("Huguette", "\u0266uguette"),
        ("Isa", "\u2c92sa"),
        ("Alex", "merci Ale\u00d7"),
        ("Vio", "merci Vio\u00a9"),
        ("Vio\u221e", "merci Vio"),
        ("\ua4e7uguette", "merci Huguette"),
        # Taken apart.
        ("Huguette", "Hu\u2027guette"),
        ("Huguette", "Hu:g:uette"),
        ("Huguette", "Hu\U0001f600guette"),
        ("Huguette", "Hu\u2764\ufe0f\u200d\U0001f525guette"),
        ("Huguette", "Hu[guette]"),
        ("Huguette", "Hugu(ette)"),
        ("Huguette", "Hu<!-- of\ntwo lines -->guette"),
    ],
)
def test_a_name_in_disguise_names(name: str, text: str, by_marks: bool) -> None:
    known = Names((), marks_of(SECRET, MemberRef("town", "1"), name), SECRET) if by_marks else names(name)
    assert known.in_passage(text)


@pytest.mark.parametrize(
    "text",
    [
        "le 20e siècle, le 1er mai, la 2de fois",
        "at 5am, 10pm, the 4th, in the 80s",
        "à 18h30, pour 5€ les 20km",
        "un ami(e), des voisin(e)s, tou(te)s",
        "oui,elle est là:voilà (bien)",
        "YouTube, iPhone",
        "user, lucas, un grand lac",
    ],
)
def test_figures_and_signs_of_everyday_name_nobody(text: str) -> None:
    called = ("Zoé", "Sam", "Bob", "Isa", "Ana", "Leo", "Estelle", "User1234", "lucas06", "le grand lac", "Bos", "Ath")
    assert not names(*called).in_passage(text)
