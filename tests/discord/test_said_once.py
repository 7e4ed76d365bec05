"""Nothing is said twice and nothing is dropped, whatever dies when (truth 1)."""

from __future__ import annotations

import pytest

from bot.domain import Button, OutboundFile, OutboundMessage, Poll, Posted
from bot.errors import PlatformError
from tests.discord.scene import Scene, to
from tests.discord_server import Thread
from tests.platforms.stand import said

SENDS: dict[str, tuple[str, OutboundMessage]] = {
    "words": ("text", said("Bienvenue.")),
    "buttons": ("text", said("Bienvenue.", buttons=(Button("consent", "Choisir"),))),
    "file": ("text", said("Voici.", files=(OutboundFile("flashback.md", "Le flashback", content="# Mars"),))),
    "poll": ("text", said("Votre choix", poll=Poll("Votre choix", ("Tôt", "Plus tard")))),
    "question": ("text", said("Qu’apportez-vous ?", begins="Un souvenir")),
    "question with a button": (
        "text",
        said("Qu’apportez-vous ?", begins="Un souvenir", buttons=(Button("answer", "Répondre", "memory"),)),
    ),
    "sealed": ("text", said("Sans lire ?", begins="À l’aveugle", sealed=True)),
    "post": ("forum", said("Qu’apportez-vous ?", begins="Un souvenir")),
    "own thread": ("forum", said("Bienvenue.", heading="Mars")),
    "sealed post": ("forum", said("Sans lire ?", begins="À l’aveugle", sealed=True)),
}


def everywhere(scene: Scene) -> list[str]:
    """All that stands in the guild, and the titles of its threads."""
    channels = (*scene.guild.channels.values(), *scene.guild.threads.values())
    there = [one for channel in channels for one in channel.messages.values()]
    words = [one.poll.question["text"] if one.poll else one.content for one in there if one.poll or one.content]
    return sorted([*words, *(f"# {one.name}" for one in scene.guild.threads.values())])


@pytest.mark.parametrize("what", SENDS)
async def test_cut_off_anywhere_a_message_is_there_once_with_all_that_belongs_to_it(scene: Scene, what: str) -> None:
    shape, message = SENDS[what]
    beside = scene.server.new_text(scene.guild, "réponses")
    forum = scene.server.new_forum(scene.guild, "forum")
    how = {"companions": {str(forum.id): str(beside.id)}}
    name = str(forum.id if shape == "forum" else scene.channel.id)
    expected: list[str] = []
    writes = 1
    cut = 0
    while cut <= writes:
        for done in (False, True):
            await scene.restart(**how)
            for thread in list(scene.guild.threads.values()):
                scene.server.threads.remove(thread)
            for channel in (scene.channel, beside, forum):
                channel.messages.clear()
            scene.clock.forward(minutes=10)
            room = await scene.platform.open_room(name)
            claimed_at = scene.clock.now()
            scene.server.calls.clear()
            if cut:
                _cut(scene, cut, done=done)
            posted: Posted | None = None
            try:
                posted = await scene.platform.post(room, message, "k1")
            except PlatformError:
                """As it would be for a process that dies."""
            made = len([one for one in scene.server.calls if one.method in ("POST", "PATCH")])
            scene.server.trouble.end()
            if cut:
                await scene.restart(**how)
            there = await scene.platform.find(room, message, "k1", claimed_at)
            there = there or await scene.platform.post(room, message, "k1")
            if not cut:
                assert posted == there
                expected = everywhere(scene)
                writes = made
            assert _without_addresses(everywhere(scene)) == _without_addresses(expected), (cut, done)
            assert (there.thread is not None) == (message.begins is not None or message.heading is not None)
        cut += 1


def _without_addresses(words: list[str]) -> list[str]:
    return sorted("an address" if one.startswith("https://") else one for one in words)


