"""What members write to try a bot, and how a client reads what it is sent."""

import re
from html.parser import HTMLParser

from hypothesis import strategies as st

HOSTILE = st.lists(
    st.sampled_from(
        [
            *(
                "@everyone",
                "@here",
                "@room",
                "<@123>",
                "<@!1>",
                "<@&9>",
                "<#4>",
                "</a:1>",
                "<t:1:R>",
                "<:x:1>",
                "<script>",
            ),
            *(
                "</p>",
                "<b>",
                "&amp;",
                "&#60;",
                "`",
                "```",
                "**",
                "__",
                "~~",
                "||",
                "> ",
                "# ",
                "- ",
                "1. ",
                "\\",
                "[a](b)",
            ),
            *(
                "https://evil.example/@everyone",
                "\u202e",
                "\u200b",
                "\n",
                " ",
                "é",
                "👩‍👩‍👧",
                "word",
                "\x1b[2J",
                "$x$",
                "!",
            ),
        ]
    )
    | st.text(max_size=5),
    max_size=12,
).map("".join)
LIVE = re.compile(r"@(everyone|here|room)|<(@|#|/|:|a:|t:|id:)", re.IGNORECASE)


class Reader(HTMLParser):
    """What a client shows of some HTML, and the tags in it."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.tags, self.hrefs, self.open = "", set[str](), list[str](), list[str]()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.hrefs += [value or "" for name, value in attrs if name == "href"]
        if tag == "br":
            self.text += "\n"
        else:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
