"""The rooms of a scene as Discord arranges them: a channel or forum with its threads, the desk, direct messages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.markup import shown
from bot.pages.discord_page._lines import Line, Lines, Thread, colour_of, initial_of
from bot.scene import Scene
from bot.stage import StageMessage
from bot.wording import Wording

_LONGEST_EXCERPT = 160


@dataclass(frozen=True, slots=True)
class Card:
    """A forum's post in the list of posts: where it is, what it is about, how much there is of it."""

    place: str
    title: str
    author: str
    excerpt: str
    said: str
    reactions: tuple[tuple[str, str], ...]
    when: str
    locked: bool
    tag: str = ""
    picture: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere that messages stand. ``sort`` is ``channel``, ``forum``, ``thread``, ``private``, ``desk`` or
    ``direct``; ``back`` the place that it is beneath. ``compose`` is what stands where one would write, ``face`` the
    letter and the colour of the member with whom it is."""

    id: str
    title: str
    sort: str
    lines: tuple[Line, ...] = ()
    cards: tuple[Card, ...] = ()
    back: str = ""
    locked: bool = False
    compose: str = ""
    face: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A place in the list of places, and whether it stands beneath the first."""

    place: Place
    below: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """All there is on the page. ``groups`` are the headings of the list of places, each with its entries; ``events``
    what is in the server's calendar, each with when and where."""

    server: str
    groups: tuple[tuple[str, tuple[Entry, ...]], ...]
    places: tuple[Place, ...]
    events: tuple[tuple[str, str], ...] = ()


def view_of(scene: Scene, words: Wording, zone: str) -> View:
    """The scene, arranged. The first place is the one that is seen first."""
    return _Arranging(scene, words, zone).view()


