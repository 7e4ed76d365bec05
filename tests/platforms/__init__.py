import pytest

for part in ("contract", "history_contract", "pinned_contract", "sealed_contract"):
    pytest.register_assert_rewrite(f"tests.platforms.{part}")
