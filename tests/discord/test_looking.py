"""What has become of posts that are kept: only what is certain is told."""

from __future__ import annotations

import pytest

from bot.domain import Inbound, Kept, MemberRef, Posted, PostEdited, PostErased, Reacted, ThreadGone, Unreacted
from bot.errors import NotAllowed, PlatformError
from tests.discord.scene import Scene
from tests.discord_server import CAFE_RIGHTS, Message, Permission, Thread
from tests.discord_server._guilds import Guilds
from tests.platforms.stand import everything, said


def kept(scene: Scene, message: Message, *reactions: tuple[str, str]) -> Kept:
    thread = str(message.channel.id) if isinstance(message.channel, Thread) else None
    return Kept(str(message.id), message.at, message.content, thread, (), frozenset(reactions))


async def look(scene: Scene, *posts: Kept) -> list[Inbound]:
    return await everything(scene.platform.look_again(scene.room, posts))


async def test_a_deleted_thread_has_taken_its_posts_with_it(scene: Scene) -> None:
    _, thread = await scene.begin()
    post = kept(scene, scene.vio.says(thread, "Du pain."))
    floor = kept(scene, scene.vio.says(scene.channel, "Du fromage."))
    scene.server.threads.remove(thread)
    await scene.restart()
    erased, gone = await look(scene, post, floor)
    assert isinstance(erased, PostErased)
    assert erased.post == post.post
    assert isinstance(gone, ThreadGone)
    assert (gone.room, gone.thread, gone.position) == (scene.room, str(thread.id), None)


@pytest.mark.parametrize("listens", [False, True])
async def test_a_deleted_channel_erases_nothing(scene: Scene, listens: bool) -> None:
    _, thread = await scene.begin()
    post = kept(scene, scene.vio.says(thread, "Du pain."))
    if listens:
        await scene.listen()
    scene.server.guilds.delete_channel(scene.channel)
    if listens:
        await scene.settle()
    with pytest.raises(PlatformError):
        await look(scene, post)


@pytest.mark.parametrize("right", [Permission.READ_MESSAGE_HISTORY, Permission.VIEW_CHANNEL])
@pytest.mark.parametrize("listens", [False, True])
async def test_a_history_that_may_not_be_read_erases_nothing(scene: Scene, right: Permission, listens: bool) -> None:
    _, thread = await scene.begin()
    posts = [kept(scene, scene.vio.says(one, "Du pain.")) for one in (thread, scene.channel)]
    if listens:
        await scene.listen()
    scene.server.forbid(scene.channel, right)
    if listens:
        await scene.settle()
    with pytest.raises(NotAllowed):
        await look(scene, *posts)


async def test_a_server_that_has_thrown_the_bot_out_erases_nothing(scene: Scene) -> None:
    _, thread = await scene.begin()
    post = kept(scene, scene.vio.says(thread, "Du pain."))
    scene.server.guilds.remove_bot(scene.guild)
    with pytest.raises(PlatformError):
        await look(scene, post)
    scene.server.guilds.invite_bot(scene.guild, CAFE_RIGHTS)
    scene.clock.forward(hours=1)
    assert await look(scene, post) == []


async def test_a_companion_that_is_configured_no_more_erases_nothing(scene: Scene) -> None:
    beside = scene.server.new_text(scene.guild, "réponses")
    forum = scene.server.new_forum(scene.guild, "forum")
    await scene.restart(companions={str(forum.id): str(beside.id)})
    room = await scene.platform.open_room(str(forum.id))
    posted = await scene.platform.post(room, said("Sans lire ?", begins="À l’aveugle", sealed=True), "k1")
    vio = MemberRef("discord", scene.vio.id)
    answer = await scene.platform.carry(room, posted.thread or "", vio, "Vio", "Du pain.", "c1")
    there = Kept(answer.message, scene.clock.now(), "Du pain.", posted.thread)
    await scene.restart()
    assert await everything(scene.platform.look_again(room, [there])) == []
    await scene.platform.retract(room, Posted(answer.message, posted.thread))
    assert [type(one) for one in await everything(scene.platform.look_again(room, [there]))] == [PostErased]


