"""A café whose process is killed, again and again, while it says something; and what has become of it in the end."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from bot.domain import Home, Script, zone_of
from bot.store.schema import prepare
from tests.cogs.scene import Community
from tests.discord.life import CommonClock, Life, told_by
from tests.discord.one_life import LEASE, Place
from tests.discord.week import blind
from tests.discord_server import Channel, ChannelType, DiscordServer, Form, Message, Person, Thread
from tests.discord_server._routing import Call
from tests.killable import Moment
from tests.stories.room import MONDAY, ZONE

WORDS = "Le mien avait un fil et je tirais dessus pour aller plus loin."
OTHERS = "Le nôtre était posé dans le couloir, sur un tabouret."


def kind_of(call: Call) -> str | None:
    """What sort of change a request asks for; ``None`` for a question that changes nothing."""
    method, route, body = call.method, call.route, call.body if isinstance(call.body, dict) else {}
    if method == "GET" or route == "/users/@me/channels":
        return None
    if route == "/channels/{channel_id}/messages":
        return _message(call, body)
    if route == "/channels/{channel_id}/threads":
        return "private thread" if body.get("type") == ChannelType.PRIVATE_THREAD else "forum post"
    return CHANGES.get((method, route), f"{method} {route}")


CHANGES = {
    ("POST", "/channels/{channel_id}/messages/{message_id}/threads"): "thread",
    ("PATCH", "/channels/{channel_id}/messages/{message_id}"): "edit",
    ("DELETE", "/channels/{channel_id}/messages/{message_id}"): "delete",
    ("PUT", "/channels/{channel_id}/messages/pins/{message_id}"): "pin",
    ("PUT", "/channels/{channel_id}/pins/{message_id}"): "pin",
    ("PATCH", "/channels/{channel_id}"): "lock",
    ("PUT", "/channels/{channel_id}/thread-members/{user_id}"): "letting in",
    ("POST", "/interactions/{interaction_id}/{interaction_token}/callback"): "first answer",
    ("POST", "/webhooks/{webhook_id}/{webhook_token}"): "follow-up",
    ("PATCH", "/webhooks/{webhook_id}/{webhook_token}/messages/@original"): "answer changed",
    ("PUT", "/applications/{application_id}/commands"): "commands",
}

_OF_ONE_TRY = ("nonce", "scheduled_start_time")


def _message(call: Call, body: dict[str, Any]) -> str:
    channel = call.server.world.channel(call.id("channel_id"))
    buttons = json.dumps(body.get("components", ()))
    if channel.guild is None:
        return "direct message"
    if channel.name == "bureau":
        return "desk"
    if "said/" in buttons:
        return "carried"
    what = "file" if call.files else "buttons" if "cafe/" in buttons else "words"
    return f"{what} in a thread" if channel.is_thread else what


def _same(call: Call) -> str:
    """What a request asks for, whoever asks it when: whoever tries something once more presses anew, and an event
    begins after that."""
    body = (
        {name: one for name, one in call.body.items() if name not in _OF_ONE_TRY} if isinstance(call.body, dict) else {}
    )
    where = [one for name, one in call.texts.items() if not name.startswith(("interaction", "webhook"))]
    return f"{call.method} {call.route} {where} {re.sub('[0-9a-z]{24}', '#', json.dumps(body, sort_keys=True))}"


class Deaths:
    """Kills the process when it asks for a change: the first of each of these kinds, or ``every`` one, each once.
    ``turns`` are the moments, one after another."""

    def __init__(self, *turns: Moment, kinds: frozenset[str] = frozenset(), every: bool = False) -> None:
        self._turns: Iterator[Moment] = itertools.cycle(turns)
        self._kinds = kinds
        self._every = every
        self._met: set[str] = set()
        self._now: tuple[Call, Moment] | None = None
        self.died: list[tuple[str, Moment]] = []
        self.kill: Callable[[], None] = lambda: None

    def watch(self, server: DiscordServer) -> None:
        """Have the server tell of each request, before and after it is done."""
        server.trouble.before = self._before  # type: ignore[method-assign]
        server.trouble.after = self._after  # type: ignore[method-assign]

    async def _before(self, call: Call) -> None:
        kind = kind_of(call)
        met = _same(call) if self._every else kind
        if kind is None or met is None or met in self._met or not (self._every or kind in self._kinds):
            return
        self._met.add(met)
        moment = next(self._turns)
        self.died.append((kind, moment))
        self._now = call, moment
        if moment is Moment.BEFORE:
            self.kill()
            raise ConnectionResetError

    async def _after(self, call: Call) -> None:
        if self._now is None or self._now[0] is not call:
            return
        moment, self._now = self._now[1], None
        if moment is Moment.DURING:
            self.kill()
            raise ConnectionResetError
        asyncio.get_running_loop().call_soon(self._once_told, self.kill)

    def _once_told(self, kill: Callable[[], None]) -> None:
        # The answer is written in the next turns of this loop; the process is then somewhere on its way with it.
        asyncio.get_running_loop().call_later(0.001 * (len(self.died) % 6), kill)


@dataclass
class Outcome:
    """All that stands on the server in the end, and what is published: without ids, which differ from run to run."""

    said: list[str] = field(default_factory=list)
    threads: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    posts: list[tuple[str, str]] = field(default_factory=list)
    flashback: list[str] = field(default_factory=list)


class Lives(Community):
    """The café of the stories, lived by processes that die. What people do, they do on the server."""

    clock: CommonClock

    def __init__(self, server: DiscordServer, clock: CommonClock, where: Path, shape: str, deaths: Deaths) -> None:
        super().__init__(server, clock, where, shape)
        self.deaths = deaths
        self.life: Life | None = None
        self.count = 0
        # Whoever dies does not answer at all; a machine that is busy answers late.
        server.patience = 60

    async def begin(self, told: Script | None = None) -> None:  # type: ignore[override]
        """Plan the café; nobody listens yet."""
        await prepare(self.database)
        picture = self.where.with_name("affiche.png")
        picture.write_bytes(b"\x89PNG\r\n\x1a\n")
        told = replace(told or blind(), picture=str(picture))
        room = await self.platform.open_room(str(self.channel.id))
        await self.host.open(told, [Home(room, "fr")], zone=ZONE, day=MONDAY, id="mars", secret=b"secret" * 6)
        self.cafe_id = "mars"
        await self.platform.close()
        self.deaths.watch(self.server)

    async def does(self, what: str, *given: Any) -> None:
        """Have that done, by as many lives as it takes."""
        while True:
            with contextlib.suppress(EOFError, OSError):
                life = await self.alive()
                await life.does(what, *(one() if callable(one) else one for one in given))
                return

    async def alive(self) -> Life:
        """A process that listens; whoever has died is followed once its claims have ended. Raises `EOFError` for one
        that dies at once."""
        if self.life is not None and self.life.lives:
            return self.life
        if self.life is not None:
            self.time.move_to(self.time.now() + LEASE)
        channel, desk, role = (str(one.id) for one in (self.channel, self.desk, self.role))
        place = Place(self.server.address, self.where, (channel,), desk, role, self.how.get("companions", {}))
        self.life = Life(place, self.clock)
        self.count += 1
        self.deaths.kill = self.life.kill
        await self.life.answer()
        return self.life

    async def until(self, day: int, hour: int, minute: int = 0) -> None:
        local = datetime.combine(MONDAY + timedelta(days=day - 1), time(hour, minute), tzinfo=zone_of(ZONE))
        await self.does("until", local)
        self.server.catch_up()

    async def heard(self) -> None:
        """Returns once all that happened is kept."""
        await self.does("heard", lambda: told_by(self.server)[0])

    async def until_done(self, attempt: Callable[[], Awaitable[object]], done: Callable[[], bool]) -> None:
        """Somebody tries something until they see that it is done: Discord tells them where nobody has answered."""
        while not done():
            with contextlib.suppress(EOFError, OSError):
                life = await self.alive()
                trying = asyncio.ensure_future(attempt())
                # Whoever lives on to answer does what they were asked for.
                while life.lives and not (trying.done() and (trying.exception() or done())):  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
                trying.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await trying
            await self.heard()

    async def answers(self, who: Person, title: str, words: str) -> None:
        """Answer by the form, until one's words are there."""

        async def attempt() -> None:
            form = Form.of(await who.clicks(self.question(title), "Répondre"))
            await who.submits(form, {form.fields[0].label: words})

        await self.until_done(attempt, lambda: bool(self.carrying(words)))

    async def takes_back(self, who: Person, words: str) -> None:
        """Take back what was carried, until it is gone."""

        async def attempt() -> None:
            asked = await who.clicks(self.carrying(words)[0], "Reprendre mes mots")
            if asked.message is not None:
                await who.clicks(asked.message, "Oui, je suis sûr·e")

        await self.until_done(attempt, lambda: not self.carrying(words))

    def carrying(self, words: str) -> list[Message]:
        """The messages that carry these words."""
        return [
            one for thread in self.guild.threads.values() for one in thread.messages.values() if words in one.content
        ]

    async def outcome(self) -> Outcome:
        """What has become of it."""
        made = Outcome()
        for place in (*self.guild.channels.values(), *self.guild.threads.values()):
            made.said += [_line(place, one) for one in place.messages.values() if one.only_for is None]
        made.said.sort()
        made.threads = sorted(map(_state, self.guild.threads.values()))
        made.told = sorted(f"{who.user.name}: {one.content}" for who in (self.vio, self.ana) for one in who.inbox)
        made.posts = sorted((post.author.id, post.text) for post in (await self.record()).posts)
        made.posts = [({self.vio.id: "Vio", self.ana.id: "Ana"}[author], text) for author, text in made.posts]
        async with self.store.reading() as store:
            document = await store.flashback(self.cafe_id)
        made.flashback = _without_ids((document or b"").decode()).splitlines()
        return made

    async def close(self) -> None:
        if self.life is not None:
            self.life.kill()
        await super().close()


