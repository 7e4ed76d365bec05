"""Truth 9 as a comparison: two cafés that differ in nothing but what is hidden give whoever may not know the same, to
the letter, by every way there is: rooms, private messages, commands, their faults, drafts, the desk, files."""

from __future__ import annotations

import tempfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.domain import Caller, Script, Visibility
from bot.errors import CafeError
from bot.wording import wording
from tests.stories.outputs import care, export, history, status
from tests.stories.room import Room
from tests.stories.room import script as usual

HOST, OUTSIDER = "Camille", "Zoé"
SAYERS = ("Vio", "Marc", "Ana")


@dataclass(frozen=True)
class Hidden:
    """What is hidden in one café: each member's answer in the blind workshop, and each one's votes."""

    answers: tuple[str, ...]
    early: tuple[bool, ...]
    far: tuple[int, ...]


WORDS = st.text(st.sampled_from("abcdefghijk lmnop"), min_size=3, max_size=30).map(lambda text: f"xdahlia{text}x")
"""Each says enough for its author to be let in, and so to react to the others."""
HIDDEN = st.builds(
    Hidden,
    st.tuples(WORDS, WORDS, WORDS),
    st.tuples(st.booleans(), st.booleans(), st.booleans()),
    st.tuples(*[st.integers(0, 10)] * 3),
)


def told() -> Script:
    """A blind question, an anonymous poll, a hidden scale."""
    known = usual()
    blind, poll, *others = known.workshops
    blind = replace(blind, visibility=Visibility.BLIND, ends_day=3, ends_at=time(8))
    return replace(known, workshops=(blind, replace(poll, anonymous=True), *others))


async def lived(folder: Path, hidden: Hidden) -> Room:
    """The café up to the third morning, before anything is unsealed. The outsider follows, wishes to be reminded, and
    answers nothing that is hidden."""
    room = Room(folder / "cafe.db")
    await room.begin(told=told(), hosts=("camille",), desk="fr")
    await room.until(1, 10)
    for line in ("suivre", "rappels oui"):
        await room.command(OUTSIDER, "moi", line)
    posts = [await room.say(name, text) for name, text in zip(SAYERS, hidden.answers, strict=True)]
    await room.terminal.edit(room.ref, "vio", posts[0], hidden.answers[0] + "!")
    await room.react("Marc", posts[0])
    await room.until(2, 10)
    for name, early, far in zip(SAYERS, hidden.early, hidden.far, strict=True):
        await room.terminal.choose(room.ref, name.lower(), name, "moment", ["1" if early else "2"])
        await room.terminal.choose(room.ref, name.lower(), name, "far", [str(far)])
    await room.until(3, 7, 30)
    return room


async def answered(room: Room, name: str, group: str, line: str) -> str:
    """What a command answers: its sentences and its files, or its fault."""
    try:
        said = await room.command(name, group, line)
    except CafeError as error:
        return " ".join(wording("fr").fault(one) for one in error.faults)
    return "\n".join([said, *(f"{one.name}: {one.content}" for one in room.files)])


COMMANDS: Sequence[tuple[str, str, str]] = (
    *(
        (OUTSIDER, "moi", line)
        for line in ("", "données", "citations", "rattraper", "citer 4 nom", "oublier message 4")
    ),
    *((OUTSIDER, "sujet", line) for line in ("", "liste", "soutenir 1")),
    *((OUTSIDER, "café", line) for line in ("", "état", "aperçu", "historique", "audit")),
    *((HOST, "café", line) for line in ("état", "historique", "programme", "étoile 4", "étoile 12")),
    (HOST, "moi", "rattraper"),
)


async def room_for(room: Room, reader: str) -> str:
    """All that a member who has answered nothing hidden reads in the rooms, their own messages too."""
    terminal = room.terminal
    seen: list[object] = [
        *await terminal.messages(room.ref, reader=reader),
        *await terminal.inbox(room.ref, reader),
        *await terminal.reactions(room.ref, reader=reader),
    ]
    for workshop in ("memory", "moment", "far"):
        seen += await terminal.messages(room.ref, await room.thread(workshop), reader=reader)
    return "\n".join(map(str, seen))


async def completions(room: Room) -> str:
    """What the outsider and the host are offered while they type."""
    found: list[object] = []
    for name in (OUTSIDER, HOST):
        caller = Caller(room.ref_of(name), name, room.ref, "fr")
        for command in room.commands.all:
            for parameter in command.parameters:
                found.append(await room.commands.complete(caller, command, parameter.name, ""))
    return str(found)


async def desk(room: Room) -> str:
    return "\n".join(await room.at_the_desk())


WAYS: dict[str, Callable[[Room], Awaitable[str]]] = {
    "the rooms": lambda room: room_for(room, "zoé"),
    "the rooms, for anybody": lambda room: room_for(room, "nobody"),
    "status": status,
    "export": export,
    "history": history,
    "care": care,
    "completions": completions,
    "desk": desk,
}


@settings(
    max_examples=2, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(one=HIDDEN, other=HIDDEN)
async def test_what_is_hidden_changes_nothing_that_others_can_read(one: Hidden, other: Hidden) -> None:
    told_of: list[dict[str, str]] = []
    for hidden in (one, other):
        with tempfile.TemporaryDirectory() as folder:
            room = await lived(Path(folder), hidden)
            seen = {name: await way(room) for name, way in WAYS.items()}
            for name, group, line in COMMANDS:
                seen[f"{name}: {group} {line}"] = await answered(room, name, group, line)
            told_of.append(seen)
            await room.database.close()
    for way, told_by_one in told_of[0].items():
        assert told_by_one == told_of[1][way], way


async def test_once_it_is_opened_it_is_there_to_be_read(tmp_path: Path) -> None:
    """The comparison above compares something."""
    room = await lived(tmp_path, Hidden(("xzinniax", "xdahliax", "xpivoinex"), (True, True, True), (7, 7, 7)))
    assert "xdahliax" not in await room_for(room, "zoé")
    await room.until(3, 8, 30)
    assert "xdahliax" in await room_for(room, "zoé")
    await room.database.close()


@pytest.mark.parametrize("form", ["json", "md", "html"])
async def test_the_draft_for_hosts_has_no_word_and_no_choice_of_it(tmp_path: Path, form: str) -> None:
    hidden = Hidden(("xzinniax", "xdahliax", "xpivoinex"), (True, True, True), (7, 7, 7))
    room = await lived(tmp_path, hidden)
    await room.command(HOST, "café", "aperçu")
    (draft,) = [one.content or "" for one in room.files if one.name.endswith(form)]
    assert not any(word in draft for word in hidden.answers)
    assert '"votes": 3' not in draft
    assert '"7": 3' not in draft
    await room.database.close()
