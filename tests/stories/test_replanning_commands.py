"""Hosts change a running café by commands, in both languages; whoever may not is told so."""

from __future__ import annotations

import pytest

from bot.domain import CafeState
from bot.errors import CafeError
from bot.wording import wording
from tests.stories.room import Room


@pytest.fixture
async def hosted(unopened: Room) -> Room:
    """The café of three days on its first evening, with Camille as its host."""
    await unopened.begin(hosts=("camille",))
    await unopened.until(1, 18)
    return unopened


async def refused(room: Room, line: str, name: str = "Camille", language: str = "fr") -> str:
    """The sentence with which a command is refused."""
    with pytest.raises(CafeError) as caught:
        await room.command(name, "café", line, language=language)
    return " ".join(wording(language).fault(one) for one in caught.value.faults).replace("\u202f", " ")


@pytest.mark.parametrize("line", ["passer moment", "déplacer moment mercredi", "pause", "fermer", "prolonger 1"])
async def test_a_member_changes_no_plan(hosted: Room, line: str) -> None:
    before = await hosted.cafe()
    assert "n’est pas pour vous ici" in await refused(hosted, line, "Vio")
    assert await hosted.cafe() == before


@pytest.mark.parametrize(
    ("line", "language", "said"),
    [
        ("déplacer moment mercredi 8h", "fr", "« Le bon moment » ouvrira le mercredi 4 mars 2026 à 08:00."),
        ("move moment 15:00", "en", "“The right time” now opens on Tuesday, March 3, 2026 at 15:00."),
        ("passer 2", "fr", "« Le bon moment » n’aura pas lieu."),
        ("skip far", "en", "“How far” will not take place."),
        ("prolonger 2", "fr", "« Le premier téléphone » fermera le vendredi 6 mars 2026 à 20:00."),
        ("pause", "fr", "« Le premier téléphone » est en pause"),
        ("reformuler moment titre L’âge", "fr", "L’atelier « L’âge » est reformulé."),
        ("reword moment label 1 = As early as can be", "en", "“The right time” is reworded."),
        ("reword far label max = Everything", "en", "“How far” is reworded."),
    ],
)
async def test_each_change_is_said_once_and_known_the_second_time(
    hosted: Room, line: str, language: str, said: str
) -> None:
    assert said in await hosted.command("Camille", "cafe", line, language=language)
    again = await hosted.command("Camille", "cafe", line, language=language)
    assert ("rien n’a changé" if language == "fr" else "nothing has changed") in again


async def test_workshops_are_added_in_one_line(hosted: Room) -> None:
    said = await hosted.command("Camille", "café", "ajouter question mardi 18h Un détour | Et si l’on attendait ?")
    assert "L’atelier « Un détour » est ajouté : il ouvre le mardi 3 mars 2026 à 18:00." in said
    await hosted.command("Camille", "cafe", "add poll tuesday 19:00 Qui ? | Qui décide ? | Les parents | L’enfant")
    await hosted.command("Camille", "cafe", "add scale day 2 19:30 Combien ? | De 1 à 5 ? | 1 | 5")
    await hosted.command("Camille", "cafe", "add brainstorm 20:00 Des idées")
    await hosted.command("Camille", "café", "ajouter question lundi 20h Le reste | Que reste-t-il ?")
    await hosted.command("Camille", "cafe", "add question monday 20:00 On the road | Where to?")
    workshops = {one.key: one for one in (await hosted.cafe()).script.workshops}
    assert {"le-reste", "on-the-road"} <= workshops.keys(), "the first word of a title belongs to it"
    assert workshops["qui"].choices == ("les-parents", "lenfant")
    assert (workshops["combien"].minimum, workshops["combien"].maximum) == (1, 5)
    assert workshops["des-idees"].day == 1
    await hosted.until(2, 21)
    titles = [one.title for one in await hosted.terminal.threads(hosted.ref)]
    assert titles == [
        "Un souvenir",
        "Des idées",
        "Le reste",
        "On the road",
        "Le bon moment",
        "Jusqu’où",
        "Un détour",
        "Qui ?",
        "Combien ?",
    ]


