"""What a moderator takes away in one go is heard of at once, however old it is."""

from __future__ import annotations

import pytest

from bot.domain import PostErased, ReactionsCleared, ThreadGone
from tests.discord.scene import Scene
from tests.discord_server import Permission, Person


@pytest.fixture
def mo(scene: Scene) -> Person:
    may = Permission.MANAGE_THREADS | Permission.MANAGE_MESSAGES
    return scene.server.new_person(scene.guild, "Mo", roles=(scene.server.guilds.role(scene.guild, "modération", may),))


async def test_reactions_that_a_moderator_clears(scene: Scene, mo: Person) -> None:
    _, thread = await scene.begin()
    post = scene.vio.says(thread, "Du pain.")
    for emoji in ("👍", "🧵"):
        scene.ana.reacts(post, emoji)
    await scene.listen()
    scene.server.marks.clear_reactions(post, mo.user, "👍")
    scene.server.marks.clear_reactions(post, mo.user)
    await scene.settle()
    assert [(one.room, one.post, one.emoji) for one in scene.door.of(ReactionsCleared)] == [
        (scene.room, str(post.id), "👍"),
        (scene.room, str(post.id), None),
    ]


async def test_many_messages_deleted_at_once(scene: Scene, mo: Person) -> None:
    _, thread = await scene.begin()
    posts = [scene.vio.says(thread, f"Pensée {number}.") for number in range(3)]
    await scene.listen()
    mo.deletes_many(posts)
    await scene.settle()
    assert [one.post for one in scene.door.of(PostErased)] == [str(one.id) for one in posts]


async def test_a_thread_that_a_moderator_deletes(scene: Scene, mo: Person) -> None:
    _, thread = await scene.begin()
    elsewhere = scene.server.new_text(scene.guild, "ailleurs")
    other = mo.begins_thread(mo.says(elsewhere, "Un fil ?"), "Fil")
    await scene.listen()
    for one in (other, thread):
        mo.deletes_thread(one)
    await scene.settle()
    assert [(one.room, one.thread) for one in scene.door.of(ThreadGone)] == [(scene.room, str(thread.id))]
