"""A platform's own history of a room -> a record of its own, to be compared with what is kept. Pure.

It goes by the rules of the door (docs/ARCHITECTURE.md) and shares no code with it. What a history does not tell (who
pressed which button, who withdrew by a command, on some platforms) is taken from the record.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.cafe_names import own_id, veiled
from bot.digest.audit import Difference
from bot.digest.recount import as_vote
from bot.domain import (
    Absence,
    Choice,
    Chosen,
    ConsentGiven,
    Inbound,
    MemberRef,
    Post,
    PostEdited,
    PostErased,
    PostMade,
    PostRef,
    PostUnread,
    Reacted,
    Reaction,
    Record,
    RoomRef,
    Unreacted,
    Visibility,
    Withdrew,
)
from bot.kinds import KINDS, Reading
from bot.rhythm import plan_of, workshop_open_at


@dataclass(frozen=True, slots=True)
class Setting:
    """What has to be known to read a room's history for a café.

    ``places`` are the workshops by their threads, ``None`` for the café's own thread, ``hosts`` those whose own
    messages are no part of it, ``later`` when other cafés were presented in the room. ``threads``, ``seals`` and
    ``speaks`` are what the platform can do.
    """

    room: RoomRef
    places: Mapping[str, str | None]
    hosts: Collection[MemberRef]
    later: Sequence[datetime] = ()
    threads: bool = True
    seals: bool = False
    speaks: bool = True


@dataclass(slots=True)
class History:
    """What the platforms' histories tell of a café. ``choices`` is empty, and ``told_choices`` false, where they tell
    of none. ``kept_back`` are the posts that stand there without their words: they are taken from the record."""

    posts: dict[PostRef, Post] = field(default_factory=dict)
    reactions: dict[tuple[PostRef, MemberRef, str], datetime] = field(default_factory=dict)
    choices: dict[tuple[str, MemberRef], Choice] = field(default_factory=dict)
    told_choices: bool = False
    kept_back: set[PostRef] = field(default_factory=set)


class HistoryReader:
    """Reads the events of a café's rooms, one after another. ``record`` is what is kept of the café.

    ``erased`` are the posts that were erased here, though the room may show them still, and ``left`` who has taken
    everything back in the café, as the store tells. Who had everything forgotten is told with `keep_out`.
    """

    def __init__(
        self, record: Record, erased: Iterable[PostRef] = (), left: Mapping[MemberRef, Absence] | None = None
    ) -> None:
        self._record = record
        self._cafe = record.cafe
        self._plan = plan_of(record.cafe)
        self._kept = {post.ref for post in record.posts}
        self._reactions = {(one.post, one.author, one.emoji) for one in record.reactions}
        self._erased: set[PostRef] = set(erased)
        self._left = dict(left or {})
        self._absent: dict[MemberRef, Absence] = {}
        self._out: dict[MemberRef, datetime] = {}
        self.history = History()

    def read(self, setting: Setting, events: Iterable[Inbound]) -> None:
        """Take a room's events in, in their order."""
        for event in events:
            self.take(setting, event)

    def keep_out(self, member: MemberRef, absence: Absence) -> None:
        """Leave out what a member did before they came back from having everything forgotten."""
        self._absent[member] = absence

    def take(self, setting: Setting, event: Inbound) -> None:
        """Take one event in."""
        match event:
            case PostMade():
                self._made(setting, event)
            case PostUnread():
                self._unread(PostRef(event.room.platform, event.post))
            case PostEdited():
                self._edited(event)
            case PostErased():
                self._erase(PostRef(event.room.platform, event.post))
            case Reacted():
                self._reacted(setting, event)
            case Unreacted():
                author = MemberRef(event.room.platform, event.author)
                self.history.reactions.pop((PostRef(event.room.platform, event.post), author, event.emoji), None)
            case Chosen():
                self._chosen(setting, event)
            case ConsentGiven() if not any(at <= event.at for at in setting.later):
                self._out.pop(MemberRef(event.room.platform, event.author), None)
            case Withdrew():
                self._withdrew(event)

    def record(self) -> Record:
        """The record that the histories make. Where no history tells of choices, those that are kept are taken."""
        kept = {post.ref: post for post in self._record.posts}
        posts = [self._read_again(post, kept.get(ref)) for ref, post in self.history.posts.items()]
        reactions = [Reaction(post, who, emoji, at) for (post, who, emoji), at in self.history.reactions.items()]
        choices = tuple(self.history.choices.values()) if self.history.told_choices else self._record.choices
        return replace(self._record, posts=tuple(posts), reactions=tuple(reactions), choices=choices)

    # --- events ---------------------------------------------------------------------------------------------

    def _counts(
        self, setting: Setting, member: MemberRef, event: PostMade | Reacted | Chosen, kept: bool = False
    ) -> bool:
        presented, at = self._cafe.presented_at, event.at
        if event.by_host:
            return False
        if presented is None or not presented <= at < self._cafe.closes_at:
            return False
        absent, left = self._absent.get(member), self._left.get(member)
        if member in setting.hosts or (absent is not None and not absent.lets_in(at)):
            return False
        if left is not None and not left.lets_in(at):
            # They may have chosen several times since they left, and only the last time is known: of what they said
            # in between, what is kept counts.
            return left.back_at is not None and at >= left.at and kept
        out = self._out.get(member)
        return out is None or (left is not None and left.back_at is not None and out < left.back_at)

    def _made(self, setting: Setting, event: PostMade) -> None:
        ref, author = PostRef(event.room.platform, event.post), MemberRef(event.room.platform, event.author)
        known = ref in self.history.posts or ref in self._erased
        if event.from_bot or known or not self._counts(setting, author, event, ref in self._kept):
            return
        ours, workshop = self._place(setting, event)
        if ours:
            reply_to = PostRef(event.room.platform, event.reply_to) if event.reply_to else None
            self.history.posts[ref] = Post(
                ref=ref,
                own_id=own_id(self._cafe.secret, ref),
                author=author,
                at=event.at,
                text=event.text,
                workshop=workshop,
                answer=False,
                reply_to=reply_to,
                attachments=event.attachments,
                url=event.url,
            )

    def _unread(self, ref: PostRef) -> None:
        """What stands there without words can be compared with nothing: it is taken as it is kept, with what was
        reacted to it."""
        kept = next((post for post in self._record.posts if post.ref == ref), None)
        if kept is None or ref in self.history.posts or ref in self._erased:
            return
        self.history.posts[ref] = kept
        self.history.kept_back.add(ref)
        for one in self._record.reactions:
            if one.post == ref:
                self.history.reactions[one.post, one.author, one.emoji] = one.at

    def _place(self, setting: Setting, event: PostMade) -> tuple[bool, str | None]:
        """Whether a message is the café's, and of which workshop."""
        thread = event.thread or event.beside
        if thread and thread in setting.places:
            return True, setting.places[thread]
        if event.workshop is not None:
            return self._cafe.script.workshop(event.workshop) is not None, event.workshop
        if event.private:
            blind = None if setting.seals else self._blind_at(event.at)
            return blind is not None, blind
        if setting.threads:
            return False, None
        return True, workshop_open_at(self._plan, event.at)

    def _blind_at(self, at: datetime) -> str | None:
        """The blind workshop that a private message answers: the one that opened last of those open and sealed."""
        blind = [one.key for one in self._cafe.script.workshops if one.visibility is Visibility.BLIND]
        opened = self._plan.workshops
        then = [key for key in blind if opened[key] <= at < self._plan.unseals[key]]
        last = [key for key in then if opened[key] == max(opened[one] for one in then)]
        return last[0] if len(last) == 1 else None

    def _edited(self, event: PostEdited) -> None:
        ref = PostRef(event.room.platform, event.post)
        if post := self.history.posts.get(ref):
            files = post.attachments if event.attachments is None else event.attachments
            self.history.posts[ref] = replace(post, text=event.text, attachments=files, edited_at=event.at)

    def _erase(self, ref: PostRef) -> None:
        self._erased.add(ref)
        self.history.posts.pop(ref, None)
        self.history.kept_back.discard(ref)
        for key in [key for key in self.history.reactions if key[0] == ref]:
            del self.history.reactions[key]

    def _reacted(self, setting: Setting, event: Reacted) -> None:
        ref, author = PostRef(event.room.platform, event.post), MemberRef(event.room.platform, event.author)
        kept = (ref, author, event.emoji) in self._reactions
        if ref in self.history.posts and self._counts(setting, author, event, kept):
            self.history.reactions.setdefault((ref, author, event.emoji), event.at)

    def _chosen(self, setting: Setting, event: Chosen) -> None:
        author, workshop = MemberRef(event.room.platform, event.author), self._cafe.script.workshop(event.workshop)
        if workshop is None or not self._counts(setting, author, event):
            return
        takes = KINDS[workshop.kind].takes_choices if workshop.kind in KINDS else False
        valid = bool(as_vote(workshop, event.choices)) if takes else not setting.speaks
        if valid and event.at >= self._plan.workshops[workshop.key]:
            self.history.told_choices = True
            who, at = author, event.at
            if workshop.anonymous:
                who, at = veiled(self._cafe.secret, workshop.key, author), self._plan.workshops[workshop.key]
            self.history.choices[workshop.key, who] = Choice(workshop.key, who, event.choices, at)

    def _withdrew(self, event: Withdrew) -> None:
        member = MemberRef(event.room.platform, event.author)
        if self._cafe.presented_at is None or event.at < self._cafe.presented_at:
            return
        self._out[member] = event.at
        for ref in [ref for ref, post in self.history.posts.items() if post.author == member]:
            self._erase(ref)
        for key in [key for key in self.history.reactions if key[1] == member]:
            del self.history.reactions[key]
        theirs = {member, *(veiled(self._cafe.secret, one.key, member) for one in self._cafe.script.workshops)}
        for choice in [key for key in self.history.choices if key[1] in theirs]:
            del self.history.choices[choice]

    def _read_again(self, post: Post, kept: Post | None) -> Post:
        """The post with whether it answers its workshop: as was read when it came, or else as it reads now."""
        if kept is not None and kept.text == post.text and kept.workshop == post.workshop:
            return replace(post, answer=kept.answer)
        workshop = self._cafe.script.workshop(post.workshop) if post.workshop else None
        if workshop is None or post.reply_to is not None:
            return post
        words = {key: one.workshops[workshop.key] for key, one in self._cafe.script.words.items()}
        read = KINDS.get(workshop.kind, KINDS["question"]).read(workshop, words, post.text, post.attachments)
        return replace(post, answer=isinstance(read, Reading))


