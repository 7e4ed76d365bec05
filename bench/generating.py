"""A made-up conversation of any size: the same numbers and the same seed always give the same bytes."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

SEED = 1
START = datetime(2026, 3, 2, 8, tzinfo=UTC)
DAYS = 5
MEMBERS = 500
EMOJI = ("👍", "👍", "❤️", "😄", "👎")
_WORDS = re.findall(
    r"\S+",
    "le la un une mon ma notre dans sur avec pour sans quand jamais toujours souvent encore téléphone couloir fil gris "
    "appel voix grand-mère cuisine soir matin ville banc arbre vélo trottoir marché pluie bruit école enfants quartier "
    "place ombre eau chemin lampe livre musique voisin fenêtre été hiver tirer attendre écouter marcher partager "
    "planter réparer prêter garder j’aimais c’était il y avait on se retrouvait je voudrais il faudrait",
)


def write_conversation(path: Path, posts: int, reactions: int, workshops: int, seed: int = SEED) -> None:
    """Write so many posts by `MEMBERS` members and reactions on them, over `DAYS` days, in order, as JSON Lines."""
    with path.open("w", encoding="utf-8") as file:
        for line in conversation_lines(posts, reactions, workshops, seed):
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def conversation_lines(posts: int, reactions: int, workshops: int, seed: int = SEED) -> Iterator[dict[str, Any]]:
    """The lines of such a conversation: one post in five replies to an earlier one, few are edited or have a link."""
    chance = random.Random(seed)
    step = timedelta(days=DAYS - 1) / max(posts, 1)
    made = 0
    for number in range(posts):
        at = (START + number * step).isoformat()
        yield _post(chance, number, at, workshops)
        while made < reactions * (number + 1) // posts:
            made += 1
            who, which = chance.randrange(MEMBERS), chance.randrange(number + 1)
            reaction = {"type": "reaction", "post": f"m{which}", "author": f"u{who}"}
            yield {**reaction, "emoji": chance.choice(EMOJI), "at": at}
        if chance.random() < 0.01:
            yield {"type": "edit", "post": f"m{number}", "text": _text(chance), "at": at}


def _post(chance: random.Random, number: int, at: str, workshops: int) -> dict[str, Any]:
    who = chance.randrange(MEMBERS)
    line = {"type": "post", "id": f"m{number}", "author": f"u{who}", "name": f"Nom {who}", "at": at}
    text = _text(chance)
    if chance.random() < 0.01:
        text += f" https://example.org/{chance.randrange(100)}"
    if number and chance.random() < 0.2:
        line["reply_to"] = f"m{chance.randrange(number)}"
    return {**line, "text": text, "workshop": f"w{chance.randrange(workshops)}"}


def _text(chance: random.Random) -> str:
    sentences = []
    for _ in range(chance.choice((1, 1, 2, 2, 3, 6))):
        words = chance.choices(_WORDS, k=chance.randrange(4, 18))
        sentences.append(" ".join(words).capitalize() + chance.choice((".", ".", " !", " ?")))
    return " ".join(sentences)
