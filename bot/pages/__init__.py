"""The flashback as pages and messages, in the café's own language. Pure: no store, no network, no clock.

Each member's text is data here: escaped for where it is shown, its direction kept apart, its line breaks kept.
"""

from bot.pages._files import FORMATS, Pictured, rendered, words_for
from bot.pages._html import html_page
from bot.pages._markdown import markdown_page
from bot.pages._messages import message_blocks
from bot.pages._pictured import LARGEST_PICTURE
from bot.pages._terminal import terminal_page

__all__ = [
    "FORMATS",
    "LARGEST_PICTURE",
    "Pictured",
    "html_page",
    "markdown_page",
    "message_blocks",
    "rendered",
    "terminal_page",
    "words_for",
]
