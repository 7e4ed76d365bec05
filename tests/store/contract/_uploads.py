"""Scripts that hosts have uploaded."""

from __future__ import annotations

from bot.domain import RoomRef
from bot.ports import Store
from tests.store.contract._part import ContractPart
from tests.store.scene import ANA, MINUTE, MONDAY, VIO, Stand

FILES = {"script.toml": b"days = 3\n", "fr.toml": 'titre = "été"\n'.encode(), "a.png": bytes(range(256))}


class UploadsContract(ContractPart):
    async def test_an_upload_is_there_for_everybody_byte_for_byte(self, store: Store, stand: Stand) -> None:
        async with store.writing() as work:
            assert await work.uploads() == {}
            await work.keep_upload("bonjour", FILES, VIO, MONDAY)
            await work.keep_upload("autre", {"script.toml": b""}, VIO, MONDAY + MINUTE)
        async with (await stand.connect()).reading() as reading:
            assert await reading.uploads() == {"autre": (1, MONDAY + MINUTE), "bonjour": (1, MONDAY)}
            assert await reading.upload("bonjour") == FILES
            assert await reading.upload("ailleurs") == {}
            assert await reading.sizes_of_uploads() == {"autre": 0, "bonjour": sum(map(len, FILES.values()))}

    async def test_one_community_does_not_replace_what_belongs_to_another(self, store: Store, stand: Stand) -> None:
        here, there = RoomRef("discord", "7"), RoomRef("discord", "8")
        async with store.writing() as work:
            assert await work.keep_upload("bonjour", FILES, VIO, MONDAY, here)
            assert not await work.keep_upload("bonjour", {"script.toml": b""}, ANA, MONDAY, there)
            assert await work.keep_upload("bonjour", FILES, ANA, MONDAY), "who reaches everything replaces everything"
            assert await work.keep_upload("autre", FILES, ANA, MONDAY)
            assert not await work.keep_upload("autre", FILES, ANA, MONDAY, here), "it is everybody's"
        async with (await stand.connect()).reading() as reading:
            assert await reading.uploads() == {"autre": (1, MONDAY), "bonjour": (2, MONDAY)}
            assert await reading.upload("bonjour") == FILES
            assert await reading.rooms_of_uploads() == {"bonjour": here}

    async def test_a_later_one_takes_its_place_and_leaves_the_pictures(self, store: Store, stand: Stand) -> None:
        later = {"script.toml": b"days = 4\n", "en.toml": b'title = "Hello"\n'}
        async with store.writing() as work:
            await work.keep_upload("bonjour", FILES, VIO, MONDAY)
            await work.keep_upload("bonjour", later, ANA, MONDAY + MINUTE)
        async with store.reading() as reading:
            assert await reading.uploads() == {"bonjour": (2, MONDAY + MINUTE)}
            assert await reading.upload("bonjour") == {**later, "a.png": FILES["a.png"]}
        values = [str(one) for one in await stand.values()]
        assert str(ANA) in values
        assert str(VIO) not in values

    async def test_one_that_is_dropped_is_gone_and_another_may_take_its_name(self, store: Store) -> None:
        here, there = RoomRef("discord", "7"), RoomRef("discord", "8")
        async with store.writing() as work:
            await work.keep_upload("bonjour", FILES, VIO, MONDAY, here)
            await work.keep_upload("autre", FILES, VIO, MONDAY)
            await work.drop_upload("bonjour")
        async with store.writing() as work:
            assert await work.upload("bonjour") == {}
            assert await work.keep_upload("bonjour", {"script.toml": b""}, ANA, MONDAY + MINUTE, there)
        async with store.reading() as reading:
            assert await reading.uploads() == {"autre": (1, MONDAY), "bonjour": (1, MONDAY + MINUTE)}
            assert await reading.rooms_of_uploads() == {"bonjour": there}
