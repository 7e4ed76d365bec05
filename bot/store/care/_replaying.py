"""The erasures since a backup was made, done again in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, select, update

from bot.domain import PostRef
from bot.errors import StoreError
from bot.store import tables
from bot.store.card_tables import cards
from bot.store.care._frozen import Frozen, frozen_in
from bot.store.care._redoing import Redoing, Replayed
from bot.store.care._replaying_sayings import SAYINGS, take_sayings_over
from bot.store.care._replaying_wishes import ASKED, take_back_wishes
from bot.store.consent_tables import absences, post_consents, standing_consents
from bot.store.engine import Database
from bot.store.erasures import Journal
from bot.store.name_tables import name_marks
from bot.store.stage_tables import stage_messages


async def replay_erasures(restored: Database, former: Database | None, journal: Journal, now: datetime) -> Replayed:
    """Do in a restored database what was erased and decided since: as the former database says, if it can be read,
    and then as the journal beside it says. Both tell the same; doing it twice changes nothing."""
    replayed = Replayed()
    told: dict[str, Sequence[RowMapping]] = {}
    frozen: Sequence[Frozen] = ()
    if former is not None:
        try:
            async with former.reading() as connection:
                told = {name: (await connection.execute(query)).mappings().all() for name, query in _ASKED.items()}
                frozen = await frozen_in(connection)
            replayed.read = True
        except StoreError:
            told, frozen = {}, ()
    async with restored.writing() as connection:
        replay = Redoing(connection, replayed)
        await replay.prepare()
        for row in told.get("posts", ()):
            await replay.post_as(row)
        for row in told.get("members", ()):
            await replay.member_as(row)
        if replayed.read:
            await replay.reactions_as(told["cafes"], told["reactions"])
        for row in told.get("messages", ()):
            await replay.message_as(row)
        for row in told.get("quotations", ()):
            await replay.quotation(row["cafe"], PostRef(row["platform"], row["post"]), row["choice"], row["at"])
        for row in told.get("standing", ()):
            await replay.standing(row["mark"], row["choice"], row["at"])
        for row in told.get("absences", ()):
            await replay.forgotten(row["mark"], row["at"])
            if row["back_at"] is not None:
                await replay.back(row["mark"], row["back_at"])
        # After the decisions: how names follow one another, and what was drawn, is as it is there.
        for row in told.get("names", ()):
            await replay.name_as(row)
        await replay.cafe_names_as(told.get("cafe_names", ()))
        await take_back_wishes(connection, told)
        for erasure in journal.read():
            await replay.line(erasure)
        for one in frozen:
            await replay.freeze_as(one)
        # Last: whoever left and came back has taken back only what they said before.
        replayed.cafes |= await take_sayings_over(connection, told.get("sayings", ()), replay.cafes)
        # Who has said no since is not known: nothing crosses before its author says yes once more.
        await connection.execute(update(cards).values(allowed=None))
        await replay.finish(now)
    await restored.sweep()
    return replayed


_ASKED: dict[str, Select[Any]] = {
    "posts": select(tables.posts).where(tables.posts.c.erased_at.is_not(None) | tables.posts.c.edited_at.is_not(None)),
    "members": select(tables.members).where(tables.members.c.decided_at.is_not(None)),
    "names": select(name_marks).order_by(name_marks.c.number),
    "cafe_names": select(tables.members).where(tables.members.c.cafe_name.is_not(None)),
    "cafes": select(tables.cafes.c.id),
    "reactions": select(tables.reactions),
    "sayings": SAYINGS,
    **ASKED,
    "messages": select(stage_messages).where(
        stage_messages.c.erased_at.is_not(None) | stage_messages.c.edited_at.is_not(None)
    ),
    "quotations": select(post_consents).order_by(post_consents.c.at),
    "standing": select(standing_consents),
    "absences": select(absences),
}
