"""The care of a database: is it whole, a copy of it while it is at work, and that copy put back."""

from bot.store.care._backup import back_up
from bot.store.care._checking import faults_of
from bot.store.care._redoing import Replayed
from bot.store.care._restoring import Restoring, clear_leftovers

__all__ = ["Replayed", "Restoring", "back_up", "clear_leftovers", "faults_of"]
