"""A café's rooms drawn as Discord draws them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.domain import Attachment, Button, OutboundFile, OutboundMessage
from bot.pages.discord_page import discord_page
from bot.scene import Scene, SceneEvent, ScenePoll
from bot.stage import StageMessage, StageReaction
from tests.markup.reading import HOSTILE, Reader

NINE = datetime(2026, 3, 2, 8, tzinfo=UTC)
BOT: dict[str, Any] = {"from_bot": True}


def message(number: int, text: str, minutes: int = 0, **more: Any) -> StageMessage:
    at = NINE + timedelta(minutes=minutes)
    given: dict[str, Any] = {"from_bot": False, "author": "vio", "name": "Vio"} | more
    if given["from_bot"] and not given.get("carried"):
        given |= {"author": None, "name": None}
    return StageMessage(id=str(number), room="café", at=at, text=text, **given)


def page(*messages: StageMessage, forum: bool = False, language: str = "en", **more: Any) -> str:
    scene = Scene(room="Le café", forum=forum, messages=messages, **more)
    return discord_page(scene, "The lamp", language=language, zone="Europe/Paris")


def place(html: str, id: str) -> str:
    """The part of the page with that id."""
    found = re.search(rf'<section class="place [a-z]+" id="{id}".*?</section>', html, re.DOTALL)
    assert found, f"there is no {id}"
    return found[0]


def read(html: str) -> str:
    return " ".join(Reader(re.sub(r"<(meta|img)\b[^>]*>", "", html)).text.split())


def test_messages_of_one_author_within_seven_minutes_stand_below_one_name() -> None:
    html = page(message(1, "one"), message(2, "two", 6), message(3, "three", 20), message(4, "next day", 60 * 24))
    assert html.count('class="line heads"') == 3
    assert html.count('class="day"') == 2
    assert "3/2/26 09:00" in html, "by the café's clock"
    assert '<h1 id="h-floor">le-café</h1>' in html


def test_a_reply_reactions_and_an_edit_are_shown_beside_the_words() -> None:
    answered = message(2, "**Yes!**", 1, author="gus", name="Gus", reply_to="1", edited_at=NINE)
    put = [StageReaction("2", who, emoji, NINE) for who, emoji in (("a", "👍"), ("b", "🎈"), ("c", "👍"))]
    html = page(message(1, "A *lamp*\nor two?"), answered, reactions=put)
    assert "<b>Vio</b> A lamp or two?" in html
    assert "<li><span>👍</span> 2</li>\n<li><span>🎈</span> 1</li>" in html
    assert "(edited)" in html
    assert "not there any more" in page(message(2, "to what?", reply_to="1"))


def test_the_bots_buttons_files_and_pins_stand_where_discord_puts_them() -> None:
    calendar = OutboundFile("meet.ics", "", content="BEGIN:VCALENDAR")
    said = OutboundMessage("Come!", files=(calendar,), buttons=(Button("answer", "Answer"), Button("x", "More")))
    asked = message(1, "Come!", **BOT, attachments=(Attachment("meet.ics", None, None),))
    html = page(asked, said={"1": said}, pinned={"1": NINE + timedelta(minutes=3)})
    assert '<span class="button chief">Answer</span>\n<span class="button">More</span>' in html
    assert "<b>meet.ics</b> <span>15 bytes</span>" in html
    assert "Café Host pinned a message." in html
    assert '<span class="app">APP</span>' in html


def test_a_text_channel_shows_each_question_with_its_thread_which_has_a_place_of_its_own() -> None:
    html = page(
        message(1, "Hello", **BOT), message(2, "Which?", **BOT, begins="Your lamp"), message(3, "A", thread="2")
    )
    assert 'href="#t2"><strong>Your lamp</strong> <span>1 message ›</span>' in html.replace("\n", " ").replace(
        "  ", " "
    )
    assert "A" not in read(place(html, "floor")).split()
    assert read(place(html, "t2")).split().count("A") == 1


def test_a_forum_lists_its_posts_with_the_liveliest_first() -> None:
    html = page(
        message(1, "Welcome", **BOT, begins="The café"),
        message(2, "Which?", **BOT, begins="Your lamp", locked=True),
        message(3, "Hello all", 5, thread="1"),
        forum=True,
    )
    cards = re.findall(r'class="card"><a href="#(t\d)"', html)
    assert cards == ["t1", "t2"]
    assert "locked" in read(place(html, "t2"))
    assert "Hello all" in place(html, "t1")


def test_what_is_for_one_member_alone_is_shown_so_or_is_a_direct_message() -> None:
    asked, alone = message(2, "Which?", **BOT, begins="Your lamp"), {"3": "2"}
    beside = message(3, "Taken.", **BOT, private_with="vio")
    direct = message(4, "I read 2 or 3.", **BOT, private_with="vio")
    html = page(message(1, "Hi"), asked, private=[beside, direct], shown_alone=alone)
    assert "Only Vio can see this" in place(html, "floor"), "where the button is"
    in_forum = page(message(1, "Hi", thread="2"), asked, private=[beside], shown_alone=alone, forum=True)
    assert "Only Vio can see this" in place(in_forum, "t2")
    assert "1 message ·" in place(in_forum, "floor"), "what one alone sees counts for nobody else"
    assert "I read 2 or 3." in place(html, "d0")
    assert "Café Host and Vio" in place(html, "d0")
    many = [message(number, "Taken.", **BOT, private_with=f"u{number}") for number in range(3, 8)]
    folded = page(asked, private=many, shown_alone={one.id: None for one in many})
    assert '<details><summary><span aria-hidden="true">👁</span> 5 replies: each member sees their own alone' in folded
    assert "Vio est seul·e à voir" in page(
        asked, private=[beside], shown_alone=alone, names={"vio": "Vio"}, language="fr"
    )


def test_a_blind_workshop_is_answered_in_a_private_thread_and_asked_where_all_read() -> None:
    said = {"1": OutboundMessage("Which?", sealed=True, buttons=(Button("answer", "Answer"),))}
    told = [
        message(1, "Which?", **BOT, begins="Your lamp"),
        message(2, "The small one", 5, thread="1"),
        message(3, "All can read it now.", 9, **BOT, thread="1"),
    ]
    for forum, asked in ((False, "floor"), (True, "t1")):
        html = page(*told, forum=forum, said=said)
        assert "The small one" in place(html, "s1")
        assert "All can read it now." not in place(html, "s1")
        assert "All can read it now." in place(html, asked)
        assert "The small one" not in place(html, asked)
        assert "Read the answers" in place(html, asked)


def test_a_poll_of_the_platforms_own_is_a_card_and_the_calendar_stands_on_top() -> None:
    poll = ScenePoll("Which <one>?", (("The lamp", 3), ("The moon", 1)), 4)
    event = SceneEvent("The café", NINE, NINE + timedelta(days=7), "here")
    html = page(message(1, "Which one?", **BOT), polls={"1": poll}, events=(event,))
    assert '<i style="width: 75%"></i><span>The lamp</span> <span>3 votes · 75%</span>' in html
    assert "4 people voted" in html
    assert "Which &lt;one&gt;?" in html
    assert "Which one?" not in html, "a poll has no words beside it"
    assert "3/2/26 09:00 – 3/9/26 09:00 · here" in html


def test_what_a_form_said_is_passed_on_by_the_bot_with_its_authors_name() -> None:
    html = page(message(1, "not *mine*", **BOT, carried=True, author="vio", name="Vio"))
    assert "<strong>Vio</strong><br>not *mine*" in html
    assert "Take my words back" in html


def test_the_page_asks_nothing_of_anybodys_network_and_runs_nothing() -> None:
    html = page(message(1, "![x](https://a.example/x.png) https://a.example"))
    assert "<script" not in html
    assert not re.findall(r"""(?:src|srcset|action)="(?!data:)""", html)
    assert "default-src 'none'" in html
    assert "url(" not in html


@given(text=HOSTILE, name=HOSTILE, title=HOSTILE, emoji=st.text(max_size=4), forum=st.booleans())
def test_nobodys_words_become_anything_but_words(text: str, name: str, title: str, emoji: str, forum: bool) -> None:
    begun = message(1, text, **BOT, begins=title or "x", attachments=(Attachment(name, text, None),))
    answer = message(2, text, thread="1", name=name, author=name or "a", reply_to="1")
    alone = message(3, text, **BOT, private_with=name or "a")
    html = page(begun, answer, forum=forum, private=[alone], reactions=[StageReaction("2", "u", emoji, NINE)])
    tags = {found.lower() for found in re.findall(r"<([a-zA-Z][a-zA-Z0-9]*)", html)}
    assert tags <= ALLOWED, tags - ALLOWED
    assert not re.findall(r"""\son[a-z]+=""", re.sub(r">[^<]*<", "><", html))


ALLOWED = {
    *(
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "nav",
        "main",
        "section",
        "header",
        "div",
        "h1",
        "h2",
        "p",
        "a",
    ),
    *("ul", "ol", "li", "span", "b", "strong", "em", "u", "s", "time", "i", "code", "pre", "blockquote", "br"),
    *("svg", "path", "circle", "details", "summary"),
}
