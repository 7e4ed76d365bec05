"""What people have changed, as hosts read it: the command as they type it, and what it was about in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time

from bot.commands._answer import Said, sentence
from bot.commands._command import GROUPS
from bot.commands._finding import title_of
from bot.commands._typed import shown_command, shown_word
from bot.domain import Cafe, HostChange, MemberRef, zone_of
from bot.markup import shortened
from bot.ports import Reading
from bot.showing import shown
from bot.wording import At, Wording

_QUIET = frozenset({"message"})
"""What is kept of a change so that it can be found, and says nothing to a reader."""

_LONGEST_FORMER = 60
"""How many characters of former words are told: enough to know them by."""

Naming = Callable[[MemberRef], str]


async def changes_told(
    store: Reading, changes: Sequence[HostChange], name_of: Naming, say: Wording, zone: str
) -> list[Said]:
    """Changes in sentences, in their order. ``zone`` is that of what belongs to no café; where all that belongs to one
    belongs to the same, it is not named each time."""
    cafes = {one.cafe: await store.cafe(one.cafe) for one in changes if one.cafe is not None}
    of_posts = {one.cafe for one in changes if one.cafe is not None and "post" in one.about and cafes[one.cafe]}
    # The history knows a post by the café's own id; hosts know it by the platform's.
    posts = {post.own_id: post.ref.id for cafe in of_posts for post in (await store.record(cafe)).posts}
    of_one = len(cafes) == 1
    return [_Told(cafes.get(one.cafe or ""), posts, name_of, say, zone).change(one, of_one=of_one) for one in changes]


class _Told:
    """Tells one change to one reader."""

    def __init__(self, cafe: Cafe | None, posts: Mapping[str, str], name_of: Naming, say: Wording, zone: str) -> None:
        self._cafe = cafe
        self._posts = posts
        self._name_of = name_of
        self._say = say
        self._zone = cafe.zone if cafe else zone

    def change(self, change: HostChange, *, of_one: bool) -> Said:
        about = {} if of_one or change.cafe is None else {"cafe": change.cafe}
        told = {
            key: value
            for key, value in {**about, **change.about}.items()
            if key not in _QUIET and (key, value) != ("days", "0")
        }
        parts = [self._part("on" if key == "to" and "from" not in told else key, value) for key, value in told.items()]
        values = {
            "at": At(change.at, self._zone),
            "who": self._name_of(change.by) if change.by else Said("command.said.somebody"),
            "what": self._command(change.what),
            "about": ", ".join(parts),
        }
        return Said("command.said.change" if parts else "command.said.change_alone", values)

    def _command(self, what: str) -> str:
        """A command by what the history calls it: ``move``, ``programme skip``, ``star off``."""
        words = what.split()
        name = "-".join(word for word in words if word != "off")
        group = next((one for one in GROUPS if self._say.has(f"command.{one}.{name}.name")), None)
        if group is None:
            return shown(what)
        off = [shown_word("command.choice.off", self._say)] if "off" in words else []
        return " ".join([shown_command(group, name, self._say), *off])

    def _part(self, key: str, value: str) -> str:
        if key.startswith("label "):
            return self._label(key.removeprefix("label "), value)
        if not self._say.has(f"command.about.{key}"):
            return f"{key}: {shown(value)}"
        if key == "post" and value not in self._posts:
            return self._say.say("command.about.post_gone")
        values = {"n": int(value)} if key == "days" and value.isdecimal() else {"value": self._value(key, value)}
        return sentence(Said(f"command.about.{key}", values), self._say, self._zone)

    def _label(self, which: str, before: str) -> str:
        """The label of a choice or of an end of a scale, as it was before."""
        values = {"which": which, "value": self._value("label", before)}
        return self._say.say("command.about.label" if before else "command.about.label_none", **values)

    def _value(self, key: str, value: str) -> object:
        language = self._say.language
        match key:
            case "cafe":
                return shown(self._cafe.script.worded(language).title if self._cafe else value)
            case "workshop" if self._cafe:
                return title_of(value, self._cafe, language)
            case "from" | "to" | "on" | "date" | "at":
                return _moment(value, self._zone)
            case "guest":
                platform, _, id = value.partition(":")
                return self._name_of(MemberRef(platform, id))
            case "post":
                return self._posts[value]
            case "kind":
                return shown_word(f"command.choice.{value}", self._say)
            case "language":
                return self._say.tongue(value)
            case "languages":
                return [self._say.tongue(one) for one in value.split(", ")]
            case "title" | "question" | "label":
                return shown(shortened(value, _LONGEST_FORMER))
        return shown(value)


def _moment(value: str, zone: str) -> object:
    """A moment, a day or an hour as the history keeps it, by the clock on the wall; anything else as it is."""
    for read in (_instant, date.fromisoformat, time.fromisoformat):
        try:
            found = read(value)
        except ValueError:
            continue
        return At(found.replace(tzinfo=zone_of(zone)), zone) if isinstance(found, datetime) else found
    return shown(value)


def _instant(value: str) -> datetime:
    return datetime.strptime(value, "%Y-%m-%d %H:%M")  # noqa: DTZ007 - its zone is the café's
