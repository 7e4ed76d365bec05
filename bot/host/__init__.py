"""The use cases: open, ask, receive, edit, erase, react, choose, call for closing words, close, publish."""

from bot.host._host import LEASE, Host, opening_plan
from bot.host._publishing import host_flashback

__all__ = ["LEASE", "Host", "host_flashback", "opening_plan"]
