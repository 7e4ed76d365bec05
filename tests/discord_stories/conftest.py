from __future__ import annotations

from tests.cogs.conftest import community

__all__ = ["community"]
