"""Whom the configuration makes a host: an account, a role of Discord's, a power level on Matrix."""

from __future__ import annotations

import pytest

from bot.commands import Binding
from bot.domain import Caller, MemberRef, RoomRef

HERE, ELSEWHERE = RoomRef("matrix", "!café:example.org"), RoomRef("matrix", "!other:example.org")
VIO = MemberRef("matrix", "@vio:example.org")


@pytest.mark.parametrize(
    ("binding", "caller", "holds"),
    [
        (Binding(frozenset({VIO})), Caller(VIO, "Vio", HERE, "fr"), True),
        (Binding(frozenset({MemberRef("discord", VIO.id)})), Caller(VIO, "Vio", HERE, "fr"), False),
        (
            Binding(badges=frozenset({("matrix", "7")})),
            Caller(VIO, "Vio", HERE, "fr", badges=frozenset(("6", "7"))),
            True,
        ),
        (Binding(badges=frozenset({("discord", "7")})), Caller(VIO, "Vio", HERE, "fr", badges=frozenset({"7"})), False),
        (Binding(badges=frozenset({("matrix", "7")})), Caller(VIO, "Vio", HERE, "fr"), False),
        (Binding(levels={"matrix": 50}), Caller(VIO, "Vio", HERE, "fr", level=50), True),
        (Binding(levels={"matrix": 50}), Caller(VIO, "Vio", HERE, "fr", level=49), False),
        (Binding(levels={"matrix": 0}), Caller(VIO, "Vio", HERE, "fr"), False),
        (Binding(rooms={HERE: Binding(levels={"matrix": 50})}), Caller(VIO, "Vio", HERE, "fr", level=50), True),
        (Binding(rooms={HERE: Binding(levels={"matrix": 50})}), Caller(VIO, "Vio", ELSEWHERE, "fr", level=50), False),
    ],
    ids=[
        *("by account", "the same id on another platform", "by role id", "the same role id on another platform"),
        *("without the role", "by power level", "one level too low", "no level known", "in that room", "in another"),
    ],
)
def test_a_host_is_bound_by_account_by_role_id_or_by_power_level(
    binding: Binding, caller: Caller, *, holds: bool
) -> None:
    assert binding.holds(caller) is holds