async def test_the_history_calls_what_was_opened_early_by_its_own_name(hosted: Room) -> None:
    await hosted.command("Camille", "café", "suivant")
    assert "/café suivant" in (await hosted.command("Camille", "café", "historique")).replace("!", "/")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "ajouter échelle mardi 18h Combien ? | Combien ? | peu | beaucoup",
            "« peu | beaucoup » ne donne pas les deux bouts d’une échelle",
        ),
        ("ajouter vote mardi 18h Lequel ? | Lequel ? | Celui-ci", "Un vote a de 2 à 20 choix"),
        ("ajouter vote mardi 18h La clé | Qui la garde ?", "par exemple « La clé | Qui la garde ? | Paul | Amina »"),
        (
            "ajouter vote mardi 18h Lequel ? | Lequel ? | Le bleu | Le vert | le bleu",
            "Deux choix s’appellent « le bleu »",
        ),
        ("reformuler moment libellé 1 = plus tard", "Deux choix s’appellent « Plus tard »"),
        ("ajouter rendez-vous mardi 18h Ici", "rendez-vous"),
        ("ajouter question dimanche 18h Trop tard | Non ?", "fermé à ce moment"),
        ("reformuler moment libellé Plus tôt", "1 = Plus tôt"),
        ("reformuler moment libellé 9 = Plus tôt", "1 = Tôt, 2 = Plus tard"),
        ("reformuler moment titre langue:de Der Moment", "fr, en"),
        ("prolonger 0", "d’un jour au moins"),
        ("déplacer moment hier", "hier"),
    ],
)
async def test_what_cannot_be_done_is_said_in_one_sentence(hosted: Room, line: str, said: str) -> None:
    before = await hosted.cafe()
    assert said in await refused(hosted, line)
    assert await hosted.cafe() == before


async def test_the_status_and_the_history_tell_of_a_changed_plan(hosted: Room) -> None:
    await hosted.command("Camille", "café", "déplacer moment mercredi 8h")
    await hosted.command("Camille", "café", "passer far")
    status = (await hosted.command("Camille", "café", "état")).replace("\u202f", " ")
    assert "le mercredi 4 mars 2026 à 08:00. Les hôtes ont choisi un autre moment." in status
    assert "Cela n’aura pas lieu : l’atelier « Jusqu’où ». Les hôtes ont choisi de s’en passer." in status
    assert "prévu le" not in status
    history = await hosted.command("Camille", "café", "historique")
    assert (
        "Camille : `/café déplacer`, atelier « Le bon moment », "
        "auparavant le mardi 3 mars 2026 à 09:00, désormais le mercredi 4 mars 2026 à 08:00"
    ) in history
    await hosted.command("Camille", "café", "déplacer moment mercredi 8h30")
    history = await hosted.command("Camille", "café", "historique")
    again = next(line for line in history.splitlines() if "déplacer" in line)
    assert "auparavant le mercredi 4 mars 2026 à 08:00, désormais le mercredi 4 mars 2026 à 08:30" in again
    await hosted.command("Camille", "café", "pause")
    status = await hosted.command("Camille", "café", "état")
    assert "En pause depuis le lundi 2 mars 2026 à 18:00." in status
    assert "Le café est en pause." in status


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("titre L’âge", "atelier « L’âge », en français, le titre était « Le bon moment »"),
        ("question À quel âge ?", "atelier « Le bon moment », en français, la question était « Quand ? »"),
        ("libellé 2 = Jamais", "atelier « Le bon moment », en français, libellé 2, auparavant « Plus tard »"),
    ],
)
async def test_the_history_tells_which_words_were_changed_and_from_what(hosted: Room, line: str, told: str) -> None:
    await hosted.command("Camille", "café", f"reformuler moment {line}")
    history = await hosted.command("Camille", "café", "historique")
    assert [one.partition(f"`, {told}")[2] for one in history.splitlines() if "/café reformuler" in one] == [""], (
        history
    )


