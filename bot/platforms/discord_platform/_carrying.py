"""A member's words in a message of the bot: shown as they are, and read back exactly. Pure.

Discord keeps no other text with a message than the one it shows. So the words are escaped in a way that can be undone:
every sign that would format, link or mention something has a backslash before it, except within a web address, which
would lead elsewhere with one. That nobody is notified is seen to where the message is sent.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_ADDRESS = re.compile(r"https?://[^\s\\<>()\[\]*`|~]+")
_SIGN = re.compile(r"[\\*_~`|<\[]")
_AT_THE_BEGINNING = re.compile(r"^([^\S\n]*)([#>-])", re.MULTILINE)
_NUMBERED = re.compile(r"^([^\S\n]*[0-9]+)(\.)", re.MULTILINE)
_ESCAPED = re.compile(r"\\([\\*_~`|<\[#>.-])")


def escaped(text: str) -> str:
    """The text with nothing in it that formats, links by a name, or mentions."""
    signs = _outside_addresses(text, lambda part: _SIGN.sub(r"\\\g<0>", part))
    return _NUMBERED.sub(r"\1\\\2", _AT_THE_BEGINNING.sub(r"\1\\\2", signs))


def unescaped(text: str) -> str:
    """What `escaped` was given."""
    return _outside_addresses(text, lambda part: _ESCAPED.sub(r"\1", part))


def carried(name: str, text: str) -> str:
    """The message by which the bot passes a member's words on: the name on the first line, then the words."""
    return f"**{escaped(' '.join(name.split()))}**\n{escaped(text)}"


def name_in(content: str) -> str:
    """The name under which such a message passes words on."""
    return unescaped(content.partition("\n")[0].removeprefix("**").removesuffix("**"))


def words_in(content: str) -> str:
    """The words that such a message passes on."""
    return unescaped(content.partition("\n")[2])


def _outside_addresses(text: str, change: Callable[[str], str]) -> str:
    pieces: list[str] = []
    done = 0
    for found in _ADDRESS.finditer(text):
        pieces += [change(text[done : found.start()]), found[0]]
        done = found.end()
    return "".join([*pieces, change(text[done:])])
