"""Hosts open cafés, see how they stand, and let guests speak; whoever may not is told so in one sentence."""

from __future__ import annotations

import contextlib
import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from bot.commands import Binding, Rights, Upload
from bot.domain import CafeState, Caller, MemberRef, Role, RoomRef
from bot.errors import CafeError, CallError, OwnFault
from bot.platforms.terminal_platform import CAN, TerminalPlatform
from bot.ports import Abilities
from bot.script import checked_upload, read_script
from bot.wording import wording
from tests.stories.room import Room


@pytest.fixture
async def hosted(unopened: Room) -> Room:
    """The café of three days, with Camille as its host."""
    await unopened.begin(hosts=("camille",))
    return unopened


async def refused(room: Room, name: str, group: str, line: str, language: str = "fr") -> str:
    """The sentence with which a command is refused."""
    with pytest.raises(CafeError) as caught:
        await room.command(name, group, line, language=language)
    return " ".join(wording(language).fault(one) for one in caught.value.faults)


# --- rights ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["ouvrir first-phone", "état", "historique", "invité memory Nadia", "programme"])
async def test_a_member_may_not_do_what_hosts_do(hosted: Room, line: str) -> None:
    before = await hosted.everything_kept()
    said = await refused(hosted, "Vio", "café", line)
    assert "n’est pas pour vous ici" in said
    assert await hosted.everything_kept() == before


async def test_the_help_lists_only_what_this_person_may_do_in_their_language(hosted: Room) -> None:
    host = await hosted.command("Camille", "café", "aide")
    assert "/café ouvrir SCRIPT [QUAND]" in host
    assert "café historique [CAFÉ]" in host
    member = await hosted.command("Vio", "café", "")
    assert "ouvrir" not in member
    assert "open a café, now or at a time" in await hosted.command("Camille", "cafe", "help", language="en")


async def test_somebody_is_a_host_by_account_by_role_or_by_power_level(hosted: Room) -> None:
    rights = Rights(
        hosted.store,
        Binding(frozenset({MemberRef("here", "ana")}), frozenset({("here", "hosts")}), {"there": 50}),
        Binding(frozenset({MemberRef("here", "root")})),
    )

    async def roles(platform: str, id: str, badges: tuple[str, ...] = (), level: int | None = None) -> set[Role]:
        room = RoomRef(platform, "r")
        caller = Caller(MemberRef(platform, id), id, room, "fr", frozenset(badges), level)
        return set((await rights.known(caller)).roles)

    assert Role.HOST in await roles("here", "ana")
    assert Role.HOST in await roles("here", "bob", ("hosts", "others"))
    assert Role.HOST in await roles("there", "zoe", level=50)
    assert await roles("here", "root") == {Role.MEMBER, Role.HOST, Role.OPERATOR}
    for stranger in (
        await roles("there", "ana"),
        await roles("there", "bob", ("hosts",)),
        await roles("there", "zoe", level=49),
        await roles("here", "zoe", level=100),
    ):
        assert stranger == {Role.MEMBER}, "a binding holds on its own platform alone"


async def test_what_somebody_claims_to_be_is_not_believed(hosted: Room) -> None:
    caller = Caller(MemberRef("terminal", "vio"), "Vio", hosted.ref, "en", roles=frozenset(Role))
    with pytest.raises(CafeError):
        await hosted.commands.perform(caller, hosted.commands.named("cafe", "history"), {})


# --- opening and looking --------------------------------------------------------------------------------------


async def test_a_host_opens_a_café_at_a_time_and_the_history_says_so(hosted: Room) -> None:
    said = await hosted.command("Camille", "café", "ouvrir first-phone jeudi 18h30")
    assert "« Le premier téléphone » est prévu (first-phone-2026-03-05) : il ouvre le jeudi 5 mars 2026 à 18:30" in said
    history = await hosted.command("Camille", "cafe", "history first-phone-2026-03-05", language="en")
    assert "terminal:camille: open (cafe: first-phone-2026-03-05, script: first-phone)" in history
    async with hosted.store.reading() as store:
        cafe = await store.cafe("first-phone-2026-03-05")
    assert cafe is not None
    assert cafe.state is CafeState.PLANNED


