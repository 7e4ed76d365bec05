"""A café with a mission, the pictures that members bring to it, and what becomes of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from pathlib import Path
from typing import Any

from bot.domain import Attachment, Script, Visibility, Workshop, WorkshopWords
from bot.host import host_flashback, pictures_of
from bot.pages import rendered
from bot.pictures import cleaned
from tests.photographs import photograph
from tests.stories.room import Room, script

SHOWS = "Une cabane au bord de l’eau"
KEPT = cleaned(photograph())


def with_a_mission(visibility: Visibility = Visibility.OPEN, **changes: Any) -> Script:
    told = script()
    words = {
        language: replace(
            worded, workshops={**worded.workshops, "seek": WorkshopWords("Allez voir", "Rapportez une image.")}
        )
        for language, worded in told.words.items()
    }
    mission = Workshop("seek", "mission", 1, time(9, 30), visibility=visibility, **changes)
    return replace(told, workshops=(mission, *told.workshops), words=words)


async def bring(
    room: Room, name: str, *paths: Path, alt: str | None = SHOWS, text: str = "", workshop: str = "seek"
) -> str:
    post = await room.terminal.say(
        room.ref,
        name.lower(),
        name,
        text,
        thread=await room.thread(workshop),
        attachments=[Attachment(path.name, alt) for path in paths],
        paths=[str(path) for path in paths],
    )
    await room.host.pictures.settle()
    return post


async def kept(room: Room) -> list[bytes]:
    """The bytes of every picture in the database."""
    async with room.database.reading() as connection:
        found = await connection.exec_driver_sql("SELECT content FROM pictures WHERE content IS NOT NULL")
        return [row.content for row in found]


async def owed(room: Room) -> int:
    async with room.store.reading() as store:
        return len(await store.pictures_owed(["terminal"]))


async def page(room: Room) -> str:
    async with room.store.reading() as store:
        record = await store.record(room.cafe_id)
        flashback = host_flashback(record)
        pictures = await pictures_of(store, flashback, record)
    return rendered(record.cafe, flashback, "html", pictures).decode()


def shown(text: str) -> int:
    """How many pictures a page shows."""
    return text.count('<figure class="brought">')
