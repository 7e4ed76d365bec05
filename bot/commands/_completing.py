"""What an argument could be, as far as it has been typed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.commands._command import Kind, Parameter
from bot.commands._finding import cafes_for, find_cafe, workshops_for
from bot.commands._folding import folded
from bot.commands._services import Services
from bot.domain import Cafe, CafeState, Caller, Workshop
from bot.wording import wording

MOST = 25
"""How many a chat server's menu shows."""

LONGEST = 100
"""How many characters long a chat server takes each of them to be at most."""


async def completions(
    parameter: Parameter, beginning: str, caller: Caller, services: Services, cafe: str | None = None
) -> Sequence[str]:
    """The values that begin so, or hold a word that does; at most `MOST`, the likeliest first. ``cafe`` is what has
    been given for the café."""
    return _beginning(await _all(parameter, caller, services, cafe), beginning)


async def _all(parameter: Parameter, caller: Caller, services: Services, cafe: str | None) -> Iterable[str]:
    say = wording(caller.language)
    match parameter.kind:
        case Kind.SCRIPT:
            return (await services.within(caller.reach)).scripts()
        case Kind.CHOICE:
            return [say.say(f"command.choice.{one}").split()[0] for one in parameter.choices]
        case Kind.CAFE:
            async with services.store.reading() as store:
                return [one.id for one in cafes_for(caller, await store.cafes())]
        case Kind.WORKSHOP:
            async with services.store.reading() as store:
                if cafe:
                    here = [find_cafe(cafe, cafes_for(caller, await store.cafes()))]
                else:
                    known = await store.cafes_in(caller.room) or cafes_for(caller, await store.cafes())
                    here = [one for one in known if one.state not in (CafeState.PUBLISHED, CafeState.NOT_HELD)]
                return [
                    name
                    for one in here[:1]
                    for name in _workshops(one, caller.language, await workshops_for(caller, one, store))
                ]
    return []


def _workshops(cafe: Cafe, language: str, among: Sequence[Workshop]) -> list[str]:
    """The titles of a café's workshops, each as it is; the key of one whose title is too long, or another's too."""
    words = cafe.script.worded(language).workshops
    titles = [words[one.key].title for one in cafe.script.workshops]
    return [
        title if titles.count(title) == 1 and len(title) <= LONGEST else one.key
        for one, title in zip(cafe.script.workshops, titles, strict=True)
        if one in among
    ]


def _beginning(values: Iterable[str], beginning: str) -> list[str]:
    wanted = folded(beginning)
    listed = list(dict.fromkeys(values))
    first = [one for one in listed if folded(one).startswith(wanted)]
    within = [one for one in listed if one not in first and wanted in folded(one)]
    return [*first, *within][:MOST]
