"""What hosts ask about the figures of a café: whether they are right."""

from __future__ import annotations

from bot.commands._answer import Answer, Line, Said
from bot.commands._command import HOSTS, Call, Command, Kind, Parameter
from bot.digest.audit import Difference
from bot.host import Audited, Auditing
from bot.showing import shown
from bot.wording import At

MOST_DIFFERENCES = 20
"""How many differences are shown at once in a room."""

_MOST_POSTS = 5


async def audit(call: Call) -> Answer:
    """Count the café's figures again and show what differs."""
    services = call.services
    auditing = Auditing(services.store, services.platforms, services.host.hosts)
    return Answer(tuple(told(await auditing.audit(call.cafe.id), MOST_DIFFERENCES)))


def told(found: Audited, most: int | None = None) -> list[Line]:
    """An audit in sentences; at most so many of its differences, and then how many more there are."""
    cafe, lines = found.cafe, list[Line]()
    counted = {"title": shown(cafe.title), "n": found.audit.figures}
    if found.frozen is not None:
        lines.append(Said("audit.frozen", {**counted, "moment": At(found.frozen.at, cafe.zone)}))
    else:
        lines.append(Said("audit.counted", counted))
    lines += [Said("audit.read", {"room": shown(one.room)}) for one in found.read]
    lines += [Said("audit.unread", {"room": shown(one.room)}) for one in found.unread if found.frozen is None]
    if found.kept_back:
        lines.append(Said("audit.kept_back", {"n": found.kept_back}))
    if found.pending:
        lines.append(Said("audit.pending"))
    differing = found.differences
    if not differing:
        return [*lines, Said("audit.same")]
    kept = differing[:most]
    items: tuple[Line, ...] = tuple(_difference(one) for one in kept)
    if len(kept) < len(differing):
        items = (*items, Said("audit.more", {"n": len(differing) - len(kept)}))
    return [*lines, Said("audit.differ", {"n": len(differing)}, items)]


def _difference(one: Difference) -> Said:
    posts = [shown(post) for post in one.posts[:_MOST_POSTS]]
    of = Said("audit.posts", {"posts": posts, "n": len(one.posts)}) if posts else ""
    if one.told is None and one.counted is None:
        return Said("audit.row", {"figure": shown(one.figure), "posts": of})
    values = {"figure": shown(one.figure), "told": _value(one.told), "counted": _value(one.counted), "posts": of}
    return Said("audit.figure", values)


def _value(value: object) -> object:
    if isinstance(value, bool):
        return Said("audit.yes" if value else "audit.no")
    return "—" if value is None else shown(value)


COMMANDS = (Command("audit", "cafe", HOSTS, audit, (Parameter("cafe", Kind.CAFE, required=False),)),)
