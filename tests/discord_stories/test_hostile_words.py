"""Members write what is to break something: it is quoted as it was written, notifies nobody and breaks nothing."""

from __future__ import annotations

import re

from bot.domain import CafeState
from bot.markup import shown
from tests.cogs.scene import Community, told
from tests.cogs.shapes import both
from tests.discord_server import Form
from tests.stories.room import texts

PIECES = (
    "# Titre",
    "**gras *et `code` ~~barré~~ ||caché||",
    "> cité\n>>> tout le reste",
    "```py\nprint()",
    "[ici](https://example.org/a_b_c)",
    "- un\n1. deux",
    "\u202eelbisiv\u202c",
    "zéro\u200blargeur\u2060!",
    "e\u0301\u0323 👩‍👩‍👧 \\_/ <b>",
)
HOSTILE = (" \n".join(PIECES * 20))[:1_999] + "."
LIVE = re.compile(r"(?<!\\)(?:\\\\)*[*_~`|\[\]]")


def quoted(content: str) -> str:
    """What a message quotes, as a reader sees it."""
    lines = [one[2:] for one in content.splitlines() if one.startswith("> ") and not one.startswith("> — ")]
    # In brackets an address has no preview.
    return re.sub(r"<(https://[^>]+)>", r"\1", re.sub(r"\\(\W|_)", r"\1", "\n".join(lines)))


def visible(text: str) -> str:
    return "".join(shown(text).split())


@both
async def test_two_thousand_characters_of_markup_are_quoted_whole_and_tame(community: Community) -> None:
    await community.begin()
    await community.until(1, 10)
    community.guild.members[community.vio.user.id].nick = "**Vi_o** @here \u202e"
    post = community.vio.says(await community.thread("memory"), HOSTILE)
    assert len(post.content) == 2_000
    await community.settle()
    await community.asks(community.vio, "moi consentement", choix="nom")
    seen = await community.vio.runs(community.counter, "moi citations")
    assert seen.private
    await community.until(5, 12)
    assert (await community.cafe()).state is CafeState.PUBLISHED
    [voice] = (await community.published()).workshops[0].voices
    assert voice.text in post.content, "character for character"
    assert all(one in voice.text for one in PIECES)
    parts = [one.content for one in community.said() if "> " in one.content]
    assert all(len(one) <= 2_000 for one in parts)
    assert visible("".join(map(quoted, parts))) == visible(voice.text)
    lines = [re.sub("<https://[^>]+>", "", line) for one in parts for line in one.splitlines()]
    assert not [line for line in lines if re.match("> (?!— )", line) and LIVE.search(line)]
    assert any(r"\*\*Vi\_o\*\* @" + "\u200b" + "here" in line for line in lines)
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", "".join(one.content for one in community.said()))
    assert "### 2 · Le bon moment" in [one.content.splitlines()[0] for one in community.said()], "what follows stands"
    assert community.server.world.pings == []


@both
async def test_a_mention_is_never_quoted_passed_on_live_or_said_again(community: Community) -> None:
    await community.begin()
    await community.until(1, 10)
    ana, role = community.ana.id, community.role.id
    for number, mention in enumerate(("@everyone", "@here", f"<@{ana}>", f"<@!{ana}>", f"<@&{role}>")):
        who = community.server.new_person(community.guild, f"Membre {number}", locale="fr")
        form = Form.of(await who.clicks(community.question(), "Répondre"))
        said = f"Le mien avait un fil, demandez à {mention} si vous ne me croyez pas."
        await who.submits(form, {"Votre réponse": said})
        await who.runs(community.counter, "sujet proposer", texte=f"Les fils de {mention}, encore", malgré="oui")
    assert told(await community.zoe.runs(community.counter, "topic list")).count("Les fils de") == 5
    await community.until(5, 12)
    assert (await community.published()).counts.posts == 5
    assert not any("demandez" in one for one in texts(await community.published()))
    assert community.server.world.pings == []
