"""Every way by which words can leave a café, or be kept by it: one list, for whatever must be true of all of them.

A piece that says or keeps something new adds its way here: a function from the room to all it gives out, as one text.
``PUBLIC`` are those that anybody else may see, ``EVERYWHERE`` all there are, what is kept included.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping

from sqlalchemy import select

from bot.cli._asking import status_lines
from bot.digest import published, to_json
from bot.host import Mine, exported, exported_csv, kept_flashback, pictures_of
from bot.pages import rendered
from bot.store.tables import metadata
from bot.wording import wording
from tests.stories.room import Room

Output = Callable[[Room], Awaitable[str]]


async def tables(room: Room) -> str:
    """Every value of every table, the terminal's own included."""
    kept: list[str] = []
    async with room.database.reading() as connection:
        for table in metadata.sorted_tables:
            kept += [str(tuple(row)) for row in await connection.execute(select(table))]
    return "\n".join(kept)


async def files(room: Room) -> str:
    """The bytes of the database's files, of its journals and of everything else beside them."""
    kept = [file.read_bytes() for file in sorted(room.path.parent.rglob("*")) if file.is_file()]
    return b"\n".join(kept).decode("utf-8", "replace")


async def flashbacks(room: Room) -> str:
    """The flashback in each of its forms, for the host and as published."""
    async with room.store.reading() as store:
        record = await store.record(room.cafe_id)
        kept = await store.flashback(room.cafe_id) or b""
        made = await kept_flashback(store, room.cafe_id)
        pictures = await pictures_of(store, made, record)
    forms = [rendered(record.cafe, made, form, pictures) for form in ("json", "md", "html")]
    return b"\n".join([kept, to_json(published(made, record)), *forms]).decode()


async def messages(room: Room) -> str:
    """What the bot has said in the rooms, to everybody and to each member alone."""
    said = [one.text for one in await room.said_by_the_bot()]
    for home in (await room.cafe()).homes:
        said += [one.text for one in await room.terminal.messages(home.room) if one.from_bot]
    for member, _ in await room.terminal.members():
        said += [one.text for one in await room.terminal.inbox(room.ref, member) if one.from_bot]
    return "\n".join(said)


async def deliveries(room: Room) -> str:
    """What is owed and was sent, by the store's own telling."""
    async with room.store.reading() as store:
        owed = [one for beat in await store.beats(room.cafe_id) for one in await store.deliveries(beat.key)]
        return str([*owed, *await store.replies_owed()])


async def said_in_its_name(room: Room) -> str:
    """What guests have said in the café's name and is kept of it, whoever it is of, and what is to leave the rooms."""
    async with room.store.reading() as store:
        said = [await store.said_by(ref) for ref, _ in await store.people()]
        return str([said, await store.sayings_to_retract(room.cafe_id)])


async def desk(room: Room) -> str:
    """What the hosts were told."""
    return "\n".join(await room.at_the_desk())


async def export(room: Room) -> str:
    """What is handed on, in both forms."""
    lines = exported(await room.record())
    return "\n".join([json.dumps(lines, ensure_ascii=False), exported_csv(lines)])


async def mine_of_others(room: Room) -> str:
    """What every other member is given when they ask what is kept of them, and what would be quoted of them."""
    given: list[str] = []
    for ref in (await room.record()).members:
        given.append(str(await Mine(room.store).file(ref, wording("fr"))))
        if (await room.cafe()).frozen_at is None:
            given.append(str(await room.host.consents.quotations(ref, room.cafe_id)))
    return "\n".join(given)


async def care(room: Room) -> str:
    """The topics of the room, and what another member is told to have missed."""
    told = [await room.command("Marc", "sujet", "liste"), await room.command("Marc", "moi", "rattraper")]
    return "\n".join(told)


async def history(room: Room) -> str:
    """What people have changed, as hosts are shown it."""
    async with room.store.reading() as store:
        return str(await store.history(None, 1000))


async def status(room: Room) -> str:
    """What is open, due and late."""
    return "\n".join(await status_lines(room.store, room.clock, wording("fr")))


PUBLIC: Mapping[str, Output] = {
    "flashbacks": flashbacks,
    "messages": messages,
    "export": export,
    "mine of others": mine_of_others,
    "status": status,
    "care": care,
}
EVERYWHERE: Mapping[str, Output] = {
    **PUBLIC,
    "tables": tables,
    "files": files,
    "deliveries": deliveries,
    "said in its name": said_in_its_name,
    "desk": desk,
    "history": history,
}
