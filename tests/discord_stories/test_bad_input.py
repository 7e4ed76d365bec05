"""What is wrong is one sentence to the right person, and nothing is lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.cli._console import PlainConsole
from bot.cli._online import online_faults
from bot.config import read_settings
from bot.domain import CafeState
from bot.wording import wording
from tests.cogs.scene import Community, told
from tests.cogs.shapes import both
from tests.discord_server import TOKEN
from tests.stories.room import texts
from tests.stories.test_hosts_command import STRUCTURE
from tests.stories.test_hosts_command import WORDS as WORDS_OF_IT

WORDS = "Le mien avait un fil et je tirais dessus pour aller plus loin."


async def test_a_channel_that_is_not_there_is_named_by_the_check(
    community: Community, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = "112233445566778899"
    monkeypatch.setenv("CAFE_DISCORD__TOKEN", TOKEN)
    file = tmp_path / "config.toml"
    rooms = [str(community.channel.id), channel]
    file.write_text("\n".join(f'[[discord.room]]\nchannel = "{one}"\n' for one in rooms), encoding="utf-8")
    faults = await online_faults(read_settings(file), tmp_path, PlainConsole(), wording("en"))
    assert len(faults) == 1
    said = wording("en").fault(faults[0])
    assert channel in said
    assert str(community.channel.id) not in said


async def test_a_script_deleted_under_a_running_café_is_missed_by_whoever_opens_it_again(
    community: Community, tmp_path: Path
) -> None:
    community.uploads = folder = tmp_path / "scripts"
    community.serve()
    await community.listening()
    structure = community.camille.file("script.toml", STRUCTURE.encode())
    words = community.camille.file("fr.toml", WORDS_OF_IT.encode())
    await community.camille.runs(community.counter, "café script", nom="bonjour", fichiers=structure, fichiers2=words)
    assert "Bonjour" in await community.asks(community.camille, "café ouvrir", script="bonjour")
    async with community.store.reading() as store:
        [cafe] = await store.cafes()
    community.cafe_id = cafe.id
    await community.until(1, 10)
    shutil.rmtree(folder)
    await community.die()
    seen = await community.asks(community.camille, "café ouvrir", script="bonjour", malgré="oui")
    assert "bonjour" in seen
    assert "\n" not in seen
    assert "Traceback" not in seen
    await community.until(8, 12)
    assert (await community.cafe()).state.step >= CafeState.CLOSED.step


@both
async def test_what_is_said_to_a_closed_café_is_left_alone(community: Community) -> None:
    """Where a moderator has opened a thread again, or somebody replies beside it, it counts for nothing."""
    await community.begin()
    await community.until(1, 10)
    thread, question = await community.thread("memory"), community.question()
    community.vio.says(thread, WORDS)
    await community.settle()
    await community.until(3, 21)
    thread.archived = thread.locked = False
    late = "Trop tard, mais je le dis quand même, au cas où."
    message = community.ana.says(thread, late)
    if not question.channel.is_thread:
        community.ana.says(question.channel, late, reply_to=question)
    await community.settle()
    assert "est fermé" in told(await community.ana.runs_on(message, "C’est ma réponse"))
    assert "est fermé" in told(await community.ana.clicks(question, "Répondre"))
    await community.until(5, 12)
    assert texts(await community.published()).count(WORDS) >= 1
    assert late not in await community.everything_kept()
