"""What time does by itself: silent threads fall asleep, polls end, events begin and end."""

from __future__ import annotations

from datetime import UTC, datetime

from ._marks import Marks
from ._numbers import Intent
from ._payloads import happening_payload
from ._things import Guild, Happening
from ._world import World

NEVER = datetime.max.replace(tzinfo=UTC)
EXTERNAL = 3


class Passing:
    """``catch_up`` does what has fallen due by the clock. It looks through everything only once something has."""

    def __init__(self, world: World, marks: Marks) -> None:
        self.world = world
        self.marks = marks

    def catch_up(self) -> None:
        if self.world.now() < self.world.next_due:
            return
        self.world.next_due = NEVER
        for guild in self.world.guilds.values():
            self._threads(guild)
            for happening in guild.happenings.values():
                self._happening(guild, happening)
        for message in list(self.world.polls):
            assert message.poll is not None
            if message.id not in message.channel.messages:
                self.world.polls.remove(message)
            elif self.world.now() >= message.poll.expires_at:
                self.marks.finish_poll(message)
            else:
                self.world.remind(message.poll.expires_at)

    def _threads(self, guild: Guild) -> None:
        for thread in guild.threads.values():
            if thread.archived:
                continue
            if self.world.now() >= thread.falls_asleep_at:
                thread.archived = True
                thread.changed_at = thread.falls_asleep_at
                self.world.tell_channel(thread, "THREAD_UPDATE")
            else:
                self.world.remind(thread.falls_asleep_at)

    def _happening(self, guild: Guild, happening: Happening) -> None:
        """One somewhere else begins and ends by itself; one in a voice channel waits for people."""
        if happening.entity_type != EXTERNAL or happening.ends_at is None:
            return
        before = happening.status
        if happening.status == 1 and self.world.now() >= happening.starts_at:
            happening.status = 2
        if happening.status == 2 and self.world.now() >= happening.ends_at:
            happening.status = 3
        if happening.status != before:
            payload = happening_payload(happening, guild)
            self.world.emit("GUILD_SCHEDULED_EVENT_UPDATE", payload, Intent.GUILD_SCHEDULED_EVENTS, guild)
        if happening.status in (1, 2):
            self.world.remind(happening.starts_at if happening.status == 1 else happening.ends_at)
