"""A bot that speaks nonsense is hung up on, with the code that says why; spoken to without discord.py."""

from __future__ import annotations

import json
from typing import Any

import aiohttp
import pytest

from . import TOKEN, DiscordServer

IDENTIFY: dict[str, Any] = {"op": 2, "d": {"token": TOKEN, "intents": 1, "properties": {}}}


def identify(**changes: Any) -> dict[str, Any]:
    return {"op": 2, "d": {**IDENTIFY["d"], **changes}}


def resume(**changes: Any) -> dict[str, Any]:
    return {"op": 6, "d": {"token": TOKEN, "session_id": "session", "seq": 1, **changes}}


NONSENSE: dict[str, tuple[int, list[Any]]] = {
    "an unknown operation": (4001, [{"op": 99}]),
    "no JSON": (4002, ["{"]),
    "no operation": (4002, [{"d": None}]),
    "an IDENTIFY without a token": (4002, [{"op": 2, "d": {}}]),
    "a status before the IDENTIFY": (4003, [{"op": 3, "d": {}}]),
    "a wrong token": (4004, [identify(token="another")]),
    "a wrong token for a RESUME": (4004, [resume(token="another")]),
    "a second IDENTIFY": (4005, [IDENTIFY, IDENTIFY]),
    "a shard that there is not": (4010, [identify(shard=[2, 2])]),
    "intents that are none": (4013, [identify(intents=1 << 40)]),
}


@pytest.mark.parametrize("case", NONSENSE)
async def test_nonsense_is_hung_up_on(discord_server: DiscordServer, case: str) -> None:
    code, lines = NONSENSE[case]
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(discord_server.gateway.address, params={"v": "10", "encoding": "json"}) as socket,
    ):
        assert (await socket.receive_json())["op"] == 10
        for line in lines:
            await socket.send_str(line if isinstance(line, str) else json.dumps(line))
        while not socket.closed:
            await socket.receive()
        assert socket.close_code == code


async def test_another_version_is_hung_up_on(discord_server: DiscordServer) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(discord_server.gateway.address, params={"v": "6", "encoding": "json"}) as socket,
    ):
        await socket.receive()
        assert socket.close_code == 4012


async def test_a_resume_beyond_what_was_said_is_hung_up_on(discord_server: DiscordServer) -> None:
    address, params = discord_server.gateway.address, {"v": "10", "encoding": "json"}
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(address, params=params) as socket:
            await socket.receive_json()
            await socket.send_json(IDENTIFY)
            ready = await socket.receive_json()
            assert ready["t"] == "READY"
            await socket.close(code=4000)
        async with session.ws_connect(address, params=params) as socket:
            await socket.receive_json()
            await socket.send_json(resume(session_id=ready["d"]["session_id"], seq=99))
            await socket.receive()
            assert socket.close_code == 4007


async def test_an_unknown_session_is_not_resumed(discord_server: DiscordServer) -> None:
    address, params = discord_server.gateway.address, {"v": "10", "encoding": "json"}
    async with aiohttp.ClientSession() as session, session.ws_connect(address, params=params) as socket:
        await socket.receive_json()
        await socket.send_json(resume())
        assert await socket.receive_json() == {"op": 9, "d": False, "t": None, "s": None}
