"""A real Matrix homeserver (Synapse) for tests, on the loopback, with real clients as its people.

**In a test**, the fixture ``homeserver`` is the one of the whole session: what is in it, each test makes for itself::

    async def test_somebody_answers(homeserver: Homeserver, people: People) -> None:
        vio, ana = await people.of(homeserver, "Vio", "Ana")
        room = await vio.makes_room()                       # a room id; everybody may join
        await ana.joins(room)
        root = await vio.says(room, "What do you bring?")   # an event's id
        await ana.says(room, "Bread.", thread=root)
        assert await vio.reads(room, thread=root) == ["What do you bring?", "Bread."]

**Time**: ``matrix_clock`` sets the homeserver's clock to a Monday morning, where it stands still unless the test moves
it (``forward(hours=2)``), by days and not by months: some of Synapse's own lists have an entry for each five seconds.
Only what the homeserver writes down is set: a long poll still ends by the machine's time. The strict one runs with the
machine.

**The other one**: ``strict_homeserver`` makes rooms of version 11 (a creator there is somebody with level 100; since 12
creators stand above all levels, and room ids have no server in them) and takes three messages at once.

**People** (`Person`): ``makes_room``, ``joins``, ``leaves``, ``invites``, ``removes``, ``lets`` (a power level),
``sets`` (state), ``says``, ``edits``, ``redacts``, ``reacts``, ``votes``, ``ends_poll``, ``sends`` (any event);
``reads`` (words as a client shows them), ``sees`` (events), ``state``, ``invitations``. What they may not do raises
`Refused`, with the homeserver's ``code``.

**Encrypted rooms**: `SealedPeople` have keys of their own (`SealedPerson`): ``holds_keys`` and ``hands_keys`` have
them come later than what they open.

**Outages**: a homeserver that a test stops (``stop()``, ``start()``) is its own: ``Homeserver.running()``.

Synapse is under the AGPL: it is a process of its own, of the tests alone, and no part of the bot.
"""

from tests.matrix_server._clock import Clock, Dial
from tests.matrix_server._homeserver import Account, Homeserver
from tests.matrix_server._people import People
from tests.matrix_server._person import Person, Refused, shown
from tests.matrix_server._sealed_person import SealedPeople, SealedPerson

__all__ = [
    "Account",
    "Clock",
    "Dial",
    "Homeserver",
    "People",
    "Person",
    "Refused",
    "SealedPeople",
    "SealedPerson",
    "shown",
]
