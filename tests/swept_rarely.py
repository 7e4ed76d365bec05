"""Over the whole test run: what is there before the first test is never looked through for garbage again.

Fourteen thousand tests and all that they import are a million objects that live to the end, and each full sweep of
Python's collector would visit every one of them.
"""

from __future__ import annotations

import gc


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
