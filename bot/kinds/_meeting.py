"""The meeting: a rendezvous with a guest, questions before it and notes after it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from bot.domain import Choice, OutboundFile, Post, Workshop, WorkshopWords
from bot.kinds._calendar_file import calendar_file
from bot.kinds._kind import Context, Setting, asked
from bot.kinds._texts import InWords, in_order, joined, passages
from bot.markup import Block, Items, Link, Span, safe_url
from bot.rhythm import instant
from bot.wording import Wording


class Meeting(InWords):
    """A rendezvous on a day of the café."""

    name = "meeting"

    def ask(self, workshop: Workshop, words: WorkshopWords, say: Wording, setting: Setting) -> tuple[Block, ...]:
        """Title, question, with whom, when and where, and how to ask something beforehand."""
        return asked(self.name, workshop, words, say, setting, *rendezvous(workshop, words, say, setting))

    def files(
        self, workshop: Workshop, words: WorkshopWords, say: Wording, setting: Setting
    ) -> tuple[OutboundFile, ...]:
        """The rendezvous as a file for one's own calendar."""
        begins = begins_at(workshop, setting)
        if begins is None:
            return ()
        content = calendar_file(workshop, words, setting, begins)
        return (OutboundFile(say.say("kind.meeting.file"), say.say("kind.meeting.file_alt"), content=content),)

    def sum_up(
        self,
        workshop: Workshop,
        words: WorkshopWords,
        posts: Sequence[Post],
        choices: Sequence[Choice],
        context: Context,
    ) -> dict[str, Any]:
        """``{"at", "place", "questions": [ids], "notes", "minutes", "guest", "asked", "noted"}``.

        What was posted before the meeting's instant is a question, what came from then on is a note. ``notes`` are
        the passages of ``noted``, an empty line between them; ``asked`` and ``noted`` are ``{"post", "author",
        "text"}`` of what may be quoted. ``place`` is the address where the script names no place.
        """
        begins = begins_at(workshop, context.setting)
        before = [post for post in in_order(posts) if begins is None or post.at < begins]
        noted = passages([post for post in posts if begins is not None and post.at >= begins], context)
        return {
            "at": None if begins is None else f"{begins.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "place": words.place or workshop.address or None,
            "questions": [context.id_of(post) for post in before],
            "notes": joined(noted) or None,
            "minutes": workshop.minutes,
            "guest": words.guest or None,
            "asked": passages(before, context),
            "noted": noted,
        }


def rendezvous(workshop: Workshop, words: WorkshopWords, say: Wording, setting: Setting) -> tuple[Block, ...]:
    """With whom, when and where; nothing where nothing of it is known."""
    facts: list[tuple[Span, ...]] = []
    if words.guest:
        facts.append((say.say("kind.meeting.guest", guest=words.guest),))
    if (begins := begins_at(workshop, setting)) is not None:
        moment = say.moment(begins, setting.zone)
        facts.append((say.say("kind.meeting.when", moment=moment, n=workshop.minutes),))
    if words.place:
        facts.append((say.say("kind.meeting.place", place=words.place),))
    if workshop.address:
        facts.append(_address(workshop.address, say))
    return (Items(tuple(facts)),) if facts else ()


def begins_at(workshop: Workshop, setting: Setting) -> datetime | None:
    """The instant (UTC) at which the meeting begins."""
    if workshop.meets_day is None or workshop.meets_at is None:
        return None
    return instant(setting.opening_day, workshop.meets_day, workshop.meets_at, setting.zone)


def _address(address: str, say: Wording) -> tuple[Span, ...]:
    return (Link(address, address),) if safe_url(address) else (say.say("kind.meeting.address", address=address),)
