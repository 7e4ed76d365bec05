"""The one place that builds things."""

from __future__ import annotations

from bot.wiring._accounts import Accounts, accounts_of, set_up, terminal_hosts
from bot.wiring._bot import Bot, bot_of, open_now, worker_name
from bot.wiring._discord import discord_platform, named_in
from bot.wiring._keeping import DATABASE, Kept, alone, database_of, is_kept, kept_in
from bot.wiring._leaving import LoggedOut, log_out_matrix
from bot.wiring._matrix import gets_in, matrix_platform, no_way_in, session_of
from bot.wiring._running import GRACE, listening, ticking
from bot.wiring._scripts import SHIPPED, UPLOADS, language_for, script_folders, zone_for

__all__ = [
    "DATABASE",
    "GRACE",
    "SHIPPED",
    "UPLOADS",
    "Accounts",
    "Bot",
    "Kept",
    "LoggedOut",
    "accounts_of",
    "alone",
    "bot_of",
    "database_of",
    "discord_platform",
    "gets_in",
    "is_kept",
    "kept_in",
    "language_for",
    "listening",
    "log_out_matrix",
    "matrix_platform",
    "named_in",
    "no_way_in",
    "open_now",
    "script_folders",
    "session_of",
    "set_up",
    "terminal_hosts",
    "ticking",
    "worker_name",
    "zone_for",
]
