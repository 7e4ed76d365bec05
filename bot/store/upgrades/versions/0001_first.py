"""The first schema: cafés, their beats and deliveries, what members say, and the terminal's rooms."""

from bot.store.upgrades.first import (
    cafes,
    care,
    consent,
    keeping,
    linking,
    people,
    programme,
    said,
    stage,
    uploads,
    voices,
)

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table of an empty database."""
    cafes.make()
    said.make()
    programme.make()
    stage.make()
    people.make()
    care.make()
    consent.make()
    keeping.make()
    voices.make()
    uploads.make()
    linking.make()
