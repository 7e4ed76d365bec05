"""What a member is told, alone, where it is not certain how they answered."""

from __future__ import annotations

from bot.domain import Workshop, WorkshopWords
from bot.kinds._kind import Unclear
from bot.wording import Wording


def explained(unclear: Unclear, workshop: Workshop, words: WorkshopWords, say: Wording) -> str:
    """What was understood, and how to say it so that it counts for certain; nothing of the post's words is in it."""
    what = say.say(
        f"kind.unclear.{unclear.reason}",
        understood=say.listing([_said(choice, workshop, words, say) for choice in unclear.choices]),
        maximum=workshop.maximum,
        n=workshop.several,
        **unclear.values,
    )
    if unclear.reason == "private_only":
        return what
    how = f"{workshop.kind}_several" if workshop.several > 1 else workshop.kind
    sure = say.say(
        f"kind.sure.{how}",
        last=len(workshop.choices) or len(workshop.images),
        minimum=workshop.minimum,
        maximum=workshop.maximum,
    )
    return f"{what} {sure}"


def _said(choice: str, workshop: Workshop, words: WorkshopWords, say: Wording) -> str:
    """A choice as its number, with its label in a poll."""
    if not workshop.choices:
        return choice
    key = workshop.choices[int(choice) - 1]
    return say.say("kind.choice", number=choice, label=words.choices.get(key, key))
