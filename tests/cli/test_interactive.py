"""`cafe rehearse --interactive`: a person plays any member and the host, in a real terminal and in a pipe."""

from __future__ import annotations

import json
from pathlib import Path

import pexpect
import pytest

from bot.wording import wording
from tests.cli.conftest import CAST, STRUCTURE, command, environment, started, write_script

pytestmark = pytest.mark.usefixtures("script")


def typed(*lines: str) -> str:
    return "".join(line + "\n" for line in lines)


def test_a_person_plays_a_member_and_the_host_in_a_real_terminal() -> None:
    arguments = command("rehearse", "lamp", "--interactive", "--day", "2026-03-02", "--language", "en")
    terminal = pexpect.spawn(
        arguments[0], arguments[1:], env=environment(TERM="xterm"), encoding="utf-8", dimensions=(50, 140), timeout=30
    )

    def does(line: str, *told: str) -> None:
        terminal.sendline(line)
        for one in told:
            terminal.expect_exact(one)

    terminal.expect_exact("Rehearsing “An evening lamp”")
    terminal.expect_exact("> ")
    does("/next", "Let's talk about lamps.")
    does("/next", "Which one do you light first?")
    does("/as Vio", "You are Vio now.")
    does("/in 1", "Vio in Your lamp > ")
    does("The small one by the window.", "The small one by the window.")
    does("/cafe status", "is not for you here")
    does("/as host", "You are host now.")
    does("/cafe status", "1 participant")
    does("/cafe say lamp Thank you, Vio.", "Thank you, Vio.", "for the café")
    does("/as Gus", "You are Gus now.")
    does("/in 1", "Gus in Your lamp > ")
    does("/read", "The small one by the window.")
    does("/wait 1 week", "The café is closed.")
    does("/status", "No café is open")
    does("/quit", "See you soon!", "flashback.html")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0
    counts = json.loads(Path("cafe-out/flashback.json").read_text(encoding="utf-8"))["counts"]
    assert (counts["participants"], counts["posts"]) == (1, 1)


def test_the_cast_plays_along_where_one_is_named() -> None:
    Path("lines.jsonl").write_text(CAST, encoding="utf-8")
    said = started(
        *("rehearse", "lamp", "--interactive", "--cast", "lines.jsonl", "--day", "2026-03-02", "--language", "fr"),
        typed=typed("/je Ana", "/attendre 3 h", "/dans 1", "Et moi, la veilleuse.", "/attendre 1 semaine", "/quitter"),
    )
    assert (said.status, said.err) == (0, "")
    assert "à votre rythme" in said.out
    assert "Vio" in said.out
    counts = json.loads(Path("cafe-out/flashback.json").read_text(encoding="utf-8"))["counts"]
    assert counts["participants"] == 3


def test_another_café_cannot_be_opened_meanwhile_and_nothing_is_kept() -> None:
    said = started("rehearse", "lamp", "--interactive", typed=typed("/open lamp", "/cafe", "/me", "/quit"))
    assert said.status == 0
    assert "One café is rehearsed at a time" in said.out
    assert "Nobody is speaking yet" in said.out
    assert not Path("data").exists()


def test_the_host_is_the_one_of_the_configuration_however_the_name_is_written() -> None:
    Path("config.toml").write_text('[terminal]\nhosts = ["Camille Dupont"]\n', encoding="utf-8")
    said = started(
        *("rehearse", "lamp", "--interactive", "--day", "2026-03-02", "--language", "en"),
        typed=typed("/next", "/as camille dupont", "/cafe history", "/desk", "/quit"),
    )
    assert "Nothing has been changed by anybody yet." in said.out
    assert "not for you" not in said.out


def test_a_host_plays_a_morning_list_a_guest_and_a_reworded_question() -> None:
    said = started(
        *("rehearse", "first-phone", "--interactive", "--day", "2026-03-02", "--language", "en"),
        typed=typed(
            *("/next", "/next", "/as Vio", "/in 1", "Does anybody still have a candle?"),
            *("/as host", "/cafe reword first-memory question Which candle?", "/cafe guest first-memory Ruth"),
            *("/as Ruth", "/cafe say first-memory I do.", "/wait 2 days", "/as host", "/desk", "/quit"),
        ),
    )
    assert "I do." in said.out
    assert "Ruth can now speak in the café’s name" in said.out
    assert "This morning, one thing waits:" in said.out
    assert "Which candle?" in said.out.split("See you soon!")[1]