class _Arranging:
    def __init__(self, scene: Scene, words: Wording, zone: str) -> None:
        self._scene = scene
        self._say = words.say
        self._words = words
        self._zone = zone
        self._lines = Lines(scene, words, zone)
        self._begun = {one.id: one for one in scene.messages if one.begins is not None}
        alone = [one for one in scene.private if one.id in scene.shown_alone]
        here = sorted((*scene.messages, *alone), key=lambda one: int(one.id))
        own = next(iter(self._begun), None) if scene.forum else None
        self._in: dict[str | None, list[StageMessage]] = {None: [], **{one: [] for one in self._begun}}
        for one in here:
            thread = self._thread_of(one)
            if thread is not None and not scene.forum and self._is_aside(one, self._begun[thread]):
                # Beside the question, which everybody reads.
                self._in[None].append(replace(one, reply_to=one.reply_to or thread))
            else:
                self._in[own if thread is None else thread].append(one)

    def view(self) -> View:
        floor = self._floor()
        threads = [self._thread(one) for one in self._begun.values()]
        sealed = [self._answers(one) for one in self._begun.values() if self._is_sealed(one)]
        beneath = threads if self._scene.forum else [one for one in threads if one.id not in self._asked_openly()]
        groups = [(self._say("discord.page.cafes"), (Entry(floor), *_below([*beneath, *sealed])))]
        desk = self._desk()
        if desk is not None:
            groups.append((self._say("discord.page.hosts"), (Entry(desk),)))
        direct = list(self._direct())
        if direct:
            groups.append((self._say("discord.page.direct"), tuple(map(Entry, direct))))
        places = tuple(entry.place for _, entries in groups for entry in entries)
        return View(self._say("discord.page.server"), tuple(groups), places, tuple(self._events()))

    def _events(self) -> Iterable[tuple[str, str]]:
        for one in self._scene.events:
            begins, ends = (self._words.stamp(at, self._zone) for at in (one.begins, one.ends))
            when = f"{begins} – {ends}"
            yield shown(one.title), f"{when} · {shown(one.where)}" if one.where else when

    def _floor(self) -> Place:
        name = _called(self._scene.room)
        if self._scene.forum:
            cards = sorted(self._begun.values(), key=lambda one: int(self._last_sign(one).id), reverse=True)
            return Place("floor", name, "forum", cards=tuple(map(self._card, cards)))
        threads = {
            one.id: Thread(
                f"t{one.id}" if not self._is_sealed(one) else f"s{one.id}",
                self._title(one),
                self._count(self._answers_to(one) if self._is_sealed(one) else self._rest(one)),
                one.locked,
            )
            for one in self._begun.values()
        }
        return Place(
            "floor", name, "channel", self._lines.of(self._in[None], threads), compose=self._compose(f"#{name}")
        )

    def _thread(self, begun: StageMessage) -> Place:
        lines = self._lines.of(self._within(begun))
        title = self._title(begun)
        # A forum's post that is answered elsewhere is locked from the first.
        locked = begun.locked or self._is_sealed(begun)
        compose = self._say("discord.page.locked") if locked else self._compose(title)
        return Place(f"t{begun.id}", title, "thread", lines, back="floor", locked=locked, compose=compose)

    def _answers(self, begun: StageMessage) -> Place:
        """The private thread in which the answers to a sealed question are."""
        title = self._title(begun)
        lines = self._lines.of(self._answers_to(begun))
        address = Line(system=self._say("discord.page.private_thread"))
        compose = self._say("discord.page.locked") if begun.locked else self._compose(title)
        place = Place(f"s{begun.id}", title, "private", (address, *lines), back="floor", locked=begun.locked)
        return replace(place, compose=compose)

    def _desk(self) -> Place | None:
        if self._scene.desk is None:
            return None
        name = _called(self._scene.desk_name)
        return Place("desk", name, "desk", self._lines.of(self._scene.desk), compose=self._compose(f"#{name}"))

    def _direct(self) -> Iterable[Place]:
        written = [one for one in self._scene.private if one.id not in self._scene.shown_alone]
        for number, member in enumerate(dict.fromkeys(one.private_with for one in written)):
            name = self._lines.name(member)
            lines = self._lines.of(one for one in written if one.private_with == member)
            title = self._say("discord.page.with", name=name)
            face = (initial_of(name), colour_of(member or ""))
            yield Place(f"d{number}", title, "direct", lines, face=face)

    def _card(self, begun: StageMessage) -> Card:
        first, last = self._lines.of([begun])[0], self._last_sign(begun)
        given = self._scene.said.get(begun.id)
        heading = given.heading if given is not None and given.heading else ""
        return Card(
            place=f"t{begun.id}",
            title=self._title(begun),
            author=first.name,
            excerpt=self._lines.excerpt(begun, _LONGEST_EXCERPT),
            said=self._count(self._rest(begun)),
            reactions=self._lines.reacted(begun),
            when=self._words.stamp(last.at, self._zone),
            locked=begun.locked or self._is_sealed(begun),
            tag=shown(heading),
            picture=next((one.picture for one in first.files if one.picture), None),
        )

    # --- which message is where -------------------------------------------------------------------------------

    def _thread_of(self, one: StageMessage) -> str | None:
        """The thread that a message is in; in a forum, the one that begins a thread is in it too."""
        if one.begins is not None:
            return one.id if self._scene.forum else None
        if one.id in self._scene.shown_alone:
            beside = self._scene.shown_alone[one.id]
            return beside if self._scene.forum and beside in self._begun else None
        return one.thread if one.thread in self._begun else None

    def _within(self, begun: StageMessage) -> list[StageMessage]:
        """What is in a thread: without a sealed one's answers, which are elsewhere."""
        within = self._in[begun.id] if self._scene.forum else [begun, *self._in[begun.id]]
        return [one for one in within if one.id == begun.id or not self._is_answer(one, begun)]

    def _rest(self, begun: StageMessage) -> list[StageMessage]:
        """What everybody reads in a thread, but for its beginning."""
        return [one for one in self._within(begun) if one.id != begun.id and one.private_with is None]

    def _answers_to(self, begun: StageMessage) -> list[StageMessage]:
        return [one for one in self._in[begun.id] if one.id != begun.id and self._is_answer(one, begun)]

    def _is_answer(self, one: StageMessage, begun: StageMessage) -> bool:
        """What the bot says stands beside the question."""
        return self._is_sealed(begun) and (one.carried or not one.from_bot)

    def _is_aside(self, one: StageMessage, begun: StageMessage) -> bool:
        """Whether it is in a thread of a sealed question, and for everybody."""
        return self._is_sealed(begun) and one.id != begun.id and not self._is_answer(one, begun)

    def _is_sealed(self, begun: StageMessage) -> bool:
        given = self._scene.said.get(begun.id)
        return given is not None and given.sealed

    def _asked_openly(self) -> set[str]:
        """In a text channel the question of a sealed thread has no thread of its own."""
        return {f"t{one.id}" for one in self._begun.values() if self._is_sealed(one)}

    def _last_sign(self, begun: StageMessage) -> StageMessage:
        return [begun, *self._rest(begun)][-1]

    # --- words --------------------------------------------------------------------------------------------------

    def _title(self, begun: StageMessage) -> str:
        return " ".join(shown(begun.begins or "").split())

    def _count(self, messages: Sequence[StageMessage]) -> str:
        return self._say("discord.page.messages", n=len(messages))

    def _compose(self, where: str) -> str:
        return self._say("discord.page.write", where=where)


def _below(places: Iterable[Place]) -> tuple[Entry, ...]:
    return tuple(Entry(one, below=True) for one in places)


def _called(name: str) -> str:
    """A channel's name as Discord writes it: small letters, and dashes for spaces."""
    return "-".join(shown(name).lower().split())
