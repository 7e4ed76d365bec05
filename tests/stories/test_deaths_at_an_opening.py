"""The process dies at every step of planning a café, in turn: it is planned once, whole, and presented once."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from tests.stories.fates import Death, Life
from tests.stories.season import Season
from tests.stories.test_the_programme import WEEKLY


async def _plan_then_plan_anew(folder: Path, life: Life) -> None:
    """Live until a café is planned a day ahead, and planned anew after its wording was changed; or until death."""
    season = Season(folder, "2026-02-28 12:00")
    for name in ("lamp", "table", "window"):
        season.write_script(name)
    season.write(WEEKLY)
    await season.begin(life)
    with suppress(Death):
        await season.openings.look()
        season.sleep_until("2026-03-01 12:00")
        await season.openings.look()
        season.write_script("lamp", title="The evening lamp")
        await season.openings.look()
    await season.database.close()


async def _require_one_café(folder: Path) -> None:
    """The next process finds all that it needs."""
    again = Season(folder, "2026-03-01 13:00")
    again.write_script("lamp", title="The evening lamp")
    await again.begin()
    await again.openings.look()
    (cafe,) = await again.cafes()
    assert cafe.title == "The evening lamp"
    beats = await again.beats(cafe.id)
    kinds = ["present", "open_workshop", "close", "publish", "end_retention"]
    assert [beat.kind.value for beat in beats] == kinds
    (kept,) = await again.occasions()
    assert (kept.cafe, kept.pending) == (cafe.id, True)
    await again.until("2026-03-02 09:00")
    assert await again.held() == [("2026-03-02 09:00", "lamp")]
    assert sum("All about The evening lamp." in one.text for one in await again.said()) == 1
    await again.database.close()


@pytest.mark.parametrize("every", [17, pytest.param(1, marks=pytest.mark.soak)])
async def test_a_death_at_any_step_leaves_one_café_whole_and_it_is_presented_once(tmp_path: Path, every: int) -> None:
    trail: list[str] = []
    undisturbed = tmp_path / "undisturbed"
    undisturbed.mkdir()
    await _plan_then_plan_anew(undisturbed, Life(trail=trail))
    await _require_one_café(undisturbed)
    steps = [number for number, point in enumerate(trail, 1) if not point.startswith(("Reading", "Store.reading"))]
    taken = {trail[number - 1].partition(":")[0] for number in steps}
    assert {"Platform.open_room", "Writing.take_occasion", "Writing.withdraw_cafe", "Writing.add_cafe"} <= taken
    assert {"Writing.give_occasion", "Writing.keep_looks"} <= taken
    for number in steps[::every]:
        folder = tmp_path / str(number)
        folder.mkdir()
        await _plan_then_plan_anew(folder, Life(dies_at=number))
        await _require_one_café(folder)