def _line(place: Channel, one: Message) -> str:
    files = [file.filename for file in one.attachments]
    labels = re.findall(r'"label": "([^"]*)"', json.dumps(one.components, ensure_ascii=False))
    beside = [*files, *labels, *(["pinned"] if one.pinned_at else [])]
    return _without_ids(f"{place.name}: {int(one.type)} {one.content} {beside}")


def _state(thread: Thread) -> str:
    state = [name for name in ("archived", "locked", "private") if getattr(thread, name)]
    return f"{thread.name} {state} {len(thread.applied_tags)} {len(thread.members)}"


def _without_ids(text: str) -> str:
    return re.sub(r"[0-9]{17,20}|\bp[0-9a-f]{12}\b", "#", text)


async def whole_story(cafe: Lives) -> None:
    """The café's three days, its flashback, and words that are taken back afterwards."""
    await cafe.begin()
    await cafe.until(1, 8, 30)
    await cafe.until(1, 10)
    await cafe.answers(cafe.vio, "Un souvenir", WORDS)
    await cafe.answers(cafe.ana, "Un souvenir", OTHERS)
    await cafe.until(2, 10)
    cafe.vio.says(cafe.guild.channel("Le bon moment"), "Tôt, ou plutôt plus tard")
    cafe.ana.says(cafe.guild.channel("Le bon moment"), "Plus tard")
    await cafe.heard()
    await cafe.until(3, 10)
    last = cafe.vio.says(cafe.guild.channel("Votre mot de la fin"), "Je repars avec une idée que je n’avais pas.")
    await cafe.answers(cafe.ana, "Votre mot de la fin", "Je ne repars pas.")
    await cafe.takes_back(cafe.ana, "Je ne repars pas.")
    await cafe.heard()
    await cafe.until(5, 12)
    cafe.server.owner_of(cafe.guild).deletes(last)
    await cafe.heard()
    # Long enough for what a death has left awake to fall asleep again.
    await cafe.until(5, 15)
