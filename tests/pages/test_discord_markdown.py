"""Discord's Markdown as the page shows it: what its clients show, and nothing that a member could slip in."""

from __future__ import annotations

import time
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.markup import paragraph, render, shown
from bot.pages.discord_page import discord_text
from bot.pages.discord_page._written import as_it_is, on_one_line, written
from tests.markup.reading import HOSTILE, Reader

TAGS = {"p", "br", "strong", "em", "u", "s", "span", "code", "pre", "blockquote", "div", "a"}


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("one\ntwo", "<p>one<br>two</p>"),
        ("**bold** *light* _light_ __under__ ~~gone~~", None),
        ("### A title\nand words", '<p class="h3">A title</p><p>and words</p>'),
        ("#no title", "<p>#no title</p>"),
        ("-# in small", '<p class="small">in small</p>'),
        ("> said\n> — Vio\nafter", "<blockquote><p>said<br>— Vio</p></blockquote><p>after</p>"),
        (
            "one\n\n> two\n\n> three",
            "<p>one<br><br></p><blockquote><p>two</p></blockquote><p><br></p><blockquote><p>three</p></blockquote>",
        ),
        (">>> all\nof it", "<blockquote><p>all<br>of it</p></blockquote>"),
        ("`a **b**`", "<p><code>a **b**</code></p>"),
        ("```py\nx = '<b>'\n```", "<pre>x = &#39;&lt;b&gt;&#39;</pre>"),
        ("***both***", "<p><strong><em>both</em></strong></p>"),
        ("**bold *and light***", "<p><strong>bold <em>and light</em></strong></p>"),
        ("2 * 3 * 4 and snake_case_name", "<p>2 * 3 * 4 and snake_case_name</p>"),
        (r"\*\*not bold\*\* 1\. \> \#", "<p>**not bold** 1. &gt; #</p>"),
        ("||no one dies||", "<p><span class=spoiler tabindex=0>no one dies</span></p>"),
        ("**unclosed `too", "<p>**unclosed `too</p>"),
        (
            "[here](<https://a.example/x>)",
            '<p><a href="https://a.example/x" rel="noreferrer nofollow">here</a></p>',
        ),
        (
            "see https://a.example.",
            '<p>see <a href="https://a.example" rel="noreferrer nofollow">https://a.example</a>.</p>',
        ),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("<:tea:123456789012345678>", "<p>:tea:</p>"),
    ],
)
def test_it_is_read_as_discord_reads_it(text: str, html: str | None) -> None:
    expected = html or "<p><strong>bold</strong> <em>light</em> <em>light</em> <u>under</u> <s>gone</s></p>"
    assert written(text) == expected


def test_a_list_keeps_its_marks_its_depth_and_the_lines_below_an_entry() -> None:
    assert discord_text("1. one\n2. two\n   and more\n- other") == "1. one\n2. two\nand more\n• other"
    assert 'class="item d1"' in written("- a\n  - b")


@given(HOSTILE)
def test_nothing_that_a_member_writes_becomes_anything_else(text: str) -> None:
    for html in (written(text), as_it_is(text)):
        page = Reader(str(html))
        assert page.tags <= TAGS
        assert not page.open
        assert all(address.startswith(("http://", "https://")) for address in page.hrefs)


@given(HOSTILE)
def test_what_the_bot_escapes_is_read_letter_for_letter(text: str) -> None:
    said = render([paragraph(text)], "markdown")
    page = Reader(str(written(said)))
    assert page.tags <= {"p", "br", "a"}, "nothing of it is formatted"
    assert _bare(page.text) == _bare(shown(text))


def _bare(text: str) -> str:
    """Without white space, without the invisible sign that keeps a mention from being one, and with addresses as people
    read them."""
    return "".join(unquote(text.replace("\u200b", "")).split())


@given(st.text(max_size=30))
def test_an_excerpt_is_one_line(text: str) -> None:
    assert "\n" not in on_one_line(text)


@pytest.mark.parametrize(
    "sign", ["*", "**a ", "_a ", "`", "```", "[", "> ", "||", "<http://", "\n", "- ", "\\", "**_~~||"]
)
def test_a_flood_of_signs_is_read_at_once(sign: str) -> None:
    began = time.process_time()
    written(sign * (40_000 // len(sign)))
    assert time.process_time() - began < 2
