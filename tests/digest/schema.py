"""The contract of a flashback as a JSON schema: every key there, no other."""

from __future__ import annotations

from typing import Any

TEXT = {"type": "string"}
MAYBE = {"type": ["string", "null"]}
WHOLE = {"type": "integer", "minimum": 0}
IDS = {"type": "array", "items": TEXT}
TIME = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}


def table(**keys: Any) -> dict[str, Any]:
    return {"type": "object", "properties": keys, "required": list(keys), "additionalProperties": False}


def several(item: Any) -> dict[str, Any]:
    return {"type": "array", "items": item}


COUNTS = table(participants=WHOLE, workshops=WHOLE, posts=WHOLE, reactions=WHOLE, words=WHOLE)
VOICE = table(post=TEXT, author=MAYBE, text=TEXT, reactions=WHOLE, url=MAYBE)
STANCE = table(
    **{"post": TEXT, "author": MAYBE, "text": TEXT, "score": {"type": "number"}, "for": WHOLE, "against": WHOLE}
)
HOME_WORD = table(word=TEXT, authors=several(WHOLE))
PASSAGE = table(post=TEXT, author=MAYBE, text=TEXT)
FILES = several(table(name=MAYBE, alt=MAYBE, url=MAYBE))
RESULT = {
    "oneOf": [
        {"type": "null"},
        table(),
        table(
            options=several(table(id=TEXT, label=TEXT, votes=WHOLE)),
            voters=WHOLE,
            several={"type": "integer", "minimum": 1},
            anonymous={"type": "boolean"},
        ),
        table(
            min={"type": "integer"},
            max={"type": "integer"},
            values={"type": "object", "additionalProperties": WHOLE},
            median={"type": ["number", "null"]},
            voters=WHOLE,
        ),
        table(ideas=several(table(posts=IDS, text=TEXT, author=MAYBE, support=WHOLE))),
        table(text=TEXT, parts=IDS, passages=several(PASSAGE)),
        table(items=several(table(post=TEXT, attachments=FILES, author=MAYBE, text=MAYBE))),
        table(
            items=several(
                table(
                    post=TEXT,
                    attachments=FILES,
                    author=MAYBE,
                    text=MAYBE,
                    image={"type": ["integer", "null"], "minimum": 1},
                )
            ),
            images=WHOLE,
        ),
        table(
            at={**TIME, "type": ["string", "null"]},
            place=MAYBE,
            questions=IDS,
            notes=MAYBE,
            minutes={"type": "integer", "minimum": 1},
            guest=MAYBE,
            asked=several(PASSAGE),
            noted=several(PASSAGE),
        ),
    ]
}
FLASHBACK = table(
    schema={"const": 1},
    cafe=table(id=TEXT, title=TEXT, language=TEXT, opened_at=TIME, closed_at=TIME, follows=MAYBE),
    counts=COUNTS,
    workshops=several(
        table(
            id=TEXT,
            title=TEXT,
            kind=TEXT,
            counts=COUNTS,
            result=RESULT,
            voices={**several(VOICE), "maxItems": 3},
            themes=several(table(label=TEXT, terms=several(TEXT), posts=IDS, authors=WHOLE, voices=several(VOICE))),
            unplaced=IDS,
            agreements={**several(STANCE), "maxItems": 3},
            tensions={**several(STANCE), "maxItems": 3},
            late=IDS,
            note=MAYBE,
        )
    ),
    voices={**several(VOICE), "maxItems": 3},
    closing_words=several(table(post=TEXT, author=MAYBE, text=TEXT)),
    links=several(table(url=TEXT, title=MAYBE, posts=IDS)),
    thanks=several(table(author=TEXT, why=TEXT)),
    next=several(table(text=TEXT, posts=IDS)),
    coverage=table(
        participants_heard=WHOLE,
        participants=WHOLE,
        posts_used=WHOLE,
        posts=WHOLE,
        single_voice_ideas=IDS,
        withdrawn=WHOLE,
    ),
    method=table(version=TEXT, rules={"type": "object"}),
    note=MAYBE,
    homes={
        "oneOf": [
            {"type": "null"},
            table(
                each=several(
                    table(
                        name=TEXT,
                        participants=WHOLE,
                        posts=WHOLE,
                        reactions=WHOLE,
                        words=WHOLE,
                        more={**several(HOME_WORD), "maxItems": 5},
                    )
                ),
                both={**several(HOME_WORD), "maxItems": 5},
            ),
        ]
    },
)