def compared(kept: Record, told: Record, sealed: Collection[str] = frozenset()) -> tuple[Difference, ...]:
    """Where the rows that are kept and those that the history tells of differ: the ids concerned, no words. Nothing of
    workshops that are still sealed."""
    kept, told = _without(kept, sealed), _without(told, sealed)
    here = {post.ref: post for post in kept.posts}
    there = {post.ref: post for post in told.posts}
    found = [Difference("rows.posts", ref in here, ref in there, (str(ref),)) for ref in sorted(here.keys() ^ there)]
    for ref in sorted(here.keys() & there):
        for name in ("author", "at", "workshop", "text", "reply_to", "attachments", "url"):
            if getattr(here[ref], name) != getattr(there[ref], name):
                found.append(Difference(f"rows.posts.{name}", None, None, (str(ref),)))
    mine, theirs = ({(one.post, one.author, one.emoji) for one in record.reactions} for record in (kept, told))
    for one in sorted(mine ^ theirs):
        found.append(Difference("rows.reactions", one in mine, one in theirs, (str(one[0]),)))
    given, heard = ({(one.workshop, one.author, one.choices) for one in record.choices} for record in (kept, told))
    for workshop in sorted({one[0] for one in given ^ heard}):
        numbers = [sum(one[0] == workshop for one in side) for side in (given - heard, heard - given)]
        found.append(Difference(f"rows.choices.{workshop}", numbers[0], numbers[1]))
    return tuple(found)


def _without(record: Record, workshops: Collection[str]) -> Record:
    """The record without what was said, reacted to and chosen in those workshops."""
    out = {post.ref for post in record.posts if post.workshop in workshops}
    return replace(
        record,
        posts=tuple(one for one in record.posts if one.ref not in out),
        reactions=tuple(one for one in record.reactions if one.post not in out),
        choices=tuple(one for one in record.choices if one.workshop not in workshops),
    )
