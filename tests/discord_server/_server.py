"""The server itself: it listens, lets the trouble of the test happen, checks, answers, and keeps what was wrong."""

from __future__ import annotations

import json
import traceback
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from . import (
    _routes_commands,
    _routes_events,
    _routes_guilds,
    _routes_interactions,
    _routes_messages,
    _routes_threads,
    _routes_users,
)
from ._audit import AuditLog
from ._bell import Bell
from ._checking import Checker
from ._commands import Commands
from ._gateway import Gateway
from ._guilds import Guilds
from ._interactions import FIRST_ANSWER, Interactions
from ._limits import Limits
from ._marks import Marks
from ._messages import Messages
from ._numbers import MEMBERS_RIGHTS, NO_RIGHTS, ChannelType, Permission
from ._passing import Passing
from ._people import Person
from ._refusals import Invalid, Refused
from ._routing import CREATES, ROUTES, WITHOUT_TOKEN, Call, read
from ._things import Attachment, Channel, Guild, Message, Overwrite, Role, Tag, User
from ._threads import Threads
from ._trouble import Trouble
from ._world import World

NONCE_KEPT = timedelta(minutes=5)
TOKEN = "a-token-of-the-tests"

CAFE_RIGHTS = (
    MEMBERS_RIGHTS
    | Permission.MANAGE_CHANNELS
    | Permission.MANAGE_ROLES
    | Permission.MANAGE_THREADS
    | Permission.MANAGE_MESSAGES
    | Permission.CREATE_PRIVATE_THREADS
    | Permission.PIN_MESSAGES
    | Permission.CREATE_EVENTS
    | Permission.MANAGE_EVENTS
)
"""What the bot may in a guild of the tests, unless it says otherwise."""

ANSWERS = (
    _routes_commands,
    _routes_events,
    _routes_guilds,
    _routes_interactions,
    _routes_messages,
    _routes_threads,
    _routes_users,
)
"""Importing them fills the table of routes."""


@dataclass(frozen=True)
class Fault:
    """A request that Discord would not have understood: the bot's mistake, which fails the test."""

    method: str
    path: str
    what: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}: {self.what}"


