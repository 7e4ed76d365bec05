"""Every message in HTML has a plain twin that says the same."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from bot.markup import Block, Heading, Items, Link, Paragraph, Quotation, Strong, paragraph, render, shown
from bot.platforms.matrix_platform._twin import plain

BLOCKS: list[Block] = [
    Heading("Le café"),
    Paragraph(("Bonjour, ", Strong("vous"), " :\nentrez.")),
    Items((("un",), ("deux & trois",)), numbered=True, first=2),
    Items((("a",), (Link("le fil", "https://example.org/a?b=1&c=2"),))),
    Quotation("Le mien <b>avait</b> un fil.\nEt toi ?", "Vio", None),
    paragraph("À lundi."),
]


def test_it_reads_as_our_own_plain_text_does() -> None:
    assert plain(render(BLOCKS, "html")) == render(BLOCKS, "plain")


@given(some.text(max_size=200))
def test_whatever_a_member_says_stands_in_it_letter_for_letter(text: str) -> None:
    rendered = plain(render([Quotation(text, None, None)], "html"))
    letters = "".join(shown(text).split())
    assert "".join(rendered.replace("│", "").replace("\u200b", "").split()) == letters.replace("│", "").replace(
        "\u200b", ""
    )
