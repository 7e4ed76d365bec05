"""Every figure of a flashback can be counted again by another path, from what is kept and from the platform's history;
whatever somebody changes in a figure or in a row is found."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.digest.audit import audited
from bot.digest.counts import words_in
from bot.digest.history import compared
from bot.digest.recount import words_counted
from bot.domain import (
    Attachment,
    Consent,
    MemberRef,
    PostRef,
    Reaction,
    Record,
    ScriptWords,
    Visibility,
    Workshop,
    WorkshopWords,
)
from bot.host import Audited, Auditing
from tests.stories.room import Room, script

PEOPLE = ("Vio", "Malo", "Zoé", "Idir", "Ana", "Marc")
WORDS = {
    "memory": WorkshopWords("Un souvenir", "Racontez."),
    "ideas": WorkshopWords("Des idées", "Que faire ?"),
    "look": WorkshopWords("Allez voir", "Qu’y a-t-il ?"),
    "tale": WorkshopWords("Une lettre", "Ensemble."),
    "talk": WorkshopWords("Avec l’infirmière", "Vos questions ?", place="Salle", guest="Solène"),
    "evenings": WorkshopWords("Quels soirs", "Deux au plus.", {"mon": "Lundi", "tue": "Mardi", "fri": "Vendredi"}),
    "secret": WorkshopWords("Entre nous", "Oui ou non ?", {"yes": "Oui", "no": "Non"}),
    "far": WorkshopWords("Jusqu’où", "De 0 à 10."),
    "last": WorkshopWords("Mot de la fin", "Une phrase."),
}
WORKSHOPS = (
    Workshop("memory", "question", 1, time(9, 30)),
    Workshop("ideas", "brainstorm", 1, time(9, 30)),
    Workshop("look", "mission", 1, time(9, 30)),
    Workshop("tale", "writing", 1, time(9, 30)),
    Workshop("talk", "meeting", 1, time(9, 30), meets_day=2, meets_at=time(18), minutes=90),
    Workshop("evenings", "poll", 1, time(9, 30), choices=("mon", "tue", "fri"), several=2),
    Workshop("secret", "poll", 1, time(9, 30), choices=("yes", "no"), anonymous=True),
    Workshop("far", "scale", 1, time(9, 30)),
    Workshop("last", "closing_word", 3, time(9)),
)
TOLD = replace(
    script(), languages=("fr",), workshops=WORKSHOPS, words={"fr": ScriptWords("Semaine", "Parlons", workshops=WORDS)}
)


@dataclass(frozen=True)
class Lived:
    """A café of every kind that was lived to its flashback: what was published, what is kept, what the audit says."""

    document: bytes
    record: Record
    audited: Audited
    told: Record


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    return asyncio.run(_lived(tmp_path_factory.mktemp("audit") / "cafe.db"))


async def _lived(path: Path) -> Lived:
    room = Room(path)
    await room.begin(hosts=("camille",), told=TOLD)
    await live(room)
    async with room.store.reading() as store:
        document = await store.flashback(room.cafe_id)
    record = await room.record()
    auditing = Auditing(room.store, {"terminal": room.terminal}, _HOSTS)
    result, told = await auditing.audit(room.cafe_id), await auditing.histories(room.cafe_id)
    await room.database.close()
    assert document is not None
    return Lived(document, record, result, told.record)


_HOSTS = [MemberRef("terminal", "camille")]


async def live(room: Room) -> None:
    """What the members do, some of it taken back, some by a host, some too late or not valid."""
    await room.until(1, 10)
    said = [await room.say(name, f"Mon souvenir à moi, {n} fois l’été, c’est-à-dire.") for n, name in enumerate(PEOPLE)]
    for who in PEOPLE[1:]:
        await room.react(who, said[0])
    for who, emoji in zip(PEOPLE, ("👍", "👍", "👎", "👎", "😀", "❤️"), strict=True):
        await room.react(who, said[3], emoji)
    await room.react("Vio", said[0], "🎉")
    await room.say("Camille", "Merci à tous.")
    idea = await room.say("Vio", "Un coffre pour les téléphones du soir", "ideas")
    await room.say("Malo", "Un coffre pour les téléphones, le soir", "ideas")
    await room.say("Ana", "Marcher en parlant", "ideas")
    await room.react("Zoé", idea)
    thread = await room.thread("look")
    await room.terminal.say(room.ref, "vio", "Vio", "Une grille.", thread=thread, attachments=[Attachment("g.png")])
    for name in PEOPLE[:3]:
        room.clock.move_to(room.clock.now() + timedelta(minutes=1))
        await room.say(name, f"Cher téléphone de {name.lower()}.", "tale")
        await room.say(name, "1 et 3", "evenings")
        await room.terminal.choose(room.ref, name.lower(), name, "secret", ["2"])
    await room.terminal.choose(room.ref, "ana", "Ana", "evenings", ["3", "2"])
    await room.terminal.choose(room.ref, "ana", "Ana", "evenings", ["2"])
    await room.terminal.choose(room.ref, "marc", "Marc", "evenings", ["9"])
    for number, name in enumerate(PEOPLE[:5]):
        await room.say(name, f"{number + 3}/10", "far")
    await room.say("Vio", "Faut-il couper la nuit ?", "talk")
    await room.say("Marc", "Tout à fait comme chez nous : https://example.org/nuit", to=said[0])
    edited = await room.say("Idir", "Je change.")
    await room.terminal.edit(room.ref, "idir", edited, "J’ai changé d’avis sur ce point.")
    await room.terminal.erase(room.ref, "idir", await room.say("Idir", "Je regrette."))
    await room.terminal.unreact(room.ref, "malo", said[0], "👍")
    await room.consent("Vio", Consent.NAMED)
    await room.consent("Zoé", Consent.NONE)
    await room.until(2, 20)
    await room.say("Malo", "Elle coupe la nuit, elle aussi.", "talk")
    await room.withdraw("Marc")
    await room.say("Marc", "Je n’y suis plus.")
    await room.until(3, 10)
    for name in PEOPLE[:3]:
        await room.say(name, f"Merci pour tout, dit {len(name)} fois.", "last")
    await room.until_the_end()


def numbers_in(shown: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where each number of a document stands."""
    if isinstance(shown, bool):
        return
    if isinstance(shown, int | float):
        yield path
    for key, value in shown.items() if isinstance(shown, dict) else enumerate(shown) if isinstance(shown, list) else ():
        yield from numbers_in(value, (*path, key))