@pytest.mark.parametrize("folder", ["mine", "cafe-out"])
def test_a_file_that_a_command_answers_with_comes_to_lie_where_it_is_asked_for(folder: str) -> None:
    said = started(
        *("rehearse", "lamp", "--interactive", "--day", "2026-03-02", "--language", "en"),
        *(("--out", folder) if folder != "cafe-out" else ()),
        typed=typed("/next", "/next", "/as Vio", "/in 1", "The small one.", "/me mine", "/quit"),
    )
    assert said.status == 0, said
    [file] = Path(folder).glob("*.jsonl")
    assert str(file) in said.out
    assert "The small one." in file.read_text(encoding="utf-8")
    assert file.stat().st_mode & 0o077 == 0, "it is nobody's but theirs"
    assert folder == "cafe-out" or not Path("cafe-out").exists()


def test_the_bot_in_a_terminal_keeps_such_files_where_it_is_asked_for_too() -> None:
    said = started("run", "--out", "mine", "--language", "en", typed=typed("/as Vio", "/me mine", "/quit"))
    assert said.status == 0, said
    assert len(list(Path("mine").glob("*.jsonl"))) == 1


def test_a_member_and_a_host_are_answered_with_what_they_can_type_there_in_french() -> None:
    said = started(
        *("rehearse", "first-phone", "--interactive", "--day", "2026-03-02", "--language", "fr"),
        typed=typed(
            *("/suite", "/suite", "/je Vio", "/dans 1", "Le mien avait un fil.", "/café pose", "/moi citassions"),
            *(
                "/moi rappels",
                "/je hôte",
                "/café pose",
                "/café passer",
                "/café passer regarder",
                "/café dire 2 Bonjour",
            ),
            *("/café mot Merci. café:first-phone", "/café historique", "/quitter"),
        ),
    )
    assert said.status == 0, said
    member, host = said.out.split("Vous êtes maintenant hôte.")
    assert "Il n’y a pas de commande « pose » : `/café aide` montre celles qui sont à vous." in member
    assert "vouliez-vous dire `/moi citations` ?" in member
    assert "`/moi rappels oui` le demande" in member
    assert "vouliez-vous dire `/café pause` ?" in host
    assert "Il manque quelque chose (atelier) : cela s’écrit `/café passer ATELIER`." in host
    assert "« Jusqu’où regarder » n’aura pas lieu." in host
    assert "L’atelier « Le bon moment » n’est pas encore ouvert" in host
    assert "hôte : `/café passer`, atelier « Jusqu’où regarder »" in host
    assert "présenté comme celui de l’équipe" in host
    assert "Merci. café:first-phone" not in host, "which café it is for is no part of the word"


def test_who_answers_first_in_a_blind_workshop_is_told_so_and_sees_the_others_as_they_come() -> None:
    blind = STRUCTURE.replace('kind = "question"', 'kind = "question"\nvisibility = "blind"', 1)
    write_script(Path("prompts/blind"), blind)
    said = started(
        *("rehearse", "blind", "--interactive", "--day", "2026-03-02", "--language", "en"),
        typed=typed(
            *("/next", "/next", "/as Vio", "/in 1", "Mine was small and red.", "/as Ana", "/in 1"),
            *("Mine had a green shade.", "/as Vio", "/quit"),
        ),
    )
    assert said.status == 0, said
    alone, others = said.out.split(wording("en").say("terminal.speaking", name="Ana"), 1)
    assert "You are the first to answer in" in alone
    assert "here is what the others said" not in alone
    assert "You have answered: here is what the others said" in others


def test_time_does_not_run_over_a_draft_that_a_host_may_look_at() -> None:
    said = started(
        *("rehearse", "lamp", "--interactive", "--day", "2026-03-02", "--language", "en"),
        typed=typed(
            *("/next", "/next", "/as Vio", "/in 1", "The small one.", "/next", "/next", "/next"),
            *("/next", "/as host", "/cafe preview", "/cafe star 4", "/next", "/quit"),
        ),
    )
    assert said.status == 0, said
    closed, _, after = said.out.partition("the draft of its flashback is ready: /cafe preview shows it")
    assert "The café is closed." in closed
    assert "is now the first voice of" in after
    assert "already out" not in said.out
    assert said.out.count("Do the same again") == 1