async def test_the_history_tells_of_the_ends_of_a_scale_in_the_readers_language(hosted: Room) -> None:
    await hosted.command("Camille", "café", "reformuler far libellé max = 0")
    await hosted.command("Camille", "café", "reformuler far libellé max = Jusqu’au bout")
    await hosted.command("Camille", "cafe", "add scale tuesday 18:00 Combien | De 1 à 5 ? | 1 | 5", language="en")
    await hosted.command("Camille", "cafe", "reword Combien label min = Peu", language="en")
    history = await hosted.command("Camille", "cafe", "history", language="en")
    assert "workshop “How far”, in French, label max, “0” before" in history
    assert "workshop “How far”, in French, label max, “Tout” before" in history
    assert "workshop “Combien”, in English, label min, which was not there" in history


async def test_long_former_words_are_told_by_their_beginning(hosted: Room) -> None:
    await hosted.command("Camille", "café", f"reformuler far question De 0 à 10, {'vraiment ' * 40}?")
    await hosted.command("Camille", "café", "reformuler far question De 0 à 10.")
    history = await hosted.command("Camille", "café", "historique")
    assert "la question était « De 0 à 10, vraiment vraiment vraiment vraiment vraiment… »" in history


async def test_a_week_in_which_a_host_changes_nearly_everything(hosted: Room) -> None:
    """Reworded, moved, skipped, added, paused, resumed, extended and closed: the index is true at each step, and the
    flashback holds what took place."""
    say = hosted.command
    await hosted.say("Vio", "Le mien avait un fil.")
    await say("Camille", "café", "reformuler memory question Racontez le tout premier.")
    await say("Camille", "café", "ajouter question mardi 15h Un détour | Et si l’on attendait ?")
    await say("Camille", "café", "passer far")
    await say("Camille", "café", "déplacer moment mardi 11h")
    await hosted.until(2, 12)
    await hosted.say("Marc", "1", "moment")
    await say("Camille", "café", "pause")
    await hosted.until(3, 10)
    await hosted.say("Léa", "2", "moment")
    await say("Camille", "café", "reprendre")
    assert (await hosted.cafe()).closes_at.isoformat() == "2026-03-05T19:00:00+00:00"
    assert "Un détour · mercredi 4 mars 2026 à 15:00" in await hosted.index()
    await hosted.until(3, 16)
    await hosted.say("Léa", "On en parlerait moins.", "un-detour")
    await say("Camille", "café", "prolonger 1")
    assert "Votre mot de la fin · vendredi 6 mars 2026 à 09:00" in await hosted.index()
    await hosted.until(5, 10)
    await hosted.say("Vio", "Je repars contente.", "last")
    await say("Camille", "café", "fermer")
    await hosted.ticker.tick()
    assert (await hosted.cafe()).state is CafeState.CLOSED
    for line in ("Un souvenir · terminé", "Le bon moment · terminé", "Jusqu’où · n’aura pas lieu"):
        assert line in await hosted.index()
    await hosted.until(7, 12)
    published = await hosted.published()
    assert published.cafe.closed_at.isoformat() == "2026-03-06T09:00:00+00:00"
    assert [one.id for one in published.workshops] == ["memory", "moment", "un-detour", "last"]
    assert [one["votes"] for one in published.workshops[1].result["options"]] == [1, 1]
    assert [one.text for one in published.closing_words] == ["Je repars contente."]
    said = [one.text for one in await hosted.said_by_the_bot()]
    assert len(said) == len(set(said)), "something is said twice"
    assert "Racontez le tout premier." in "\n".join(said)


