"""The kinds to which members bring words or pictures: the mission and the mockup."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.domain import Attachment, Choice, OutboundFile, Post, Workshop, WorkshopWords
from bot.kinds._kind import Context, Read, Reading, Setting, asked
from bot.kinds._texts import InWords, in_order
from bot.kinds.reading import images_named
from bot.markup import Block, Items
from bot.wording import Wording


class Mission(InWords):
    """Go and see, and bring back words or a picture."""

    name = "mission"
    keeps_pictures = True

    def read(
        self,
        workshop: Workshop,
        words_by_language: Mapping[str, WorkshopWords],
        text: str,
        attachments: Sequence[Attachment] = (),
    ) -> Read:
        """Any word is an answer, and so is a file without one."""
        return Reading() if attachments else super().read(workshop, words_by_language, text)

    def tells_enough(self, answers: Sequence[Post]) -> bool:
        """What somebody brings is their own, and needs no words."""
        return any(one.attachments for one in answers) or super().tells_enough(answers)

    def sum_up(
        self,
        workshop: Workshop,
        words: WorkshopWords,
        posts: Sequence[Post],
        choices: Sequence[Choice],
        context: Context,
    ) -> dict[str, Any]:
        """``{"items": [{"post", "attachments", "author", "text"}]}``, by instant, then id; see `item`."""
        return {"items": [one for post in in_order(posts) if (one := item(post, context)) is not None]}


class Mockup(InWords):
    """Images of the script to comment on, each by its number."""

    name = "mockup"
    keeps_pictures = True

    def ask(self, workshop: Workshop, words: WorkshopWords, say: Wording, setting: Setting) -> tuple[Block, ...]:
        """Title, question, what each image shows, and how to say which one is meant."""
        if len(workshop.images) == 1:
            return asked("mockup_one", workshop, words, say, setting)
        told = tuple((_alt(words, place),) for place in range(len(workshop.images)))
        return asked(self.name, workshop, words, say, setting, Items(told, numbered=True))

    def files(
        self, workshop: Workshop, words: WorkshopWords, say: Wording, setting: Setting
    ) -> tuple[OutboundFile, ...]:
        """The images, in their order."""
        return tuple(
            OutboundFile(f"{place + 1}{Path(image).suffix.lower()}", _alt(words, place), image)
            for place, image in enumerate(workshop.images)
        )

    def read(
        self,
        workshop: Workshop,
        words_by_language: Mapping[str, WorkshopWords],
        text: str,
        attachments: Sequence[Attachment] = (),
    ) -> Read:
        """Any word is a remark, on the image whose number it begins with or else on all of them."""
        if super().read(workshop, words_by_language, text) is None:
            return None
        return images_named(text, len(workshop.images))

    def sum_up(
        self,
        workshop: Workshop,
        words: WorkshopWords,
        posts: Sequence[Post],
        choices: Sequence[Choice],
        context: Context,
    ) -> dict[str, Any]:
        """``{"items": [{"post", "attachments", "image", "author", "text"}], "images"}``: by image, then instant, id.

        ``images`` is how many there are. ``image`` counts from 1, and is ``None`` for a remark on all of them, which
        comes last. One that speaks of two images is there for each.
        """
        found: list[tuple[int, dict[str, Any]]] = []
        for post in in_order(posts):
            remark = item(post, context)
            reading = self.read(workshop, context.words_by_language, post.text)
            if remark is not None and isinstance(reading, Reading):
                for number in map(int, reading.choices or ("0",)):
                    found.append((number or len(workshop.images) + 1, {**remark, "image": number or None}))
        items = [one for _, one in sorted(found, key=lambda pair: pair[0])]
        return {"items": items, "images": len(workshop.images)}


def item(post: Post, context: Context) -> dict[str, Any] | None:
    """What somebody brought: ``{"post", "attachments": [{"name", "alt", "url"}], "author", "text"}``.

    ``text`` is ``None`` where there are no words that may be quoted; all of it is, where consent allows nothing or
    there is nothing to show.
    """
    brought, quoted = context.brought(post), context.quote(post)
    if brought is None or not (brought or quoted):
        return None
    return {
        "post": context.id_of(post),
        "attachments": list(brought),
        "author": context.signed(post),
        "text": quoted.text if quoted else None,
    }


def _alt(words: WorkshopWords, place: int) -> str:
    return words.image_alts[place] if place < len(words.image_alts) else str(place + 1)