async def test_a_past_moment_and_an_unknown_script_are_one_sentence(hosted: Room) -> None:
    await hosted.until(1, 12)
    assert "est passé" in await refused(hosted, "Camille", "café", "ouvrir first-phone 2026-03-01 9h")
    assert "n’est pas un moment" in await refused(hosted, "Camille", "café", "ouvrir first-phone bientôt")
    assert "Il manque quelque chose : script" in await refused(hosted, "Camille", "café", "ouvrir")
    assert "vouliez-vous dire « café ouvrir »" in await refused(hosted, "Camille", "café", "ouvrirr first-phone")


async def test_the_status_says_what_is_open_and_what_comes(hosted: Room) -> None:
    await hosted.until(1, 10)
    await hosted.say("Vio", "Le mien avait un fil.")
    said = await hosted.command("Camille", "café", "état")
    assert "1 participant" in said
    assert "Le bon moment" in said
    assert "Le mien avait un fil" not in said


async def test_a_programme_may_have_a_name_of_several_words(hosted: Room) -> None:
    said = await refused(hosted, "Camille", "café", 'programme-passer "nos cafés" 2026-12-07')
    assert "Il n’y a pas de programme ici" in said, "its name is taken as it is"


# --- guests ---------------------------------------------------------------------------------------------------


async def test_a_guest_speaks_in_the_cafés_name_in_their_workshop_and_is_not_counted(hosted: Room) -> None:
    await hosted.until(1, 10)
    assert "n’est pas pour vous" in await refused(hosted, "Nadia", "café", "dire memory Bonjour !")
    await hosted.command("Camille", "café", "invité memory nadia")
    assert "déjà" in await hosted.command("Camille", "café", "invité memory nadia")
    await hosted.command("Nadia", "café", 'dire memory Je réponds à vos *questions* @everyone jusqu’à midi : "tout".')
    (said,) = [one for one in await hosted.said_by_the_bot() if "jusqu’à midi" in one.text]
    assert said.thread == await hosted.thread("memory")
    assert "Nadia, pour le café" in said.text
    assert "pas invité·e dans l’atelier moment" in await refused(hosted, "Nadia", "café", "dire moment Bonjour")
    assert not (await hosted.record()).posts
    history = await hosted.command("Camille", "café", "historique")
    assert "jusqu’à midi" not in history
    assert "terminal:nadia" in history
    await hosted.command("Camille", "café", "invité memory nadia non")
    assert "n’est pas pour vous" in await refused(hosted, "Nadia", "café", "dire memory Encore !")


async def test_nothing_is_said_in_a_workshop_that_has_not_opened_nor_in_a_closed_café(hosted: Room) -> None:
    await hosted.until(1, 10)
    assert "pas encore ouvert" in await refused(hosted, "Camille", "café", "dire last Bonjour")
    await hosted.until_the_end()
    assert "fermé" in await refused(hosted, "Camille", "café", "dire memory Bonjour")


class Narrow(TerminalPlatform):
    """The terminal's rooms, as if they wrote Markdown in short messages."""

    @property
    def can(self) -> Abilities:
        return replace(CAN, dialect="markdown", text_limit=2_000)


async def test_what_does_not_fit_into_one_message_with_its_signature_is_refused_whole(hosted: Room) -> None:
    await hosted.until(1, 10)
    before = len(await hosted.said_by_the_bot())
    hosted.terminal.__class__ = Narrow
    said = await refused(hosted, "Camille", "café", f"dire memory {'*' * 1_400}")
    assert "ne tient pas en un seul message" in said
    assert len(await hosted.said_by_the_bot()) == before
    await hosted.command("Camille", "café", f"dire memory {'a' * 1_400} fin")
    told = (await hosted.said_by_the_bot())[-1].text
    assert "fin" in told
    assert "Camille, pour le café" in told


# --- scripts of their own -------------------------------------------------------------------------------------

STRUCTURE = """
languages = ["fr"]
days = 2
opens_at = "09:00"
closes_at = "20:00"

[workshops.hello]
kind = "question"
day = 1
at = "09:30"
"""
WORDS = """
title = "Bonjour"
presentation = "On se dit bonjour."

[workshops.hello]
title = "Bonjour"
question = "Qui êtes-vous ?"
"""


