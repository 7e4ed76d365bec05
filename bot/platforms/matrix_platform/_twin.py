"""The plain twin of a message in HTML, for clients that show none. Pure."""

from __future__ import annotations

from html.parser import HTMLParser

_BLOCKS = ("p", "h3", "li", "blockquote")


def plain(html: str) -> str:
    """What a message in our own HTML (`bot.markup`) says, as plain text."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.text()


class _Reader(HTMLParser):
    """Gathers the blocks one after another. ``_items`` counts those of the list in hand, ``None`` in one without
    numbers; ``_lists`` how many there were."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._done: list[tuple[str, int]] = []
        self._lists = 0
        self._now = ""
        self._mark = ""
        self._quoted = False
        self._items: int | None = None
        self._link: tuple[str, int] | None = None

    def text(self) -> str:
        """The blocks, apart from one another; the items of a list closely."""
        self._end()
        text = ""
        for place, (block, of_list) in enumerate(self._done):
            close = of_list > 0 and place > 0 and self._done[place - 1][1] == of_list
            text += ("" if place == 0 else "\n" if close else "\n\n") + block
        return text

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS or tag in ("ul", "ol"):
            self._end()
        self._lists += tag in ("ul", "ol")
        given = dict(attrs)
        match tag:
            case "ul":
                self._items = None
            case "ol":
                self._items = int(given.get("start") or 1)
            case "li":
                self._mark = "• " if self._items is None else f"{self._items}. "
                self._items = None if self._items is None else self._items + 1
            case "blockquote":
                self._quoted = True
            case "br":
                self._now += "\n"
            case "a":
                self._link = (given.get("href") or "", len(self._now))

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._link is not None:
            address, start = self._link
            if address and address != self._now[start:]:
                self._now += f" ({address})"
            self._link = None
        if tag in _BLOCKS:
            self._end()
            self._mark, self._quoted = "", self._quoted and tag != "blockquote"

    def handle_data(self, data: str) -> None:
        self._now += data

    def _end(self) -> None:
        text, self._now = self._now.strip(), ""
        if not text:
            return
        if self._mark:
            text = self._mark + text.replace("\n", "\n" + " " * len(self._mark))
        if self._quoted:
            text = "\n".join(f"│ {line}".rstrip() for line in text.split("\n"))
        self._done.append((text, self._lists if self._mark else 0))
