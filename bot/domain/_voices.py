"""What hosts say about a flashback: which words come first, which stay out, what they add, when it is published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain._references import MemberRef, PostRef

LONGEST_NOTE = 1_000
"""The longest note of the hosts, in code points."""


class Pick(StrEnum):
    """What a host has said of one post: it is to be the first voice of its workshop, or in no quotation."""

    STAR = "star"
    LEAVE_OUT = "leave_out"


@dataclass(frozen=True, slots=True)
class HostPick:
    """One post that a host has picked, the latest pick of that post. It goes with the post."""

    post: PostRef
    pick: Pick
    by: MemberRef
    at: datetime


@dataclass(frozen=True, slots=True)
class HostNote:
    """The hosts' own words in a flashback: of one workshop, by its key, or of the whole café (``None``)."""

    workshop: str | None
    text: str
    by: MemberRef
    at: datetime


@dataclass(frozen=True, slots=True)
class Publishing:
    """When a flashback may be published. With ``unattended`` it is published by itself at its instant; without, it
    waits for a host. ``time_to_look`` is how long after the close members have at least to see how they are quoted
    before a host may publish earlier than was said at the close."""

    unattended: bool = True
    time_to_look: timedelta = timedelta(hours=24)
