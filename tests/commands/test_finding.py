"""Which workshop or café is meant: by number, key, title, or any part of it that fits no other."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.commands import find_cafe, folded
from bot.commands._finding import find_workshop
from bot.domain import Cafe
from bot.errors import CallError
from bot.wording import wording
from tests.stories.room import ZONE, script

FRENCH = wording("fr")
INSTANT = datetime(2026, 3, 2, 8, tzinfo=UTC)
CAFE = Cafe(
    id="first-phone-2026-03-02",
    script=script(),
    zone=ZONE,
    language="fr",
    opening_day=date(2026, 3, 2),
    opens_at=INSTANT,
    closes_at=INSTANT,
    publishes_at=INSTANT,
    homes=(),
    secret=b"",
)


def refused(value: str, language: str = "fr") -> str:
    say = wording(language)
    with pytest.raises(CallError) as caught:
        find_workshop(value, CAFE, say)
    return say.fault(caught.value.faults[0])


@pytest.mark.parametrize(
    ("value", "key"),
    [
        ("2", "moment"),
        ("moment", "moment"),
        ("Le bon", "moment"),
        ("BON MOMENT", "moment"),
        ("right time", "moment"),
        ("souvenir", "memory"),
        ("jusqu'ou", "far"),
        ("mot de la fin", "last"),
        ("  un   souvenir ", "memory"),
    ],
)
def test_a_workshop_is_found_by_whatever_part_of_its_title(value: str, key: str) -> None:
    assert find_workshop(value, CAFE, FRENCH).key == key


@given(st.sampled_from(range(4)), st.data())
def test_a_part_of_a_title_that_fits_no_other_workshop_finds_it(number: int, data: st.DataObject) -> None:
    names = [
        " ".join(
            folded(
                " | ".join([one.key, *(words.workshops[one.key].title for words in CAFE.script.words.values())])
            ).split()
        )
        for one in CAFE.script.workshops
    ]
    title = CAFE.script.words["fr"].workshops[CAFE.script.workshops[number].key].title
    begins = data.draw(st.integers(0, len(title) - 1))
    part = title[begins : data.draw(st.integers(begins + 1, len(title)))]
    said = " ".join(folded(part).split())
    assume(said and [said in one for one in names].count(True) == 1)
    for typed in (part, part.upper(), said):
        assert find_workshop(typed, CAFE, FRENCH) is CAFE.script.workshops[number]


def test_what_fits_several_or_none_is_answered_with_numbers_and_titles() -> None:
    assert refused("ou") == (
        "« ou » peut être plusieurs ateliers : donnez le numéro de l’un de ceux-ci : "
        "1 « Un souvenir », 3 « Jusqu’où », 4 « Votre mot de la fin »."
    ), "a part of an English title counts as well as one of a French one"
    assert refused("xyz", "en") == (
        "There is no workshop “xyz”: give the number or the title of one of these: "
        "1 “A memory”, 2 “The right time”, 3 “How far”, 4 “Your closing word”."
    )
    assert "vouliez-vous dire « Un souvenir » ?" in refused("Un souvenur")


def test_a_café_is_found_by_a_part_of_its_title_too() -> None:
    other = replace(
        CAFE,
        id="lamp-2026-03-02",
        script=replace(
            CAFE.script,
            name="lamp",
            words={"fr": replace(CAFE.script.words["fr"], title="Une lampe du soir")},
            languages=("fr",),
        ),
    )
    assert find_cafe("TELEPHONE", [CAFE, other]) is CAFE
    assert find_cafe("lampe", [CAFE, other]) is other
    with pytest.raises(CallError) as caught:
        find_cafe("le", [CAFE, replace(CAFE, id="another")])
    assert "first-phone-2026-03-02, another" in FRENCH.fault(caught.value.faults[0])
    with pytest.raises(CallError) as caught:
        find_cafe("Une lampo", [CAFE, other])
    assert "Vouliez-vous dire" in FRENCH.fault(caught.value.faults[0])
