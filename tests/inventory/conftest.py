"""What tests of stock share."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest


@pytest.fixture(name="jakarta")
def _jakarta(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine whose own clock shows another zone than the one we write in."""
    monkeypatch.setenv("TZ", "Asia/Jakarta")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()
