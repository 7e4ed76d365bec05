"""Two communities share a bot, each with its room, its hosts, its desk: neither hears of the other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.commands import Binding, Commands, Rights, blocks_of
from bot.domain import Caller, DeskNote, DeskNoteKind, DeskRoom, Home, MemberRef, RoomRef
from bot.errors import CafeError
from bot.host import LEASE, Host
from bot.markup import render
from bot.ticker import Ticker
from tests.stories.room import MONDAY, ZONE, Room, script

CAMILLE, SOLANGE = MemberRef("terminal", "camille"), MemberRef("terminal", "solange")


class Shared:
    """A bot with a French and an English room."""

    def __init__(self, room: Room) -> None:
        self.room = room

    async def begin(self) -> None:
        await self.room.begin(desk="fr")
        self.here, self.there = self.room.ref, await self.room.terminal.open_room("teahouse")
        desks = (
            DeskRoom(await self.room.terminal.open_room("bureau"), "fr", frozenset({self.here})),
            DeskRoom(await self.room.terminal.open_room("office"), "en", frozenset({self.there})),
        )
        platforms = {"terminal": self.room.terminal}
        self.room.host = Host(self.room.store, platforms, self.room.clock, desks=desks, zone=ZONE)
        self.room.ticker = Ticker(self.room.store, self.room.host, self.room.clock, worker="worker", lease=LEASE)
        await self.room.host.listen()
        told = replace(script(), name="tea")
        self.other = await self.room.host.open(told, [Home(self.there, "en")], zone=ZONE, day=MONDAY)
        hosts = Binding(
            rooms={
                self.here: Binding(frozenset({CAMILLE})),
                self.there: Binding(badges=frozenset({("terminal", "tea")})),
            }
        )
        operators = Binding(frozenset({MemberRef("terminal", "odile")}))
        self.commands = Commands(self.room.services, Rights(self.room.store, hosts, operators))

    async def ask(self, name: str, room: RoomRef, line: str, *badges: str, group: str = "cafe") -> str:
        caller = Caller(MemberRef("terminal", name), name.title(), room, "en", badges=frozenset(badges))
        typed = await self.commands.read(caller, group, line)
        answer = await self.commands.perform(caller, typed.command, typed.given)
        return render(blocks_of(answer, self.commands.words(caller)), "plain")


@pytest.fixture
async def shared(unopened: Room) -> Shared:
    shared = Shared(unopened)
    await shared.begin()
    return shared


async def test_a_host_hosts_in_their_own_room(shared: Shared) -> None:
    assert shared.room.cafe_id in await shared.ask("camille", shared.here, "status")
    assert shared.other.id in await shared.ask("solange", shared.there, "status", "tea")
    for name, room, badges in [
        ("camille", shared.there, ()),
        ("solange", shared.here, ("tee",)),
        ("vio", shared.here, ()),
    ]:
        with pytest.raises(CafeError) as refused:
            await shared.ask(name, room, "status", *badges)
        assert [one.key for one in refused.value.faults] == ["command_not_yours"]


@pytest.mark.parametrize(
    "line", ["status {}", "skip moment cafe:{}", "history cafe:{}", "preview cafe:{}", "audit cafe:{}"]
)
async def test_no_host_reaches_the_cafe_next_door(shared: Shared, line: str) -> None:
    with pytest.raises(CafeError) as refused:
        await shared.ask("camille", shared.here, line.format(shared.other.id))
    assert {one.key for one in refused.value.faults} <= {"command_cafe_unknown", "cafe_unknown_near"}
    assert shared.other.title not in str([one.values for one in refused.value.faults])


async def test_a_list_holds_ones_own_alone(shared: Shared) -> None:
    mine = await shared.ask("camille", shared.here, "status")
    assert (shared.room.cafe_id in mine, shared.other.id in mine) == (True, False)


async def test_members_hear_of_their_own_cafes_only(shared: Shared) -> None:
    with pytest.raises(CafeError):
        await shared.ask("vio", shared.here, f"catch-up cafe:{shared.other.id}", group="me")


async def test_in_a_direct_message_one_reaches_the_cafes_that_know_one_and_no_other(shared: Shared) -> None:
    direct = RoomRef("terminal", "with-vio")
    await shared.room.until(1, 9, 40)
    await shared.room.say("Vio", "Le premier, c’était en 1963.")
    assert "I keep" in await shared.ask("vio", direct, f"data cafe:{shared.room.cafe_id}", group="me")
    for name, cafe in (("vio", shared.other.id), ("nora", shared.room.cafe_id)):
        with pytest.raises(CafeError) as refused:
            await shared.ask(name, direct, f"data cafe:{cafe}", group="me")
        assert {one.key for one in refused.value.faults} <= {"command_cafe_unknown", "cafe_unknown_near"}


async def test_who_runs_the_bot_reaches_both(shared: Shared) -> None:
    for room in (shared.here, shared.there):
        both = await shared.ask("odile", room, "status")
        assert shared.room.cafe_id in both
        assert shared.other.id in both


async def test_each_desk_is_told_of_its_own(shared: Shared) -> None:
    async with shared.room.store.writing() as work:
        for cafe, moment in ((shared.room.cafe_id, "memory"), (shared.other.id, "moment")):
            now = shared.room.clock.now()
            await work.note(DeskNote(f"{cafe}/{moment}", DeskNoteKind.REFUSED, now, cafe, workshop=moment, until=now))
    await shared.room.until(1, 9, 5)
    async with shared.room.database.reading() as connection:
        found = await connection.exec_driver_sql(
            "SELECT room, text FROM stage_messages WHERE room IN ('bureau', 'office')"
        )
        told = {one["room"]: one["text"] for one in found.mappings()}
    here, there = told["bureau"], told["office"]
    assert "Le premier téléphone" in here
    assert "A first phone" in there
    assert "Le premier téléphone" not in there


async def test_no_host_learns_what_somebody_is_called_next_door(shared: Shared) -> None:
    """A member's id says nothing; the name that another community knows them by may say who they are."""
    await shared.room.until(1, 9, 40)
    async with shared.room.store.reading() as store:
        thread = await store.place(shared.other.id, shared.there, "memory")
    await shared.room.terminal.say(shared.there, "4711", "Jeanne Lefort (RH)", "A memory from work.", thread=thread)
    await shared.room.until(1, 9, 50)
    told = [
        await shared.ask("camille", shared.here, line)
        for line in ("guest memory 4711 off", "guest memory 4711", "history", "guest memory 4711 off")
    ]
    assert "4711 was no guest" in told[0]
    assert "4711 can now speak" in told[1]
    assert all("4711" in one and "Jeanne" not in one for one in told)
    assert "Jeanne Lefort (RH) can now speak" in await shared.ask(
        "solange", shared.there, "guest memory 4711", "tea"
    ), "where they go by that name, their hosts know it"


async def test_whoever_takes_part_in_both_has_in_each_the_name_of_the_place(shared: Shared) -> None:
    await shared.room.until(1, 9, 40)
    async with shared.room.store.reading() as store:
        thread = await store.place(shared.other.id, shared.there, "memory")
    await shared.room.say("Zibeline", "Le mien était rouge.")
    await shared.room.terminal.say(shared.there, "zibeline", "Anne Lefort", "A memory from work.", thread=thread)
    await shared.room.until(1, 9, 50)
    assert "Zibeline can now speak" in await shared.ask("camille", shared.here, "guest memory zibeline")
    assert "Anne Lefort can now speak" in await shared.ask("solange", shared.there, "guest memory zibeline", "tea")
