"""What is hidden is nowhere: two cafés that differ in nothing but hidden votes and blind answers give everybody else
the same, to the letter, by every command, menu and button there is, until they may be read."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import time
from pathlib import Path

from bot.domain import Script, Visibility
from tests.cogs.scene import Community, told
from tests.discord_fixtures import BEGIN, discord_of
from tests.discord_server import Clock, Form, Interaction, Person
from tests.discord_stories.everything import given_to, typed
from tests.stories.room import script

# Of as many words: how many there are is no secret.
ANSWERS = ("Le mien était rouge et accroché dans le couloir.", "Nous allions chez la voisine tous les dimanche soir.")


def hiding() -> Script:
    """A blind question, a hidden poll and a hidden scale."""
    known = script()
    memory, moment, far, last = known.workshops
    blind = replace(memory, visibility=Visibility.BLIND, ends_day=3, ends_at=time(8))
    hidden = replace(moment, visibility=Visibility.HIDDEN, ends_day=3, ends_at=time(8))
    return replace(known, workshops=(blind, hidden, far, last))


ITS_OWN = re.compile(r"`\w{4}-\w{4}-\w{4}`|https://discord\.com/channels/\d+/\d+")
"""A code that links accounts is another one each time it is asked for; a thread's address is that server's."""


async def everything_asked(community: Community) -> list[tuple[str, str]]:
    """What a member who has answered nothing and a host are told by every command about the café, asked twice for what
    cannot be undone; and what they find in menus, completions and rooms."""
    found: list[tuple[str, str]] = []

    def note(what: str, seen: Interaction) -> None:
        messages = [one for one in (seen.message, *seen.followups) if one is not None]
        files = [f"{one.filename}: {one.content!r}" for each in messages for one in each.attachments]
        found.append((what, ITS_OWN.sub("…", "\n".join([told(seen), *files]))))

    for who in (community.ana, community.camille):
        for command in community.commands.all:
            given = given_to(community, command, who, cafe=community.cafe_id)
            if command.name not in CHANGES:
                try:
                    note(command.key, await who.runs(community.counter, typed(community, command), **given))
                except LookupError:
                    assert who is community.ana
        for button in ("Choisir comment être cité·e", "Répondre"):
            found.append((button, await _pressed(community, who, button)))
        channels = (*community.guild.channels.values(), *community.guild.threads.values())
        seen = "\n".join(one.content for each in channels for one in who.sees(each))
        found.append(("rooms", ITS_OWN.sub("…", seen)))
    return found


CHANGES = {"open", "move", "add", "reword", "pause", "resume", "extend", "next", "say", "guest", "note", "script"}
"""Commands that change a café, and say so: they show nothing else."""


async def _pressed(community: Community, who: Person, button: str) -> str:
    for one in community.said():
        if button in str(one.components) and "bon moment" in one.content:
            seen = await who.clicks(one, button)
            return str(seen.modal and seen.modal["components"]) if seen.message is None else told(seen)
    return ""


async def lived(
    server_at: Path, folder: Path, choice: str, number: str, answer: str
) -> tuple[list[tuple[str, str]], list[str]]:
    """All that is told before and after the ends, where Vio has chosen and answered so."""
    clock = Clock(BEGIN)
    clock.forward(minutes=-5)
    async with discord_of(server_at, clock) as server:
        community = Community(server, clock, folder / "cafe.db", "text")
        try:
            await community.begin(told=hiding())
            await community.until(1, 10)
            form = Form.of(await community.vio.clicks(community.question(), "Répondre"))
            await community.vio.submits(form, {"Votre réponse": answer})
            await community.until(2, 10)
            for title, value in (("Le bon moment", choice), ("Jusqu’où", number)):
                form = Form.of(await community.vio.clicks(community.question(title), "Répondre"))
                await community.vio.submits(form, {form.fields[0].label: value})
            await community.settle()
            before = await everything_asked(community)
            await community.until(5, 12)
            return before, [one.content for one in community.said()]
        finally:
            await community.close()


async def test_before_the_end_nothing_tells_how_somebody_voted_or_what_they_answered(
    discord_description: Path, tmp_path: Path
) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    first, published = await lived(discord_description, one, "Tôt", "3", ANSWERS[0])
    second, published_too = await lived(discord_description, other, "Plus tard", "9", ANSWERS[1])
    assert len(first) > 40
    for this, that in zip(first, second, strict=True):
        assert this == that
    assert not any(ANSWERS[0] in text for _, text in first)
    assert published != published_too, "and in the end all is told"
    assert any(ANSWERS[0] in text for text in published)
