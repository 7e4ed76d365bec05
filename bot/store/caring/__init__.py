"""Topics, wishes, reminders and visits: what members ask of the bot."""

from __future__ import annotations

from bot.store.caring._reading import SqlCareReading
from bot.store.caring._rows import erased_topic
from bot.store.caring._writing import SqlCareWriting

__all__ = ["SqlCareReading", "SqlCareWriting", "erased_topic"]
