"""What all parts of the suite stand on."""

from __future__ import annotations

from abc import ABC, abstractmethod

import pytest
from hypothesis import HealthCheck

from bot.domain import Cafe
from bot.ports import Store
from tests.store.scene import Stand, a_cafe, opened

SHARED = [HealthCheck.function_scoped_fixture, HealthCheck.differing_executors]
"""What a test may do that tries many examples: they share one database, and each database's suite runs the test."""


class ContractPart(ABC):
    """One part of the suite."""

    @pytest.fixture
    @abstractmethod
    def stand(self) -> Stand: ...

    @pytest.fixture
    async def store(self, stand: Stand) -> Store:
        return await stand.connect()

    @pytest.fixture
    async def cafe(self, store: Store) -> Cafe:
        """A café that is there already, without beats."""
        return await opened(store, a_cafe())