def _cut(scene: Scene, number: int, *, done: bool) -> None:
    """Have the so-many-th request that changes something lost, each time that discord.py tries it again."""
    trouble = scene.server.trouble
    before = trouble.before
    seen = 0

    async def counting(call: object) -> None:
        nonlocal seen
        if getattr(call, "method", "") in ("POST", "PATCH", "PUT"):
            seen += 1
            if seen == number:
                trouble.fail_after(503) if done else trouble.answer_with(503)
                trouble.before = before  # type: ignore[method-assign]
        await before(call)  # type: ignore[arg-type]

    trouble.before = counting  # type: ignore[method-assign]


async def test_a_lost_answer_is_asked_for_again_under_the_same_nonce(scene: Scene) -> None:
    await scene.platform.open_room(scene.room.room)
    scene.server.trouble.lose(done=True, route="messages")
    try:
        await scene.platform.post(scene.room, said("Bonjour."), "k1")
    except PlatformError:
        await scene.platform.post(scene.room, said("Bonjour."), "k1")
    assert scene.words() == ["Bonjour."]


async def test_with_buttons_the_same_words_of_another_delivery_are_not_taken_for_it(scene: Scene) -> None:
    await scene.platform.open_room(scene.room.room)
    claimed_at = scene.clock.now()
    message = said("Bonjour.", buttons=(Button("consent", "Choisir"),))
    posted = await scene.platform.post(scene.room, message, "k1")
    await scene.restart()
    assert await scene.platform.find(scene.room, message, "k2", claimed_at) is None
    assert await scene.platform.find(scene.room, message, "k1", claimed_at) == posted


async def test_words_of_a_member_are_never_taken_for_ours(scene: Scene) -> None:
    await scene.platform.open_room(scene.room.room)
    claimed_at = scene.clock.now()
    scene.vio.says(scene.channel, "Bonjour.")
    assert await scene.platform.find(scene.room, said("Bonjour."), "k1", claimed_at) is None


async def test_a_private_answer_sent_before_a_death_is_found(scene: Scene) -> None:
    await scene.platform.open_room(scene.room.room)
    claimed_at = scene.clock.now()
    message = to(scene.vio, "Votre vote compte.")
    posted = await scene.platform.post(scene.room, message, "k1")
    await scene.restart()
    assert await scene.platform.find(scene.room, message, "k1", claimed_at) == posted
    assert await scene.platform.find(scene.room, to(scene.vio, "Autre chose."), "k2", claimed_at) is None


async def test_words_passed_on_are_read_back_exactly_and_are_their_authors(scene: Scene) -> None:
    from bot.domain import MemberRef, PostMade
    from tests.platforms.stand import everything

    _, thread = await scene.begin()
    author = MemberRef("discord", scene.vio.id)
    hostile = f"**@everyone** <@{scene.ana.id}> [ici](https://example.org/a_b)\n# Titre\n" + "*" * 1_400
    for number, text in enumerate(("Du pain, bien sûr.", hostile)):
        posted = await scene.platform.carry(scene.room, str(thread.id), author, "Vio *B*", text, f"c{number}")
        assert await scene.platform.carry(scene.room, str(thread.id), author, "Vio *B*", text, f"c{number}") == posted
    assert scene.server.world.pings == []
    await scene.restart()
    found = [one for one in await everything(scene.platform.read_back(scene.room, None)) if isinstance(one, PostMade)]
    assert [(one.author, one.name, one.text) for one in found] == [
        (scene.vio.id, "Vio *B*", "Du pain, bien sûr."),
        (scene.vio.id, "Vio *B*", hostile),
    ]


async def test_nothing_of_ours_pings_anybody(scene: Scene) -> None:
    await scene.platform.open_room(scene.room.room)
    question, thread = await scene.begin()
    post = scene.vio.says(thread, "Du pain.")
    words = f"@everyone @here <@{scene.vio.id}> <@&{scene.guild.everyone.id}>"
    scene.server.world.pings.clear()
    posted = await scene.platform.post(scene.room, said(words, thread=str(thread.id), reply_to=str(post.id)), "k2")
    await scene.platform.revise(scene.room, Posted(posted.message, str(thread.id)), said(words + "!"))
    await scene.platform.post(scene.room, said(words, begins="@everyone"), "k3")
    assert scene.server.world.pings == []
    assert isinstance(thread, Thread)
    assert question.thread == str(thread.id)
