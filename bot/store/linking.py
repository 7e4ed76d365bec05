"""Which accounts are one person's, and the codes by which that is said."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import and_, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cafe_names import drawn
from bot.domain import MemberRef
from bot.store.consent_tables import house
from bot.store.deciding import mark_in, of_member
from bot.store.linking_tables import link_codes, links


class SqlLinkingReading:
    """Questions about linked accounts; `bot.ports.Reading` says what each means."""

    _connection: AsyncConnection

    async def linked(self, member: MemberRef) -> Sequence[MemberRef]:
        person = select(links.c.person).where(of_member(links, member, "member")).scalar_subquery()
        query = select(links.c.platform, links.c.member).where(links.c.person == person)
        found = {MemberRef(row.platform, row.member) for row in await self._connection.execute(query)}
        return sorted(found - {member})

    async def persons(self, members: Collection[MemberRef]) -> dict[MemberRef, str]:
        """Which of these accounts are one person's: more than one of them."""
        found: dict[str, list[MemberRef]] = {}
        for row in await self._connection.execute(select(links.c.platform, links.c.member, links.c.person)):
            ref = MemberRef(row.platform, row.member)
            if ref in members:
                found.setdefault(row.person, []).append(ref)
        return {ref: person for person, refs in found.items() if len(refs) > 1 for ref in refs}


async def digest_of(connection: AsyncConnection, code: str) -> str:
    """The digest of a code under the secret of this house."""
    secret = (await connection.execute(select(house.c.secret))).scalar_one()
    return drawn(secret, "link", code).hex()


async def store_link_code(
    connection: AsyncConnection, member: MemberRef, name: str, code: str, until: datetime
) -> None:
    """Keep a code; see `bot.ports.LinkingWriting`."""
    await connection.execute(delete(link_codes).where(of_member(link_codes, member, "member")))
    await connection.execute(
        link_codes.insert().values(
            platform=member.platform,
            member=member.id,
            name=name,
            code=await digest_of(connection, code),
            until=until,
            tries=0,
        )
    )


async def try_code(connection: AsyncConnection, name: str, code: str, now: datetime, tries: int) -> MemberRef | None:
    """Try a code; see `bot.ports.LinkingWriting`."""
    await connection.execute(delete(link_codes).where(link_codes.c.until <= now))
    row = (await connection.execute(select(link_codes).where(link_codes.c.name == name))).first()
    if row is None:
        return None
    right = hmac.compare_digest(row.code, await digest_of(connection, code))
    if right or row.tries + 1 >= tries:
        await connection.execute(delete(link_codes).where(link_codes.c.name == name))
    else:
        await connection.execute(update(link_codes).where(link_codes.c.name == name).values(tries=row.tries + 1))
    return MemberRef(row.platform, row.member) if right else None


async def join(connection: AsyncConnection, accounts: Collection[MemberRef], at: datetime) -> None:
    """Let these accounts be one person's."""
    person = secrets.token_hex(16)
    for one in sorted(accounts):
        await connection.execute(delete(links).where(of_member(links, one, "member")))
        await connection.execute(links.insert().values(platform=one.platform, member=one.id, person=person, at=at))


async def part(connection: AsyncConnection, member: MemberRef) -> bool:
    """Let an account be nobody else's."""
    done = await connection.execute(delete(links).where(of_member(links, member, "member")))
    await drop_lonely(connection)
    return bool(done.rowcount)


async def drop_lonely(connection: AsyncConnection) -> None:
    """Forget links that say nothing any more: of a person with one account."""
    alone = select(links.c.person).group_by(links.c.person).having(func.count() == 1)
    await connection.execute(delete(links).where(links.c.person.in_(alone)))


async def part_mark(connection: AsyncConnection, mark: str, at: datetime) -> None:
    """Let the account of that mark, under the secret of this house, be nobody else's if it was linked until then."""
    secret = (await connection.execute(select(house.c.secret))).scalar_one_or_none()
    for row in (await connection.execute(select(links).where(links.c.at <= at))).all():
        ref = MemberRef(row.platform, row.member)
        if secret and mark_in(secret, ref) == mark:
            await connection.execute(delete(links).where(and_(of_member(links, ref, "member"), links.c.at <= at)))
    await drop_lonely(connection)
