"""What stays of a café once its retention has ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.domain._references import MemberRef, PostRef


@dataclass(frozen=True, slots=True)
class KeptVerbatim:
    """Words of a member that stand in a published flashback, whose post is kept no more.

    ``own_id`` is what the flashback calls the post, ``place`` where in it the words stand ("workshops.memory.voices").
    ``begins`` is where in the post they stood when it was let go of, in code points: the proof that they did. ``None``
    is for what is no passage of it: the name of a file that came with it, and, without a post, of whom the café thanks,
    or a note by the hosts that names the author or is theirs.
    """

    own_id: str
    place: str
    author: MemberRef
    post: PostRef | None
    text: str
    begins: int | None


@dataclass(frozen=True, slots=True)
class Freeze:
    """The end of a café's retention: when, how many figures were counted again then, and what differed.

    ``differences`` are those of the last audit as plain data, without members' words.
    """

    at: datetime
    figures: int = 0
    differences: tuple[Mapping[str, Any], ...] = field(default=())
