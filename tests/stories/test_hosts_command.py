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
    return " ".join(wording(language, CAN.prefix).fault(one) for one in caught.value.faults)


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
    said = await hosted.command("Camille", "café", "ouvrir first-phone vendredi 18h30")
    assert (
        "« Le premier téléphone » est prévu (first-phone-2026-03-06) : il ouvre le vendredi 6 mars 2026 à 18:30" in said
    )
    history = await hosted.command("Camille", "cafe", "history first-phone-2026-03-06", language="en")
    assert "Camille: `/cafe open`, script first-phone" in history
    async with hosted.store.reading() as store:
        cafe = await store.cafe("first-phone-2026-03-06")
    assert cafe is not None
    assert cafe.state is CafeState.PLANNED


async def test_a_second_café_of_a_script_in_its_days_and_room_is_not_opened_by_mistake(hosted: Room) -> None:
    said = await refused(hosted, "Camille", "café", "ouvrir first-phone jeudi 18h30")
    assert "« Le premier téléphone » est déjà prévu ou ouvert ici (first-phone-2026-03-02)" in said
    assert "du lundi 2 mars 2026 à 09:00 jusqu’à son flashback, le jeudi 5 mars 2026 à 20:00" in said
    async with hosted.store.reading() as store:
        assert [one.id for one in await store.cafes()] == [hosted.cafe_id], "nothing is kept of it"
        assert not await store.history(None, 1)
    assert "say it again with anyway:yes" in await refused(
        hosted, "Camille", "cafe", "open first-phone thursday 18:30", language="en"
    )
    assert "est prévu" in await hosted.command("Camille", "café", "ouvrir first-phone jeudi 18h30 malgré:oui")


async def test_one_that_was_planned_first_is_not_overlooked_either(hosted: Room) -> None:
    await hosted.command("Camille", "café", "ouvrir first-phone vendredi 9h")
    assert "first-phone-2026-03-06" in await refused(hosted, "Camille", "café", "ouvrir first-phone samedi 9h")
    await hosted.until(5, 8)
    assert "est prévu" in await hosted.command("Camille", "café", "ouvrir first-phone 2026-03-11 9h")


async def test_a_past_moment_and_an_unknown_script_are_one_sentence(hosted: Room) -> None:
    await hosted.until(1, 12)
    past = await refused(hosted, "Camille", "café", "ouvrir first-phone 2026-03-01 9h")
    assert "Ce moment (dimanche 1er mars 2026 à 09:00) est passé" in past
    assert "n’est pas un moment" in await refused(hosted, "Camille", "café", "ouvrir first-phone bientôt")
    assert "vouliez-vous dire `/café ouvrir` ?" in await refused(hosted, "Camille", "café", "ouvrirr first-phone")


async def test_what_is_missing_or_too_much_is_said_with_how_the_command_is_written(hosted: Room) -> None:
    await hosted.until(1, 10)
    missing = await refused(hosted, "Camille", "café", "ouvrir")
    assert missing == "Il manque quelque chose (script) : cela s’écrit `/café ouvrir SCRIPT [QUAND] [malgré:oui]`."
    much = await refused(hosted, "Camille", "cafe", "skip the right time", language="en")
    assert "something too much (right time): it is written `/cafe skip WORKSHOP`" in much
    assert "`/cafe extend DAYS`" in await refused(hosted, "Camille", "cafe", "extend", language="en")
    assert "`/café prolonger JOURS`" in await refused(hosted, "Camille", "café", "prolonger")


async def test_only_what_somebody_may_do_is_offered_in_place_of_what_they_typed(hosted: Room) -> None:
    assert "vouliez-vous dire `/café pause` ?" in await refused(hosted, "Camille", "café", "pose")
    said = await refused(hosted, "Vio", "café", "pose")
    assert said == "Il n’y a pas de commande « pose » : `/café aide` montre celles qui sont à vous."
    assert "`/moi rattraper`" in await refused(hosted, "Vio", "moi", "ratraper")
    assert "did you mean `/me quotations`?" in await refused(hosted, "Vio", "cafe", "quotations", language="en")
    assert "`/café état`" not in await refused(hosted, "Vio", "moi", "état")
    assert "`/café état` n’est pas pour vous ici" in await refused(hosted, "Vio", "café", "état trop de mots ici")


