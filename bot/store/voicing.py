"""What hosts say about a flashback, in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import BeatKind, HostNote, HostPick, MemberRef, Pick, PostRef, Progress
from bot.store import tables
from bot.store.inserting import into_for
from bot.store.voices_tables import host_notes, host_picks, releases

_OVER = (Progress.DONE.value, Progress.SKIPPED.value)


class SqlVoicesReading:
    """Questions about it; `bot.ports.Reading` says what each means."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._into = into_for(connection.dialect.name)

    async def picks(self, cafe: str) -> Sequence[HostPick]:
        query = select(host_picks).where(host_picks.c.cafe == cafe).order_by(host_picks.c.platform, host_picks.c.post)
        return [
            HostPick(PostRef(row.platform, row.post), Pick(row.pick), _member(row.said_by), row.at)
            for row in await self._connection.execute(query)
        ]

    async def notes(self, cafe: str) -> Sequence[HostNote]:
        query = select(host_notes).where(host_notes.c.cafe == cafe).order_by(host_notes.c.workshop)
        return [
            HostNote(row.workshop or None, row.text, _member(row.said_by), row.at)
            for row in await self._connection.execute(query)
        ]

    async def publishing_released(self, cafe: str) -> bool:
        return bool((await self._connection.execute(select(exists().where(releases.c.cafe == cafe)))).scalar())


class SqlVoicesWriting(SqlVoicesReading):
    """Steps about it; `bot.ports.Writing` says what each means."""

    erased = False

    async def keep_pick(self, cafe: str, pick: HostPick) -> None:
        kept = self._into(host_picks).values(
            cafe=cafe,
            platform=pick.post.platform,
            post=pick.post.id,
            pick=pick.pick.value,
            said_by=str(pick.by),
            at=pick.at,
        )
        await self._connection.execute(
            kept.on_conflict_do_update(
                index_elements=[host_picks.c.cafe, host_picks.c.platform, host_picks.c.post],
                set_={name: kept.excluded[name] for name in ("pick", "said_by", "at")},
            )
        )

    async def drop_pick(self, cafe: str, post: PostRef) -> bool:
        gone = await self._connection.execute(
            delete(host_picks).where(
                host_picks.c.cafe == cafe, host_picks.c.platform == post.platform, host_picks.c.post == post.id
            )
        )
        return gone.rowcount == 1

    async def keep_note(self, cafe: str, note: HostNote) -> None:
        kept = self._into(host_notes).values(
            cafe=cafe, workshop=note.workshop or "", text=note.text, said_by=str(note.by), at=note.at
        )
        await self._connection.execute(
            kept.on_conflict_do_update(
                index_elements=[host_notes.c.cafe, host_notes.c.workshop],
                set_={name: kept.excluded[name] for name in ("text", "said_by", "at")},
            )
        )

    async def drop_note(self, cafe: str, workshop: str | None) -> bool:
        # It may have named somebody.
        self.erased = True
        gone = await self._connection.execute(
            delete(host_notes).where(host_notes.c.cafe == cafe, host_notes.c.workshop == (workshop or ""))
        )
        return gone.rowcount == 1

    async def release_publishing(self, cafe: str, by: MemberRef, at: datetime) -> bool:
        beats = tables.beats
        published = (beats.c.cafe == cafe, beats.c.kind == BeatKind.PUBLISH.value)
        left = select(beats.c.key).where(*published, beats.c.progress.not_in(_OVER))
        if (await self._connection.execute(left)).first() is None:
            return False
        released = self._into(releases).values(cafe=cafe, said_by=str(by), at=at)
        await self._connection.execute(released.on_conflict_do_nothing())
        await self._connection.execute(
            update(beats)
            .where(*published, beats.c.progress.in_((Progress.DUE.value, Progress.FAILED.value)))
            .values(
                due=at,
                progress=Progress.DUE.value,
                lease_until=None,
                refusals=0,
                refused_since=None,
                done_at=None,
                why=None,
            )
        )
        return True


def _member(said_by: str) -> MemberRef:
    platform, _, member = said_by.partition(":")
    return MemberRef(platform, member)