def archive(**files: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as opened:
        for name, content in files.items():
            opened.writestr(f"mon-café/{name.replace('_', '.')}", content)
    return made.getvalue()


async def upload(room: Room, name: str, *files: Upload) -> str:
    return await room.command("Camille", "café", f"script {name}", files=files)


async def test_a_host_uploads_a_script_in_one_language_and_it_can_be_opened(hosted: Room, tmp_path: Path) -> None:
    hosted.keep_uploads_in(tmp_path / "scripts")
    said = await upload(hosted, "bonjour", Upload("mon-café.zip", archive(script_toml=STRUCTURE, fr_toml=WORDS)))
    assert "« Bonjour », 1 atelier, en fr" in said
    assert read_script(tmp_path / "scripts" / "bonjour").languages == ("fr",)
    assert "script (script: bonjour, languages: fr)" in await hosted.command("Camille", "café", "historique")


async def test_the_faults_of_a_script_are_answered_in_place_and_nothing_is_kept(hosted: Room, tmp_path: Path) -> None:
    hosted.keep_uploads_in(tmp_path / "scripts")
    broken = STRUCTURE.replace("question", "riddle")
    with pytest.raises(CafeError) as caught:
        await upload(hosted, "bonjour", Upload("script.toml", broken.encode()), Upload("fr.toml", WORDS.encode()))
    (fault,) = caught.value.faults
    assert (fault.file, fault.line) == ("script.toml", 8)
    assert not (tmp_path / "scripts").exists()
    async with hosted.store.reading() as store:
        assert await store.uploads() == {}


@pytest.mark.parametrize(
    ("name", "files", "sentence"),
    [
        ("../etc", {"script.toml": STRUCTURE}, "ne peut pas être le nom"),
        ("bonjour", {"fr.toml": WORDS}, "Il manque le fichier script.toml"),
        ("bonjour", {"script.toml": STRUCTURE, "../fr.toml": WORDS}, "ne peut pas être un fichier"),
        ("bonjour", {"all.zip": "no archive"}, "ne s’ouvre pas"),
        ("bonjour", {f"{n}.txt": "" for n in range(40)}, "C’est trop"),
    ],
)
async def test_what_can_be_no_script_is_one_sentence(
    hosted: Room, tmp_path: Path, name: str, files: dict[str, str], sentence: str
) -> None:
    hosted.keep_uploads_in(tmp_path / "scripts")
    with pytest.raises(CafeError) as caught:
        await upload(hosted, name, *(Upload(file, content.encode()) for file, content in files.items()))
    assert sentence in wording("fr").fault(caught.value.faults[0])
    assert not (tmp_path / "scripts").exists()


def test_an_archive_that_would_fill_the_disk_is_not_unpacked() -> None:
    bomb = archive(script_toml=" " * 30_000_000)
    with pytest.raises(CallError):
        checked_upload("bonjour", {"all.zip": bomb})


@pytest.mark.parametrize("place", range(4, 46))
def test_an_archive_that_is_broken_anywhere_is_one_sentence(place: int) -> None:
    whole = archive(script_toml=STRUCTURE, fr_toml=WORDS)
    for value in (0x7F, 0x80, 0xFF):
        broken = bytearray(whole)
        broken[whole.find(b"PK\x01\x02") + place] = value
        with contextlib.suppress(CafeError):
            checked_upload("bonjour", {"all.zip": bytes(broken)})


@pytest.mark.parametrize(("name", "file"), [("é" * 31, "a.png"), ("bonjour", "é" * 49 + ".png")])
def test_a_name_is_as_long_as_a_disk_counts(name: str, file: str) -> None:
    with pytest.raises(CallError):
        checked_upload(name, {"script.toml": STRUCTURE.encode(), "fr.toml": WORDS.encode(), file: b""})


async def test_the_program_failing_on_a_command_is_one_sentence(
    hosted: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_given: object) -> None:
        raise KeyError("words of somebody")

    hosted.keep_uploads_in(tmp_path / "scripts")
    monkeypatch.setattr("bot.host._uploads.checked_upload", fails)
    with pytest.raises(OwnFault) as caught:
        await upload(hosted, "bonjour", Upload("script.toml", STRUCTURE.encode()))
    assert "words" not in wording("fr").fault(caught.value.faults[0])
