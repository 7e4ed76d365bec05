"""Where the parts of a chart stand: numbers for the template, which draws them as SVG.

Widths are in per cent, so that a chart is as wide as its page and its letters keep their size; heights are in pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.pages._results import Chart, Row
from bot.pages._wrapping import wrapped

_CELLS_A_LINE = 38
_LINE = 23
_BAR = 16
_GAP = 16
_NARROW_GAP = 8
_NUMBER_ROOM = 8.0
_WIDEST = 70.0
_COLUMN_ROOM = 132
_COLUMN_FOOT = 26


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar with its label, line by line: the heights are of baselines and of the bar's upper edge.

    ``left`` and ``width`` are in per cent; ``first`` marks the bars that the chart is about: no other is longer.
    """

    lines: tuple[tuple[str, int], ...]
    top: int
    left: float
    width: float
    said: str
    first: bool


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its left edge, width and middle in per cent, its upper edge and height in pixels."""

    label: str
    left: float
    width: float
    middle: float
    top: int
    height: int
    number: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart laid out."""

    height: int
    bars: tuple[Bar, ...] = ()
    columns: tuple[Column, ...] = ()
    base: int = 0


def drawn(chart: Chart) -> Drawing:
    """The chart laid out for its shape."""
    match chart.shape:
        case "columns":
            return _columns(chart)
        case "lines":
            return _lines(chart.rows)
    return _bars(chart)


def _bars(chart: Chart) -> Drawing:
    bars, down = [], 0
    for row in chart.rows:
        lines = []
        for line in wrapped(row.label, _CELLS_A_LINE):
            down += _LINE
            lines.append((line, down - 7))
        first = chart.first_stands_out and row.share == 1
        bars.append(Bar(tuple(lines), down, 0.0, round(_WIDEST * row.share, 2), row.said, first))
        down += _BAR + _GAP
    return Drawing(max(down - _GAP + 4, 1), bars=tuple(bars))


def _lines(rows: Sequence[Row]) -> Drawing:
    """A number, a bar and a figure on one line each: the names are in the table and in the list of contents."""
    bars = []
    for place, row in enumerate(rows):
        top = place * (_BAR + _NARROW_GAP)
        width = round((_WIDEST - _NUMBER_ROOM) * row.share, 2)
        label = row.label.partition(".")[0]
        bars.append(Bar(((label, top + 13),), top, _NUMBER_ROOM, width, row.said, first=False))
    return Drawing(max(len(rows), 1) * (_BAR + _NARROW_GAP), bars=tuple(bars))


def _columns(chart: Chart) -> Drawing:
    each = 100 / max(len(chart.rows), 1)
    columns = []
    for place, row in enumerate(chart.rows):
        height = round((_COLUMN_ROOM - 24) * row.share)
        columns.append(
            Column(
                row.label,
                left=round(each * (place + 0.12), 3),
                width=round(each * 0.76, 3),
                middle=round(each * (place + 0.5), 3),
                top=_COLUMN_ROOM - height,
                height=height,
                number=row.number,
            )
        )
    return Drawing(_COLUMN_ROOM + _COLUMN_FOOT, columns=tuple(columns), base=_COLUMN_ROOM)
