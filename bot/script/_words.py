"""``<language>.toml``: the words of a café in one language, held against the structure."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain import Script, ScriptWords, Workshop, WorkshopWords
from bot.script._keys import is_key
from bot.script._structure import Draft
from bot.script._table import Table, example
from bot.showing import shown

LONGEST_TITLE = 100
"""The longest title, in code points: that of a Discord thread's name."""

LONGEST_LABEL = 100
"""The longest label of a choice or of an end of a scale, in code points."""

LONGEST_TEXT = 4_000
"""The longest question or presentation, in code points."""

_LONGEST_GUEST = 200
_LONGEST_ADDRESS = 300
_LONGEST_ALT = 1_000
_KEYS = ("title", "presentation", "for_whom", "guests", "picture_alt", "workshops")
_OF_KIND = {
    "choices": "poll",
    "min_label": "scale",
    "max_label": "scale",
    "image_alts": "mockup",
    "place": "meeting",
    "guest": "meeting",
}
_WORKSHOP_KEYS = ("title", "question", "speakers", "addresses", *_OF_KIND)


def read_words(table: Table, draft: Draft | None) -> ScriptWords:
    """Read the wording, adding what is wrong to the table's faults.

    Without a draft (the structure could not be read) only what needs no structure is checked.
    """
    table.only(_KEYS)
    title = table.text("title", LONGEST_TITLE, one_line=True) if table.need("title") else None
    presentation = table.text("presentation", LONGEST_TEXT) if table.need("presentation") else None
    guests = table.texts("guests", _LONGEST_GUEST)
    if draft is not None and draft.wants_picture_alt:
        table.need("picture_alt")
    return ScriptWords(
        title=title or "",
        presentation=presentation or "",
        for_whom=table.text("for_whom", LONGEST_TEXT) or "",
        guests=tuple(guests or ()),
        picture_alt=table.text("picture_alt", _LONGEST_ALT) or "",
        workshops=_workshops(table, None if draft is None else draft.script),
    )


def _workshops(words: Table, script: Script | None) -> Mapping[str, WorkshopWords]:
    table = words.table("workshops")
    if table is None:
        # A wrong type has been blamed already; with no table at all each workshop lacks its words.
        if "workshops" not in words and script is not None:
            for workshop in script.workshops:
                words.blame("script_words_missing", None, workshop=workshop.key)
        return {}
    if script is None:
        return {key: read_workshop_words(one, None) for key in table.names() if (one := table.table(key)) is not None}
    known = {workshop.key: workshop for workshop in script.workshops}
    # A workshop that has to be renamed in the structure may have its right name here already.
    if known and all(map(is_key, known)):
        table.only(known, "script_words_stray")
    read: dict[str, WorkshopWords] = {}
    for key, workshop in known.items():
        if key not in table and not is_key(key):
            continue
        if key not in table:
            table.blame("script_words_missing", key, workshop=key)
        elif (one := table.table(key)) is not None:
            read[key] = read_workshop_words(one, workshop)
    return read


def read_workshop_words(table: Table, workshop: Workshop | None) -> WorkshopWords:
    """The words of one workshop. ``None`` is a workshop of which nothing is known."""
    kind = workshop.kind if workshop is not None else ""
    table.only(_WORKSHOP_KEYS)
    title = table.text("title", LONGEST_TITLE, one_line=True) if table.need("title") else None
    question = table.text("question", LONGEST_TEXT) if table.need("question") else None
    for key, owner in _OF_KIND.items():
        if key in table and kind and kind != owner:
            table.blame("script_key_of_other_kind", key, owner=owner, kind=kind)
    if kind == "meeting" and workshop is not None and not workshop.address:
        table.need("place")
    return WorkshopWords(
        title=title or "",
        question=question or "",
        choices=read_labels(table, workshop),
        image_alts=_image_alts(table, workshop),
        place=table.text("place", LONGEST_LABEL, one_line=True) or "",
        guest=table.text("guest", _LONGEST_GUEST, one_line=True) or "",
        speakers=tuple(table.texts("speakers", _LONGEST_GUEST) or ()),
        addresses=tuple(table.texts("addresses", _LONGEST_ADDRESS) or ()),
        min_label=table.text("min_label", LONGEST_LABEL, one_line=True) or "",
        max_label=table.text("max_label", LONGEST_LABEL, one_line=True) or "",
    )


def read_labels(words: Table, workshop: Workshop | None) -> Mapping[str, str]:
    """The label of each choice, in the order of the choices."""
    keys = workshop.choices if workshop is not None else ()
    if keys and "choices" not in words:
        words.blame(
            "script_labels_missing", "choices", header=".".join((*words.path, "choices")), example=example(keys[0])
        )
    table = words.table("choices")
    if table is None:
        return {}
    if keys:
        table.only(keys)
    labels = {}
    for key in keys or table.names():
        label = table.text(key, LONGEST_LABEL, one_line=True) if table.need(key) else None
        labels[key] = label or ""
        alike = [one for one in labels if one != key and label and _alike(labels[one], label)]
        if alike and label:
            table.blame("script_same_label", key, value=shown(label))
    return labels


def _alike(one: str, other: str) -> bool:
    """Whether nobody could tell two labels apart."""
    return one.casefold().split() == other.casefold().split()


def _image_alts(words: Table, workshop: Workshop | None) -> tuple[str, ...]:
    """What each image of a mockup shows, in their order."""
    images = workshop.images if workshop is not None else ()
    if images:
        words.need("image_alts")
    said = words.texts("image_alts", _LONGEST_ALT) or []
    if images and said and len(said) != len(images):
        words.blame("script_image_alts_count", "image_alts", count=len(said), images=len(images))
    return tuple(said)
