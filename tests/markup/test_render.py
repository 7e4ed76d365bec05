"""Every block in every dialect; and whatever a member writes, it stays words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.markup import (
    Block,
    Code,
    Emphasis,
    Heading,
    Items,
    Link,
    Paragraph,
    Quotation,
    Span,
    Strong,
    paragraph,
    render,
    safe_url,
    shown,
)
from tests.markup.reading import HOSTILE, LIVE, Reader

MESSAGE: tuple[Block, ...] = (
    Heading("Le bon moment"),
    paragraph("Vous étiez ", Strong("douze"), ", et c’était ", Emphasis("doux"), "."),
    Items((("À l’entrée au collège",), ("Ça dépend", Strong(" vraiment")))),
    Items((("un",), ("deux",)), numbered=True),
    Quotation("Chez nous,\npas à table.", "Vio", "https://discord.com/channels/1/2/3"),
    paragraph(Link("la page", "https://example.org/àb")),
    paragraph("Tapez ", Code("/café mot `non` *x*"), " ou ", Code("non"), "."),
)


def test_discord_gets_its_own_markdown() -> None:
    assert render(MESSAGE, "markdown") == (
        "### Le bon moment\n"
        "Vous étiez **douze**, et c’était *doux*.\n\n"
        "- À l’entrée au collège\n- Ça dépend **vraiment**\n\n"
        "1. un\n2. deux\n\n"
        "> Chez nous,\n> pas à table.\n> — [Vio](<https://discord.com/channels/1/2/3>)\n\n"
        "[la page](<https://example.org/%C3%A0b>)\n\n"
        "Tapez `` /café mot `non` *x* `` ou `non`."
    )


def test_matrix_gets_its_subset_of_html() -> None:
    assert render(MESSAGE, "html") == (
        "<h3>Le bon moment</h3>"
        "<p>Vous étiez <strong>douze</strong>, et c’était <em>doux</em>.</p>"
        "<ul><li>À l’entrée au collège</li><li>Ça dépend<strong> vraiment</strong></li></ul>"
        "<ol><li>un</li><li>deux</li></ol>"
        '<blockquote>Chez nous,<br>pas à table.<br>— <a href="https://discord.com/channels/1/2/3">Vio</a></blockquote>'
        '<p><a href="https://example.org/%C3%A0b">la page</a></p>'
        "<p>Tapez <code>/café mot `non` *x*</code> ou <code>non</code>.</p>"
    )


def test_a_terminal_gets_plain_lines() -> None:
    assert render(MESSAGE, "plain") == (
        "Le bon moment\n\n"
        "Vous étiez douze, et c’était doux.\n\n"
        "• À l’entrée au collège\n• Ça dépend vraiment\n\n"
        "1. un\n2. deux\n\n"
        "│ Chez nous,\n│ pas à table.\n│ — Vio (https://discord.com/channels/1/2/3)\n\n"
        "la page (https://example.org/àb)\n\n"
        "Tapez `/café mot `non` *x*` ou `non`."
    )


def test_an_address_a_member_wrote_can_be_clicked_and_unfolds_no_preview() -> None:
    assert render([paragraph("voir (https://example.org/a_b?c=1).")], "markdown") == (
        "voir \\(<https://example.org/a_b?c=1>\\)."
    )


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//evil", "https://", "vbscript:x", "nothing"]
)
def test_only_honest_addresses_become_links(url: str) -> None:
    assert safe_url(url) is None
    assert render([paragraph(Link("ici", url))], "html") == "<p>ici</p>"
    assert "<" not in render([paragraph(Link("ici", url))], "markdown")


def test_a_person_on_matrix_is_never_linked_so_never_mentioned() -> None:
    assert safe_url("https://matrix.to/#/@ada:example.org") is None
    assert safe_url("matrix:u/ada:example.org") is None
    assert safe_url("https://matrix.to/#/!room:example.org/$event") is not None


def test_what_shows_nothing_leaves_nothing() -> None:
    blocks: list[Block] = [Heading(" "), paragraph(""), Items(()), Quotation("\u200b"), paragraph("ici")]
    assert render(blocks, "plain") == "ici"


@given(HOSTILE)
def test_in_markdown_no_words_come_alive(text: str) -> None:
    blocks = (paragraph(text), Heading(text), Quotation(text, text), Items(((text,),)))
    for block in blocks:
        written = render([block], "markdown")
        without_links = re.sub(r"<https?://[^\s<>]+>", "", written)
        assert not LIVE.search(written)
        assert "<" not in without_links.replace("\\<\u200b", "")


@given(st.text(alphabet="`a \\\n", max_size=20))
def test_code_makes_no_block_on_discord_whatever_is_in_it(text: str) -> None:
    written = render([paragraph(Code(text))], "markdown")
    assert "```" not in written
    words = " ".join(text.split())
    # As Discord's clients look for it: the first fence of as many backticks, with something else before it.
    found = re.fullmatch(r"(`+)([\s\S]*?[^`])\1(?!`)", written)
    assert (found[2].replace("\u200b", "").strip() if found else "") == words


@given(HOSTILE)
def test_a_reader_finds_the_words_of_code_again_in_code_and_nothing_comes_alive(text: str) -> None:
    written = render([paragraph("x ", Code(text), " y")], "markdown")
    assert not LIVE.search(written)
    tokens = MarkdownIt("commonmark").parse(written)
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    words = " ".join(shown(text).split())
    read = [child for child in tokens[1].children or [] if child.type == "code_inline"]
    assert [child.type for child in tokens[1].children or []] == (
        ["text", "code_inline", "text"] if words else ["text"]
    )
    assert [child.content.replace("\u200b", "").strip() for child in read] == ([words] if words else [])
    page = Reader(render([paragraph(Code(text))], "html"))
    assert page.tags <= {"p", "code"}


@given(HOSTILE)
def test_a_reader_of_markdown_finds_the_words_again_and_nothing_but_words(text: str) -> None:
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(render([paragraph(text)], "markdown"))
    inline = [child for token in tokens if token.type == "inline" for child in token.children or []]
    assert {token.type for token in tokens} <= {"paragraph_open", "inline", "paragraph_close"}
    assert {child.type for child in inline} <= {
        "text",
        "softbreak",
        "text_special",
        "link_open",
        "link_close",
        "hardbreak",
    }
    if "http" not in text:
        read = "".join(child.content for child in inline)
        assert "".join(read.replace("\u200b", "").split()) == "".join(shown(text).split())


@given(st.lists(HOSTILE, min_size=5, max_size=5))
def test_html_reads_back_to_the_same_words(texts: list[str]) -> None:
    spans: tuple[Span, ...] = (texts[0], Strong(texts[1]), Emphasis(texts[2]))
    blocks: list[Block] = [Heading(texts[3]), Paragraph(spans), Items((spans, spans)), Quotation(texts[4], texts[0])]
    reader = Reader(render(blocks, "html"))
    assert reader.tags <= {"h3", "p", "strong", "em", "a", "ul", "li", "blockquote", "br"}
    assert reader.open == []
    author = " ".join(shown(texts[0]).split())
    expected = (
        shown(texts[3]) + "".join(map(shown, texts[:3])) * 3 + shown(texts[4]) + (f"— {author}" if author else "")
    )
    assert "".join(reader.text.replace("\u200b", "").split()) == "".join(expected.split())
    assert not re.search("@(everyone|here|room)", reader.text, re.IGNORECASE)


@given(HOSTILE)
def test_links_lead_only_where_a_link_may_lead(text: str) -> None:
    reader = Reader(render([paragraph(Link("a", text)), Quotation("b", "c", text)], "html"))
    assert all(re.match(r"(https?|mailto|matrix):", href, re.IGNORECASE) for href in reader.hrefs)


@given(HOSTILE)
def test_plain_holds_no_control_characters(text: str) -> None:
    written = render([Heading(text), paragraph(text), Quotation(text, text, text)], "plain")
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]", written)
