"""The colours of the page: warm paper by day, a lamp-lit room by night.

Each text colour stands against each ground it is used on with a contrast of at least 4.5 to 1, each chart
colour of at least 3 to 1 (WCAG 2.2, criteria 1.4.3 and 1.4.11).
"""

from __future__ import annotations

from collections.abc import Mapping

LIGHT: Mapping[str, str] = {
    "paper": "#fbf6ee",
    "card": "#fffdf9",
    "wash": "#f4eadb",
    "ink": "#33291f",
    "soft": "#6a5a49",
    "line": "#e5d8c5",
    "clay": "#a1452b",
    "leaf": "#2b6663",
    "bar": "#c1674a",
    "bar_other": "#3f7f7b",
}
DARK: Mapping[str, str] = {
    "paper": "#1d1814",
    "card": "#28211b",
    "wash": "#332a22",
    "ink": "#f3e9dc",
    "soft": "#c6b6a2",
    "line": "#45392e",
    "clay": "#f0a98d",
    "leaf": "#8fcac3",
    "bar": "#d98668",
    "bar_other": "#6db3ac",
}
TEXT = ("ink", "soft", "clay", "leaf")
GROUNDS = ("paper", "card", "wash")
MARKS = ("bar", "bar_other")
