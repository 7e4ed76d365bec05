"""All that is kept of one member, as a file for that member: their own words and doings, and nobody else's."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.cafe_names import veils_of
from bot.conversation import VERSION, instant, written
from bot.domain import Card, Choice, MemberRef, OutboundFile, Post, Reaction, Record
from bot.errors import CallError, fault
from bot.naming import whose
from bot.ports import Reading, Store
from bot.wording import Wording

_Line = dict[str, Any]


class Mine:
    """The use case of seeing what is kept of oneself."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def file(self, by: MemberRef, words: Wording, cafe: str | None = None) -> OutboundFile:
        """All that one café, or every one, keeps of a member: JSON Lines in the format of a conversation, one object a
        line, sorted by instant. Each line says which ``cafe`` it is from; the first one says what the others are, what
        was chosen, and what was told to the member alone. Raises `CallError` for a café that is not there."""
        async with self._store.reading() as store:
            if cafe is not None and await store.cafe(cafe) is None:
                raise CallError(fault("quotation_no_cafe"))
            ids = await store.cafes_knowing(by) if cafe is None else [cafe]
            records = [await store.record(one) for one in ids]
            head = await self._head(store, by, words, records)
            lines = [line for record in records for line in await _of_cafe(store, record, by)]
        lines.sort(key=lambda line: str(line["at"]))
        return OutboundFile(words.say("mine.file"), words.say("mine.alt"), content=written([head, *lines]))

    async def _head(self, store: Reading, by: MemberRef, words: Wording, records: Sequence[Record]) -> _Line:
        always = await store.standing_consent(by)
        ids = {record.cafe.id for record in records}
        told, topics = await store.told_to(by), await store.topics_of(by)
        return {
            "type": "conversation",
            "version": VERSION,
            "title": words.say("mine.title"),
            "member": str(by),
            "always": always and {"choice": always.choice.value, "at": instant(always.at)},
            "cafes": [_cafe(record, by) for record in records],
            "told": [
                {"cafe": cafe, "at": at and instant(at), "text": text}
                for cafe, at, text in told
                if cafe is None or cafe in ids
            ],
            "topics": [{"number": one.number, "text": one.text, "at": instant(one.at)} for one in topics],
            "said": [
                {"cafe": cafe, "workshop": workshop, "at": at and instant(at), "text": text or None}
                for cafe, workshop, at, text in await store.said_by(by)
                if cafe in ids
            ],
            "published": [one.text for id in sorted(ids) for one in await store.verbatims(id) if one.author == by],
            "others": {table: [_plain(row) for row in rows] for table, rows in (await store.rows_of(by)).items()},
            "explained": [words.say(f"mine.explained.{key}") for key in ("lines", "choices", "marks", "others")],
        }


def _cafe(record: Record, by: MemberRef) -> _Line:
    cafe, member = record.cafe, record.members.get(by)
    owner = whose(cafe.secret, by)
    return {
        "id": cafe.id,
        "title": cafe.title,
        "name": member.name if member else None,
        "cafe_name": member.cafe_name if member else None,
        "choice": member.consent.value if member and member.consent else None,
        "rule": cafe.script.quotes.value,
        "marks": len({one.mark for one in record.names if one.whose == owner}),
    }


async def _of_cafe(store: Reading, record: Record, by: MemberRef) -> list[_Line]:
    member = record.members.get(by)
    name = member.name if member else by.id
    cards = {one.post: one for one in await store.cards(record.cafe.id)}
    posts = [await _post(store, record, post, name, cards.get(post.ref)) for post in record.posts if post.author == by]
    reactions = [_reaction(one) for one in record.reactions if one.author == by]
    chosen = {by, *veils_of(record.cafe, by).values()}
    choices = [_choice(one, by, name) for one in record.choices if one.author in chosen]
    return [{**line, "cafe": record.cafe.id} for line in (*posts, *reactions, *choices)]


async def _post(store: Reading, record: Record, post: Post, name: str, card: Card | None) -> _Line:
    chosen = record.post_consents.get(post.ref)
    attachments = []
    for number, one in enumerate(post.attachments):
        kept = await store.picture(record.cafe.id, post.ref, number)
        shown: _Line = {"name": one.name, "alt": one.alt, "url": one.url}
        if kept is not None:
            content = base64.b64encode(kept.content).decode("ascii")
            shown["picture"] = {"media_type": kept.media_type, "base64": content}
        attachments.append(shown)
    return {
        "type": "post",
        "id": post.ref.id,
        "author": post.author.id,
        "name": name,
        "at": instant(post.at),
        "text": post.text,
        "workshop": post.workshop,
        "reply_to": post.reply_to.id if post.reply_to else None,
        "attachments": attachments,
        "edited_at": post.edited_at and instant(post.edited_at),
        "answer": post.answer,
        "late": post.late,
        "url": post.url,
        "quotation": chosen and chosen.value,
        "card": card and {"allowed": card.allowed, "at": instant(card.at)},
    }


def _reaction(one: Reaction) -> _Line:
    return {
        "type": "reaction",
        "post": one.post.id,
        "author": one.author.id,
        "emoji": one.emoji,
        "at": instant(one.at),
    }


def _choice(one: Choice, by: MemberRef, name: str) -> _Line:
    return {
        "type": "choice",
        "workshop": one.workshop,
        "author": by.id,
        "name": name,
        "choices": list(one.choices),
        "at": instant(one.at),
        "anonymous": one.author != by,
        "late": one.late,
    }


def _plain(row: dict[str, Any]) -> _Line:
    return {
        key: instant(value)
        if isinstance(value, datetime)
        else value
        if isinstance(value, str | int | float | bool | list | dict | None)
        else None
        for key, value in row.items()
    }
