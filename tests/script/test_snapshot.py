"""A café keeps its script as it was: what is written down and read again is the same script."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import Consent, Script, ScriptWords, Visibility, Workshop, WorkshopWords
from bot.script import bare_script, from_snapshot, to_snapshot
from tests.script.conftest import Folder

TEXT = st.text(max_size=8)
TEXTS = st.lists(TEXT, max_size=3).map(tuple)
WHOLE = st.integers()
WORKSHOPS = st.builds(
    Workshop,
    key=TEXT,
    kind=TEXT,
    day=WHOLE,
    at=st.times(),
    visibility=st.sampled_from(Visibility),
    choices=TEXTS,
    minimum=WHOLE,
    maximum=WHOLE,
    ends_day=st.none() | WHOLE,
    ends_at=st.none() | st.times(),
    several=WHOLE,
    anonymous=st.booleans(),
    images=TEXTS,
    meets_day=st.none() | WHOLE,
    meets_at=st.none() | st.times(),
    minutes=WHOLE,
    address=TEXT,
)
WORKSHOP_WORDS = st.builds(
    WorkshopWords,
    title=TEXT,
    question=TEXT,
    choices=st.dictionaries(TEXT, TEXT, max_size=3),
    min_label=TEXT,
    max_label=TEXT,
    image_alts=TEXTS,
    place=TEXT,
    guest=TEXT,
    speakers=TEXTS,
    addresses=TEXTS,
)
WORDS = st.builds(
    ScriptWords,
    title=TEXT,
    presentation=TEXT,
    for_whom=TEXT,
    guests=TEXTS,
    picture_alt=TEXT,
    workshops=st.dictionaries(TEXT, WORKSHOP_WORDS, max_size=2),
)
SCRIPTS = st.builds(
    Script,
    name=TEXT,
    languages=TEXTS,
    days=WHOLE,
    opens_at=st.times(),
    closes_at=st.times(),
    workshops=st.lists(WORKSHOPS, max_size=3).map(tuple),
    words=st.dictionaries(TEXT, WORDS, max_size=2),
    zone=st.none() | TEXT,
    publishes_after_hours=WHOLE,
    quotes=st.sampled_from(Consent),
    yes=TEXTS,
    no=TEXTS,
    picture=st.none() | TEXT,
    follows=st.none() | TEXT,
)


@settings(max_examples=100, deadline=None)
@given(script=SCRIPTS)
def test_a_snapshot_through_json_makes_the_same_script(script: Script) -> None:
    assert from_snapshot(json.loads(json.dumps(to_snapshot(script)))) == script


def test_choices_keep_their_order(folder: Folder) -> None:
    again = from_snapshot(json.loads(json.dumps(to_snapshot(folder.read()))))
    assert list(again.worded("fr").workshops["age"].choices) == ["ten", "twelve"]


def test_a_later_version_may_add_what_it_likes() -> None:
    script = bare_script("replay", "A replay", "en", [("w1", "First")], 2)
    data = to_snapshot(script) | {"music": "jazz"}
    data["workshops"][0]["music"] = "jazz"
    assert from_snapshot(data) == script


def test_later_edits_of_the_files_do_not_reach_a_snapshot(folder: Folder) -> None:
    before = folder.read()
    kept = to_snapshot(before)
    folder.change("en.toml", '"A first phone"', '"A second phone"')
    assert from_snapshot(kept) == before != folder.read()
