"""Every table there is: whoever compares tables with a database, or with what is written about them, starts here."""

from bot.store import (
    card_tables,
    care_tables,
    carrying_tables,
    consent_tables,
    keeping_tables,
    linking_tables,
    name_tables,
    people_tables,
    stage_tables,
    upload_tables,
    voices_tables,
)
from bot.store.tables import metadata

__all__ = [
    "card_tables",
    "care_tables",
    "carrying_tables",
    "consent_tables",
    "keeping_tables",
    "linking_tables",
    "metadata",
    "name_tables",
    "people_tables",
    "stage_tables",
    "upload_tables",
    "voices_tables",
]