async def test_a_companion_that_is_deleted_erases_nothing(scene: Scene) -> None:
    """A channel that is gone tells nothing of what people wanted for the words in its threads."""
    beside = scene.server.new_text(scene.guild, "réponses")
    forum = scene.server.new_forum(scene.guild, "forum")
    await scene.restart(companions={str(forum.id): str(beside.id)})
    room = await scene.platform.open_room(str(forum.id))
    posted = await scene.platform.post(room, said("Sans lire ?", begins="À l’aveugle", sealed=True), "k1")
    asked = await scene.platform.post(room, said("En lisant ?", begins="Ouvert"), "k2")
    assert posted.thread is not None
    assert asked.thread is not None
    there = Kept(str(int(posted.thread) + 1), scene.clock.now(), "Du pain.", posted.thread)
    assert await scene.platform.threads_gone(room, [posted.thread, asked.thread]) == []
    scene.server.owner_of(scene.guild).deletes_thread(scene.guild.threads[int(asked.thread)])
    assert await scene.platform.threads_gone(room, [posted.thread, asked.thread]) == [asked.thread]
    guilds: Guilds = scene.server.guilds
    guilds.delete_channel(beside)
    with pytest.raises(PlatformError):
        await everything(scene.platform.look_again(room, [there]))
    with pytest.raises(PlatformError):
        await scene.platform.threads_gone(room, [posted.thread])


async def test_an_unreachable_server_erases_nothing(scene: Scene) -> None:
    post = kept(scene, scene.vio.says(scene.channel, "Du pain."))
    await scene.platform.open_room(scene.room.room)
    scene.vio.deletes(scene.channel.messages[int(post.post)])
    scene.server.trouble.answer_with(503, route="messages")
    with pytest.raises(PlatformError):
        await look(scene, post)
    assert [type(one) for one in await look(scene, post)] == [PostErased]


async def test_of_a_thousand_messages_only_pages_with_kept_ones_are_read(scene: Scene) -> None:
    posts = [kept(scene, scene.vio.says(scene.channel, f"Pensée {number}.")) for number in range(1_000)]
    some = [posts[0], posts[50], posts[700], posts[999]]
    for one in (posts[50], posts[999], posts[500]):
        scene.vio.deletes(scene.channel.messages[int(one.post)])
    scene.server.calls.clear()
    found = await look(scene, *some)
    assert [getattr(one, "post", "") for one in found] == [posts[50].post, posts[999].post]
    assert len([one for one in scene.server.calls if one.route.endswith("/messages")]) == 3


async def test_words_that_discord_does_not_show_any_more_are_not_taken_for_an_edit(scene: Scene) -> None:
    # The portal's intent was taken away: every history has lost its words, and no member has changed one.
    message = scene.vio.says(scene.channel, "Du pain.")
    post = kept(scene, message)
    message.content = ""
    assert await look(scene, post) == []


async def test_of_fresh_posts_each_reaction_is_compared_and_of_old_ones_the_numbers_first(scene: Scene) -> None:
    message = scene.vio.says(scene.channel, "Du pain.")
    leo = scene.server.new_person(scene.guild, "Léo")
    scene.ana.reacts(message, "👍")
    swapped = kept(scene, message, (leo.id, "👍"))
    told = await look(scene, swapped)
    assert [(type(one), getattr(one, "author", "")) for one in told] == [(Reacted, scene.ana.id), (Unreacted, leo.id)]
    scene.clock.forward(days=20)
    assert await look(scene, swapped) == []
    leo.reacts(message, "👍")
    assert [(type(one), getattr(one, "author", "")) for one in await look(scene, swapped)] == [(Reacted, scene.ana.id)]


async def test_an_edit_that_takes_a_file_away_is_told_of(scene: Scene) -> None:
    from bot.domain import Attachment

    picture = scene.vio.file("pain.png", b"...", "image/png")
    message = scene.vio.says(scene.channel, "Voici.", files=(picture,))
    post = Kept(str(message.id), message.at, "Voici.", None, (Attachment("pain.png"),))
    assert await look(scene, post) == []
    scene.server.messages.edit(message, scene.vio.user, attachments=[])
    [event] = await look(scene, post)
    assert isinstance(event, PostEdited)
    assert (event.text, event.attachments) == ("Voici.", ())


async def test_an_emoji_that_was_renamed_is_the_one_that_was_put(scene: Scene) -> None:
    _, thread = await scene.begin()
    post = scene.vio.says(thread, "Du pain.")
    await scene.listen()
    scene.ana.reacts(post, "chat:555")
    await scene.settle()
    [put] = scene.door.of(Reacted)
    post.reactions["chaton:555"] = post.reactions.pop("chat:555")
    scene.clock.forward(hours=1)
    assert await look(scene, kept(scene, post, (put.author, put.emoji))) == []
    await scene.restart()
    assert await look(scene, kept(scene, post, (put.author, put.emoji))) == []
