"""The use cases: open, ask, receive, edit, erase, react, choose, call for closing words, close, publish."""

from bot.host._host import LEASE, Host, opening_plan
from bot.host._publishing import host_flashback
from bot.host._saying import beat_deliveries

__all__ = ["LEASE", "Host", "beat_deliveries", "host_flashback", "opening_plan"]
