"""Neutral blocks -> dialects (markdown, html, plain): escaping, and splitting at limits that are handed in. Pure.

Every text in a block is data: it is escaped for the dialect that shows it, and mentions are off. What is
shown is a text made harmless (`shown`); what is stored and proved stays the verbatim itself.
"""

from bot.markup._blocks import (
    Block,
    Code,
    Dialect,
    Emphasis,
    Heading,
    Items,
    Link,
    Paragraph,
    Quotation,
    Span,
    Strong,
    paragraph,
)
from bot.markup._clean import shown
from bot.markup._dialects import escape_markdown, render, safe_url
from bot.markup._short import shortened
from bot.markup._split import SMALLEST_LIMIT, split

__all__ = [
    "SMALLEST_LIMIT",
    "Block",
    "Code",
    "Dialect",
    "Emphasis",
    "Heading",
    "Items",
    "Link",
    "Paragraph",
    "Quotation",
    "Span",
    "Strong",
    "escape_markdown",
    "paragraph",
    "render",
    "safe_url",
    "shortened",
    "shown",
    "split",
]
