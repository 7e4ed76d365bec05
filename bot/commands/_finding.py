"""Which café, which workshop a person means: by its id, its number, its title, or a part of it that fits no other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from bot.commands._folding import folded
from bot.domain import Cafe, Caller, MemberRef, Role, RoomRef, Workshop
from bot.errors import CallError, fault
from bot.ports import Reading
from bot.showing import nearest, shown
from bot.wording import Wording

MOST_CAFES = 8
"""How many cafés are named where several can be meant."""

_T = TypeVar("_T")


def cafes_for(caller: Caller, cafes: Sequence[Cafe]) -> Sequence[Cafe]:
    """Those cafés that somebody may ask about."""
    return [one for one in cafes if caller.reaches({home.room for home in one.homes})]


async def rooms_knowing(store: Reading, member: MemberRef) -> frozenset[RoomRef]:
    """The rooms of all cafés that keep anything of a member."""
    cafes = [await store.cafe(one) for one in await store.cafes_knowing(member)]
    return frozenset(home.room for cafe in cafes if cafe is not None for home in cafe.homes)


def find_cafe(name: str, cafes: Sequence[Cafe], unknown: str = "command_cafe_unknown") -> Cafe:
    """The café of that id, else of that title, else the one whose id or title begins so, else whose title holds it.

    Raises `CallError` for several, with their ids, and for none, with the nearest there is; where nothing is near,
    ``unknown`` is the sentence.
    """
    found = [one for one in cafes if one.id == name] or meant_by(name, cafes, lambda one: ([one.id], [one.title]))
    if len(found) == 1:
        return found[0]
    if found:
        candidates = ", ".join(one.id for one in found[:MOST_CAFES])
        raise CallError(fault("cafe_ambiguous", name=shown(name), candidates=candidates))
    near = _near(name, (word for one in cafes for word in (one.id, one.title)))
    if near is not None:
        raise CallError(fault("cafe_unknown_near", name=shown(name), near=shown(near)))
    raise CallError(fault(unknown, name=shown(name)))


async def workshops_for(caller: Caller, cafe: Cafe, store: Reading) -> Sequence[Workshop]:
    """Those workshops that somebody may be told of: a guest of their own, once they have opened."""
    if not _is_guest_alone(caller):
        return cafe.script.workshops
    theirs = await _theirs(caller, cafe, store)
    opened = {key for home in cafe.homes for key in await store.opened_in(cafe.id, home.room)}
    return [one for one in theirs if one.key in opened]


async def require_opened(value: str, caller: Caller, cafe: Cafe, store: Reading, words: Wording) -> None:
    """Raises `CallError` where a guest names a workshop of theirs that has not opened, in the guest's own words: its
    title is not told before."""
    if not _is_guest_alone(caller):
        return
    opened = await workshops_for(caller, cafe, store)
    coming = [one for one in await _theirs(caller, cafe, store) if one not in opened]
    try:
        found = find_workshop(value, cafe, words, [*opened, *coming])
    except CallError:
        # One who names nothing of theirs hears that they have nothing open yet, rather than an empty list.
        if opened or not coming:
            return
        raise CallError(fault("guest_nothing_open")) from None
    if found in coming:
        raise CallError(fault("command_not_open_yet", title=shown(value)))


async def _theirs(caller: Caller, cafe: Cafe, store: Reading) -> list[Workshop]:
    invited = {one.workshop for one in await store.guests(cafe.id) if one.member == caller.member}
    return [one for one in cafe.script.workshops if one.key in invited]


def _is_guest_alone(caller: Caller) -> bool:
    return Role.GUEST in caller.roles and not caller.roles & {Role.HOST, Role.OPERATOR}


def find_workshop(value: str, cafe: Cafe | None, words: Wording, among: Sequence[Workshop] | None = None) -> Workshop:
    """A workshop of a café by its place from 1, its key, its title in whatever language, the beginning of either, or
    any part of its title; ``among`` are all that there are for who asks. Raises `CallError` with the numbers and
    titles of those that it could be."""
    if cafe is None:
        raise CallError(fault("command_no_cafe"))
    script = cafe.script
    workshops = script.workshops if among is None else among
    if value.isascii() and value.isdecimal() and len(value) < 4 and 1 <= int(value) <= len(script.workshops):
        numbered_so = script.workshops[int(value) - 1]
        if numbered_so in workshops:
            return numbered_so

    def named(one: Workshop) -> tuple[list[str], list[str]]:
        return [one.key], [script.worded(language).workshops[one.key].title for language in script.languages]

    found = meant_by(value, workshops, named)
    if len(found) == 1:
        return found[0]
    listed = ", ".join(numbered(one, cafe, words) for one in found or workshops) or "-"
    if found:
        raise CallError(fault("command_workshop_ambiguous", name=shown(value), candidates=listed))
    near = _near(value, (word for one in workshops for names in named(one) for word in names))
    if near is not None:
        meant = next(one for one in workshops if any(near in names for names in named(one)))
        raise CallError(
            fault("command_workshop_near", name=shown(value), near=title_of(meant.key, cafe, words.language))
        )
    raise CallError(fault("command_workshop", name=shown(value), known=listed))


def numbered(workshop: Workshop, cafe: Cafe, words: Wording) -> str:
    """A workshop as somebody may choose it: its number and its title."""
    number = str(cafe.script.workshops.index(workshop) + 1)
    return words.say("command.said.numbered", number=number, title=title_of(workshop.key, cafe, words.language))


def title_of(workshop: str, cafe: Cafe, language: str) -> str:
    """The title of the workshop of that key, as far as possible in that language; of one that is gone, its key."""
    words = cafe.script.worded(language).workshops.get(workshop)
    return shown(words.title if words else workshop)


def meant_by(name: str, things: Iterable[_T], named: Callable[[_T], tuple[list[str], list[str]]]) -> list[_T]:
    """Those that are called so, else those of which a name begins so, else those whose title holds it: the first
    answer that there is. ``named`` gives a thing's keys and its titles."""
    wanted = _plain(name)
    if not wanted:
        return []
    known = [
        (one, list(map(_plain, keys)), list(map(_plain, titles))) for one in things for keys, titles in [named(one)]
    ]
    return (
        [one for one, keys, titles in known if wanted in (*keys, *titles)]
        or [one for one, keys, titles in known if any(word.startswith(wanted) for word in (*keys, *titles))]
        or [one for one, _, titles in known if any(wanted in title for title in titles)]
    )


def _plain(text: str) -> str:
    return " ".join(folded(text).split())


def _near(name: str, known: Iterable[str]) -> str | None:
    """The known name that was probably meant. What was typed may be the beginning of it, with a slip in it."""
    meant: dict[str, str] = {}
    for word in known:
        # `nearest` reads a name's spaces as underscores.
        meant.setdefault(word[: len(name)].replace(" ", "_"), word)
        meant.setdefault(word.replace(" ", "_"), word)
    near = nearest(name, meant)
    return None if near is None else meant[near]