def test_nothing_differs_where_nobody_has_changed_anything(lived: Lived) -> None:
    assert lived.audited.differences == ()
    assert lived.audited.audit.figures > 100
    assert [str(one) for one in lived.audited.read] == ["terminal:café"]
    assert lived.audited.unread == ()
    shown = json.loads(lived.document)
    results = {one["id"]: one["result"] for one in shown["workshops"]}
    assert results["evenings"]["voters"] == 4
    assert results["far"]["median"] == 5
    assert [one["support"] for one in results["ideas"]["ideas"]] == [2, 0]
    assert shown["workshops"][0]["tensions"] or shown["workshops"][0]["agreements"]


@pytest.mark.parametrize("by", [1, -1])
def test_every_number_that_is_changed_is_found(lived: Lived, by: int) -> None:
    paths = [one for one in numbers_in(json.loads(lived.document)) if one[0] != "schema"]
    assert len(paths) > 80
    for path in paths:
        shown = json.loads(lived.document)
        table = shown
        for key in path[:-1]:
            table = table[key]
        table[path[-1]] += by
        found = audited(json.dumps(shown).encode(), lived.record).differences
        assert found, path


def _mutations(record: Record, chance: random.Random) -> list[tuple[str, Record]]:
    posts, reactions, choices = list(record.posts), list(record.reactions), list(record.choices)
    place = chance.randrange(len(posts))
    post = posts[place]
    reaction = chance.randrange(len(reactions))
    choice = chance.randrange(len(choices))
    other = chance.choice([one for one in record.members if one != post.author])
    elsewhere = chance.choice([one.key for one in WORKSHOPS if one.key != post.workshop])

    def posts_with(**changed: Any) -> Record:
        return replace(record, posts=(*posts[:place], replace(post, **changed), *posts[place + 1 :]))

    without: Callable[[list[Any], int], tuple[Any, ...]] = lambda rows, at: (*rows[:at], *rows[at + 1 :])  # noqa: E731
    swapped = replace(reactions[reaction], emoji="🦛")
    return [
        ("a post gone", replace(record, posts=without(posts, place))),
        ("a post twice", replace(record, posts=(*posts, replace(post, ref=PostRef("terminal", "999"))))),
        ("a text", posts_with(text=post.text.replace(post.text[0], "J" if post.text[0] != "J" else "K", 1))),
        ("an author", posts_with(author=other)),
        ("a workshop", posts_with(workshop=elsewhere)),
        ("an instant", posts_with(at=post.at + timedelta(seconds=1))),
        ("what it answers", posts_with(reply_to=PostRef("terminal", "999"))),
        ("a reaction gone", replace(record, reactions=without(reactions, reaction))),
        ("a reaction of another sort", replace(record, reactions=(*without(reactions, reaction), swapped))),
        (
            "a reaction more",
            replace(record, reactions=(*reactions, Reaction(post.ref, other, "🦛", post.at))),
        ),
        ("a choice gone", replace(record, choices=without(choices, choice))),
        (
            "another choice",
            replace(record, choices=(*without(choices, choice), replace(choices[choice], choices=("1", "3")))),
        ),
    ]


