"""A local Discord for tests: REST and gateway over real sockets, driven by the real discord.py.

**In a test**, the fixture ``discord_server`` is a Discord of its own on the loopback, and every client made in that
test talks to it::

    async def test_somebody_answers(discord_server: DiscordServer) -> None:
        guild = discord_server.new_guild()                      # the bot is in it, with the rights of CAFE_RIGHTS
        forum = discord_server.new_forum(guild, "café", tags=("mars",))
        vio = discord_server.new_person(guild, "Vio")
        async with client_here(discord_server, discord.Client(intents=discord.Intents.default())) as client:
            made = await client.get_channel(forum.id).create_thread(name="Un", content="Que faites-vous le matin ?")
            thread = guild.threads[made.thread.id]              # what the server holds, to look at and to assert on
            answer = vio.says(thread, "Je lis.", reply_to=thread.messages[thread.id])

At the end the fixture asserts ``discord_server.faults == []``: a route that Discord does not have, or a body that it
would refuse, is the bot's mistake and fails the test that made it. A test that provokes one looks at ``faults`` and
empties it. Without Discord's API description (``CAFE_DISCORD_SPEC``, else ``../shared/discord/openapi.json``) the
fixture skips the test aloud. A bot of its own making does without the fixture::

    async with DiscordServer.running(clock.now, Checker.of(path)) as server:     # clock.now() -> datetime, UTC
        with reaching(server):                                                   # discord.py of this process
            ...
    # in another process: reach("http://127.0.0.1:PORT"), before any client is made

**Time** is the clock handed in (fixture ``discord_clock``; ``discord_clock.forward(hours=2)``). Ids tell its instant;
they grow even while it stands. Threads fall asleep, polls and events end by it: at the next request, the next deed of
a person, or ``discord_server.catch_up()``.

**The server**: ``token`` · ``address`` (http) · ``world.bot`` (a `User`) · ``calls`` (each request: ``method``,
``route`` as in the description, ``texts``, ``query``, ``body``, ``status``) · ``faults`` · ``invalid_requests`` ·
``world.pings`` (each message that notified somebody, with their ids) · ``world.channel(id)``, ``world.thread(id)``,
``world.message(channel, id)``.

**What is there** is plain data (`_things`): a `Guild` has ``channels``, ``threads``, ``members``, ``roles``,
``happenings`` (scheduled events), all by their whole-number ids, and ``guild.channel(name)``; a `Channel` or a `Thread`
has ``messages``; a `Message` has ``content``, ``components``, ``attachments``, ``reactions`` (emoji -> user ids),
``pinned_at``, ``poll``, ``only_for``, ``url``.

**Made by the test** (no rights are asked for): ``new_guild(name, rights=, locale=, community=)``,
``new_text(guild, name)``, ``new_forum(guild, name, tags=, flags=REQUIRE_TAG)``, ``new_person(guild, name, nick=,
roles=, locale=)``, ``owner_of(guild)``, ``forbid(channel, rights, whom=)``,
``allow(...)``; and in ``guilds``: ``role``, ``tag``,
``change_channel``, ``delete_channel``, ``overwrite``, ``remove_bot``, ``invite_bot``, ``leave``, ``time_out``.

**People** (`Person`) act with the rights that they have; what they may not do raises `Refused`: ``says(channel, text,
reply_to=, ping=, files=)``, ``writes_to_bot``, ``edits``, ``deletes``, ``deletes_many``, ``reacts``, ``unreacts``,
``clears``, ``pins``, ``votes``, ``takes_vote_back``, ``attends``, ``begins_thread``, ``begins_post``, ``enters``,
``archives``, ``wakes``, ``deletes_thread``, ``joins``, ``leaves``, ``closes_direct_messages``; they have ``id``,
``inbox`` (direct messages), ``sees(channel)``, ``pinged_by``.

**With the bot's own means** they act over the wire, and wait until they see something: ``await clicks(message,
label)``, ``chooses(message, select, *options)``, ``submits(form, {label: value})``, ``runs(channel, "cafe open",
script="mars")``, ``completes(channel, command, option, typed)``, ``runs_on(message, "Add to the flashback")``,
``menu(channel)`` (what they find, in their language). These give back an `Interaction`: ``text``, ``message``,
``private`` (ephemeral), ``response``, ``followups`` (``await followed(n)``), ``modal`` (``Form.of(interaction)`` has
``title``, ``fields``, ``field(label).value``). No answer within ``server.patience`` (3) seconds raises `NoAnswer`; a
later one gets 10062. Tokens last 15 minutes.

**The gateway** (``server.gateway``): ``granted`` (the privileged intents of the portal: take ``Intent.MESSAGE_CONTENT``
away and asking for it is closed with 4014), ``sessions``, ``identified``, ``resumed``, ``await hang_up(code)`` (the bot
resumes; ``forget=True``: it cannot), ``ask_to_reconnect()``, ``invalidate()``, ``heartbeat_interval`` in milliseconds,
``open = False`` (connections are refused).
A session without Message Content gets content, embeds, attachments, components and polls empty, unless the message
mentions the bot (a reply that pings does), is its own, or is direct.

**Trouble** (``server.trouble``), each for the next ``times`` requests whose ``method`` and ``route`` fit (patterns):
``answer_with(status, code)``, ``limit(retry_after, everywhere=)`` (429), ``be_slow(seconds)``, ``lose(done=)`` (the
connection is cut, before or after the thing is done), ``fail_after(status)`` (done, and an error all the same),
``stall(done=)`` (no answer; the event that it returns says when to kill the bot); ``end()``. Rights are refused by
taking them away. ``server.limits`` holds real limits: ``hold(50)`` the global one, ``hold_route(method, route, most,
seconds)`` one with headers.

**Waiting** for what comes over a socket: ``await server.bell.until(lambda: ...)`` looks again whenever something has
happened here or a client of this process has heard of it; nothing sleeps.

**Somebody else's doing**: ``proxied(channel, name, text)`` is a webhook's message (PluralKit, a bridge);
``new_person(guild, name, bot=True)`` another bot; ``server.audit.entries[guild.id]`` the audit log, where a moderator's
archiving stands and the server's own, for silence, does not.
"""

from __future__ import annotations

from ._bell import Bell
from ._checking import Checker
from ._client import client_here, reach, reaching
from ._clock import Clock
from ._commands import CommandType
from ._forms import Field, Form
from ._interactions import Interaction, Kind, NoAnswer, Response
from ._numbers import REQUIRE_TAG, ChannelType, Intent, MessageFlag, MessageType, Permission
from ._people import Person
from ._refusals import Invalid, Refused
from ._server import CAFE_RIGHTS, TOKEN, DiscordServer, Fault
from ._things import Attachment, Channel, Guild, Message, Overwrite, Role, Tag, Thread, User
from ._world import Event

__all__ = [
    "CAFE_RIGHTS",
    "REQUIRE_TAG",
    "TOKEN",
    "Attachment",
    "Bell",
    "Channel",
    "ChannelType",
    "Checker",
    "Clock",
    "CommandType",
    "DiscordServer",
    "Event",
    "Fault",
    "Field",
    "Form",
    "Guild",
    "Intent",
    "Interaction",
    "Invalid",
    "Kind",
    "Message",
    "MessageFlag",
    "MessageType",
    "NoAnswer",
    "Overwrite",
    "Permission",
    "Person",
    "Refused",
    "Response",
    "Role",
    "Tag",
    "Thread",
    "User",
    "client_here",
    "reach",
    "reaching",
]