async def test_the_next_workshop_opens_within_a_minute(hosted: Room) -> None:
    said = await hosted.command("Camille", "café", "suivant")
    assert "« Le bon moment » ouvrira le lundi 2 mars 2026 à 18:01." in said
    assert "n’est pas pour vous ici" in await refused(hosted, "suivant", "Vio")
    await hosted.until(1, 18, 2)
    assert [one.title for one in await hosted.terminal.threads(hosted.ref)] == ["Un souvenir", "Le bon moment"]
    assert "next" not in await hosted.command("Vio", "cafe", "help", language="en")


async def test_in_a_pause_nothing_is_brought_forward(hosted: Room) -> None:
    await hosted.command("Camille", "café", "pause")
    assert "est en pause" in await refused(hosted, "suivant")


async def test_a_workshop_that_would_come_after_the_closing_words_is_refused_in_a_sentence(unopened: Room) -> None:
    await unopened.begin(hosts=("camille",))
    await unopened.until(1, 10)
    with pytest.raises(CafeError) as raised:
        await unopened.command("Camille", "cafe", "add question day 3 at 18:00 Un détour | Et sinon ?", language="en")
    assert [(one.key, one.values["title"]) for one in raised.value.faults] == [("replan.after_words", "Un détour")]


async def test_a_second_poll_with_other_choices_is_not_the_first_one(unopened: Room) -> None:
    await unopened.begin(hosts=("camille",))
    await unopened.until(1, 10)
    await unopened.command("Camille", "cafe", "add poll day 2 at 11:00 Lequel | Lequel ? | bleu | vert", language="en")
    again = await unopened.command(
        "Camille", "cafe", "add poll day 2 at 11:00 Lequel | Lequel ? | bleu | vert", language="en"
    )
    assert "already" in again
    other = await unopened.command(
        "Camille", "cafe", "add poll day 2 at 11:00 Lequel | Lequel ? | bleu | rouge", language="en"
    )
    assert "already" not in other


@pytest.mark.parametrize("moment", ["9999-12-31", "9999-12-31 23:59", "0001-01-01 00:00"])
async def test_a_day_at_the_ends_of_the_calendar_is_no_day(unopened: Room, moment: str) -> None:
    await unopened.begin(hosts=("camille",))
    await unopened.until(1, 10)
    with pytest.raises(CafeError) as raised:
        await unopened.command("Camille", "cafe", f"open first-phone {moment}", language="en")
    assert [one.key for one in raised.value.faults] == ["command_when"]


async def test_what_cleaning_empties_is_not_given(unopened: Room) -> None:
    await unopened.begin(hosts=("camille",))
    await unopened.until(1, 10)
    with pytest.raises(CafeError) as raised:
        await unopened.command("Camille", "cafe", "guest memory \ud800", language="en")
    assert [one.key for one in raised.value.faults] == ["command_missing"]


@pytest.mark.parametrize(
    ("line", "hour"),
    [
        ("déplacer moment mercredi 25:00", "25:00"),
        ("déplacer moment mercredi à 25h30", "25h30"),
        ("déplacer moment mercredi 25h", "25h"),
        ("déplacer moment 9:75", "9:75"),
        ("déplacer moment quand:99:00", "99:00"),
        ("ajouter question mercredi 25:00 Une question", "25:00"),
    ],
)
async def test_an_hour_that_there_is_not_is_named_with_what_to_write(hosted: Room, line: str, hour: str) -> None:
    before = await hosted.everything_kept()
    said = await refused(hosted, line)
    assert said.startswith(f"« {hour} » n’est pas une heure : écrivez-en une de 00:00 à 23:59"), said
    assert await hosted.everything_kept() == before


async def test_a_title_may_begin_with_a_number_of_hours(hosted: Room) -> None:
    assert "L’atelier « 48h sans écran » est ajouté" in await hosted.command(
        "Camille", "café", "ajouter question mercredi 48h sans écran | Et vous ?"
    )
