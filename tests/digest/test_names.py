"""Whose name stands in a passage."""

from __future__ import annotations

import pytest

from bot.digest.names import Names
from bot.domain import Member, MemberRef
from bot.naming import marks_of

SECRET = b"a secret of this cafe alone"


def names(*called: str, id: str = "1") -> Names:
    return Names(Member(MemberRef("town", f"{id}{place or ''}"), name) for place, name in enumerate(called))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Vio", "Merci Vio !"),
        ("Vio", "merci vio"),
        ("Vio", "Vio's idea"),
        ("Élodie", "l’elodie d’hier"),
        ("Élodie", "E\u0301lodie"),
        ("Vio", "V\u200bio"),
        ("Vio", "comme dit 𝓥𝓲𝓸"),
        ("Vio", "_Vio_ a raison"),
        ("Marie Dupont", "comme Marie"),
        ("MARIE DUPONT", "comme Marie"),
        ("Marie Dupont", "MARIE a raison"),
        ("Marie-Claude", "merci CLAUDE"),
        ("Ronald McDonald", "merci MCDONALD"),
        ("Marie-Claude", "marie claude l’a dit"),
        ("la fée du lac", "merci la Fée du lac"),
        ("Jo", "et Jo aussi"),
        ("jo", "et Jo aussi"),
        ("Will", "as Will said"),
        ("田中", "田中さんの話"),
        ("Vio", "V\u3164io"),
        ("Vio", "V\uffa0io"),
        ("Vio", "V\u115fi\u1160o"),
        ("Vio", "V\U000e0100i\u034fo"),
        ("Vio", "merci Ⅴіо"),
        ("Chloé", "merci СНLΟÉ"),
        ("Вова", "спасибо, вова"),
        ("Huguette", "ʜᴜɢᴜᴇᴛᴛᴇ a raison"),
        ("Marie Dupont", "comme Mᴀʀɪᴇ"),
        ("ᴍᴀʀɪᴇ", "Marie a raison"),
        ("🅼🅰🆁🅸🅴", "Marie a raison"),
        ("Marie", "merci 🅜🅐🅡🅘🅔"),
        ("Marie", "merci 🇲 🇦 🇷 🇮 🇪"),
        ("Vio", "merci Vio🇫🇷"),
        ("Vio🅰", "merci Vio"),
        ("Łukasz", "lukasz a raison"),
        ("Rose", "comme dit Rose"),
        ("rose", "Rose a raison"),
        ("Pierre", "MERCI PIERRE"),
    ],
)
def test_a_passage_with_a_members_name_is_found(name: str, text: str) -> None:
    assert names(name).in_passage(text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Vio", "un violon"),
        ("Petit Nuage", "un petit ciel gris"),
        ("Petit Nuage", "un nuage"),
        ("Jo Dupont", "LES JO"),
        ("Jo", "jo"),
        ("Will", "it will rain"),
        ("Will", "Will it rain? Will it?"),
        ("Moi", "Oui. Moi, j’attends"),
        ("Rose", "une rose rouge"),
        ("Pierre", "une pierre dans la poche"),
        ("A", "A week ago"),
        ("12", "12 ans"),
        ("🌸", "🌸"),
        ("Fred", "vive la 🇫🇷"),
    ],
)
def test_a_word_that_only_looks_a_little_like_a_name_is_left_alone(name: str, text: str) -> None:
    assert not names(name).in_passage(text)


@pytest.mark.parametrize(
    "text",
    [
        "@vio merci",
        "@everyone",
        "＠here",
        "<@123456>",
        "<@!123456>",
        "@vio:example.org",
        "mail vio@example.org",
        "https://matrix.to/#/x",
        "https://discord.com/users/1",
        "@\u200beveryone",
    ],
)
def test_a_mention_of_anybody_is_found(text: str) -> None:
    assert names().in_passage(text)


@pytest.mark.parametrize(
    ("handle", "text", "found"),
    [
        ("@mirabel:example.org", "voir Mirabel", True),
        ("jean.dupont", "voir jean.dupont", True),
        ("jean_dupont", "voir Jean Dupont", True),
        ("u7", "le bus u7", False),
        ("123456789012345678", "123456789012345678", True),
        ("1234", "en 1234", False),
    ],
)
def test_a_handle_counts_from_three_characters_and_nine_digits(handle: str, text: str, found: bool) -> None:
    assert names("Somebody", id=handle).in_passage(text) is found


def test_ones_own_name_matters_only_to_the_others() -> None:
    both = names("Vio", "Léa")
    vio = MemberRef("town", "1")
    assert not both.in_passage("Moi, Vio", but=vio)
    assert both.in_passage("Vio et Léa", but=vio)


def test_a_name_that_two_members_bear_is_the_others_too() -> None:
    assert names("Marie", "Marie").in_passage("Moi, Marie", but=MemberRef("town", "1"))


def test_an_at_in_the_path_of_an_address_is_no_mention() -> None:
    assert not names("Vio").in_address("https://video.example/@channel")
    assert names("Vio").in_address("https://blog.example/vio")
    assert names("Vio").in_address("https://user:word@blog.example/")
    assert names("Vio").in_address("https://discord.com/users/12")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Vio", "merci vio"),
        ("Marie Dupont", "comme Marie"),
        ("la fée du lac", "merci la Fée du lac"),
        ("Will", "as Will said"),
        ("田中", "田中さんの話"),
    ],
)
def test_a_name_that_is_kept_as_marks_alone_is_found_too(name: str, text: str) -> None:
    marks = marks_of(SECRET, MemberRef("town", "1"), name)
    assert Names((), marks, SECRET).in_passage(text)
    assert not Names((), marks, b"another secret").in_passage(text)
    assert not Names((), marks, SECRET).in_passage("un violon, un petit ciel gris")
    assert not any(word in repr(marks) for word in name.casefold().split())


def test_a_former_name_of_ones_own_matters_only_to_the_others() -> None:
    vio, lea = MemberRef("town", "1"), MemberRef("town", "2")
    both = Names([Member(vio, "Violette")], marks_of(SECRET, vio, "Vio"), SECRET)
    assert not both.in_passage("Moi, Vio", but=vio)
    assert both.in_passage("Moi, Vio", but=lea)
    shared = Names([], marks_of(SECRET, vio, "Vio") | marks_of(SECRET, lea, "Vio"), SECRET)
    assert shared.in_passage("Moi, Vio", but=vio)