async def test_a_sentence_shows_a_command_as_it_is_typed_where_it_is_read(hosted: Room) -> None:
    assert "`/moi rappels oui`" in await hosted.command("Vio", "moi", "rappels")
    assert "`/me nudges on`" in await hosted.command("Vio", "me", "nudges", language="en")
    hosted.terminal.__class__ = Exclaiming
    assert "`!me nudges on`" in await hosted.command("Vio", "me", "nudges", language="en")
    assert "!café ouvrir SCRIPT" in await hosted.command("Camille", "café", "aide")


class Exclaiming(TerminalPlatform):
    """The terminal's rooms, as if commands began with an exclamation mark there."""

    @property
    def can(self) -> Abilities:
        return replace(CAN, prefix="!")


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
    for name in ("moment", "zzzz", "2"):
        told = await refused(hosted, "Nadia", "café", f"dire {name} Bonjour")
        assert told.endswith("de l’un de ceux-ci : 1 « Un souvenir »."), "no title of another one is told"
    assert not (await hosted.record()).posts
    history = await hosted.command("Camille", "café", "historique")
    assert "jusqu’à midi" not in history
    assert "nadia : `/café dire`, atelier « Un souvenir »" in history
    assert "Camille : `/café invité`, atelier « Un souvenir », nadia" in history
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
    assert "« Bonjour », 1 atelier, en français" in said
    assert read_script(tmp_path / "scripts" / "bonjour").languages == ("fr",)
    assert "`/café script`, script bonjour, en français" in await hosted.command("Camille", "café", "historique")


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


async def test_the_history_says_which_café_where_there_are_several_and_how_things_stood(hosted: Room) -> None:
    await hosted.command("Camille", "café", "prolonger 1")
    alone = await hosted.command("Camille", "cafe", "history", language="en")
    assert "Camille: `/cafe extend`, 1 day, from Wednesday, March 4, 2026 at 20:00, to" in alone
    await hosted.command("Camille", "café", "ouvrir first-phone 2026-03-20 9h")
    both = await hosted.command("Camille", "café", "historique")
    assert "Camille : `/café ouvrir`, café « Le premier téléphone », script first-phone" in both
    assert "Camille : `/café prolonger`, café « Le premier téléphone », 1 jour" in both
    assert "terminal:" not in both
    assert "extend" not in both


async def test_a_workshop_without_choices_has_none_to_name(hosted: Room) -> None:
    said = await refused(hosted, "Camille", "café", "reformuler souvenir libellé 1 = Plus tôt")
    assert said == "L’atelier « Un souvenir » n’a pas de choix à nommer : changez son titre ou sa question."


async def test_the_only_café_is_audited_without_its_name_long_after_it_is_over(hosted: Room) -> None:
    await hosted.until_the_end()
    said = await hosted.command("Camille", "café", "audit")
    assert "« Le premier téléphone »" in said
    assert "Tout concorde." in said
    assert said == await hosted.command("Camille", "café", "audit téléphone")


async def test_a_text_that_ends_with_a_café_is_said_there_and_one_that_is_not_known_is_not_said(hosted: Room) -> None:
    await hosted.until(1, 10)
    await hosted.command("Camille", "café", "dire souvenir Merci à toutes et tous. café:first-phone")
    assert (await hosted.said_by_the_bot())[-1].text.startswith("Merci à toutes et tous.\n")
    before = len(await hosted.said_by_the_bot())
    assert "Il n’y a pas de café « nulle-part »" in await refused(
        hosted, "Camille", "café", "dire souvenir Merci. café:nulle-part"
    )
    assert len(await hosted.said_by_the_bot()) == before
    await hosted.command("Camille", "café", 'dire souvenir "Au café:nulle-part"')
    assert "Au café:nulle-part" in (await hosted.said_by_the_bot())[-1].text
