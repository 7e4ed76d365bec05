"""Invented names and ids, drawn from a café's secret: stable in the café, unlinkable to the next.

Both are HMAC-SHA256 (RFC 2104) of the platform's reference under the café's secret, so that nobody without
the secret can tell whose they are.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator
from itertools import count

from bot.domain import Cafe, MemberRef, PostRef


def _syllables(written: str) -> tuple[str, ...]:
    return tuple(written.split())


_FIRST = _syllables(
    "Ba Bel Bra Bri Da Del Do Dra Fa Fla Flo Fra Ga Gal Gla Jo Ka Kal Kla La Le Li Lo Lu Ma Mel Mi Mo Na Nel No Or "
    "Pa Pel Pla Po Ra Ri Ro Sa Sel Si So Ta Tel Ti Tra Va Vel Vi Yo Za"
)
_MIDDLE = _syllables(
    "ba be bri da de do dra fa fe fi flo ga ka la le li lo lu ma me mi mo na ne no pa pe po ra re ri ro sa so ta te "
    "ti to tra va ve vi vo yo za"
)
_LAST = _syllables(
    "ba bel bo da dan dor fa fin ga ka kel la lan lin lo ma mel mi mon na nel no pa ra ran ri ro sa sel ta tan tel "
    "tin to va vel vin vo yan yo za"
)

# What these syllables could make, in French or English, that nobody wants to be called; a syllable said twice
# sounds like baby talk.
_UNKIND = re.compile(
    r"neg|nazi|nase|naze|tare|debil|salo|salop|sadi|sado|mazo|maso|kaka|bata|bite|pede|pedo|peno|raton|tapet|tapin"
    r"|moron|mori|mort|moro|gogo|lolit|polak|fada|satan|rape|sodo|homo|tranel|trave|porno|idio|merda|bafo|fatso"
    r"|fato|toka|dopa|dope|lope|lopa|pata|vila|vile|vomi|lamer|loser|zob|zoba|sale|pana|para|(..)\1",
    re.IGNORECASE,
)


def drawn(secret: bytes, *parts: str) -> bytes:
    """32 bytes drawn from a café's secret for these parts, in this order."""
    # Each part goes with its length, so that no two lists of parts give the same message.
    message = b"".join(b"%d:%b" % (len(raw), raw) for raw in (part.encode("utf-8") for part in parts))
    return hmac.new(secret, message, hashlib.sha256).digest()


def own_id(secret: bytes, post: PostRef) -> str:
    """The café's own id of a post: ``p`` and twelve hexadecimal digits."""
    return "p" + drawn(secret, "post", post.platform, post.id).hex()[:12]


def veiled(secret: bytes, workshop: str, member: MemberRef) -> MemberRef:
    """Who chose in an anonymous poll: the same for the same member in the same workshop, and nobody's reference. Two
    workshops of one café give two that cannot be told to be one member's."""
    return MemberRef(_VEIL, drawn(secret, "veil", workshop, member.platform, member.id).hex())


def veils_of(cafe: Cafe, member: MemberRef) -> dict[str, MemberRef]:
    """Who a member is in each anonymous poll of a café, by the workshop's key."""
    polls = [one.key for one in cafe.script.workshops if one.anonymous]
    return {key: veiled(cafe.secret, key, member) for key in polls}


def is_veiled(member: MemberRef) -> bool:
    """Whether that is what `veiled` gives."""
    return member.platform == _VEIL


_VEIL = ""
"""No account has this name: it stands in the place of a platform, so that not even that is told."""


def invented_names(secret: bytes, member: MemberRef) -> Iterator[str]:
    """The names that can be invented for a member of a café, in the order in which they are tried, without end: of
    three syllables, easy to say in French and in English ("Lumiba"), none that sounds like something unkind.

    The same arguments always give the same names. Which one is the member's is drawn once (`bot.ports.Writing`) and
    kept: it is the first that was nobody's in the café by then.
    """
    for attempt in count():
        number = int.from_bytes(drawn(secret, "member", member.platform, member.id, str(attempt)), "big")
        name = ""
        for syllables in (_FIRST, _MIDDLE, *((_MIDDLE,) if attempt >= _PATIENCE else ()), _LAST):
            number, place = divmod(number, len(syllables))
            name += syllables[place]
        if not _UNKIND.search(name):
            yield name


_PATIENCE = 40
"""Draws after which a name gets a fourth syllable, so that a very large café never runs out of names."""