class DiscordServer:
    """A Discord on this machine. ``now`` is the clock that its ids and silences follow."""

    def __init__(self, now: Callable[[], datetime], checker: Checker | None = None, token: str = TOKEN) -> None:
        self.token = token
        self.bell = Bell()
        """Rings whenever something has happened here, or a client of this process has heard of it."""
        self.world = World(now)
        self.audit = AuditLog(self.world)
        self.messages = Messages(self.world, self.audit)
        self.marks = Marks(self.world, self.messages)
        self.passing = Passing(self.world, self.marks)
        self.threads = Threads(self.world, self.messages, self.audit)
        self.guilds = Guilds(self.world, self.threads)
        self.gateway = Gateway(self.world, lambda: self.token, self.guilds.whole)
        self.world.hear(lambda _: self.bell.ring())
        self.gateway.changed = self.bell.ring
        self.commands = Commands(self.world)
        self.interactions = Interactions(self.world, self.messages)
        self.patience = FIRST_ANSWER.total_seconds()
        """Seconds that people wait for the first answer to what they press or run."""
        self.checks_itself = False
        """Whether its own answers are checked against the description too: for its own tests."""
        self.trouble = Trouble()
        self.limits = Limits()
        self.checker = checker
        self.faults: list[Fault] = []
        self.calls: list[Call] = []
        """Every request, in order, each with the status it was answered with."""
        self.files: dict[int, Attachment] = {}
        self.address = ""

    @classmethod
    @asynccontextmanager
    async def running(
        cls, now: Callable[[], datetime], checker: Checker | None = None, port: int = 0
    ) -> AsyncIterator[DiscordServer]:
        """A server that listens on the loopback for as long as the block lasts."""
        server = cls(now, checker)
        runner = web.AppRunner(server._application(), handle_signals=False, shutdown_timeout=0.5)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", port)
        await site.start()
        host, bound = runner.addresses[0][:2]
        server.address = f"http://{host}:{bound}"
        server.gateway.address = f"ws://{host}:{bound}/"
        server.world.base = server.address
        try:
            yield server
        finally:
            await server.gateway.hang_up(1001)
            await runner.cleanup()

    # what a test makes

    def new_guild(
        self, name: str = "Le café", *, rights: Permission = CAFE_RIGHTS, locale: str = "fr", community: bool = True
    ) -> Guild:
        """A guild with the bot in it, with these rights by a role of its own. ``community``: it may have forums."""
        guild = self.guilds.found(name, locale=locale, community=community)
        self.guilds.invite_bot(guild, rights)
        return guild

    def new_text(self, guild: Guild, name: str = "salon", **more: Any) -> Channel:
        return self.guilds.channel(guild, name, ChannelType.TEXT, **more)

    def new_forum(self, guild: Guild, name: str = "forum", tags: tuple[str, ...] = (), **more: Any) -> Channel:
        given = [Tag(self.world.snowflake(), tag) for tag in tags]
        return self.guilds.channel(guild, name, ChannelType.FORUM, tags=given, **more)

    def new_person(self, guild: Guild, name: str, *, nick: str | None = None, **more: Any) -> Person:
        """Somebody who has joined that guild; ``roles`` as a tuple, ``locale`` the language of their client."""
        roles = more.pop("roles", ())
        person = Person(self, self.guilds.user(name.lower(), name, **more))
        person.joins(guild, nick=nick, roles=roles)
        return person

    def proxied(self, channel: Channel, name: str, text: str, webhook_id: int | None = None) -> Message:
        """A message by a webhook, as a proxy (PluralKit) or a bridge posts it; its author's id is the webhook's."""
        number = webhook_id or self.world.snowflake()
        author = self.world.users.setdefault(number, User(number, name, bot=True))
        return self.messages.put(channel, author, text, webhook_id=number, webhook_name=name)

    def owner_of(self, guild: Guild) -> Person:
        """Who may do everything there."""
        return Person(self, guild.owner)

    def forbid(self, channel: Channel, rights: Permission, whom: Role | User | None = None) -> None:
        """Take rights away in one channel (a thread has its channel's), from the bot unless somebody is named."""
        self._overwrite(channel, whom or self.world.bot, denied=rights)

    def allow(self, channel: Channel, rights: Permission, whom: Role | User | None = None) -> None:
        """Give rights in one channel, to the bot unless somebody is named."""
        self._overwrite(channel, whom or self.world.bot, allowed=rights)

    def _overwrite(
        self, channel: Channel, whom: Role | User, allowed: Permission = NO_RIGHTS, denied: Permission = NO_RIGHTS
    ) -> None:
        assert not channel.is_thread, "a thread has the rights of its channel"
        before = channel.overwrites.get(whom.id, Overwrite(whom.id, 0 if isinstance(whom, Role) else 1))
        allow = before.allow & ~denied | allowed
        self.guilds.overwrite(channel, Overwrite(whom.id, before.type, allow, before.deny & ~allowed | denied))

    def _application(self) -> web.Application:
        application = web.Application(client_max_size=64 * 2**20)
        application.router.add_get("/", self.gateway.answer)
        application.router.add_get("/attachments/{id}/{name}", self._serve_file)
        # A word of a path goes before a number in the same place: the pins are no message.
        for method, path in sorted(ROUTES, key=lambda one: [part.startswith("{") for part in one[1].split("/")]):
            application.router.add_route(method, f"/api/v10{path}", self._answering(path))
        application.router.add_route("*", "/{rest:.*}", self._unknown)
        return application

    def _answering(self, path: str) -> Callable[[web.Request], Any]:
        async def answer(request: web.Request) -> web.StreamResponse:
            return await self._answer(request, path)

        return answer

    async def _answer(self, request: web.Request, path: str) -> web.StreamResponse:
        self.catch_up()
        try:
            call = await read(self, request, path)
        except ValueError:
            self.faults.append(Fault(request.method, request.path, "the body is no JSON"))
            return _json({"message": "The request body contains invalid JSON.", "code": 50109}, 400)
        self.calls.append(call)
        try:
            self.limits.let_pass(call)
            await self.trouble.before(call)
            if (request.method, path) not in WITHOUT_TOKEN and request.headers.get(
                "Authorization"
            ) != f"Bot {self.token}":
                raise Refused(401, 0, "401: Unauthorized")
            if self.checker and (wrong := self.checker.wrong(call)):
                raise Invalid("", wrong)
            result = await ROUTES[request.method, path](call)
            await self.trouble.after(call)
        except Refused as refusal:
            call.status = refusal.status
            if isinstance(refusal, Invalid):
                self.faults.append(Fault(request.method, request.path, f"{refusal.where} {refusal.what}".strip()))
            return _json(refusal.body, refusal.status, {**self.limits.headers(call), **self.trouble.headers(refusal)})
        except ConnectionResetError:
            call.status = 0
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        except Exception:
            self.faults.append(Fault(request.method, request.path, f"the stand-in broke: {traceback.format_exc()}"))
            return _json({"message": "500: Internal Server Error", "code": 0}, 500)
        call.status = 204 if result is None else 201 if (request.method, path) in CREATES else 200
        if self.checks_itself and self.checker and (wrong := self.checker.wrong_answer(call, call.status, result)):
            self.faults.append(Fault(request.method, path, f"the stand-in's own answer is wrong: {wrong}"))
        return (
            web.Response(status=204, headers=self.limits.headers(call))
            if result is None
            else _json(result, call.status, self.limits.headers(call))
        )

    async def _unknown(self, request: web.Request) -> web.Response:
        self.faults.append(Fault(request.method, request.path, "this server has no such route"))
        return _json({"message": "404: Not Found", "code": 0}, 404)

    async def _serve_file(self, request: web.Request) -> web.Response:
        found = self.files.get(int(request.match_info["id"]))
        if found is None:
            return web.Response(status=404)
        return web.Response(body=found.content, headers={"Content-Type": found.content_type})

    def catch_up(self) -> None:
        """Let happen what has fallen due by the clock. Each request and each deed of a person begins with it."""
        self.passing.catch_up()

    def remembers(self, message: Message) -> bool:
        """Whether a message's nonce still keeps it from being said again: for a few minutes."""
        return self.world.now() - message.at < NONCE_KEPT

    def keep_files(self, attachments: list[Attachment]) -> None:
        """Serve these from now on."""
        self.files |= {one.id: one for one in attachments}

    @property
    def invalid_requests(self) -> int:
        """How many requests counted towards the 10,000 that block an address: 401, 403 and 429."""
        return sum(call.status in (401, 403, 429) for call in self.calls)


def _json(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    # A charset behind the type makes discord.py stumble at the login.
    packed = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    return web.Response(body=packed, status=status, headers={"Content-Type": "application/json", **(headers or {})})
