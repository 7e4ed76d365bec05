"""Three hundred members answer within a second: all is kept, nothing twice, and who presses a button is answered."""

from __future__ import annotations

import asyncio

from tests.cogs.scene import Community
from tests.discord_server import Form
from tests.stories.room import texts

SAYING, PRESSING = 270, 30


async def test_three_hundred_members_answer_within_a_second(community: Community) -> None:
    await community.begin()
    await community.until(1, 10)
    thread, question = await community.thread("memory"), community.question()
    people = [
        community.server.new_person(community.guild, f"Membre {number}", locale="fr")
        for number in range(SAYING + PRESSING)
    ]

    async def press(number: int) -> None:
        form = Form.of(await people[number].clicks(question, "Répondre"))
        seen = await people[number].submits(form, {"Votre réponse": f"Mon souvenir porte le numéro {number}."})
        assert seen.text.startswith("Votre réponse est prise")

    # How long they wait is measured elsewhere: here other tests may have the machine at the same time.
    community.server.patience = 60
    async with asyncio.TaskGroup() as pressing:
        for number in range(SAYING, SAYING + PRESSING):
            pressing.create_task(press(number))
        for number in range(SAYING):
            people[number].says(thread, f"Mon souvenir porte le numéro {number}.")
    await community.settle()
    posts = (await community.record()).posts
    expected = {(people[number].id, f"Mon souvenir porte le numéro {number}.") for number in range(SAYING + PRESSING)}
    assert len(posts) == len(expected)
    assert {(one.author.id, one.text) for one in posts} == expected
    assert all(one.answer and one.workshop == "memory" for one in posts)
    assert sum("Mon souvenir porte" in one.content for one in thread.messages.values()) == len(expected)
    await community.until(5, 12)
    flashback = await community.published()
    assert (flashback.counts.participants, flashback.counts.posts) == (300, 300)
    assert len(set(texts(flashback))) >= 1
    assert community.server.world.pings == []
