"""`cafe rehearse --html`: the café as Discord would show it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import CAST, STRUCTURE, WORDS, Call, command, environment, write_script

BLIND = STRUCTURE.replace('at = "09:30"', 'at = "09:30"\nvisibility = "blind"\nends_day = 2\nends_at = "12:00"')


@pytest.fixture(scope="module")
def rehearsed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A blind café of two days in a forum."""
    where = tmp_path_factory.mktemp("rehearsed")
    folder = write_script(where / "prompts" / "lamp", BLIND, WORDS.replace("about lamps.", "about **lamps**. " * 130))
    (folder / "cast.jsonl").write_text(CAST, encoding="utf-8")
    call = command("rehearse", "lamp", "--html", "--language", "en")
    said = subprocess.run(call, cwd=where, env=environment(), capture_output=True, encoding="utf-8")
    assert (said.returncode, said.stderr) == (0, "")
    assert "cafe-out/discord.html" in said.stdout
    assert "Let's talk about **lamps**." in said.stdout, "a script's own stars are letters, and no escape is told"
    return (where / "cafe-out" / "discord.html").read_text(encoding="utf-8")


def test_a_forum_has_a_post_for_the_café_and_one_for_each_workshop(rehearsed: str) -> None:
    cards = re.findall(r'<li class="card">.*?<strong>(.*?)[ <]*<', rehearsed, re.DOTALL)
    assert sorted(cards) == ["A word to close", "An evening lamp", "Your lamp"]
    assert rehearsed.count("Café Host pinned a message.") == 1
    assert '<span class="button chief">Answer</span>' in rehearsed
    assert '<section class="place desk"' in rehearsed


def test_blind_answers_are_in_a_private_thread_and_the_flashback_in_the_cafés_own(rehearsed: str) -> None:
    [private] = re.findall(r'<section class="place private".*?</section>', rehearsed, re.DOTALL)
    assert "None, I wait for the moon." in private
    assert "<li><span>👍</span> 1</li>" in private
    own, *others = re.findall(r'<section class="place thread".*?</section>', rehearsed, re.DOTALL)
    assert "None, I wait for the moon." in own, "quoted by the flashback"
    assert not any("None, I wait for the moon." in other for other in others)
    assert "Read the answers" in rehearsed


def test_no_message_is_longer_than_discord_takes_it(rehearsed: str) -> None:
    said = re.findall(r'<div class="body"[^>]*>(.*?)</div>\n', rehearsed, re.DOTALL)
    assert max(len(re.sub("<[^>]+>", "", one)) for one in said) <= 2_000
    assert sum("about **lamps**" in one for one in said) > 1, "the presentation is split"


def test_in_a_text_channel_each_question_has_its_thread(call: Call, script: Path) -> None:
    said = call("rehearse", "lamp", "--html", "--room", "text", "--language", "fr", "--out", "pages")
    assert (said.status, said.err) == (0, "")
    page = Path("pages/discord.html").read_text(encoding="utf-8")
    assert '<section class="place channel" id="floor"' in page
    assert page.count('<p class="begun">') == 2
    assert "Écrire dans #café" in page


def test_what_a_person_plays_is_not_drawn(call: Call, script: Path) -> None:
    said = call("rehearse", "lamp", "--html", "--interactive", "--language", "en")
    assert (said.status, said.only_fault) == (2, "--html shows what the cast plays: give it without --interactive.")


def test_the_hosts_room_is_called_in_the_language_of_the_café(rehearsed: str, call: Call, script: Path) -> None:
    assert re.search(r'<section class="place desk".*?<h1 id="h-desk">desk<', rehearsed, re.DOTALL)
    assert call("rehearse", "lamp", "--html", "--language", "fr", "--out", "pages").status == 0
    page = Path("pages/discord.html").read_text(encoding="utf-8")
    assert re.search(r'<section class="place desk".*?<h1 id="h-desk">bureau<', page, re.DOTALL)
