"""A host's pages mark every answer that came after its workshop's end."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bot.digest.flashback import ClosingWord, Flashback, Stance, Theme, Voice
from bot.pages import html_page, markdown_page
from tests.pages.samples import flashback_of, workshop

EARLY, LATE = Voice("m1", None, "Le mien avait un fil."), Voice("m2", None, "Le nôtre restait dans le couloir.")
IDEAS = {
    "ideas": [
        {"posts": ["r1", "r2"], "text": "Pas à table", "author": None, "support": 3},
        {"posts": ["r3", "r1"], "text": "Une boîte dans l’entrée", "author": "Vio", "support": 0},
    ]
}
CAFE = flashback_of(
    "Le premier téléphone",
    workshops=(
        workshop("memory", "Un souvenir", voices=(EARLY, LATE), late=("m2",)),
        workshop("rules", "Les règles", "brainstorm", result=IDEAS, late=("r2", "r3")),
        workshop(
            "trust",
            "La confiance",
            themes=(Theme("le mot de passe", (), ("t1",), 1, (Voice("t1", None, "Elle a le mien."),)),),
            agreements=(Stance("t2", None, "On en parle d’abord.", 0.8, 4, 0),),
            tensions=(Stance("t3", None, "Je regarde tout.", 0.9, 2, 2),),
            late=("t1", "t2", "t3"),
        ),
        workshop("last", "Le mot de la fin", "closing_word", late=("c2",)),
    ),
    closing_words=(ClosingWord("c1", None, "Merci."), ClosingWord("c2", None, "À l’an prochain.")),
    voices=(LATE,),
)


def lines(page: str) -> list[str]:
    return [re.sub(r"<[^>]*>", "", line).strip() for line in page.splitlines()]


@pytest.mark.parametrize("page", [markdown_page, html_page])
def test_each_late_answer_carries_the_mark_and_no_other_does(page: object) -> None:
    said = [line for line in lines(page(CAFE)) if "en retard" in line]  # type: ignore[operator]
    counted = [line for line in said if "dont" in line]
    assert len(counted) == 4
    assert any("dont 1 réponse en retard" in line for line in counted)
    assert any("dont 2 réponses en retard" in line for line in counted)
    # The voice stands at the top and in its workshop; an idea goes by the post whose wording is shown.
    assert len(said) - len(counted) == 7
    assert sum("4 pour" in line for line in said) == 1


@pytest.mark.parametrize("page", [markdown_page, html_page])
def test_without_late_answers_nothing_is_marked(page: object) -> None:
    in_time: Flashback = replace(CAFE, workshops=tuple(replace(one, late=()) for one in CAFE.workshops))
    assert "en retard" not in page(in_time)  # type: ignore[operator]