@pytest.mark.parametrize("seed", range(25))
def test_every_row_that_is_changed_is_found(lived: Lived, seed: int) -> None:
    for what, record in _mutations(lived.record, random.Random(seed)):
        assert compared(record, lived.told), what


def test_an_answer_that_is_called_talk_is_found(lived: Lived) -> None:
    for place, post in enumerate(lived.record.posts):
        if post.workshop is None:
            continue
        changed = replace(post, answer=not post.answer)
        posts = (*lived.record.posts[:place], changed, *lived.record.posts[place + 1 :])
        found = audited(lived.document, replace(lived.record, posts=posts)).differences
        assert any(str(post.ref) in one.posts for one in found), post.ref


def test_a_difference_names_the_post_and_no_word(lived: Lived) -> None:
    changed = replace(lived.record.posts[0], text="Le mot hippopotame.")
    found = compared(replace(lived.record, posts=(changed, *lived.record.posts[1:])), lived.told)
    assert [(one.figure, one.posts) for one in found] == [("rows.posts.text", (str(changed.ref),))]
    assert "hippopotame" not in str(found)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "l'été c’est-à-dire",
        "- 'a' --b-",
        "x'",
        "'x",
        "a''b a--b a-'b",
        "_ __ 1-2",
        "Ж’ж 中文-字",
        "é e\u0301e",
        "a\n-b",
    ],
)
def test_words_are_counted_alike_by_both_ways(text: str) -> None:
    assert words_counted(text) == words_in(text)


async def test_a_room_that_cannot_be_read_is_told_and_not_taken_for_empty(room: Room) -> None:
    await room.until(1, 10)
    await room.say("Vio", "Un souvenir de téléphone à fil.")
    found = await Auditing(room.store, {}).audit(room.cafe_id)
    assert found.differences == ()
    assert [str(one) for one in found.unread] == ["terminal:café"]


async def test_what_was_never_handed_in_is_found_in_the_rooms_history(room: Room) -> None:
    await room.until(1, 10)
    post = await room.say("Vio", "Un souvenir de téléphone à fil.")
    async with room.database.writing() as connection:
        await connection.exec_driver_sql("DELETE FROM posts")
    found = await Auditing(room.store, {"terminal": room.terminal}).audit(room.cafe_id)
    assert any(one.figure == "rows.posts" and one.posts == (f"terminal:{post}",) for one in found.differences)
    assert any(one.figure == "counts.posts" for one in found.history)


async def test_once_retention_has_ended_the_last_audit_is_told(room: Room) -> None:
    await room.until(1, 10)
    await room.say("Vio", "Un souvenir de téléphone à fil, dans le couloir.")
    await room.until_the_end()
    room.clock.move_to((await room.cafe()).publishes_at + timedelta(days=180))
    await room.ticker.tick()
    auditing = Auditing(room.store, {"terminal": room.terminal})
    found = await auditing.audit(room.cafe_id)
    assert found.frozen is not None
    assert found.differences == ()
    async with room.database.writing() as connection:
        await connection.exec_driver_sql("UPDATE verbatims SET own_id = 'pffffffffffff'")
    assert (await auditing.audit(room.cafe_id)).differences


