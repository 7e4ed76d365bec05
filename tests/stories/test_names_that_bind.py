"""A name binds the others' words, and no more of them than a name may."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.digest.live import Live
from bot.digest.verbatim import Quoting
from bot.domain import MemberRef, NameMark, Record
from bot.naming import KEPT_NAMES, marks_of, whose
from bot.store.care import back_up
from tests.stories.room import Room, texts
from tests.stories.test_put_back import FORMER, Town, put_back

MEMBER = MemberRef("terminal", "u7")
TALK = (
    "Notre voisine faisait sonner la cloche avant chaque repas.",
    "Le facteur passait toujours après la pluie, sans parapluie.",
    "Ma tante gardait des lettres dans une boîte en fer.",
    "Chez nous personne ne parlait pendant le journal du soir.",
    "On attendait dimanche pour appeler mes cousins de Bretagne.",
    "La cabine du village sentait encore le tabac froid.",
)


async def renames(room: Room, names: Sequence[str]) -> None:
    """One account says something under each of these names, one after another."""
    thread = await room.thread("memory")
    for name in names:
        await room.terminal.say(room.ref, MEMBER.id, name, "Bonsoir.", thread=thread)


def quotable(record: Record) -> list[str]:
    """The posts that may be quoted whole."""
    quoting = Quoting(Live(record))
    found = [(post.text, quoting.quote(post)) for post in record.posts]
    return [text for text, verbatim in found if verbatim is not None and verbatim.text == text]


def of_account(record: Record) -> set[NameMark]:
    """The marks of the names of the one who renames themselves."""
    owner = whose(record.cafe.secret, MEMBER)
    return {one for one in record.names if one.whose == owner and one.name}


async def test_whoever_renames_themselves_again_and_again_silences_no_cafe(room: Room) -> None:
    await room.until(1, 10)
    for number, text in enumerate(TALK):
        await room.say(f"Membre{number}", text)
    words = [word.strip(",.").lower() for text in TALK for word in text.split()]
    await renames(room, words)
    await room.terminal.withdraw(room.ref, MEMBER.id, words[-1])
    await room.until_the_end()
    record = await room.record()
    assert len({one.name for one in of_account(record)}) == KEPT_NAMES
    assert quotable(record) == list(TALK[:-1]), "the last words they were called by are theirs, the others everybody’s"
    assert set(texts(await room.published())) & set(TALK[:-1])


async def test_a_word_of_the_script_is_a_name_with_a_capital_only(room: Room) -> None:
    await room.until(1, 10)
    await room.terminal.say(room.ref, MEMBER.id, "téléphone", "Bonsoir.", thread=await room.thread("memory"))
    ordinary = "Mon premier téléphone était gris, avec un cadran."
    naming = "Comme disait Téléphone, tout était plus lent."
    await room.say("Marc", ordinary)
    await room.say("Léa", naming)
    assert quotable(await room.record()) == ["Bonsoir.", ordinary]


@settings(max_examples=15, deadline=None)
@given(names=st.lists(st.text("abcdeéù ", min_size=1, max_size=6).filter(str.strip), min_size=1, max_size=14))
async def test_however_often_one_renames_the_names_kept_are_few_and_the_current_one_is_among_them(
    names: list[str],
) -> None:
    with TemporaryDirectory() as folder:
        room = Room(Path(folder) / "cafe.db")
        await room.begin()
        await room.until(1, 10)
        await renames(room, names)
        before = await room.record()
        name = before.members[MEMBER].name
        await room.terminal.withdraw(room.ref, MEMBER.id, name)
        after = await room.record()
        await room.database.close()
    for record in (before, after):
        assert len({one.name for one in of_account(record)}) <= KEPT_NAMES
    assert marks_of(after.cafe.secret, MEMBER, name) <= set(after.names)


@FORMER
async def test_a_backup_comes_back_with_the_latest_names_and_no_more(tmp_path: Path, former: str) -> None:
    town = Town(tmp_path)
    room = await town.begin()
    await room.until(1, 10)
    await renames(room, ["Amandine", "Bérénice", "Capucine", "Dorothée", "Edwige", "Fantine", "Gwendoline"])
    backup = tmp_path / "monday.db"
    await back_up(room.database, backup)
    await renames(room, ["Hortense", "Iseult", "Joséphine"])
    await room.terminal.withdraw(room.ref, MEMBER.id, "Joséphine")
    before = of_account(await room.record())
    await put_back(town, backup, former)
    again = await town.reopened()
    kept = of_account(await again.record())
    assert len({one.name for one in kept}) == KEPT_NAMES
    if former == "there":
        assert kept == before
    await town.close()
