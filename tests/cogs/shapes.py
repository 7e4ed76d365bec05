"""The same story in a text channel and in a forum."""

from __future__ import annotations

import pytest

both = pytest.mark.parametrize("community", ["text", "forum"], indirect=True)