async def test_a_host_asks_for_it_in_the_room(unopened: Room) -> None:
    await unopened.begin(hosts=("camille",))
    await unopened.until(1, 10)
    post = await unopened.say("Vio", "Un souvenir de téléphone à fil.")
    await unopened.until_the_end()
    agreed = await unopened.command("Camille", "café", f"recompter {unopened.cafe_id}")
    assert "Tout concorde." in agreed
    assert "relu aussi" in agreed
    async with unopened.database.writing() as connection:
        await connection.exec_driver_sql("UPDATE posts SET text = 'Un hippopotame.' WHERE text LIKE 'Un souvenir%'")
    differing = await unopened.command("Camille", "cafe", f"audit {unopened.cafe_id}", language="en")
    assert "counts.words: 6 told, 2 counted" in differing
    assert f"rows.posts.text: what is kept is not what the room says (contribution terminal:{post})" in differing
    assert "hippopotame" not in differing


async def test_a_workshop_that_is_still_sealed_is_left_out_of_the_audit(unopened: Room) -> None:
    told = script()
    memory = replace(told.workshops[0], visibility=Visibility.BLIND, ends_day=1, ends_at=time(20))
    await unopened.begin(told=replace(told, workshops=(memory, *told.workshops[1:])), hosts=("camille",))
    await unopened.until(1, 10)
    await unopened.say("Vio", "Un souvenir de téléphone à fil.")
    auditing = Auditing(unopened.store, {"terminal": unopened.terminal}, _HOSTS)
    assert (await auditing.audit(unopened.cafe_id)).differences == ()
    async with unopened.database.writing() as connection:
        await connection.exec_driver_sql("UPDATE posts SET text = 'Un hippopotame.'")
    sealed = await auditing.audit(unopened.cafe_id)
    assert not any("memory" in one.figure or "rows" in one.figure for one in sealed.differences)
    await unopened.until(1, 21)
    assert any(one.figure == "rows.posts.text" for one in (await auditing.audit(unopened.cafe_id)).differences)


@pytest.mark.parametrize("what", ["message", "café", "tout"])
async def test_what_was_forgotten_by_a_command_is_no_difference(unopened: Room, what: str) -> None:
    await unopened.begin(hosts=("camille",))
    await unopened.until(1, 10)
    kept = await unopened.say("Vio", "Le mien avait un long fil rouge.")
    post = await unopened.say("Ana", "Le mien était gris et lourd.")
    await unopened.react("Ana", kept)
    await unopened.react("Vio", post)
    await unopened.command("Ana", "moi", f"oublier message {post}" if what == "message" else f"oublier {what}")
    if what != "message":
        await unopened.say("Ana", "Je parle encore, sans être gardée.")
    auditing = Auditing(unopened.store, {"terminal": unopened.terminal}, _HOSTS)
    assert (await auditing.audit(unopened.cafe_id)).differences == ()
    await unopened.until(1, 12)
    await unopened.consent("Ana", Consent.ANONYMOUS)
    await unopened.say("Ana", "Me revoilà parmi vous.")
    assert (await auditing.audit(unopened.cafe_id)).differences == ()


async def test_who_votes_anonymously_is_not_another_person_in_the_status(unopened: Room) -> None:
    told = script()
    moment = replace(told.workshops[1], anonymous=True)
    workshops = (told.workshops[0], moment, *told.workshops[2:])
    await unopened.begin(told=replace(told, workshops=workshops), hosts=("camille",))
    await unopened.until(2, 10)
    for name in ("Vio", "Ana", "Sam"):
        await unopened.say(name, f"Le souvenir de {name}, au fil rouge.")
        await unopened.terminal.choose(unopened.ref, name.lower(), name, "moment", ["1"])
    assert "3 participant·es" in await unopened.command("Camille", "café", "état")
