"""Which script a host means by a name or a path."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import CallError, Fault
from bot.script import find_script, list_scripts
from bot.script._finding import named_script
from tests.script.conftest import Folder, sayable


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    for name in ("first-phone", "screens", "holidays"):
        Folder(tmp_path / "prompts" / name)
    return tmp_path / "prompts"


def refusal(name: str, folders: list[Path]) -> Fault:
    with pytest.raises(CallError) as refused:
        find_script(name, folders)
    assert refused.value.status == 2
    (fault,) = sayable(refused.value.faults)
    return fault


def test_scripts_are_listed_by_name(shelf: Path) -> None:
    (shelf / "notes").mkdir()
    (shelf / ".hidden").mkdir()
    (shelf / ".hidden" / "script.toml").touch()
    (shelf / "README.md").touch()
    assert [path.name for path in list_scripts([shelf])] == ["first-phone", "holidays", "screens"]


def test_a_folder_with_words_and_no_structure_is_listed_so_that_it_is_noticed(shelf: Path) -> None:
    (shelf / "screens" / "script.toml").unlink()
    assert shelf / "screens" in list_scripts([shelf])


def test_a_place_that_is_not_there_holds_no_scripts(tmp_path: Path) -> None:
    assert list_scripts([tmp_path / "nowhere", Path("a\0b")]) == []


def test_a_script_is_found_by_its_name(shelf: Path) -> None:
    assert find_script("screens", [shelf]) == shelf / "screens"


def test_the_first_place_that_has_the_name_is_meant(shelf: Path, tmp_path: Path) -> None:
    Folder(tmp_path / "mine" / "screens")
    assert find_script("screens", [tmp_path / "mine", shelf]) == tmp_path / "mine" / "screens"


def test_a_script_is_found_by_its_path(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert find_script(str(shelf / "screens"), []) == shelf / "screens"
    assert find_script(str(shelf / "screens" / "script.toml"), []) == shelf / "screens"
    monkeypatch.chdir(shelf)
    assert find_script("screens", []) == Path("screens")
    assert find_script("./screens/", []) == Path("screens")


def test_a_folder_of_that_name_without_a_script_does_not_stand_in_the_way(
    shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "screens").mkdir()
    monkeypatch.chdir(tmp_path)
    assert find_script("screens", [shelf]) == shelf / "screens"


def test_a_slip_in_the_name_brings_the_nearest_one(shelf: Path) -> None:
    fault = refusal("frist-phone", [shelf])
    assert (fault.key, fault.values["near"]) == ("script_unknown_near", "first-phone")
    assert fault.values["known"] == "first-phone, holidays, screens"
    assert refusal("First-Phone", [shelf]).values["near"] == "first-phone"


@pytest.mark.parametrize("name", ["zzzz", "", "..", "a\0b", "x" * 5_000, "first-phone/../nothing", "\udce9"])
def test_a_name_that_is_none_brings_the_list(shelf: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shelf.parent.parent)
    assert refusal(name, [shelf]).values["known"] == "first-phone, holidays, screens"


def test_where_there_is_no_script_at_all_it_says_so(tmp_path: Path) -> None:
    assert refusal("screens", [tmp_path]).key == "script_none_known"
    assert refusal("screens", []).key == "script_none_known"


def test_who_asks_from_a_room_names_no_path_and_is_told_of_none(shelf: Path, tmp_path: Path) -> None:
    assert named_script("screens", [shelf]) == shelf / "screens"
    for name, folder, key in [
        (str(shelf / "screens"), shelf, "command_script"),
        ("zzzz", shelf, "command_script"),
        ("frist-phone", shelf, "command_script_near"),
        ("screens", tmp_path, "command_no_script"),
    ]:
        with pytest.raises(CallError) as caught:
            named_script(name, [folder])
        [fault] = caught.value.faults
        assert fault.key == key
        assert name.startswith("/") or not any("/" in str(value) for value in fault.values.values())
